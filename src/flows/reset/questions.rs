//! Which of the registered security questions are asked (2.5.5).

use super::Journey;
use crate::{
    domain::security_info::Kind,
    flows::{Core, StepError, questions},
};

/// Draws as many as the policy asks for from those that the person registered and may use. None for who has none, and
/// for who registered fewer than are asked now: those prove nothing.
pub(super) async fn draw(core: &Core, journey: &Journey) -> Result<Vec<String>, StepError> {
    let policy = core.policy(journey.state.applied());
    let means = journey.means(core).await?;
    let mut sets = means.registered.iter().filter(|item| item.kind() == Kind::Questions && item.is_rested(core.now()));
    let drawn = sets.next().map(|set| questions::draw(core, &policy, set)).unwrap_or_default();
    let enough = drawn.len() >= usize::from(policy.registration.questions.answer);
    Ok(if enough { drawn } else { Vec::new() })
}
