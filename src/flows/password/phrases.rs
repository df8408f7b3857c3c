//! Passwords made of words, to choose from.

use super::{Judge, Known};
use crate::{
    crypto::random,
    domain::{
        banned::{Names, Verdict},
        locale::Locale,
        passphrase::{self, WordList},
        password::NewPassword,
        rules::{self, AccountFacts, Way},
    },
    flows::Core,
};

/// How many.
const COUNT: usize = 3;
/// Characters of one more word and what joins it, at least.
const LEAST_WORD: usize = 4;

/// Suggestions that keep every rule that can be looked at; fewer where the rules leave no room for words.
pub(super) fn suggest(judge: &Judge, core: &Core, known: &Known, locale: &Locale) -> Vec<String> {
    let least = core.common().minimum_length.max(known.rules.minimum_length.unwrap_or(0));
    // A list's words are short: with one word for each five characters most suggestions are long enough at once.
    let more = least.saturating_sub(passphrase::SHORTEST).div_ceil(LEAST_WORD);
    let count = passphrase::WORDS.saturating_add(more).min(passphrase::MOST);
    let names = Names::new(known.names.iter().map(String::as_str));
    let (login, display_name) = (known.names.first(), known.names.get(1));
    let facts = AccountFacts {
        login: login.map(String::as_str).unwrap_or_default(),
        display_name: display_name.map(String::as_str).unwrap_or_default(),
        password_set: None,
        now: core.now(),
        way: Way::Reset,
    };
    let wanted = |phrase: &str| {
        let new = NewPassword::new(phrase);
        new.length() >= core.common().minimum_length
            && rules::predict(&known.rules, &facts, &new).is_empty()
            && judge.banned.as_ref().is_none_or(|list| list.check(phrase, &names) == Verdict::Accepted)
    };
    let mut below = |n: u32| random::below(core.rng.as_ref(), n);
    let list = WordList::of(locale.as_str());
    let mut phrases = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let Some(phrase) = passphrase::suggest_wanted(list, count, &mut below, &wanted) else { break };
        phrases.push(phrase.as_str().to_owned());
    }
    phrases
}
