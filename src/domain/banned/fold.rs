//! Step 1: one spelling for the many that look or sound alike.

use unicode_normalization::{UnicodeNormalization as _, char::decompose_compatible};
use zeroize::Zeroizing;

use super::{super::identifier::is_hidden, Mode};

/// A character that unfolds to more than this stays as it is: one sign must not count for many.
const MOST: usize = 3;

/// A password in the spellings that it is looked at in. All three lists of folded characters are of one length.
pub struct Folded {
    /// As it was typed.
    pub typed: Zeroizing<Vec<char>>,
    /// Small letters, no accents.
    pub plain: Zeroizing<Vec<char>>,
    /// Substitutions undone as well.
    pub key: Zeroizing<Vec<char>>,
    /// Which typed character each comes from.
    pub from: Vec<usize>,
}

impl Folded {
    /// Folds what was typed, of which only the first `limit` characters are looked at.
    pub fn new(typed: &str, limit: usize, mode: Mode) -> Self {
        let mut all = Zeroizing::new(Vec::with_capacity(limit.min(typed.len())));
        all.extend(typed.chars().take(limit));
        // Sized once: a buffer that grows would leave copies behind.
        let room = all.len().saturating_mul(MOST);
        let (mut plain, mut key) = (Zeroizing::new(Vec::with_capacity(room)), Zeroizing::new(Vec::with_capacity(room)));
        let mut from = Vec::with_capacity(room);
        for (index, c) in all.iter().enumerate() {
            unfold(*c, |c| {
                plain.push(c);
                key.push(merged(substituted(c, mode), mode));
                from.push(index);
            });
        }
        Self { typed: all, plain, key, from }
    }

    /// The same in the strict spelling.
    pub fn strict_key(&self) -> Zeroizing<Vec<char>> {
        let mut key = Zeroizing::new(Vec::with_capacity(self.plain.len()));
        key.extend(self.plain.iter().map(|c| merged(substituted(*c, Mode::Strict), Mode::Strict)));
        key
    }

    /// How many folded characters there are.
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// The folded character at `at` is the first of a typed one, and so counts for it.
    pub fn counts(&self, at: usize) -> bool {
        let typed = self.from.get(at);
        at.checked_sub(1).is_none_or(|before| self.from.get(before) != typed)
    }

    /// What was typed for the folded characters from `start` to before `end`, accents after the last one included.
    pub fn text(&self, start: usize, end: usize) -> String {
        let first = if start == 0 { 0 } else { self.typed_before(start) };
        let last = if end >= self.len() { self.typed.len() } else { self.typed_before(end) };
        self.typed.get(first..last).unwrap_or_default().iter().collect()
    }

    /// Where the typed characters of the folded one at `at` begin. One that is cut in two goes with its first half.
    fn typed_before(&self, at: usize) -> usize {
        let typed = self.from.get(at).copied().unwrap_or(self.typed.len());
        if self.counts(at) { typed } else { typed.saturating_add(1) }
    }
}

/// A word as a banned word is compared: as [`Folded::key`].
pub fn key(word: &str, mode: Mode) -> Vec<char> {
    let mut all = Vec::with_capacity(word.len());
    for c in word.chars() {
        unfold(c, |c| all.push(merged(substituted(c, mode), mode)));
    }
    all
}

/// The folded text as it is shown.
pub fn shown(text: &str, mode: Mode) -> String {
    let mut all = String::with_capacity(text.len().saturating_mul(2));
    for c in text.chars() {
        unfold(c, |c| all.push(substituted(c, mode)));
    }
    all
}

/// The documented folding: what tells whether two terms are one.
pub fn simple(text: &str) -> String {
    shown(text, Mode::Documented)
}

/// Small letters without accents, wide and joined forms apart. What can not be seen is passed over.
fn unfold(c: char, mut each: impl FnMut(char)) {
    if c.is_ascii() {
        if !c.is_ascii_control() {
            each(c.to_ascii_lowercase());
        }
        return;
    }
    if is_hidden(c) {
        return;
    }
    let (mut count, mut same) = (0_usize, false);
    decompose_compatible(c, |part| {
        count = count.saturating_add(1);
        same = part == c;
    });
    // Signs of most scripts are neither composed nor of two cases.
    if count > MOST || (count == 1 && same && !c.is_alphabetic() && !is_mark(c)) {
        each(if matches!(c, '\u{2018}' | '\u{2019}') { '\'' } else { c });
        return;
    }
    for c in std::iter::once(c).nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            c if is_mark(c) => {}
            'ß' => "ss".chars().for_each(&mut each),
            'æ' => "ae".chars().for_each(&mut each),
            'œ' => "oe".chars().for_each(&mut each),
            'ø' => each('o'),
            'đ' => each('d'),
            'ł' => each('l'),
            'ı' => each('i'),
            c => each(c),
        }
    }
}

/// Marks that are put on letters of the Latin, Greek and Cyrillic scripts; other scripts' vowels stay.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// The letter that a sign stands for.
fn substituted(c: char, mode: Mode) -> char {
    match (c, mode) {
        ('0', _) => 'o',
        ('1', _) => 'l',
        ('$', _) => 's',
        ('@', _) => 'a',
        (_, Mode::Documented) => c,
        ('3' | '€', Mode::Strict) => 'e',
        ('4', Mode::Strict) => 'a',
        ('5' | '§', Mode::Strict) => 's',
        ('7' | '+', Mode::Strict) => 't',
        ('8', Mode::Strict) => 'b',
        ('9', Mode::Strict) => 'g',
        ('!' | '¡', Mode::Strict) => 'i',
        ('|', Mode::Strict) => 'l',
        ('£', Mode::Strict) => 'l',
        (_, Mode::Strict) => c,
    }
}

/// `1`, `!` and `|` stand for `i` as well as for `l`: strictly, the two are one letter.
const fn merged(c: char, mode: Mode) -> char {
    match (c, mode) {
        ('i', Mode::Strict) => 'l',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r109_the_documented_spelling() {
        for (typed, want) in [
            ("C0ntos0Blank12", "contosoblankl2"),
            ("ContoS0Bl@nkf9!", "contosoblankf9!"),
            ("p0LL23fb", "poll23fb"),
            ("Bl@nK", "blank"),
            ("Ｐａｓｓｗｏｒｄ", "password"),
            ("ÉTÉ", "ete"),
            ("e\u{301}te\u{301}", "ete"),
            ("Straße", "strasse"),
            ("Œuvre", "oeuvre"),
            ("con\u{200b}to\u{ad}so", "contoso"),
            ("İstanbul", "istanbul"),
            ("हिन्दी", "हिन्दी"),
            ("\u{fdfa}", "\u{fdfa}"),
        ] {
            assert_eq!(simple(typed), want, "{typed}");
        }
        assert_eq!(shown("P4$5W0RD!", Mode::Strict), "passwordi");
    }

    #[test]
    fn pieces_are_what_was_typed() {
        let folded = Folded::new("Ae\u{301}ß\u{200b}z", 128, Mode::Documented);
        assert_eq!(folded.plain.iter().collect::<String>(), "aessz");
        assert_eq!(folded.text(0, 2), "Ae\u{301}");
        assert_eq!(folded.text(2, 4), "ß\u{200b}");
        assert_eq!((folded.text(2, 3), folded.text(3, 5)), ("ß".into(), "\u{200b}z".into()));
        assert_eq!(folded.text(4, 5), "z");
        assert_eq!((0..5).filter(|at| folded.counts(*at)).count(), 4);
    }
}
