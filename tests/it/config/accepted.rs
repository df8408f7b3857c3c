//! What is right, and what it means.

use latchkey::{
    config::directory::Kind,
    domain::{
        method::Method,
        policy::{Enabled, Gates},
    },
};

use super::good::{Folder, TEXT};

#[test]
fn defaults_are_the_recommended_numbers() {
    let config = Folder::new().load(&TEXT.replace("sms_code_digits = 6\n", "")).unwrap();
    let limits = &config.limits;
    assert_eq!((limits.sms_code_digits, limits.mail_code_digits), (6, 8), "N1, N2");
    assert_eq!((limits.sms_code_minutes, limits.mail_code_minutes), (10, 15), "N3, N4");
    assert_eq!((limits.tries_per_code, limits.tries_per_day), (5, 10), "N5, N6");
    assert_eq!((limits.starts_per_10_minutes, limits.starts_per_day), (20, 100), "N17");
    assert_eq!((config.policy.gates, config.policy.minimum_password_length), (2, 14), "N8, N20");
    assert_eq!(limits.reset_life().as_secs(), 15 * 60, "N9");
    assert_eq!(config.audit.retention_days, 400, "N29");
    let directory = &config.directory;
    let times = [directory.connect_timeout(), directory.operation_timeout(), directory.failover_budget()];
    assert_eq!(times.map(|t| t.as_secs()), [3, 5, 12], "N30");
    assert_eq!(config.server.health_listen.to_string(), "127.0.0.1:9090");
    assert_eq!(config.mail.port(), 587);
}

#[test]
fn the_policy_is_that_of_the_file() {
    let text = TEXT
        .replace(
            "groups = [\"Staff\"]",
            "groups = [\"Staff\", \"Lab\"]\nexcept_groups = [\"Guests\"]\nmethods = [\"email\", \"sms\"]",
        )
        .replace("own_mail_domains = [\"contoso.com\"]", "own_mail_domains = [\"Müller.example\"]");
    let config = Folder::new().load(&text).unwrap();
    let policy = config.policy.to_domain(&config.organisation.help_desk, &config.registration);
    let groups = vec!["Staff".to_owned(), "Lab".to_owned()];
    assert_eq!(policy.enabled, Enabled::Selected { groups, except: vec!["Guests".to_owned()] });
    assert_eq!(policy.gates, Gates::Two);
    assert_eq!(policy.methods, [Method::Sms, Method::Email], "in the order in which people see them");
    assert_eq!(policy.own_mail_domains, ["xn--mller-kva.example"]);
    assert_eq!(policy.help_desk.link.as_deref(), Some("tel:+15550100"));
}

#[test]
fn nobody_is_in_scope_until_somebody_says_so() {
    let policy = latchkey::config::policy::Policy::default();
    assert_eq!(policy.to_domain(&Default::default(), &Default::default()).enabled, Enabled::None);
}

#[test]
fn accepted_risks_are_accepted() {
    let put = "groups = [\"Staff\"]\ngates = 1\nmethods = [\"sms\"]\naccept_one_gate_risk = true\naccept_sms_only_risk = true";
    let config = Folder::new().load(&TEXT.replace("groups = [\"Staff\"]", put)).unwrap();
    assert_eq!(config.policy.to_domain(&config.organisation.help_desk, &config.registration).gates, Gates::One);
}

#[test]
fn start_tls_makes_plain_ldap_urls_usable() {
    let text = TEXT
        .replace("ldaps://dc2.contoso.com", "ldap://[fd00::10]:3890")
        .replace("base =", "start_tls = true\nbase =")
        .replace("active-directory", "openldap");
    let config = Folder::new().load(&text).unwrap();
    let urls: Vec<_> = config.directory.server_urls().iter().map(ToString::to_string).collect();
    assert_eq!(urls, ["ldaps://dc1.contoso.com", "ldap://[fd00::10]:3890"]);
    assert_eq!(config.directory.kind, Some(Kind::OpenLdap));
}

#[test]
fn the_embedded_directory_needs_nothing_of_ldap() {
    let start = TEXT.find("[directory]").unwrap();
    let end = TEXT.find("[mail]").unwrap();
    let text = format!("{}[directory]\nkind = \"embedded\"\n\n{}", &TEXT[..start], &TEXT[end..]);
    assert_eq!(Folder::new().told(&text), "");
}

#[test]
fn this_machine_may_use_http_and_a_relay_without_tls() {
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "portal.localhost"] {
        let text = TEXT
            .replace("https://passwords.contoso.com", &format!("http://{host}"))
            .replace("host = \"smtp.contoso.com\"", "host = \"localhost\"\nsecurity = \"none\"");
        assert_eq!(Folder::new().told(&text), "", "{host}");
    }
}

#[test]
fn postgres_urls_are_taken() {
    for url in [
        "postgres://u:p@localhost/latchkey",
        "postgresql:///latchkey?host=/run/postgresql",
        "postgres://u:p@db.contoso.com/latchkey?sslmode=verify-full",
    ] {
        assert_eq!(Folder::new().told(&TEXT.replace("sqlite:DIR/latchkey.db", url)), "", "{url}");
    }
}
