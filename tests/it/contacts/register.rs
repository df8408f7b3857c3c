//! Registering phones, desk phones and mailboxes.

use std::time::Duration;

use latchkey::{
    domain::{
        account::Contact,
        contact::Phone,
        method::Method,
        policy::{Policy, Registration},
        security_info::Kind,
        session::Entry,
    },
    notify::recorder::Channel,
};

use super::visitor::{Visitor, policy, to};
use crate::harness::app::House;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r132_a_contact_counts_only_when_the_code_sent_to_it_came_back() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    // Any spelling is read; the number is shown back in one.
    let answer = alice.fill("/security-info/add/phone", &[("phone", "(202) 555-0177"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    let page = alice.open("/security-info/add/code").await;
    assert!(page.text().contains("+1 202-555-0177") && page.text().contains("(202) 555-0177"), "{}", page.text());
    assert!(alice.kept().await.is_empty(), "not yet");
    // A wrong number is easily changed.
    let form = alice.open("/security-info/add/phone").await;
    assert_eq!(form.field("phone").as_deref(), Some("(202) 555-0177"));
    let code = alice.code("+12025550177");
    let wrong = crate::harness::walk::wrong(&code);
    let answer = alice.fill("/security-info/add/code", &[("code", &wrong)]).await;
    assert_eq!(answer.status, 422);
    assert!(alice.kept().await.is_empty(), "not by a wrong code");
    assert_eq!(house.messages_to("+12025550177").len(), 1, "nothing else goes to it");
    // Meanwhile nobody can prove anything with it.
    let means = house.app.core.means(alice.id, &[], false).await.unwrap();
    assert!(means.usable(&house.app.core.common(), house.app.core.now()).is_empty());
    let answer = alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(to(&answer), "/security-info");
    assert_eq!(alice.contacts().await, ["+12025550177"]);
    assert_eq!(house.count_events("security-info.registered", "success").await, 1);
    assert_eq!(house.count_events("security-info.registered", "failure").await, 1);
    // A first registration can be used at once, and needs no other proof for the next one.
    alice.add_mailbox("alice@home.example").await;
    assert_eq!(alice.contacts().await, ["+12025550177", "alice@home.example"]);
    assert!(alice.kept().await.iter().all(|item| item.is_rested(house.app.core.now())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_directory_holds_is_registered_with_one_press() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let page = alice.open("/security-info/add/mailbox").await;
    assert!(page.text().contains("a•••••@h•••••.test") && !page.text().contains("alice@home.test"), "{}", page.text());
    let held = page.field("held").expect("a form for it");
    let answer = alice.fill("/security-info/add/mailbox", &[("held", &held)]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    let page = alice.open("/security-info/add/code").await;
    assert!(page.text().contains("a•••••@h•••••.test") && !page.text().contains("alice@home.test"), "{}", page.text());
    let code = alice.code("alice@home.test");
    alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(alice.contacts().await, ["alice@home.test"]);
    // Once registered it is not offered again; somebody else's digest is worth nothing.
    let page = alice.open("/security-info/add/mailbox").await;
    assert_eq!(page.field("held"), None);
    let mut bob = Visitor::new(&house, "bob").await;
    let answer = bob.post("/security-info/add/mailbox", &[("held", &held)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("no longer on record"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_phone_can_be_proved_by_a_call() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.fill("/security-info/add/phone", &[("phone", "+1 202 555 0177"), ("by", "voice")]).await;
    let calls = house.messages_to("+12025550177");
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].channel, Channel::Call);
    let code = alice.code("+12025550177");
    let apart = code.chars().map(String::from).collect::<Vec<_>>().join(", ");
    assert_eq!(calls[0].text.matches(&apart).count(), 2, "digits apart, said twice: {}", calls[0].text);
    assert!(calls[0].text.contains("security info"), "it says what it is for (R29): {}", calls[0].text);
    let answer = alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(to(&answer), "/security-info");
    assert_eq!(alice.contacts().await, ["+12025550177"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_desk_phone_is_the_one_that_the_directory_holds() {
    let house = House::under(policy()).await;
    let mut someone = house.someone("alice");
    someone.contacts.push(Contact::Office(Phone::parse("+12025550123", None).unwrap()));
    let id = house.add(someone).await;
    let mut alice = Visitor::of(&house, id, "alice", Entry::Password).await;
    let page = alice.open("/security-info/add/office").await;
    assert!(page.text().contains("••••••23") && !page.text().contains("0123"), "{}", page.text());
    let held = page.field("held").unwrap();
    assert_eq!(to(&alice.post("/security-info/add/office", &[("held", &held)]).await), "/security-info/add/code");
    assert_eq!(house.messages_to("+12025550123")[0].channel, Channel::Call);
    let code = alice.code("+12025550123");
    alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(alice.kept().await[0].kind(), Kind::Office);
    // Who has none is told whom to ask.
    let mut bob = Visitor::new(&house, "bob").await;
    let page = bob.open("/security-info/add/office").await;
    assert!(page.text().contains("help desk can enter it"), "{}", page.text());
    assert!(!bob.open("/security-info/add").await.text().contains("Desk phone"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_phones_and_two_mailboxes_and_no_more() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    for n in 1..=3 {
        alice.add_phone(&format!("+1202555018{n}")).await;
    }
    let page = alice.open("/security-info/add").await;
    assert!(!page.body.contains("/security-info/add/phone") && page.body.contains("/security-info/add/mailbox"));
    let answer = alice.post("/security-info/add/phone", &[("phone", "+12025550184")]).await;
    assert_eq!(to(&answer), "/security-info/add");
    alice.add_mailbox("one@home.example").await;
    alice.add_mailbox("two@home.example").await;
    assert!(!alice.open("/security-info/add").await.body.contains("/security-info/add/mailbox"));
    assert_eq!(alice.kept().await.len(), 5);
    // One may take the place of another.
    let second = alice.kept().await[1].id.to_string();
    house.clock.advance(2 * DAY);
    let mut alice = alice.elsewhere().await;
    assert_eq!(to(&alice.prove("email", "one@home.example", "").await), "/security-info");
    let path = format!("/security-info/add/phone?replaces={second}");
    let answer = alice.fill(&path, &[("phone", "+12025550184"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    let code = alice.code("+12025550184");
    alice.fill("/security-info/add/code", &[("code", &code)]).await;
    let mut contacts = alice.contacts().await;
    contacts.sort();
    assert_eq!(
        contacts,
        ["+12025550181", "+12025550183", "+12025550184", "one@home.example", "two@home.example"],
        "the second one is gone"
    );
    assert_eq!(house.count_events("security-info.changed", "success").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_a_changed_phone_is_told_for_ten_days() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let old = alice.had_phone("+12025550181").await;
    assert_eq!(to(&alice.prove("sms", "+12025550181", "").await), "/security-info");
    let path = format!("/security-info/add/phone?replaces={}", old.id);
    alice.fill(&path, &[("phone", "+12025550182"), ("by", "sms")]).await;
    let code = alice.code("+12025550182");
    alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(alice.contacts().await, ["+12025550182"]);
    let core = &house.app.core;
    let told = async || {
        let since = core.now().before(latchkey::domain::numbers::TELL_REMOVED);
        let mut tx = core.store.begin().await.unwrap();
        tx.methods_to_tell(core.tenant, alice.id, since).await.unwrap().len()
    };
    assert_eq!(told().await, 2, "the old one and the new one");
    house.clock.advance(10 * DAY + MINUTE);
    assert_eq!(told().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r9_a_number_of_somebody_else_is_taken_and_looks_the_same() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.add_phone("+12025550177").await;
    house.clock.advance(2 * MINUTE);
    let mut pages = Vec::new();
    for (login, number) in [("bob", "+12025550177"), ("carol", "+12025550178")] {
        let mut person = Visitor::new(&house, login).await;
        let answer = person.fill("/security-info/add/phone", &[("phone", number), ("by", "sms")]).await;
        let page = person.open("/security-info/add/code").await;
        pages.push((answer.status, to(&answer).to_owned(), page.text().replace("0177", "0178")));
        let code = person.code(number);
        assert_eq!(to(&person.fill("/security-info/add/code", &[("code", &code)]).await), "/security-info");
        assert_eq!(person.contacts().await, [number]);
    }
    assert_eq!(pages[0], pages[1]);
    let events = house.events().await;
    let shared = events.iter().filter(|event| event.detail.get("shared").is_some()).count();
    assert_eq!(shared, 1, "the audit log knows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r44_three_codes_a_day_and_five_numbers_a_month() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let mut sent = 0;
    let mut number = 0;
    let mut refused = 0;
    for _day in 0..3 {
        for _try in 0..4 {
            number += 1;
            let phone = format!("+120255502{number:02}");
            let answer = alice.fill("/security-info/add/phone", &[("phone", &phone), ("by", "sms")]).await;
            if answer.status == 429 {
                refused += 1;
                assert!(answer.text().contains("Wait") && !answer.text().contains("phone"), "{}", answer.text());
            }
            sent = house.messages().iter().filter(|m| m.channel == Channel::Sms).count();
            house.clock.advance(2 * MINUTE);
        }
        house.clock.advance(DAY);
        alice = alice.elsewhere().await;
    }
    assert_eq!((sent, refused), (5, 7), "three, then two, then none");
    // A number that was tried before is no new one.
    let answer = alice.fill("/security-info/add/phone", &[("phone", "+12025550201"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    // A mailbox is still possible.
    alice.add_mailbox("alice@home.example").await;
    house.clock.advance(30 * DAY);
    let mut alice = alice.elsewhere().await;
    alice.prove("email", "alice@home.example", "").await;
    let answer = alice.fill("/security-info/add/phone", &[("phone", "+12025550290"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r39_ten_people_can_not_make_one_phone_ring_all_day() {
    let house = House::under(policy()).await;
    for n in 0..10 {
        let mut person = Visitor::new(&house, &format!("person{n}")).await;
        person.fill("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "sms")]).await;
        house.clock.advance(5 * MINUTE);
    }
    let sent = house.messages_to("+12025550177").len();
    assert!((4..=5).contains(&sent), "{sent} in 50 minutes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r138_the_risk_of_text_messages_is_told_with_another_way() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let page = alice.open("/security-info/add/phone").await;
    assert!(page.text().contains("can be redirected by someone who takes over your number"), "{}", page.text());
    assert!(page.body.contains(r#"href="/security-info/add""#), "and where something safer is");
    // Why it is asked for, when it is used, who sees it.
    assert!(page.text().contains("When you forget your password") && page.text().contains("Colleagues do not see it"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r54_a_mailbox_of_the_organisation_is_refused_and_the_page_says_why() {
    let house = House::under(policy()).await;
    let mut someone = house.someone("alice");
    someone.contacts = vec![crate::harness::app::mail("alice@contoso.test")];
    let id = house.add(someone).await;
    let mut alice = Visitor::of(&house, id, "alice", Entry::Password).await;
    let page = alice.open("/security-info/add/mailbox").await;
    assert_eq!(page.field("held"), None, "nor is the directory's offered");
    for own in ["alice@contoso.test", "Alice@CONTOSO.test", "alice@mail.contoso.test"] {
        let answer = alice.fill("/security-info/add/mailbox", &[("mailbox", own)]).await;
        assert_eq!(answer.status, 422, "{own}");
        assert!(answer.text().contains("Without your password you could not read it"), "{}", answer.text());
    }
    assert!(house.messages().is_empty());
    let fine = alice.fill("/security-info/add/mailbox", &[("mailbox", "alice@notcontoso.test")]).await;
    assert_eq!(to(&fine), "/security-info/add/code");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_what_the_policy_allows_can_be_added() {
    let registration = Registration { directory_contacts: false, ..Registration::default() };
    let policy = Policy { methods: vec![Method::Email], registration, ..policy() };
    let house = House::under(policy).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let page = alice.open("/security-info/add").await;
    assert!(page.body.contains("/security-info/add/mailbox") && !page.body.contains("/security-info/add/phone"));
    let answer = alice.post("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add");
    let answer = alice.post("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "email")]).await;
    assert_eq!(to(&answer), "/security-info/add");
    assert!(house.messages().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r29_the_message_says_what_the_code_is_for_and_names_nobody() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.fill("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "sms")]).await;
    alice.fill("/security-info/add/mailbox", &[("mailbox", "new@home.example")]).await;
    for (address, lines) in [("+12025550177", true), ("new@home.example", false)] {
        let text = house.messages_to(address)[0].text.clone();
        assert!(text.contains("security info"), "{text}");
        assert!(!text.to_lowercase().contains("alice"), "{text}");
        if lines {
            let last = text.lines().last().unwrap();
            let host = url::Url::parse(&house.url).unwrap().host_str().unwrap().to_owned();
            assert_eq!(last, format!("@{host} #{}", alice.code(address)));
        }
    }
}
