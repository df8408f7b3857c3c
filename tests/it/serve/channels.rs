//! Mail and text messages that do not get through at first (R167).

use std::time::Duration;

use super::{
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{
    bed,
    sms::{Fault, SmsDouble},
    smtp, wait_until,
};

#[tokio::test(flavor = "multi_thread")]
async fn r167_a_code_that_comes_late_works_and_comes_once() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(dc)).await;
    portal.smtp.fault(smtp::Stage::Mail, smtp::Fault::Say("451 4.3.0 try again later".into()), usize::MAX);
    let mut visitor = Visitor::new(&portal);
    let page = visitor.begin(&person.login).await;
    let page = visitor.browser.submit(&page, &[("method", "email")]).await;
    assert!(page.field("code").is_some(), "the page does not wait for the mail: {}", page.text());
    wait_until("the relay has refused once", PATIENCE, async || {
        portal.smtp.commands().iter().any(|line| line.starts_with("MAIL")).then_some(())
    })
    .await;
    assert!(portal.smtp.mails().is_empty());
    portal.smtp.heal();
    let code = visitor.code(&person.mail, (0, 0)).await;
    let page = visitor.browser.submit(&page, &[("code", &code)]).await;
    assert!(page.field("method").is_some(), "{}", page.text());
    assert_eq!(portal.smtp.mails().len(), 1, "one code, one mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn r167_a_text_message_that_may_have_been_sent_is_not_sent_twice_and_mail_goes_on() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(dc)).await;
    // Taken, and the answer comes after the portal has given up waiting.
    portal.sms.fault(Fault::Slow(Duration::from_secs(8)), 1);
    let mut visitor = Visitor::new(&portal);
    let page = visitor.begin(&person.login).await;
    let page = visitor.browser.submit(&page, &[("method", "sms")]).await;
    let late = visitor.code(&person.mobile, (0, 0)).await;
    wait_until("the portal has given up", PATIENCE, async || {
        (!portal.events("message.failed", "failure").is_empty()).then_some(())
    })
    .await;
    assert!(portal.log().contains("\"message\":\"a message was not taken\""), "{}", portal.log());
    let page = visitor.browser.submit(&page, &[("code", &late)]).await;
    assert!(page.field("method").is_some(), "{}", page.text());
    // Meanwhile mail is as quick as ever.
    let page = visitor.gate(&page, &person.mail).await;
    assert!(page.field("new-password").is_some(), "{}", page.text());
    let codes = portal.sms.messages().iter().filter(|message| message.code().is_some()).count();
    assert_eq!(codes, 1, "no second code");
    assert_eq!(portal.events("message.failed", "failure").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r167_a_provider_that_refuses_is_tried_again_and_then_the_second_one_is() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let portal = Portal::prepare(Setup::samba(dc)).await;
    let second = SmsDouble::start().await;
    portal.edit("provider = \"twilio\"", "provider = \"twilio\"\nsecond_provider = \"http\"");
    portal.edit(
        "[policy]",
        &format!(
            "[sms.http]\nurl = \"{}/gateway\"\nformat = \"json\"\nbody = '{{\"to\": \"{{to}}\", \"text\": \"{{text}}\"}}'\n[policy]",
            second.url()
        ),
    );
    portal.up().await;
    let unavailable = Fault::Answer(503, vec![], "{\"code\": 20503, \"message\": \"Service unavailable\"}".into());
    portal.sms.fault(unavailable, usize::MAX);
    let mut visitor = Visitor::new(&portal);
    let page = visitor.begin(&person.login).await;
    let page = visitor.browser.submit(&page, &[("method", "sms")]).await;
    let message = second.wait_for(|message| message.to == person.mobile).await;
    let page = visitor.browser.submit(&page, &[("code", &message.code().unwrap())]).await;
    assert!(page.field("method").is_some(), "{}", page.text());
    assert!(portal.sms.messages().is_empty());
    assert_eq!(second.messages().len(), 1);
}
