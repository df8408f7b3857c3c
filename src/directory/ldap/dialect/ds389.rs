//! 389 Directory Server.

use std::time::Duration;

use ldap3::Mod;
use uuid::Uuid;

use crate::{
    directory::Stamp,
    domain::{
        account::{AccountId, AccountState, Lock, PasswordState},
        time::Timestamp,
    },
};

use super::{Dialect, Entry, Filter, Octets, delete, is_inactivated, replace};
use crate::directory::ldap::moment;

/// accountUnlockTime of a lock that only an administrator ends.
const FOREVER: &str = "19700101000000Z";

pub(super) struct Ds389;

impl Dialect for Ds389 {
    fn id_attribute(&self) -> &'static str {
        "nsUniqueId"
    }
    fn login_attribute(&self) -> &'static str {
        "uid"
    }
    fn person(&self) -> Filter {
        Filter::or(["person", "posixAccount", "nsPerson"].map(|c| Filter::equals("objectClass", c)).into())
    }
    fn group(&self) -> Filter {
        Filter::or(
            ["groupOfNames", "groupOfUniqueNames", "posixGroup"].map(|c| Filter::equals("objectClass", c)).into(),
        )
    }
    fn state_attributes(&self) -> &'static [&'static str] {
        &[
            "nsAccountLock",
            "accountUnlockTime",
            "passwordRetryCount",
            "passwordExpirationTime",
            "passwordExpWarned",
            "pwdUpdateTime",
            "modifyTimestamp",
            "objectClass",
        ]
    }
    /// nsUniqueId is written in four groups of eight digits.
    fn id(&self, entry: &Entry) -> Option<AccountId> {
        let digits = entry.text("nsUniqueId")?.replace('-', "");
        Uuid::try_parse(&digits).ok().map(AccountId)
    }
    fn id_filter(&self, id: AccountId) -> Filter {
        let digits = id.0.simple().to_string();
        let groups: Vec<&str> = (0..4).filter_map(|n| digits.get(n * 8..n * 8 + 8)).collect();
        Filter::equals("nsUniqueId", groups.join("-"))
    }

    fn state(&self, entry: &Entry, _lock_life: Option<Duration>, now: Timestamp) -> AccountState {
        let lock = entry.text("accountUnlockTime").and_then(|text| {
            let by_administrator = text == FOREVER;
            let over = moment::generalized(text).is_some_and(|end| end <= now);
            (by_administrator || !over).then_some(Lock { since: None, by_administrator })
        });
        let expiry = entry.text("passwordExpirationTime").and_then(moment::generalized);
        let password = match expiry {
            Some(Timestamp(0)) => PasswordState::MustChange,
            Some(end) if end <= now => PasswordState::Expired,
            _ => PasswordState::Valid,
        };
        AccountState {
            disabled: is_inactivated(entry),
            expired: false,
            lock,
            password,
            password_set: entry.text("pwdUpdateTime").and_then(moment::generalized),
            protection: None,
        }
    }

    fn stamp(&self, entry: &Entry) -> Stamp {
        let password = entry.text("pwdUpdateTime").or_else(|| entry.text("modifyTimestamp"));
        let lock = entry.text("accountUnlockTime");
        Stamp { password: password.map(str::to_owned), lock: lock.map(str::to_owned) }
    }

    fn unlock(&self, entry: &Entry, _now: Timestamp) -> Vec<Mod<Octets>> {
        let mut changes = Vec::new();
        if entry.has("accountUnlockTime") {
            changes.push(delete("accountUnlockTime"));
        }
        if entry.number("passwordRetryCount").is_some_and(|count| count > 0) {
            changes.push(replace("passwordRetryCount", "0"));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_keeps_the_servers_grouping() {
        let id = AccountId(Uuid::from_u128(0x66446001_1dd211b2_802f0d5b_a43c1be3));
        let filter = Ds389.id_filter(id).to_string();
        assert_eq!(filter, "(nsUniqueId=66446001-1dd211b2-802f0d5b-a43c1be3)");
    }
}
