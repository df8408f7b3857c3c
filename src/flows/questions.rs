//! Security questions: keeping the answers, and drawing which of them are asked.

use std::collections::BTreeMap;

use crate::{
    crypto::random,
    domain::{
        error::Code,
        policy::Policy,
        questions::{self, Answered, Fault},
        security_info::{Detail, Kind, Registered},
    },
    flows::{
        Core,
        security_info::{self, Desk, New},
        session::{self, SessionError},
    },
};

/// What became of a set of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is registered.
    Kept,
    /// This answer (or question), counted from 0, is not good enough.
    Faulty(usize, Fault),
}

/// Keeps a set of answers, in place of an older one: slow hashes of their normalised spelling.
///
/// # Errors
/// [`SessionError`].
pub async fn keep(core: &Core, desk: &Desk, set: &[Answered]) -> Result<Kept, SessionError> {
    security_info::may_add(core, desk, Kind::Questions)?;
    if set.len() != usize::from(core.policy_in(&desk.session).registration.questions.register) {
        return Err(session::problem(&desk.session, Code::BadRequest).into());
    }
    let account = &desk.account;
    let names = account.names.iter().chain([&account.login, &account.display_name]).chain(&account.principal);
    if let Err((place, fault)) = questions::check(set, names.map(String::as_str)) {
        return Ok(Kept::Faulty(place, fault));
    }
    let mut answers = BTreeMap::new();
    for item in set {
        let Some(question) = &item.question else { continue };
        let hash = core.hasher.hash(questions::normalised(&item.answer).as_bytes()).await.map_err(|error| {
            tracing::error!(%error, "an answer can not be hashed");
            session::problem(&desk.session, Code::Internal)
        })?;
        answers.insert(question.id(), hash);
    }
    let mut tx = core.store.begin().await?;
    let mut session = session::lock(core, &mut tx, &desk.session).await?;
    let new = New {
        detail: Detail::Questions { answers },
        name: String::new(),
        hint: String::new(),
        replaces: None,
        codes: Vec::new(),
    };
    security_info::keep(core, &mut tx, &mut session, account, new).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Kept::Kept)
}

/// Draws the ids of the questions to ask: as many of those registered as the policy wants answered, in random order.
/// Draw anew after a wrong set, so that nobody can work on one question (2.5.5). Empty for what is no set of answers.
#[must_use]
pub fn draw(core: &Core, policy: &Policy, item: &Registered) -> Vec<String> {
    let Detail::Questions { answers } = &item.detail else { return Vec::new() };
    let mut left: Vec<&String> = answers.keys().collect();
    let wanted = usize::from(policy.registration.questions.answer).min(left.len());
    let mut drawn = Vec::with_capacity(wanted);
    while drawn.len() < wanted {
        let place = random::below(core.rng.as_ref(), u32::try_from(left.len()).unwrap_or(u32::MAX));
        drawn.push(left.swap_remove(usize::try_from(place).unwrap_or(0)).clone());
    }
    drawn
}
