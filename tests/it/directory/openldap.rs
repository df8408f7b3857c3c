//! Against slapd with the password policy overlay; `ldapsearch` is the third party that proves passwords.

use latchkey::{
    directory::{
        AccountWrite as _, DirectoryRead as _, Found, PasswordCheck as _, PasswordWrite as _, SignIn, SignInRefusal,
        WriteError,
    },
    domain::{account::PasswordState, password::Refusal},
};

use super::{
    account, aim,
    bed::{LBASE, SLAPD, START, Slapd},
    directory, find, password,
};

#[tokio::test]
async fn a_reset_is_what_the_client_of_openldap_believes() {
    let d = directory(SLAPD.settings());
    let alice = aim(&d, "alice").await;
    assert_eq!(account(&d, "ALICE@mail.example").await.id, alice.account.id);
    d.reset(&alice, &password("Größe-日本語-1a")).await.unwrap();
    assert!(SLAPD.lets_in("alice", "Größe-日本語-1a") && !SLAPD.lets_in("alice", START));
    let settled = d.settle(&alice.server, alice.account.id, &alice.before).await.unwrap();
    assert!(settled.password_written && !settled.locked);
    assert_eq!(d.check_password(alice.account.id, &password("Größe-日本語-1a")).await.unwrap(), SignIn::Ok);
    let again = d.reset(&alice, &password("Größe-日本語-1a")).await;
    assert!(matches!(again, Err(WriteError::Refused(Refusal::UsedBefore, _))), "{again:?}");
    let short = d.reset(&alice, &password("aB1!")).await;
    assert!(matches!(short, Err(WriteError::Refused(Refusal::TooShort(_), _))), "{short:?}");
}

#[tokio::test]
async fn changes_work_for_usable_expired_and_must_change_passwords() {
    let d = directory(SLAPD.settings());
    for (uid, expected) in [("bob", SignIn::Ok), ("exp", SignIn::Expired), ("mustch", SignIn::MustChange)] {
        let aim = aim(&d, uid).await;
        assert_eq!(d.check_password(aim.account.id, &password(START)).await.unwrap(), expected, "{uid}");
        let wrong = d.change(&aim, &password("not it"), &password("Changed!Pass-1")).await;
        assert!(matches!(wrong, Err(WriteError::WrongOld(_))), "{uid}: {wrong:?}");
        d.change(&aim, &password(START), &password("Changed!Pass-1")).await.unwrap();
        assert!(SLAPD.lets_in(uid, "Changed!Pass-1"), "{uid}");
    }
}

#[tokio::test]
async fn must_change_is_read() {
    let slapd = Slapd::start();
    let d = directory(slapd.settings());
    assert_eq!(account(&d, "mustch").await.state.password, PasswordState::MustChange);
}

#[tokio::test]
async fn r116_a_lock_is_lifted_and_an_administrators_is_not() {
    let d = directory(SLAPD.settings());
    let id = account(&d, "grace").await.id;
    for _ in 0..3 {
        assert_eq!(d.check_password(id, &password("wrong")).await.unwrap(), SignIn::Refused(SignInRefusal::Wrong));
    }
    assert_eq!(d.check_password(id, &password(START)).await.unwrap(), SignIn::Refused(SignInRefusal::Locked));
    let grace = aim(&d, "grace").await;
    assert!(grace.account.state.lock.is_some());
    d.unlock(&grace).await.unwrap();
    assert!(SLAPD.lets_in("grace", START));
    assert_eq!(SLAPD.read("grace", "pwdFailureTime"), "", "old failures do not lock again");
    let perma = aim(&d, "perma").await;
    assert!(perma.account.state.lock.unwrap().by_administrator);
    assert!(matches!(d.unlock(&perma).await, Err(WriteError::Denied(_))));
    assert_eq!(SLAPD.read("perma", "pwdAccountLockedTime"), "000001010000Z");
}

#[tokio::test]
async fn memberships_reach_through_circles() {
    let d = directory(SLAPD.settings());
    let among: Vec<String> = ["inner", "outer", "posix", "vip"].map(str::to_owned).into();
    let heidi = d.memberships(account(&d, "heidi").await.id, &among).await.unwrap();
    assert_eq!(heidi.into_iter().collect::<Vec<_>>(), ["inner", "outer", "posix"]);
    let by_dn = format!("CN=VIP,ou=groups,{LBASE}");
    let ivan = d.memberships(account(&d, "ivan").await.id, std::slice::from_ref(&by_dn)).await.unwrap();
    assert!(ivan.contains(&by_dn));
}

#[tokio::test]
async fn r110_rules_come_from_the_password_policy() {
    let d = directory(SLAPD.settings());
    let rules = d.password_rules(account(&d, "carol").await.id).await.unwrap();
    assert_eq!((rules.minimum_length, rules.history), (Some(8), Some(3)));
}

#[tokio::test]
async fn r94_hostile_names_find_nobody() {
    let d = directory(SLAPD.settings());
    for name in ["*", "alice*", "*)(uid=*))(|(uid=*", "alice)(&)", "\\2a"] {
        assert!(matches!(find(&d, name).await, Found::Nobody), "{name}");
    }
}

#[tokio::test]
async fn resets_of_one_person_at_once_all_end_well() {
    let d = directory(SLAPD.settings());
    let carol = aim(&d, "carol").await;
    // Whoever loses is told that a value of the history is gone, or there already; which, is chance.
    for round in 0..20 {
        let [a, b, c] = [1, 2, 3].map(|n| format!("Race!Pass-{round:02}-{n}"));
        let [one, two, three] = [&a, &b, &c].map(|text| password(text));
        let ends = tokio::join!(d.reset(&carol, &one), d.reset(&carol, &two), d.reset(&carol, &three));
        for end in [ends.0, ends.1, ends.2] {
            end.unwrap();
        }
        assert_eq!([a, b, c].iter().filter(|text| SLAPD.lets_in("carol", text)).count(), 1);
    }
}
