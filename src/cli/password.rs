//! `latchkey password ...`: try the rules for words, and make suggestions. Nothing is read from the directory, and no
//! password is taken from the command line, where others could see it.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use zeroize::Zeroizing;

use super::output;
use crate::{
    crypto::random::{Rng, SystemRng},
    domain::{
        banned::{BannedList, Explanation, Mode, Names, Term, TokenKind, Verdict, parse_terms},
        passphrase::{self, WordList},
    },
};

/// Longest input in bytes: far beyond any password, and no reason to fill the memory.
const LONGEST: u64 = 4096;

/// What can be asked about passwords.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Read one password from standard input and show how the rules for words see it, token by token
    ///
    /// Ends with 0 when it is accepted and with 1 when it is refused. Length, the directory's rules and leaked
    /// passwords are not looked at.
    Explain {
        /// File with your own banned terms, one a line
        #[arg(long, value_name = "FILE")]
        banned: Option<PathBuf>,
        /// A name, login name or address of the person; may be given again
        #[arg(long, value_name = "NAME")]
        name: Vec<String>,
        /// The name of the organisation
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
        /// Repeats, walks on the keyboard, years and sequences do not help
        #[arg(long)]
        strict: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print passphrases that are easy to remember and hard to guess
    Suggest {
        /// Language of the words: en or fr
        #[arg(long, value_name = "LANGUAGE", default_value = "en")]
        language: String,
        /// How many passphrases
        #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
        count: u32,
        /// Words in each
        #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u8).range(4..=10))]
        words: u8,
    },
}

/// Does what was asked.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Explain { banned, name, organisation, strict, json } => {
            let names = Names::new(name.iter().chain(&organisation));
            let mode = if strict { Mode::Strict } else { Mode::Documented };
            match terms(banned.as_deref()).and_then(|terms| Ok((BannedList::new(&terms, mode), password()?))) {
                Ok((list, password)) => tell(&list.explain(&password, &names), json),
                Err(error) => output::fail(format_args!("{error:#}")),
            }
        }
        Command::Suggest { language, count, words } => suggest(&language, count, usize::from(words)),
    }
}

/// The terms of a file.
fn terms(file: Option<&Path>) -> anyhow::Result<Vec<Term>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| anyhow::anyhow!("{name} can not be read: {error}"))?;
    parse_terms(&text).map_err(|wrong| {
        let lines: Vec<String> = wrong.iter().map(|wrong| format!("{name}: {wrong}")).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

/// What was typed or piped in, without the line end.
fn password() -> anyhow::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
    std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(
        bytes.len() as u64 <= LONGEST,
        "standard input holds more than {LONGEST} bytes: that is no password"
    );
    let text = std::str::from_utf8(&bytes).map_err(|_| anyhow::anyhow!("standard input is not UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    anyhow::ensure!(!text.is_empty(), "there is no password on standard input");
    Ok(Zeroizing::new(text.to_owned()))
}

/// Prints an explanation. What was typed may hold anything: nothing of it acts on the terminal.
fn tell(explanation: &Explanation, json: bool) -> ExitCode {
    if json {
        match serde_json::to_string(explanation) {
            Ok(line) => output::say(Zeroizing::new(line).as_str()),
            Err(error) => return output::fail(error),
        }
    } else {
        let shown = |text: &str| Zeroizing::new(text.escape_debug().collect::<String>());
        output::say(format_args!("normalised: {}", *shown(&explanation.normalised)));
        for token in &explanation.tokens {
            let term = token.term.as_deref().map(|term| format!(" ({term})")).unwrap_or_default();
            output::say(format_args!("{:>4}  {:<32} {}{term}", token.points, *shown(&token.text), said(token.kind)));
        }
        let Explanation { score, needed, .. } = explanation;
        output::say(format_args!("score: {score}, needed: {needed}"));
        output::say(format_args!("verdict: {}", verdict(explanation.verdict)));
    }
    if explanation.verdict == Verdict::Accepted { ExitCode::SUCCESS } else { ExitCode::from(output::WRONG) }
}

const fn said(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Banned => "banned word",
        TokenKind::AlmostBanned => "banned word with one error",
        TokenKind::Name => "name",
        TokenKind::Repeat => "repeat",
        TokenKind::Keyboard => "walk on the keyboard",
        TokenKind::Year => "year",
        TokenKind::Sequence => "sequence",
        TokenKind::SameCharacter => "one character again and again",
        TokenKind::Characters => "no banned word",
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::ContainsName => "refused: it holds a name",
        Verdict::TooCommon => "refused: it is nothing but common words and filling",
        Verdict::TooFewPoints => "refused: too few points",
    }
}

fn suggest(language: &str, count: u32, words: usize) -> ExitCode {
    let list = WordList::of(language);
    let mut below = |n: u32| below(&SystemRng, n);
    let rules = BannedList::new(&[], Mode::Strict);
    let wanted = |made: &str| rules.check(made, &Names::default()) == Verdict::Accepted;
    for _ in 0..count {
        match passphrase::suggest_wanted(list, words, &mut below, &wanted) {
            Some(made) => output::say(made.as_str()),
            None => return output::fail("no passphrase that the rules accept was drawn"),
        }
    }
    ExitCode::SUCCESS
}

/// A number below `n`, each equally likely: what would make the low ones likelier is thrown away.
fn below(rng: &dyn Rng, n: u32) -> u32 {
    let n = n.max(1);
    let fair = u32::MAX - u32::MAX % n;
    loop {
        let mut bytes = Zeroizing::new([0_u8; 4]);
        rng.fill(bytes.as_mut_slice());
        let drawn = u32::from_le_bytes(*bytes);
        if drawn < fair {
            return drawn % n;
        }
    }
}
