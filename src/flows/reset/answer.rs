//! A proof that was not sent from here: an authenticator app, a passkey, a recovery code, answers, a pass. Counted for
//! good first (R17), then examined, which may be slow and is as slow for everybody (R2), then used up together with
//! the gate in one transaction (R16).

use std::time::Duration;

use zeroize::Zeroizing;

use super::{
    CodeError, Journey,
    choose::PasskeyChallenge,
    prove::{self, Counted, Given},
    questions,
};
use crate::{
    crypto::{digest::Digest, random::Token},
    domain::{
        code::{self, Malformed},
        event::{EventKind, Outcome},
        flow::Step,
        method::Method,
        numbers,
    },
    flows::{
        Core, StepError,
        announce::{self, Announcement, Happened},
        factors::{self, Answer, Right},
    },
    store::{Tx, challenges::Challenge},
};

/// A wrong answer takes at least this long, whatever was wrong (R2): longer than a slow hash and the rows that are opened
/// for who has some.
const EVEN: Duration = Duration::from_millis(250);

/// A proof is examined no sooner than this after the journey began, whoever is named: the look-up behind the first page
/// is done by then, and how long it took shows in no answer (R2). Nobody reads two pages and types in less.
const LOOK_UP: Duration = Duration::from_secs(2);

/// A look-up that takes longer is waited for this long and then this long: in steps this coarse because what it found
/// must not show in the time, and at all because a right code must not be called wrong by a slow directory.
const SLOW_LOOK_UP: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(4)];

/// An answer that may be one. What can not be one costs no try.
enum Read {
    Typed(Zeroizing<String>),
    Passkey(String),
    Answers(Vec<(String, String)>),
}

/// Takes an answer. Returns the flow's new cookie when the gate is passed.
pub(super) async fn answer(
    core: &Core,
    journey: Journey,
    method: Method,
    given: Given<'_>,
) -> Result<Token, CodeError> {
    let read = read(&journey, method, given)?;
    looked_up(core, &journey).await?;
    let begun = tokio::time::Instant::now();
    let mut tx = core.store.begin().await.map_err(StepError::from)?;
    let counting = journey.lock(&mut tx).await?;
    if counting.state.step != (Step::Prove { method }) {
        return Err(StepError::OutOfOrder.into());
    }
    let counted = prove::count(core, &mut tx, &counting, method).await?;
    tx.commit().await.map_err(StepError::from)?;
    let Counted { challenge, left, worn } = counted?;
    let earned = counting.is_eligible() && challenge.method == method && !worn && counting.state.allows(method);
    let account = counting.row.account.filter(|_| earned);
    let right = match (&read, challenge.code.as_deref()) {
        (Read::Typed(typed), _) => factors::examine(core, account, method, &Answer::Typed(typed)).await?,
        (Read::Passkey(answer), Some(kept)) => match serde_json::from_str::<PasskeyChallenge>(kept) {
            Ok(PasskeyChallenge { state, .. }) => {
                factors::examine(core, account, method, &Answer::Passkey { state: &state, answer }).await?
            }
            Err(_) => None,
        },
        (Read::Passkey(_), None) => None,
        (Read::Answers(answers), _) => factors::examine(core, account, method, &Answer::Questions(answers)).await?,
    };
    if let Some(right) = &right
        && let Some(cookie) = take(core, &journey, &challenge, method, right).await?
    {
        return Ok(cookie);
    }
    refuse(core, &journey, method).await?;
    tokio::time::sleep_until(begun + EVEN).await;
    Err(match method {
        Method::Passkey => CodeError::PasskeyRefused { left },
        Method::Questions => CodeError::AnswersWrong { left },
        _ => CodeError::Wrong { left },
    })
}

/// Waits for the look-up.
async fn looked_up(core: &Core, journey: &Journey) -> Result<(), StepError> {
    tokio::time::sleep(LOOK_UP.saturating_sub(core.now().since(journey.row.created_at))).await;
    for more in SLOW_LOOK_UP {
        if journey.row.verdict.is_some()
            || core.store.flow(journey.row.id).await?.is_none_or(|row| row.verdict.is_some())
        {
            break;
        }
        tokio::time::sleep(more).await;
    }
    Ok(())
}

fn read(journey: &Journey, method: Method, given: Given<'_>) -> Result<Read, CodeError> {
    Ok(match (method, given) {
        (Method::App, Given::Typed(typed)) => Read::Typed(code::read(typed, numbers::APP_CODE_DIGITS)?.into()),
        (Method::RecoveryCode, Given::Typed(typed)) => {
            Read::Typed(code::read_grouped(typed, numbers::RECOVERY_CODE_GROUPS)?)
        }
        (Method::Pass, Given::Typed(typed)) => Read::Typed(code::read_grouped(typed, numbers::PASS_GROUPS)?),
        (Method::Passkey, Given::Passkey(answer)) if answer.trim().is_empty() => return Err(Malformed::Empty.into()),
        (Method::Passkey, Given::Passkey(answer)) => Read::Passkey(answer.to_owned()),
        (Method::Questions, Given::Answers(answers)) if answers.len() == journey.state.asked.len() => {
            if answers.iter().any(|answer| crate::domain::questions::normalised(answer).is_empty()) {
                return Err(Malformed::Empty.into());
            }
            Read::Answers(journey.state.asked.iter().cloned().zip(answers.iter().cloned()).collect())
        }
        _ => return Err(StepError::OutOfOrder.into()),
    })
}

/// Uses the proof up and passes the gate, or leaves everything as it was: somebody else was faster.
async fn take(
    core: &Core,
    journey: &Journey,
    challenge: &Challenge,
    method: Method,
    right: &Right,
) -> Result<Option<Token>, CodeError> {
    let mut tx = core.store.begin().await.map_err(StepError::from)?;
    let locked = journey.lock(&mut tx).await?;
    let Some(place) = Digest::from_hex(&right.place) else { return Ok(None) };
    let redeemed = locked.is_eligible() && right.redeem(core, &mut tx).await?;
    // From now on, for the length of this transaction, the challenge can be passed.
    let open = redeemed && tx.set_delivery(challenge.id, &place, "", core.now()).await.map_err(StepError::from)?;
    if !open {
        return Ok(None);
    }
    let told = journey_facts(&locked);
    match prove::pass(core, &mut tx, locked, challenge, method, right.place.clone()).await? {
        Ok(cookie) => {
            tell(core, &mut tx, &told, method, right).await?;
            tx.commit().await.map_err(StepError::from)?;
            core.wake.notify_one();
            Ok(Some(cookie))
        }
        // The transaction is dropped: the proof was not used up.
        Err(CodeError::SameDestination) => Err(CodeError::SameDestination),
        Err(_) => Ok(None),
    }
}

/// What [`tell`] needs of a journey that the gate has moved on.
struct Facts {
    account: Option<crate::domain::account::AccountId>,
    contacts: Vec<crate::domain::account::Contact>,
    client: crate::domain::client::Client,
    locale: crate::domain::locale::Locale,
    support_id: String,
    event: crate::domain::event::Event,
}

fn journey_facts(journey: &Journey) -> Facts {
    Facts {
        account: journey.row.account,
        contacts: journey.row.contacts.clone().unwrap_or_default(),
        client: journey.row.client.clone(),
        locale: journey.row.locale.clone(),
        support_id: journey.row.support_id.clone(),
        event: journey.event(EventKind::PassUsed, Outcome::Success),
    }
}

/// The use of what can be used once is told to every contact (R133).
async fn tell(core: &Core, tx: &mut Tx, facts: &Facts, method: Method, right: &Right) -> Result<(), StepError> {
    let Some(account) = facts.account else { return Ok(()) };
    let happened = match (method, right.item) {
        (Method::RecoveryCode, Some(item)) => {
            let left = tx.recovery_codes_left(item).await?;
            Happened::RecoveryCodeUsed { left: u8::try_from(left).unwrap_or(u8::MAX) }
        }
        (Method::Pass, _) => {
            tx.audit(&core.tenant, &facts.event).await?;
            Happened::PassUsed
        }
        _ => return Ok(()),
    };
    let announcement = Announcement {
        account,
        directory: &facts.contacts,
        happened,
        client: Some(&facts.client),
        locale: &facts.locale,
        name: "",
        support_id: &facts.support_id,
    };
    announce::announce(core, tx, &announcement).await
}

/// A wrong answer is written down, and counted in a row (N7). Questions are drawn anew (2.5.5).
async fn refuse(core: &Core, journey: &Journey, method: Method) -> Result<(), StepError> {
    let drawn = if method == Method::Questions { questions::draw(core, journey).await? } else { Vec::new() };
    let mut tx = core.store.begin().await?;
    let mut locked = journey.lock(&mut tx).await?;
    prove::wrong(core, &mut tx, &locked, method).await?;
    if method == Method::Questions && !drawn.is_empty() {
        locked.state.asked = drawn;
        locked.write_state()?;
        tx.save_flow(&mut locked.row).await?;
    }
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}
