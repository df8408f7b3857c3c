//! Copies of the audit log, journeys, and alarms: real receivers, a clock that the test moves.

mod alarms;
mod file;
mod search;
mod syslog;
mod webhook;

use std::{path::PathBuf, sync::Arc, time::Duration};

use latchkey::{
    app::{App, Replace},
    config::{Config, Environment},
    crypto::{keyring::Keyring, random::SystemRng},
    domain::{
        account::{AccountId, TenantId},
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        time::Clock,
    },
    jobs::sinks::{Round, round},
    notify::{audit::AuditSink, recorder::Recorder},
};
use uuid::Uuid;

use crate::harness::{self, clock::TestClock, new_dir};

const TENANT: TenantId = TenantId::DEFAULT;

/// A database and a configuration that can be started again and again.
struct Place {
    dir: PathBuf,
    clock: Arc<TestClock>,
    recorder: Arc<Recorder>,
    config: String,
}

impl Place {
    fn new(more: &str) -> Self {
        harness::init();
        let dir = new_dir("sinks");
        Keyring::generate_file(&dir.join("keys"), &SystemRng).unwrap();
        let clock = Arc::new(TestClock::default());
        let recorder = Arc::new(Recorder::new(Arc::clone(&clock) as Arc<dyn Clock>));
        let shown = dir.display();
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:8080\"\npublic_url = \"https://portal.contoso.test\"\ntrusted_proxies = [\"127.0.0.1/32\"]\n\
             [organisation]\nname = \"Contoso\"\n[database]\nurl = \"sqlite:{shown}/latchkey.db\"\n\
             [keys]\nfile = \"{shown}/keys\"\n[directory]\nkind = \"embedded\"\ndefault_region = \"US\"\n\
             [mail]\nhost = \"localhost\"\nsecurity = \"none\"\nfrom = \"passwords@contoso.test\"\n\
             [sms]\nprovider = \"http\"\ncountries = [\"US\"]\n[sms.http]\n\
             url = \"http://127.0.0.1:9/?to={{to}}&text={{text}}\"\n{}\n",
            more.replace("DIR", &shown.to_string())
        );
        Self { dir, clock, recorder, config }
    }

    async fn start(&self) -> App {
        let path = self.dir.join("latchkey.toml");
        harness::pki::write_secret(&path, &self.config);
        let config = Config::load_with(&path, &Environment::default()).expect("a configuration");
        let replace = Replace {
            recorder: Some(Arc::clone(&self.recorder)),
            clock: Some(Arc::clone(&self.clock) as Arc<dyn Clock>),
            ..Replace::default()
        };
        App::build(config, replace).await.expect("a house")
    }

    fn command(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.args(arguments).arg("--config").arg(self.dir.join("latchkey.toml"));
        harness::process::output(&mut command)
    }
}

fn event(kind: EventKind, outcome: Outcome) -> Event {
    Event::new(kind, outcome)
}

/// A wrong code of a journey.
fn wrong(n: u128) -> Event {
    let mut event = event(EventKind::GateFailed, Outcome::Failure).with("method", "sms");
    event.flow = Some(Uuid::from_u128(n + 1));
    event.account = Some(AccountId(Uuid::from_u128(n + 1_000_000)));
    event.code = Some(Code::WrongCode);
    event.support_id = Some(format!("S-{n}"));
    event.personal = Some(Personal { login: Some(format!("canary-{n}")), ..Personal::default() });
    event
}

async fn write(app: &App, events: impl IntoIterator<Item = Event>) {
    let mut tx = app.core.store.begin().await.unwrap();
    for event in events {
        tx.audit(&TENANT, &event).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Sends until there is nothing to send or it fails.
async fn drain(app: &App, sink: &dyn AuditSink, owner: Uuid) -> Round {
    loop {
        match round(&app.core, sink, owner).await.unwrap() {
            Round::Sent(_) => {}
            end => return end,
        }
    }
}

/// The numbers of the events among JSON records, in order.
fn events_of(records: &[serde_json::Value]) -> Vec<i64> {
    records.iter().filter(|record| record["type"] == "event").map(|record| record["seq"].as_i64().unwrap()).collect()
}

const LONG: Duration = Duration::from_secs(10 * 60);
