//! The pages in Chromium, with and without scripts, in English and French; and in how many clicks a new administrator
//! finds out why somebody can not reset.

use latchkey::{
    domain::{account::AccountId, contact::Phone, dn::Place, method::Method, role::Role},
    limits::{SIGNED_IN, Spend},
};
use serde_json::json;
use thirtyfour::By;

use super::{house, page_of};
use crate::harness::{
    app::{House, NEW},
    chromium::{Browser, Options},
    look::look,
};

async fn enter(browser: &Browser, house: &House, id: AccountId) {
    let token = house.console_session(id, true).await;
    browser.cdp("Network.setCookie", json!({ "name": "ra", "value": token.expose(), "url": house.url })).await;
}

async fn agent(house: &House, login: &str) -> AccountId {
    let id = house.person(login).await;
    house.role_group(Role::HelpDesk, &[id]).await;
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_administrator_finds_out_why_somebody_can_not_reset_in_at_most_six_clicks() {
    let house = house().await;
    let olga = agent(&house, "olga").await;
    let mut poor = house.someone("pilar");
    poor.contacts.pop();
    house.add(poor).await;
    let browser = Browser::new(&Options { js: false, ..Options::default() }).await;
    enter(&browser, &house, olga).await;
    browser.open(&format!("{}/admin", house.url)).await;
    let mut clicks = 0;
    browser.press("People").await;
    clicks += 1;
    browser.wait_text("Name, user name or email").await;
    browser.fill("Name, user name or email", "pilar").await;
    browser.driver.find(By::Css("main form .button")).await.unwrap().click().await.unwrap();
    clicks += 1;
    browser.wait_text("pilar Example").await;
    browser.press("pilar Example").await;
    clicks += 1;
    browser.wait_text("This person cannot reset their password").await;
    browser.wait_text("There is only 1 way to prove who it is, and 2 are asked for.").await;
    browser.wait_text("Let the person register more, or issue a temporary pass.").await;
    assert!(clicks <= 6, "{clicks}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_fit_to_be_seen() {
    let house = house().await;
    let olga = agent(&house, "olga").await;
    let mut alice = house.someone("alice");
    alice.locked = true;
    let alice = house.add(alice).await;
    house.reset("alice").start().await.both_gates().await.act("reset").await.password(NEW).await;
    // Between two codes to one phone there is a minute.
    house.clock.advance(std::time::Duration::from_secs(120));
    let mut poor = house.someone("pilar");
    (poor.locked, poor.contacts) = (true, vec![poor.contacts[0].clone()]);
    let poor = house.add(poor).await;
    let mut asks = house.client();
    let page = asks.get("/help").await;
    asks.submit(&page, &[("login", "alice"), ("note", "I have a new phone, and the old one is gone.")]).await;
    let browser = Browser::new(&Options::default()).await;
    enter(&browser, &house, olga).await;
    let at = |path: &str| format!("{}{path}", house.url);

    browser.open(&at("/admin/people?q=alice")).await;
    browser.wait_text("alice Example").await;
    look(&browser, "people-search").await;
    browser.open(&at("/admin/people?q=nobody")).await;
    look(&browser, "people-search-nobody").await;
    browser.open(&at(&page_of(alice))).await;
    browser.press("The password was reset").await;
    look(&browser, "people-person").await;
    browser.press("Show contacts in full").await;
    browser.wait_text("alice@home.test").await;
    look(&browser, "people-revealed").await;
    browser.open(&at(&page_of(poor))).await;
    look(&browser, "people-cannot").await;
    browser.press("Unlock the account").await;
    browser.wait_text("What will happen").await;
    look(&browser, "people-act").await;
    browser.driver.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
    browser.wait_text("The account is unlocked").await;
    look(&browser, "people-unlocked").await;
    browser.press("Issue a temporary pass").await;
    look(&browser, "people-pass").await;
    browser.press("Issue the pass").await;
    browser.wait_text("at least 10 letters").await;
    look(&browser, "people-pass-error").await;
    browser.fill("I know this person", "Stands at my desk").await;
    browser.press("Issue the pass").await;
    browser.wait_text("It is not shown again").await;
    look(&browser, "people-issued").await;
    browser.open(&at(&format!("{}/caller", page_of(alice)))).await;
    look(&browser, "people-caller").await;
    browser.press("Send the code").await;
    browser.wait_text("Choose where the code shall go").await;
    look(&browser, "people-caller-error").await;
    browser.choose("Text message").await;
    browser.press("Send the code").await;
    browser.wait_text("Say these two words").await;
    look(&browser, "people-caller-words").await;
    browser.open(&at("/admin/requests")).await;
    look(&browser, "people-requests").await;
    browser.driver.find(By::Css("tbody a")).await.unwrap().click().await.unwrap();
    browser.wait_text("Anybody can send a request").await;
    browser.press("Temporary pass").await;
    browser.wait_text("With it you sign in at").await;
    look(&browser, "people-request").await;
    browser.press("Send the answer").await;
    browser.wait_text("The answer is on its way").await;
    look(&browser, "people-request-answered").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn limits_and_answers_are_fit_to_be_seen() {
    let house = house().await;
    let olga = house.person("olga").await;
    house.role_group(Role::Owner, &[olga]).await;
    let alice = house.person("alice").await;
    let (core, phone) = (&house.app.core, Phone::parse("+12025550134", None).unwrap());
    for (spend, times) in [
        (Spend::TryCode { account: alice, method: Method::Sms, device: None }, 10),
        (Spend::TryCode { account: alice, method: Method::Email, device: Some(SIGNED_IN) }, 10),
        (Spend::Sms { tenant: core.tenant, phone: &phone }, 200),
        (Spend::RegisterPhone { account: alice }, 2),
    ] {
        for _ in 0..times {
            core.limits.spend(&[spend]).await.unwrap();
        }
    }
    let browser = Browser::new(&Options { js: false, ..Options::default() }).await;
    enter(&browser, &house, olga).await;
    let at = |path: &str| format!("{}{path}", house.url);
    for lang in ["en", "fr"] {
        browser.open(&at(&format!("{}?lang={lang}", page_of(alice)))).await;
        look(&browser, &format!("limits-{lang}")).await;
        for (name, path) in
            [("answers", ""), ("answers-edit", "/call"), ("answers-new", "/new"), ("answers-remove", "/call/remove")]
        {
            browser.open(&at(&format!("/admin/policy/answers{path}?lang={lang}"))).await;
            look(&browser, &format!("{name}-{lang}")).await;
        }
    }
    // A group with a role that is gone, and one that can not be read.
    let mut tx = core.store.begin().await.unwrap();
    for group in ["Long gone", "Hidden"] {
        tx.bind_role(core.tenant, Role::HelpDesk, group, None).await.unwrap();
    }
    tx.commit().await.unwrap();
    house.directory.behave(|b| b.unreadable = ["Hidden".to_owned()].into());
    for (name, path) in [("roles-stale", "/admin/roles"), ("overview-stale", "/admin")] {
        browser.open(&at(&format!("{path}?lang=en"))).await;
        browser.wait_text("Long gone").await;
        look(&browser, name).await;
    }
    browser.open(&at("/admin/policy/answers/new?lang=en")).await;
    let text = async |css: &str, text: &str| {
        let field = browser.driver.find(By::Css(css)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    };
    text("#title-en", "Come by").await;
    text("#text-en", "Dear {nmae},\n\ncome by with your badge.").await;
    browser.press("Keep the answer").await;
    browser.wait_text("There is no blank").await;
    look(&browser, "answers-error").await;
    text("#text-en", "Dear {name},\n\ncome by with your badge. Then go to {portal}.").await;
    browser.press("See the mail").await;
    browser.wait_text("Dear olga Example").await;
    look(&browser, "answers-preview").await;
    browser.press("Keep the answer").await;
    browser.wait_text("The answer is there").await;
    look(&browser, "answers-added").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_scripts_in_french_on_a_phone() {
    let house = house().await;
    let olga = agent(&house, "olga").await;
    let alice = house.person("alice").await;
    let browser =
        Browser::new(&Options { js: false, lang: "fr".into(), width: 390, height: 844, ..Options::default() }).await;
    enter(&browser, &house, olga).await;
    let at = |path: &str| format!("{}{path}", house.url);
    for (path, name, words) in [
        ("/admin/people?q=alice".to_owned(), "fr-search", "alice Example"),
        (page_of(alice), "fr-person", "Cette personne peut réinitialiser son mot de passe"),
        (format!("{}/caller", page_of(alice)), "fr-caller", "Vérifier qui appelle"),
        (format!("{}/pass", page_of(alice)), "fr-pass", "Émettre un code d’accès temporaire"),
        (format!("{}/act?do=register", page_of(alice)), "fr-act", "Ce qui va se passer"),
        ("/admin/requests".to_owned(), "fr-requests", "Personne n’attend."),
    ] {
        browser.open(&at(&path)).await;
        browser.wait_text(words).await;
        look(&browser, &format!("people-{name}")).await;
    }
    browser.open(&at(&page_of(alice))).await;
    browser.press("Demander un nouvel enregistrement").await;
    browser.wait_text("Ce qui va se passer").await;
    browser.driver.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
    browser.wait_text("La personne devra s’enregistrer").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_help_desk_of_one_part_of_the_directory_is_fit_to_be_seen() {
    const PARIS: &str = "OU=Paris and its surroundings,OU=People,OU=Contoso France,DC=europe,DC=contoso,DC=test";
    let house = house().await;
    let olga = house.person("olga").await;
    house.role_group(Role::Owner, &[olga]).await;
    let alice = house.person("alice").await;
    house.directory.behave(|b| {
        b.places = [PARIS.to_owned()].into();
        b.locations.insert(alice, format!("CN=alice,{PARIS}"));
    });
    house.group("Service desk of Paris", &[], &[]).await;
    let mut asks = house.client();
    let page = asks.get("/help").await;
    asks.submit(&page, &[("login", "alice"), ("note", "I have a new phone.")]).await;
    let browser = Browser::new(&Options { js: false, ..Options::default() }).await;
    enter(&browser, &house, olga).await;
    let at = |path: &str| format!("{}{path}", house.url);
    let group = "Service+desk+of+Paris";
    // Each page is told by words that the one before it does not have.
    for (lang, wrong, added, remove, removed) in [
        (
            "en",
            "no part of this name",
            "The role is given.",
            "loses this role at their next click",
            "The role is taken away.",
        ),
        (
            "fr",
            "aucune partie de ce nom",
            "Le rôle est donné.",
            "perdent ce rôle à leur prochain clic",
            "Le rôle est retiré.",
        ),
    ] {
        let submit = async || {
            browser.driver.find(By::Css("main form .row .button")).await.unwrap().click().await.unwrap();
        };
        browser.open(&at(&format!("/admin/roles/add?lang={lang}&role=help-desk&group={group}"))).await;
        let field = browser.driver.find(By::Css("#scope")).await.unwrap();
        field.send_keys("Pari").await.unwrap();
        submit().await;
        browser.wait_text(wrong).await;
        look(&browser, &format!("part-add-error-{lang}")).await;
        let field = browser.driver.find(By::Css("#scope")).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(PARIS).await.unwrap();
        submit().await;
        browser.wait_text(added).await;
        assert!(browser.text().await.contains(PARIS));
        look(&browser, &format!("part-roles-{lang}")).await;
        browser.driver.find(By::Css("a[href*='scope=']")).await.unwrap().click().await.unwrap();
        browser.wait_text(remove).await;
        assert!(browser.text().await.contains(PARIS));
        browser.driver.find(By::Css("input[name=scope]")).await.unwrap();
        look(&browser, &format!("part-remove-{lang}")).await;
        submit().await;
        browser.wait_text(removed).await;
    }
    let hugo = house.person("hugo").await;
    house.group("Service desk of Paris", &[hugo], &[]).await;
    let mut tx = house.app.core.store.begin().await.unwrap();
    let place = Place::parse(PARIS).unwrap();
    tx.bind_role(house.app.core.tenant, Role::HelpDesk, "Service desk of Paris", Some(&place)).await.unwrap();
    tx.commit().await.unwrap();
    enter(&browser, &house, hugo).await;
    for (name, path, words) in [
        ("people", "/admin/people?q=alice".to_owned(), "alice Example"),
        ("nobody", "/admin/people?q=olga".to_owned(), "Nobody found"),
        ("person", page_of(alice), "alice Example"),
        ("elsewhere", page_of(olga), "There is nobody with this number"),
        ("requests", "/admin/requests".to_owned(), "I have a new phone."),
        ("answered", "/admin/requests?state=answered".to_owned(), PARIS),
    ] {
        browser.open(&at(&format!("{path}{}lang=en", if path.contains('?') { "&" } else { "?" }))).await;
        browser.wait_text(words).await;
        look(&browser, &format!("part-{name}")).await;
    }
    browser.close().await;
}
