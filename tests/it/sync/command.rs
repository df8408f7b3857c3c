//! `latchkey sync`, as an administrator runs it; killed in the middle.

use std::{
    path::PathBuf,
    process::{Command, Output},
    time::Duration,
};

use rustix::process::Signal;
use serde_json::Value;

use super::{people::ldif, relay::Relay};
use crate::{
    harness::{new_dir, pki::write_secret, process, process::Server, slapd, wait_for},
    store::dbs::TestDb,
};

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");

/// Bytes of TLS: of the twelve pages of six thousand people about four come through.
const SOME: u64 = 1_500_000;

struct House {
    dir: PathBuf,
    config: PathBuf,
}

impl House {
    /// With a directory at `url`, which is `server` or leads there.
    fn new(server: &slapd::Slapd, url: &str) -> Self {
        let dir = new_dir("sync");
        process::run(Command::new(BINARY).args(["keys", "generate"]).arg(dir.join("keys")));
        write_secret(&dir.join("bind-password"), slapd::SERVICE_PASSWORD);
        let config = dir.join("latchkey.toml");
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\n[organisation]\nname = \"Contoso\"\n\
             [database]\nurl = \"sqlite:{d}/latchkey.db\"\n[keys]\nfile = \"{d}/keys\"\n[directory]\nkind = \"openldap\"\n\
             servers = [\"{}\"]\nbase = \"{}\"\nbind_dn = \"{}\"\nbind_password_file = \"{d}/bind-password\"\n\
             ca_file = \"{}\"\n[policy]\nenabled = \"none\"\n",
            url,
            slapd::BASE,
            slapd::SERVICE_DN,
            server.ca_file().display(),
            d = dir.display(),
        );
        write_secret(&config, &text);
        Self { dir, config }
    }

    /// Reads the directory at another address from now on.
    fn turn_to(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap();
        write_secret(&self.config, &text.replace(from, to));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.arg("sync").args(arguments).arg("--config").arg(&self.config);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        process::output(&mut self.command(arguments))
    }

    fn say(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    fn status(&self) -> Value {
        serde_json::from_slice(&self.run(&["status", "--json"]).stdout).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_scans_sees_how_it_stands_and_a_kill_costs_nothing() {
    let server = slapd::Slapd::start(slapd::Options { entries: ldif(6_000), ..Default::default() });
    // The scan is in its middle for as long as it is looked at, however fast it is.
    let relay = Relay::to(&server, SOME).await;
    let house = House::new(&server, &relay.url);
    assert!(house.say(&["status"]).contains("never scanned"));

    let log = house.dir.join("log");
    let scanning = Server::start("latchkey sync", &house.command(&["now"]), &log, Signal::KILL);
    wait_for("some pages are written", Duration::from_secs(60), || {
        assert!(scanning.is_running(), "{}", std::fs::read_to_string(&log).unwrap());
        (house.status()["state"]["pages"].as_i64()? >= 2).then_some(())
    });
    let said = house.say(&["status"]);
    assert!(said.contains("under way on") && said.contains("full"), "{said}");
    scanning.end(Signal::KILL);
    let state = &house.status()["state"];
    assert_eq!(state["phase"], "full", "{state}");
    assert_eq!(state["finished_at"], Value::Null);
    assert!(house.say(&["now"]).contains("another node scans just now"), "its lease holds");

    // Two and a half minutes later, by a wire that lets everything through.
    house.turn_to(&relay.url, &server.url());
    let db = TestDb::at(format!("sqlite:{}/latchkey.db", house.dir.display()));
    db.raw().await.run("UPDATE sync_state SET leased_until = 0").await;
    assert!(house.say(&["status"]).contains("broken off (full)"));
    let output = house.run(&["now"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("Everybody was read"), "{said}");
    let raw = db.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM directory_accounts WHERE gone_at IS NOT NULL").await, 0);
    let known = raw.number("SELECT COUNT(*) FROM directory_accounts").await;
    assert!(known > 6_000 && said.contains(&format!("{known} known now")), "{said}");
    raw.assert_sound().await;
    assert!(house.say(&["now"]).contains("What changed was read"));
    assert!(house.say(&["now", "--full"]).contains("Everybody was read"));
    let said = house.say(&["status"]);
    assert!(said.contains("at rest") && said.contains("read up to:") && said.contains(&server.url()), "{said}");

    server.kill();
    let output = house.run(&["now"]);
    assert!(!output.status.success());
    let output = house.run(&["status"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success() && said.contains("failed:      1 times"), "{said}");
    assert!(said.contains(&format!("{known} there")), "nothing is lost: {said}");
}
