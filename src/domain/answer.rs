//! Answers to begin with: what the help desk writes to people who ask for help, with blanks for what differs. Plain text,
//! in as many languages as somebody wrote. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Most code points of a text.
pub const LONGEST: usize = 2_000;
/// Most code points of a title.
pub const LONGEST_TITLE: usize = 60;
/// Most answers of a tenant.
pub const MOST: usize = 50;
/// The answers that there are from the start: the end of the messages `admin-requests-template-<name>` and
/// `admin-requests-template-<name>-name`.
pub const BUILT_IN: [&str; 5] = ["call", "pass", "register", "unlocked", "elsewhere"];

/// A place in a text that is filled when an agent picks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blank {
    /// The name of whoever gets it.
    Name,
    /// The support number of the request.
    SupportNumber,
    /// The address of the portal.
    Portal,
}

impl Blank {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::SupportNumber, Self::Portal];

    /// How it is written in a text.
    #[must_use]
    pub const fn written(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::SupportNumber => "{support-number}",
            Self::Portal => "{portal}",
        }
    }
}

/// What goes into the blanks.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The name; untrusted text.
    pub name: &'a str,
    /// The support number.
    pub support_number: &'a str,
    /// The address of the portal.
    pub portal: &'a str,
}

/// An answer in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// What agents know it by: one line.
    pub title: String,
    /// What is sent.
    pub text: String,
}

/// An answer in each language that it was written in, by BCP 47 tag.
pub type Texts = BTreeMap<String, Words>;

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written.
    Empty,
    /// More code points than these fit.
    TooLong(usize),
    /// There is no such blank.
    NoBlank(String),
}

/// A text as it is kept: lines end with `\n`, no other control character, nothing at its ends.
#[must_use]
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

/// A title as it is kept: one line.
#[must_use]
pub fn tidy_title(text: &str) -> String {
    tidy(text).replace('\n', " ")
}

impl Words {
    /// Neither title nor text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.text.is_empty()
    }

    /// What is wrong with the title.
    #[must_use]
    pub fn title_fault(&self) -> Option<Fault> {
        length_fault(&self.title, LONGEST_TITLE)
    }

    /// What is wrong with the text.
    #[must_use]
    pub fn text_fault(&self) -> Option<Fault> {
        length_fault(&self.text, LONGEST).or_else(|| {
            let pieces = pieces(&self.text);
            let other = pieces.iter().find_map(|piece| if let Piece::Other(text) = piece { Some(*text) } else { None });
            other.map(|text| Fault::NoBlank(text.chars().take(40).collect()))
        })
    }

    /// The text with its blanks filled. What is filled in is not looked at again: a name with braces stays one.
    #[must_use]
    pub fn filled(&self, filling: &Filling<'_>) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Plain(text) | Piece::Other(text) => text.to_owned(),
            Piece::Blank(Blank::Name) => tidy_title(filling.name),
            Piece::Blank(Blank::SupportNumber) => tidy_title(filling.support_number),
            Piece::Blank(Blank::Portal) => filling.portal.to_owned(),
        };
        pieces(&self.text).into_iter().map(piece).collect()
    }
}

fn length_fault(text: &str, most: usize) -> Option<Fault> {
    if text.is_empty() {
        return Some(Fault::Empty);
    }
    (text.chars().count() > most).then_some(Fault::TooLong(most))
}

enum Piece<'a> {
    Plain(&'a str),
    Blank(Blank),
    /// In braces, or a brace alone, and no blank of ours.
    Other(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (plain, from) = rest.split_at(at);
        all.push(Piece::Plain(plain));
        let end = if from.starts_with('{') { from.find('}').map_or(from.len(), |end| end + 1) } else { 1 };
        let (braced, behind) = from.split_at(end);
        let known = Blank::ALL.into_iter().find(|blank| blank.written() == braced);
        all.push(known.map_or(Piece::Other(braced), Piece::Blank));
        rest = behind;
    }
    all.push(Piece::Plain(rest));
    all
}

/// The words for somebody who reads `wanted`: in that language, else in the first of `others` that there is, else in any.
/// With the language that they are in.
#[must_use]
pub fn in_language<'a>(texts: &'a Texts, wanted: &str, others: &[&str]) -> Option<(&'a str, &'a Words)> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let exact = texts.get_key_value(wanted);
    let close = || texts.iter().find(|(tag, _)| primary(tag) == primary(wanted));
    let other = || others.iter().find_map(|tag| texts.get_key_value(*tag));
    let found = exact.or_else(close).or_else(other).or_else(|| texts.iter().next());
    found.map(|(tag, words)| (tag.as_str(), words))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Words {
        Words { title: "Title".to_owned(), text: text.to_owned() }
    }

    const FILLING: Filling<'_> =
        Filling { name: "{portal}\r\nBcc: a@b.test", support_number: "K7Q2-M4XD", portal: "https://p.test" };

    #[test]
    fn blanks_are_filled_once_and_with_one_line_each() {
        let text = words("Dear {name},\n{support-number} at {portal}.").filled(&FILLING);
        assert_eq!(text, "Dear {portal} Bcc: a@b.test,\nK7Q2-M4XD at https://p.test.");
    }

    #[test]
    fn what_no_answer_can_be_is_told() {
        assert_eq!(words("Dear {name}").text_fault(), None);
        assert_eq!(words("").text_fault(), Some(Fault::Empty));
        assert_eq!(words(&"é".repeat(LONGEST)).text_fault(), None);
        assert_eq!(words(&"é".repeat(LONGEST + 1)).text_fault(), Some(Fault::TooLong(LONGEST)));
        for (text, blank) in [("a {nmae} b", "{nmae}"), ("a } b", "}"), ("{name", "{name"), ("{{name}}", "{{name}")] {
            assert_eq!(words(text).text_fault(), Some(Fault::NoBlank(blank.to_owned())), "{text}");
        }
        let long = Words { title: "t".repeat(LONGEST_TITLE + 1), text: String::new() };
        assert_eq!(long.title_fault(), Some(Fault::TooLong(LONGEST_TITLE)));
        assert_eq!(tidy("\u{0}a\r\nb\u{7}\r\n "), "a\nb");
        assert_eq!(tidy_title("a\r\nSubject: b"), "a Subject: b");
    }

    #[test]
    fn the_language_of_the_reader_comes_first() {
        let texts: Texts = ["de", "en", "fr"].map(|tag| (tag.to_owned(), words(tag))).into();
        let of = |wanted: &str, others: &[&str]| in_language(&texts, wanted, others).unwrap().0.to_owned();
        assert_eq!(
            [of("fr", &["en"]), of("fr-CA", &["en"]), of("it", &["en"]), of("it", &[])],
            ["fr", "fr", "en", "de"]
        );
        assert_eq!(in_language(&Texts::new(), "en", &[]), None);
    }

    proptest! {
        /// Whatever was written: nothing is lost, and no control character but the end of a line comes out.
        #[test]
        fn a_text_without_blanks_comes_out_as_it_went_in(text in "\\PC{0,60}", name in ".{0,30}") {
            let filling = Filling { name: &name, ..FILLING };
            let written = words(&tidy(&text));
            if Blank::ALL.iter().all(|blank| !text.contains(blank.written())) {
                prop_assert_eq!(written.filled(&filling), written.text.clone());
            }
            let filled = words("{name}").filled(&filling);
            prop_assert!(filled.chars().all(|c| !c.is_control()), "{:?}", filled);
        }
    }
}
