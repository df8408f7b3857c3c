//! A folder with a configuration that is right, to be made wrong.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use latchkey::config::{Config, ConfigError, Environment};

/// A configuration without a fault and without a warning. `DIR` is the folder.
pub const TEXT: &str = r#"[server]
listen = "127.0.0.1:8080"
public_url = "https://passwords.contoso.com"
trusted_proxies = ["127.0.0.1/32"]

[organisation]
name = "Contoso"
time_zone = "Europe/Paris"

[organisation.help_desk]
link = "tel:+15550100"
text = "Help desk: +1 555 0100"

[database]
url = "sqlite:DIR/latchkey.db"

[keys]
file = "DIR/keys"

[directory]
kind = "active-directory"
servers = ["ldaps://dc1.contoso.com", "ldaps://dc2.contoso.com"]
base = "DC=contoso,DC=com"
bind_dn = "svc-latchkey@contoso.com"
bind_password_file = "DIR/bind-password"

[mail]
host = "smtp.contoso.com"
from = "passwords@contoso.com"

[sms]
provider = "twilio"
countries = ["FR"]

[sms.twilio]
account_sid = "AC1"
auth_token_file = "DIR/twilio-token"
from = "+15550100"

[policy]
enabled = "selected"
groups = ["Staff"]
own_mail_domains = ["contoso.com"]

[limits]
sms_code_digits = 6
"#;

/// A folder with the files that [`TEXT`] names.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("keys", "not read here", 0o600);
        folder.write("bind-password", "Zq7#bind-canary\n", 0o640);
        folder.write("twilio-token", "Zq7#twilio-canary", 0o640);
        folder.write("cert.pem", "", 0o644);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn dir(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    /// Reads `text` as the folder's configuration file, in an empty environment.
    pub fn load(&self, text: &str) -> Result<Config, ConfigError> {
        self.load_in(text, &Environment::default())
    }

    pub fn load_in(&self, text: &str, environment: &Environment) -> Result<Config, ConfigError> {
        let text = text.replace("DIR", &self.0.path().display().to_string());
        let path = self.write("latchkey.toml", &text, 0o640);
        Config::load_with(&path, environment)
    }

    /// The problems of `text`, errors or else warnings, with `FILE` and `DIR` for this folder's names.
    pub fn told(&self, text: &str) -> String {
        let (kind, problems) = match self.load(text) {
            Ok(config) => ("warning", config.warnings),
            Err(error) => ("error", error.problems),
        };
        let all: Vec<_> = problems.iter().map(|p| format!("{kind}: {p}")).collect();
        let file = self.path("latchkey.toml").display().to_string();
        all.join("\n").replace(&file, "FILE").replace(&self.0.path().display().to_string(), "DIR")
    }
}
