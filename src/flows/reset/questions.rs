//! Which of the registered security questions are asked (2.5.5).

use super::Journey;
use crate::{
    domain::security_info::{Detail, Registered},
    flows::{Core, StepError},
};

/// Draws as many as the policy asks for from those that the person registered and may use, in random order. None for
/// who has none.
pub(super) async fn draw(core: &Core, journey: &Journey) -> Result<Vec<String>, StepError> {
    let means = journey.means(core).await?;
    let rested = means.registered.iter().filter(|item| item.is_rested(core.now()));
    let mut names: Vec<String> = rested.filter_map(names).next().unwrap_or_default();
    let wanted = usize::from(core.policy.registration.questions.answer);
    let mut drawn = Vec::with_capacity(wanted);
    while drawn.len() < wanted && !names.is_empty() {
        let mut bytes = [0_u8; 8];
        core.rng.fill(&mut bytes);
        // Of 64 random bits the remainder by ten or less is as good as even.
        let place = usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(names.len()).unwrap_or(1)).unwrap_or(0);
        drawn.push(names.swap_remove(place));
    }
    // Fewer than the policy asks for now prove nothing.
    Ok(if drawn.len() == wanted { drawn } else { Vec::new() })
}

fn names(item: &Registered) -> Option<Vec<String>> {
    match &item.detail {
        Detail::Questions { answers } => Some(answers.keys().cloned().collect()),
        _ => None,
    }
}
