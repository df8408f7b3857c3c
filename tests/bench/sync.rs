//! The scan of 100,000 accounts of slapd by the program as it ships, and searches among a million.

use std::{
    fs,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng},
    domain::account::TenantId,
    store::{Store, directory_accounts::SyncBatch, sync_state::SyncAsk},
};
use rustix::process::Signal;

use crate::{
    bare::Target,
    harness::{clock::TestClock, crowd, new_dir, pki::write_secret, process, process::Server, slapd},
    section,
    table::{Table, ms},
};

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");
/// Accounts of the directory.
const SCANNED: usize = 100_000;
/// Accounts searched in.
const SEARCHED: usize = 1_000_000;
const TENANT: TenantId = TenantId::DEFAULT;

/// Everybody, then nothing new: accounts a second, and the most memory that the process ever had.
pub fn measure_scan(table: &mut Table, of: impl Fn(&slapd::Slapd) -> Target) {
    let entries: Vec<String> = (0..SCANNED).map(entry).collect();
    let server = slapd::Slapd::start(slapd::Options { entries: entries.join("\n"), ..Default::default() });
    drop(entries);
    let dir = new_dir("sync");
    process::run(Command::new(BINARY).args(["keys", "generate"]).arg(dir.join("keys")));
    write_secret(&dir.join("bind-password"), slapd::SERVICE_PASSWORD);
    let config = dir.join("latchkey.toml");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\n[organisation]\nname = \"Contoso\"\n\
         [database]\nurl = \"sqlite:{d}/latchkey.db\"\n[keys]\nfile = \"{d}/keys\"\n[directory]\n{}\n\
         bind_password_file = \"{d}/bind-password\"\ndefault_region = \"US\"\n[policy]\nenabled = \"none\"\n",
        section(&of(&server)),
        d = dir.display(),
    );
    write_secret(&config, &text);
    for (what, arguments) in
        [("everybody", &["now", "--full"][..]), ("everybody again", &["now", "--full"]), ("what changed", &["now"])]
    {
        let mut command = Command::new(BINARY);
        command.arg("sync").args(arguments).arg("--config").arg(&config);
        let log = dir.join("log");
        let begun = Instant::now();
        let scanning = Server::start("latchkey sync", &command, &log, Signal::KILL);
        let (mut middle, mut peak) = (0.0_f64, 0.0_f64);
        while scanning.is_running() {
            if let Some(size) = peak_of(scanning.pid()) {
                // What it had after some seconds of work, beside the most: memory must not grow with accounts.
                if begun.elapsed() < Duration::from_secs(5) {
                    middle = size;
                }
                peak = peak.max(size);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let took = begun.elapsed();
        let said = fs::read_to_string(&log).expect("read");
        assert!(said.contains("known now"), "{said}");
        let per_second = f64::from(u32::try_from(SCANNED).expect("so many")) / took.as_secs_f64();
        table.add(&format!("scan of {SCANNED} accounts, {what}"), format!("{}, {per_second:.0}/s", ms(took)), "");
        let memory = format!("{peak:.1} MiB, in the first 5 s {middle:.1} MiB");
        table.add(&format!("scan, {what}: resident memory, peak"), memory, "60 MB");
    }
    let size = fs::metadata(dir.join("latchkey.db")).expect("a file").len();
    table.add(&format!("database with {SCANNED} accounts"), format!("{} MiB", size >> 20), "");
}

fn peak_of(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}

fn entry(n: usize) -> String {
    let account = crowd::account(n);
    let text = |text: Option<String>| text.unwrap_or_default();
    let coded = |value: String| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(value)
    };
    format!(
        "dn: uid={login},ou=people,{}\nobjectClass: inetOrgPerson\nuid: {login}\ncn:: {}\nsn:: {}\ngivenName:: {}\n\
         displayName:: {}\nmail: {login}@mail.example\nmobile: +12025550{:03}\nmodifyTimestamp: 20240101000000Z\n\
         entryCSN: 20240101000000.000000Z#000000#000#000000\n",
        slapd::BASE,
        coded(account.display_name.clone()),
        coded(text(account.surname)),
        coded(text(account.given_name)),
        coded(account.display_name),
        100 + n % 100,
        login = account.login,
    )
}

/// Searches among a million accounts in SQLite, each at its worst of 20.
pub async fn measure_search(table: &mut Table) {
    let dir = new_dir("search");
    let keyring = Arc::new(Keyring::from_bytes(&[("k1", [1; 32])]).expect("a key"));
    let url = format!("sqlite:{}/latchkey.db", dir.display());
    let store = Store::open(&url, keyring, Arc::new(TestClock::real()), Arc::new(SystemRng)).await.expect("a store");
    let hour = Duration::from_secs(3600);
    let run = store.claim_sync(TENANT, SyncAsk::Now { full: true }, hour, hour).await.expect("asked").expect("free");
    let begun = Instant::now();
    for first in (0..SEARCHED).step_by(500) {
        let accounts: Vec<_> = (first..first + 500).map(crowd::account).collect();
        let batch = SyncBatch { accounts: &accounts, ..SyncBatch::default() };
        store.apply_scan(&run, &batch).await.expect("written");
    }
    let per_second = f64::from(u32::try_from(SEARCHED).expect("so many")) / begun.elapsed().as_secs_f64();
    table.add("writing 1,000,000 accounts, 500 at a time", format!("{per_second:.0}/s"), "");
    let begun = Instant::now();
    let counts = store.count_people(TENANT).await.expect("counted");
    assert_eq!(counts.accounts, SEARCHED as u64);
    table.add("counting 1,000,000 accounts", ms(begun.elapsed()), "");
    for text in
        ["m", "maria", "u0123456", "maria mar", "j s u0", "anna bersonmar", "zoe zzz", "", "u0123456@contoso.test"]
    {
        let mut times = Vec::new();
        for _ in 0..20 {
            let begun = Instant::now();
            store.search_people(TENANT, text, None, 25).await.expect("found");
            times.push(begun.elapsed());
        }
        times.sort();
        let measured = format!("median {}, worst {}", ms(times[10]), ms(times[19]));
        table.add(&format!("search among 1,000,000 for {text:?}"), measured, "50 ms");
    }
}
