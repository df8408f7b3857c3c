//! What a directory will say of a new password, before it is asked (R110).
//!
//! | rule | Active Directory, Samba | OpenLDAP |
//! |---|---|---|
//! | length | UTF-16 code units | octets |
//! | kinds of characters | three of five | - |
//! | names | AD: the whole login name, parts of the display name; Samba: none | - |
//! | minimum age | a change; a reset too with the policy-hints control | always, but after an administrator's reset |
//! | history | as minimum age; only the directory knows the former passwords | always |

use super::{
    account::{Account, PasswordState},
    numbers,
    password::{Complexity, LengthUnit, NewPassword, PasswordRules, Refusal},
    time::Timestamp,
};

/// Names shorter than this are not looked for (MS-SAMR 3.1.1.7.2).
const SHORTEST_NAME: usize = 3;
/// What parts a display name (MS-SAMR 3.1.1.7.2).
const DELIMITERS: [char; 7] = [',', '.', '-', '_', ' ', '#', '\t'];
/// The fourth kind of characters of MS-SAMR 3.1.1.7.2. A space is of no kind.
const SIGNS: &str = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/";

/// How a password is about to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With the old one.
    Change,
    /// Without it, by the service account.
    Reset,
}

/// What the rules look at beside the password.
#[derive(Debug, Clone)]
pub struct AccountFacts<'a> {
    /// The short login name.
    pub login: &'a str,
    /// The name to show.
    pub display_name: &'a str,
    /// When the password was set; `None` when it must be changed before anything else, or is not known.
    pub password_set: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
    /// How it will be written.
    pub way: Way,
}

impl<'a> AccountFacts<'a> {
    /// Of an account.
    #[must_use]
    pub fn of(account: &'a Account, now: Timestamp, way: Way) -> Self {
        let forced = account.state.password == PasswordState::MustChange;
        Self {
            login: &account.login,
            display_name: &account.display_name,
            password_set: account.state.password_set.filter(|_| !forced),
            now,
            way,
        }
    }

    /// Whether the password was changed too recently. An administrator's reset waives that.
    fn is_too_young(&self, rules: &PasswordRules) -> bool {
        let holds = self.way == Way::Change || rules.on_reset;
        let until = self.password_set.zip(rules.minimum_age).map(|(set, age)| set.after(age));
        holds && until.is_some_and(|until| self.now < until)
    }
}

/// Every rule of the directory that the password breaks; none when the directory will take it, unless it is a former
/// one or a password filter has more rules.
#[must_use]
pub fn predict(rules: &PasswordRules, facts: &AccountFacts<'_>, new: &NewPassword) -> Vec<Refusal> {
    if new.length() == 0 {
        return vec![Refusal::Empty];
    }
    let mut refusals = Vec::new();
    let length = measured(rules.unit, new.expose());
    if rules.minimum_length.is_some_and(|least| length < least) {
        refusals.push(Refusal::TooShort(rules.minimum_length.and_then(|least| u32::try_from(least).ok())));
    }
    if let Some(most) = rules.maximum_length.filter(|most| length > *most) {
        refusals.push(Refusal::TooLong(u32::try_from(most).ok()));
    }
    if !is_complex(rules.complexity, new.expose()) {
        refusals.push(Refusal::Complexity);
    }
    if rules.names && names(facts.login, facts.display_name).any(|name| holds_name(new.expose(), name)) {
        refusals.push(Refusal::ContainsName);
    }
    if facts.is_too_young(rules) {
        refusals.push(Refusal::TooYoung);
    }
    refusals
}

/// What no directory here can take, whatever its rules: control characters end a line in Kerberos' and LDAP's own
/// tools, and a zero ends a text in theirs. Our own ceiling (N21) is told as its own reason.
#[must_use]
pub fn takeable(new: &NewPassword) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if new.length() > numbers::PASSWORD_MAX {
        refusals.push(Refusal::TooLong(u32::try_from(numbers::PASSWORD_MAX).ok()));
    }
    // U+FFFE, U+FFFF and their like are no characters; XML and some LDAP clients refuse them.
    let odd = |c: char| c.is_control() || (u32::from(c) & 0xFFFE) == 0xFFFE || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    if new.expose().chars().any(odd) {
        refusals.push(Refusal::Characters);
    }
    refusals
}

/// Which rule it most likely was, by exclusion: the directory said no to `new`, gave no reason, and `predict` had
/// found none.
#[must_use]
pub const fn likely(rules: &PasswordRules, way: Way) -> Refusal {
    let remembered = matches!(rules.history, Some(n) if n > 0);
    let holds = matches!(way, Way::Change) || rules.on_reset;
    if remembered && holds { Refusal::LikelyUsedBefore } else { Refusal::LikelyFilter }
}

fn measured(unit: LengthUnit, password: &str) -> usize {
    match unit {
        LengthUnit::CodePoints => password.chars().count(),
        LengthUnit::Utf16 => password.encode_utf16().count(),
        LengthUnit::Octets => password.len(),
    }
}

/// The parts of names that a password may not hold.
fn names<'a>(login: &'a str, display_name: &'a str) -> impl Iterator<Item = &'a str> {
    std::iter::once(login).chain(display_name.split(DELIMITERS)).filter(|name| name.chars().count() >= SHORTEST_NAME)
}

fn holds_name(password: &str, name: &str) -> bool {
    password.to_lowercase().contains(&name.to_lowercase())
}

fn is_complex(complexity: Complexity, password: &str) -> bool {
    let kind: fn(char) -> Option<usize> = match complexity {
        Complexity::No => return true,
        Complexity::ThreeOfFive => kind_by_unicode,
        Complexity::ThreeOfFiveSamba => kind_by_samba,
    };
    let mut seen = [false; 5];
    for n in password.chars().filter_map(kind) {
        if let Some(slot) = seen.get_mut(n) {
            *slot = true;
        }
    }
    seen.iter().filter(|seen| **seen).count() >= 3
}

fn ascii_kind(c: char) -> Option<usize> {
    match c {
        'A'..='Z' => Some(0),
        'a'..='z' => Some(1),
        '0'..='9' => Some(2),
        _ if SIGNS.contains(c) => Some(3),
        _ => None,
    }
}

fn kind_by_unicode(c: char) -> Option<usize> {
    match c {
        _ if c.is_ascii() => ascii_kind(c),
        _ if c.is_uppercase() => Some(0),
        _ if c.is_lowercase() => Some(1),
        _ if c.is_alphabetic() => Some(4),
        _ => None,
    }
}

/// `check_password_quality` of Samba: its case tables hold one-to-one pairs of the first 65,536 code points. They are
/// those of an old Unicode: letters whose other case is younger (Romanian `ș`), or stands in another alphabet (`µ`), are
/// of the fifth kind there and of the first or second here. That can be wrong either way, and only for a password that
/// has no third kind without them.
fn kind_by_samba(c: char) -> Option<usize> {
    let inside = |c: char| u32::from(c) < 0x1_0000;
    let one = |mut cased: Box<dyn Iterator<Item = char>>| {
        let first = cased.next().filter(|other| *other != c && inside(*other) && inside(c));
        first.is_some() && cased.next().is_none()
    };
    if c.is_ascii() {
        return ascii_kind(c);
    }
    match (one(Box::new(c.to_lowercase())), one(Box::new(c.to_uppercase()))) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        // Neither, or a letter that is a capital and a small one at once.
        _ => Some(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn facts(way: Way, set_hours_ago: Option<u64>) -> AccountFacts<'static> {
        let now = Timestamp(1_795_000_000_000);
        let set = set_hours_ago.map(|hours| now.before(Duration::from_secs(hours * 3600)));
        AccountFacts { login: "bo", display_name: "Anna-Lena van-den Berg, Dr.", password_set: set, now, way }
    }

    fn ad() -> PasswordRules {
        PasswordRules {
            minimum_length: Some(8),
            unit: LengthUnit::Utf16,
            complexity: Complexity::ThreeOfFive,
            names: true,
            history: Some(24),
            minimum_age: Some(Duration::from_secs(86_400)),
            ..PasswordRules::default()
        }
    }

    fn verdict(rules: &PasswordRules, facts: &AccountFacts<'_>, typed: &str) -> Vec<Refusal> {
        predict(rules, facts, &NewPassword::new(typed))
    }

    #[test]
    fn r110_every_broken_rule_is_named_at_once() {
        let facts = facts(Way::Change, Some(2));
        let all = verdict(&ad(), &facts, "anna");
        let named = [Refusal::TooShort(Some(8)), Refusal::Complexity, Refusal::ContainsName, Refusal::TooYoung];
        assert_eq!(all, named);
        assert_eq!(verdict(&ad(), &facts, ""), [Refusal::Empty]);
    }

    #[test]
    fn r110_three_of_five_kinds() {
        let rules = PasswordRules { minimum_length: None, names: false, ..ad() };
        let facts = facts(Way::Reset, None);
        for fine in ["aB1", "aB!", "a1!", "B1!", "Aß1", "aB語", "Ωψ7", "a1語"] {
            assert_eq!(verdict(&rules, &facts, fine), [], "{fine}");
        }
        for poor in ["aB", "aB ", "ab1", "AB1", "a1🔑", "a 1", "a1\u{a0}"] {
            assert_eq!(verdict(&rules, &facts, poor), [Refusal::Complexity], "{poor}");
        }
        let samba = PasswordRules { complexity: Complexity::ThreeOfFiveSamba, ..rules };
        assert_eq!(verdict(&samba, &facts, "a1🔑"), []);
        assert_eq!(verdict(&samba, &facts, "aAß"), []);
    }

    #[test]
    fn r110_names_are_looked_for_as_active_directory_does() {
        let facts = facts(Way::Reset, None);
        let named = |typed| verdict(&ad(), &facts, typed).contains(&Refusal::ContainsName);
        for typed in ["xxANNA1!xx", "the-Berg-42!", "VAN & 7 seas", "xlEnax7!A"] {
            assert!(named(typed), "{typed}");
        }
        // Two characters are no name; "Dr" is what is left of "Dr.".
        for typed in ["bobobobo1!A", "Dr.Strange-1", "An-na Ber-g 1"] {
            assert!(!named(typed), "{typed}");
        }
    }

    #[test]
    fn r105_a_directory_counts_in_its_own_unit() {
        let facts = facts(Way::Reset, None);
        let with = |unit| PasswordRules { minimum_length: Some(8), unit, ..PasswordRules::default() };
        let keys = "🔑🔑🔑🔑";
        assert_eq!(verdict(&with(LengthUnit::Utf16), &facts, keys), []);
        assert_eq!(verdict(&with(LengthUnit::Octets), &facts, "ééé1"), [Refusal::TooShort(Some(8))]);
        assert_eq!(verdict(&with(LengthUnit::Octets), &facts, "éééé"), []);
        assert_eq!(verdict(&with(LengthUnit::CodePoints), &facts, keys), [Refusal::TooShort(Some(8))]);
    }

    #[test]
    fn minimum_age_holds_for_a_change_and_is_waived_after_a_reset_by_an_administrator() {
        let typed = "Quite-Long 1 Password";
        assert_eq!(verdict(&ad(), &facts(Way::Change, Some(23)), typed), [Refusal::TooYoung]);
        assert_eq!(verdict(&ad(), &facts(Way::Change, Some(24)), typed), []);
        assert_eq!(verdict(&ad(), &facts(Way::Reset, Some(1)), typed), []);
        assert_eq!(verdict(&ad(), &facts(Way::Change, None), typed), []);
        let hints = PasswordRules { on_reset: true, ..ad() };
        assert_eq!(verdict(&hints, &facts(Way::Reset, Some(1)), typed), [Refusal::TooYoung]);
    }

    #[test]
    fn an_unnamed_refusal_is_named_by_exclusion() {
        assert_eq!(likely(&ad(), Way::Change), Refusal::LikelyUsedBefore);
        assert_eq!(likely(&ad(), Way::Reset), Refusal::LikelyFilter);
        assert_eq!(likely(&PasswordRules { on_reset: true, ..ad() }, Way::Reset), Refusal::LikelyUsedBefore);
        assert_eq!(likely(&PasswordRules::default(), Way::Change), Refusal::LikelyFilter);
    }

    #[test]
    fn what_no_directory_can_take_is_refused_and_never_cut() {
        let odd = |typed: &str| takeable(&NewPassword::new(typed));
        assert_eq!(odd("two words, one space"), []);
        assert_eq!(odd("a\u{0}b"), [Refusal::Characters]);
        assert_eq!(odd("line\nline"), [Refusal::Characters]);
        assert_eq!(odd("x\u{ffff}"), [Refusal::Characters]);
        assert_eq!(odd(&"x".repeat(129)), [Refusal::TooLong(Some(128))]);
        assert_eq!(odd(&"🔑".repeat(128)), []);
    }

    proptest::proptest! {
        /// Letters of every script, signs, spaces at the ends, pictures: nothing but the directory's own rules. Composing
        /// makes some of them longer, threefold at most: these still fit.
        #[test]
        fn r106_every_printable_text_is_taken(typed in "\\PC{1,40}") {
            proptest::prop_assert_eq!(takeable(&NewPassword::new(&typed)), []);
        }

        #[test]
        fn no_password_makes_it_panic(typed in "\\PC{0,40}") {
            let _ = verdict(&ad(), &facts(Way::Change, Some(1)), &typed);
        }
    }
}
