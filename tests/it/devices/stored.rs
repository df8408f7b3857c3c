//! What the database holds of it all.

use latchkey::domain::security_info::{Detail, Kind};

use super::{APP, QUESTIONS, client, house, items, key_of, recovery, register_app};
use crate::harness::canary;

const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r27_r121_secrets_are_hashed_or_sealed_wherever_they_are() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let key = register_app(&house, &mut client).await;
    let set = recovery::make(&mut client).await;
    let codes = recovery::codes(&set);
    client.submit_once(&set, &[("group", &codes[0])]).await;
    let page = client.get(QUESTIONS).await;
    let answers = ["Zanzibar-Canary", "Quetzal Canary", "Wombat Canary", "Yak Canary", "Vole Canary"];
    let ids = ["pet", "toy", "food", "hero", "hospital"];
    let fields: Vec<(String, &str)> = (1..)
        .zip(ids.into_iter().zip(answers))
        .flat_map(|(n, (id, answer))| [(format!("question-{n}"), id), (format!("answer-{n}"), answer)])
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    client.submit_once(&page, &fields).await;
    // Two more that wait.
    let mut second = super::client(&house, id).await;
    super::prove(&house, &second).await;
    let waiting_key = key_of(&second.get(APP).await);
    let mut third = super::client(&house, id).await;
    super::prove(&house, &third).await;
    let waiting = recovery::codes(&recovery::make(&mut third).await);
    assert_eq!(waiting.len(), 10);

    let hashes = house.texts("SELECT hash FROM recovery_codes").await;
    assert_eq!(hashes.len(), 10);
    assert!(hashes.iter().all(|hash| hash.starts_with(HASH)), "{hashes:?}");
    let [item] = &items(&house, id, Kind::Questions).await[..] else { panic!("one set") };
    let Detail::Questions { answers: kept } = &item.detail else { panic!("questions") };
    assert!(kept.len() == 5 && kept.values().all(|hash| hash.starts_with(HASH)), "{kept:?}");

    let [item] = &items(&house, id, Kind::App).await[..] else { panic!("one app") };
    let Detail::App { seed, .. } = &item.detail else { panic!("an app") };
    let listed = serde_json::to_string(&seed.0).unwrap();
    let listed = listed.trim_matches(['[', ']']);
    let normal: Vec<String> = answers.iter().map(|a| a.to_lowercase().replace([' ', '-'], "")).collect();
    let mut secrets: Vec<&str> = vec![&key, &waiting_key, listed];
    secrets.extend(codes.iter().chain(&waiting).chain(&normal).map(String::as_str));
    secrets.extend(answers);
    let database = std::path::Path::new(house.database.strip_prefix("sqlite:").unwrap());
    let mut seen = 0;
    for entry in std::fs::read_dir(database.parent().unwrap()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        seen += bytes.len();
        canary::assert_absent_in(&entry.path().display().to_string(), &bytes, &secrets);
        assert!(!bytes.windows(seed.0.len()).any(|window| window == seed.0), "the seed itself");
    }
    assert!(seen > 50_000, "the database was looked at");
}
