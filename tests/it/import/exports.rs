//! No file that leaves has a seed, or a contact in full.

use std::process::Command;

use base64::Engine as _;
use latchkey::{crypto::totp, store::sync_state::SyncAsk};
use tokio_util::sync::CancellationToken;

use super::{bare, bring, csv};
use crate::{
    gates,
    harness::app::{House, Options},
};

const PHONE: &str = "+12025550181";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_no_export_has_a_seed_or_a_contact_in_full() {
    let house = House::with(Options { policy: gates::policy(), ..Options::default() }).await;
    let id = bare(&house, "carol").await;
    let seed = gates::app(&house, id).await;
    bring(&house, &csv(&[["carol", "sms", PHONE], ["carol", "email", "carol@private.test"]]), false).await;
    house.drain().await;
    house.app.sync().once(SyncAsk::Now { full: true }, &CancellationToken::new()).await.unwrap();
    let reports = house.app.reports();
    reports.fold().await.unwrap();
    reports.count(&CancellationToken::new()).await.unwrap().expect("a count");
    let spelled = totp::spelled(&seed).to_string();
    let hex: String = seed.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let secrets = [
        spelled.replace(' ', ""),
        spelled,
        hex,
        base64::engine::general_purpose::STANDARD.encode(&seed.0),
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&seed.0),
        PHONE[1..].to_owned(),
        "carol@private.test".to_owned(),
        "otpauth".to_owned(),
    ];
    let commands: [&[&str]; 12] = [
        &["report", "people"],
        &["report", "people", "--csv"],
        &["report", "people", "--json"],
        &["report", "coverage"],
        &["report", "funnel", "--csv"],
        &["audit", "list", "--json"],
        &["audit", "export", "--personal"],
        &["audit", "export", "--personal", "--format", "csv"],
        &["policy", "show"],
        &["explain", "carol"],
        &["explain", "carol", "--json"],
        &["helpdesk", "show", "carol"],
    ];
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .args(command)
            .arg("--config")
            .arg(&house.file)
            .env_clear()
            .output()
            .unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{command:?}");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        for secret in &secrets {
            let found = text.to_lowercase().contains(&secret.to_lowercase());
            assert!(!found, "{command:?} has {secret}: {text}");
        }
        match command {
            ["explain", "carol"] | ["helpdesk", "show", ..] => {
                assert_eq!(text.matches("brought in, not confirmed by the person").count(), 2, "{text}");
            }
            ["explain", ..] => assert_eq!(text.matches("\"confirmed_by_owner\":false").count(), 2, "{text}"),
            _ => {}
        }
    }
}
