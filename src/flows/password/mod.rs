//! The one judge of new passwords, for resets and changes alike. It collects every reason at once: our own rules
//! (length, banned words, leaked passwords, former passwords that we remember) and the directory's, predicted before
//! the write (R110). The directory has the last word; what it leaves unsaid is named by exclusion.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use super::{Core, StepError};
use crate::{
    breach::{Breach, Seen},
    crypto::hasher::Hasher,
    directory::{DirectoryError, DirectoryRead, WriteError},
    domain::{
        account::{Account, AccountId},
        banned::{BannedList, Names, Verdict},
        event::Event,
        locale::Locale,
        password::{self, Complexity, NewPassword, PasswordRules, Refusal},
        rules::{self, AccountFacts, Way},
        strength::Strength,
    },
};

mod history;
mod phrases;

/// How long a page waits for the directory's rules before ours alone are looked at.
const RULES_WAIT: Duration = Duration::from_secs(2);
/// Estimates of strength at once; each takes some milliseconds of a processor.
const ESTIMATES: usize = 2;

/// What is asked of new passwords beside the directory's rules and the policy's length.
#[derive(Clone)]
pub struct Judge {
    /// Banned words; none when the check is switched off.
    pub banned: Option<Arc<BannedList>>,
    /// Leaked passwords; none when the check is switched off.
    pub breach: Option<Breach>,
    /// How many former passwords we remember ourselves; 0 for none.
    pub remembered: u32,
    hasher: Arc<Hasher>,
    turns: Arc<Semaphore>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Judge(..)")
    }
}

/// A new password is not to be used, and every reason why.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// Why; never empty.
    pub refusals: Vec<Refusal>,
    /// The directory's rules, where they are known.
    pub rules: PasswordRules,
    /// Names of the person, for the check while typing.
    pub names: Vec<String>,
    /// How easily it is guessed, and what helps.
    pub strength: Option<Strength>,
}

impl Refused {
    /// For these reasons, with nothing known of the account.
    #[must_use]
    pub fn plainly(refusals: Vec<Refusal>) -> Self {
        Self { refusals, ..Self::default() }
    }
}

/// What is known of an account when its password is judged.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The directory's rules, as far as they could be read.
    pub rules: PasswordRules,
    /// Names that may not be in it.
    pub names: Vec<String>,
}

/// One password, and what it is for.
#[derive(Debug)]
pub struct Candidate<'a> {
    /// Whose.
    pub account: &'a Account,
    /// The one so far, where it was typed.
    pub old: Option<&'a NewPassword>,
    /// The password.
    pub new: &'a NewPassword,
    /// How it will be written.
    pub way: Way,
}

impl Judge {
    /// A judge with these lists.
    #[must_use]
    pub fn new(banned: Option<BannedList>, breach: Option<Breach>, remembered: u32, hasher: Arc<Hasher>) -> Self {
        let turns = Arc::new(Semaphore::new(ESTIMATES));
        Self { banned: banned.map(Arc::new), breach, remembered, hasher, turns }
    }

    /// What can be said of a password before anything is known of the account: it costs no question to anybody.
    #[must_use]
    pub fn offhand(&self, core: &Core, new: &NewPassword) -> Vec<Refusal> {
        self.own(core, new, &Names::default())
    }

    /// Length, characters and banned words.
    fn own(&self, core: &Core, new: &NewPassword, names: &Names) -> Vec<Refusal> {
        let mut refusals = match password::check_length(new, core.common().minimum_length) {
            Err(Refusal::Empty) => return vec![Refusal::Empty],
            outcome => outcome.err().into_iter().collect::<Vec<_>>(),
        };
        for refusal in rules::takeable(new) {
            add(&mut refusals, refusal);
        }
        match self.banned.as_ref().map(|list| list.check(new.expose(), names)) {
            Some(Verdict::ContainsName) => add(&mut refusals, Refusal::ContainsName),
            Some(Verdict::TooCommon | Verdict::TooFewPoints) => add(&mut refusals, Refusal::TooCommon),
            Some(Verdict::Accepted) | None => {}
        }
        refusals
    }

    /// Judges a password. The directory's rules are read in passing, and returned for the write that follows.
    ///
    /// # Errors
    /// [`JudgeError::Refused`] with every reason; [`JudgeError::Step`] when our own database does not answer.
    pub async fn judge(
        &self,
        core: &Core,
        directory: &dyn DirectoryRead,
        candidate: &Candidate<'_>,
    ) -> Result<PasswordRules, JudgeError> {
        let Candidate { account, old, new, way } = *candidate;
        let names = Names::new(account.names.iter().map(String::as_str));
        let mut refusals = self.own(core, new, &names);
        if refusals == [Refusal::Empty] {
            return Err(JudgeError::Refused(Box::new(Refused::plainly(refusals))));
        }
        let rules = rules_of(directory, account.id).await;
        for refusal in rules::predict(&rules, &AccountFacts::of(account, core.now(), way), new) {
            add(&mut refusals, refusal);
        }
        // Beyond our own ceiling nothing is hashed or looked up.
        if new.length() <= crate::domain::numbers::PASSWORD_MAX {
            if let Some(refusal) = self.leaked(new).await {
                add(&mut refusals, refusal);
            }
            let same = old.is_some_and(|old| old.expose() == new.expose());
            if same && (rules.history.is_some_and(|n| n > 0) || self.remembered > 0)
                || self.is_remembered(core, account.id, new).await?
            {
                add(&mut refusals, Refusal::UsedBefore);
            }
        }
        if refusals.is_empty() {
            return Ok(rules);
        }
        let strength = self.strength(account, new).await;
        let names = account.names.clone();
        Err(JudgeError::Refused(Box::new(Refused { refusals, rules, names, strength })))
    }

    async fn leaked(&self, new: &NewPassword) -> Option<Refusal> {
        let breach = self.breach.as_ref()?;
        let seen = breach.seen(new.expose()).await;
        match seen {
            Seen::Listed { .. } => Some(Refusal::Leaked),
            _ if breach.accepts(seen) => None,
            _ => Some(Refusal::LeakUnknown),
        }
    }

    /// How easily a password is guessed; on a thread for slow work, and not for endless ones.
    async fn strength(&self, account: &Account, new: &NewPassword) -> Option<Strength> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        let words: Vec<String> = account.names.clone();
        let password = NewPassword::new(new.expose());
        let estimate = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Strength::of(password.expose(), &words)
        });
        estimate.await.ok()
    }

    /// Three passwords made of words that keep the rules; nobody's until somebody types one.
    #[must_use]
    pub fn phrases(&self, core: &Core, known: &Known, locale: &Locale) -> Vec<String> {
        phrases::suggest(self, core, known, locale)
    }
}

/// The directory's rules for an account; none when they can not be read in time, since the directory has the last
/// word anyway.
async fn rules_of(directory: &dyn DirectoryRead, account: AccountId) -> PasswordRules {
    in_time(directory.password_rules(account)).await.unwrap_or_default()
}

/// What a page shows of an account's rules, and the names that may not be in its password.
pub async fn known(directory: &dyn DirectoryRead, account: AccountId) -> Known {
    let (rules, found) = tokio::join!(rules_of(directory, account), in_time(directory.get(account)));
    Known { rules, names: found.flatten().map(|account| account.names).unwrap_or_default() }
}

async fn in_time<T>(question: impl Future<Output = Result<T, DirectoryError>>) -> Option<T> {
    match tokio::time::timeout(RULES_WAIT, question).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::info!(%error, "the directory's password rules can not be read");
            None
        }
        Err(_) => None,
    }
}

/// Names the rule that a directory did not name, by exclusion: every rule that can be looked at was kept.
#[must_use]
pub fn named(error: WriteError, rules: &PasswordRules, way: Way) -> WriteError {
    let WriteError::Refused(refusal, text) = error else { return error };
    let refusal = match refusal {
        Refusal::Unnamed => rules::likely(rules, way),
        Refusal::TooShort(None) => Refusal::TooShort(rules.minimum_length.and_then(|n| u32::try_from(n).ok())),
        Refusal::TooLong(None) => Refusal::TooLong(rules.maximum_length.and_then(|n| u32::try_from(n).ok())),
        // A check module's word, where no rule asks for kinds of characters.
        Refusal::Complexity if rules.complexity == Complexity::No => Refusal::LikelyFilter,
        other => other,
    };
    WriteError::Refused(refusal, text)
}

impl Refused {
    /// Writes down which rules refused, in `event`; never the password.
    ///
    /// # Errors
    /// [`StepError`].
    pub async fn write_down(&self, core: &Core, event: Event) -> Result<(), StepError> {
        let rules: Vec<String> = self.refusals.iter().map(|refusal| format!("{refusal:?}")).collect();
        let mut tx = core.store.begin().await?;
        tx.audit(&core.tenant, &event.with("rules", rules.join(", "))).await?;
        Ok(tx.commit().await?)
    }
}

/// Adds a reason, once for each rule; of two lengths the stricter one is told.
fn add(refusals: &mut Vec<Refusal>, refusal: Refusal) {
    for known in refusals.iter_mut() {
        match (&*known, refusal) {
            (Refusal::TooShort(a), Refusal::TooShort(b)) => {
                *known = Refusal::TooShort((*a).max(b));
                return;
            }
            (Refusal::TooLong(a), Refusal::TooLong(b)) => {
                *known = Refusal::TooLong((*a).into_iter().chain(b).min());
                return;
            }
            (a, b) if *a == b => return,
            _ => {}
        }
    }
    refusals.push(refusal);
}

/// A password was not judged fit.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// It is not.
    #[error("the password was refused: {:?}", .0.refusals)]
    Refused(Box<Refused>),
    /// It could not be judged.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<crate::store::StoreError> for JudgeError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Step(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unnamed_refusal_is_named_by_exclusion() {
        let told = |refusal, rules: &PasswordRules, way| match named(
            WriteError::Refused(refusal, String::new()),
            rules,
            way,
        ) {
            WriteError::Refused(refusal, _) => refusal,
            other => panic!("{other}"),
        };
        let ad = PasswordRules { history: Some(24), minimum_length: Some(7), ..PasswordRules::default() };
        assert_eq!(told(Refusal::Unnamed, &ad, Way::Change), Refusal::LikelyUsedBefore);
        assert_eq!(told(Refusal::Unnamed, &ad, Way::Reset), Refusal::LikelyFilter);
        assert_eq!(told(Refusal::TooShort(None), &ad, Way::Reset), Refusal::TooShort(Some(7)));
        assert_eq!(told(Refusal::Complexity, &ad, Way::Reset), Refusal::LikelyFilter);
        assert_eq!(told(Refusal::TooYoung, &ad, Way::Change), Refusal::TooYoung);
    }

    #[test]
    fn a_reason_is_told_once_and_the_stricter_length() {
        let mut all = vec![Refusal::TooShort(Some(14))];
        for refusal in [Refusal::TooShort(Some(20)), Refusal::ContainsName, Refusal::ContainsName] {
            add(&mut all, refusal);
        }
        assert_eq!(all, [Refusal::TooShort(Some(20)), Refusal::ContainsName]);
    }
}
