//! `latchkey people import`, the program itself, on a real directory.

use std::{fmt::Write as _, fs};

use serde_json::Value;

use crate::{
    harness::{bed, slapd, wait_until},
    serve::{
        journey::{PATIENCE, Visitor},
        portal::{Portal, Setup},
    },
};

const NEW: &str = "Velvet-Kettle!Nine-Owls-7";

/// A hundred people of whom the directory has neither phone nor mailbox.
fn people() -> String {
    (1..=100).fold(String::new(), |mut ldif, n| {
        let _ = writeln!(
            ldif,
            "dn: uid=q{n:03},ou=people,{}\nobjectClass: inetOrgPerson\nuid: q{n:03}\ncn: Q{n:03}\nsn: Q\n\
             userPassword: {}\n",
            slapd::BASE,
            slapd::PASSWORD
        );
        ldif
    })
}

async fn a_hundred(database: Option<String>) {
    let server = slapd::Slapd::start(slapd::Options { entries: people(), ..slapd::Options::default() });
    let mut setup = Setup::slapd(&server);
    setup.directory.push_str("protected_accounts = [\"q100\"]\n");
    setup.database = database;
    let portal = Portal::prepare(setup).await;
    let file = portal.dir.join("people.csv");
    let path = file.display().to_string();
    // As a spreadsheet of a country with decimal commas writes it.
    let mut text = "\u{feff}login;method;value\r\n".to_owned();
    for n in 1..=100 {
        let _ = write!(text, "q{n:03};sms;+1 206 555 {:04}\r\n", 100 + n % 100);
    }
    text.push_str(
        "q001;email;q001@private.example\r\nnobody;email;nobody@private.example\r\nq002;app;JBSWY3DPEHPK3PXP\r\n",
    );
    fs::write(&file, &text).unwrap();
    let run = |more: &[&str]| {
        let output = portal.command(&[&["people", "import", path.as_str(), "--by", "Eve"], more].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), said, String::from_utf8(output.stderr).unwrap())
    };
    let (code, said, _) = run(&["--dry-run"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.ends_with("100 would be brought in, 0 unchanged, 3 refused.\nNothing was written.\n"), "{said}");
    assert!(portal.events("security-info.imported", "success").is_empty());
    let (code, said, error) = run(&["--json"]);
    assert_eq!(code, 1, "{said}{error}");
    assert!(!said.contains("JBSW") && !said.contains("q001@private"), "no value in clear: {said}");
    let json: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(json["counts"]["imported"], 100, "{json}");
    let lines = json["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 103);
    let of = |line: u64| lines.iter().find(|item| item["line"] == line).unwrap();
    assert_eq!((&of(2)["status"], &of(2)["method"]), (&Value::from("imported"), &Value::from("sms")));
    for (line, code) in [(101, "protected"), (103, "unknown-person"), (104, "owner-only")] {
        assert_eq!((&of(line)["status"], &of(line)["code"]), (&Value::from("refused"), &Value::from(code)), "{line}");
        assert!(of(line)["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()));
    }
    // Again: nothing changes, and the refused lines are named with what to do.
    let (code, said, _) = run(&[]);
    assert_eq!(code, 1);
    assert!(said.ends_with("0 brought in, 100 unchanged, 3 refused.\n"), "{said}");
    assert!(
        said.contains("line 103: nobody: the directory has no account with this login name. Check the name"),
        "{said}"
    );
    assert!(
        said.contains("line 104: q002: authenticator apps") && said.contains("registered by their owner"),
        "{said}"
    );
    // Without bad lines it ends well; a column of seeds ends it before it begins.
    fs::write(&file, "login,method,value\nq003,sms,+12065550103\n").unwrap();
    assert_eq!(run(&[]).0, 0);
    fs::write(&file, "login,method,value,totp_seed\nq003,sms,+12065550103,JBSWY3DPEHPK3PXP\n").unwrap();
    let (code, said, error) = run(&[]);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(error.contains("registered by their owner") && !error.contains("JBSW"), "{error}");
    assert_eq!(portal.events("security-info.imported", "success").len(), 100);

    // With what was brought in, a person gets back in who never registered; both contacts are told of each first use.
    portal.up().await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("q001", "q001@private.example", "+12065550101").await;
    let page = visitor.set(&page, NEW).await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    server.bind(&server.dn("q001"), NEW).unwrap();
    wait_until("both are told of both", PATIENCE, async || {
        let mails = portal.smtp.mails();
        let mails = mails.iter().filter(|mail| mail.subject().contains("from your organisation was used")).count();
        let texts = portal.sms.messages();
        let texts = texts.iter().filter(|text| text.text.contains("from your organisation was used")).count();
        ((mails, texts) == (2, 2)).then_some(())
    })
    .await;
    assert_eq!(portal.events("security-info.import-used", "success").len(), 2);
    // Whoever was not brought in has no way.
    let shown = portal.command(&["explain", "q002", "--json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["can_reset"], false, "one phone is one proof: {shown}");
    assert_eq!(shown["registered"][0]["confirmed_by_owner"], false);
    portal.end(rustix::process::Signal::TERM);
}

#[tokio::test(flavor = "multi_thread")]
async fn r139_the_program_brings_a_hundred_people_of_openldap_into_sqlite() {
    a_hundred(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r139_the_program_brings_a_hundred_people_of_openldap_into_postgresql() {
    a_hundred(Some(bed().postgres().database())).await;
}
