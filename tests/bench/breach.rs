//! Leaked passwords: a list of hashes made up on the fly becomes a file, and the file is asked.

use std::{
    io::{BufWriter, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use latchkey::breach::BreachFile;

use crate::table::Table;

/// How many entries, unless `LATCHKEY_BENCH_ENTRIES` says otherwise.
const ENTRIES: u64 = 100_000_000;
/// Look-ups that are timed.
const LOOK_UPS: u64 = 1_000_000;

/// Numbers that look random, a different one for each `n`.
fn key(n: u64) -> u64 {
    let mut x = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 29)
}

/// Builds a file of a list on standard input, and looks up what is in it and what is not.
pub fn measure(table: &mut Table) {
    let entries = std::env::var("LATCHKEY_BENCH_ENTRIES").map_or(ENTRIES, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list");
    let (time, peak) = build(&path, entries);
    let file = BreachFile::open(&path).expect("the file that was made");
    let bytes = std::fs::metadata(&path).expect("its length").len();
    let name = format!("{} million leaked passwords", entries as f64 / 1e6);
    table.add(&format!("{name}: built in"), format!("{:.1} s", time.as_secs_f64()), "47 s for 100");
    table.add(&format!("{name}: resident memory, peak"), format!("{:.1} MiB", peak as f64 / 1024.0), "45 MB");
    table.add(&format!("{name}: file"), format!("{:.3} bytes an entry", bytes as f64 / entries as f64), "2.22");
    for (what, first, step, of) in [("listed", 0, 7919, entries), ("others", entries, 1, LOOK_UPS)] {
        let start = Instant::now();
        let look = |n| u64::from(file.contains_key(key(first + n * step % of)).expect("an answer"));
        let found: u64 = (0..LOOK_UPS).map(look).sum();
        let rate = LOOK_UPS as f64 / start.elapsed().as_secs_f64();
        table.add(&format!("{name}: look-ups, {what}"), format!("{rate:.0}/s, {found} found"), "350000/s");
    }
}

/// The time that the release takes, and its most resident memory in KiB.
fn build(path: &Path, entries: u64) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .args(["breach", "build", "--output"])
        .arg(path)
        .arg("-")
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program");
    let status = format!("/proc/{}/status", child.id());
    let input = child.stdin.take().expect("its input");
    let feeder = std::thread::spawn(move || {
        let mut input = BufWriter::with_capacity(1 << 18, input);
        for n in 0..entries {
            writeln!(input, "{:016X}0123456789ABCDEF01234567:{}", key(n), n % 9 + 1).expect("the program reads");
        }
    });
    let mut peak = 0;
    while child.try_wait().expect("wait").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    feeder.join().expect("all lines");
    (start.elapsed(), peak)
}
