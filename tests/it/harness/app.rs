//! The whole portal in this process: a real HTTP server, a database of its own, the embedded directory (watched), a
//! clock that the test moves, and messages that are kept instead of sent.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use latchkey::{
    app::{App, Replace},
    config::{Config, Environment},
    crypto::{keyring::Keyring, random::SystemRng},
    directory::{DirectoryRead as _, PasswordCheck as _, SignIn, embedded::NewAccount, watch::ServerWatch},
    domain::{
        account::{AccountId, Contact, TenantId},
        contact::{Mailbox, Phone},
        method::Method,
        password::NewPassword,
        policy::{Enabled, Gates, HelpDesk, Policy},
        time::Clock,
    },
    jobs::Runner,
    limits::Flood,
    notify::recorder::{Recorded, Recorder},
    store::audit::{EventFilter, EventsBy, StoredEvent},
    web::portal,
};
use sqlx::{AssertSqlSafe, Row as _};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    bed, clock::TestClock, http, http::Client, new_address, new_dir, postgres::free_port, walk::Walk, watched::Watched,
};

/// Everybody's password until it is changed.
pub const OLD: &str = "Old-but-gold-2026";
/// A password that nobody has yet.
pub const NEW: &str = "velvet kettle under nine owls";

/// What a test wants other than the usual.
pub struct Options {
    /// The policy.
    pub policy: Policy,
    /// PostgreSQL instead of SQLite.
    pub postgres: bool,
    /// `[limits]` and whatever else comes after the usual configuration.
    pub config: String,
    /// Another flood guard than the usual one, which counts by the machine's time.
    pub flood: Option<Flood>,
    /// At `http://localhost`, where browsers have passkeys.
    pub localhost: bool,
    /// Directory servers that are shown and watched; the embedded directory has none.
    pub servers: Option<Arc<dyn ServerWatch>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { policy: policy(), postgres: false, config: String::new(), flood: None, localhost: false, servers: None }
    }
}

/// The usual policy: everybody, two gates, a step to unlock.
pub fn policy() -> Policy {
    Policy {
        enabled: Enabled::All { except: vec![] },
        methods: vec![Method::Sms, Method::Email],
        gates: Gates::Two,
        unlock_without_reset: true,
        notify_people: true,
        writeback: true,
        ask_whole_contact: false,
        own_mail_domains: vec!["contoso.test".into()],
        minimum_length: 14,
        help_desk: HelpDesk {
            link: Some("tel:+12025550100".into()),
            text: "+1 202 555 0100".into(),
            mailbox: Some(Mailbox::parse("helpdesk@contoso.test").expect("a mailbox")),
        },
        registration: Default::default(),
        protected_too: false,
    }
}

/// The portal.
pub struct House {
    /// The composed application.
    pub app: Arc<App>,
    /// Its time.
    pub clock: Arc<TestClock>,
    /// Its directory.
    pub directory: Arc<Watched>,
    /// Where it is.
    pub url: String,
    /// Its database.
    pub database: String,
    /// Its configuration file, for the program itself beside it.
    pub file: PathBuf,
    recorder: Arc<Recorder>,
    runner: Runner,
    stop: CancellationToken,
    http: reqwest::Client,
    clients: AtomicU32,
    people: AtomicU32,
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl House {
    /// The usual one. Jobs run when the test says [`House::drain`].
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// One with the usual options but this policy.
    pub async fn under(policy: Policy) -> Self {
        Self::with(Options { policy, ..Options::default() }).await
    }

    /// One with options.
    pub async fn with(options: Options) -> Self {
        super::init();
        let folder = new_dir("house");
        let database = if options.postgres {
            bed().postgres().database()
        } else {
            format!("sqlite:{}/latchkey.db", folder.display())
        };
        let (address, port) =
            if options.localhost { ("127.0.0.1".to_owned(), free_port()) } else { (new_address(), free_port()) };
        let host = if options.localhost { "localhost" } else { &address };
        let url = format!("http://{host}:{port}");
        let text = configuration(&address, host, port, &database, &options.config);
        let file = folder.join("latchkey.toml");
        std::fs::write(&file, &text).expect("a configuration file");
        let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, owner_only).expect("a file of ours");
        let config = Config::parse(Path::new("test.toml"), &text, &Environment::default()).expect("a configuration");
        let clock = Arc::new(TestClock::default());
        let recorder = Arc::new(Recorder::new(Arc::clone(&clock) as Arc<dyn Clock>));
        let replace = Replace {
            recorder: Some(Arc::clone(&recorder)),
            clock: Some(Arc::clone(&clock) as Arc<dyn Clock>),
            rng: None,
            policy: Some(options.policy),
            read_only: false,
        };
        let mut app = App::build(config, replace).await.expect("a house");
        let directory = Watched::new(app.embedded.clone().expect("the embedded directory"));
        app.directory = Arc::clone(&directory) as _;
        if let Some(servers) = options.servers {
            app.servers = servers;
        }
        if let Some(flood) = options.flood {
            app.flood = Arc::new(flood);
        }
        let app = Arc::new(app);
        let mut settings = portal::settings(&app);
        settings.health_listen.clear();
        settings.workers = Some(2);
        let open = portal::open(Arc::clone(&app), settings).expect("a port");
        let stop = CancellationToken::new();
        tokio::spawn(open.run(None, stop.clone()));
        let runner = app.runner();
        let http = http::connections(reqwest::Client::builder());
        let (clients, people) = (AtomicU32::new(1), AtomicU32::new(0));
        Self { app, clock, directory, url, database, file, recorder, runner, stop, http, clients, people }
    }

    /// Runs jobs as they come, in the background, as long as the house stands.
    pub fn run_jobs(&self) {
        drop(self.app.start_jobs(&self.stop));
    }

    /// A browser at an address of its own.
    pub fn client(&self) -> Client {
        let n = self.clients.fetch_add(1, Ordering::Relaxed);
        self.client_at(Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 0).to_bits() + n).to_string())
    }

    /// A browser at this address, without cookies.
    pub fn client_at(&self, address: impl Into<String>) -> Client {
        let mut client = Client::over(&self.url, self.http.clone());
        client.headers.insert("X-Forwarded-For".into(), address.into());
        client.headers.insert("Accept-Language".into(), "en".into());
        client
    }

    /// A reset of `login` in a new browser; nothing is opened yet.
    pub fn reset(&self, login: &str) -> Walk<'_> {
        Walk::new(self, self.client(), login)
    }

    /// Somebody with a phone and a private mailbox, `<login>@home.test`.
    pub fn someone(&self, login: &str) -> NewAccount {
        let n = self.people.fetch_add(1, Ordering::Relaxed);
        let phone = format!("+1{}555{:04}", 202 + 10 * (n / 100), 100 + n % 100);
        NewAccount {
            login: login.to_owned(),
            principal: Some(format!("{login}@contoso.test")),
            display_name: format!("{login} Example"),
            names: vec![login.to_owned(), "Example".to_owned()],
            language: Some("en".into()),
            contacts: vec![mail(&format!("{login}@home.test")), mobile(&phone)],
            locked: false,
            disabled: false,
            protected: false,
        }
    }

    /// Makes that person.
    pub async fn person(&self, login: &str) -> AccountId {
        self.add(self.someone(login)).await
    }

    /// Makes an account whose password is [`OLD`].
    pub async fn add(&self, account: NewAccount) -> AccountId {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let embedded = self.app.embedded.as_ref().expect("the embedded directory");
        let hash = HASH.get_or_init(async || embedded.hash(&NewPassword::new(OLD)).await.expect("a hash")).await;
        let id = AccountId(Uuid::now_v7());
        embedded.import(id, account, hash.clone()).await.expect("an account");
        id
    }

    /// Makes a group, or adds to it.
    pub async fn group(&self, name: &str, accounts: &[AccountId], groups: &[Uuid]) -> Uuid {
        // The same name is the same group.
        let bytes: Vec<u8> = name.bytes().chain(std::iter::repeat(0)).take(16).collect();
        let id = Uuid::from_slice(&bytes).expect("16 bytes");
        let embedded = self.app.embedded.as_ref().expect("the embedded directory");
        embedded.fill_group(id, name, accounts, groups).await.expect("a group");
        id
    }

    /// Whether this is the account's password; asked past the watched directory, and never wrong often enough to lock.
    pub async fn has_password(&self, id: AccountId, password: &str) -> bool {
        let embedded = self.app.embedded.as_ref().expect("the embedded directory");
        let sign_in = embedded.check_password(id, &NewPassword::new(password)).await.expect("an answer");
        matches!(sign_in, SignIn::Ok | SignIn::MustChange)
    }

    /// Whether the account is locked now.
    pub async fn is_locked(&self, id: AccountId) -> bool {
        let embedded = self.app.embedded.as_ref().expect("the embedded directory");
        embedded.get(id).await.expect("an answer").expect("an account").state.lock.is_some()
    }

    /// Runs what is due by the test's clock until nothing is.
    pub async fn drain(&self) {
        self.runner.drain().await.expect("jobs run");
    }

    /// Moves the clock, then runs what is due.
    pub async fn pass(&self, span: Duration) {
        self.clock.advance(span);
        self.drain().await;
    }

    /// Messages, oldest first.
    pub fn messages(&self) -> Vec<Recorded> {
        let mut messages = self.recorder.messages();
        messages.reverse();
        messages
    }

    /// Messages to one address or number, oldest first.
    pub fn messages_to(&self, to: &str) -> Vec<Recorded> {
        self.messages().into_iter().filter(|message| message.to == to).collect()
    }

    /// Audit events, oldest first.
    pub async fn events(&self) -> Vec<StoredEvent> {
        let filter = EventFilter {
            tenant: TenantId::DEFAULT,
            by: EventsBy::All,
            since: None,
            until: None,
            before_seq: None,
            limit: 10_000,
        };
        let mut events = self.app.core.store.events(&filter).await.expect("events");
        events.sort_by_key(|event| event.seq);
        events
    }

    /// How many audit events of `kind` ended so.
    pub async fn count_events(&self, kind: &str, outcome: &str) -> usize {
        self.events().await.iter().filter(|event| event.kind == kind && event.outcome == outcome).count()
    }

    /// How many rows each table has.
    pub async fn row_counts(&self) -> BTreeMap<String, i64> {
        let tables = if self.database.starts_with("sqlite") {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        } else {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
        };
        let mut counts = BTreeMap::new();
        for name in self.texts(tables).await {
            let count = self.number(&format!("SELECT count(*) FROM {name}")).await;
            counts.insert(name, count);
        }
        counts
    }

    /// Runs a statement on the database, past the product.
    pub async fn sql(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(pool) = self.sqlite().await {
            sqlx::query(sql).execute(&pool).await.expect("a statement");
            pool.close().await;
        } else {
            let pool = self.postgres().await;
            sqlx::query(sql).execute(&pool).await.expect("a statement");
            pool.close().await;
        }
    }

    /// The first number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(pool) = self.sqlite().await {
            let found = sqlx::query_scalar(sql).fetch_one(&pool).await.expect("a number");
            pool.close().await;
            return found;
        }
        let pool = self.postgres().await;
        let found = sqlx::query_scalar(sql).fetch_one(&pool).await.expect("a number");
        pool.close().await;
        found
    }

    /// The first column of a query, as texts.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(pool) = self.sqlite().await {
            let rows = sqlx::query(sql).fetch_all(&pool).await.expect("rows");
            pool.close().await;
            return rows.iter().map(|row| row.get(0)).collect();
        }
        let pool = self.postgres().await;
        let rows = sqlx::query(sql).fetch_all(&pool).await.expect("rows");
        pool.close().await;
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn sqlite(&self) -> Option<sqlx::SqlitePool> {
        let file = self.database.strip_prefix("sqlite:")?;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(20));
        Some(sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the file"))
    }

    async fn postgres(&self) -> sqlx::PgPool {
        sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&self.database).await.expect("the server")
    }
}

/// A mailbox as a contact.
pub fn mail(address: &str) -> Contact {
    Contact::Mail(Mailbox::parse(address).expect("a mailbox"))
}

/// A mobile number as a contact.
pub fn mobile(number: &str) -> Contact {
    Contact::Mobile(Phone::parse(number, Some("US")).expect("a number"))
}

/// The number of a person, as messages are addressed.
pub fn phone_of(account: &NewAccount) -> String {
    let phone = account.contacts.iter().find_map(|contact| match contact {
        Contact::Mobile(phone) => Some(phone.as_str().to_owned()),
        _ => None,
    });
    phone.expect("a phone")
}

/// One key file for all houses of this process, so that one password hash is good in all of them.
fn key_file() -> String {
    static FILE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let make = || {
        let file = new_dir("keys").join("keys");
        Keyring::generate_file(&file, &SystemRng).expect("a key file");
        file.display().to_string()
    };
    FILE.get_or_init(make).clone()
}

fn configuration(address: &str, host: &str, port: u16, database: &str, more: &str) -> String {
    let keys = key_file();
    format!(
        r#"
[server]
listen = "{address}:{port}"
public_url = "http://{host}:{port}"
trusted_proxies = ["127.0.0.0/8"]

[organisation]
name = "Contoso"

[organisation.help_desk]
text = "+1 202 555 0100"

[database]
url = "{database}"

[keys]
file = "{keys}"

[directory]
kind = "embedded"
default_region = "US"

[mail]
host = "localhost"
security = "none"
from = "passwords@contoso.test"

[sync]
enabled = false

[sms]
provider = "http"
countries = ["US"]

[sms.http]
url = "http://127.0.0.1:9/?to={{to}}&text={{text}}"
{more}
"#
    )
}
