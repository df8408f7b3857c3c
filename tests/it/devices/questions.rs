//! Security questions.

use std::collections::BTreeSet;

use latchkey::{
    domain::{
        method::Method,
        security_info::{Detail, Kind},
    },
    flows::{factors::Answer, questions},
};

use super::{INFO, QUESTIONS, client, house, items, policy, proves};
use crate::harness::app::House;

const GOOD: [(&str, &str); 5] = [
    ("pet", "Rex"),
    ("toy", "Sir Paddington"),
    ("first-street", "Rue de l'Église"),
    ("food", "Ratatouille"),
    ("hospital", "St. Mary's"),
];

/// A set as form fields.
fn fields(set: &[(&str, &str)]) -> Vec<(String, String)> {
    let field = |(n, (question, answer)): (usize, &(&str, &str))| {
        [(format!("question-{}", n + 1), (*question).to_owned()), (format!("answer-{}", n + 1), (*answer).to_owned())]
    };
    set.iter().enumerate().flat_map(field).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_are_taken_compared_loosely_and_all_of_them() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = client.get(QUESTIONS).await;
    assert_eq!(page.body.matches("<option value=\"pet\"").count(), 5);
    assert!(page.text().contains("Choose 5 questions"), "{}", page.text());
    let good = fields(&GOOD);
    let good: Vec<(&str, &str)> = good.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let done = client.submit_once(&page, &good).await;
    assert_eq!(done.header("location"), INFO, "{}", done.text());
    let [item] = &items(&house, id, Kind::Questions).await[..] else { panic!("one set") };
    let Detail::Questions { answers } = &item.detail else { panic!("questions") };
    assert_eq!(answers.len(), 5);
    let core = &house.app.core;
    let works = async |answers: &[(&str, &str)]| {
        let answers: Vec<_> = answers.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect();
        proves(&house, id, Method::Questions, &Answer::Questions(&answers)).await
    };
    assert!(works(&[("pet", "REX"), ("first-street", "rue de l eglise"), ("hospital", "st marys")]).await);
    assert!(!works(&[("pet", "REX"), ("first-street", "rue"), ("hospital", "st marys")]).await, "one is wrong");
    assert!(!works(&[("pet", "Rex"), ("hero", "Rex")]).await, "one was never registered");
    assert!(!works(&[]).await);
    // Three of them, in another order and choice each time.
    let mut drawn = BTreeSet::new();
    for _ in 0..400 {
        let ids = questions::draw(core, &core.common(), item);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3);
        assert!(ids.iter().all(|id| answers.contains_key(id)));
        drawn.insert(ids);
    }
    assert!(drawn.len() > 50, "of 60: {}", drawn.len());
    // A second set takes the first one's place.
    let page = client.get(QUESTIONS).await;
    assert!(page.text().contains("take the place of those"));
    let mut other = GOOD;
    other[0] = ("hero", "Zorro");
    let other = fields(&other);
    let other: Vec<(&str, &str)> = other.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(client.submit_once(&page, &other).await.header("location"), INFO);
    assert_eq!(items(&house, id, Kind::Questions).await.len(), 1);
    assert!(!works(&[("pet", "Rex")]).await && works(&[("hero", "zorro")]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_good_set_says_which_and_keeps_what_was_typed() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = client.get(QUESTIONS).await;
    for (place, bad, words) in [
        (0, ("", "Rex"), "Choose question 1"),
        (1, ("pet", "Bear"), "Question 2 is chosen twice"),
        (2, ("hero", ""), "Answer question 3"),
        (2, ("hero", "a-b"), "Answer 3 is too short"),
        (3, ("hero", &"z".repeat(41)), "Answer 4 is too long"),
        (4, ("hero", "rex!"), "Answer 5 is the same"),
        (4, ("hero", "childhood"), "Answer 5 is part of its question"),
        (1, ("hero", "ALICE example"), "Answer 2 is your own name"),
    ] {
        let mut set = GOOD;
        set[place] = bad;
        let set = fields(&set);
        let set: Vec<(&str, &str)> = set.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let wrong = client.submit_once(&page, &set).await;
        assert_eq!(wrong.status, 422, "{words}");
        assert!(wrong.text().contains(words), "{words}: {}", wrong.text());
        let kept = if place == 3 { "Sir Paddington" } else { "Ratatouille" };
        assert!(wrong.body.contains(&format!("value=\"{kept}\"")), "{words}");
        assert!(place == 3 || wrong.body.contains("<option value=\"food\" selected>"), "{words}");
    }
    // What no page of ours sends.
    let csrf = page.field("csrf").unwrap();
    let forged = client.post_once(QUESTIONS, &[("csrf", &csrf), ("question-1", "pet"), ("answer-1", "Rex")]).await;
    assert_eq!(forged.status, 400);
    assert!(items(&house, id, Kind::Questions).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn own_questions_are_offered_by_language_and_shown_as_written() {
    let mut policy = policy();
    let rules = &mut policy.registration.questions;
    (rules.register, rules.pool) = (3, false);
    rules
        .own
        .insert("en".into(), ["Who hired you?", "First desk?", "Colour of <your> badge?"].map(Into::into).to_vec());
    rules.own.insert("fr".into(), ["Qui vous a engagé ?", "Premier bureau ?", "Badge ?"].map(Into::into).to_vec());
    let house = House::under(policy).await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = client.get(&format!("{QUESTIONS}?lang=fr")).await;
    assert!(page.text().contains("Qui vous a engagé ?") && !page.body.contains("own:en:"), "{}", page.text());
    let page = client.get(&format!("{QUESTIONS}?lang=en")).await;
    assert!(page.body.contains("Colour of &lt;your&gt; badge?") && !page.body.contains("\"pet\""));
    let set = fields(&[
        ("own:en:Who hired you?", "Zoë"),
        ("own:en:First desk?", "Room 4"),
        ("own:en:Colour of <your> badge?", "green"),
    ]);
    let set: Vec<(&str, &str)> = set.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(client.submit_once(&page, &set).await.header("location"), INFO);
    let [item] = &items(&house, id, Kind::Questions).await[..] else { panic!("one set") };
    assert_eq!(questions::draw(&house.app.core, &house.app.core.common(), item).len(), 3);
    let typed = [("own:en:Who hired you?".to_owned(), "zoe".to_owned())];
    assert!(proves(&house, id, Method::Questions, &Answer::Questions(&typed)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn questions_are_off_unless_the_policy_has_them() {
    let mut policy = policy();
    policy.methods = Method::USUAL.to_vec();
    let house = House::under(policy).await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = client.send(reqwest::Method::GET, QUESTIONS, None, "none").await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, INFO));
}
