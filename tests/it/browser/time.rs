//! What happens when people take their time. The demo's clock is moved, nobody waits.

use std::time::Duration;

use super::{
    check::Checker,
    demo::Demo,
    person::{Person, phone},
};

const RESEND: &str = "form[action='/reset/code/resend'] button";

#[tokio::test]
async fn a_code_is_sent_again_without_scripts_and_the_first_one_works_too() {
    let demo = Demo::with_moving_clock().await;
    let person = Person::at(&demo, &phone(false)).await;
    let mut check = Checker::new("en", "time", false, 390);
    person.identify("alice").await;
    person.choose("sms").await;
    let first = demo.code("sms", "0134").await;
    person.go(RESEND).await;
    assert!(person.browser.text().await.contains("You can have it sent again from"));
    demo.later(Duration::from_secs(65));
    person.go(RESEND).await;
    check.look(&person, "code+resent").await;
    let status = person.see("[role=status]").await.text().await.unwrap();
    assert!(status.contains("The code was sent again"), "U26: {status}");
    let again = demo.code("sms", "0134").await;
    assert_eq!(again, first, "the code under way stays good (U24)");
    person.give(&first).await;
    assert_eq!(person.path().await, "/reset/method");
    person.browser.close().await;
}

#[tokio::test]
async fn a_code_that_is_too_old_says_so_and_a_reset_ends() {
    let demo = Demo::with_moving_clock().await;
    let person = Person::at(&demo, &phone(true)).await;
    let mut check = Checker::new("en", "time", true, 390);
    person.identify("alice").await;
    person.choose("sms").await;
    let code = demo.code("sms", "0134").await;
    demo.later(Duration::from_secs(10 * 60 + 30));
    person.give(&code).await;
    check.look(&person, "code-error-expired").await;
    assert!(person.problem().await.contains("no longer works"), "{}", person.problem().await);
    demo.later(Duration::from_secs(3 * 60 * 60));
    person.type_into("#code", &code).await;
    person.submit().await;
    check.look(&person, "over").await;
    assert!(person.sees("main a.button[href='/reset']").await, "one clear way on (U47)");
    person.browser.close().await;
}

#[tokio::test]
async fn too_many_tries_end_in_words_that_are_the_same_for_an_unknown_name() {
    let mut texts = Vec::new();
    for login in ["alice", "nobody.at.all"] {
        let demo = Demo::start().await;
        let person = Person::at(&demo, &phone(true)).await;
        let mut check = Checker::new("en", if login == "alice" { "tries" } else { "unknown" }, true, 390);
        person.identify(login).await;
        person.choose("sms").await;
        let code = if login == "alice" { demo.code("sms", "0134").await } else { "000000".to_owned() };
        let mut said = Vec::new();
        for n in 0..8 {
            let wrong =
                if code == format!("{n}{n}{n}{n}{n}{n}") { "987654".to_owned() } else { format!("{n}{n}{n}{n}{n}{n}") };
            person.give(&wrong).await;
            let error = person.sees(".note.bad").await;
            said.push(if error { person.problem().await } else { person.heading().await });
            if !error {
                break;
            }
        }
        check.look(&person, if person.sees(".note.bad").await { "tries-error" } else { "tries" }).await;
        assert!(said.iter().any(|text| text.contains("once more")), "the last tries are told (U25): {said:?}");
        texts.push(said);
        person.browser.close().await;
    }
    assert_eq!(texts[0], texts[1], "a known and an unknown name are told the same");
}
