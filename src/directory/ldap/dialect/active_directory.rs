//! Active Directory, and Samba as a domain controller.

use std::time::Duration;

use ldap3::Mod;

use crate::{
    directory::Stamp,
    domain::{
        account::{AccountId, AccountState, Lock, PasswordState, Protection},
        time::Timestamp,
    },
};

use super::{Dialect, Entry, Filter, Octets, replace};
use crate::directory::ldap::{
    moment,
    sid::{ADMINISTRATOR, KRBTGT, Sid},
};

/// Bits of userAccountControl (MS-ADTS 2.2.16). Read only: a computed value is never written.
const DISABLED: i64 = 0x2;
const MACHINE: i64 = 0x800 | 0x1000 | 0x2000 | 0x0400_0000;
const NEVER_EXPIRES: i64 = 0x1_0000;
/// Bits of msDS-User-Account-Control-Computed.
const LOCKED: i64 = 0x10;
const EXPIRED: i64 = 0x80_0000;

pub(crate) struct ActiveDirectory;

impl Dialect for ActiveDirectory {
    fn id_attribute(&self) -> &'static str {
        "objectGUID"
    }
    fn login_attribute(&self) -> &'static str {
        "sAMAccountName"
    }
    fn principal_attribute(&self) -> Option<&'static str> {
        Some("userPrincipalName")
    }
    fn person(&self) -> Filter {
        Filter::and(vec![Filter::equals("objectCategory", "person"), Filter::equals("objectClass", "user")])
    }
    fn group(&self) -> Filter {
        Filter::equals("objectClass", "group")
    }
    fn mailboxes(&self) -> &'static [&'static str] {
        &["otherMailbox", "mail"]
    }
    fn state_attributes(&self) -> &'static [&'static str] {
        &[
            "objectSid",
            "objectClass",
            "userAccountControl",
            "msDS-User-Account-Control-Computed",
            "lockoutTime",
            "pwdLastSet",
            "accountExpires",
            "adminCount",
            "servicePrincipalName",
        ]
    }
    fn id(&self, entry: &Entry) -> Option<AccountId> {
        entry.guid("objectGUID").map(AccountId)
    }
    fn id_filter(&self, id: AccountId) -> Filter {
        Filter::equals("objectGUID", id.0.to_bytes_le())
    }

    fn state(&self, entry: &Entry, _lock_life: Option<Duration>, now: Timestamp) -> AccountState {
        let control = entry.number("userAccountControl").unwrap_or(0);
        let computed = entry.number("msDS-User-Account-Control-Computed").unwrap_or(0);
        // lockoutTime stays after the lock is over; the computed bit knows how long it lasts.
        let lock = (computed & LOCKED != 0)
            .then(|| Lock { since: entry.number("lockoutTime").and_then(moment::filetime), by_administrator: false });
        // A password that never expires ignores "must change at next logon".
        let password = if control & NEVER_EXPIRES != 0 {
            PasswordState::Valid
        } else if entry.number("pwdLastSet") == Some(0) {
            PasswordState::MustChange
        } else if computed & EXPIRED != 0 {
            PasswordState::Expired
        } else {
            PasswordState::Valid
        };
        let end = entry.number("accountExpires").and_then(moment::filetime);
        AccountState {
            disabled: control & DISABLED != 0,
            expired: end.is_some_and(|end| end <= now),
            lock,
            password,
            password_set: entry.number("pwdLastSet").and_then(moment::filetime),
            protection: None,
        }
    }

    fn stamp(&self, entry: &Entry) -> Stamp {
        let lock = entry.text("lockoutTime").filter(|time| *time != "0").map(str::to_owned);
        Stamp { password: entry.text("pwdLastSet").map(str::to_owned), lock }
    }

    fn unlock(&self, entry: &Entry, _now: Timestamp) -> Vec<Mod<Octets>> {
        if self.stamp(entry).lock.is_some() { vec![replace("lockoutTime", "0")] } else { Vec::new() }
    }
}

/// Protection that the entry itself shows; groups are asked for apart (R114).
pub(crate) fn own_protection(entry: &Entry) -> Option<Protection> {
    let control = entry.number("userAccountControl").unwrap_or(0);
    let rid = entry.bytes("objectSid").first().and_then(|sid| Sid::from_bytes(sid)).and_then(|sid| sid.rid());
    let managed = ["msDS-GroupManagedServiceAccount", "msDS-ManagedServiceAccount"];
    if control & MACHINE != 0 || entry.is_a("computer") && !managed.iter().any(|class| entry.is_a(class)) {
        Some(Protection::Machine)
    } else if rid == Some(KRBTGT) || entry.has("servicePrincipalName") || managed.iter().any(|class| entry.is_a(class))
    {
        Some(Protection::Service)
    } else if entry.number("adminCount").is_some_and(|count| count > 0) {
        Some(Protection::AdminCount)
    } else if rid == Some(ADMINISTRATOR) {
        Some(Protection::PrivilegedGroup("Administrators".to_owned()))
    } else {
        None
    }
}

/// Where Active Directory takes writes to an account: by identity, so that a move or rename is no matter (R96).
pub(crate) fn guid_dn(id: AccountId) -> String {
    format!("<GUID={}>", id.0)
}
