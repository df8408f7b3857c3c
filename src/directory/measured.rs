//! A directory whose operations are timed: `latchkey_directory_operation_duration_seconds`.

use std::{collections::BTreeSet, future::Future, sync::Arc, time::Instant};

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::{
    AccountWrite, Aim, Directory, DirectoryError, DirectoryRead, Expiring, Found, PasswordCheck, PasswordWrite,
    Settled, SignIn, Stamp, WriteError,
    scan::{DirectoryScan, PageToken, Scan, ScanPage},
};
use crate::{
    domain::{
        account::{Account, AccountId},
        identifier::LoginName,
        password::{NewPassword, PasswordRules},
        policy::GroupName,
        time::Timestamp,
    },
    telemetry::metric::DIRECTORY_SECONDS,
};

/// Times every operation of the directory behind it.
pub struct Measured(pub Arc<dyn Directory>);

impl std::fmt::Debug for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Measured(..)")
    }
}

async fn timed<T, E>(operation: &'static str, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let begun = Instant::now();
    let done = work.await;
    let outcome = if done.is_ok() { "ok" } else { "error" };
    metrics::histogram!(DIRECTORY_SECONDS, "operation" => operation, "outcome" => outcome).record(begun.elapsed());
    done
}

#[async_trait]
impl DirectoryRead for Measured {
    async fn find(&self, login: &LoginName) -> Result<Found, DirectoryError> {
        timed("find", self.0.find(login)).await
    }

    async fn get(&self, id: AccountId) -> Result<Option<Account>, DirectoryError> {
        timed("get", self.0.get(id)).await
    }

    async fn memberships(&self, id: AccountId, among: &[GroupName]) -> Result<BTreeSet<GroupName>, DirectoryError> {
        timed("memberships", self.0.memberships(id, among)).await
    }

    async fn lacks_group(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        timed("lacks-group", self.0.lacks_group(group)).await
    }

    async fn place(&self, name: &str) -> Result<Option<String>, DirectoryError> {
        timed("place", self.0.place(name)).await
    }

    async fn password_rules(&self, id: AccountId) -> Result<PasswordRules, DirectoryError> {
        timed("password-rules", self.0.password_rules(id)).await
    }

    async fn expiring(&self, until: Timestamp, to: &mpsc::Sender<Expiring>) -> Result<(), DirectoryError> {
        timed("expiring", self.0.expiring(until, to)).await
    }

    async fn ready(&self) -> Result<(), DirectoryError> {
        timed("ready", self.0.ready()).await
    }
}

#[async_trait]
impl PasswordCheck for Measured {
    async fn check_password(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError> {
        timed("check-password", self.0.check_password(id, password)).await
    }
}

#[async_trait]
impl PasswordWrite for Measured {
    async fn aim(&self, id: AccountId) -> Result<Aim, WriteError> {
        timed("aim", self.0.aim(id)).await
    }

    async fn reset(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        timed("reset", self.0.reset(aim, new)).await
    }

    async fn change(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError> {
        timed("change", self.0.change(aim, old, new)).await
    }

    async fn settle(&self, server: &str, id: AccountId, before: &Stamp) -> Result<Settled, DirectoryError> {
        timed("settle", self.0.settle(server, id, before)).await
    }
}

#[async_trait]
impl AccountWrite for Measured {
    async fn unlock(&self, aim: &Aim) -> Result<(), WriteError> {
        timed("unlock", self.0.unlock(aim)).await
    }
}

/// Times every page of a scan.
pub struct MeasuredScan(pub Arc<dyn DirectoryScan>);

impl std::fmt::Debug for MeasuredScan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MeasuredScan(..)")
    }
}

#[async_trait]
impl DirectoryScan for MeasuredScan {
    async fn scan(&self, what: &Scan, page: PageToken) -> Result<ScanPage, DirectoryError> {
        timed("scan", self.0.scan(what, page)).await
    }
}
