//! One person's way through a reset, page by page, as a browser goes it.

use std::{sync::LazyLock, time::Duration};

use latchkey::notify::recorder::Channel;
use regex::Regex;

use super::{
    app::House,
    http::{Client, Page},
};

/// A reset under way.
pub struct Walk<'a> {
    house: &'a House,
    /// The browser.
    pub client: Client,
    /// The page that it shows.
    pub page: Option<Page>,
    login: String,
}

impl<'a> Walk<'a> {
    /// With this browser, for this name; nothing is opened yet.
    pub fn new(house: &'a House, client: Client, login: &str) -> Self {
        Self { house, client, page: None, login: login.to_owned() }
    }

    /// The page that the browser shows.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page")
    }

    /// Where the browser is.
    pub fn path(&self) -> &str {
        self.page().url.path()
    }

    /// What the page says.
    pub fn text(&self) -> String {
        self.page().text()
    }

    /// Types the name; jobs run, and the person reads what comes next.
    pub async fn start(self) -> Self {
        let begun = self.start_in_no_time().await;
        begun.house.clock.advance(Duration::from_secs(2));
        begun
    }

    /// Types the name; jobs run.
    pub async fn start_in_no_time(mut self) -> Self {
        let page = self.client.get("/reset").await;
        let login = self.login.clone();
        self.page = Some(self.client.submit(&page, &[("login", &login)]).await);
        self.house.drain().await;
        self
    }

    /// Chooses a method; jobs run.
    pub async fn choose(mut self, method: &str) -> Self {
        let page = self.client.get("/reset/method").await;
        self.page = Some(self.client.submit(&page, &[("method", method)]).await);
        self.house.drain().await;
        self
    }

    /// Types a code.
    pub async fn code(mut self, code: &str) -> Self {
        let page = self.client.get("/reset/code").await;
        self.page = Some(self.client.submit(&page, &[("code", code)]).await);
        self
    }

    /// Asks for the code once more; jobs run.
    pub async fn resend(mut self) -> Self {
        let page = self.client.get("/reset/code").await;
        let csrf = page.field("csrf").expect("a form token");
        self.page = Some(self.client.post("/reset/code/resend", &[("csrf", &csrf)]).await);
        self.house.drain().await;
        self
    }

    /// Passes a gate by the newest code sent by `method`.
    pub async fn gate(self, method: &str) -> Self {
        let before = self.house.messages().len();
        let walk = self.choose(method).await;
        let code = newest_code(walk.house, method, before);
        walk.code(&code).await
    }

    /// Passes both gates.
    pub async fn both_gates(self) -> Self {
        self.gate("sms").await.gate("email").await
    }

    /// Chooses between reset and unlock.
    pub async fn act(mut self, act: &str) -> Self {
        let page = self.client.get("/reset/action").await;
        self.page = Some(self.client.submit(&page, &[("action", act)]).await);
        self
    }

    /// Types a new password; jobs run.
    pub async fn password(mut self, new: &str) -> Self {
        let page = self.client.get("/reset/password").await;
        self.page = Some(self.client.submit(&page, &[("new-password", new)]).await);
        self.house.drain().await;
        self
    }
}

/// The newest code that went out by `method`, among messages after the first `before`.
pub fn newest_code(house: &House, method: &str, before: usize) -> String {
    let channel = if method == "sms" { Channel::Sms } else { Channel::Mail };
    let messages = house.messages();
    let found = messages
        .iter()
        .skip(before)
        .rev()
        .find_map(|message| if message.channel == channel { code_in(&message.text) } else { None });
    found.unwrap_or_else(|| panic!("no code by {method} among {} messages", messages.len() - before))
}

/// The code in a message, if there is one.
pub fn code_in(text: &str) -> Option<String> {
    static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(\d{6,8})\b").expect("a pattern"));
    CODE.captures(text).map(|found| found[1].to_owned())
}

/// A code that is not `right`, of the same length.
pub fn wrong(right: &str) -> String {
    let last = right.chars().last().and_then(|c| c.to_digit(10)).expect("a digit");
    format!("{}{}", &right[..right.len() - 1], (last + 1) % 10)
}
