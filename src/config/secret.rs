//! Secrets: where they may stand, and who else can read them.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

use super::{check::Check, environment::Environment};

const CREDENTIAL: &str = "credential:";
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// Values that stand in manuals: whoever starts with one has forgotten to choose (R176).
const SAMPLES: [&str; 16] = [
    "changeme",
    "changeit",
    "change-me",
    "change-this",
    "change_me",
    "example",
    "sample",
    "secret",
    "password",
    "password1",
    "passw0rd",
    "p@ssw0rd",
    "yourpassword",
    "your-password",
    "placeholder",
    "replace-me",
];

/// Reads the files that hold secrets.
#[derive(Debug)]
pub struct Reader<'a> {
    environment: &'a Environment,
    check: &'a mut Check,
    inline: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(environment: &'a Environment, check: &'a mut Check) -> Self {
        Self { environment, check, inline: None }
    }

    /// Fills `value` from the file that `<key>_file` names, if one is named, and looks at the result.
    pub(super) fn resolve(&mut self, key: &str, value: &mut Option<SecretString>, file: Option<&str>) {
        let file_key = format!("{key}_file");
        if let Some(file) = file {
            if value.is_some() && self.check.is_set(key) {
                self.check.error(
                    &file_key,
                    format!("both `{key}` and `{file_key}` are set"),
                    "keep one of the two; the file is safer",
                );
                return;
            }
            let Some(path) = self.path(&file_key, file) else { return };
            let Some(text) = self.read(&file_key, &path) else { return };
            *value = Some(SecretString::from(text));
        } else if value.is_some()
            && self.check.is_set(key)
            && self.environment.get(&super::environment::name_of(key)).is_none()
        {
            self.inline = Some(key.to_owned());
        }
        let told = if file.is_some() { file_key.as_str() } else { key };
        if let Some(secret) = value {
            let text = secret.expose_secret();
            if text.is_empty() {
                self.check.error(told, "the secret is empty", "write the secret, or remove the line");
                *value = None;
            } else if is_sample(text) {
                self.check.error(told, "this is a sample value, not a secret", "put in the real secret");
            }
        }
    }

    /// Turns `credential:name` into a path, and refuses a file that everybody can read (R123).
    pub(super) fn key_file(&mut self, key: &str, file: &mut Option<PathBuf>) {
        let Some(named) = file.as_deref().and_then(Path::to_str).map(str::to_owned) else { return };
        let Some(path) = self.path(key, &named) else { return };
        if self.is_private(key, &path) && key == "keys.file" && !named.starts_with(CREDENTIAL) {
            self.is_owners_alone(key, &path);
        }
        *file = Some(path);
    }

    /// Nobody but the service needs the keys, so its group does not get them either. (systemd gives credentials to
    /// their service by an ACL, which looks like a right of the group.)
    fn is_owners_alone(&mut self, key: &str, path: &Path) {
        let mode = std::fs::metadata(path).map_or(0, |m| m.permissions().mode() & 0o777);
        if mode & 0o070 != 0 {
            let shown = path.display();
            self.check.error(
                key,
                format!("a group can read {shown} (mode {mode:04o})"),
                format!("chown latchkey {shown} && chmod 600 {shown}"),
            );
        }
    }

    /// The configuration file itself, when a secret stands in it.
    pub(super) fn refuse_readable_configuration(&mut self) {
        let Some(key) = self.inline.clone() else { return };
        let path = self.check.path().clone();
        let Ok(metadata) = std::fs::metadata(&path) else { return };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o007 != 0 {
            self.check.error(
                &key,
                format!("a secret stands in a file that every user can read (mode {mode:04o})"),
                format!("chmod 640 {}, or move the secret to a file and name it by `{key}_file`", path.display()),
            );
        }
    }

    fn path(&mut self, key: &str, named: &str) -> Option<PathBuf> {
        let Some(name) = named.strip_prefix(CREDENTIAL) else { return Some(PathBuf::from(named)) };
        if name.is_empty() || name.contains('/') {
            self.check.error(
                key,
                format!("\"{named}\" names no credential"),
                "write credential: and the name that LoadCredential= has in the unit",
            );
            return None;
        }
        let Some(folder) = self.environment.get(CREDENTIALS_DIRECTORY) else {
            self.check.error(
                key,
                "systemd gave this process no credentials ($CREDENTIALS_DIRECTORY is not set)",
                format!("add LoadCredential={name}:/path/to/file to the unit, or name a file here"),
            );
            return None;
        };
        Some(Path::new(folder).join(name))
    }

    /// Whether the file is there and closed to other users; reports when not.
    fn is_private(&mut self, key: &str, path: &Path) -> bool {
        let shown = path.display();
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(cause) => {
                let remedy = if cause.kind() == std::io::ErrorKind::NotFound {
                    match key {
                        "keys.file" => format!("make one: latchkey keys generate {shown}"),
                        _ => format!("write it: install -m 640 -g latchkey /dev/null {shown}, then put the value in"),
                    }
                } else {
                    format!("let the user that runs Latchkey read it: chown root:latchkey {shown} && chmod 640 {shown}")
                };
                self.check.error(key, format!("{shown} can not be read: {cause}"), remedy);
                return false;
            }
        };
        if !metadata.is_file() {
            self.check.error(key, format!("{shown} is not a file"), "name a file");
            return false;
        }
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o007 != 0 {
            self.check.error(
                key,
                format!("every user of this machine can read or write {shown} (mode {mode:04o})"),
                format!("chmod o= {shown}; if others had access to it, make a new one"),
            );
            return false;
        }
        true
    }

    fn read(&mut self, key: &str, path: &Path) -> Option<String> {
        if !self.is_private(key, path) {
            return None;
        }
        match std::fs::read_to_string(path) {
            Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
            Err(cause) => {
                let shown = path.display();
                self.check.error(
                    key,
                    format!("{shown} can not be read: {cause}"),
                    format!(
                        "let the user that runs Latchkey read it: chown root:latchkey {shown} && chmod 640 {shown}"
                    ),
                );
                None
            }
        }
    }
}

fn is_sample(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    SAMPLES.contains(&folded.as_str())
        || (folded.starts_with('<') && folded.ends_with('>'))
        || folded.contains("change-me")
        || folded.contains("changeme")
        || folded.chars().all(|c| c == 'x' || c == '*' || c == '.')
}
