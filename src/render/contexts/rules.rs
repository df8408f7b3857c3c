//! The rules of a new password, as a list in plain words: only those that really hold (U34), and how the last one typed
//! stood to each.

use serde::Serialize;

use crate::domain::{
    numbers,
    password::{Complexity, PasswordRules, Refusal},
    rules::Way,
    strength::{Strength, Suggestion, Warning},
};

/// How a password stands to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleState {
    /// Nothing was typed yet.
    Open,
    /// Kept.
    Met,
    /// Broken.
    Unmet,
    /// Something to know, that no password keeps or breaks.
    Told,
}

/// One rule: `rule-<kind>` is its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// Which.
    pub kind: &'static str,
    /// The number in its words.
    pub number: Option<u32>,
    /// How the last password stood to it.
    pub state: RuleState,
}

/// Rules of our own, beside the directory's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HouseRules {
    /// Fewest code points.
    pub minimum: usize,
    /// No name, and not too few points (banned words).
    pub common: bool,
    /// Not in lists of stolen passwords.
    pub leaked: bool,
    /// How many former passwords we remember ourselves.
    pub history: u32,
}

/// What would make the last password harder to guess: keys of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// How easily it is guessed.
    pub score: &'static str,
    /// What is weak about it.
    pub warning: Option<&'static str>,
    /// What helps.
    pub suggestions: Vec<&'static str>,
}

impl Advice {
    /// In messages.
    #[must_use]
    pub fn new(strength: &Strength) -> Self {
        Self {
            score: strength.message(),
            warning: strength.warning.map(Warning::message),
            suggestions: strength.suggestions.iter().map(|suggestion| suggestion.message()).collect(),
        }
    }

    /// Everything that can be said, one warning each.
    pub(super) fn samples() -> Vec<Self> {
        let warnings = Warning::ALL.iter().copied().map(Some).chain([None]);
        let strength =
            |(n, warning): (u8, _)| Strength { score: n % 5, warning, suggestions: Suggestion::ALL.to_vec() };
        (0..).zip(warnings).map(|both| Self::new(&strength(both))).collect()
    }
}

/// The rules shown before typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Fewest characters.
    pub minimum: u32,
    /// Most characters.
    pub maximum: u32,
    /// Three of five kinds of characters.
    pub complexity: bool,
    /// The list.
    pub lines: Vec<RuleLine>,
    /// Names that may not be in it, in small letters, for the check while typing.
    pub names: Vec<String>,
}

impl Rules {
    /// Our own rules together with the directory's, for a password that is to be written in this `way`.
    #[must_use]
    pub fn new(house: &HouseRules, directory: &PasswordRules, way: Way) -> Self {
        let most = directory.maximum_length.filter(|most| *most < numbers::PASSWORD_MAX);
        let least = house.minimum.max(directory.minimum_length.unwrap_or(0));
        let remembered = directory.history.filter(|_| way == Way::Change || directory.on_reset).unwrap_or(0);
        let history = Some(remembered.max(house.history)).filter(|n| *n > 0);
        let hours = directory
            .minimum_age
            .map(|age| u32::try_from(age.as_secs().div_ceil(3600)).unwrap_or(u32::MAX))
            .filter(|hours| *hours > 0);
        let complexity = directory.complexity != Complexity::No;
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let line = |kind, number| Some(RuleLine { kind, number, state: RuleState::Open });
        let told = |kind, number| Some(RuleLine { kind, number, state: RuleState::Told });
        let lines = [
            line("minimum", Some(short(least))),
            most.and_then(|most| line("maximum", Some(short(most)))),
            complexity.then(|| line("complexity", None)).flatten(),
            (directory.names || house.common).then(|| line("names", None)).flatten(),
            house.common.then(|| line("common", None)).flatten(),
            house.leaked.then(|| line("leaked", None)).flatten(),
            history.and_then(|n| line("history", Some(n))),
            hours.filter(|h| *h < 48).and_then(|h| told("age-hours", Some(h))),
            hours.filter(|h| *h >= 48).and_then(|h| told("age-days", Some(h.div_ceil(24)))),
        ];
        Self {
            minimum: short(least),
            maximum: short(most.unwrap_or(numbers::PASSWORD_MAX)),
            complexity,
            lines: lines.into_iter().flatten().collect(),
            names: Vec::new(),
        }
    }

    /// With the names to look for while typing: whole words of three letters and more.
    #[must_use]
    pub fn with_names<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = names.into_iter().flat_map(|name| name.split([',', '.', '-', '_', ' ', '#', '\t']));
        let mut names: Vec<String> = parts.filter(|part| part.chars().count() >= 3).map(str::to_lowercase).collect();
        names.sort();
        names.dedup();
        self.names = names;
        self
    }

    /// With what was found of the password that was sent: these rules it breaks, the others it keeps.
    #[must_use]
    pub fn judged(mut self, refusals: &[Refusal]) -> Self {
        if refusals.is_empty() || refusals == [Refusal::Empty] {
            return self;
        }
        for line in &mut self.lines {
            let broken = refusals.iter().any(|refusal| broken_by(*refusal) == Some(line.kind));
            if broken {
                line.state = RuleState::Unmet;
            } else if line.state == RuleState::Open && line.kind != "history" {
                // Only the directory knows all former passwords: what it was not asked is not claimed.
                line.state = RuleState::Met;
            } else if line.kind.starts_with("age-") && refusals.contains(&Refusal::TooYoung) {
                line.state = RuleState::Unmet;
            }
        }
        self
    }

    pub(super) fn samples() -> [Self; 4] {
        let day = std::time::Duration::from_secs(24 * 3600);
        let strict = PasswordRules {
            minimum_length: Some(8),
            maximum_length: Some(72),
            complexity: Complexity::ThreeOfFive,
            names: true,
            history: Some(24),
            minimum_age: Some(day),
            ..PasswordRules::default()
        };
        let slow = PasswordRules { minimum_age: Some(day.saturating_mul(3)), history: Some(1), ..strict.clone() };
        let house = HouseRules { minimum: 14, common: true, leaked: true, history: 0 };
        let bare = HouseRules { minimum: 7, ..HouseRules::default() };
        let strict = Self::new(&house, &strict, Way::Change).with_names(["Alice Liddell", "alice"]);
        let judged = strict.clone().judged(&[Refusal::TooShort(Some(14)), Refusal::Leaked, Refusal::TooYoung]);
        [strict, Self::new(&house, &PasswordRules::default(), Way::Reset), Self::new(&bare, &slow, Way::Change), judged]
    }
}

/// The rule that a refusal belongs to.
const fn broken_by(refusal: Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::TooShort(_) => Some("minimum"),
        Refusal::TooLong(_) => Some("maximum"),
        Refusal::Complexity => Some("complexity"),
        Refusal::ContainsName => Some("names"),
        Refusal::TooCommon => Some("common"),
        Refusal::Leaked | Refusal::LeakUnknown => Some("leaked"),
        Refusal::UsedBefore | Refusal::LikelyUsedBefore => Some("history"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_that_hold_are_shown_and_each_says_how_it_stands() {
        let house = HouseRules { minimum: 14, common: false, leaked: true, history: 3 };
        let ad = PasswordRules { minimum_length: Some(20), history: Some(24), ..PasswordRules::default() };
        let kinds = |rules: &Rules| rules.lines.iter().map(|line| (line.kind, line.number)).collect::<Vec<_>>();
        // Without the policy-hints control a reset ignores the directory's history, so it is not promised.
        let reset = Rules::new(&house, &ad, Way::Reset);
        assert_eq!(kinds(&reset), [("minimum", Some(20)), ("leaked", None), ("history", Some(3))]);
        let change = Rules::new(&house, &ad, Way::Change);
        assert_eq!(kinds(&change).last(), Some(&("history", Some(24))));
        let judged = reset.judged(&[Refusal::Leaked]);
        let states: Vec<_> = judged.lines.iter().map(|line| line.state).collect();
        assert_eq!(states, [RuleState::Met, RuleState::Unmet, RuleState::Open]);
    }
}
