//! What commands print, and how they end. A closed pipe is no reason to panic.

use std::{fmt::Display, io::Write as _, process::ExitCode};

/// Ends a command that found what it looked for to be wrong.
pub const WRONG: u8 = 1;

/// Prints a line to standard output.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints text to standard output as it is.
pub fn print(text: impl Display) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// Prints a line to standard error.
pub fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints what went wrong, and ends.
pub fn fail(what: impl Display) -> ExitCode {
    complain(format_args!("error: {what}"));
    ExitCode::from(WRONG)
}
