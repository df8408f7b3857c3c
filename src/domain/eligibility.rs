//! May this account be reset here? Pure: what the directory said goes in, a verdict comes out. The person who
//! asks never sees it before the first gate is passed; the audit log does.

use std::collections::BTreeSet;

use super::{
    account::Account,
    error::Code,
    means::Means,
    policy::{Enabled, GroupName, Policy},
    time::Timestamp,
};

/// The groups that must be asked about before [`verdict`] can tell.
#[must_use]
pub fn groups_of_interest(policy: &Policy) -> Vec<GroupName> {
    match &policy.enabled {
        Enabled::None => Vec::new(),
        Enabled::Selected { groups, except } => groups.iter().chain(except).cloned().collect(),
        Enabled::All { except } => except.clone(),
    }
}

/// Whether `account` may be reset under `policy` with `means`; `member_of` are those of [`groups_of_interest`] that it
/// is in.
///
/// # Errors
/// The reason, most fundamental first: one that an administrator can act on.
pub fn verdict(
    policy: &Policy,
    account: &Account,
    member_of: &BTreeSet<GroupName>,
    means: &Means,
    now: Timestamp,
) -> Result<(), Code> {
    fit(policy, account)?;
    if !in_scope(&policy.enabled, member_of) {
        return Err(Code::NotInScope);
    }
    if means.gates(policy, now) < policy.gates.count() { Err(Code::NotEnoughMethods) } else { Ok(()) }
}

/// The part of [`verdict`] that needs no group: asked again right before a write (R71).
///
/// # Errors
/// The reason.
pub fn fit(policy: &Policy, account: &Account) -> Result<(), Code> {
    if policy.enabled == Enabled::None {
        return Err(Code::SwitchedOff);
    }
    if !policy.writeback {
        return Err(Code::WritebackOff);
    }
    if account.state.protection.is_some() && !policy.protected_too {
        return Err(Code::Protected);
    }
    if account.state.disabled || account.state.expired {
        return Err(Code::AccountOff);
    }
    if account.state.lock.is_some_and(|lock| lock.by_administrator) {
        return Err(Code::AdministratorLock);
    }
    Ok(())
}

/// Scope: none, selected groups (no group means nobody), or all; an exclusion wins.
#[must_use]
pub fn in_scope(enabled: &Enabled, member_of: &BTreeSet<GroupName>) -> bool {
    let any = |names: &[GroupName]| names.iter().any(|name| member_of.contains(name));
    match enabled {
        Enabled::None => false,
        Enabled::Selected { groups, except } => any(groups) && !any(except),
        Enabled::All { except } => !any(except),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        account::{AccountId, AccountState, Contact, Lock, Protection},
        contact::{Mailbox, Phone},
        method::Method,
    };

    fn policy(enabled: Enabled) -> Policy {
        Policy::sample(enabled)
    }

    fn account() -> Account {
        Account {
            id: AccountId(uuid::Uuid::nil()),
            login: "alice".into(),
            principal: None,
            display_name: "Alice".into(),
            names: vec![],
            language: None,
            location: String::new(),
            state: AccountState::default(),
            contacts: vec![
                Contact::Mail(Mailbox::parse("alice@contoso.com").unwrap()),
                Contact::Mail(Mailbox::parse("alice@home.example").unwrap()),
                Contact::Mobile(Phone::parse("+33 6 12 34 56 78", None).unwrap()),
            ],
        }
    }

    const NOW: Timestamp = Timestamp(1_000_000);

    fn means(account: &Account) -> Means {
        Means { directory: account.contacts.clone(), ..Means::default() }
    }

    fn judged(policy: &Policy, account: &Account) -> Result<(), Code> {
        verdict(policy, account, &groups(&[]), &means(account), NOW)
    }

    fn groups(names: &[&str]) -> BTreeSet<GroupName> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn selected_without_a_group_means_nobody_and_an_exclusion_wins() {
        let nobody = Enabled::Selected { groups: vec![], except: vec![] };
        assert!(!in_scope(&nobody, &groups(&["a"])));
        let some = Enabled::Selected { groups: vec!["a".into()], except: vec!["x".into()] };
        assert!(in_scope(&some, &groups(&["a"])));
        assert!(!in_scope(&some, &groups(&["a", "x"])));
        assert!(!in_scope(&some, &groups(&[])));
        let all = Enabled::All { except: vec!["x".into()] };
        assert!(in_scope(&all, &groups(&[])));
        assert!(!in_scope(&all, &groups(&["x"])));
        assert!(!in_scope(&Enabled::None, &groups(&["a"])));
    }

    #[test]
    fn r54_an_own_mailbox_is_no_gate() {
        let policy = policy(Enabled::All { except: vec![] });
        let account = account();
        let mails = means(&account).destinations(&policy, Method::Email, NOW);
        assert_eq!(mails, vec![account.contacts[1].clone()]);
        let mut poorer = account.clone();
        poorer.contacts.remove(1);
        assert_eq!(judged(&policy, &poorer), Err(Code::NotEnoughMethods));
        assert_eq!(judged(&policy, &account), Ok(()));
    }

    #[test]
    fn r114_protected_disabled_and_administratively_locked_accounts_are_refused() {
        let policy = policy(Enabled::All { except: vec![] });
        let with = |change: fn(&mut AccountState)| {
            let mut account = account();
            change(&mut account.state);
            judged(&policy, &account)
        };
        assert_eq!(with(|s| s.protection = Some(Protection::AdminCount)), Err(Code::Protected));
        assert_eq!(with(|s| s.disabled = true), Err(Code::AccountOff));
        assert_eq!(with(|s| s.expired = true), Err(Code::AccountOff));
        assert_eq!(with(|s| s.lock = Some(Lock { since: None, by_administrator: true })), Err(Code::AdministratorLock));
        assert_eq!(with(|s| s.lock = Some(Lock { since: None, by_administrator: false })), Ok(()));
    }

    #[test]
    fn switches_refuse_everybody() {
        let mut off = policy(Enabled::None);
        assert_eq!(judged(&off, &account()), Err(Code::SwitchedOff));
        off.enabled = Enabled::All { except: vec![] };
        off.writeback = false;
        assert_eq!(judged(&off, &account()), Err(Code::WritebackOff));
    }
}
