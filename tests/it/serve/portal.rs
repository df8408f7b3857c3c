//! A portal as a child process.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{
    http::{Client, connections},
    new_dir, number, pki, process,
    process::Server,
    samba, slapd,
    sms::{ACCOUNT, SmsDouble, TOKEN},
    smtp::{self, SmtpSink},
};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");

/// What a portal's configuration says beside what all have in common.
pub struct Setup {
    /// Lines of `[directory]`.
    pub directory: String,
    /// Lines of `[policy]`.
    pub policy: String,
    /// Another database than a file of its own.
    pub database: Option<String>,
    /// `logging.filter`.
    pub filter: &'static str,
}

impl Setup {
    /// Everybody in this Samba domain, two gates.
    pub fn samba(dc: &samba::Samba) -> Self {
        Self::active_directory(&[&dc.url()], &dc.ca_file())
    }

    /// An Active Directory behind these addresses.
    pub fn active_directory(servers: &[&str], ca: &Path) -> Self {
        Self::over(format!(
            "kind = \"active-directory\"\nservers = {servers:?}\nbase = \"{}\"\nbind_dn = \"svcportal@contoso.test\"\n\
             ca_file = \"{}\"\n",
            samba::BASE,
            ca.display()
        ))
    }

    /// Everybody in this OpenLDAP server, two gates.
    pub fn slapd(server: &slapd::Slapd) -> Self {
        Self::over(format!(
            "kind = \"openldap\"\nservers = [\"{}\"]\nbase = \"{}\"\nbind_dn = \"{}\"\nca_file = \"{}\"\n\
             password_policy = \"cn=default,ou=policies,{}\"\n",
            server.url(),
            slapd::BASE,
            slapd::SERVICE_DN,
            server.ca_file().display(),
            slapd::BASE,
        ))
    }

    fn over(directory: String) -> Self {
        let policy = "enabled = \"all\"\nminimum_password_length = 8\n".to_owned();
        Self { directory, policy, database: None, filter: "info" }
    }

    /// The same with other lines for `[policy]`.
    pub fn policy(mut self, lines: &str) -> Self {
        self.policy = format!("minimum_password_length = 8\n{lines}\n");
        self
    }

    /// The same with another log filter.
    pub fn filter(mut self, filter: &'static str) -> Self {
        self.filter = filter;
        self
    }

    /// The same with another database.
    pub fn database(mut self, url: String) -> Self {
        self.database = Some(url);
        self
    }
}

/// A port that no connection of somebody else can take while the portal is down: below those that the kernel
/// gives away.
fn own_port() -> u16 {
    (0..1000)
        .map(|_| {
            let n = std::process::id().wrapping_mul(997).wrapping_add(number()) % 20_000;
            10_000 + u16::try_from(n).expect("below 20000")
        })
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// A portal: its folder, its process, the relay and the provider that it sends through.
pub struct Portal {
    /// Configuration, database, keys, certificate, logs.
    pub dir: PathBuf,
    /// Where its pages are.
    pub url: String,
    /// Where its health is.
    pub health: String,
    /// Its mail relay.
    pub smtp: SmtpSink,
    /// Its text message provider.
    pub sms: SmsDouble,
    server: Mutex<Option<Server>>,
    starts: AtomicU32,
}

impl Portal {
    /// Writes everything that a portal needs and starts none.
    pub async fn prepare(setup: Setup) -> Self {
        let dir = new_dir("serve");
        let (smtp, sms) = (SmtpSink::start(smtp::Options::default()).await, SmsDouble::start_tls().await);
        let (port, health) = (own_port(), own_port());
        pki::issue(&dir, &["localhost"]);
        pki::write_secret(&dir.join("bind-password"), samba::SERVICE_PASSWORD);
        pki::write_secret(&dir.join("twilio-token"), TOKEN);
        let database = setup.database.unwrap_or_else(|| format!("sqlite:{}/latchkey.db", dir.display()));
        let text = format!(
            r#"[server]
listen = "127.0.0.1:{port}"
public_url = "https://localhost:{port}"
trusted_proxies = ["127.0.0.1/32"]
health_listen = "127.0.0.1:{health}"
tls_certificate = "{dir}/server.pem"
tls_key = "{dir}/server.key"
workers = 2
[organisation]
name = "Contoso"
[organisation.help_desk]
text = "Help desk: +1 202 555 0199"
mailbox = "desk@desk.example"
[database]
url = "{database}"
[keys]
file = "{dir}/keys"
[directory]
{directory}bind_password_file = "{dir}/bind-password"
default_region = "US"
[mail]
host = "localhost"
port = {smtp}
security = "starttls"
from = "passwords@contoso.test"
ca_file = "{smtp_ca}"
timeout_seconds = 5
[sms]
provider = "twilio"
countries = ["US", "GB"]
timeout_seconds = 3
ca_file = "{sms_ca}"
[sms.twilio]
account_sid = "{ACCOUNT}"
auth_token_file = "{dir}/twilio-token"
from = "+12025550100"
base_url = "{sms_url}"
[policy]
methods = ["sms", "email"]
{policy}[limits]
sms_per_day = 1000
[sync]
enabled = false
[logging]
filter = "{filter}"
"#,
            dir = dir.display(),
            directory = setup.directory,
            policy = setup.policy,
            filter = setup.filter,
            smtp = smtp.address.port(),
            smtp_ca = smtp.ca_file.display(),
            sms_ca = sms.ca_file().expect("it speaks TLS").display(),
            sms_url = sms.url(),
        );
        pki::write_secret(&dir.join("latchkey.toml"), &text);
        process::run(Command::new(BINARY).args(["keys", "generate"]).arg(dir.join("keys")));
        Self {
            url: format!("https://localhost:{port}"),
            health: format!("http://127.0.0.1:{health}"),
            dir,
            smtp,
            sms,
            server: Mutex::new(None),
            starts: AtomicU32::new(0),
        }
    }

    /// A portal that serves.
    pub async fn start(setup: Setup) -> Self {
        let portal = Self::prepare(setup).await;
        portal.up().await;
        portal
    }

    /// Replaces a text of the configuration that must be there.
    pub fn edit(&self, from: &str, to: &str) {
        let path = self.dir.join("latchkey.toml");
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains(from), "the configuration has no {from:?}: {text}");
        pki::write_secret(&path, &text.replace(from, to));
    }

    /// Starts the process and waits until it shows its first page.
    pub async fn up(&self) {
        let log = self.spawn(Command::new(BINARY));
        self.wait_up(&log).await;
    }

    /// The same at another time: `+40d`.
    pub async fn up_in(&self, offset: &str) {
        // Its wrapper runs the portal as a child, which would outlive it: only what it sets is taken.
        let output = process::run(Command::new("faketime").args(["-f", offset, "env"]));
        let mut command = Command::new(BINARY);
        for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
            if let Some((name @ ("LD_PRELOAD" | "FAKETIME"), value)) = line.split_once('=') {
                command.env(name, value);
            }
        }
        let log = self.spawn(command);
        self.wait_up(&log).await;
    }

    async fn wait_up(&self, log: &Path) {
        let client = self.client();
        let begun = Instant::now();
        loop {
            if client.get(&self.url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(self.is_running(), "the portal ended: {}", fs::read_to_string(log).unwrap_or_default());
            assert!(begun.elapsed() < Duration::from_secs(60), "no page: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn spawn(&self, mut command: Command) -> PathBuf {
        let log = self.dir.join(format!("log-{}", self.starts.fetch_add(1, Ordering::Relaxed)));
        command.arg("serve").arg("--config").arg(self.dir.join("latchkey.toml"));
        *self.server.lock().expect("lock") = Some(Server::start("latchkey", &command, &log, Signal::KILL));
        log
    }

    /// Whether the process runs.
    pub fn is_running(&self) -> bool {
        self.server.lock().expect("lock").as_ref().is_some_and(Server::is_running)
    }

    /// Ends the process with this signal.
    pub fn end(&self, signal: Signal) {
        if let Some(server) = self.server.lock().expect("lock").take() {
            server.end(signal);
        }
    }

    /// A power cut.
    pub fn kill(&self) {
        self.end(Signal::KILL);
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.server.lock().expect("lock").as_ref().expect("it runs").pid()
    }

    /// Everything it wrote to its log, over all its starts.
    pub fn log(&self) -> String {
        let starts = self.starts.load(Ordering::Relaxed);
        (0..starts).map(|n| fs::read_to_string(self.dir.join(format!("log-{n}"))).expect("a log")).collect()
    }

    /// Connections that believe its certificate.
    pub fn client(&self) -> reqwest::Client {
        let ca = fs::read(self.dir.join("ca.pem")).expect("read");
        let ca = reqwest::Certificate::from_pem(&ca).expect("a certificate");
        connections(reqwest::Client::builder().tls_certs_only([ca]))
    }

    /// A browser at an address of its own.
    pub fn browser(&self) -> Client {
        let mut client = Client::over(&self.url, self.client());
        let n = number();
        client.headers.insert("X-Forwarded-For".into(), format!("198.18.{}.{}", n / 250 % 250, n % 250 + 1));
        client
    }

    /// Status and text of an address on the health listener.
    pub async fn health(&self, path: &str) -> (u16, String) {
        let answer = connections(reqwest::Client::builder()).get(format!("{}{path}", self.health)).send().await;
        let answer = answer.expect("health answers");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    /// Runs a command of the binary with this portal's configuration.
    pub fn command(&self, arguments: &[&str]) -> Output {
        process::output(Command::new(BINARY).args(arguments).arg("--config").arg(self.dir.join("latchkey.toml")))
    }

    /// The audit log, the newest event first.
    pub fn audit(&self) -> Vec<Value> {
        let output = self.command(&["audit", "list", "--json", "--limit", "500"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Those of the audit log's events that are of this kind and ended so.
    pub fn events(&self, kind: &str, outcome: &str) -> Vec<Value> {
        self.audit().into_iter().filter(|e| e["kind"] == kind && e["outcome"] == outcome).collect()
    }

    /// Mails and text messages that say that the password was changed or the account unlocked: to whom.
    pub fn notices(&self) -> Vec<String> {
        let mails = self.smtp.mails().into_iter().filter(|mail| {
            let subject = mail.subject();
            subject.contains("was changed") || subject.contains("was unlocked")
        });
        let texts = self.sms.messages().into_iter().filter(|message| {
            let text = &message.text;
            text.contains("password was changed") || text.contains("was unlocked")
        });
        let mut to: Vec<String> =
            mails.flat_map(|mail| mail.recipients).chain(texts.map(|message| message.to)).collect();
        to.sort();
        to
    }
}
