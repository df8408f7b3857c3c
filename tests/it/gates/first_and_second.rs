//! Each method opens the first gate, and each other one the second; questions the second only.

use latchkey::domain::security_info::Detail;

use super::{DAY, answers, app, everything, house, now, recovery, register, right_answers, through};
use crate::harness::{
    app::{House, NEW, mobile, phone_of},
    walk::wrong,
};

const FIRST: [&str; 7] = ["app", "sms", "voice", "office", "email", "recovery-code", "pass"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_method_opens_the_first_gate_and_each_other_one_the_second() {
    let house = house().await;
    for (row, first) in FIRST.into_iter().enumerate() {
        for (column, second) in FIRST.into_iter().chain(["questions"]).enumerate() {
            let phones = ["sms", "voice"];
            if first == second || (phones.contains(&first) && phones.contains(&second)) {
                continue;
            }
            // Codes to the desk phone are counted by destination: not all in one hour.
            house.clock.advance(DAY);
            let kit = everything(&house, &format!("person{row}x{column}")).await;
            let walk = house.reset(&kit.login).start().await;
            let walk = through(&house, &kit, walk, first).await;
            assert_eq!(walk.path(), "/reset/method", "{first}: {}", walk.text());
            let walk = through(&house, &kit, walk, second).await;
            assert_eq!(walk.path(), "/reset/password", "{first}, then {second}: {}", walk.text());
            if column == 7 {
                let walk = walk.password(NEW).await;
                assert_eq!(walk.path(), "/reset/result");
                assert!(house.has_password(kit.id, NEW).await, "{first}, then {second}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r30_questions_are_never_the_first_gate_and_a_wrong_set_draws_others() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    let mut walk = house.reset("alice").start().await;
    assert!(!walk.text().contains("Security questions"), "{}", walk.text());
    let page = walk.client.get("/reset/method").await;
    let csrf = page.field("csrf").unwrap();
    let answer = walk.client.post("/reset/method", &[("csrf", &csrf), ("method", "questions")]).await;
    assert_eq!(answer.url.path(), "/reset/method");
    walk = through(&house, &kit, walk, "app").await;
    assert!(walk.text().contains("Security questions"), "{}", walk.text());
    walk = walk.choose("questions").await;
    let asked = |text: &str| right_answers(text).into_iter().map(|(_, answer)| answer).collect::<Vec<_>>();
    let first = asked(&walk.text());
    assert_eq!(first.len(), 3);
    // Looking again, and coming back to them, does not change what is asked.
    walk = walk.choose("email").await.choose("questions").await;
    assert_eq!(asked(&walk.text()), first);
    // One is left empty: that costs no try.
    let page = walk.client.get("/reset/code").await;
    let refused = walk.client.submit(&page, &[("answer-1", "x"), ("answer-2", ""), ("answer-3", "x")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Answer all questions"), "{}", refused.text());
    assert_eq!(asked(&refused.text()), first);
    // Two of three are right.
    let mut draws = std::collections::BTreeSet::from([first.clone()]);
    let mut page = walk.client.get("/reset/code").await;
    for left in (1..5).rev() {
        let answers = asked(&page.text());
        let two = [("answer-1", answers[0].as_str()), ("answer-2", answers[1].as_str()), ("answer-3", "not it")];
        page = walk.client.submit(&page, &two).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("Not all answers were right"), "{left}: {}", page.text());
        draws.insert(asked(&page.text()));
    }
    assert!(draws.len() > 1, "others were drawn");
    // The fifth set is the last, and right, in any spelling.
    let answers = asked(&page.text());
    let spelled: Vec<String> = answers.iter().map(|answer| format!("  {} ", answer.to_uppercase())).collect();
    let all = [("answer-1", spelled[0].as_str()), ("answer-2", &spelled[1]), ("answer-3", &spelled[2])];
    let done = walk.client.submit(&page, &all).await;
    assert_eq!(done.url.path(), "/reset/password", "{}", done.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_registered_fewer_questions_than_are_asked_can_not_prove_anything_with_them() {
    let house = house().await;
    let id = house.person("alice").await;
    answers(&house, id, 2).await;
    let walk = house.reset("alice").start().await.gate("sms").await;
    assert!(!walk.text().contains("Security questions"), "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r53_a_text_message_and_a_call_to_one_phone_are_one_gate() {
    let house = house().await;
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    let id = house.add(alice).await;
    let mut walk = house.reset("alice").start().await.gate("sms").await;
    assert!(!walk.text().contains("Phone call"), "{}", walk.text());
    // Asked for all the same: nobody is called.
    let before = house.messages_to(&phone).len();
    let page = walk.client.get("/reset/method").await;
    let csrf = page.field("csrf").unwrap();
    walk.client.post("/reset/method", &[("csrf", &csrf), ("method", "voice")]).await;
    house.drain().await;
    assert_eq!(house.messages_to(&phone).len(), before, "{:?}", house.messages());
    // Another phone is another destination.
    let other = "+12025550188";
    let latchkey::domain::account::Contact::Mobile(number) = mobile(other) else { panic!("a phone") };
    let latchkey::domain::account::Contact::Mobile(own) = mobile(&phone) else { panic!("a phone") };
    for number in [own, number] {
        register(&house, id, Detail::Phone { number }, now(&house)).await;
        // The older one comes first.
        house.clock.advance(std::time::Duration::from_secs(1));
    }
    house.clock.advance(DAY);
    let walk = house.reset("alice").start().await.gate("sms").await;
    assert!(walk.text().contains("Phone call"), "{}", walk.text());
    let before = house.messages().len();
    let walk = walk.choose("voice").await;
    let code = super::sent_code(&house, "voice", before).unwrap();
    assert_eq!(house.messages().last().unwrap().to, other);
    assert_eq!(walk.code(&code).await.path(), "/reset/password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r54_a_registered_mailbox_of_the_organisation_is_no_gate() {
    let house = house().await;
    let id = house.person("alice").await;
    let latchkey::domain::account::Contact::Mail(address) = crate::harness::app::mail("alice@contoso.test") else {
        panic!("a mailbox")
    };
    register(&house, id, Detail::Mailbox { address }, now(&house)).await;
    house.reset("alice").start().await.choose("email").await;
    assert!(house.messages_to("alice@contoso.test").is_empty());
    assert_eq!(house.messages_to("alice@home.test").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r55_a_reset_removes_no_factor_and_uses_up_what_was_used() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    let methods = "SELECT count(*) FROM methods WHERE removed_at IS NULL";
    let codes = "SELECT count(*) FROM recovery_codes WHERE used_at IS NULL";
    let before = (house.number(methods).await, house.number(codes).await);
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    let walk = through(&house, &kit, walk, "recovery-code").await;
    walk.password(NEW).await;
    assert!(house.has_password(kit.id, NEW).await);
    assert_eq!((house.number(methods).await, house.number(codes).await), (before.0, before.1 - 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r15_r48_what_was_used_once_is_worth_nothing_the_second_time() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    for method in ["app", "recovery-code", "pass"] {
        let walk = house.reset("alice").start().await;
        through(&house, &kit, walk, method).await;
        let walk = house.reset("alice").start().await;
        let walk = through(&house, &kit, walk, method).await;
        assert_eq!((walk.path(), walk.page().status.as_u16()), ("/reset/code", 422), "{method}: {}", walk.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r16_of_many_at_once_one_gets_through() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    for (method, code) in [("app", kit.app_code(&house)), ("recovery-code", kit.codes[3].clone())] {
        let mut walks = Vec::new();
        for _ in 0..8 {
            let mut walk = house.reset("alice").start().await.choose(method).await;
            let page = walk.client.get("/reset/code").await;
            walks.push((walk, page));
        }
        let filled = [("code", code.as_str())];
        let tries = walks.iter_mut().map(|(walk, page)| walk.client.submit_once(page, &filled));
        let answers = futures_util::future::join_all(tries).await;
        let passed = answers.iter().filter(|answer| answer.status == 303).count();
        assert_eq!(passed, 1, "{method}: {:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r14_what_is_somebody_elses_proves_nothing() {
    let house = house().await;
    let (alice, bob) = (everything(&house, "alice").await, everything(&house, "bob").await);
    for (method, code) in
        [("app", bob.app_code(&house)), ("recovery-code", bob.codes[0].clone()), ("pass", bob.pass.clone())]
    {
        let walk = house.reset(&alice.login).start().await.choose(method).await.code(&code).await;
        assert_eq!(walk.page().status, 422, "{method}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_can_not_be_a_code_costs_no_try_and_says_what_is_wrong() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    let mut walk = house.reset("alice").start().await.choose("recovery-code").await;
    for (typed, words) in [
        ("", "Enter the code"),
        ("7F3K", "has 16 letters and digits"),
        ("7F3K-22QD-0ABC-1XYZ-9", "has only 16 letters and digits"),
        ("é", "a sign in it that no code has"),
    ] {
        for _ in 0..3 {
            walk = walk.code(typed).await;
            assert_eq!(walk.page().status, 422);
            assert!(walk.text().contains(words), "{typed}: {}", walk.text());
        }
    }
    let walk = walk.code(&kit.codes[5]).await;
    assert_eq!(walk.path(), "/reset/method", "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_chooses_what_they_do_not_have_is_told_what_they_have() {
    let house = house().await;
    let id = house.person("alice").await;
    app(&house, id).await;
    recovery(&house, id).await;
    let walk = house.reset("alice").start().await.choose("pass").await;
    let messages = house.messages_to("alice@home.test");
    assert_eq!(messages.len(), 1, "{messages:?}");
    for way in ["authenticator app", "recovery codes", "text message", "call to your mobile phone"] {
        assert!(messages[0].text.contains(way), "{way}: {}", messages[0].text);
    }
    assert!(!messages[0].text.contains("temporary pass"), "{}", messages[0].text);
    assert_eq!(walk.code("7F3K-22QD-0ABC").await.page().status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_made_anew_under_an_old_name_starts_empty() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    house.sql("DELETE FROM embedded_accounts").await;
    let new = house.person("alice").await;
    assert_ne!(new, kit.id);
    for (method, code) in
        [("app", kit.app_code(&house)), ("recovery-code", kit.codes[0].clone()), ("pass", kit.pass.clone())]
    {
        let walk = house.reset("alice").start().await.choose(method).await.code(&code).await;
        assert_eq!(walk.page().status, 422, "{method}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_code_twice_in_a_row_and_the_one_after() {
    let house = House::under(super::policy()).await;
    let kit = everything(&house, "alice").await;
    let code = kit.app_code(&house);
    let walk = house.reset("alice").start().await.choose("app").await.code(&wrong(&code)).await;
    assert_eq!(walk.page().status, 422);
    assert!(walk.text().contains("Wait until the app shows the next one"), "{}", walk.text());
    assert_eq!(walk.code(&code).await.path(), "/reset/method");
}
