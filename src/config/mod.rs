//! Floor 2: the configuration file. One file per section; the schema that is derived from the section types
//! drives everything generic: unknown keys, types, ranges, formats, environment names and the reference page.
//!
//! The way of a file: [`tree`] reads the text and remembers where each key stands, [`environment`] lays the
//! `LATCHKEY_*` variables over it, [`conform`] compares it with the schema, serde fills the section types,
//! [`secret`] reads the files that hold secrets, and each section's `validate` looks at what only it knows.
//! Every problem of a file is reported at once.

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

pub mod admin;
pub mod alarms;
pub mod audit;
pub mod check;
mod conform;
mod cross;
pub mod database;
pub mod directory;
pub mod environment;
pub mod error;
mod format;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod mail;
pub mod organisation;
pub mod passwords;
pub mod policy;
pub mod policy_file;
pub mod reference;
pub mod registration;
pub mod schema;
pub mod secret;
pub mod server;
pub mod sms;
pub mod sync;
mod tree;

pub use environment::Environment;
pub use error::{ConfigError, Place, Problem};

/// The whole configuration, checked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Config {
    /// Where Latchkey listens, and the addresses that people know it by.
    pub server: server::Server,
    /// The console for administrators.
    pub admin: admin::Admin,
    /// Whose portal it is: its name, its texts, its help desk.
    pub organisation: organisation::Organisation,
    /// Where Latchkey keeps its own data.
    pub database: database::Database,
    /// The keys that seal the data.
    pub keys: keys::Keys,
    /// Where the accounts are.
    pub directory: directory::Directory,
    /// How mail is sent.
    pub mail: mail::Mail,
    /// How text messages are sent.
    pub sms: sms::Sms,
    /// Who may reset, and with what proofs. It holds until the first version is saved in the console; then it is
    /// version 0.
    pub policy: policy::Policy,
    /// What is asked of new passwords.
    pub passwords: passwords::Passwords,
    /// What people register, and how it is kept true.
    pub registration: registration::Registration,
    /// How often anything may be tried. The defaults suit up to some ten thousand people.
    pub limits: limits::Limits,
    /// What is logged, and how.
    pub logging: logging::Logging,
    /// The scan of the directory that feeds the search of people and reports. It only reads.
    pub sync: sync::Sync,
    /// The audit log.
    pub audit: audit::Audit,
    /// Who is told when something needs a look, and from which numbers on. Each alarm is told once when it begins and
    /// once when it is over.
    pub alarms: alarms::Alarms,
    /// What is allowed and still worth a second look. Log it at the start.
    #[serde(skip)]
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Reads and checks the file at `path`, with the environment of this process laid over it.
    ///
    /// # Errors
    /// Every problem of the file, each with its place and remedy.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::load_with(path, &Environment::of_this_process())
    }

    /// [`Config::load`] with an environment of the caller's.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_with(path: &Path, environment: &Environment) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::unreadable(path, &cause))?;
        Self::parse(path, &text, environment)
    }

    /// Checks `text`, which stands in the file at `path` (whose permissions are looked at when it exists).
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(path: &Path, text: &str, environment: &Environment) -> Result<Self, ConfigError> {
        let schema = schema::Schema::of_config();
        let (mut tree, mut check) = tree::read(path, text);
        check.stop_at_errors()?;
        environment.lay_over(&schema, &mut tree, &mut check);
        conform::conform(&schema, &mut tree, &mut check);
        let mut config: Self = match serde_json::from_value(tree) {
            Ok(config) => config,
            Err(cause) => {
                // What does not fit the types was taken out of the tree before; this is a fault of ours.
                check.error("", cause.to_string(), "please report this message");
                return Err(check.into_error());
            }
        };
        config.read_secrets(environment, &mut check);
        config.validate(&mut check);
        config.warnings = check.finish()?;
        Ok(config)
    }

    fn read_secrets(&mut self, environment: &Environment, check: &mut check::Check) {
        let mut reader = secret::Reader::new(environment, check);
        reader.resolve("database.url", &mut self.database.url, self.database.url_file.as_deref());
        let directory = &mut self.directory;
        reader.resolve(
            "directory.bind_password",
            &mut directory.bind_password,
            directory.bind_password_file.as_deref(),
        );
        reader.resolve("mail.password", &mut self.mail.password, self.mail.password_file.as_deref());
        let (twilio, http) = (&mut self.sms.twilio, &mut self.sms.http);
        reader.resolve("sms.twilio.auth_token", &mut twilio.auth_token, twilio.auth_token_file.as_deref());
        reader.resolve("sms.http.token", &mut http.token, http.token_file.as_deref());
        for (n, application) in self.registration.applications.iter_mut().enumerate() {
            let key = format!("registration.applications[{n}].token");
            reader.resolve(&key, &mut application.token, application.token_file.as_deref());
        }
        let (audit, alarms) = (&mut self.audit.webhook, &mut self.alarms.webhook);
        reader.resolve("audit.webhook.secret", &mut audit.secret, audit.secret_file.as_deref());
        reader.resolve("alarms.webhook.secret", &mut alarms.secret, alarms.secret_file.as_deref());
        reader.key_file("audit.syslog.client_key", &mut self.audit.syslog.client_key);
        reader.key_file("keys.file", &mut self.keys.file);
        reader.key_file("server.tls_key", &mut self.server.tls_key);
        reader.refuse_readable_configuration();
    }

    fn validate(&self, check: &mut check::Check) {
        self.server.validate(check);
        self.admin.validate(&self.server, check);
        self.organisation.validate(check);
        self.database.validate(check);
        self.keys.validate(check);
        self.directory.validate(check);
        self.mail.validate(check);
        self.sms.validate(check);
        self.policy.validate(check);
        self.passwords.validate(check);
        self.registration.validate(&self.policy, check);
        self.logging.validate(check);
        self.audit.validate(check);
        self.alarms.validate(check);
        cross::validate(self, check);
    }
}
