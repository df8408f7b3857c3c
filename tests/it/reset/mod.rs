//! The product, from outside: a browser, the messages, the directory, the audit log.

mod change;
mod codes;
mod enumeration;
mod help;
mod journey;
mod limits;
mod notices;
mod passwords;
mod policies;
mod policy;
mod sessions;
mod steps;
mod timing;
mod writes;

use std::sync::LazyLock;

use regex::Regex;

use crate::harness::http::Page;

/// A page as a stranger compares it: everything but the time of day, cookies' and tokens' random parts, support ids.
pub fn canonical(page: &Page) -> String {
    static RANDOM: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(name="csrf" value=")[^"]+|((?:rs|kd)=)[A-Za-z0-9_-]{43}"#).unwrap());
    static SUPPORT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\b[0-9a-z]{10}(?:</bdi></p>)").unwrap());
    let mut head = format!("{} {}\n", page.status, page.url.path());
    // The server's header map has an order of its own for each answer, drawn at random: it tells nothing.
    let mut lines: Vec<String> = page.headers.iter().map(|(n, v)| format!("{n}: {}\n", v.to_str().unwrap())).collect();
    lines.retain(|line| !line.starts_with("date: "));
    lines.sort_unstable();
    head.extend(lines);
    let whole = format!("{head}\n{}", page.body);
    SUPPORT.replace_all(&RANDOM.replace_all(&whole, "$1$2-"), "SUPP-ORTI").into_owned()
}
