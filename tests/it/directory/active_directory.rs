//! Against Samba as an Active Directory domain controller; `kinit` is the third party that proves passwords.

use latchkey::{
    directory::{
        AccountWrite as _, DirectoryRead as _, Found, PasswordCheck as _, PasswordWrite as _, SignIn, SignInRefusal,
        WriteError,
    },
    domain::{
        account::{Contact, PasswordState, Protection},
        password::Refusal,
    },
};

use super::{
    account, aim,
    bed::{ADMIN, ADMIN_PASSWORD, BASE, SAMBA, START},
    directory, find, password,
    people::dn,
};

#[tokio::test]
async fn a_reset_is_what_kerberos_believes() {
    let d = directory(SAMBA.settings());
    let aim = aim(&d, "alice").await;
    d.reset(&aim, &password("Größe-日本語-🔑-1a")).await.unwrap();
    assert_eq!(SAMBA.kinit("alice", "Größe-日本語-🔑-1a"), "");
    assert!(SAMBA.kinit("alice", START).contains("Password incorrect"));
    let settled = d.settle(&aim.server, aim.account.id, &aim.before).await.unwrap();
    assert!(settled.password_written && !settled.locked);
}
