//! A person's way through the pages.

use std::time::Duration;

use super::portal::Portal;
use crate::harness::{
    http::{Client, Page},
    samba::Person,
    wait_until,
};

/// How long messages and outcomes are waited for; the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with a person before it who has a mailbox and a phone.
pub struct Visitor<'a> {
    /// Where.
    pub portal: &'a Portal,
    /// With what.
    pub browser: Client,
}

impl<'a> Visitor<'a> {
    /// Somebody new.
    pub fn new(portal: &'a Portal) -> Self {
        Self { portal, browser: portal.browser() }
    }

    /// Says who they are; gives the page of methods.
    pub async fn begin(&mut self, login: &str) -> Page {
        let page = self.browser.get("/reset").await;
        let page = self.browser.submit(&page, &[("login", login)]).await;
        assert_eq!(page.url.path(), "/reset/method", "{}", page.text());
        page
    }

    /// Passes the gate that is next by a code to `to`; gives the page behind it.
    pub async fn gate(&mut self, page: &Page, to: &str) -> Page {
        let method = if to.contains('@') { "email" } else { "sms" };
        let seen = (self.portal.smtp.mails().len(), self.portal.sms.messages().len());
        let page = self.browser.submit(page, &[("method", method)]).await;
        assert!(page.field("code").is_some(), "a code is asked for: {}", page.text());
        let code = self.code(to, seen).await;
        self.browser.submit(&page, &[("code", &code)]).await
    }

    /// The code in the first message to `to` after so many mails and text messages.
    pub async fn code(&self, to: &str, seen: (usize, usize)) -> String {
        let begun = std::time::Instant::now();
        wait_until(&format!("a code for {to}"), PATIENCE + Duration::from_secs(5), async || {
            assert!(begun.elapsed() < PATIENCE, "no code for {to}: {:#?}\n{}", self.portal.audit(), self.portal.log());
            if to.contains('@') {
                let mails = self.portal.smtp.mails();
                let mut new = mails.iter().skip(seen.0).filter(|m| m.recipients.iter().any(|r| r.contains(to)));
                new.find_map(|mail| mail.code())
            } else {
                let messages = self.portal.sms.messages();
                messages.iter().skip(seen.1).filter(|m| m.to == to).find_map(|m| m.code())
            }
        })
        .await
    }

    /// Passes both gates; gives the page behind them.
    pub async fn prove(&mut self, login: &str, mail: &str, phone: &str) -> Page {
        let page = self.begin(login).await;
        let page = self.gate(&page, mail).await;
        assert!(page.field("method").is_some(), "a second method is asked for: {}", page.text());
        self.gate(&page, phone).await
    }

    /// The same for a person made for the test.
    pub async fn prove_as(&mut self, person: &Person) -> Page {
        self.prove(&person.login, &person.mail, &person.mobile).await
    }

    /// Sends the new password and waits for a page that does not wait itself.
    pub async fn set(&mut self, page: &Page, new: &str) -> Page {
        let page = self.browser.submit(page, &[("new-password", new)]).await;
        self.settled(page).await
    }

    /// Looks again as long as the page says so.
    pub async fn settled(&mut self, mut page: Page) -> Page {
        let end = std::time::Instant::now() + Duration::from_secs(150);
        while is_checking(&page) {
            assert!(std::time::Instant::now() < end, "it checks for ever: {}", self.portal.log());
            tokio::time::sleep(Duration::from_millis(200)).await;
            page = self.browser.get("/reset/result").await;
        }
        page
    }

    /// A whole reset.
    pub async fn reset(&mut self, login: &str, mail: &str, phone: &str, new: &str) -> Page {
        let page = self.prove(login, mail, phone).await;
        assert!(page.field("new-password").is_some(), "a new password is asked for: {}", page.text());
        let page = self.set(&page, new).await;
        assert!(page.text().contains("Your password was changed"), "{}", page.text());
        page
    }
}

/// Whether the page waits for the outcome of a write.
pub fn is_checking(page: &Page) -> bool {
    page.body.contains("http-equiv=\"refresh\"")
}

/// The support id on a page.
pub fn support_id(page: &Page) -> String {
    let text = page.text();
    let found = regex::Regex::new(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b").expect("a pattern");
    found.find(&text).unwrap_or_else(|| panic!("no support number: {text}")).as_str().to_owned()
}
