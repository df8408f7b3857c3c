//! `latchkey breach ...`

use std::{
    io::{IsTerminal as _, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};
use zeroize::Zeroizing;

use super::output;
use crate::breach::{
    BreachFile, HashKind, Header,
    build::{self, Format, Input, Options, Progress, Report},
};

/// Ends `check` when it could not find out; 1 says that the password is listed.
const UNKNOWN: u8 = 2;
/// Longest password that is read, in bytes.
const LONGEST: u64 = 4096;

/// What can be done about leaked passwords.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Make one compact file of lists of leaked passwords
    Build(Build),
    /// Say whether the password on standard input is listed: 0 not listed, 1 listed, 2 not found out
    Check {
        /// A file made by `latchkey breach build`
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Read no password; compare the whole file with its checksum
        #[arg(long)]
        verify: bool,
    },
}

/// Options of the making.
#[derive(Debug, Clone, Args)]
pub struct Build {
    /// The file to make; one that is there is replaced when the new one is whole
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// What the lines are: passwords, or HASH[:COUNT]
    #[arg(long, value_enum, default_value = "auto")]
    format: Lines,
    /// Leave out hashes that were seen less often
    #[arg(long, value_name = "N", default_value_t = 1)]
    minimum_count: u64,
    /// Memory to use, about
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(4..=1_048_576))]
    memory: u32,
    /// Give up when more lines than this, in percent, are neither password nor hash
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percent)]
    max_invalid: f64,
    /// Lists, gzip or not; `-` is standard input
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
}

/// What the lines of lists are.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lines {
    /// Seen by the beginning of each list
    Auto,
    /// A password a line
    Plain,
    /// SHA-1, 40 hexadecimal digits
    Sha1,
    /// NTLM, 32 hexadecimal digits
    Ntlm,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "write a number from 0 to 100".to_owned())
}

/// Does what was asked.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Build(options) => make(options),
        Command::Check { file, verify: true } => verify(&file),
        Command::Check { file, verify: false } => check(&file),
    }
}

fn make(given: Build) -> ExitCode {
    let input = |path: PathBuf| if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path) };
    let options = Options {
        inputs: given.inputs.into_iter().map(input).collect(),
        output: given.output,
        format: match given.format {
            Lines::Auto => Format::Auto,
            Lines::Plain => Format::Plain,
            Lines::Sha1 => Format::Hashes(HashKind::Sha1),
            Lines::Ntlm => Format::Hashes(HashKind::Ntlm),
        },
        minimum_count: given.minimum_count,
        memory: usize::try_from(u64::from(given.memory) << 20).unwrap_or(usize::MAX),
        most_invalid: given.max_invalid,
    };
    let mut bar = Bar { shown: std::io::stderr().is_terminal(), last: String::new() };
    let made = build::build(&options, &mut |progress| bar.show(progress));
    bar.clear();
    match made {
        Ok(report) => {
            output::say(told(&options.output, &report));
            ExitCode::SUCCESS
        }
        Err(error) => output::fail(error),
    }
}

/// What was made, in words.
fn told(path: &Path, report: &Report) -> String {
    let Report { header, length, doubles, seldom, invalid, lists } = report;
    let mut text = format!("{}: {} in {} bytes", path.display(), about(header), grouped(*length));
    for (input, format) in lists {
        let what = match format {
            Format::Auto | Format::Plain => "passwords",
            Format::Hashes(HashKind::Sha1) => "SHA-1 hashes",
            Format::Hashes(HashKind::Ntlm) => "NTLM hashes",
        };
        text.push_str(&format!("\n  {input}: read as {what}"));
    }
    for (count, what) in [(doubles, "there more than once"), (seldom, "seen too seldom"), (invalid, "not understood")] {
        if *count > 0 {
            text.push_str(&format!("\n  left out: {} {what}", grouped(*count)));
        }
    }
    text
}

/// What a file says of itself, in words.
fn about(header: &Header) -> String {
    let once = 1.0 / header.false_positives().max(f64::MIN_POSITIVE);
    format!(
        "{} passwords ({}), one of {once:.0} others is taken for listed",
        grouped(header.entries),
        header.kind.name()
    )
}

fn check(path: &Path) -> ExitCode {
    let file = match BreachFile::open(path) {
        Ok(file) => file,
        Err(error) => return unknown(error),
    };
    let mut typed = Zeroizing::new(String::with_capacity(usize::try_from(LONGEST).unwrap_or(0).saturating_add(1)));
    match std::io::stdin().lock().take(LONGEST + 1).read_to_string(&mut typed) {
        Ok(length) if length as u64 > LONGEST => return unknown("this is longer than any password"),
        Ok(_) => {}
        Err(cause) => return unknown(format_args!("no password can be read from standard input: {cause}")),
    }
    let line = typed.strip_suffix('\n').unwrap_or(&typed);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.contains('\n') {
        return unknown("write one password, one line, to standard input");
    }
    let password = crate::domain::password::NewPassword::new(line);
    if crate::breach::common::is_common(password.expose()) {
        output::say("Listed: it is one of the passwords that everybody tries first.");
        return ExitCode::from(output::WRONG);
    }
    match file.contains(password.expose()) {
        Ok(true) => {
            output::say("Listed: this password has leaked.");
            ExitCode::from(output::WRONG)
        }
        Ok(false) => {
            output::say("Not listed.");
            ExitCode::SUCCESS
        }
        Err(error) => unknown(error),
    }
}

fn verify(path: &Path) -> ExitCode {
    match BreachFile::open(path).and_then(|file| file.verify().map(|()| file)) {
        Ok(file) => {
            output::say(format_args!("{}: in order: {}", path.display(), about(file.header())));
            ExitCode::SUCCESS
        }
        Err(error) => unknown(error),
    }
}

fn unknown(what: impl std::fmt::Display) -> ExitCode {
    output::fail(what);
    ExitCode::from(UNKNOWN)
}

/// A line on the terminal that says how far it is.
struct Bar {
    shown: bool,
    last: String,
}

impl Bar {
    fn show(&mut self, progress: Progress) {
        if !self.shown {
            return;
        }
        let line = match progress {
            Progress::Reading { bytes, of: Some(of), keys } if of > 0 => {
                format!("reading {} {} passwords", gauge(bytes.saturating_mul(100) / of), grouped(keys))
            }
            Progress::Reading { bytes, keys, .. } => {
                format!("reading {} MiB, {} passwords", bytes >> 20, grouped(keys))
            }
            Progress::Writing { parts } => format!("writing {}", gauge(parts.saturating_mul(100) / 256)),
        };
        if line != self.last {
            let _ = write!(std::io::stderr(), "\r\x1b[2K{line}");
            self.last = line;
        }
    }

    fn clear(&self) {
        if !self.last.is_empty() {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

/// `[########............]  40 %`
fn gauge(percent: u64) -> String {
    let percent = percent.min(100);
    let full = usize::try_from(percent / 5).unwrap_or(0);
    format!("[{:.<20}] {percent:>3} %", "#".repeat(full))
}

/// A number with spaces between thousands, as in `12 345 678`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_gauges_are_readable() {
        assert_eq!(
            ["0", "999", "1 000", "12 345 678"].map(|t| t.replace(' ', "").parse().map(grouped).unwrap()),
            ["0", "999", "1 000", "12 345 678"]
        );
        assert_eq!(gauge(40), "[########............]  40 %");
        assert_eq!(gauge(0), "[....................]   0 %");
        assert_eq!(gauge(1000), "[####################] 100 %");
    }
}
