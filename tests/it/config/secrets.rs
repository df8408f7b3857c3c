//! Secrets: read from files, never shown, refused when others can read them or when they are samples.

use latchkey::config::Environment;
use secrecy::ExposeSecret as _;

use super::good::{Folder, TEXT};

#[test]
fn secrets_come_from_files_without_the_last_line_end() {
    let config = Folder::new().load(TEXT).unwrap();
    assert_eq!(config.directory.bind_password.unwrap().expose_secret(), "Zq7#bind-canary");
    assert_eq!(config.sms.twilio.auth_token.unwrap().expose_secret(), "Zq7#twilio-canary");
}

#[test]
fn secrets_come_from_systemd_credentials() {
    let folder = Folder::new();
    folder.write("bind", "from-systemd", 0o440);
    folder.write("keys-credential", "not read here", 0o440);
    let text = TEXT
        .replace("DIR/bind-password", "credential:bind")
        .replace("file = \"DIR/keys\"", "file = \"credential:keys-credential\"");
    let directory = folder.dir().display().to_string();
    let environment = Environment::from_iter([("CREDENTIALS_DIRECTORY", directory.as_str())]);
    let config = folder.load_in(&text, &environment).unwrap();
    assert_eq!(config.directory.bind_password.unwrap().expose_secret(), "from-systemd");
    assert_eq!(config.keys.file.unwrap(), folder.path("keys-credential"));

    let told = folder.told(&text);
    assert!(told.contains("$CREDENTIALS_DIRECTORY is not set"), "{told}");
    assert!(told.contains("add LoadCredential=bind:/path/to/file to the unit"), "{told}");
    let told = folder.told(&text.replace("credential:bind", "credential:../etc/shadow"));
    assert!(told.contains("names no credential"), "{told}");
}

#[test]
fn nothing_prints_a_secret() {
    let folder = Folder::new();
    let text = TEXT.replace("bind_password_file = \"DIR/bind-password\"", "bind_password = \"Zq7#inline-canary\"");
    let shown = format!("{:?}", folder.load(&text).unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    let environment = Environment::from_iter([("LATCHKEY_MAIL_PASSWORD", "Zq7#canary")]);
    assert!(!format!("{environment:?}").contains("canary"));
    for wrong in ["[\"Zq7#canary\"]", "\"Zq7#canary\" \"", "\"\"\"Zq7#canary", "Zq7#canary", "{ a = \"Zq7#canary\" }"] {
        let text = TEXT.replace("bind_password_file = \"DIR/bind-password\"", &format!("bind_password = {wrong}"));
        let told = folder.told(&text);
        let line = if wrong.starts_with("\"\"\"") { 47 } else { 25 };
        assert!(told.starts_with(&format!("error: FILE:{line}:")), "{told}");
        assert!(!told.contains("canary"), "{told}");
    }
    let told = folder.told(&TEXT.replace("sqlite:DIR/latchkey.db", "mysql://u:Zq7#canary@db/x"));
    assert!(told.contains("begins with neither sqlite: nor postgres://") && !told.contains("canary"), "{told}");
}

#[test]
fn r123_files_that_everybody_can_read_are_refused() {
    for (name, key, line) in [
        ("keys", "keys.file", 18),
        ("bind-password", "directory.bind_password_file", 25),
        ("twilio-token", "sms.twilio.auth_token_file", 37),
    ] {
        for mode in [0o644, 0o604, 0o602] {
            let folder = Folder::new();
            folder.write(name, "Zq7#canary", mode);
            let told = folder.told(TEXT);
            let want = format!("{key}: every user of this machine can read or write DIR/{name} (mode {mode:04o})");
            assert!(told.starts_with(&format!("error: FILE:{line}:")) && told.contains(&want), "{told}");
            assert!(told.contains(&format!("Remedy: chmod o= DIR/{name}")), "{told}");
        }
    }
    let folder = Folder::new();
    folder.write("keys", "x", 0o640);
    let told = folder.told(TEXT);
    assert!(
        told.contains("a group can read DIR/keys (mode 0640)\n    Remedy: chown latchkey DIR/keys && chmod 600"),
        "{told}"
    );
}

#[test]
fn r123_a_configuration_with_a_secret_in_it_is_private() {
    let folder = Folder::new();
    let text = TEXT.replace("bind_password_file = \"DIR/bind-password\"", "bind_password = \"Zq7#canary\"");
    let text = text.replace("DIR", &folder.dir().display().to_string());
    let path = folder.write("latchkey.toml", &text, 0o644);
    let environment = Environment::default();
    let told = latchkey::config::Config::load_with(&path, &environment).unwrap_err().to_string();
    assert!(
        told.contains(":25:17: directory.bind_password: a secret stands in a file that every user can read"),
        "{told}"
    );
    let path = folder.write("latchkey.toml", &text, 0o640);
    latchkey::config::Config::load_with(&path, &environment).unwrap();
}

#[test]
fn r176_sample_secrets_are_refused() {
    for sample in ["changeme", "CHANGE-ME", "<your password>", "password", "Passw0rd", "xxxxxxxx", "please-change-me-1"]
    {
        let folder = Folder::new();
        folder.write("bind-password", sample, 0o600);
        let told = folder.told(TEXT);
        assert_eq!(
            told,
            "error: FILE:25:22: directory.bind_password_file: this is a sample value, not a secret\n    \
             Remedy: put in the real secret"
        );
    }
}

#[test]
fn an_empty_or_missing_secret_is_refused() {
    let folder = Folder::new();
    folder.write("bind-password", "\n", 0o600);
    let told = folder.told(TEXT);
    assert!(told.contains("directory.bind_password_file: the secret is empty"), "{told}");
    std::fs::remove_file(folder.path("bind-password")).unwrap();
    let told = folder.told(TEXT);
    assert_eq!(
        told,
        "error: FILE:25:22: directory.bind_password_file: DIR/bind-password can not be read: No such file or directory \
         (os error 2)\n    Remedy: write it: install -m 640 -g latchkey /dev/null DIR/bind-password, then put the value in"
    );
    std::fs::remove_file(folder.path("keys")).unwrap();
    assert!(folder.told(TEXT).contains("Remedy: make one: latchkey keys generate DIR/keys"));
}
