//! Requests for help: asked, seen, answered, closed, forgotten.

use std::time::Duration;

use latchkey::domain::role::Role;
use reqwest::StatusCode;

use super::{agent, house, last, on_postgres, post};
use crate::harness::app::House;

async fn ask(house: &House, login: &str, note: &str) {
    let mut client = house.client();
    let page = client.get("/help").await;
    let page = client.submit(&page, &[("login", login), ("note", note)]).await;
    assert_eq!(page.url.path(), "/help/sent", "{}", page.text());
}

/// The address of the request of somebody in a list.
fn link(body: &str, login: &str) -> String {
    let rows = body.split("<tr>").find(|row| row.contains(&format!("<bdi>{login}</bdi>")));
    let row = rows.unwrap_or_else(|| panic!("no request of {login}: {body}"));
    row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_is_answered_to_the_mailbox_of_record() {
    for house in [house().await, on_postgres().await] {
        house.person("alice").await;
        ask(&house, "alice", "New phone.\nMy mail is thief@elsewhere.test").await;
        ask(&house, "no-such-name", "").await;
        let mut client = agent(&house).await;
        let page = client.get("/admin/requests").await;
        assert!(page.text().contains("2 people wait"), "{}", page.text());
        let nobody = client.get(&link(&page.body, "no-such-name")).await;
        assert!(nobody.text().contains("no account with this name"), "{}", nobody.text());
        assert!(nobody.text().contains("no mailbox on record"));
        let path = link(&page.body, "alice");
        let page = client.get(&path).await;
        for words in ["alice Example", "New phone.", "Help was asked for", "Anybody can send a request"] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        let page = client.get(&format!("{path}?template=pass")).await;
        assert!(page.body.contains("temporary pass. With it you sign in at http"), "{}", page.body);
        let empty = post(&mut client, &path, &format!("{path}/answer"), &[("text", "  ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = post(&mut client, &path, &format!("{path}/answer"), &[("text", "Call us.\n\n<b>Soon</b>")]).await;
        assert!(page.text().contains("The answer is on its way"), "{}", page.text());
        house.drain().await;
        let mails = house.messages_to("alice@home.test");
        assert!(mails.iter().any(|mail| mail.text.contains("Call us.") && mail.text.contains("<b>Soon</b>")));
        assert!(house.messages().iter().all(|mail| mail.to != "thief@elsewhere.test"));
        let event = last(&house, "help.answered").await;
        assert_eq!(event.personal.unwrap().actor.as_deref(), Some("olga"));
        // Answered once.
        let csrf = client.get(&path).await.field("csrf").unwrap();
        let again = client.post(&format!("{path}/answer"), &[("csrf", &csrf), ("text", "Again")]).await;
        assert!(again.text().contains("Somebody was faster"), "{}", again.text());
        let page = post(&mut client, &path, &format!("{path}/close"), &[]).await;
        assert!(page.text().contains("The request is closed"), "{}", page.text());
        assert!(client.get("/admin/requests?state=closed").await.text().contains("olga"));
        // At rest nothing of it can be read.
        if let Some(file) = house.database.strip_prefix("sqlite:") {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(19).any(|w| w == b"thief@elsewhere.tes"));
        }
        let auditor = house.admin("anna", Some(Role::Auditor)).await.get("/admin/requests").await;
        assert_eq!(auditor.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_queue_has_pages_oldest_first_and_forgets_after_ninety_days() {
    let house = house().await;
    for n in 0..30 {
        ask(&house, &format!("person{n:02}"), "").await;
        house.clock.advance(Duration::from_secs(1));
    }
    let mut client = agent(&house).await;
    let page = client.get("/admin/requests").await;
    assert!(page.text().contains("person00") && page.text().contains("person24") && !page.text().contains("person25"));
    let next = page.body.split("href=\"").map(|r| r.split('"').next().unwrap()).find(|h| h.contains("after="));
    let page = client.get(&next.expect("more").replace("&amp;", "&").replace("&#x2F;", "/")).await;
    assert!(page.text().contains("person29") && !page.text().contains("person24"), "{}", page.text());
    let core = &house.app.core;
    house.clock.advance(Duration::from_secs(89 * 86_400));
    core.store.purge(core.now()).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM help_requests").await, 30);
    house.clock.advance(Duration::from_secs(2 * 86_400));
    core.store.purge(core.now()).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM help_requests").await, 0);
}
