//! "I cannot use any of these".

use crate::harness::{app::House, walk::code_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_help_desk_gets_a_mail_with_the_support_id_whoever_asks() {
    let house = House::new().await;
    house.person("alice").await;
    for (n, login) in ["alice", "nobody"].into_iter().enumerate() {
        let mut walk = house.reset(login).start().await;
        let page = walk.client.get("/reset/method").await;
        let help = walk.client.submit(&page, &[("method", "none")]).await;
        assert_eq!(help.url.path(), "/help");
        assert_eq!(help.field("login").as_deref(), Some(login));
        let id = help.field("support-id").unwrap();
        let sent = walk.client.submit(&help, &[("login", login)]).await;
        assert_eq!(sent.url.path(), "/help/sent", "{}", sent.text());
        assert!(sent.text().contains(&id));
        house.drain().await;
        let mails = house.messages_to("helpdesk@contoso.test");
        assert_eq!(mails.len(), n + 1);
        assert!(mails[n].text.contains(login) && mails[n].text.contains(&id), "{}", mails[n].text);
        assert!(mails[n].text.contains("not proven") && code_in(&mails[n].text).is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_for_help_is_text_and_five_an_hour_from_one_source() {
    let house = House::new().await;
    let mut client = house.client();
    for n in 0..6 {
        let page = client.get("/help").await;
        let empty = client.submit(&page, &[("login", "")]).await;
        assert_eq!(empty.status, 422);
        let sent = client.submit(&page, &[("login", "<b>x</b>\r\nBcc: y@evil.example")]).await;
        assert_eq!(sent.status, if n < 5 { 200 } else { 429 }, "{n}");
    }
    house.drain().await;
    let mails = house.messages_to("helpdesk@contoso.test");
    assert_eq!(mails.len(), 5);
    for mail in mails {
        assert!(!mail.html.unwrap().contains("<b>x</b>"));
    }
}
