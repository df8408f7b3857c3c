//! What the two pages with a new password share: the rules, what was wrong, what would help, suggestions.

use super::Visit;
use crate::{
    domain::rules::Way,
    flows::password::{Known, Refused},
    render::contexts::{Advice, HouseRules, RefusalText, Rules},
};

/// From this score on (of 0 to 4) nothing is advised.
const STRONG: u8 = 3;

/// The part of a page about the new password.
pub struct Shown {
    /// The rules, each with how the last password stood to it.
    pub rules: Rules,
    /// Every reason why it was refused.
    pub errors: Vec<RefusalText>,
    /// What would make it harder to guess.
    pub advice: Option<Advice>,
    /// Suggestions.
    pub phrases: Vec<String>,
    /// They were asked for.
    pub phrases_open: bool,
}

/// Puts it together. `minimum`: the policy's, in code points.
#[must_use]
pub fn shown(visit: &Visit, minimum: usize, known: &Known, way: Way, refused: Option<&Refused>) -> Shown {
    let core = &visit.app().core;
    let judge = &core.judge;
    let house = HouseRules {
        minimum,
        common: judge.banned.is_some(),
        leaked: judge.breach.is_some(),
        history: judge.remembered,
    };
    let rules = Rules::new(&house, &known.rules, way).with_names(known.names.iter().map(String::as_str));
    let refusals = refused.map(|refused| refused.refusals.as_slice()).unwrap_or_default();
    // Advice on a password that is hard to guess helps nobody.
    let weak = refused.and_then(|refused| refused.strength.as_ref()).filter(|strength| strength.score < STRONG);
    Shown {
        rules: rules.judged(refusals),
        errors: RefusalText::each(refusals),
        advice: weak.map(Advice::new),
        phrases: judge.phrases(core, known, &visit.locale),
        phrases_open: visit.has_flag("words"),
    }
}
