//! The help desk's acts, and on whom they can not be done.

use std::time::Duration;

use latchkey::{
    domain::{
        account::{AccountId, TenantId},
        contact::Phone,
        role::Role,
        security_info::{Detail, Registered},
        time::Clock as _,
    },
    notify::recorder::Channel,
};
use reqwest::StatusCode;

use super::{agent, house, is_by, last, on_postgres, page_of, post};
use crate::harness::{
    app::House,
    http::{Client, Page},
};

/// Looks at what will happen, and does it.
async fn act(client: &mut Client, path: &str, what: &str, more: &[(&str, &str)]) -> Page {
    let query: String = more.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let page = client.get(&format!("{path}/act?do={what}{query}")).await;
    assert!(page.text().contains("What will happen") || page.url.path() == path, "{what}: {}", page.text());
    if page.url.path() == path {
        return page;
    }
    let mut fields = vec![("do", what)];
    fields.extend_from_slice(more);
    client.submit(&page, &fields).await
}

async fn freeze(house: &House, id: AccountId) {
    let mut tx = house.app.core.store.begin().await.unwrap();
    let mut person = tx.person(TenantId::DEFAULT, id).await.unwrap();
    person.frozen_at = Some(house.clock.now());
    tx.save_person(TenantId::DEFAULT, &person).await.unwrap();
    tx.commit().await.unwrap();
}

async fn register_phone(house: &House, account: AccountId) -> String {
    let now = house.clock.now();
    let number = Phone::parse("+12025550177", None).unwrap();
    let item = Registered {
        id: house.app.core.new_id(),
        account,
        detail: Detail::Phone { number },
        name: String::new(),
        created_at: now,
        usable_from: now,
        confirmed_at: now,
        used_at: None,
        imported: None,
    };
    let mut tx = house.app.core.store.begin().await.unwrap();
    tx.insert_method(TenantId::DEFAULT, &item, None).await.unwrap();
    tx.commit().await.unwrap();
    item.id.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r142_a_pass_is_shown_once_for_a_reason_that_is_written_down_and_no_page_has_a_password_field() {
    for house in [house().await, on_postgres().await] {
        let id = house.person("alice").await;
        let mut client = agent(&house).await;
        let path = page_of(id);
        for page in ["", "/pass", "/caller", "/act?do=register", "/act?do=unlock"] {
            let page = client.get(&format!("{path}{page}")).await;
            assert!(!page.body.contains("type=\"password\"") && !page.body.contains("new-password"), "{}", page.url);
        }
        let short =
            post(&mut client, &format!("{path}/pass"), &format!("{path}/pass"), &[("minutes", "30"), ("reason", "ok")])
                .await;
        assert!(short.text().contains("at least 10 letters"), "{}", short.text());
        let fields = [("minutes", "30"), ("reason", "At my desk, badge 4711")];
        let page = post(&mut client, &format!("{path}/pass"), &format!("{path}/pass"), &fields).await;
        let pass =
            page.text().split_whitespace().find(|w| w.len() == 14 && w.matches('-').count() == 2).map(str::to_owned);
        let pass = pass.unwrap_or_else(|| panic!("no pass: {}", page.text()));
        let issued = last(&house, "pass.issued").await;
        is_by(&issued, "olga", id);
        assert_eq!(issued.personal.unwrap().reason.as_deref(), Some("At my desk, badge 4711"));
        house.drain().await;
        assert_eq!(house.messages_to("alice@home.test").len(), 1, "the person is told");
        assert!(!client.get(&path).await.text().contains(&pass), "once");
        let walk = house.reset("alice").start().await.choose("pass").await.code(&pass).await;
        assert_eq!(walk.path(), "/reset/method", "one proof of two: {}", walk.text());
        let page = act(&mut client, &path, "revoke-pass", &[]).await;
        assert!(page.text().contains("nothing to do") || page.text().contains("works no more"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_unlock_takes_the_one_way_of_writing_and_is_told() {
    let house = house().await;
    let mut account = house.someone("alice");
    account.locked = true;
    let id = house.add(account).await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    let page = act(&mut client, &path, "unlock", &[]).await;
    assert!(page.text().contains("The account is unlocked"), "{}", page.text());
    assert!(!house.is_locked(id).await);
    is_by(&last(&house, "help-desk.unlock-asked").await, "olga", id);
    let (asked, done) = (last(&house, "help-desk.unlock-asked").await, last(&house, "account.unlocked").await);
    assert_eq!(asked.flow, done.flow, "one journey");
    assert_eq!(house.number("SELECT count(*) FROM writebacks WHERE kind = 'unlock' AND state = 'done'").await, 1);
    house.drain().await;
    assert!(house.messages().iter().any(|m| m.channel == Channel::Mail && m.text.contains("was unlocked")));
    let page = act(&mut client, &path, "unlock", &[]).await;
    assert!(page.text().contains("nothing to do"), "not locked: {}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn registration_methods_sessions_and_a_freeze() {
    let house = house().await;
    let id = house.person("alice").await;
    let method = register_phone(&house, id).await;
    let mut alice = house.client();
    let page = alice.get("/sign-in").await;
    alice.submit(&page, &[("login", "alice"), ("password", crate::harness::app::OLD)]).await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    assert!(client.get(&path).await.text().contains("last seen"));
    let page = act(&mut client, &path, "sign-out", &[]).await;
    assert!(page.text().contains("Every session was ended"), "{}", page.text());
    assert_eq!(alice.get("/security-info").await.url.path(), "/sign-in");
    let page = act(&mut client, &path, "register", &[]).await;
    assert!(page.text().contains("asked to register at the next sign-in"), "{}", page.text());
    assert_eq!(house.number("SELECT count(*) FROM people WHERE must_register").await, 1);
    let page = act(&mut client, &path, "revoke", &[("method", &method)]).await;
    assert!(page.text().contains("It was removed") && page.text().contains("Nothing yet."), "{}", page.text());
    is_by(&last(&house, "security-info.removed").await, "olga", id);
    house.drain().await;
    assert!(!house.messages_to("+12025550177").is_empty(), "the removed phone is told too");
    let page = act(&mut client, &path, "revoke", &[("method", &method)]).await;
    assert!(page.text().contains("nothing to do"), "{}", page.text());
    freeze(&house, id).await;
    let page = act(&mut client, &path, "unfreeze", &[]).await;
    assert!(page.text().contains("Self-service is open again"), "{}", page.text());
    is_by(&last(&house, "account.unfrozen").await, "olga", id);
    house.app.core.store.verify_audit(house.app.core.tenant).await.unwrap();
}

/// Each act once: every contact gets one mail or text message of it, in the person's language, with the support number of
/// its event and a link that stops self-service.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_the_person_is_told_of_every_act_of_the_help_desk() {
    let house = house().await;
    let mut account = house.someone("alice");
    account.language = Some("fr".to_owned());
    let phone = crate::harness::app::phone_of(&account);
    let id = house.add(account).await;
    let method = register_phone(&house, id).await;
    freeze(&house, id).await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    let issued = [("minutes", "30"), ("reason", "At my desk, badge 4711")];
    let acts = [
        ("unfreeze", None, "account.unfrozen", "rouvert le libre-service", "desk-unfrozen"),
        ("register", None, "security-info.completed", "enregistrer de nouveau", "desk-register-anew"),
        (
            "revoke",
            Some(("method", method.as_str())),
            "security-info.removed",
            "supprimé une donnée",
            "desk-method-removed",
        ),
        ("sign-out", None, "session.signed-out", "déconnecté partout", "desk-signed-out"),
        ("revoke-pass", None, "pass.used", "retiré le laissez-passer", "desk-pass-revoked"),
        ("clear", None, "help-desk.limits-lifted", "levé les limites", "desk-limits-lifted"),
    ];
    for (what, more, kind, words, about) in acts {
        match what {
            "sign-out" => {
                let mut alice = house.client();
                let page = alice.get("/sign-in").await;
                alice.submit(&page, &[("login", "alice"), ("password", crate::harness::app::OLD)]).await;
            }
            "revoke-pass" => {
                post(&mut client, &format!("{path}/pass"), &format!("{path}/pass"), &issued).await;
            }
            "clear" => {
                let spend = latchkey::limits::Spend::TryOldPasswordOf { account: id };
                for _ in 0..3 {
                    house.app.core.limits.spend(&[spend]).await.unwrap();
                }
            }
            _ => {}
        }
        house.drain().await;
        let before = house.messages().len();
        if what == "clear" {
            let page = post(&mut client, &path, &format!("{path}/clear"), &[]).await;
            assert!(page.text().contains("The limits were cleared"), "{}", page.text());
        } else {
            act(&mut client, &path, what, more.as_slice()).await;
        }
        house.drain().await;
        let event = last(&house, kind).await;
        is_by(&event, "olga", id);
        let support_id = event.support_id.unwrap();
        let told: Vec<_> = house.messages().into_iter().skip(before).collect();
        let mut to: Vec<&str> = told.iter().map(|message| message.to.as_str()).collect();
        to.sort_unstable();
        // The phone that was removed is told until a week is over.
        let mut all = ["+12025550177", phone.as_str(), "alice@home.test"];
        all.sort_unstable();
        assert_eq!(to, all, "{what}");
        let mail = told.iter().find(|message| message.channel == Channel::Mail).unwrap();
        assert!(mail.text.contains(words) && mail.text.contains(&support_id), "{what}: {}", mail.text);
        assert!(mail.text.contains("demandé à l’assistance"), "{what}: {}", mail.text);
        let link = mail.text.split_whitespace().find(|word| word.contains("/not-me/")).expect("a link");
        let page = house.client().get(url::Url::parse(link).unwrap().path()).await;
        assert_eq!(page.status, StatusCode::OK, "{what}: {}", page.text());
        let row = format!("SELECT count(*) FROM disavowals WHERE event = '{about}'");
        assert_eq!(house.number(&row).await, 1, "{what}");
        // What was done again finds nothing to do, and tells nobody.
        if !matches!(what, "register") {
            let again = if what == "clear" {
                post(&mut client, &path, &format!("{path}/clear"), &[]).await
            } else {
                act(&mut client, &path, what, more.as_slice()).await
            };
            assert!(again.text().contains("nothing to do any more"), "{what}: {}", again.text());
            house.drain().await;
            assert_eq!(house.messages().len(), before + told.len(), "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r143_acts_ask_for_a_proof_of_the_last_five_minutes() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    let csrf = client.get(&path).await.field("csrf").unwrap();
    house.clock.advance(Duration::from_secs(5 * 60 + 1));
    let page = client.send(reqwest::Method::GET, &format!("{path}/pass"), None, "same-origin").await;
    assert!(page.header("location").starts_with("/admin/prove"), "{} {}", page.status, page.header("location"));
    for (to, fields) in
        [("pass", vec![("minutes", "30"), ("reason", "Badge at my desk")]), ("act", vec![("do", "register")])]
    {
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        let page = client.post_once(&format!("{path}/{to}"), &all).await;
        assert!(page.header("location").starts_with("/admin/prove"), "{to}: {}", page.status);
    }
    assert_eq!(house.count_events("pass.issued", "success").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM people WHERE must_register").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r144_nobody_acts_on_an_equal_a_superior_a_protected_account_or_themselves() {
    let house = house().await;
    let nobody = house.person("nobody").await;
    let mut ids = vec![("nobody", nobody, None)];
    for role in Role::ALL {
        let login: &'static str = Box::leak(format!("a-{role}").into_boxed_str());
        let id = house.person(login).await;
        house.role_group(role, &[id]).await;
        ids.push((login, id, Some(role)));
    }
    let mut guarded = house.someone("guarded");
    guarded.protected = true;
    let guarded = house.add(guarded).await;
    // Several people of each role would be needed: one more of the two that may help.
    let other = house.person("b-help").await;
    house.role_group(Role::HelpDesk, &[other]).await;
    for (agent, agent_id, role) in [("a-help-desk", ids[3].1, Role::HelpDesk), ("a-owner", ids[1].1, Role::Owner)] {
        assert_eq!(ids.iter().find(|(login, ..)| *login == agent).unwrap().1, agent_id);
        let mut client = house.in_console(agent_id).await;
        for (login, id, theirs) in
            ids.iter().copied().chain([("guarded", guarded, None), ("b-help", other, Some(Role::HelpDesk))])
        {
            let may = id != agent_id && id != guarded && theirs.is_none_or(|theirs| theirs.tier() < role.tier());
            let path = page_of(id);
            let csrf = client.get(&path).await.field("csrf").unwrap();
            for (to, fields) in [
                ("act", vec![("do", "register")]),
                ("clear", vec![]),
                ("pass", vec![("minutes", "30"), ("reason", "Badge at my desk")]),
                ("caller", vec![("contact", "x")]),
                ("caller/code", vec![("code", "123456")]),
            ] {
                let mut all = vec![("csrf", csrf.as_str())];
                all.extend(fields);
                let page = client.post_once(&format!("{path}/{to}"), &all).await;
                let refused = page.status == StatusCode::CONFLICT && page.text().contains("Nothing was done");
                assert_eq!(refused, !may, "{agent} on {login}, {to}: {} {}", page.status, page.text());
            }
        }
    }
    assert!(house.number("SELECT count(*) FROM passes").await > 0);
    for id in [guarded] {
        let whose = format!(
            "SELECT count(*) FROM passes WHERE hex(account_id) = '{}'",
            id.0.simple().to_string().to_uppercase()
        );
        assert_eq!(house.number(&whose).await, 0);
    }
}
