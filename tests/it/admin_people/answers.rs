//! Answers to begin with: written in the console, picked by agents, sent to people.

use latchkey::domain::role::Role;
use reqwest::StatusCode;

use super::{agent, house, last, on_postgres, post};
use crate::harness::{
    app::House,
    http::{Client, Page},
};

const LIST: &str = "/admin/policy/answers";

async fn ask(house: &House, login: &str) {
    let mut client = house.client();
    let page = client.get("/help").await;
    client.submit(&page, &[("login", login), ("note", "")]).await;
}

/// Writes an answer; the fields of both languages that there are.
async fn write(client: &mut Client, key: &str, act: &str, texts: [&str; 4]) -> Page {
    let path = format!("{LIST}/{key}");
    let page = client.get(&path).await;
    let fields = ["csrf", "revision"].map(|name| (name, page.field(name).unwrap()));
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(["title-en", "text-en", "title-fr", "text-fr"].into_iter().zip(texts));
    all.push(("do", act));
    client.post(&path, &all).await
}

/// The address of an answer in the list, or on the page of a request.
fn link<'a>(page: &'a Page, title: &str) -> &'a str {
    let before = page.body.split(&format!("<bdi>{title}</bdi>")).next().unwrap();
    assert!(before.len() < page.body.len(), "no {title}: {}", page.text());
    before.rsplit("href=\"").next().unwrap().split('"').next().unwrap()
}

async fn request_of(client: &mut Client, login: &str) -> String {
    let page = client.get("/admin/requests").await;
    link(&page, login).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_policy_admin_writes_an_agent_picks_and_the_person_reads_in_their_language() {
    for house in [house().await, on_postgres().await] {
        let mut alice = house.someone("alice");
        (alice.language, alice.display_name) = (Some("fr".to_owned()), "{portal} Alice".to_owned());
        house.add(alice).await;
        house.person("bob").await;
        ask(&house, "alice").await;
        let mut writer = house.admin("pia", Some(Role::PolicyAdmin)).await;
        assert!(writer.get("/admin/policy").await.body.contains(LIST), "there is a way to it");
        let page = writer.get(LIST).await;
        assert_eq!(page.text().matches("from the start").count(), 5, "{}", page.text());

        // Nothing is kept by looking.
        let texts = [
            "Come by",
            "Dear {name},\n\ncome by. {support-number}, {portal}",
            "Passez",
            "Bonjour {name}, passez. {support-number}, {portal}",
        ];
        let page = write(&mut writer, "new", "preview", texts).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in
            ["An answer from the", "Dear pia Example,", "K7Q2-M4XD", "Bonjour pia Example, passez.", &house.url]
        {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        assert_eq!(house.number("SELECT count(*) FROM answer_templates").await, 0);

        let page = write(&mut writer, "new", "keep", texts).await;
        assert!(page.text().contains("The answer is there"), "{}", page.text());
        let own = link(&page, "Come by").rsplit('/').next().unwrap().to_owned();
        let event = last(&house, "help.answers-changed").await;
        assert_eq!(
            (event.detail["what"].as_str(), event.detail["answer"].as_str()),
            (Some("added"), Some(own.as_str()))
        );
        assert_eq!(event.personal.unwrap().actor.as_deref(), Some("pia"));

        let mut client = agent(&house).await;
        let path = request_of(&mut client, "alice").await;
        let page = client.get(&path).await;
        assert!(link(&page, "Come by").contains(&own), "{}", page.text());
        assert!(!page.body.contains(LIST), "agents do not edit");
        let page = client.get(&format!("{path}?template={own}")).await;
        let text = page.text();
        assert!(text.contains("Bonjour {portal} Alice, passez."), "a name is not looked at again: {text}");
        let support = text.split("Support number ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(text.contains(&format!("passez. {support}, {}", house.url)), "{text}");
        let answer = "Bonjour.\r\nBcc: thief@elsewhere.test\r\nfin";
        let page = post(&mut client, &path, &format!("{path}/answer"), &[("text", answer)]).await;
        assert!(page.text().contains("The answer is on its way"), "{}", page.text());
        house.drain().await;
        let mails = house.messages_to("alice@home.test");
        let mail = mails.iter().find(|mail| mail.text.contains("Bonjour.")).unwrap();
        assert!(mail.text.contains("Bcc: thief@elsewhere.test"), "as a line of the text");
        let subject = mail.subject.as_deref().unwrap();
        assert!(!subject.contains("Bcc") && subject.lines().count() == 1, "{subject}");
        assert!(house.messages().iter().all(|mail| mail.to != "thief@elsewhere.test"));

        // Only in English: the agent is told.
        write(&mut writer, &own, "keep", ["Come by", "Come by at {portal}.", "", ""]).await;
        ask(&house, "bob").await;
        ask(&house, "alice").await;
        let path = request_of(&mut client, "alice").await;
        let text = client.get(&format!("{path}?template={own}")).await.text();
        assert!(text.contains("It is in English") && text.contains("Come by at http"), "{text}");
        let path = request_of(&mut client, "bob").await;
        let text = client.get(&format!("{path}?template={own}")).await.text();
        assert!(!text.contains("It is in English"), "{text}");

        // One from the start is changed, taken away, and brought back.
        write(&mut writer, "call", "keep", ["Ring us", "Ring us now.", "", ""]).await;
        assert!(client.get(&format!("{path}?template=call")).await.body.contains("Ring us now."));
        let remove = async |writer: &mut Client, key: &str, act: &str| {
            let path = format!("{LIST}/{key}/remove");
            let page = writer.get(&path).await;
            let (csrf, revision) = (page.field("csrf").unwrap(), page.field("revision").unwrap());
            writer.post(&path, &[("csrf", &csrf), ("revision", &revision), ("do", act)]).await
        };
        let page = remove(&mut writer, "call", "remove").await;
        assert!(page.text().contains("Agents do not see this answer any more"), "{}", page.text());
        assert!(!client.get(&path).await.text().contains("Call us") && page.text().contains("taken away"));
        remove(&mut writer, "call", "restore").await;
        assert!(client.get(&format!("{path}?template=call")).await.body.contains("Call the help desk and give"));
        remove(&mut writer, &own, "remove").await;
        assert_eq!(writer.get(&format!("{LIST}/{own}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.number("SELECT count(*) FROM answer_templates").await, 0);
        assert_eq!(house.count_events("help.answers-changed", "success").await, 6);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bad_texts_are_told_beside_their_field_and_nothing_is_overwritten() {
    let house = house().await;
    let mut writer = house.admin("olga", Some(Role::Owner)).await;
    let long = "é".repeat(2001);
    for (texts, words) in [
        (["", "", "", ""], "Write the answer in at least one language"),
        (["Title", "", "", ""], "Write a name and a text, or leave both empty"),
        (["", "Text", "", ""], "Write a name and a text, or leave both empty"),
        (["Title", &long, "", ""], "Write at most 2000 letters"),
        ([&long[..122], "Text", "", ""], "Write at most 60 letters"),
        (["Title", "Text", "Titre", "Texte {nom}"], "There is no blank {nom}"),
    ] {
        for act in ["keep", "preview"] {
            let page = write(&mut writer, "new", act, texts).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(page.text().matches(words).count() >= 2, "in the summary and beside the field: {}", page.text());
        }
    }
    assert_eq!(house.number("SELECT count(*) FROM answer_templates").await, 0);
    // The longest that there can be: 2000 letters of three bytes in each language.
    let most = "語".repeat(2000);
    let page = write(&mut writer, "pass", "keep", ["Title", &most, "Titre", &most]).await;
    assert!(page.text().contains("The answer is changed"), "{} {}", page.status, page.text());
    // Two at once: the second one is told.
    let path = format!("{LIST}/unlocked");
    let mut other = house.admin("otto", Some(Role::Owner)).await;
    let (csrf, own) = (other.get(&path).await.field("csrf").unwrap(), "0");
    write(&mut writer, "unlocked", "keep", ["First", "First.", "", ""]).await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("revision", own),
        ("title-en", "Second"),
        ("text-en", "Second."),
        ("title-fr", ""),
        ("text-fr", ""),
        ("do", "keep"),
    ];
    let page = other.post(&path, &fields).await;
    assert!(page.text().contains("Nothing was changed") && page.text().contains("First"), "{}", page.text());
    assert!(!page.text().contains("Second"));
    for (name, value) in [("more", "x"), ("text-de", "x"), ("do2", "keep")] {
        let mut fields = fields.to_vec();
        fields.push((name, value));
        assert_eq!(other.post(&path, &fields).await.status, StatusCode::BAD_REQUEST, "{name}");
    }
    for role in [Role::HelpDesk, Role::Auditor] {
        let mut client = house.admin(role.as_str(), Some(role)).await;
        assert_eq!(client.get(LIST).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    // Fifty, and no more.
    for n in 0..45 {
        write(&mut writer, "new", "keep", [&format!("Answer {n}"), "Text", "", ""]).await;
    }
    let page = writer.get(LIST).await;
    assert!(!page.text().contains("Add an answer"), "{}", page.text());
    let page = write(&mut writer, "new", "keep", ["One more", "Text", "", ""]).await;
    assert!(
        page.text().contains("there are 50 answers already") && !page.text().contains("One more"),
        "{}",
        page.text()
    );
}
