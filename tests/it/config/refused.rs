//! Bad configurations: each with everything that it is told, word for word.

use super::good::{Folder, TEXT};

/// A name, what is replaced in the right configuration, what by, and what is told.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("not_toml", r#"listen = "127.0.0.1:8080""#, "listen = 127.0.0.1:8080",
        "error: FILE:2:15: this is not TOML: invalid float, expected nothing
    Remedy: write `key = value` lines below a `[section]` line; texts stand in double quotes"),
    ("a_key_twice", "[mail]
", r#"[mail]
host = "a.contoso.com"
"#,
        "error: FILE:29:1: this is not TOML: duplicate key
    Remedy: keep one of the two"),
    ("unknown_section", "[server]", "[serverr]",
        r#"error: FILE:1:1: server.public_url: this key is missing
    Remedy: add it, for example public_url = "https://passwords.contoso.com"
error: FILE:1:2: serverr: unknown section `serverr`
    Remedy: did you mean `server`?"#),
    ("unknown_section_far_from_all", "[limits]", "[weather]",
        "error: FILE:45:2: weather: unknown section `weather`
    Remedy: remove it; known here: server, admin, organisation, database, keys, directory, mail, sms, policy, passwords, registration, limits, logging, sync, audit, alarms"),
    ("unknown_key", "listen =", "listn =",
        "error: FILE:2:1: server.listn: unknown key `listn`
    Remedy: did you mean `listen`?"),
    ("unknown_key_far_from_all", r#"name = "Contoso""#, r#"name = "Contoso"
zebra = 1"#,
        "error: FILE:8:1: organisation.zebra: unknown key `zebra`
    Remedy: remove it; known here: name, time_zone, language, theme, landing_text, landing_links, help_desk"),
    ("unknown_key_in_a_table", "account_sid", "account-sid",
        "error: FILE:35:6: sms.twilio.account_sid: this key is missing
    Remedy: copy it from Twilio's console; it begins with AC
error: FILE:36:1: sms.twilio.account-sid: unknown key `account-sid`
    Remedy: did you mean `account_sid`?"),
    ("a_key_of_a_later_release", r#"enabled = "selected""#, r#"enabled = "selected"
notify_admins = true"#,
        "error: FILE:42:1: policy.notify_admins: this release does not act on this key; it belongs to the administration console
    Remedy: remove the line"),
    ("a_key_of_another_section", r#"enabled = "selected""#, r#"enabled = "selected"
reconfirm_days = 1000"#,
        "error: FILE:42:1: policy.reconfirm_days: this key stands in another section
    Remedy: write it as registration.reconfirm_days"),
    ("text_for_a_number", "sms_code_digits = 6", r#"sms_code_digits = "6""#,
        "error: FILE:46:19: limits.sms_code_digits: this must be a whole number
    Remedy: write a number from 6 to 10, without quotes"),
    ("number_for_a_text", r#"name = "Contoso""#, "name = 1",
        r#"error: FILE:7:8: organisation.name: this must be a text
    Remedy: put it in double quotes: "...""#),
    ("text_for_a_switch", r#"enabled = "selected""#, r#"enabled = "selected"
writeback = "yes""#,
        "error: FILE:42:13: policy.writeback: this must be true or false
    Remedy: write true or false, without quotes"),
    ("text_for_a_list", r#"groups = ["Staff"]"#, r#"groups = "Staff""#,
        r#"error: FILE:42:10: policy.groups: this must be a list
    Remedy: put it in square brackets: ["..."]"#),
    ("date_for_a_text", r#"name = "Contoso""#, "name = 2026-11-21",
        r#"error: FILE:7:8: organisation.name: this must be a text
    Remedy: put it in double quotes: "...""#),
    ("value_for_a_section", r#"[keys]
file = "DIR/keys"
"#, r#"[keys]
file = "DIR/keys"
[sms.http]
headers = 1
"#,
        "error: FILE:20:11: sms.http.headers: this must be a section
    Remedy: give its keys on lines of their own below it"),
    ("n1_below_its_range", "sms_code_digits = 6", "sms_code_digits = 5",
        "error: FILE:46:19: limits.sms_code_digits: 5 is outside the allowed range
    Remedy: write a number from 6 to 10"),
    ("n3_above_its_range", "sms_code_digits = 6", "sms_code_minutes = 11",
        "error: FILE:46:20: limits.sms_code_minutes: 11 is outside the allowed range
    Remedy: write a number from 3 to 10"),
    ("n5_above_its_range", "sms_code_digits = 6", "tries_per_code = 100",
        "error: FILE:46:18: limits.tries_per_code: 100 is outside the allowed range
    Remedy: write a number from 3 to 10"),
    ("n9_below_its_range", "sms_code_digits = 6", "reset_minutes = 5",
        "error: FILE:46:17: limits.reset_minutes: 5 is outside the allowed range
    Remedy: write a number from 10 to 30"),
    ("n20_below_its_range", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
minimum_password_length = 6"#,
        "error: FILE:43:27: policy.minimum_password_length: 6 is outside the allowed range
    Remedy: write a number from 8 to 64"),
    ("n30_above_its_range", "base = ", "operation_timeout_seconds = 600
base = ",
        "error: FILE:23:29: directory.operation_timeout_seconds: 600 is outside the allowed range
    Remedy: write a number from 1 to 60"),
    ("an_unknown_word", r#"kind = "active-directory""#, r#"kind = "activedirectory""#,
        r#"error: FILE:21:8: directory.kind: "activedirectory" is none of the allowed words
    Remedy: use one of "active-directory", "openldap", "389ds", "freeipa", "embedded""#),
    ("listen_without_port", r#""127.0.0.1:8080""#, r#""127.0.0.1""#,
        r#"error: FILE:2:10: server.listen: "127.0.0.1" is no address with a port
    Remedy: write an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080"#),
    ("listen_by_name", r#""127.0.0.1:8080""#, r#""localhost:8080""#,
        r#"error: FILE:2:10: server.listen: "localhost:8080" is no address with a port
    Remedy: write an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080"#),
    ("no_public_url", r#"public_url = "https://passwords.contoso.com"
"#, "",
        r#"error: FILE:1:2: server.public_url: this key is missing
    Remedy: add it, for example public_url = "https://passwords.contoso.com""#),
    ("url_without_host", "https://passwords.contoso.com", "https://",
        r#"error: FILE:3:14: server.public_url: "https://" is no URL: empty host
    Remedy: write it in full, for example https://passwords.contoso.com"#),
    ("url_without_scheme", "https://passwords.contoso.com", "passwords.contoso.com",
        r#"error: FILE:3:14: server.public_url: "passwords.contoso.com" is no URL: relative URL without a base
    Remedy: write it in full, for example https://passwords.contoso.com"#),
    ("url_of_another_kind", "https://passwords.contoso.com", "ftp://passwords.contoso.com",
        r#"error: FILE:3:14: server.public_url: "ftp://passwords.contoso.com" is no web address: it begins with neither http:// nor https://
    Remedy: write it in full, for example https://passwords.contoso.com"#),
    ("http_in_public", "https://passwords.contoso.com", "http://passwords.contoso.com",
        "error: FILE:3:14: server.public_url: passwords would cross the network in the clear
    Remedy: write https://passwords.contoso.com, and give Latchkey a certificate or put a reverse proxy before it"),
    ("url_with_a_path", "https://passwords.contoso.com", "https://www.contoso.com/passwords",
        "error: FILE:3:14: server.public_url: the portal needs a host of its own: its cookies are for the whole host
    Remedy: write https://www.contoso.com alone"),
    ("url_with_a_password", "https://passwords.contoso.com", "https://a:b@passwords.contoso.com",
        "error: FILE:3:14: server.public_url: the address holds a user name or a password
    Remedy: write https://passwords.contoso.com"),
    ("r176_sample_host", "https://passwords.contoso.com", "https://passwords.example.com",
        "error: FILE:3:14: server.public_url: passwords.example.com is a sample host that belongs to nobody (RFC 2606)
    Remedy: write the host name that your people use"),
    ("a_host_too_long_for_a_text_message", "https://passwords.contoso.com",
        "https://passwords.self-service.identity.europe.subsidiary.contoso.com",
        "error: FILE:3:14: server.public_url: the host name is so long that a text message has no room for it beside a code
    Remedy: use a host name of at most 60 characters"),
    ("other_url_in_the_clear", "listen =", r#"other_urls = ["https://a.contoso.com", "http://b.contoso.com"]
listen ="#,
        "error: FILE:2:40: server.other_urls[1]: passwords would cross the network in the clear
    Remedy: write https://b.contoso.com, and give Latchkey a certificate or put a reverse proxy before it"),
    ("proxy_without_prefix", r#""127.0.0.1/32""#, r#""127.0.0.1""#,
        r#"error: FILE:4:20: server.trusted_proxies[0]: "127.0.0.1" is no network
    Remedy: add the prefix length: /32 for one IPv4 address, /128 for one IPv6 address"#),
    ("r85_everybody_as_proxy", r#""127.0.0.1/32""#, r#""127.0.0.1/32", "0.0.0.0/0""#,
        "error: FILE:4:36: server.trusted_proxies[1]: 0.0.0.0/0 is everybody: anyone could forge the address that the limits count by
    Remedy: name only the addresses of your reverse proxies"),
    ("certificate_without_key", "listen =", r#"tls_certificate = "DIR/cert.pem"
listen ="#,
        "error: FILE:1:2: server.tls_key: this key is missing
    Remedy: name the private key of tls_certificate"),
    ("key_without_certificate", "listen =", r#"tls_key = "DIR/keys"
listen ="#,
        "error: FILE:1:2: server.tls_certificate: this key is missing
    Remedy: name the certificate of tls_key"),
    ("certificate_that_is_not_there", "listen =", r#"tls_certificate = "DIR/none.pem"
tls_key = "DIR/keys"
listen ="#,
        "error: FILE:2:19: server.tls_certificate: DIR/none.pem can not be read: No such file or directory (os error 2)
    Remedy: name the PEM file with the certificate and its chain"),
    ("redirect_without_tls", "listen =", r#"http_redirect = "0.0.0.0:80"
listen ="#,
        "error: FILE:2:17: server.http_redirect: a redirect to https needs TLS here
    Remedy: set tls_certificate and tls_key, or let the reverse proxy redirect and remove the line"),
    ("health_on_the_public_address", "listen =", r#"health_listen = "127.0.0.1:8080"
listen ="#,
        "error: FILE:2:17: server.health_listen: health and metrics can not share the address of the pages
    Remedy: give them a port of their own, for example 127.0.0.1:9090"),
    ("r178_security_contact_without_scheme", "listen =", r#"security_contact = "security@contoso.com"
listen ="#,
        r#"error: FILE:2:20: server.security_contact: "security@contoso.com" is no contact that security.txt may hold (RFC 9116)
    Remedy: begin it with mailto:, https:// or tel:"#),
    ("no_name", r#"name = "Contoso"
"#, "",
        r#"error: FILE:6:2: organisation.name: this key is missing
    Remedy: add it, for example name = "Contoso""#),
    ("empty_name", r#""Contoso""#, r#"" ""#,
        r#"error: FILE:7:8: organisation.name: " " is empty
    Remedy: give it a value, or remove the line"#),
    ("unknown_time_zone", "Europe/Paris", "Europe/Pairs",
        r#"error: FILE:8:13: organisation.time_zone: "Europe/Pairs" is no time zone
    Remedy: write a name of the IANA list, for example Europe/Paris"#),
    ("theme_that_is_not_there", r#"name = "Contoso""#, r#"name = "Contoso"
theme = "DIR/theme""#,
        "error: FILE:8:9: organisation.theme: DIR/theme is no folder that can be read
    Remedy: make the folder, or remove the line"),
    ("help_link_that_is_none", "tel:+15550100", "+15550100",
        r#"error: FILE:11:8: organisation.help_desk.link: "+15550100" is no link
    Remedy: begin it with https://, mailto: or tel:"#),
    ("help_link_without_text", r#"text = "Help desk: +1 555 0100"
"#, "",
        r#"error: FILE:10:15: organisation.help_desk.text: this key is missing
    Remedy: say what the link is, for example text = "+1 555 0100, 8:00-18:00""#),
    ("landing_link_without_url", r#"name = "Contoso""#, r#"name = "Contoso"
landing_links = [{ text = "Intranet" }]"#,
        "error: FILE:8:18: organisation.landing_links[0].url: this key is missing
    Remedy: give the link a text and a url"),
    ("unknown_database", "sqlite:DIR/latchkey.db", "mysql://db/latchkey",
        "error: FILE:15:7: database.url: the URL begins with neither sqlite: nor postgres://
    Remedy: write sqlite:/var/lib/latchkey/latchkey.db or postgres://latchkey@db.contoso.com/latchkey"),
    ("database_without_path", "sqlite:DIR/latchkey.db", "sqlite:",
        "error: FILE:15:7: database.url: the SQLite URL has no path
    Remedy: write sqlite:/var/lib/latchkey/latchkey.db"),
    ("database_in_memory", "sqlite:DIR/latchkey.db", "sqlite::memory:",
        "error: FILE:15:7: database.url: a database in memory forgets everything
    Remedy: write sqlite: and the path of a file"),
    ("postgres_without_host", "sqlite:DIR/latchkey.db", "postgres:///latchkey",
        "error: FILE:15:7: database.url: the PostgreSQL URL has no host
    Remedy: write postgres://USER:PASSWORD@HOST/NAME"),
    ("no_keys", r#"[keys]
file = "DIR/keys"
"#, "",
        "error: FILE:1:1: keys.file: this key is missing
    Remedy: make a key file with `latchkey keys generate /etc/latchkey/keys` and name it here"),
    ("no_kind", r#"kind = "active-directory"
"#, "",
        r#"error: FILE:20:2: directory.kind: this key is missing
    Remedy: add it, for example kind = "active-directory""#),
    ("no_servers", r#"servers = ["ldaps://dc1.contoso.com", "ldaps://dc2.contoso.com"]
"#, "",
        r#"error: FILE:20:2: directory.servers: this key is missing
    Remedy: name at least one, for example servers = ["ldaps://dc1.contoso.com"]"#),
    ("embedded_with_servers", r#""active-directory""#, r#""embedded""#,
        "error: FILE:22:11: directory.servers: the embedded directory has no servers
    Remedy: remove the line, or set directory.kind to what the servers are"),
    ("r165_plain_ldap", r#""ldaps://dc2.contoso.com""#, r#""ldap://dc2.contoso.com""#,
        "error: FILE:22:39: directory.servers[1]: passwords would cross the network in the clear
    Remedy: write ldaps://dc2.contoso.com, or set start_tls = true"),
    ("global_catalog", "ldaps://dc2.contoso.com", "ldaps://dc2.contoso.com:3269",
        "error: FILE:22:39: directory.servers[1]: this is the port of the Global Catalog, which takes no writes
    Remedy: write ldaps://dc2.contoso.com (port 636)"),
    ("ldap_url_without_host", "ldaps://dc2.contoso.com", "ldaps://",
        r#"error: FILE:22:39: directory.servers[1]: "ldaps://" has no host
    Remedy: write ldaps:// and the server's name"#),
    ("ldap_url_without_scheme", "ldaps://dc2.contoso.com", "dc2.contoso.com",
        r#"error: FILE:22:39: directory.servers[1]: "dc2.contoso.com" is no LDAP URL
    Remedy: write it with its scheme, for example ldaps://dc1.contoso.com"#),
    ("ldap_url_with_a_base", "ldaps://dc2.contoso.com", "ldaps://dc2.contoso.com/DC=contoso,DC=com",
        r#"error: FILE:22:39: directory.servers[1]: "ldaps://dc2.contoso.com/DC=contoso,DC=com" holds more than a server
    Remedy: write ldaps://dc2.contoso.com alone; the rest has keys of its own"#),
    ("base_that_is_no_dn", "DC=contoso,DC=com", "contoso.com",
        r#"error: FILE:23:8: directory.base: "contoso.com" is no distinguished name
    Remedy: write it in full, for example OU=Staff,DC=contoso,DC=com"#),
    ("no_bind_password", r#"bind_password_file = "DIR/bind-password"
"#, "",
        r#"error: FILE:20:2: directory.bind_password: this key is missing
    Remedy: put the password in a file and name it: bind_password_file = "/etc/latchkey/bind-password""#),
    ("country_in_small_letters", "base =", r#"default_region = "fr"
base ="#,
        r#"error: FILE:23:18: directory.default_region: "fr" is no country
    Remedy: write the two capital letters of ISO 3166, for example FR"#),
    ("failover_shorter_than_one_try", "base =", "failover_seconds = 4
base =",
        "error: FILE:23:20: directory.failover_seconds: a single try may take 5 seconds, which is longer than the whole search for a server
    Remedy: set it to 6 or more"),
    ("filter_with_open_bracket", "base =", r#"user_filter = "(employeeType=staff"
base ="#,
        "error: FILE:23:15: directory.user_filter: the filter's brackets do not match, or it compares nothing
    Remedy: write one whole filter, for example (employeeType=staff)"),
    ("filter_of_two", "base =", r#"user_filter = "(a=b)(c=d)"
base ="#,
        "error: FILE:23:15: directory.user_filter: the filter is not one pair of brackets with all else inside
    Remedy: write one whole filter, for example (employeeType=staff)"),
    ("pin_that_is_none", "base =", r#"ca_pins = ["AB:CD"]
base ="#,
        "error: FILE:23:12: directory.ca_pins[0]: this is no SHA-256 fingerprint
    Remedy: copy it from: openssl x509 -in ca.pem -noout -fingerprint -sha256"),
    ("attribute_that_is_none", "[mail]", r#"[directory.attributes]
mail = ["mail", "other mailbox"]
[mail]"#,
        r#"error: FILE:28:17: directory.attributes.mail[1]: "other mailbox" is no attribute name
    Remedy: write the LDAP name, for example otherMobile"#),
    ("mail_in_the_clear", r#"host = "smtp.contoso.com""#, r#"host = "smtp.contoso.com"
security = "none""#,
        r#"error: FILE:29:12: mail.security: codes would cross the network in the clear
    Remedy: write "starttls" or "tls"; "none" is only for a relay on this machine"#),
    ("mail_host_with_port", "smtp.contoso.com", "smtp.contoso.com:587",
        r#"error: FILE:28:8: mail.host: "smtp.contoso.com:587" is no host name
    Remedy: write the name alone, without scheme and port, for example smtp.contoso.com"#),
    ("mail_without_sender", r#"from = "passwords@contoso.com"
"#, "",
        r#"error: FILE:27:2: mail.from: this key is missing
    Remedy: add it, for example from = "passwords@contoso.com""#),
    ("mail_from_a_named_sender", "passwords@contoso.com", "Contoso <passwords@contoso.com>",
        r#"error: FILE:29:8: mail.from: "Contoso <passwords@contoso.com>" is no mail address
    Remedy: write one plain address, for example help@contoso.com"#),
    ("mail_user_without_password", r#"host = "smtp.contoso.com""#, r#"host = "smtp.contoso.com"
username = "latchkey""#,
        r#"error: FILE:27:2: mail.password: this key is missing
    Remedy: put the password in a file and name it: password_file = "/etc/latchkey/mail-password""#),
    ("mail_method_without_mail", r#"[mail]
host = "smtp.contoso.com"
from = "passwords@contoso.com"
"#, "",
        r#"error: FILE:1:1: mail.host: people may prove themselves by mail (policy.methods), and there is no mail server
    Remedy: set mail.host and mail.from, or take "email" out of policy.methods"#),
    ("sms_method_without_provider", r#"provider = "twilio""#, r#"provider = "none""#,
        r#"error: FILE:32:12: sms.provider: people may prove themselves by text message (policy.methods), and nobody carries text messages
    Remedy: set sms.provider, or take "sms" out of policy.methods"#),
    ("n19_no_countries", r#"countries = ["FR"]
"#, "",
        r#"error: FILE:31:2: sms.countries: this key is missing
    Remedy: name the countries of your people's phones, for example countries = ["FR", "DE"]"#),
    ("unknown_country", r#"["FR"]"#, r#"["FR", "XX"]"#,
        r#"error: FILE:33:20: sms.countries[1]: "XX" is no country
    Remedy: write the two capital letters of ISO 3166, for example FR"#),
    ("twilio_without_token", r#"auth_token_file = "DIR/twilio-token"
"#, "",
        r#"error: FILE:35:6: sms.twilio.auth_token: this key is missing
    Remedy: put the token in a file and name it: auth_token_file = "/etc/latchkey/twilio-token""#),
    ("twilio_with_another_sid", r#""AC1""#, r#""SK1""#,
        r#"error: FILE:36:15: sms.twilio.account_sid: "SK1" is no account SID
    Remedy: copy it from Twilio's console; it begins with AC"#),
    ("twilio_with_two_senders", r#"from = "+15550100""#, r#"from = "+15550100"
messaging_service_sid = "MG1""#,
        "error: FILE:38:8: sms.twilio.from: both `from` and `messaging_service_sid` are set
    Remedy: keep one of the two"),
    ("twilio_in_the_clear", r#"from = "+15550100""#, r#"from = "+15550100"
base_url = "http://sms.contoso.com""#,
        "error: FILE:39:12: sms.twilio.base_url: codes would cross the network in the clear
    Remedy: write https://sms.contoso.com"),
    ("second_provider_is_the_first", r#"provider = "twilio""#, r#"provider = "twilio"
second_provider = "twilio""#,
        "error: FILE:33:19: sms.second_provider: the second provider is the first one again
    Remedy: name the other one, or remove the line"),
    ("gateway_without_number", r#"provider = "twilio""#, r#"provider = "http"
http = { url = "https://sms.contoso.com", body = "{text}" }"#,
        "error: FILE:33:50: sms.http.body: the request never names the number
    Remedy: put {to} where the number belongs"),
    ("gateway_without_token", r#"provider = "twilio""#, r#"provider = "http"
http = { url = "https://sms.contoso.com?to={to}&text={text}&key={secret:token}", method = "GET" }"#,
        r#"error: FILE:33:1: sms.http.token: this key is missing
    Remedy: put the token in a file and name it: token_file = "/etc/latchkey/sms-token""#),
    ("gateway_without_url", r#"provider = "twilio""#, r#"provider = "http""#,
        "error: FILE:31:2: sms.http.url: this key is missing
    Remedy: give the address of the gateway"),
    ("one_gate_unaccepted", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
methods = ["sms"]
accept_sms_only_risk = true"#,
        "error: FILE:43:9: policy.gates: one proof is a risk: whoever has the phone has the account
    Remedy: write gates = 2, or accept the risk with accept_one_gate_risk = true"),
    ("r54_mail_as_the_only_gate", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["email"]"#,
        r#"error: FILE:45:11: policy.methods: a mail code may not be the only proof: a mailbox is no proof of a person (R54)
    Remedy: write gates = 2, or take "email" out of the methods"#),
    ("r142_a_pass_as_the_only_gate", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["app", "pass"]"#,
        r#"error: FILE:45:11: policy.methods: a temporary pass may not be the only proof: the help desk could take any account alone (R142)
    Remedy: write gates = 2, or take "pass" out of the methods"#),
    ("a_recovery_code_as_the_only_gate", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["app", "recovery-code"]"#,
        r#"error: FILE:45:11: policy.methods: a recovery code may not be the only proof: whoever finds the paper would have the account
    Remedy: write gates = 2, or take "recovery-code" out of the methods"#),
    ("r30_questions_as_the_only_gate", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["app", "questions"]"#,
        r#"error: FILE:45:11: policy.methods: security questions may not be the only proof: others know the answers (R30)
    Remedy: write gates = 2, or take "questions" out of the methods"#),
    ("r138_phone_only_with_two_gates", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms", "voice"]"#,
        "error: FILE:35:6: sms.twilio.voice_from: people may prove themselves by a call (policy.methods), and nobody calls
    Remedy: set sms.provider = \"twilio\" and sms.twilio.voice_from, or take \"voice\" and \"office\" out of policy.methods
error: FILE:43:11: policy.methods: text messages and calls would be the only proof, and phone numbers can be taken over
    Remedy: allow another method and two gates, or accept the risk with accept_sms_only_risk = true"),
    ("a_pass_is_nothing_that_people_have", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["app", "pass"]"#,
        r#"error: FILE:43:11: policy.methods: 2 proofs of different kinds are asked for, and 1 allowed
    Remedy: allow more, for example methods = ["app", "sms", "email", "recovery-code"]"#),
    ("r138_sms_only", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 1
accept_one_gate_risk = true
methods = ["sms"]"#,
        "error: FILE:45:11: policy.methods: text messages and calls would be the only proof, and phone numbers can be taken over
    Remedy: allow another method and two gates, or accept the risk with accept_sms_only_risk = true"),
    ("fewer_methods_than_gates", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms"]"#,
        r#"error: FILE:43:11: policy.methods: 2 proofs of different kinds are asked for, and 1 allowed
    Remedy: allow more, for example methods = ["app", "sms", "email", "recovery-code"]"#),
    ("a_method_twice", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms", "email", "sms"]"#,
        "error: FILE:43:28: policy.methods[2]: the method is named twice
    Remedy: remove one of the two"),
    ("unknown_method", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
methods = ["sms", "pigeon", "email"]"#,
        r#"error: FILE:43:19: policy.methods[1]: "pigeon" is none of the allowed words
    Remedy: use one of "passkey", "app", "sms", "voice", "office", "email", "recovery-code", "questions", "pass""#),
    ("three_gates", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
gates = 3"#,
        "error: FILE:43:9: policy.gates: 3 is outside the allowed range
    Remedy: write a number from 1 to 2"),
    ("groups_for_all", r#"enabled = "selected""#, r#"enabled = "all""#,
        r#"error: FILE:42:10: policy.groups: groups have no meaning when everybody is in scope
    Remedy: write enabled = "selected", or remove the groups"#),
    ("a_group_in_both_lists", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
except_groups = ["Staff"]"#,
        r#"error: FILE:42:11: policy.groups[0]: "Staff" is in scope and excluded; an exclusion wins
    Remedy: remove it from one of the two lists"#),
    ("own_domain_that_is_an_address", r#"own_mail_domains = ["contoso.com"]"#, r#"own_mail_domains = ["it@contoso.com"]"#,
        r#"error: FILE:43:21: policy.own_mail_domains[0]: "it@contoso.com" is no mail domain
    Remedy: write the part behind the @, for example contoso.com"#),
    ("unknown_log_filter", "[limits]", r#"[logging]
filter = "latchkey=loud"
[limits]"#,
        r#"error: FILE:46:10: logging.filter: "latchkey=loud" is no filter: error parsing level filter: expected one of "off", "error", "warn", "info", "debug", "trace", or a number 0-5
    Remedy: write a level, for example "info", or levels by module: "info,latchkey=debug""#),
    ("n29_above_its_range", "[limits]", "[audit]
retention_days = 100000
[limits]",
        "error: FILE:46:18: audit.retention_days: 100000 is outside the allowed range
    Remedy: write a number from 30 to 3650"),
    ("no_groups_means_nobody", r#"groups = ["Staff"]
"#, "",
        r#"warning: FILE:41:11: policy.enabled: no group is named, which means that nobody can reset a password
    Remedy: name groups, for example groups = ["Password reset"]"#),
    ("nobody_enabled", r#"enabled = "selected""#, r#"enabled = "none""#,
        r#"warning: FILE:41:11: policy.enabled: nobody can reset a password
    Remedy: write "selected" and name groups, or "all""#),
    ("no_own_mail_domains", r#"own_mail_domains = ["contoso.com"]
"#, "",
        r#"warning: FILE:40:2: policy.own_mail_domains: mail codes may go to mailboxes that open with the forgotten password
    Remedy: name your own mail domains, for example own_mail_domains = ["contoso.com"]"#),
    ("no_trusted_proxy", r#"trusted_proxies = ["127.0.0.1/32"]
"#, "",
        r#"warning: FILE:1:2: server.trusted_proxies: no reverse proxy is trusted, so all visitors seem to come from its address and share one limit
    Remedy: name the proxy's address, for example trusted_proxies = ["127.0.0.1/32"]"#),
    ("public_health", "listen =", r#"health_listen = "0.0.0.0:9090"
listen ="#,
        "warning: FILE:2:17: server.health_listen: health and metrics can be read from other machines
    Remedy: let a firewall admit only the machine that watches"),
    ("short_passwords", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
minimum_password_length = 10"#,
        "warning: FILE:43:27: policy.minimum_password_length: 10 characters are few for a password that is the only proof
    Remedy: write 14 or more, unless all sign-ins ask for a second proof"),
    ("kill_switch", r#"groups = ["Staff"]"#, r#"groups = ["Staff"]
writeback = false"#,
        "warning: FILE:43:13: policy.writeback: the kill switch is on: no password can be reset
    Remedy: write true when all is well"),
    ("postgres_unverified", "sqlite:DIR/latchkey.db", "postgres://latchkey@db.contoso.com/latchkey",
        "warning: FILE:15:7: database.url: the connection to PostgreSQL does not verify the server's certificate
    Remedy: add ?sslmode=verify-full to the URL"),
    ("no_help_desk", r#"[organisation.help_desk]
link = "tel:+15550100"
text = "Help desk: +1 555 0100"
"#, "",
        "warning: FILE:6:2: organisation.help_desk: people who can not reset are told of no help
    Remedy: set help_desk.link and text, or help_desk.mailbox"),
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
