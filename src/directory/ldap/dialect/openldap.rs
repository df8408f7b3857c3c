//! OpenLDAP with the `ppolicy` overlay.

use std::time::Duration;

use ldap3::Mod;

use crate::{
    directory::Stamp,
    domain::{
        account::{AccountState, Lock, PasswordState},
        time::Timestamp,
    },
};

use super::{Dialect, Entry, Filter, Octets, delete};
use crate::directory::ldap::moment;

/// An administrator's lock that no time ends (draft-behera-ldap-password-policy, section 5.3.3).
const FOREVER: &str = "000001010000Z";
const DAY: i64 = 86_400_000;

pub(super) struct OpenLdap;

impl Dialect for OpenLdap {
    fn id_attribute(&self) -> &'static str {
        "entryUUID"
    }
    fn login_attribute(&self) -> &'static str {
        "uid"
    }
    fn person(&self) -> Filter {
        Filter::or(vec![Filter::equals("objectClass", "person"), Filter::equals("objectClass", "posixAccount")])
    }
    fn group(&self) -> Filter {
        Filter::or(
            ["groupOfNames", "groupOfUniqueNames", "posixGroup"].map(|c| Filter::equals("objectClass", c)).into(),
        )
    }
    fn state_attributes(&self) -> &'static [&'static str] {
        &[
            "pwdChangedTime",
            "pwdAccountLockedTime",
            "pwdReset",
            "pwdPolicySubentry",
            "shadowExpire",
            "entryCSN",
            "objectClass",
        ]
    }

    fn state(&self, entry: &Entry, lock_life: Option<Duration>, now: Timestamp) -> AccountState {
        let lock = entry.text("pwdAccountLockedTime").and_then(|text| {
            let since = moment::generalized(text);
            let by_administrator = text == FOREVER;
            // The time stays after the lock is over; only the policy says how long it lasts.
            let over = since.zip(lock_life).is_some_and(|(since, life)| !by_administrator && since.after(life) <= now);
            (!over).then_some(Lock { since, by_administrator })
        });
        let must_change = entry.text("pwdReset") == Some("TRUE");
        let end = entry.number("shadowExpire").filter(|days| *days >= 0);
        AccountState {
            disabled: false,
            expired: end.is_some_and(|days| days.saturating_mul(DAY) <= now.millis()),
            lock,
            password: if must_change { PasswordState::MustChange } else { PasswordState::Valid },
            password_set: entry.text("pwdChangedTime").and_then(moment::generalized).filter(|_| !must_change),
            protection: None,
        }
    }

    fn stamp(&self, entry: &Entry) -> Stamp {
        let password = entry.text("pwdChangedTime").or_else(|| entry.text("entryCSN"));
        let lock = entry.text("pwdAccountLockedTime");
        Stamp { password: password.map(str::to_owned), lock: lock.map(str::to_owned) }
    }

    // The overlay forgets the failures that led to the lock together with the lock.
    fn unlock(&self, entry: &Entry, _now: Timestamp) -> Vec<Mod<Octets>> {
        if entry.has("pwdAccountLockedTime") { vec![delete("pwdAccountLockedTime")] } else { Vec::new() }
    }
}
