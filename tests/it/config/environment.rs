//! `LATCHKEY_*` variables over the file.

use latchkey::config::{Config, Environment};
use secrecy::ExposeSecret as _;

use super::good::{Folder, TEXT};

fn with<const N: usize>(pairs: [(&str, &str); N]) -> Result<Config, String> {
    let folder = Folder::new();
    folder.load_in(TEXT, &Environment::from_iter(pairs)).map_err(|e| e.to_string())
}

#[test]
fn every_kind_of_value_can_be_overridden() {
    let config = with([
        ("LATCHKEY_SERVER_LISTEN", "127.0.0.2:8081"),
        ("LATCHKEY_SERVER_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1/32"),
        ("LATCHKEY_LIMITS_SMS_CODE_DIGITS", "8"),
        ("LATCHKEY_POLICY_NOTIFY_PEOPLE", "false"),
        ("LATCHKEY_POLICY_GROUPS", r#"["CN=A,DC=b", "C"]"#),
        ("LATCHKEY_DIRECTORY_KIND", "openldap"),
        ("LATCHKEY_ORGANISATION_HELP_DESK_TEXT", "Ask Ada"),
        ("LATCHKEY_DIRECTORY_ATTRIBUTES_MOBILE", "mobile,otherMobile"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.2:8081");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.limits.sms_code_digits, 8);
    assert!(!config.policy.notify_people);
    assert_eq!(config.policy.groups, ["CN=A,DC=b", "C"]);
    assert_eq!(config.directory.kind, Some(latchkey::config::directory::Kind::OpenLdap));
    assert_eq!(config.organisation.help_desk.text, "Ask Ada");
    assert_eq!(config.directory.attributes.mobile.unwrap(), ["mobile", "otherMobile"]);
}

#[test]
fn a_section_may_come_from_the_environment_alone() {
    let folder = Folder::new();
    let text = TEXT.replace("[keys]\nfile = \"DIR/keys\"\n", "");
    let keys = folder.path("keys").display().to_string();
    let config = folder.load_in(&text, &Environment::from_iter([("LATCHKEY_KEYS_FILE", keys.as_str())])).unwrap();
    assert_eq!(config.keys.file.unwrap(), folder.path("keys"));
}

#[test]
fn a_wrong_variable_is_named_as_such() {
    let told = with([("LATCHKEY_LIMITS_SMS_CODE_DIGITS", "4")]).unwrap_err();
    assert_eq!(
        told,
        "environment variable LATCHKEY_LIMITS_SMS_CODE_DIGITS: limits.sms_code_digits: 4 is outside the allowed range\n    \
         Remedy: write a number from 6 to 10"
    );
    let told = with([("LATCHKEY_LIMITS_SMS_CODE_DIGITS", "many")]).unwrap_err();
    assert!(told.contains("this must be a whole number\n    Remedy: write a number from 6 to 10"), "{told}");
}

#[test]
fn a_misspelt_variable_is_refused_and_a_foreign_one_is_not() {
    let told = with([("LATCHKEY_SERVER_LISTN", "127.0.0.1:1")]).unwrap_err();
    assert_eq!(
        told,
        "environment variable LATCHKEY_SERVER_LISTN: the section [server] has no key `listn`\n    \
         Remedy: did you mean LATCHKEY_SERVER_LISTEN?"
    );
    let config = with([("LATCHKEY_PORT", "tcp://10.0.0.1:80"), ("LATCHKEY_CONFIG", "/x")]).unwrap();
    assert_eq!(config.warnings.len(), 1);
    assert!(config.warnings[0].to_string().contains("LATCHKEY_PORT"));
}

#[test]
fn a_secret_may_come_from_the_environment_but_not_twice() {
    let told = with([("LATCHKEY_DIRECTORY_BIND_PASSWORD", "Zq7#canary")]).unwrap_err();
    assert!(told.contains("both `directory.bind_password` and `directory.bind_password_file` are set"), "{told}");
    assert!(!told.contains("canary"), "{told}");
    let folder = Folder::new();
    let text = TEXT.replace("bind_password_file = \"DIR/bind-password\"\n", "");
    let environment = Environment::from_iter([("LATCHKEY_DIRECTORY_BIND_PASSWORD", "Zq7#canary")]);
    let config = folder.load_in(&text, &environment).unwrap();
    assert_eq!(config.directory.bind_password.unwrap().expose_secret(), "Zq7#canary");
}
