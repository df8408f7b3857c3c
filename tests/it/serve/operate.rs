//! Running it: health, metrics, logs, signals, bad configurations, the audit log's own commands.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{
    journey::{PATIENCE, Visitor, support_id},
    portal::{BINARY, Portal, Setup},
};
use crate::harness::{bed, pki, process, slapd, wait_until};

#[tokio::test(flavor = "multi_thread")]
async fn r93_health_tells_of_database_and_directory_and_metrics_count() {
    let server = slapd::Slapd::start(slapd::Options::default());
    let postgres = crate::harness::postgres::Postgres::start();
    let portal = Portal::start(Setup::slapd(&server).database(postgres.database())).await;
    assert_eq!(portal.health("/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(portal.health("/readyz").await, (200, "database ok\ndirectory ok\n".to_owned()));
    // Neither is on the pages' listener.
    assert_eq!(portal.browser().get("/metrics").await.status, 404);

    let mut visitor = Visitor::new(&portal);
    visitor.reset("user09", "user09@mail.example", "+12065550109", "Metrics-Count!Secret-1").await;
    let (status, metrics) = portal.health("/metrics").await;
    assert_eq!(status, 200);
    assert!(metrics.lines().any(|line| line.starts_with("# TYPE ")), "{metrics}");
    let messages = metrics.lines().filter(|line| line.contains("channel=") && line.contains("\"sent\"")).count();
    assert!(messages >= 2, "mail and text messages are counted: {metrics}");
    for private in ["user09", "+12065550109", "12065550109"] {
        assert!(!metrics.contains(private), "{private} is in the metrics");
    }

    server.kill();
    wait_until("the directory is missed", PATIENCE, async || {
        (portal.health("/readyz").await == (503, "database ok\ndirectory failed\n".to_owned())).then_some(())
    })
    .await;
    server.restart();
    wait_until("it is back", PATIENCE, async || (portal.health("/readyz").await.0 == 200).then_some(())).await;
    drop(postgres);
    wait_until("the database is missed", PATIENCE, async || {
        (portal.health("/readyz").await == (503, "database failed\ndirectory ok\n".to_owned())).then_some(())
    })
    .await;
    assert_eq!(portal.health("/healthz").await.0, 200, "the process itself is well");
    let page = portal.browser().get("/reset").await;
    assert!(page.status == 200 || page.status == 503, "{}: {}", page.status, page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_gracefully_and_its_log_is_json() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let person = dc.add_person("");
    visitor.prove_as(&person).await;
    let begun = Instant::now();
    portal.end(Signal::TERM);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let log = portal.log();
    // What is printed for whoever sits at the machine, the set-up code, is no line of the log.
    let (printed, log): (Vec<&str>, Vec<&str>) = log.lines().partition(|line| !line.starts_with('{'));
    assert!(printed.len() <= 6 && printed.iter().any(|line| line.contains("/admin/setup")), "{printed:?}");
    let log = log.join("\n");
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect();
    assert!(lines.iter().any(|line| line["message"] == "Latchkey serves"), "{log}");
    assert!(lines.last().is_some_and(|line| line["message"] == "Latchkey stopped"), "{log}");
    let what: Vec<_> = portal.events("service", "success").iter().map(|e| e["detail"]["what"].clone()).collect();
    assert_eq!(what, ["stopped", "started"]);
    // The write-ahead log is folded into the file.
    assert!(fs::metadata(portal.dir.join("latchkey.db-wal")).map_or(0, |file| file.len()) == 0);

    // What was begun before goes on after.
    portal.up().await;
    let page = visitor.browser.get("/reset/result").await;
    let page = visitor.set(&page, "After-The!Restart-4").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit(&person.login, "After-The!Restart-4").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn r174_a_new_certificate_is_taken_up_on_sighup() {
    let portal = Portal::start(Setup::samba(bed().samba())).await;
    let serial = |portal: &Portal| {
        let address = portal.url.trim_start_matches("https://").to_owned();
        let mut client = Command::new("openssl");
        client.args(["s_client", "-connect", &address, "-servername", "localhost"]);
        let seen = process::output_with(&mut client, b"Q\n");
        let mut x509 = Command::new("openssl");
        x509.args(["x509", "-noout", "-fingerprint", "-sha256"]);
        String::from_utf8(process::output_with(&mut x509, &seen.stdout).stdout).unwrap()
    };
    let first = serial(&portal);
    assert!(first.contains("Fingerprint"), "{first}");
    let hang_up = || kill_process(Pid::from_raw(i32::try_from(portal.pid()).unwrap()).unwrap(), Signal::HUP).unwrap();
    pki::issue(&portal.dir, &["localhost"]);
    hang_up();
    wait_until("the new certificate", PATIENCE, async || (serial(&portal) != first).then_some(())).await;
    let second = serial(&portal);
    // A file that is no certificate changes nothing.
    fs::write(portal.dir.join("server.pem"), "nonsense").unwrap();
    hang_up();
    wait_until("the error is logged", PATIENCE, async || {
        portal.log().contains("the new certificate can not be used").then_some(())
    })
    .await;
    assert_eq!(serial(&portal), second);
    assert!(portal.browser().get("/").await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_configuration_stops_the_start_with_place_and_remedy() {
    let portal = Portal::prepare(Setup::samba(bed().samba())).await;
    let file = portal.dir.join("latchkey.toml");
    let good = fs::read_to_string(&file).unwrap();
    let refused = |what: &str, text: &str| {
        pki::write_secret(&file, text);
        let output = process::output(Command::new(BINARY).arg("serve").arg("--config").arg(&file));
        assert!(!output.status.success(), "{what}");
        String::from_utf8(output.stderr).unwrap()
    };
    let line = |part: &str| good.lines().position(|line| line.contains(part)).unwrap() + 1;
    let said = refused("an unknown key", &good.replace("workers = 2", "worker = 2"));
    assert!(said.contains(&format!("latchkey.toml:{}:", line("workers"))) && said.contains("workers"), "{said}");
    let said = refused("a missing secret", &good.replace("/bind-password", "/no-such-file"));
    assert!(said.contains(&format!("latchkey.toml:{}:", line("/bind-password"))), "{said}");
    assert!(said.contains("Remedy"), "{said}");
    let said = refused("a plain server", &good.replace("ldaps://", "ldap://"));
    assert!(said.contains(&format!("latchkey.toml:{}:", line("ldaps://"))) && said.contains("Remedy"), "{said}");
    // Readable by others.
    pki::write_secret(&file, &good);
    process::run(Command::new("chmod").arg("640").arg(portal.dir.join("keys")));
    let said = refused("keys that others can read", &good);
    assert!(said.contains("chmod 600"), "{said}");
    process::run(Command::new("chmod").arg("600").arg(portal.dir.join("keys")));
    // Another database's keys.
    portal.up().await;
    portal.end(Signal::TERM);
    fs::remove_file(portal.dir.join("keys")).unwrap();
    process::run(Command::new(BINARY).args(["keys", "generate"]).arg(portal.dir.join("keys")));
    let said = refused("another database's keys", &good);
    assert!(said.contains("key"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r150_one_altered_byte_in_the_audit_log_is_found_and_named() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let person = dc.add_person("");
    let page = visitor.reset(&person.login, &person.mail, &person.mobile, "Audit-This!Secret-2").await;
    let support = support_id(&page);
    let mine = portal.command(&["audit", "list", "--json", "--support-id", &support]);
    let mine = String::from_utf8(mine.stdout).unwrap();
    assert!(mine.lines().count() >= 8, "{mine}");
    assert!(mine.lines().all(|line| line.contains(&support)), "{mine}");
    assert!(mine.contains("\"password.reset\""), "{mine}");
    let verified = portal.command(&["audit", "verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    portal.end(Signal::TERM);

    let database = portal.dir.join("latchkey.db");
    let sqlite = |script: &str| {
        let program = format!(
            "import sqlite3,sys\nd=sqlite3.connect(sys.argv[1])\nr=d.execute({script:?}).fetchall()\nd.commit()\nprint(r[0][0] if r else '')"
        );
        let output = process::run(Command::new("/usr/bin/python3").arg("-c").arg(program).arg(&database));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let seq = sqlite("select seq from audit_events where kind = 'password.reset'");
    sqlite("update audit_events set detail = replace(detail, 'reset', 'resex') where kind = 'password.reset'");
    let verified = portal.command(&["audit", "verify"]);
    let said = String::from_utf8(verified.stderr).unwrap();
    assert_eq!(verified.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("audit record {seq}")), "{said}");
    sqlite("update audit_events set detail = replace(detail, 'resex', 'reset') where kind = 'password.reset'");
    assert!(portal.command(&["audit", "verify"]).status.success());

    // Old personal data is erased, and the chain holds without it.
    let named = |portal: &Portal| {
        let listed = portal.command(&["audit", "list", "--limit", "500"]);
        String::from_utf8(listed.stdout).unwrap().contains(&person.login)
    };
    assert!(named(&portal));
    portal.edit("[logging]", "[audit]\nretention_days = 30\n[logging]");
    portal.up_in("+40d").await;
    wait_until("names are erased", PATIENCE, async || (!named(&portal)).then_some(())).await;
    portal.end(Signal::TERM);
    assert!(portal.command(&["audit", "verify"]).status.success());
    assert_eq!(portal.events("password.reset", "success").len(), 1, "what happened stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn r123_keys_from_systemd_are_taken_though_their_group_bits_are_set() {
    let portal = Portal::prepare(Setup::samba(bed().samba())).await;
    let folder = portal.dir.join("credentials");
    fs::create_dir(&folder).unwrap();
    fs::rename(portal.dir.join("keys"), folder.join("keys")).unwrap();
    process::run(Command::new("chmod").arg("440").arg(folder.join("keys")));
    portal.edit(&format!("file = \"{}/keys\"", portal.dir.display()), "file = \"credential:keys\"");
    let migrate = |folder: Option<&std::path::Path>| {
        let mut command = Command::new(BINARY);
        command.arg("migrate").arg("--config").arg(portal.dir.join("latchkey.toml"));
        match folder {
            Some(folder) => command.env("CREDENTIALS_DIRECTORY", folder),
            None => command.env_remove("CREDENTIALS_DIRECTORY"),
        };
        process::output(&mut command)
    };
    let done = migrate(Some(&folder));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = String::from_utf8(migrate(None).stderr).unwrap();
    assert!(said.contains("CREDENTIALS_DIRECTORY"), "{said}");
    process::run(Command::new("chmod").arg("444").arg(folder.join("keys")));
    assert!(!migrate(Some(&folder)).status.success(), "everybody can read it");
}
