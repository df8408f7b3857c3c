//! Sign-in to the security info: with the directory password, or with a temporary pass of the help desk. Nothing is
//! said of an account to who does not prove it (R10), the directory is never asked more often than its lockout
//! threshold allows (R37, one budget with the change of a password), and each failure in a row is answered later (R38).

use super::{Begin, Entry, begin};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        random::{self, Token},
    },
    directory::{Directory, DirectoryError, DirectoryRead, Found, SignIn as Proof},
    domain::{
        account::Account,
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        flow::Reset,
        identifier::LoginName,
        locale::Locale,
        method::Method,
        password::NewPassword,
        policy::Applied,
        session::delay_of_failure,
    },
    flows::{
        Core, StepError,
        announce::{self, Announcement, Happened},
        factors,
        reset::Journey,
    },
    limits::Spend,
    store::{StoreError, flows::Flow},
};

/// The kind of flow that leads from a sign-in with an expired password to its change: it carries the login name.
pub const MUST_CHANGE: &str = "must-change";

/// What the person and the browser said, but the secret.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// The login name as typed.
    pub login: &'a str,
    /// The language of the page.
    pub locale: &'a Locale,
    /// Where it comes from.
    pub client: &'a Client,
    /// Where the person wants to go back to.
    pub return_to: Option<&'a str>,
}

/// A sign-in that went well.
#[derive(Debug)]
pub enum Signed {
    /// The cookie of a new session.
    In(Token),
    /// The password is right and must be changed first; the cookie carries the name to the change.
    MustChange(Token),
}

/// Nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name and password (or pass) do not belong together, or the account can not be used: one answer for all (R10).
    #[error("name and secret do not belong together")]
    Wrong,
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

impl From<crate::limits::LimitError> for SignInError {
    fn from(error: crate::limits::LimitError) -> Self {
        Self::Step(error.into())
    }
}

/// Signs in with the directory password.
///
/// # Errors
/// [`SignInError`].
pub async fn with_password(
    core: &Core,
    directory: &dyn Directory,
    input: SignIn<'_>,
    password: &NewPassword,
) -> Result<Signed, SignInError> {
    let attempt = Attempt::new(core, input, "password");
    let begun = tokio::time::Instant::now();
    let answer = attempt.password(directory, password).await;
    attempt.keep_back(begun, answer).await
}

/// Signs in with a temporary pass.
///
/// # Errors
/// [`SignInError`].
pub async fn with_pass(
    core: &Core,
    directory: &dyn DirectoryRead,
    input: SignIn<'_>,
    pass: &str,
) -> Result<Signed, SignInError> {
    let attempt = Attempt::new(core, input, "pass");
    let begun = tokio::time::Instant::now();
    let answer = attempt.pass(directory, pass).await;
    attempt.keep_back(begun, answer).await
}

/// One try to sign in.
struct Attempt<'a> {
    core: &'a Core,
    input: SignIn<'a>,
    how: &'static str,
    typed: String,
    name: Option<LoginName>,
    digest: Digest,
    support_id: String,
}

impl<'a> Attempt<'a> {
    fn new(core: &'a Core, input: SignIn<'a>, how: &'static str) -> Self {
        let typed: String = input.login.chars().take(LoginName::MAX + 1).collect();
        let name = LoginName::parse(&typed);
        let folded = name.as_ref().map_or_else(|| typed.clone(), LoginName::folded);
        let digest = core.keyring.digest(Purpose::Login, &[folded.as_bytes()]);
        Self { core, input, how, typed, name, digest, support_id: random::support_id(core.rng.as_ref()) }
    }

    async fn password(&self, directory: &dyn Directory, password: &NewPassword) -> Result<Signed, SignInError> {
        let source = Spend::Identify { source: self.input.client.address };
        self.core.limits.spend(&[source, Spend::TryOldPassword { login: &self.digest }]).await?;
        let Some(account) = self.find(directory).await? else { return self.refuse("unknown", None).await };
        self.core.limits.spend(&[Spend::TryOldPasswordOf { account: account.id }]).await?;
        let proof = directory.check_password(account.id, password).await.map_err(|error| self.down(&error))?;
        match proof {
            Proof::Refused(why) => self.refuse(&format!("{why:?}"), Some(&account)).await,
            Proof::MustChange | Proof::Expired => self.lead_to_change(&account).await,
            Proof::Ok => {
                let applied = self.judge(directory, &account).await?;
                self.enter(&account, Entry::Password, applied, None).await
            }
        }
    }

    async fn pass(&self, directory: &dyn DirectoryRead, typed: &str) -> Result<Signed, SignInError> {
        if !self.core.common().methods.contains(&Method::Pass) {
            return Err(self.problem(Code::NotFound).into());
        }
        self.core.limits.spend(&[Spend::Identify { source: self.input.client.address }]).await?;
        let account = self.find(directory).await?;
        let known = account.as_ref().map(|account| account.id);
        self.core
            .limits
            .spend(&[match known {
                Some(account) => Spend::TryCode { account, method: Method::Pass, device: None },
                None => Spend::TryCodeUnknown { login: &self.digest, method: Method::Pass },
            }])
            .await?;
        let right = factors::examine(self.core, known, Method::Pass, &factors::Answer::Typed(typed)).await?;
        let (Some(right), Some(account)) = (right, &account) else {
            let why = if known.is_some() { "Wrong" } else { "unknown" };
            return self.refuse(why, account.as_ref()).await;
        };
        let Some(id) = right.pass() else { return self.refuse("Wrong", Some(account)).await };
        let applied = self.judge(directory, account).await?;
        self.enter(account, Entry::Pass { id }, applied, Some(&right)).await
    }

    /// The account of the name; `None` for none, and for more than one.
    async fn find(&self, directory: &dyn DirectoryRead) -> Result<Option<Account>, SignInError> {
        let Some(name) = &self.name else { return Ok(None) };
        match directory.find(name).await.map_err(|error| self.down(&error))? {
            Found::One(account) => Ok(Some(*account)),
            Found::Nobody | Found::Ambiguous => Ok(None),
        }
    }

    /// What is told to who proved the account, and to nobody else: why it is not for this account. Else which policy
    /// applies to it.
    async fn judge(&self, directory: &dyn DirectoryRead, account: &Account) -> Result<Applied, SignInError> {
        // A group that can not be read must never count as "not excluded".
        let own = self.core.policy_of(directory, account).await.map_err(|error| self.down(&error))?;
        match own.admits(account) {
            // Security info can be kept while nothing is written to the directory.
            Ok(()) | Err(Code::WritebackOff) => {}
            Err(Code::AccountOff | Code::AdministratorLock) => {
                return self.refuse("AccountOff", Some(account)).await;
            }
            Err(code) => return self.stop(account, code).await,
        }
        let person = self.core.store.person(self.core.tenant, account.id).await?;
        if person.is_some_and(|person| person.frozen_at.is_some()) {
            return self.stop(account, Code::Frozen).await;
        }
        Ok(own.applied)
    }

    async fn enter(
        &self,
        account: &Account,
        entry: Entry,
        applied: Applied,
        pass: Option<&factors::Right>,
    ) -> Result<Signed, SignInError> {
        let (core, input) = (self.core, &self.input);
        let locale = core.language_for(account.language.as_deref(), input.locale);
        let mut tx = core.store.begin().await?;
        if let Some(right) = pass {
            if !right.redeem(core, &mut tx).await? {
                drop(tx);
                return self.refuse("Wrong", Some(account)).await;
            }
            announce::announce(
                core,
                &mut tx,
                &Announcement {
                    account: account.id,
                    directory: &account.contacts,
                    happened: Happened::PassUsed,
                    client: Some(input.client),
                    locale: &locale,
                    name: &account.display_name,
                    support_id: &self.support_id,
                },
            )
            .await?;
            tx.audit(&core.tenant, &self.event(EventKind::PassUsed, Outcome::Success, Some(account))).await?;
        }
        core.limits.forgive_password_in(&mut tx, &self.digest, account.id).await?;
        let begin_with = Begin {
            account,
            login: &self.typed,
            entry,
            applied,
            client: input.client,
            locale: input.locale,
            return_to: input.return_to,
        };
        let (token, _) = begin(core, &mut tx, begin_with).await?;
        tx.commit().await?;
        core.limits.delays.forget(&self.digest);
        core.wake.notify_one();
        Ok(Signed::In(token))
    }

    /// The password was right: the name goes on to the change in a flow of its own, not in an address.
    async fn lead_to_change(&self, account: &Account) -> Result<Signed, SignInError> {
        let (core, now) = (self.core, self.core.now());
        let row = Flow {
            id: core.new_id(),
            tenant: core.tenant,
            kind: MUST_CHANGE.to_owned(),
            cookie: core.cookie_digest(&random::token(core.rng.as_ref())),
            support_id: self.support_id.clone(),
            step: String::new(),
            state: String::new(),
            login_digest: self.digest,
            login: self.typed.clone(),
            locale: core.language_for(account.language.as_deref(), self.input.locale),
            client: self.input.client.clone(),
            created_at: now,
            expires_at: now.after(core.numbers.reset_life),
            account: Some(account.id),
            verdict: None,
            contacts: None,
            version: 1,
            ended_at: None,
        };
        let mut journey = Journey { row, state: Reset::start(&core.policies.current()) };
        let cookie = journey.rotate(core);
        journey.write_state()?;
        let mut tx = core.store.begin().await?;
        tx.insert_flow(&journey.row).await?;
        core.limits.forgive_password_in(&mut tx, &self.digest, account.id).await?;
        let event = self.event(EventKind::SignedIn, Outcome::Failure, Some(account)).with("why", "MustChange");
        tx.audit(&core.tenant, &event).await?;
        tx.commit().await?;
        core.limits.delays.forget(&self.digest);
        Ok(Signed::MustChange(cookie))
    }

    fn event(&self, kind: EventKind, outcome: Outcome, account: Option<&Account>) -> Event {
        let mut event = Event::new(kind, outcome).with("how", self.how);
        event.account = account.map(|account| account.id);
        event.support_id = Some(self.support_id.clone());
        event.personal = Some(Personal {
            login: Some(self.input.login.chars().take(LoginName::MAX).collect()),
            client: Some(self.input.client.clone()),
            ..Personal::default()
        });
        event
    }

    async fn write_down(&self, event: &Event) -> Result<(), SignInError> {
        let mut tx = self.core.store.begin().await?;
        tx.audit(&self.core.tenant, event).await?;
        Ok(tx.commit().await?)
    }

    async fn refuse<T>(&self, why: &str, account: Option<&Account>) -> Result<T, SignInError> {
        self.write_down(&self.event(EventKind::SignedIn, Outcome::Failure, account).with("why", why)).await?;
        Err(SignInError::Wrong)
    }

    async fn stop<T>(&self, account: &Account, code: Code) -> Result<T, SignInError> {
        let mut event = self.event(EventKind::SignedIn, Outcome::Failure, Some(account));
        event.code = Some(code);
        self.write_down(&event).await?;
        // They proved who they are: their next try is no guess.
        self.core.limits.delays.forget(&self.digest);
        Err(self.problem(code).into())
    }

    fn problem(&self, code: Code) -> StepError {
        StepError::Problem { code, support_id: self.support_id.clone() }
    }

    fn down(&self, error: &DirectoryError) -> SignInError {
        tracing::warn!(%error, "a sign-in waits for the directory");
        self.problem(Code::DirectoryDown).into()
    }

    /// What is wrong is answered late, and the later the more often it was (R38): a timer, no thread waits. The
    /// shortest delay is longer than a bind and a search, so that it does not tell what was wrong (R2).
    async fn keep_back(
        &self,
        begun: tokio::time::Instant,
        answer: Result<Signed, SignInError>,
    ) -> Result<Signed, SignInError> {
        if matches!(answer, Err(SignInError::Wrong)) {
            let nth = self.core.limits.delays.fail(&self.digest, self.core.now());
            tokio::time::sleep_until(begun + delay_of_failure(nth)).await;
        }
        answer
    }
}

/// The login name that a sign-in carried to the change, if this cookie is of one.
///
/// # Errors
/// [`StepError`].
pub async fn carried(core: &Core, cookie: &Token) -> Result<Option<String>, StepError> {
    match Journey::of_kind(core, cookie, MUST_CHANGE).await {
        Ok(journey) => Ok(Some(journey.row.login)),
        Err(StepError::Over) => Ok(None),
        Err(error) => Err(error),
    }
}
