//! The formats of texts, by the names that the schema gives them. A text that passes here is read by serde
//! without an error.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// What is wrong with `text` as a value of the format `name`, and the remedy. `None` when it is right.
pub fn problem(name: &str, text: &str) -> Option<(String, String)> {
    let (fine, what, remedy) = match name {
        "socket-address" => (
            text.parse::<SocketAddr>().is_ok(),
            "is no address with a port",
            "write an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080",
        ),
        "ip-network" => (
            text.parse::<IpNet>().is_ok(),
            "is no network",
            if text.parse::<IpAddr>().is_ok() {
                "add the prefix length: /32 for one IPv4 address, /128 for one IPv6 address"
            } else {
                "write a network with its prefix length, for example 10.0.0.0/8"
            },
        ),
        "web-url" => return web_url(text),
        "mailbox" => (
            crate::domain::contact::Mailbox::parse(text).is_ok(),
            "is no mail address",
            "write one plain address, for example help@contoso.com",
        ),
        "mail-domain" => (is_domain(text), "is no mail domain", "write the part behind the @, for example contoso.com"),
        "region" => (
            text.len() == 2
                && text.bytes().all(|b| b.is_ascii_uppercase())
                && text.parse::<phonenumber::country::Id>().is_ok(),
            "is no country",
            "write the two capital letters of ISO 3166, for example FR",
        ),
        "time-zone" => (
            jiff::tz::TimeZone::get(text).is_ok(),
            "is no time zone",
            "write a name of the IANA list, for example Europe/Paris",
        ),
        "language" => (
            text.parse::<unic_langid::LanguageIdentifier>().is_ok(),
            "is no language",
            "write a BCP 47 tag, for example en or fr",
        ),
        "dn" => (is_dn(text), "is no distinguished name", "write it in full, for example OU=Staff,DC=contoso,DC=com"),
        "host" => (
            !text.is_empty() && url::Host::parse(text).is_ok() && !text.contains([':', '/', '@']),
            "is no host name",
            "write the name alone, without scheme and port, for example smtp.contoso.com",
        ),
        "filled" => (!text.trim().is_empty(), "is empty", "give it a value, or remove the line"),
        // Formats of numbers (uint16 ...) are ranges.
        _ => return None,
    };
    (!fine).then(|| (format!("\"{text}\" {what}"), remedy.to_owned()))
}

fn web_url(text: &str) -> Option<(String, String)> {
    let remedy = "write it in full, for example https://passwords.contoso.com".to_owned();
    match url::Url::parse(text) {
        Err(cause) => Some((format!("\"{text}\" is no URL: {cause}"), remedy)),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Some((format!("\"{text}\" is no web address: it begins with neither http:// nor https://"), remedy))
        }
        Ok(url) if url.host_str().is_none_or(str::is_empty) => Some((format!("\"{text}\" has no host"), remedy)),
        Ok(_) => None,
    }
}

fn is_domain(text: &str) -> bool {
    text.contains('.') && !text.contains('@') && idna::domain_to_ascii_strict(text).is_ok()
}

/// A coarse look: `type=value` parts; the directory has the last word.
fn is_dn(text: &str) -> bool {
    let first = text.split_once('=').map(|(kind, rest)| (kind.trim(), rest));
    first.is_some_and(|(kind, rest)| {
        !kind.is_empty()
            && !rest.trim().is_empty()
            && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
    })
}
