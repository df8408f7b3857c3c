//! `latchkey helpdesk`, the program itself, beside a running house.

use std::process::{Command, Output};

use latchkey::domain::time::Timestamp;

use super::{house, now, through};
use crate::harness::app::{House, NEW};

/// Runs the program on the house's database.
fn helpdesk(house: &House, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .arg("helpdesk")
        .args(arguments)
        .arg("--config")
        .arg(&house.file)
        .env_clear()
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The program knows only the real time: the house goes by it too.
fn real_time(house: &House) {
    let real = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let behind = Timestamp(i64::try_from(real.as_millis()).unwrap()).since(now(house));
    house.clock.advance(behind);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r142_a_pass_is_shown_once_works_once_and_is_one_gate_of_two() {
    let house = house().await;
    real_time(&house);
    let id = house.person("alice").await;
    let text = said(&helpdesk(&house, &["pass", "alice", "--minutes", "30", "--by", "Eve"]));
    let first = text.lines().next().unwrap().to_owned();
    assert_eq!(first.len(), 14, "{text}");
    let text = said(&helpdesk(&house, &["pass", "ALICE", "--by", "Eve"]));
    let pass = text.lines().next().unwrap().to_owned();
    real_time(&house);
    house.drain().await;
    assert_eq!(house.messages().len(), 4, "both contacts are told of both: {:?}", house.messages());
    assert!(house.messages().iter().all(|m| !m.text.contains(&pass) && !m.text.contains(&first)));
    let path = house.database.strip_prefix("sqlite:").unwrap();
    let bytes = std::fs::read(path).unwrap();
    assert!(!bytes.windows(pass.len()).any(|window| window == pass.as_bytes()));
    assert_eq!(house.count_events("pass.issued", "success").await, 2);
    let issued = house.events().await.into_iter().find(|event| event.kind == "pass.issued").unwrap();
    assert_eq!(issued.personal.unwrap().actor.as_deref(), Some("Eve"));
    // The older one was revoked by the newer.
    let walk = house.reset("alice").start().await.choose("pass").await.code(&first).await;
    assert_eq!(walk.page().status, 422);
    let kit = super::Kit {
        id,
        login: "alice".into(),
        seed: latchkey::domain::security_info::Seed(vec![0; 20]),
        codes: vec![],
        pass,
    };
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "pass").await;
    assert_eq!(walk.path(), "/reset/method", "it is one gate");
    let walk = through(&house, &kit, walk, "email").await.password(NEW).await;
    assert!(house.has_password(id, NEW).await, "{}", walk.text());
    let walk = house.reset("alice").start().await.choose("pass").await.code(&kit.pass).await;
    assert_eq!(walk.page().status, 422, "it works once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r144_nothing_can_be_done_for_protected_unknown_or_frozen_accounts() {
    let house = house().await;
    real_time(&house);
    let mut admin = house.someone("admin");
    admin.protected = true;
    house.add(admin).await;
    let mut off = house.someone("off");
    off.disabled = true;
    house.add(off).await;
    house.person("alice").await;
    for command in ["pass", "revoke", "unfreeze", "require-registration", "show"] {
        assert!(refused(&helpdesk(&house, &[command, "admin"])).contains("protected"), "{command}");
        assert!(refused(&helpdesk(&house, &[command, "nobody"])).contains("no account"), "{command}");
    }
    assert!(refused(&helpdesk(&house, &["pass", "off"])).contains("disabled"));
    assert!(refused(&helpdesk(&house, &["pass", "alice", "--minutes", "9"])).contains("9"));
    said(&helpdesk(&house, &["require-registration", "alice"]));
    assert_eq!(house.number("SELECT count(*) FROM people WHERE must_register").await, 1);
    house.sql("UPDATE people SET frozen_at = 1790000000000").await;
    assert!(refused(&helpdesk(&house, &["pass", "alice"])).contains("unfreeze"));
    assert!(said(&helpdesk(&house, &["unfreeze", "alice"])).contains("open again"));
    assert!(said(&helpdesk(&house, &["unfreeze", "alice"])).contains("was not frozen"));
    said(&helpdesk(&house, &["pass", "alice"]));
    let shown = said(&helpdesk(&house, &["show", "alice"]));
    for words in
        ["account:    alice", "pass:       works until", "due:        registration", "usable:     sms, email, pass"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("home.test"), "contacts are masked: {shown}");
    assert!(said(&helpdesk(&house, &["revoke", "alice"])).contains("was revoked"));
    assert!(said(&helpdesk(&house, &["revoke", "alice"])).contains("There was no pass"));
    assert_eq!(house.count_events("account.unfrozen", "success").await, 2);
    // Two processes wrote to one audit log.
    house.app.core.store.verify_audit(house.app.core.tenant).await.unwrap();
}
