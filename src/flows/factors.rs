//! Does an answer prove what is registered? In two steps: [`examine`] does what is slow, changes nothing and holds no
//! lock; [`Right::redeem`] uses the proof up in the step's own transaction, once, whoever else tries (R15, R16).
//! Codes that are sent are compared where they are kept: `store::challenges`, `store::ceremonies`.

use uuid::Uuid;

use super::{Core, StepError};
use crate::{
    crypto::{digest::Purpose, hasher::HashError, passkey::PasskeyError, totp},
    domain::{
        account::AccountId,
        code,
        error::Code,
        method::Method,
        numbers, questions,
        security_info::{Detail, Kind, Registered},
    },
    store::Tx,
};

/// What a person answered.
pub enum Answer<'a> {
    /// A code that was typed: of an authenticator app, a recovery code, a pass.
    Typed(&'a str),
    /// The browser's answer to a passkey challenge.
    Passkey {
        /// What the challenge left on the server.
        state: &'a str,
        /// What the browser sent.
        answer: &'a str,
    },
    /// Answers to security questions, by question; all of them that were asked.
    Questions(&'a [(String, String)]),
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(..)")
    }
}

/// A right answer, not used up yet.
#[derive(Debug)]
pub struct Right {
    /// What proved it, for R53: two gates are two different places. In hex.
    pub place: String,
    /// The registered method, unless it was a pass.
    pub item: Option<Uuid>,
    redeem: Redeem,
}

#[derive(Debug)]
enum Redeem {
    Step { item: Uuid, step: i64 },
    RecoveryCode { item: Uuid, position: i64 },
    Passkey { item: Box<Registered> },
    Questions,
    Pass { id: Uuid },
}

/// Looks at an answer; `None` when it is wrong, or there is nothing it could prove. As slow for an account that has
/// nothing, or is none, as for one that has (R2, R7). Count the try first.
///
/// # Errors
/// [`StepError`].
pub async fn examine(
    core: &Core,
    account: Option<AccountId>,
    method: Method,
    answer: &Answer<'_>,
) -> Result<Option<Right>, StepError> {
    // Nobody's account has the nil id: the database is asked as often for a name that nobody has (R2).
    let account = account.unwrap_or(AccountId(Uuid::nil()));
    let items = core.store.methods(core.tenant, account).await?;
    let now = core.now();
    let usable = |kind: Kind| items.iter().filter(move |item| item.kind() == kind && item.is_rested(now));
    match (method, answer) {
        (Method::App, Answer::Typed(typed)) => Ok(app(core, usable(Kind::App), typed)),
        (Method::RecoveryCode, Answer::Typed(typed)) => {
            recovery_code(core, usable(Kind::RecoveryCodes).next(), typed).await
        }
        (Method::Pass, Answer::Typed(typed)) => pass(core, account, typed).await,
        (Method::Passkey, Answer::Passkey { state, answer }) => {
            Ok(passkey(core, account, usable(Kind::Passkey), state, answer).await)
        }
        (Method::Questions, Answer::Questions(answers)) => {
            questions(core, usable(Kind::Questions).next(), answers).await
        }
        _ => Ok(None),
    }
}

impl Right {
    /// The temporary pass that it is, if it is one.
    #[must_use]
    pub const fn pass(&self) -> Option<Uuid> {
        match self.redeem {
            Redeem::Pass { id } => Some(id),
            _ => None,
        }
    }

    /// Uses the proof up; true for exactly one caller.
    ///
    /// # Errors
    /// [`StepError`].
    pub async fn redeem(&self, core: &Core, tx: &mut Tx) -> Result<bool, StepError> {
        let fresh = match &self.redeem {
            Redeem::Step { item, step } => tx.use_step(*item, *step).await?,
            Redeem::RecoveryCode { item, position } => tx.use_recovery_code(*item, *position).await?,
            Redeem::Pass { id } => tx.use_pass(*id).await?,
            // The challenge that it answers is used up by the caller, with its row.
            Redeem::Passkey { item } => {
                tx.save_method(item).await?;
                true
            }
            Redeem::Questions => true,
        };
        if let (true, Some(item)) = (fresh, self.item) {
            tx.touch_method(item, core.now()).await?;
        }
        Ok(fresh)
    }
}

fn place(core: &Core, id: Uuid) -> String {
    core.keyring.digest(Purpose::Destination, &[b"method", id.as_bytes()]).to_hex()
}

fn right(core: &Core, item: Uuid, redeem: Redeem) -> Right {
    Right { place: place(core, item), item: Some(item), redeem }
}

fn app<'a>(core: &Core, items: impl Iterator<Item = &'a Registered>, typed: &str) -> Option<Right> {
    let mut found = None;
    for item in items {
        let Detail::App { seed, drift } = &item.detail else { continue };
        match totp::matching_step(seed, *drift, typed, core.now()) {
            Ok(Some(step)) => {
                found = found.or(Some(right(core, item.id, Redeem::Step { item: item.id, step })));
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, item = %item.id, "an authenticator app can not be compared with"),
        }
    }
    found
}

async fn recovery_code(core: &Core, item: Option<&Registered>, typed: &str) -> Result<Option<Right>, StepError> {
    let typed = code::read_grouped(typed, numbers::RECOVERY_CODE_GROUPS).unwrap_or_default();
    let codes = core.store.recovery_codes(item.map_or(Uuid::nil(), |item| item.id)).await?;
    let hashes: Vec<String> = codes.iter().map(|(_, hash)| hash.clone()).collect();
    let found = core.hasher.verify_among(typed.as_bytes(), &hashes).await.map_err(|e| hash_failed(&e))?;
    let position = found.and_then(|place| codes.get(place)).map(|(position, _)| *position);
    Ok(item
        .zip(position)
        .map(|(item, position)| right(core, item.id, Redeem::RecoveryCode { item: item.id, position })))
}

async fn pass(core: &Core, account: AccountId, typed: &str) -> Result<Option<Right>, StepError> {
    let typed = code::read_grouped(typed, numbers::PASS_GROUPS).unwrap_or_default();
    let pass = core.store.pass(core.tenant, account).await?;
    let hashes: Vec<String> = pass.iter().map(|pass| pass.hash.clone()).collect();
    let found = core.hasher.verify_among(typed.as_bytes(), &hashes).await.map_err(|e| hash_failed(&e))?;
    let id = found.and(pass).map(|pass| pass.id);
    Ok(id.map(|id| Right { place: place(core, id), item: None, redeem: Redeem::Pass { id } }))
}

async fn passkey<'a>(
    core: &Core,
    account: AccountId,
    items: impl Iterator<Item = &'a Registered>,
    state: &str,
    answer: &str,
) -> Option<Right> {
    let passkeys = core.passkeys.as_ref()?;
    let claim = passkeys.claim(answer).ok()?;
    let person = core.store.person(core.tenant, account).await.ok()??;
    if person.handle != claim.handle {
        return None;
    }
    for item in items {
        let Detail::Passkey { credential } = &item.detail else { continue };
        // Of several keys only the one that signed passes.
        if let Ok(credential) = passkeys.proved(state, answer, credential) {
            let mut moved = item.clone();
            moved.detail = Detail::Passkey { credential };
            return Some(right(core, item.id, Redeem::Passkey { item: Box::new(moved) }));
        }
    }
    tracing::debug!(error = %PasskeyError::Refused("no key of this account signed it".into()), "passkey");
    None
}

/// All answers must be right (2.5.5), and every one is compared, so that the time does not tell which was wrong.
async fn questions(
    core: &Core,
    item: Option<&Registered>,
    answers: &[(String, String)],
) -> Result<Option<Right>, StepError> {
    let Some(Registered { id, detail: Detail::Questions { answers: known }, .. }) = item else { return Ok(None) };
    let mut all = !answers.is_empty();
    for (question, answer) in answers {
        let answer = questions::normalised(answer);
        let matches = match known.get(question) {
            Some(hash) => core.hasher.verify(answer.as_bytes(), hash).await.map_err(|e| hash_failed(&e))?,
            None => false,
        };
        all &= matches && !answer.is_empty();
    }
    Ok(all.then(|| right(core, *id, Redeem::Questions)))
}

fn hash_failed(error: &HashError) -> StepError {
    tracing::error!(%error, "a slow hash could not be compared");
    StepError::Problem { code: Code::Internal, support_id: String::new() }
}
