//! What a page may know of a flow: typed, and before the first gate nothing of the account (R5).

use super::{Journey, choose::PasskeyChallenge, masked};
use crate::{
    crypto::random::Token,
    directory::DirectoryRead,
    domain::{
        flow::{Act, End, Step},
        means::Means,
        method::Method,
        numbers,
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        password::{self, Known},
    },
};

/// What the next page shows.
#[derive(Debug)]
pub struct View {
    /// The page.
    pub page: Page,
    /// Which of how many proofs is next.
    pub gate: u8,
    /// How many proofs it takes.
    pub gates: usize,
    /// What to quote to the help desk.
    pub support_id: String,
    /// When the flow ends (N9).
    pub expires_at: Timestamp,
    /// When it ended; before that, when it began.
    pub written_at: Timestamp,
}

/// One page and what it holds.
#[derive(Debug)]
pub enum Page {
    /// Choose a method. A hint only after the first gate.
    Methods(Vec<(Method, Option<String>)>),
    /// Type the whole contact.
    Contact(Method),
    /// Type the code.
    Code {
        /// The method.
        method: Method,
        /// How many characters: digits, but for recovery codes and passes.
        digits: u8,
        /// When the code stops working.
        works_until: Timestamp,
        /// From when on it may be sent again.
        resend_at: Timestamp,
        /// Where it went, masked; only after the first gate.
        hint: Option<String>,
    },
    /// Use the passkey.
    Passkey {
        /// For the browser, in JSON; none when the challenge is over: choose again.
        options: Option<String>,
    },
    /// Answer the questions that were drawn, by their names.
    Questions(Vec<String>),
    /// Reset or unlock.
    Act,
    /// Type a new password.
    Password {
        /// The login name, as typed, for password managers.
        login: String,
        /// Fewest characters.
        minimum: usize,
        /// The last one was sent, and turned out not to have been saved.
        unsaved: bool,
    },
    /// It is being found out what happened.
    Checking(Act),
    /// The end.
    Over(End),
}

/// Looks at the flow of `cookie`.
///
/// # Errors
/// [`StepError::Over`] when there is none.
pub async fn view(core: &Core, cookie: &Token) -> Result<View, StepError> {
    let journey = Journey::of(core, cookie).await?;
    let page = match &journey.state.step {
        Step::Choose => Page::Methods(methods(core, &journey).await?),
        Step::Contact { method } => Page::Contact(*method),
        Step::Prove { method: Method::Passkey } => passkey(core, &journey).await?,
        Step::Prove { method: Method::Questions } => Page::Questions(journey.state.asked.clone()),
        Step::Prove { method } => code(core, &journey, *method).await?,
        Step::Act => Page::Act,
        Step::Password => Page::Password {
            login: journey.row.login.clone(),
            minimum: core.common().minimum_length,
            unsaved: journey.state.unsaved,
        },
        Step::Applying { act } => Page::Checking(*act),
        Step::Over { end } => Page::Over(*end),
    };
    Ok(around(journey, page))
}

/// The list of methods of the flow of `cookie`, also while a code of one of them is awaited: the way back to it.
///
/// # Errors
/// [`StepError::OutOfOrder`] after the gates.
pub async fn choices(core: &Core, cookie: &Token) -> Result<View, StepError> {
    let journey = Journey::of(core, cookie).await?;
    match journey.state.step {
        Step::Choose | Step::Contact { .. } | Step::Prove { .. } => {
            let page = Page::Methods(methods(core, &journey).await?);
            Ok(around(journey, page))
        }
        _ => Err(StepError::OutOfOrder),
    }
}

pub(in crate::flows) fn around(journey: Journey, page: Page) -> View {
    View {
        page,
        gate: journey.state.gate(),
        gates: journey.state.gates,
        support_id: journey.row.support_id,
        expires_at: journey.row.expires_at,
        written_at: journey.row.ended_at.unwrap_or(journey.row.created_at),
    }
}

/// Before the first gate every allowed method, for everybody alike; after it those that the person has.
async fn methods(core: &Core, journey: &Journey) -> Result<Vec<(Method, Option<String>)>, StepError> {
    let open = journey.state.open_methods();
    if journey.state.proofs.is_empty() {
        return Ok(open.into_iter().map(|method| (method, None)).collect());
    }
    let means = journey.means(core).await?;
    let left = |method: Method| {
        let hint = hint(core, journey, &means, method);
        let has = if method.sends_code() {
            hint.is_some()
        } else {
            means.has(&core.policy(journey.state.applied()), method, core.now())
        };
        has.then_some((method, hint))
    };
    Ok(open.into_iter().filter_map(left).collect())
}

/// The first contact of `method` that proved no earlier gate, masked; only once a gate is passed.
fn hint(core: &Core, journey: &Journey, means: &Means, method: Method) -> Option<String> {
    if journey.state.proofs.is_empty() {
        return None;
    }
    let used = |digest: &str| journey.state.proofs.iter().any(|proof| proof.destination == digest);
    means
        .destinations(&core.policy(journey.state.applied()), method, core.now())
        .iter()
        .find(|contact| !used(&core.contact_digest(contact).to_hex()))
        .map(masked)
}

async fn passkey(core: &Core, journey: &Journey) -> Result<Page, StepError> {
    let challenge = core.store.challenge_for(journey.row.id).await?;
    let most = core.numbers.tries_per_challenge;
    let live = challenge.filter(|c| c.method == Method::Passkey && c.is_live(core.now(), most));
    let kept = live.and_then(|challenge| serde_json::from_str::<PasskeyChallenge>(challenge.code.as_deref()?).ok());
    Ok(Page::Passkey { options: kept.map(|kept| kept.options) })
}

async fn code(core: &Core, journey: &Journey, method: Method) -> Result<Page, StepError> {
    let challenge = core.store.challenge_for(journey.row.id).await?;
    let now = core.now();
    let (works_until, resend_at) = challenge.map_or((now.after(core.numbers.code_life(method)), now), |c| {
        (c.expires_at, c.asked_at().after(numbers::RESEND_WAIT))
    });
    // Before the first gate nothing of the account is read: it would take longer for who has something (R2).
    let hint = match journey.state.proofs.is_empty() {
        true => None,
        false => hint(core, journey, &journey.means(core).await?, method),
    };
    Ok(Page::Code {
        method,
        digits: match method {
            Method::RecoveryCode => characters(numbers::RECOVERY_CODE_GROUPS),
            Method::Pass => characters(numbers::PASS_GROUPS),
            _ => core.numbers.digits(method, journey.state.gates_for_codes()),
        },
        works_until,
        resend_at,
        hint,
    })
}

/// Characters of a code in groups of four.
fn characters(groups: usize) -> u8 {
    u8::try_from(groups.saturating_mul(4)).unwrap_or(u8::MAX)
}

/// What the password page shows of the account of `cookie`, once every gate is passed.
///
/// # Errors
/// [`StepError`].
pub async fn rules(core: &Core, directory: &dyn DirectoryRead, cookie: &Token) -> Result<Known, StepError> {
    let journey = Journey::of(core, cookie).await?;
    let (Some(account), true) = (journey.row.account, journey.state.is_proved()) else {
        return Err(StepError::OutOfOrder);
    };
    Ok(password::known(directory, account).await)
}
