//! Bad configurations: each with everything that it is told, word for word.

use super::good::{Folder, TEXT};

/// A name, what is replaced in the right configuration, what by, and what is told.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("not_toml", r#"listen = "127.0.0.1:8080""#, "listen = 127.0.0.1:8080",
        "?"),
    ("a_key_twice", "[mail]
", r#"[mail]
host = "a.contoso.com"
"#,
        "?"),
    ("unknown_section", "[server]", "[serverr]",
        "?"),
    ("unknown_section_far_from_all", "[limits]", "[weather]",
        "?"),
    ("unknown_key", "listen =", "listn =",
        "?"),
    ("unknown_key_far_from_all", r#"name = "Contoso""#, r#"name = "Contoso"
zebra = 1"#,
        "?"),
    ("unknown_key_in_a_table", "account_sid", "account-sid",
        "?"),
    ("a_key_of_a_later_release", r#"enabled = "selected""#, r#"enabled = "selected"
reconfirm_days = 1000"#,
        "?"),
    ("text_for_a_number", "sms_code_digits = 6", r#"sms_code_digits = "6""#,
        "?"),
    ("number_for_a_text", r#"name = "Contoso""#, "name = 1",
        "?"),
    ("text_for_a_switch", r#"enabled = "selected""#, r#"enabled = "selected"
writeback = "yes""#,
        "?"),
    ("text_for_a_list", r#"groups = ["Staff"]"#, r#"groups = "Staff""#,
        "?"),
    ("date_for_a_text", r#"name = "Contoso""#, "name = 2026-11-21",
        "?"),
    ("value_for_a_section", r#"[keys]
file = "DIR/keys"
"#, r#"[keys]
file = "DIR/keys"
[sms.http]
headers = 1
"#,
        "?"),
    ("n1_below_its_range", "sms_code_digits = 6", "sms_code_digits = 5",
        "?"),
    ("n3_above_its_range", "sms_code_digits = 6", "sms_code_minutes = 11",
        "?"),
    ("n5_above_its_range", "sms_code_digits = 6", "tries_per_code = 100",
        "?"),
    ("n9_below_its_range", "sms_code_digits = 6", "reset_minutes = 5",
        "?"),
    ("n20_below_its_range", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
minimum_password_length = 6"#,
        "?"),
    ("n30_above_its_range", "base = ", "operation_timeout_seconds = 600
base = ",
        "?"),
    ("an_unknown_word", r#"kind = "active-directory""#, r#"kind = "activedirectory""#,
        "?"),
    ("listen_without_port", r#""127.0.0.1:8080""#, r#""127.0.0.1""#,
        "?"),
    ("listen_by_name", r#""127.0.0.1:8080""#, r#""localhost:8080""#,
        "?"),
    ("no_public_url", r#"public_url = "https://passwords.contoso.com"
"#, "",
        "?"),
    ("url_without_host", "https://passwords.contoso.com", "https://",
        "?"),
    ("url_without_scheme", "https://passwords.contoso.com", "passwords.contoso.com",
        "?"),
    ("url_of_another_kind", "https://passwords.contoso.com", "ftp://passwords.contoso.com",
        "?"),
    ("http_in_public", "https://passwords.contoso.com", "http://passwords.contoso.com",
        "?"),
    ("url_with_a_path", "https://passwords.contoso.com", "https://www.contoso.com/passwords",
        "?"),
    ("url_with_a_password", "https://passwords.contoso.com", "https://a:b@passwords.contoso.com",
        "?"),
    ("r176_sample_host", "https://passwords.contoso.com", "https://passwords.example.com",
        "?"),
    ("other_url_in_the_clear", "listen =", r#"other_urls = ["https://a.contoso.com", "http://b.contoso.com"]
listen ="#,
        "?"),
    ("proxy_without_prefix", r#""127.0.0.1/32""#, r#""127.0.0.1""#,
        "?"),
    ("r85_everybody_as_proxy", r#""127.0.0.1/32""#, r#""127.0.0.1/32", "0.0.0.0/0""#,
        "?"),
    ("certificate_without_key", "listen =", r#"tls_certificate = "DIR/cert.pem"
listen ="#,
        "?"),
    ("key_without_certificate", "listen =", r#"tls_key = "DIR/keys"
listen ="#,
        "?"),
    ("certificate_that_is_not_there", "listen =", r#"tls_certificate = "DIR/none.pem"
tls_key = "DIR/keys"
listen ="#,
        "?"),
    ("redirect_without_tls", "listen =", r#"http_redirect = "0.0.0.0:80"
listen ="#,
        "?"),
    ("health_on_the_public_address", "listen =", r#"health_listen = "127.0.0.1:8080"
listen ="#,
        "?"),
    ("r178_security_contact_without_scheme", "listen =", r#"security_contact = "security@contoso.com"
listen ="#,
        "?"),
    ("no_name", r#"name = "Contoso"
"#, "",
        "?"),
    ("empty_name", r#""Contoso""#, r#"" ""#,
        "?"),
    ("unknown_time_zone", "Europe/Paris", "Europe/Pairs",
        "?"),
    ("theme_that_is_not_there", r#"name = "Contoso""#, r#"name = "Contoso"
theme = "DIR/theme""#,
        "?"),
    ("help_link_that_is_none", "tel:+15550100", "+15550100",
        "?"),
    ("help_link_without_text", r#"text = "Help desk: +1 555 0100"
"#, "",
        "?"),
    ("landing_link_without_url", r#"name = "Contoso""#, r#"name = "Contoso"
landing_links = [{ text = "Intranet" }]"#,
        "?"),
    ("unknown_database", "sqlite:DIR/latchkey.db", "mysql://db/latchkey",
        "?"),
    ("database_without_path", "sqlite:DIR/latchkey.db", "sqlite:",
        "?"),
    ("database_in_memory", "sqlite:DIR/latchkey.db", "sqlite::memory:",
        "?"),
    ("postgres_without_host", "sqlite:DIR/latchkey.db", "postgres:///latchkey",
        "?"),
    ("no_keys", r#"[keys]
file = "DIR/keys"
"#, "",
        "?"),
    ("no_kind", r#"kind = "active-directory"
"#, "",
        "?"),
    ("no_servers", r#"servers = ["ldaps://dc1.contoso.com", "ldaps://dc2.contoso.com"]
"#, "",
        "?"),
    ("embedded_with_servers", r#""active-directory""#, r#""embedded""#,
        "?"),
    ("r165_plain_ldap", r#""ldaps://dc2.contoso.com""#, r#""ldap://dc2.contoso.com""#,
        "?"),
    ("global_catalog", "ldaps://dc2.contoso.com", "ldaps://dc2.contoso.com:3269",
        "?"),
    ("ldap_url_without_host", "ldaps://dc2.contoso.com", "ldaps://",
        "?"),
    ("ldap_url_without_scheme", "ldaps://dc2.contoso.com", "dc2.contoso.com",
        "?"),
    ("ldap_url_with_a_base", "ldaps://dc2.contoso.com", "ldaps://dc2.contoso.com/DC=contoso,DC=com",
        "?"),
    ("base_that_is_no_dn", "DC=contoso,DC=com", "contoso.com",
        "?"),
    ("no_bind_password", r#"bind_password_file = "DIR/bind-password"
"#, "",
        "?"),
    ("country_in_small_letters", "base =", r#"default_region = "fr"
base ="#,
        "?"),
    ("failover_shorter_than_one_try", "base =", "failover_seconds = 4
base =",
        "?"),
    ("filter_with_open_bracket", "base =", r#"user_filter = "(employeeType=staff"
base ="#,
        "?"),
    ("filter_of_two", "base =", r#"user_filter = "(a=b)(c=d)"
base ="#,
        "?"),
    ("pin_that_is_none", "base =", r#"ca_pins = ["AB:CD"]
base ="#,
        "?"),
    ("attribute_that_is_none", "[mail]", r#"[directory.attributes]
mail = ["mail", "other mailbox"]
[mail]"#,
        "?"),
    ("mail_in_the_clear", r#"host = "smtp.contoso.com""#, r#"host = "smtp.contoso.com"
security = "none""#,
        "?"),
    ("mail_host_with_port", "smtp.contoso.com", "smtp.contoso.com:587",
        "?"),
    ("mail_without_sender", r#"from = "passwords@contoso.com"
"#, "",
        "?"),
    ("mail_from_a_named_sender", "passwords@contoso.com", "Contoso <passwords@contoso.com>",
        "?"),
    ("mail_user_without_password", r#"host = "smtp.contoso.com""#, r#"host = "smtp.contoso.com"
username = "latchkey""#,
        "?"),
    ("mail_method_without_mail", r#"[mail]
host = "smtp.contoso.com"
from = "passwords@contoso.com"
"#, "",
        "?"),
    ("sms_method_without_provider", r#"provider = "twilio""#, r#"provider = "none""#,
        "?"),
    ("n19_no_countries", r#"countries = ["FR"]
"#, "",
        "?"),
    ("unknown_country", r#"["FR"]"#, r#"["FR", "XX"]"#,
        "?"),
    ("twilio_without_token", r#"auth_token_file = "DIR/twilio-token"
"#, "",
        "?"),
    ("twilio_with_another_sid", r#""AC1""#, r#""SK1""#,
        "?"),
    ("twilio_with_two_senders", r#"from = "+15550100""#, r#"from = "+15550100"
messaging_service_sid = "MG1""#,
        "?"),
    ("twilio_in_the_clear", r#"from = "+15550100""#, r#"from = "+15550100"
base_url = "http://sms.contoso.com""#,
        "?"),
    ("second_provider_is_the_first", r#"provider = "twilio""#, r#"provider = "twilio"
second_provider = "twilio""#,
        "?"),
    ("gateway_without_number", r#"provider = "twilio""#, r#"provider = "http"
http = { url = "https://sms.contoso.com", body = "{text}" }"#,
        "?"),
    ("gateway_without_token", r#"provider = "twilio""#, r#"provider = "http"
http = { url = "https://sms.contoso.com?to={to}&text={text}&key={secret:token}", method = "GET" }"#,
        "?"),
    ("gateway_without_url", r#"provider = "twilio""#, r#"provider = "http""#,
        "?"),
    ("one_gate_unaccepted", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
methods = ["sms"]
accept_sms_only_risk = true"#,
        "?"),
    ("r54_mail_as_the_only_gate", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["email"]"#,
        "?"),
    ("r138_sms_only", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["sms"]"#,
        "?"),
    ("fewer_methods_than_gates", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms"]"#,
        "?"),
    ("a_method_twice", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms", "email", "sms"]"#,
        "?"),
    ("unknown_method", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms", "pigeon", "email"]"#,
        "?"),
    ("three_gates", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 3"#,
        "?"),
    ("groups_for_all", r#"enabled = "selected""#, r#"enabled = "all""#,
        "?"),
    ("a_group_in_both_lists", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
except_groups = ["Staff"]"#,
        "?"),
    ("own_domain_that_is_an_address", r#"own_mail_domains = ["contoso.com"]"#, r#"own_mail_domains = ["it@contoso.com"]"#,
        "?"),
    ("unknown_log_filter", "[limits]", r#"[logging]
filter = "latchkey=loud"
[limits]"#,
        "?"),
    ("n29_above_its_range", "[limits]", "[audit]
retention_days = 100000
[limits]",
        "?"),
    ("no_groups_means_nobody", r#"groups = ["Staff"]
"#, "",
        "?"),
    ("nobody_enabled", r#"enabled = "selected""#, r#"enabled = "none""#,
        "?"),
    ("no_own_mail_domains", r#"own_mail_domains = ["contoso.com"]
"#, "",
        "?"),
    ("no_trusted_proxy", r#"trusted_proxies = ["127.0.0.1/32"]
"#, "",
        "?"),
    ("public_health", "listen =", r#"health_listen = "0.0.0.0:9090"
listen ="#,
        "?"),
    ("short_passwords", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
minimum_password_length = 10"#,
        "?"),
    ("kill_switch", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
writeback = false"#,
        "?"),
    ("postgres_unverified", "sqlite:DIR/latchkey.db", "postgres://latchkey@db.contoso.com/latchkey",
        "?"),
    ("no_help_desk", r#"[organisation.help_desk]
link = "tel:+15550100"
text = "Help desk: +1 555 0100"
"#, "",
        "?"),
];

#[test]
fn every_bad_configuration_is_told_its_place_and_remedy() {
    let mut wrong = String::new();
    for (name, find, put, want) in CASES {
        assert!(TEXT.contains(find), "{name}: the right configuration has no {find}");
        let told = Folder::new().told(&TEXT.replacen(find, put, 1));
        if told != *want {
            wrong.push_str(&format!("\n====={name}\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_right_configuration_is_told_nothing() {
    assert_eq!(Folder::new().told(TEXT), "");
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let text = TEXT
        .replace("listen =", "listn =")
        .replace("Europe/Paris", "Mars")
        .replace("ldaps://dc1", "ldap://dc1")
        .replace("sms_code_digits = 6", "sms_code_digits = 60");
    let told = Folder::new().told(&text);
    let keys: Vec<_> = told.lines().filter_map(|l| l.strip_prefix("error: ")?.split(": ").nth(1)).collect();
    assert_eq!(keys, ["server.listn", "organisation.time_zone", "directory.servers[0]", "limits.sms_code_digits"]);
}
