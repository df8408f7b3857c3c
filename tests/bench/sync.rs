//! The scan of 100,000 accounts of slapd by the program as it ships.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::{
    bare::Target,
    harness::{crowd, new_dir, pki::write_secret, process, process::Server, slapd},
    section,
    table::{Table, ms},
};

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");
/// Accounts of the directory.
const SCANNED: usize = 100_000;

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
