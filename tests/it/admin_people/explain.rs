//! Why somebody can reset or not: each reason on the page and by `latchkey explain`, which writes nothing.

use std::process::Command;

use latchkey::{
    directory::embedded::NewAccount,
    domain::{
        account::{AccountId, TenantId},
        policy::{Enabled, Policy},
        time::Timestamp,
    },
    limits::Spend,
};

use super::{agent, house, page_of, policy};
use crate::harness::{app::House, app::Options, http::Client};

async fn reads(client: &mut Client, id: AccountId, words: &[&str]) {
    let page = client.get(&page_of(id)).await;
    let text = page.text();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

async fn add(house: &House, login: &str, change: impl FnOnce(&mut NewAccount)) -> AccountId {
    let mut account = house.someone(login);
    change(&mut account);
    house.add(account).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_reason_has_its_words_and_what_to_do() {
    let house = house().await;
    let mut client = agent(&house).await;
    let fine = house.person("fine").await;
    reads(&mut client, fine, &["This person can reset their password", "everybody", "It takes 2 proofs"]).await;
    let off = add(&house, "off", |a| a.disabled = true).await;
    reads(&mut client, off, &["cannot reset", "The account is disabled", "Enable it in the directory"]).await;
    let guarded = add(&house, "guarded", |a| a.protected = true).await;
    reads(&mut client, guarded, &["cannot reset", "protected", "tools of the directory"]).await;
    let poor = add(&house, "poor", |a| drop(a.contacts.pop())).await;
    reads(&mut client, poor, &["There is only 1 way", "2 are asked for", "Text message is not registered"]).await;
    let own = add(&house, "own", |a| {
        a.contacts.remove(0);
        a.contacts.push(crate::harness::app::mail("own@contoso.test"));
    })
    .await;
    reads(&mut client, own, &["the only mailbox is one of your organisation"]).await;
    let locked = add(&house, "locked", |a| a.locked = true).await;
    reads(&mut client, locked, &["can reset", "After wrong passwords", "Unlock the account"]).await;
    let frozen = house.person("frozen").await;
    freeze(&house, frozen).await;
    reads(&mut client, frozen, &["cannot reset", "this was not me", "Open self-service again"]).await;
}

async fn freeze(house: &House, id: AccountId) {
    let core = &house.app.core;
    let mut tx = core.store.begin().await.unwrap();
    let mut person = tx.person(TenantId::DEFAULT, id).await.unwrap();
    person.frozen_at = Some(core.now());
    tx.save_person(TenantId::DEFAULT, &person).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_switch_and_group_of_the_policy_has_its_words() {
    let selected = |groups: &[&str], except: &[&str]| Enabled::Selected {
        groups: groups.iter().map(ToString::to_string).collect(),
        except: except.iter().map(ToString::to_string).collect(),
    };
    let cases: [(Policy, &[&str]); 5] = [
        (Policy { enabled: Enabled::None, ..policy() }, &["Resets are switched off", "Switch them on"]),
        (Policy { writeback: false, ..policy() }, &["Writing to the directory is switched off"]),
        (
            Policy { enabled: selected(&["Pilot"], &[]), ..policy() },
            &["in none of the groups", "Pilot", "Add the account"],
        ),
        (Policy { enabled: selected(&["Staff"], &["Out"]), ..policy() }, &["in the group Out", "which is left out"]),
        (
            Policy { enabled: selected(&["No such group"], &[]), ..policy() },
            &["cannot read the group", "No such group"],
        ),
    ];
    for (policy, words) in cases {
        let house = House::under(policy).await;
        let alice = house.person("alice").await;
        house.group("Pilot", &[], &[]).await;
        house.group("Staff", &[alice], &[]).await;
        house.group("Out", &[alice], &[]).await;
        let mut client = agent(&house).await;
        reads(&mut client, alice, &["cannot reset"]).await;
        reads(&mut client, alice, words).await;
    }
}

fn explain(house: &House, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .arg("explain")
        .args(arguments)
        .arg("--config")
        .arg(&house.file)
        .env_clear()
        .output()
        .unwrap();
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_command_says_what_the_page_says_and_writes_nothing() {
    let text = "[policy]\nenabled = \"all\"\nmethods = [\"sms\", \"email\"]\ngates = 2\n";
    let house = House::with(Options { policy: policy(), config: text.into(), ..Options::default() }).await;
    let poor = add(&house, "poor", |a| drop(a.contacts.pop())).await;
    freeze(&house, poor).await;
    // The program goes by the time that it is.
    let real = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let real = Timestamp(i64::try_from(real.as_millis()).unwrap());
    house.clock.advance(real.since(house.app.core.now()));
    for _ in 0..3 {
        house.app.core.limits.spend(&[Spend::TryOldPasswordOf { account: poor }]).await.unwrap();
    }
    let mut client = agent(&house).await;
    let page = client.get(&page_of(poor)).await.text();
    let before = (house.row_counts().await, house.events().await.len());
    let (ok, text) = explain(&house, &["poor"]);
    assert!(ok, "{text}");
    for words in ["This person cannot reset their password", "There is only 1 way", "this was not me", "everybody"] {
        assert!(text.contains(words) && page.contains(words), "{words}: {text} / {page}");
    }
    assert!(!text.contains("poor@home.test"), "masked: {text}");
    for words in ["Limits in force", "stopped: Passwords tried: 3 of 3 within 30 minutes, until"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(page.contains("Passwords tried : 3 of 3 within 30 minutes, until"), "{page}");
    let (ok, json) = explain(&house, &["POOR", "--json"]);
    assert!(ok, "{json}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["can_reset"], false);
    assert_eq!(json["policy"], "everybody");
    assert_eq!(json["limits"][0]["limit"], "try-old-password");
    assert_eq!((json["limits"][0]["used"].as_u64(), json["limits"][0]["clearable"].as_bool()), (Some(3), Some(true)));
    let reasons: Vec<&str> = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["ok"] == false)
        .map(|c| c["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["frozen", "too-few-ways"]);
    assert_eq!((house.row_counts().await, house.events().await.len()), before, "nothing was written");
    let (ok, text) = explain(&house, &["nobody"]);
    assert!(!ok && text.contains("no account has the login name"), "{text}");
}
