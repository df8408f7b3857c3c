//! The list, the wizard, reconfirmation, what happened.

use std::time::Duration;

use latchkey::domain::{account::AccountId, contact::Phone, method::Method, security_info::Detail, session::Due};

use super::{DAY, MINUTE, bare_person, policy, register, register_enough, sign_in, sign_in_once, with_person};
use crate::harness::{
    app::{House, OLD, mail},
    http::{Client, Page},
};

async fn press(client: &mut Client, page: &Page, path: &str) -> Page {
    let csrf = page.field("csrf").expect("a form");
    client.post(path, &[("csrf", &csrf)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_wizard_shows_what_is_missing_strongest_first() {
    let house = House::under(policy()).await;
    bare_person(&house, "nina").await;
    let page = sign_in(&mut house.client(), "nina").await;
    let text = page.text();
    assert!(text.contains("0 of 3 done") && text.contains("Keep your account recoverable"), "{text}");
    // No passkey at an address without TLS: the app is the strongest that this portal can register.
    let app = page.body.find("href=\"/security-info/add/app\"").expect("the app");
    for weaker in ["phone", "mailbox", "recovery-codes"] {
        assert!(page.body.find(&format!("href=\"/security-info/add/{weaker}\"")).expect(weaker) > app, "{weaker}");
    }
    assert!(text.contains("Choose another way") && text.contains("Remind me later"), "{text}");
    // What the directory holds counts, and is not asked for again.
    house.person("alice").await;
    let page = sign_in(&mut house.client(), "alice").await;
    assert!(page.text().contains("2 of 3 done"), "{}", page.text());
    assert!(!page.body.contains("href=\"/security-info/add/phone\"><svg"), "{}", page.body);
    assert!(page.text().contains("From your organisation’s records"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn remind_me_later_ends_by_count_and_is_written_down() {
    let house = House::under(policy()).await;
    let nina = bare_person(&house, "nina").await;
    for n in 1..=3 {
        let mut client = house.client();
        let page = sign_in(&mut client, "nina").await;
        let again = press(&mut client, &page, "/security-info/later").await;
        assert!(again.text().contains("We will remind you later."), "{n}: {}", again.text());
        assert!(again.text().contains("You have 0 of 3 ways"), "the list goes on asking: {}", again.text());
        // Pressed twice it counts once.
        press(&mut client, &page, "/security-info/later").await;
        assert_eq!(house.count_events("security-info.postponed", "success").await, n);
        house.clock.advance(61 * MINUTE);
    }
    let mut client = house.client();
    let page = sign_in(&mut client, "nina").await;
    assert!(!page.text().contains("Remind me later"), "{}", page.text());
    let refused = press(&mut client, &page, "/security-info/later").await;
    assert_eq!(refused.status, 400);
    assert_eq!(house.count_events("security-info.postponed", "success").await, 3);
    // Who has registered begins anew.
    with_person(&house, nina, |person| person.postponed = 0).await;
    assert!(sign_in(&mut house.client(), "nina").await.text().contains("Remind me later"));
    // By time: fourteen days after the first.
    with_person(&house, nina, |person| person.postponed = 1).await;
    house.clock.advance(14 * DAY);
    assert!(!sign_in(&mut house.client(), "nina").await.text().contains("Remind me later"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_enough_is_registered_the_wizard_ends_with_the_list_and_the_way_back() {
    let mut policy = policy();
    policy.registration.return_to = vec!["https://intranet.contoso.test".into()];
    let house = House::under(policy).await;
    let nina = bare_person(&house, "nina").await;
    let mut client = house.client();
    let page = client.get("/register?return_to=https%3A%2F%2Fintranet.contoso.test%2Fwork").await;
    let page = client.submit(&page, &[("login", "nina"), ("password", OLD)]).await;
    assert!(page.text().contains("0 of 3 done"), "{}", page.text());
    assert!(!page.text().contains("Continue to"), "not before it is done");
    register_enough(&house, nina).await;
    let page = client.get("/security-info").await;
    let text = page.text();
    assert!(text.contains("Your account is recoverable") && text.contains("Shown first"), "{text}");
    assert!(text.contains("Continue to intranet.contoso.test"), "{text}");
    assert!(page.body.contains("href=\"https://intranet.contoso.test/work\""));
    let page = client.get("/security-info?manage").await;
    assert!(page.text().contains("Add another way"), "{}", page.text());
}

async fn enough(house: &House, login: &str) -> AccountId {
    let id = bare_person(house, login).await;
    register_enough(house, id).await;
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reconfirmation_is_one_press_and_due_again_after_its_days() {
    let house = House::under(policy()).await;
    enough(&house, "alice").await;
    for round in 1..=2 {
        house.clock.advance(180 * DAY - Duration::from_secs(1));
        let page = sign_in(&mut house.client(), "alice").await;
        assert!(page.text().contains("Your security info") && !page.text().contains("Is this still right?"));
        house.clock.advance(Duration::from_secs(1));
        let mut client = house.client();
        let page = sign_in(&mut client, "alice").await;
        assert!(page.text().contains("Is this still right?"), "{}", page.text());
        assert!(page.body.contains("/security-info/remove?id="), "it can be edited");
        let page = press(&mut client, &page, "/security-info/confirm").await;
        assert!(page.text().contains("Your account is recoverable"), "{}", page.text());
        assert_eq!(house.count_events("security-info.confirmed", "success").await, round);
    }
    let confirmed = house.number("SELECT max(confirmed_at) - min(confirmed_at) FROM methods").await;
    assert_eq!(confirmed, 0, "every method is confirmed with the list");
    // Later is offered here too, and the list is not confirmed by it.
    house.clock.advance(180 * DAY);
    let mut client = house.client();
    let page = sign_in(&mut client, "alice").await;
    let page = press(&mut client, &page, "/security-info/later").await;
    assert!(page.text().contains("We will remind you later."), "{}", page.text());
    assert!(sign_in(&mut house.client(), "alice").await.text().contains("Is this still right?"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn too_little_can_not_be_confirmed() {
    let house = House::under(policy()).await;
    bare_person(&house, "nina").await;
    let mut client = house.client();
    let page = sign_in(&mut client, "nina").await;
    assert_eq!(press(&mut client, &page, "/security-info/confirm").await.status, 400);
    assert_eq!(house.count_events("security-info.confirmed", "success").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn u87_the_list_says_what_there_is_since_when_and_what_rests() {
    let house = House::under(policy()).await;
    let alice = enough(&house, "alice").await;
    let number = Phone::parse("+12025550188", None).unwrap();
    let new = register(&house, alice, Detail::Phone { number }).await;
    let now = house.app.core.now();
    let id = new.simple().to_string();
    let set = |column: &str, value: i64| format!("UPDATE methods SET {column} = {value} WHERE hex(id) = upper('{id}')");
    house.sql(&set("usable_from", now.after(DAY).millis())).await;
    house.sql(&set("used_at", now.millis())).await;
    let mut client = house.client();
    let page = sign_in(&mut client, "alice").await;
    let text = page.text();
    for said in ["Phone", "77", "88", "Private email", "Recovery codes", "2 codes are left", "Added on", "Last used on"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(text.matches("New. It can be used from").count(), 1, "{text}");
    assert!(!page.body.contains("+12025550188") && !page.body.contains("own@elsewhere"), "masked");
    assert_eq!(text.matches("Shown first").count(), 1, "{text}");
    // The state ends with the clock.
    house.clock.advance(DAY);
    let page = sign_in(&mut house.client(), "alice").await;
    assert!(!page.text().contains("New. It can be used from"), "{}", page.text());
    // Another one is shown first when its owner says so.
    with_person(&house, alice, |person| person.default_method = Some(Method::Email)).await;
    let page = sign_in(&mut house.client(), "alice").await;
    assert!(page.body.contains("value=\"sms\"") && !page.body.contains("value=\"email\""), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r137_who_has_fewer_than_two_or_no_codes_is_reminded() {
    let mut policy = policy();
    policy.registration.required = false;
    let house = House::under(policy).await;
    let nina = bare_person(&house, "nina").await;
    let number = Phone::parse("+12025550188", None).unwrap();
    register(&house, nina, Detail::Phone { number }).await;
    let mut client = house.client();
    let text = sign_in(&mut client, "nina").await.text();
    assert!(text.contains("You have 1 of 3 ways"), "{text}");
    assert!(text.contains("Make recovery codes"), "{text}");
    register_enough(&house, nina).await;
    let text = client.get("/security-info").await.text();
    assert!(!text.contains("ways to prove who you are. Add more") && !text.contains("Make recovery codes"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn contacts_of_the_organisation_are_shown_masked_and_can_be_confirmed() {
    for counts in [true, false] {
        let mut policy = policy();
        policy.registration.directory_contacts = counts;
        policy.registration.required = false;
        let house = House::under(policy).await;
        let mut alice = house.someone("alice");
        alice.contacts.push(mail("alice@contoso.test"));
        house.add(alice).await;
        let page = sign_in(&mut house.client(), "alice").await;
        let text = page.text();
        assert_eq!(text.contains("These count too."), counts, "{text}");
        assert_eq!(text.contains("These count only when you have confirmed them."), !counts, "{text}");
        assert!(page.body.contains("href=\"/security-info/add/phone\""));
        assert!(text.contains("Your work mailbox does not count"), "{text}");
        assert!(!page.body.contains("alice@home.test") && !page.body.contains("alice@contoso.test"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_use_of_my_methods_is_on_my_page_and_on_nobody_else_s() {
    let house = House::new().await;
    house.person("alice").await;
    house.person("bob").await;
    house.reset("alice").start().await.gate("sms").await;
    sign_in_once(&mut house.client(), "alice", "wrong-Password-1").await;
    let mut client = house.client();
    client.headers.insert("User-Agent".into(), "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".into());
    sign_in(&mut client, "alice").await;
    let page = client.get("/security-info/activity").await;
    let text = page.text();
    for said in ["A step of a reset was passed Text message", "Someone could not sign in here", "You signed in here"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let (newest, oldest) = (text.find("You signed in here").unwrap(), text.find("A step of a reset").unwrap());
    assert!(newest < oldest, "{text}");
    assert!(text.contains("Firefox, Linux") && text.contains("198.18.0.0/24"), "{text}");
    assert!(!page.body.contains("198.18.0.2<"), "roughly where, no more");
    let mut bob = house.client();
    sign_in(&mut bob, "bob").await;
    let text = bob.get("/security-info/activity").await.text();
    assert!(!text.contains("A step of a reset") && text.matches("You signed in here").count() == 1, "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_happened_is_paged_without_gap_or_double() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    for _ in 0..60 {
        sign_in(&mut house.client(), "alice").await;
        house.clock.advance(Duration::from_secs(3601));
    }
    let mut client = house.client();
    sign_in(&mut client, "alice").await;
    let (mut path, mut seen, mut pages) = ("/security-info/activity".to_owned(), Vec::new(), 0);
    let time = regex::Regex::new(r#"<time datetime="([^"]+)""#).unwrap();
    let older = regex::Regex::new(r#"href="(/security-info/activity\?until=\d+)""#).unwrap();
    loop {
        let page = client.get(&path).await;
        seen.extend(time.captures_iter(&page.body).map(|found| found[1].to_owned()));
        pages += 1;
        match older.captures(&page.body) {
            Some(found) => path = found[1].to_owned(),
            None => break,
        }
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!(seen, sorted, "newest first, each once");
    assert_eq!((seen.len(), pages), (61, 3));
    assert_eq!(client.get("/security-info/activity?until=nonsense").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_registration_asked_for_by_the_help_desk_can_not_be_put_off() {
    let house = House::under(policy()).await;
    let alice = enough(&house, "alice").await;
    with_person(&house, alice, |person| person.must_register = true).await;
    let page = sign_in(&mut house.client(), "alice").await;
    assert!(page.text().contains("Keep your account recoverable"), "{}", page.text());
    assert!(!page.text().contains("Remind me later"));
    assert!(page.body.contains("/security-info/add/"), "something is offered: {}", page.body);
    assert_ne!(Due::Nothing.as_str(), "register");
}
