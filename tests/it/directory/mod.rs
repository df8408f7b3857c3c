//! The directory over LDAP, against real servers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test bed that can not be built is a failed test")]

mod active_directory;
mod bed;
mod ber;
mod choose;
mod differential;
mod doctor;
mod embedded;
mod faults;
mod openldap;
mod people;
mod watch;

use std::sync::Arc;

use latchkey::{
    directory::{
        Aim, DirectoryRead as _, Found, PasswordWrite as _,
        ldap::{LdapDirectory, LdapSettings},
    },
    domain::{
        account::Account,
        identifier::LoginName,
        password::NewPassword,
        time::{Clock, Timestamp},
    },
};

#[derive(Debug)]
struct Now;

impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "the servers of these tests live in real time")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Timestamp(i64::try_from(since.as_millis()).unwrap())
    }
}

fn directory(settings: LdapSettings) -> LdapDirectory {
    LdapDirectory::new(settings, Arc::new(Now)).unwrap()
}

fn password(text: &str) -> NewPassword {
    NewPassword::new(text)
}

async fn find(directory: &LdapDirectory, login: &str) -> Found {
    directory.find(&LoginName::parse(login).unwrap()).await.unwrap()
}

async fn account(directory: &LdapDirectory, login: &str) -> Account {
    match find(directory, login).await {
        Found::One(account) => *account,
        other => panic!("{login}: {other:?}"),
    }
}

async fn aim(directory: &LdapDirectory, login: &str) -> Aim {
    directory.aim(account(directory, login).await.id).await.unwrap()
}
