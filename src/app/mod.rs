//! Floor 7: the composition root. Settings become pools, keys, limiters, a directory, and of them the one [`App`]
//! that pages and commands work with. Everything that owns a socket is made here, on the main runtime.

use std::{future::Future, path::Path, sync::Arc};

use secrecy::ExposeSecret as _;
use tokio::{runtime::Handle, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    crypto::{
        hasher::Hasher,
        keyring::{Keyring, KeyringError},
        passkey::Passkeys,
        random::{Rng, SystemRng},
    },
    directory::{
        Directory, DirectoryRead, GroupRead,
        embedded::{Embedded, Rules},
        ldap::LdapDirectory,
        measured::{Measured, MeasuredScan},
        scan::DirectoryScan,
        watch::ServerWatch,
    },
    domain::{
        account::TenantId,
        method::Method,
        policy::{Policy, PolicySet},
        time::Clock,
    },
    flows::{Core, policies::Policies, session::enforce::Answers},
    jobs::{self, Runner, reports::Reports, sync::Sync},
    limits::{Flood, FloodNumbers, Limits},
    notify::{
        MailSender, SmsSender, VoiceCaller,
        audit::AuditSink,
        mail::{NoMail, SmtpSender},
        recorder::Recorder,
        sms::{Destinations, SmsGateway},
        voice::VoiceGateway,
    },
    render::{Org, RenderError, Renderer, Zone},
    store::{Store, StoreError},
};

mod audit;
mod clock;
pub mod settings;

pub use clock::SystemClock;

/// Why Latchkey can not start. The texts name the setting and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A setting can not be used.
    #[error("{0}")]
    Setting(String),
    /// The key file.
    #[error(transparent)]
    Keys(#[from] KeyringError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Templates, texts or the theme.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// What replaces a part of the house: the demo's outbox, a test's clock.
#[derive(Default)]
pub struct Replace {
    /// Keeps messages instead of sending them.
    pub recorder: Option<Arc<Recorder>>,
    /// Another time than the machine's.
    pub clock: Option<Arc<dyn Clock>>,
    /// Other randomness than the operating system's.
    pub rng: Option<Arc<dyn Rng>>,
    /// Another policy than the file's.
    pub policy: Option<Policy>,
    /// The database is only read: nothing is made, migrated or written.
    pub read_only: bool,
}

/// The whole house, wired.
#[derive(Clone)]
pub struct App {
    /// What flows work with.
    pub core: Core,
    /// The directory.
    pub directory: Arc<dyn Directory>,
    /// The directory, to be read as a whole.
    pub scan: Arc<dyn DirectoryScan>,
    /// The directory's groups, to choose from and to count.
    pub groups: Arc<dyn GroupRead>,
    /// How the directory's servers are.
    pub servers: Arc<dyn ServerWatch>,
    /// Methods that something here can carry.
    pub carried: Vec<Method>,
    /// The embedded directory, when it is the one.
    pub embedded: Option<Embedded>,
    /// Pages and messages.
    pub renderer: Arc<Renderer>,
    /// What messages say of the organisation.
    pub org: Arc<Org>,
    /// The flood guard of this node.
    pub flood: Arc<Flood>,
    /// What applications were told of a while ago.
    pub answers: Arc<Answers>,
    /// The demo's outbox.
    pub recorder: Option<Arc<Recorder>>,
    /// The configuration.
    pub config: Arc<Config>,
    mail: Arc<dyn MailSender>,
    sms: Option<Arc<dyn SmsSender>>,
    voice: Option<Arc<dyn VoiceCaller>>,
    sinks: Vec<Arc<dyn AuditSink>>,
    /// What to watch, and whom to tell.
    pub alarms: jobs::alarms::Settings,
    runtime: Handle,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App(..)")
    }
}

impl App {
    /// Builds the house. Call it on the main runtime: sockets stay with the runtime that opened them.
    ///
    /// # Errors
    /// [`AppError`]: nothing was changed but the database's schema.
    pub async fn build(config: Config, replace: Replace) -> Result<Self, AppError> {
        let clock: Arc<dyn Clock> = replace.clock.unwrap_or_else(|| Arc::new(SystemClock));
        let rng: Arc<dyn Rng> = replace.rng.unwrap_or_else(|| Arc::new(SystemRng));
        // Every page is rendered once to be checked: on another processor, while the database is opened.
        let (theme, language) = (config.organisation.theme.clone(), config.organisation.language.clone());
        let checked = tokio::task::spawn_blocking(move || renderer_of(theme.as_deref(), &language));
        let org = Arc::new(org(&config)?);
        let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
        let store = if replace.read_only {
            open_store_to_read(&config, &keyring).await?
        } else {
            open_store(&config, &keyring, &clock, &rng).await?
        };
        let failed = |error| AppError::Setting(format!("the templates could not be checked: {error}"));
        let renderer = Arc::new(checked.await.map_err(failed)??);
        let tenant = TenantId::DEFAULT;
        let hasher = Hasher::new(&keyring, Arc::clone(&rng), parallel_hashes());
        let passkeys = passkeys(&config);
        type Drivers =
            (Arc<dyn Directory>, Arc<dyn DirectoryScan>, Arc<dyn GroupRead>, Arc<dyn ServerWatch>, Option<Embedded>);
        let (directory, scan, groups, servers, embedded): Drivers = match settings::ldap(&config)? {
            Some(ldap) => {
                let ldap = LdapDirectory::new(ldap, Arc::clone(&clock));
                let ldap = Arc::new(ldap.map_err(|error| AppError::Setting(format!("[directory] {error}")))?);
                (Arc::clone(&ldap) as _, Arc::clone(&ldap) as _, Arc::clone(&ldap) as _, ldap, None)
            }
            None => {
                let hasher = Arc::new(hasher.clone());
                let embedded = Embedded::new(tenant, store.clone(), hasher, Arc::clone(&clock), Rules::default());
                let of = || Arc::new(embedded.clone());
                (of(), of(), of(), of(), Some(embedded))
            }
        };
        let (sinks, mut alarms) = (audit::sinks(&config, &clock)?, audit::alarms(&config, &clock)?);
        alarms.servers = Some(Arc::clone(&servers));
        alarms.collectors.clone_from(&sinks);
        let (mail, sms, voice) = senders(&config, replace.recorder.as_ref(), &clock)?;
        let policy = replace
            .policy
            .unwrap_or_else(|| config.policy.to_domain(&config.organisation.help_desk, &config.registration));
        let is_carried = |method: &Method| match method {
            Method::Sms => sms.is_some(),
            Method::Voice | Method::Office => voice.is_some(),
            Method::Passkey => passkeys.is_some(),
            _ => true,
        };
        let carried: Vec<Method> = Method::ALL.into_iter().filter(is_carried).collect();
        let policies = Policies::new(PolicySet::single(policy), carried.clone());
        let phones = Destinations::new(&config.sms.countries)
            .map_err(|error| AppError::Setting(format!("sms.countries: {}", error.what)))?;
        let limits = Limits::new(store.clone(), Arc::clone(&keyring), Arc::clone(&clock), settings::limits(&config));
        let judge = settings::judge(&config, Arc::new(hasher.clone()), &clock)?;
        let core = Core {
            tenant,
            store,
            limits: Arc::new(limits),
            keyring,
            clock,
            rng,
            policies,
            numbers: settings::numbers(&config),
            locales: renderer.languages().all().iter().map(|language| language.tag.clone()).collect(),
            region: config.directory.default_region.as_deref().map(Arc::from),
            phones: Arc::new(phones),
            judge: Arc::new(judge),
            wake: Arc::new(Notify::new()),
            hasher,
            passkeys,
        };
        // What was saved in the console holds from the first request on.
        crate::flows::admin::policy::refresh(&core).await?;
        Ok(Self {
            core,
            directory: Arc::new(Measured(directory)),
            scan: Arc::new(MeasuredScan(scan)),
            groups,
            servers,
            carried,
            embedded,
            renderer,
            org,
            flood: Arc::new(Flood::new(&FloodNumbers::default())),
            answers: Arc::default(),
            recorder: replace.recorder,
            config: Arc::new(config),
            mail,
            sms,
            voice,
            sinks,
            alarms,
            runtime: Handle::current(),
        })
    }

    /// Runs `work` on the main runtime and waits for it: sockets are served there, and what was begun is finished
    /// even when the browser hangs up. `None` when it panicked.
    pub async fn offload<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
        match self.runtime.spawn(work).await {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::error!(%error, "a step failed unexpectedly");
                None
            }
        }
    }

    /// The main runtime.
    #[must_use]
    pub const fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// The job runner of this node.
    #[must_use]
    pub fn runner(&self) -> Runner {
        let mut runner = Runner::new(
            self.core.clone(),
            Arc::clone(&self.directory),
            Arc::clone(&self.renderer),
            Arc::clone(&self.org),
            Arc::clone(&self.mail),
            self.sms.clone(),
            self.voice.clone(),
        );
        runner.alarm_hook.clone_from(&self.alarms.hook);
        runner
    }

    /// Where the audit log is copied to.
    #[must_use]
    pub fn sinks(&self) -> &[Arc<dyn AuditSink>] {
        &self.sinks
    }

    /// The scan of the directory.
    #[must_use]
    pub fn sync(&self) -> Sync {
        Sync {
            store: self.core.store.clone(),
            tenant: self.core.tenant,
            directory: Arc::clone(&self.scan),
            every: self.config.sync.every(),
            full_every: self.config.sync.full_every(),
            accept_missing: false,
            only_asked: !self.config.sync.enabled,
        }
    }

    /// What makes the figures of reports.
    #[must_use]
    pub fn reports(&self) -> Reports {
        let (core, groups) = (self.core.clone(), Arc::clone(&self.groups));
        Reports { core, groups, zone: self.org.time_zone.clone() }
    }

    /// Starts what goes on behind the pages; it ends with `stop`.
    #[must_use]
    pub fn start_jobs(&self, stop: &CancellationToken) -> tokio::task::JoinHandle<()> {
        let (runner, core, flood, stop) = (self.runner(), self.core.clone(), Arc::clone(&self.flood), stop.clone());
        let (keep, verify) = (self.config.audit.retention_days, self.config.audit.verify_every());
        let reminders = &self.config.passwords.reminders;
        let days = if reminders.enabled { reminders.days() } else { Vec::new() };
        let (sinks, alarms) = (self.sinks.clone(), self.alarms.clone());
        let reports = self.reports();
        let sync = self.sync();
        let departed_after = self.config.sync.departed_after();
        self.runtime.spawn(async move {
            let mut beside = tokio::task::JoinSet::new();
            let directory: Arc<dyn DirectoryRead> = runner.directory.clone();
            if !days.is_empty() {
                beside.spawn(jobs::reminders::run(core.clone(), runner.directory.clone(), days, stop.clone()));
            }
            beside.spawn(reports.run(stop.clone()));
            beside.spawn(jobs::departures::run(core.clone(), Arc::clone(&directory), departed_after, stop.clone()));
            beside.spawn(jobs::alarms::run(core.clone(), directory, alarms, stop.clone()));
            for sink in sinks {
                beside.spawn(jobs::sinks::run(core.clone(), sink, stop.clone()));
            }
            beside.spawn(jobs::policy::run(core.clone(), stop.clone()));
            beside.spawn(jobs::verify::run(core.clone(), verify, stop.clone()));
            beside.spawn(jobs::housekeeping::run(core, flood, keep, stop.clone()));
            beside.spawn(sync.run(stop.clone()));
            runner.run(stop).await;
            while let Some(ended) = beside.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(%error, "a job beside the runner failed");
                }
            }
        })
    }
}

/// The renderer of a configuration: theme and default language.
///
/// # Errors
/// [`AppError::Render`].
pub fn renderer(config: &Config) -> Result<Renderer, AppError> {
    renderer_of(config.organisation.theme.as_deref(), &config.organisation.language)
}

fn renderer_of(theme: Option<&Path>, language: &str) -> Result<Renderer, AppError> {
    let mut renderer = Renderer::new(theme)?;
    renderer.set_default_language(language)?;
    Ok(renderer)
}

/// Opens the database of a configuration and brings its schema to this release's.
///
/// # Errors
/// [`AppError`].
pub async fn open_store(
    config: &Config,
    keyring: &Arc<Keyring>,
    clock: &Arc<dyn Clock>,
    rng: &Arc<dyn Rng>,
) -> Result<Store, AppError> {
    let database = &config.database;
    let (keyring, clock, rng) = (Arc::clone(keyring), Arc::clone(clock), Arc::clone(rng));
    Ok(Store::open_with(database.url(), database.max_connections, keyring, clock, rng).await?)
}

/// Opens the database of a configuration to read it as it is.
///
/// # Errors
/// [`AppError`].
pub async fn open_store_to_read(config: &Config, keyring: &Arc<Keyring>) -> Result<Store, AppError> {
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
    Ok(Store::open_to_read(config.database.url(), Arc::clone(keyring), clock, rng).await?)
}

/// The key file of a configuration.
///
/// # Errors
/// [`AppError::Setting`] when none is named.
pub fn key_file(config: &Config) -> Result<&Path, AppError> {
    let missing = || AppError::Setting("keys.file is missing; make one with `latchkey keys generate FILE`".into());
    config.keys.file.as_deref().ok_or_else(missing)
}

fn org(config: &Config) -> Result<Org, AppError> {
    let missing = || AppError::Setting("server.public_url is missing".into());
    let url = config.server.public_url.as_ref().ok_or_else(missing)?;
    Ok(Org {
        name: config.organisation.name.clone().unwrap_or_default(),
        host: url.host_str().ok_or_else(missing)?.to_owned(),
        public_url: url.as_str().trim_end_matches('/').to_owned(),
        time_zone: Zone::named(&config.organisation.time_zone)?,
        help_desk: config.organisation.help_desk.to_domain(),
    })
}

/// Passkeys under the public URL; none where it can not carry them, which the log tells.
fn passkeys(config: &Config) -> Option<Arc<Passkeys>> {
    let url = config.server.public_url.as_ref()?;
    let own: Vec<&url::Url> = config.admin.own().map(|(_, url)| url).into_iter().collect();
    match Passkeys::new(url, config.organisation.name.as_deref().unwrap_or_default(), &own) {
        Ok(passkeys) => Some(Arc::new(passkeys)),
        Err(error) => {
            tracing::warn!(%error, "nobody can use a passkey here");
            None
        }
    }
}

type Senders = (Arc<dyn MailSender>, Option<Arc<dyn SmsSender>>, Option<Arc<dyn VoiceCaller>>);

fn senders(config: &Config, recorder: Option<&Arc<Recorder>>, clock: &Arc<dyn Clock>) -> Result<Senders, AppError> {
    if let Some(recorder) = recorder {
        return Ok((Arc::clone(recorder) as _, Some(Arc::clone(recorder) as _), Some(Arc::clone(recorder) as _)));
    }
    let refused = |error: crate::notify::settings::SettingsError| AppError::Setting(error.to_string());
    let mail: Arc<dyn MailSender> = match settings::mail(config)? {
        Some(settings) => Arc::new(SmtpSender::new(settings, Arc::clone(clock)).map_err(refused)?),
        None => Arc::new(NoMail),
    };
    let Some(settings) = settings::sms(config)? else { return Ok((mail, None, None)) };
    let sms: Arc<dyn SmsSender> = Arc::new(SmsGateway::new(&settings).map_err(refused)?);
    let voice = VoiceGateway::new(&settings).map_err(refused)?;
    Ok((mail, Some(sms), voice.map(|voice| Arc::new(voice) as Arc<dyn VoiceCaller>)))
}

/// Password hashes at once: each takes 19 MiB and a processor for a tenth of a second.
fn parallel_hashes() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// The URL of a database, for messages: without what may be a password.
#[must_use]
pub fn shown_database(config: &Config) -> String {
    let url = config.database.url.as_ref().map(|url| url.expose_secret().to_owned()).unwrap_or_default();
    match url::Url::parse(&url) {
        Ok(mut url) if url.password().is_some() => {
            let _ = url.set_password(Some("***"));
            url.to_string()
        }
        _ => url,
    }
}
