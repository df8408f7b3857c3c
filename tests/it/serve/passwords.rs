//! Passwords on real directories: Unicode through a whole reset, and mail before one expires.

use std::time::Duration;

use super::{
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{bed, samba, slapd, wait_until};

const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn r107_what_was_typed_composed_or_decomposed_is_one_password_and_spaces_stay() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    // Typed decomposed (as on macOS), with a space at both ends and two inside, and beyond the first plane.
    let (typed, composed) =
        (" Cafe\u{301}  Gro\u{308}\u{df}enwahn 7 \u{1f511} ", " Caf\u{e9}  Gr\u{f6}\u{df}enwahn 7 \u{1f511} ");
    let person = dc.add_person("");
    let mut visitor = Visitor::new(&portal);
    visitor.reset(&person.login, &person.mail, &person.mobile, typed).await;
    dc.kinit(&person.login, composed).unwrap();
    dc.kinit(&person.login, composed.trim()).unwrap_err();
    dc.kinit(&person.login, typed).unwrap_err();
    // Composed in the first place: the same.
    let second = dc.add_person("");
    Visitor::new(&portal).reset(&second.login, &second.mail, &second.mobile, composed).await;
    dc.kinit(&second.login, composed).unwrap();
    // No compatibility folding: a ligature stays one.
    let third = dc.add_person("");
    let ligature = "Ofﬁce chair 42 moons";
    Visitor::new(&portal).reset(&third.login, &third.mail, &third.mobile, ligature).await;
    dc.kinit(&third.login, ligature).unwrap();
    dc.kinit(&third.login, "Office chair 42 moons").unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_directory_can_not_take_is_refused_with_its_reason() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let person = dc.add_person("");
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove_as(&person).await;
    let page = visitor.set(&page, "Tab\there, 42 Moons").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("a sign that cannot be used here"), "{}", page.text());
    let page = visitor.set(&page, &format!("Aa1{}", "x".repeat(126))).await;
    assert!(page.text().contains("at most 128 characters"), "{}", page.text());
    let page = visitor.set(&page, "Nine 42 Moons, slowly").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit(&person.login, "Nine 42 Moons, slowly").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn r110_a_fine_grained_policy_is_shown_and_every_broken_rule_told() {
    let dc = samba::Samba::start(samba::Options::default());
    let portal = Portal::start(Setup::samba(&dc)).await;
    let mut visitor = Visitor::new(&portal);
    // Twenty characters for the members of one group.
    let page = visitor.prove("vic", "vic@mail.example", "+12025550120").await;
    assert!(page.text().contains("At least 20 characters"), "{}", page.text());
    let page = visitor.set(&page, "onlysmallletters").await;
    let text = page.text();
    assert!(text.contains("at least 20 characters") && text.contains("needs three of these"), "{text}");
    assert_eq!(portal.events("writeback.intended", "pending").len(), 0, "nothing was written");
    let page = visitor.set(&page, "Long enough for 20 kinds of rain").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit("vic", "Long enough for 20 kinds of rain").unwrap();
}

/// Starts with reminders on, by the file.
async fn reminding(setup: Setup) -> Portal {
    let portal = Portal::prepare(setup).await;
    portal.edit("[logging]", "[passwords.reminders]\nenabled = true\n\n[logging]");
    portal.up().await;
    portal
}

fn to(portal: &Portal, person: &str) -> Vec<(String, String)> {
    let mails = portal.smtp.mails();
    let theirs = mails.iter().filter(|mail| mail.recipients.iter().any(|r| r.contains(person)));
    theirs.map(|mail| (mail.subject(), mail.text())).collect()
}

async fn told_once(portal: &Portal, told: &[&str], not_told: &[&str]) {
    wait_until("everybody is reminded", PATIENCE, async || {
        told.iter().all(|person| !to(portal, person).is_empty()).then_some(())
    })
    .await;
    // Whoever must not be told comes after the last who must, perhaps.
    let looks = || portal.log().matches("looked whose password ends soon").count();
    wait_until("the first look is over", PATIENCE, async || (looks() >= 1).then_some(())).await;
    // A restart looks again only when it is time to, and an early look finds everybody told.
    portal.kill();
    let looked = "UPDATE reminder_scans SET next_at = 0";
    let file = portal.dir.join("latchkey.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(20));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(looked).execute(&pool).await.unwrap();
    portal.up().await;
    wait_until("the second look", PATIENCE, async || {
        let next: i64 = sqlx::query_scalar("SELECT next_at FROM reminder_scans").fetch_one(&pool).await.unwrap();
        (next > 0 && looks() >= 2).then_some(())
    })
    .await;
    pool.close().await;
    for person in told {
        assert_eq!(to(portal, person).len(), 1, "{person}");
    }
    for person in not_told {
        assert!(to(portal, person).is_empty(), "{person}");
    }
    assert!(told.iter().all(|person| to(portal, person)[0].1.contains("/change")));
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the servers of these tests live in real time")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_an_active_directory_are_reminded_before_their_password_ends() {
    let dc = samba::Samba::start(samba::Options::default());
    dc.modify(&format!(
        "dn: {}\nchangetype: modify\nreplace: maxPwdAge\nmaxPwdAge: -{}\n",
        samba::BASE,
        42 * DAY * 10_000_000
    ));
    let set = |login: &str, days_ago: i64| {
        let ticks = (now() - days_ago * DAY + 11_644_473_600) * 10_000_000;
        dc.modify_computed(&format!(
            "dn: {}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: {ticks}\n",
            dc.dn(login)
        ));
    };
    let french = dc.add_person("preferredLanguage: fr-FR\n");
    let (never, off) = (dc.add_person(""), dc.add_person(""));
    for (login, days_ago) in [("alice", 36), ("bob", 10), (never.login.as_str(), 36), (off.login.as_str(), 36)] {
        set(login, days_ago);
    }
    set(&french.login, 41);
    let control = |dn: &str, value: u32| {
        dc.modify(&format!("dn: {dn}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: {value}\n"));
    };
    control(&never.dn, 66_048);
    control(&off.dn, 514);
    let portal = reminding(Setup::samba(&dc)).await;
    told_once(&portal, &["alice@mail.example", &french.mail], &["bob", &never.mail, &off.mail, "frank@", "olden@"])
        .await;
    let (subject, text) = to(&portal, "alice@mail.example").swap_remove(0);
    assert!(subject.contains("password ends in 6 days") || subject.contains("password ends in 7 days"), "{subject}");
    assert!(text.contains(&format!("{}/change", portal.url)), "{text}");
    let (subject, _) = to(&portal, &french.mail).swap_remove(0);
    assert!(subject.contains("expire dans 1 jour"), "{subject}");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_an_openldap_directory_are_reminded_before_their_password_ends() {
    let changed = |days_ago: i64| {
        let at = jiff::Timestamp::from_second(now() - days_ago * DAY).unwrap();
        at.strftime("%Y%m%d%H%M%SZ").to_string()
    };
    let person = |uid: &str, days_ago: i64, more: &str| {
        format!(
            "dn: uid={uid},ou=people,dc=contoso,dc=test\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid} Test\n\
             sn: Test\nmail: {uid}@mail.example\nuserPassword: {{SSHA}}BtVhb925Cqeirm8vLueAYA60zAlsYXRjaGtleQ==\n\
             pwdChangedTime: {}\n{more}\n",
            changed(days_ago)
        )
    };
    let short = "pwdPolicySubentry: cn=month,ou=policies,dc=contoso,dc=test\n";
    let entries = format!(
        "dn: cn=month,ou=policies,dc=contoso,dc=test\nobjectClass: device\nobjectClass: pwdPolicy\ncn: month\n\
         pwdAttribute: userPassword\npwdMaxAge: {}\n\n{}{}{}{}",
        30 * DAY,
        person("soon", 28, short),
        person("later", 5, short),
        person("default", 28, ""),
        person("closed", 28, &format!("{short}pwdAccountLockedTime: 000001010000Z\n")),
    );
    let server = slapd::Slapd::start(slapd::Options { entries, ..slapd::Options::default() });
    let portal = reminding(Setup::slapd(&server)).await;
    told_once(&portal, &["soon@mail.example"], &["later@", "default@", "closed@", "alice@"]).await;
    let (subject, _) = to(&portal, "soon@mail.example").swap_remove(0);
    assert!(subject.contains("password ends in 2 days"), "{subject}");
}
