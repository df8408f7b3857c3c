//! Change of a known password: login name, old, new. Also for expired and must-change passwords. The old password is
//! proved by a bind first, so that nothing is said of the account to who does not know it (R10, R120), and never by
//! more binds than the directory's lockout threshold allows (R37).

use std::time::Duration;

use uuid::Uuid;

use super::{
    Core, StepError,
    password::{self, Candidate, JudgeError, Refused},
    reset::{
        Journey, Ungated,
        view::{Page, View, around},
    },
    writeback::{self, ApplyError},
};
use crate::{
    crypto::{
        digest::Purpose,
        random::{self, Token},
    },
    directory::{Aim, Directory, Found, SignIn},
    domain::{
        account::Account,
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        flow::{Act, End, Step},
        identifier::LoginName,
        locale::Locale,
        password::{NewPassword, PasswordRules},
        rules::Way,
    },
    limits::Spend,
};

/// The kind of these flows in the `flows` table.
pub const KIND: &str = "change";
/// A wrong answer takes at least this long, whatever was wrong (R2): longer than a bind and a search together.
const EVEN: Duration = Duration::from_millis(600);

/// What the person and the browser said.
#[derive(Debug)]
pub struct Change<'a> {
    /// The login name as typed.
    pub login: &'a str,
    /// The password so far.
    pub old: &'a NewPassword,
    /// The password from now on.
    pub new: &'a NewPassword,
    /// The language of the page.
    pub locale: &'a Locale,
    /// Where it comes from.
    pub client: &'a Client,
}

/// The password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Name and old password do not belong together, or the account can not be used: one answer for all (R10).
    #[error("name and old password do not belong together")]
    Wrong,
    /// A rule refused the new one.
    #[error("the new password was refused: {:?}", .0.refusals)]
    Refused(Box<Refused>),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<crate::store::StoreError> for ChangeError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Step(error.into())
    }
}

impl From<JudgeError> for ChangeError {
    fn from(error: JudgeError) -> Self {
        ApplyError::from(error).into()
    }
}

impl From<ApplyError> for ChangeError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(refused) => Self::Refused(refused),
            ApplyError::Step(error) => Self::Step(error),
        }
    }
}

/// Changes the password. Returns a cookie to look at the outcome with.
///
/// # Errors
/// [`ChangeError`]: nothing was changed.
pub async fn change(core: &Core, directory: &dyn Directory, input: Change<'_>) -> Result<Token, ChangeError> {
    let begun = tokio::time::Instant::now();
    let answer = attempt(core, directory, &input).await;
    if matches!(answer, Err(ChangeError::Wrong)) {
        tokio::time::sleep_until(begun + EVEN).await;
    }
    answer
}

async fn attempt(core: &Core, directory: &dyn Directory, input: &Change<'_>) -> Result<Token, ChangeError> {
    let support_id = random::support_id(core.rng.as_ref());
    let problem = |code| ChangeError::Step(StepError::Problem { code, support_id: support_id.clone() });
    if !core.common().writeback {
        return Err(problem(Code::WritebackOff));
    }
    // What needs nothing of the account costs no bind; all that can be told of it is told together.
    let offhand = core.judge.offhand(core, input.new);
    if !offhand.is_empty() {
        return Err(ChangeError::Refused(Box::new(Refused::plainly(offhand))));
    }
    let typed: String = input.login.chars().take(LoginName::MAX + 1).collect();
    let name = LoginName::parse(&typed);
    let folded = name.as_ref().map_or_else(|| typed.clone(), LoginName::folded);
    let login_digest = core.keyring.digest(Purpose::Login, &[folded.as_bytes()]);
    let spend = [Spend::Identify { source: input.client.address }, Spend::TryOldPassword { login: &login_digest }];
    core.limits.spend(&spend).await.map_err(StepError::from)?;
    let refused = |why: &str, account: Option<&Account>| refusal_event(input, account, &support_id, why);
    let found = match &name {
        Some(name) => directory.find(name).await.map_err(|error| {
            tracing::warn!(%error, "a change waits for the directory");
            problem(Code::DirectoryDown)
        })?,
        None => Found::Nobody,
    };
    let account = match found {
        Found::One(account) => *account,
        Found::Nobody => return refuse(core, refused("unknown", None)).await,
        Found::Ambiguous => return refuse(core, refused("ambiguous", None)).await,
    };
    core.limits.spend(&[Spend::TryOldPasswordOf { account: account.id }]).await.map_err(StepError::from)?;
    let proved = directory.check_password(account.id, input.old).await.map_err(|error| {
        tracing::warn!(%error, "an old password can not be checked");
        problem(Code::DirectoryDown)
    })?;
    if let SignIn::Refused(why) = proved {
        return refuse(core, refused(&format!("{why:?}"), Some(&account))).await;
    }
    if account.state.protection.is_some() {
        return Err(problem(Code::Protected));
    }
    if core.is_frozen(account.id).await? {
        return Err(problem(Code::Frozen));
    }
    let candidate = Candidate { account: &account, old: Some(input.old), new: input.new, way: Way::Change };
    let rules = match core.judge.judge(core, directory, &candidate).await {
        Err(JudgeError::Refused(refused)) => {
            let mut event = refusal_event(input, Some(&account), &support_id, "rules");
            event.kind = EventKind::PasswordRefused;
            refused.write_down(core, event).await?;
            return Err(ChangeError::Refused(refused));
        }
        judged => judged?,
    };
    // The old password was the gate.
    let begun = Ungated {
        kind: KIND,
        account: &account,
        login: typed,
        login_digest,
        locale: core.language_for(account.language.as_deref(), input.locale),
        client: input.client,
        support_id: &support_id,
        act: Act::Reset,
    };
    let mut journey = Journey::ungated(core, begun);
    let aim = match directory.aim(account.id).await {
        Ok(aim) => aim,
        Err(error) => return Err(writeback::not_written(core, &journey, &error).await?.into()),
    };
    let cookie = journey.rotate(core);
    journey.write_state()?;
    let keepsake = core.judge.keepsake(input.new, &support_id).await?;
    let mut tx = core.store.begin().await?;
    tx.insert_flow(&journey.row).await?;
    let id = writeback::intend(core, tx, &journey, &aim, Act::Reset, keepsake.as_deref()).await?;
    Ok(write(core, directory, journey, id, &aim, &rules, input).await?.unwrap_or(cookie))
}

async fn write(
    core: &Core,
    directory: &dyn Directory,
    journey: Journey,
    id: Uuid,
    aim: &Aim,
    rules: &PasswordRules,
    input: &Change<'_>,
) -> Result<Option<Token>, ChangeError> {
    let outcome = directory.change(aim, input.old, input.new).await.map(|()| End::Reset);
    let outcome = outcome.map_err(|error| password::named(error, rules, Way::Change));
    let concluded = writeback::conclude(core, directory, journey, id, outcome).await;
    Ok(concluded.map_err(|error| error.with(rules, &aim.account))?)
}

fn refusal_event(input: &Change<'_>, account: Option<&Account>, support_id: &str, why: &str) -> Event {
    let mut event = Event::new(EventKind::PasswordChanged, Outcome::Failure).with("why", why);
    event.account = account.map(|account| account.id);
    event.support_id = Some(support_id.to_owned());
    event.personal = Some(Personal {
        login: Some(input.login.chars().take(LoginName::MAX).collect()),
        client: Some(input.client.clone()),
        ..Personal::default()
    });
    event
}

async fn refuse(core: &Core, event: Event) -> Result<Token, ChangeError> {
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Err(ChangeError::Wrong)
}

/// What became of the change of `cookie`.
///
/// # Errors
/// [`StepError::Over`] when there is none.
pub async fn view(core: &Core, cookie: &Token) -> Result<View, StepError> {
    let journey = Journey::of_kind(core, cookie, KIND).await?;
    let page = match journey.state.step {
        Step::Applying { act } => Page::Checking(act),
        Step::Over { end } => Page::Over(end),
        _ => return Err(StepError::Over),
    };
    Ok(around(journey, page))
}
