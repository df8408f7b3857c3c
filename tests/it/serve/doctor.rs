//! `latchkey doctor` on set-ups that are well and on such that are not: it names the part and the remedy, and
//! changes nothing.

use std::{fs, process::Command};

use serde_json::Value;

use super::portal::{Portal, Setup};
use crate::harness::{
    bed, new_dir, pki, process,
    samba::{self, Options, Samba},
    smtp,
};

/// What the doctor finds, as JSON, and its exit status.
fn doctor(portal: &Portal, more: &[&str]) -> (Vec<Value>, Option<i32>) {
    let output = portal.command(&[&["doctor", "--json"], more].concat());
    let text = String::from_utf8_lossy(&output.stdout);
    let findings = serde_json::from_str(&text)
        .unwrap_or_else(|e| panic!("{e}: {text} {}", String::from_utf8_lossy(&output.stderr)));
    (findings, output.status.code())
}

/// The one failure of a broken set-up: its remedy.
fn failure(portal: &Portal, more: &[&str], check: &str) -> (String, String) {
    let (findings, status) = doctor(portal, more);
    let failed: Vec<&Value> = findings.iter().filter(|f| f["status"] == "fail").collect();
    assert_eq!(status, Some(1), "{findings:#?}");
    let found = failed.iter().find(|f| f["check"] == check).unwrap_or_else(|| panic!("no {check} in {failed:#?}"));
    assert!(found["remedy"].as_str().is_some_and(|remedy| remedy.len() > 10), "{found}");
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    (text("what"), text("remedy"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_set_up_is_well_and_untouched() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let lines = "enabled = \"selected\"\ngroups = [\"G-Outer\"]";
    let portal = Portal::prepare(Setup::samba(dc).policy(lines)).await;
    let set = dc.attribute(&person.login, "uSNChanged");
    let (findings, status) = doctor(&portal, &["--sample", &person.login]);
    let failed: Vec<&Value> = findings.iter().filter(|f| f["status"] == "fail").collect();
    assert!(failed.is_empty() && status == Some(0), "{failed:#?}");
    for check in
        ["public-url", "keys", "database", "pages", "bind", "groups", "reset-right", "mail-from", "sms-provider"]
    {
        assert!(findings.iter().any(|f| f["check"] == check), "{check}: {findings:#?}");
    }
    // Not in the group.
    let policy = findings.iter().find(|f| f["check"] == "policy").unwrap();
    assert!(policy["what"].as_str().unwrap().contains("LK-0013"), "{policy}");

    assert_eq!(dc.attribute(&person.login, "uSNChanged"), set, "nothing is written to the directory");
    assert!(!portal.dir.join("latchkey.db").exists(), "nor a database made");
    assert!(portal.smtp.mails().is_empty() && portal.sms.messages().is_empty(), "nor a message sent");

    // The same for a person to read, on a portal that runs.
    portal.up().await;
    let output = portal.command(&["doctor"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("ok    database") && text.contains(" 0 failed."), "{text}");
    for secret in [samba::SERVICE_PASSWORD, crate::harness::sms::TOKEN] {
        assert!(!text.contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_part_of_the_directory_is_named_with_its_remedy() {
    let dc = bed().samba();
    let fresh = async || Portal::prepare(Setup::samba(dc)).await;

    let portal = fresh().await;
    portal.edit(&dc.url(), &format!("{}:1", dc.url()));
    failure(&portal, &[], "tcp");

    let portal = fresh().await;
    portal.edit(&dc.url(), "ldaps://no-such-server.invalid");
    failure(&portal, &[], "dns");

    let portal = fresh().await;
    let other = new_dir("authority");
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    fs::write(other.join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    portal.edit(&dc.ca_file().display().to_string(), &other.join("ca.pem").display().to_string());
    failure(&portal, &[], "tls");

    let portal = fresh().await;
    pki::write_secret(&portal.dir.join("bind-password"), "Not!The-Password-2024");
    let (what, _) = failure(&portal, &[], "bind");
    assert!(!what.contains("Not!The-Password-2024"));

    let portal = fresh().await;
    portal.edit("base = \"DC=contoso,DC=test\"", "base = \"OU=Nowhere,DC=contoso,DC=test\"");
    let (what, _) = failure(&portal, &[], "base");
    assert!(what.contains("OU=Nowhere"), "{what}");

    let portal = fresh().await;
    let (_, remedy) = failure(&portal, &["--sample", "ivan"], "reset-right");
    assert!(remedy.contains("dsacls") && remedy.contains("OU=Other"), "{remedy}");

    let lines = "enabled = \"selected\"\ngroups = [\"G-Outer\", \"G-Misspelt\"]";
    let portal = Portal::prepare(Setup::samba(dc).policy(lines)).await;
    let (what, remedy) = failure(&portal, &[], "groups");
    assert!(what.contains("G-Misspelt") && remedy.contains("policy.groups"), "{what} {remedy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_part_around_it_is_named_with_its_remedy() {
    let dc = bed().samba();
    let fresh = async || Portal::prepare(Setup::samba(dc)).await;

    let portal = fresh().await;
    portal.edit(&format!("port = {}", portal.smtp.address.port()), "port = 1");
    failure(&portal, &[], "mail-tcp");

    let portal = fresh().await;
    portal.smtp.fault(smtp::Stage::Mail, smtp::Fault::Say("550 5.7.60 not your address".into()), 1);
    let (_, remedy) = failure(&portal, &[], "mail-from");
    assert!(remedy.contains("passwords@contoso.test"), "{remedy}");

    let portal = fresh().await;
    pki::write_secret(&portal.dir.join("twilio-token"), "another-token-than-twilios");
    let (what, _) = failure(&portal, &[], "sms-provider");
    assert!(what.contains("20003") || what.contains("401"), "{what}");

    let portal = fresh().await;
    fs::remove_file(portal.dir.join("keys")).unwrap();
    pki::write_secret(&portal.dir.join("keys"), "k1 bm90IGEga2V5\n");
    let (what, _) = failure(&portal, &[], "keys");
    assert!(what.contains("keys:1"), "{what}");

    let portal = fresh().await;
    portal.edit("https://localhost:", "https://no-such-host.invalid:");
    failure(&portal, &[], "public-url");

    // A key file of another database.
    let portal = Portal::start(Setup::samba(dc)).await;
    portal.end(rustix::process::Signal::TERM);
    fs::remove_file(portal.dir.join("keys")).unwrap();
    process::run(Command::new(super::portal::BINARY).args(["keys", "generate"]).arg(portal.dir.join("keys")));
    failure(&portal, &[], "database");

    // What the configuration's own check refuses, with the place.
    let portal = fresh().await;
    process::run(Command::new("chmod").arg("644").arg(portal.dir.join("keys")));
    let output = portal.command(&["doctor"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("latchkey.toml:") && said.contains("Remedy: chmod"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r162_clocks_that_are_apart_are_named() {
    let dc = Samba::start(Options::default());
    let portal = Portal::prepare(Setup::samba(&dc)).await;
    let config = portal.dir.join("latchkey.toml");
    let mut command = Command::new("faketime");
    command.args(["-f", "+10m", super::portal::BINARY, "doctor", "--json", "--config"]).arg(&config);
    let output = process::output(&mut command);
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let clock = findings.iter().find(|f| f["check"] == "clock").unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(clock["status"], "warn", "{clock}");
    assert!(clock["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()));
}
