//! What differs between products. Everything else is the same code for all.

pub(crate) mod active_directory;
mod ds389;
mod freeipa;
mod openldap;

use std::time::Duration;

use ldap3::Mod;

use crate::{
    directory::Stamp,
    domain::{
        account::{AccountId, AccountState},
        time::Timestamp,
    },
};

use super::{entry::Entry, filter::Filter, secret::Octets, settings::Kind};

/// One product's names and habits.
pub(crate) trait Dialect: Send + Sync {
    /// The attribute that never changes.
    fn id_attribute(&self) -> &'static str;
    /// The short login name.
    fn login_attribute(&self) -> &'static str;
    /// The long login name, if there is one.
    fn principal_attribute(&self) -> Option<&'static str> {
        None
    }
    /// People, and nothing else.
    fn person(&self) -> Filter;
    /// Groups.
    fn group(&self) -> Filter;
    /// Where mailboxes are if nothing is configured.
    fn mailboxes(&self) -> &'static [&'static str] {
        &["mail"]
    }
    /// What [`state`](Self::state), [`stamp`](Self::stamp) and [`unlock`](Self::unlock) read.
    fn state_attributes(&self) -> &'static [&'static str];

    /// The identity in an entry.
    fn id(&self, entry: &Entry) -> Option<AccountId> {
        entry.text(self.id_attribute())?.parse().ok().map(AccountId)
    }
    /// The entry with an identity.
    fn id_filter(&self, id: AccountId) -> Filter {
        Filter::equals(self.id_attribute(), id.0.to_string())
    }
    /// Fitness, without protection. `lock_life`: how long a lockout lasts, where only the policy says so.
    fn state(&self, entry: &Entry, lock_life: Option<Duration>, now: Timestamp) -> AccountState;
    /// What a write will move.
    fn stamp(&self, entry: &Entry) -> Stamp;
    /// What lifts a lockout; nothing when there is none. Each change is a modify of its own that may find the
    /// attribute gone already.
    fn unlock(&self, entry: &Entry, now: Timestamp) -> Vec<Mod<Octets>>;
}

/// The dialect of a product.
pub(crate) fn of(kind: Kind) -> &'static dyn Dialect {
    match kind {
        Kind::ActiveDirectory => &active_directory::ActiveDirectory,
        Kind::OpenLdap => &openldap::OpenLdap,
        Kind::Ds389 => &ds389::Ds389,
        Kind::FreeIpa => &freeipa::FreeIpa,
    }
}

/// `replace: attribute` with one value.
fn replace(attribute: &str, value: &str) -> Mod<Octets> {
    Mod::Replace(Octets::plain(attribute), [Octets::plain(value)].into())
}

/// `delete: attribute` with all its values.
fn delete(attribute: &str) -> Mod<Octets> {
    Mod::Delete(Octets::plain(attribute), std::collections::HashSet::new())
}

/// Whether `nsAccountLock` switches the account off (389-DS and its kin).
fn is_inactivated(entry: &Entry) -> bool {
    entry.text("nsAccountLock").is_some_and(|v| v.eq_ignore_ascii_case("true"))
}
