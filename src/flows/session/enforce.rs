//! Must this person register or reconfirm? Asked by other applications, many times a minute: answers are kept in
//! memory for a short time. Nobody is kept from their work because the directory or the database is away: then nothing
//! is due.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{Due, due};
use crate::{
    crypto::digest::Purpose,
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{error::Code, event::EventKind, identifier::LoginName, time::Timestamp},
    flows::Core,
    store::StoreError,
    telemetry::metric::REGISTRATION_CHECKS,
};

/// How long "nothing is due" is believed.
const KEEP_NOTHING: Duration = Duration::from_secs(60);
/// How long "something is due" is believed: who has just registered must not be sent back.
const KEEP_DUE: Duration = Duration::from_secs(2);
/// How long nobody is asked about again after a failure.
const KEEP_FAILURE: Duration = Duration::from_secs(5);
/// How long an application waits at most.
const PATIENCE: Duration = Duration::from_secs(2);
/// Names remembered.
const MOST: usize = 50_000;

/// Answers of a while ago, by login name; one per node.
#[derive(Debug, Default)]
pub struct Answers {
    kept: Mutex<HashMap<[u8; 32], (Due, Timestamp)>>,
}

/// Why nothing is known; for the log only.
#[derive(Debug, thiserror::Error)]
enum Unknown {
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no answer within two seconds")]
    Late(#[from] tokio::time::error::Elapsed),
}

impl Answers {
    /// What is due for the person with this login name; nothing for who is unknown, can not register, or can not be
    /// asked about now.
    pub async fn due(&self, core: &Core, directory: &dyn DirectoryRead, login: &str) -> Due {
        let Some(name) = LoginName::parse(login) else { return Due::Nothing };
        let key = *core.keyring.digest(Purpose::Login, &[name.folded().as_bytes()]).as_bytes();
        if let Some(due) = self.kept(&key, core.now()) {
            return due;
        }
        let asked = tokio::time::timeout(PATIENCE, look(core, directory, &name)).await;
        let (due, keep, outcome) = match asked.map_err(Unknown::from).and_then(|answer| answer) {
            Ok(Due::Nothing) => (Due::Nothing, KEEP_NOTHING, "nothing"),
            Ok(due) => (due, KEEP_DUE, due.as_str()),
            Err(error) => {
                tracing::warn!(%error, "an application was told that nothing is due: nobody could be asked");
                (Due::Nothing, KEEP_FAILURE, "failed")
            }
        };
        metrics::counter!(REGISTRATION_CHECKS, "outcome" => outcome).increment(1);
        self.keep(key, due, core.now(), keep);
        due
    }

    fn kept(&self, key: &[u8; 32], now: Timestamp) -> Option<Due> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back keeps nothing alive: the end is never further away than the longest time.
        kept.get(key).filter(|(_, end)| now < *end && *end <= now.after(KEEP_NOTHING)).map(|(due, _)| *due)
    }

    fn keep(&self, key: [u8; 32], due: Due, now: Timestamp, span: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (_, end)| now < *end);
            if kept.len() >= MOST {
                return;
            }
        }
        kept.insert(key, (due, now.after(span)));
    }
}

async fn look(core: &Core, directory: &dyn DirectoryRead, name: &LoginName) -> Result<Due, Unknown> {
    let Found::One(account) = directory.find(name).await? else { return Ok(Due::Nothing) };
    let own = core.policy_of(directory, &account).await?;
    // Who can not register is not sent to register.
    if !matches!(own.admits(&account), Ok(()) | Err(Code::WritebackOff)) {
        return Ok(Due::Nothing);
    }
    let person = core.store.person(core.tenant, account.id).await?;
    let person = person.unwrap_or_else(|| crate::domain::security_info::Person::new(account.id, uuid::Uuid::nil()));
    if person.frozen_at.is_some() {
        return Ok(Due::Nothing);
    }
    let means = core.means(account.id, &account.contacts, false).await?;
    let due = due(&own.policy, &person, means.kinds(&own.policy).len(), core.now());
    if due == Due::Nothing || person.postponed == 0 {
        return Ok(due);
    }
    let postponed = core.store.last_event(core.tenant, account.id, EventKind::RegistrationPostponed).await?;
    Ok(due.for_applications(postponed, core.now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_for_their_time_and_not_without_end() {
        let answers = Answers::default();
        let now = Timestamp(1_000_000_000);
        answers.keep([1; 32], Due::Nothing, now, KEEP_NOTHING);
        assert_eq!(answers.kept(&[1; 32], now.after(Duration::from_secs(59))), Some(Due::Nothing));
        assert_eq!(answers.kept(&[1; 32], now.after(KEEP_NOTHING)), None);
        assert_eq!(answers.kept(&[1; 32], now.before(Duration::from_secs(3600))), None, "a clock that went back");
        assert_eq!(answers.kept(&[2; 32], now), None);
        for n in 0..u32::try_from(MOST).unwrap() + 10 {
            let mut key = [0; 32];
            key[..4].copy_from_slice(&n.to_be_bytes());
            answers.keep(key, Due::Nothing, now, KEEP_NOTHING);
        }
        assert_eq!(answers.kept.lock().unwrap().len(), MOST);
        answers.keep([9; 32], Due::Nothing, now.after(KEEP_NOTHING), KEEP_NOTHING);
        assert_eq!(answers.kept.lock().unwrap().len(), 1);
    }
}
