//! `tests/bench/run`: how fast and how small the release is, beside what it stands on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that can not go on fails by panicking, and prints what it found"
)]

mod audit;
mod bare;
mod breach;
#[path = "../it/harness/mod.rs"]
mod harness;
mod inbox;
mod pages;
mod passwords;
mod people;
mod portal;
mod resets;
mod sync;
mod table;
mod weight;

use std::time::Duration;

use bare::Target;
use harness::{samba, slapd};
use inbox::Inbox;
use latchkey::domain::banned::Mode;
use portal::{Portal, quoted};
use resets::{Person, Times};
use table::{Table, ms};

/// How many resets one after the other, and how many with 16 at once.
const SEQUENTIAL: usize = 60;
const PARALLEL: usize = 240;

#[tokio::main]
async fn main() {
    harness::init();
    // `cargo bench` adds `--bench`.
    let parts: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let mut table = Table::default();
    if wanted("passwords") {
        measure_passwords(&mut table);
    }
    let inbox = Inbox::start().await;
    if wanted("pages") {
        measure_pages(&mut table, &inbox).await;
    }
    for (part, hash) in [("slapd", slapd::Hash::Ssha), ("argon2", slapd::Hash::Argon2)] {
        if wanted(part) {
            let (server, people) = slapd_with_people(hash, SEQUENTIAL + PARALLEL);
            let target = slapd_target(&server);
            let name = if part == "slapd" { "slapd, SSHA" } else { "slapd, Argon2" };
            measure_resets(&mut table, &inbox, name, &target, &people).await;
        }
    }
    if wanted("samba") {
        let server = samba::Samba::start(samba::Options { single: false, ..Default::default() });
        let people: Vec<Person> = server.add_people(SEQUENTIAL + PARALLEL).into_iter().map(Into::into).collect();
        let target = Target {
            kind: "active-directory",
            url: server.url(),
            base: samba::BASE,
            bind_dn: samba::SERVICE_DN,
            password: samba::SERVICE_PASSWORD,
            ca_file: server.ca_file(),
        };
        measure_resets(&mut table, &inbox, "Samba AD", &target, &people).await;
    }
    if wanted("breach") {
        breach::measure(&mut table);
    }
    if wanted("hang") {
        measure_hang(&mut table, &inbox).await;
    }
    if wanted("audit") {
        audit::measure(&mut table).await;
    }
    if wanted("sync") {
        sync::measure_scan(&mut table, slapd_target);
    }
    if wanted("people") {
        people::measure(&mut table).await;
    }
    table.print();
}

/// The rules for words.
fn measure_passwords(table: &mut Table) {
    for (mode, name) in [(Mode::Documented, "documented"), (Mode::Strict, "strict")] {
        let (median, worst, password) = passwords::measure(mode);
        let micros = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
        let length = password.chars().count();
        let text = format!("median {}, worst {} ({length} characters)", micros(median), micros(worst));
        table.add(&format!("a password against 1000 terms and the built-in ones, {name}"), text, "100 µs");
    }
}

/// Pages, memory, start and weight.
async fn measure_pages(table: &mut Table, inbox: &Inbox) {
    let (server, _) = slapd_with_people(slapd::Hash::Ssha, 1);
    let mut starts: Vec<Duration> =
        (0..5).map(|_| Portal::start(&section(&slapd_target(&server)), inbox).first_page).collect();
    starts.sort();
    table.add("start to first page (median of 5)", ms(starts[2]), "100 ms");

    let portal = Portal::start(&section(&slapd_target(&server)), inbox);
    portal.settle();
    table.add("resident memory, idle", format!("{:.1} MiB", portal.usage().resident), "25 MB");
    for path in ["/", "/reset"] {
        for connections in [16, 64] {
            let before = portal.usage().cpu;
            let seen = pages::measure(&format!("{}{path}", portal.url), connections, 5);
            let cpu = (portal.usage().cpu - before).div_f64(seen.answers);
            let text = format!("{:.0}/s, p50 {}, p99 {}", seen.per_second, ms(seen.p50), ms(seen.p99));
            let aim = if path == "/" { "0.03 ms CPU" } else { "" };
            table.add(&format!("GET {path}, {connections} connections"), format!("{text}, CPU {}", ms(cpu)), aim);
        }
    }
    table.add("resident memory, peak under load of pages", format!("{:.1} MiB", portal.usage().peak), "60 MB");
    let (bytes, requests) = weight::of(&format!("{}/reset", portal.url)).await;
    let text = format!("{:.1} kB in {requests} requests", bytes / 1000.0);
    table.add("weight of /reset, empty cache", text, "40 kB, 4 requests");
}

/// Whole resets beside the directory alone.
async fn measure_resets(table: &mut Table, inbox: &Inbox, name: &str, target: &Target, people: &[Person]) {
    let portal = Portal::start(&section(target), inbox);
    let (first, rest) = people.split_at(SEQUENTIAL);
    // Warm: connections open, statements prepared, first number parsed.
    resets::through_the_portal(&portal, inbox, &rest[..2], 1).await;
    for (group, parallel, how) in [(first, 1, "one after the other"), (&rest[2..], 16, "16 at once")] {
        let bare = target.bare(group, parallel).await;
        let driver = target.driver(group, parallel).await;
        portal.settle();
        let before = portal.usage().cpu;
        let whole = resets::through_the_portal(&portal, inbox, group, parallel).await;
        portal.settle();
        let cpu = (portal.usage().cpu - before).div_f64(f64::from(u32::try_from(group.len()).expect("some hundreds")));
        let line = |times: &Times| {
            let (p50, p99) = (times.percentile(50), times.percentile(99));
            format!("{:.1}/s, p50 {}, p99 {}", times.per_second(), ms(p50), ms(p99))
        };
        table.add(&format!("{name}, {how}: LDAP alone"), line(&bare), "");
        table.add(&format!("{name}, {how}: directory driver"), line(&driver), "");
        let ratio = |other: &Times| 100.0 * whole.per_second() / other.per_second();
        let ratios = format!("{:.0} % of LDAP alone, {:.0} % of the driver", ratio(&bare), ratio(&driver));
        let text = format!("{}, CPU {}", line(&whole), ms(cpu));
        table.add(&format!("{name}, {how}: whole resets"), text, "3 ms CPU");
        table.add(&format!("{name}, {how}: ratio"), ratios, "90 %");
    }
    let peak = format!("{:.1} MiB", portal.usage().peak);
    table.add(&format!("{name}: resident memory, peak"), peak, "60 MB");
}

/// Pages while the directory hangs and 500 resets wait for it.
async fn measure_hang(table: &mut Table, inbox: &Inbox) {
    let (server, people) = slapd_with_people(slapd::Hash::Ssha, 500);
    let portal = Portal::start(&section(&slapd_target(&server)), inbox);
    server.freeze();
    resets::begin(&portal, &people).await;
    for path in ["/", "/reset"] {
        let seen = pages::measure(&format!("{}{path}", portal.url), 16, 5);
        let text = format!("{:.0}/s, p50 {}, p99 {}", seen.per_second, ms(seen.p50), ms(seen.p99));
        table.add(&format!("GET {path}, directory hangs, 500 resets wait"), text, "p99 5 ms");
    }
    let peak = format!("{:.1} MiB", portal.usage().peak);
    table.add("resident memory, peak, 500 resets waiting", peak, "60 MB");
    server.thaw();
}

fn section(target: &Target) -> String {
    let Target { kind, url, base, bind_dn, ca_file, .. } = target;
    let ca_file = quoted(ca_file);
    format!("kind = \"{kind}\"\nservers = [\"{url}\"]\nbase = \"{base}\"\nbind_dn = \"{bind_dn}\"\nca_file = {ca_file}")
}

fn slapd_target(server: &slapd::Slapd) -> Target {
    Target {
        kind: "openldap",
        url: server.url(),
        base: slapd::BASE,
        bind_dn: slapd::SERVICE_DN,
        password: slapd::SERVICE_PASSWORD,
        ca_file: server.ca_file(),
    }
}

fn slapd_with_people(hash: slapd::Hash, count: usize) -> (slapd::Slapd, Vec<Person>) {
    let people: Vec<Person> = (0..count)
        .map(|n| {
            let login = format!("bench{n:04}");
            Person {
                dn: format!("uid={login},ou=people,{}", slapd::BASE),
                mail: format!("{login}@mail.example"),
                mobile: samba::fictional_phone(u32::try_from(n).expect("some hundreds")),
                login,
            }
        })
        .collect();
    let entry = |Person { login, dn, mail, mobile }: &Person| {
        format!(
            "dn: {dn}\nobjectClass: inetOrgPerson\nuid: {login}\ncn: {login}\nsn: Test\nmail: {mail}\n\
             mobile: {mobile}\nuserPassword: {}\n",
            slapd::PASSWORD
        )
    };
    let entries: Vec<String> = people.iter().map(entry).collect();
    let options = slapd::Options { hash, entries: entries.join("\n"), ..Default::default() };
    (slapd::Slapd::start(options), people)
}

impl From<samba::Person> for Person {
    fn from(person: samba::Person) -> Self {
        let samba::Person { login, dn, mail, mobile } = person;
        Self { login, dn, mail, mobile }
    }
}
