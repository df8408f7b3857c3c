//! FreeIPA: 389-DS with Kerberos' own idea of lockout and expiry.

use std::time::Duration;

use ldap3::Mod;

use crate::{
    directory::Stamp,
    domain::{
        account::{AccountState, Lock, PasswordState},
        time::Timestamp,
    },
};

use super::{Dialect, Entry, Filter, Octets, is_inactivated, replace};
use crate::directory::ldap::moment;

/// FreeIPA's default `krbPwdMaxFailure`; the entry itself does not say when it is locked.
const FAILURES: i64 = 6;

pub(super) struct FreeIpa;

impl FreeIpa {
    fn is_locked(entry: &Entry) -> bool {
        let time = |name: &str| entry.text(name).and_then(moment::generalized);
        let unlocked_since = time("krbLastAdminUnlock") > time("krbLastFailedAuth");
        entry.number("krbLoginFailedCount").is_some_and(|count| count >= FAILURES) && !unlocked_since
    }
}

impl Dialect for FreeIpa {
    fn id_attribute(&self) -> &'static str {
        "ipaUniqueID"
    }
    fn login_attribute(&self) -> &'static str {
        "uid"
    }
    fn principal_attribute(&self) -> Option<&'static str> {
        Some("krbPrincipalName")
    }
    fn person(&self) -> Filter {
        Filter::and(vec![Filter::equals("objectClass", "person"), Filter::equals("objectClass", "krbPrincipalAux")])
    }
    fn group(&self) -> Filter {
        Filter::or(["ipaUserGroup", "groupOfNames"].map(|c| Filter::equals("objectClass", c)).into())
    }
    fn state_attributes(&self) -> &'static [&'static str] {
        &[
            "nsAccountLock",
            "krbLoginFailedCount",
            "krbLastFailedAuth",
            "krbLastAdminUnlock",
            "krbLastPwdChange",
            "krbPasswordExpiration",
            "krbPrincipalExpiration",
            "objectClass",
        ]
    }

    fn state(&self, entry: &Entry, lock_life: Option<Duration>, now: Timestamp) -> AccountState {
        let time = |name: &str| entry.text(name).and_then(moment::generalized);
        let since = time("krbLastFailedAuth");
        let over = since.zip(lock_life).is_some_and(|(since, life)| since.after(life) <= now);
        let lock = (Self::is_locked(entry) && !over).then_some(Lock { since, by_administrator: false });
        // A password that an administrator set expires in the second in which it was set.
        let password = match (time("krbPasswordExpiration"), time("krbLastPwdChange")) {
            (Some(end), Some(set)) if end <= set => PasswordState::MustChange,
            (Some(end), _) if end <= now => PasswordState::Expired,
            _ => PasswordState::Valid,
        };
        AccountState {
            disabled: is_inactivated(entry),
            expired: time("krbPrincipalExpiration").is_some_and(|end| end <= now),
            lock,
            password,
            password_set: time("krbLastPwdChange").filter(|_| password != PasswordState::MustChange),
            protection: None,
        }
    }

    fn stamp(&self, entry: &Entry) -> Stamp {
        let lock = Self::is_locked(entry).then(|| entry.text("krbLoginFailedCount").unwrap_or_default().to_owned());
        Stamp { password: entry.text("krbLastPwdChange").map(str::to_owned), lock }
    }

    fn unlock(&self, entry: &Entry, now: Timestamp) -> Vec<Mod<Octets>> {
        if !Self::is_locked(entry) {
            return Vec::new();
        }
        let mut changes = vec![replace("krbLoginFailedCount", "0")];
        changes.extend(moment::to_generalized(now).map(|time| replace("krbLastAdminUnlock", &time)));
        changes
    }
}
