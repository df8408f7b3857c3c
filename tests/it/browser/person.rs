//! A person at a browser. Fields are found by their ids, so the same hands work in every language.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::demo::Demo;
use crate::harness::chromium::{Browser, Options};

/// A phone of today.
pub fn phone(js: bool) -> Options {
    Options { js, width: 390, height: 844, ..Options::default() }
}

/// A person, the browser they use, the demo they are at.
pub struct Person<'a> {
    /// The browser.
    pub browser: Browser,
    /// The demo.
    pub demo: &'a Demo,
}

impl<'a> Person<'a> {
    /// Opens a browser that was never used.
    pub async fn at(demo: &'a Demo, options: &Options) -> Self {
        let browser = Browser::new(options).await;
        if options.width < 600 {
            browser.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await;
        }
        Self { browser, demo }
    }

    /// Opens a page of the demo.
    pub async fn open(&self, path: &str) {
        self.browser.open(&self.demo.at(path)).await;
    }

    /// The element that a CSS selector names.
    pub async fn see(&self, css: &str) -> WebElement {
        match self.browser.driver.find(By::Css(css)).await {
            Ok(found) => found,
            Err(_) => panic!("nothing is {css} on {}: {}", self.browser.url().await, self.browser.text().await),
        }
    }

    /// Whether there is such an element.
    pub async fn sees(&self, css: &str) -> bool {
        self.browser.driver.find(By::Css(css)).await.is_ok()
    }

    /// Types into a field, in place of what was there.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks and waits until another page is there.
    pub async fn go(&self, css: &str) {
        self.leaving(async || self.see(css).await.click().await.unwrap()).await;
    }

    /// Does something that leads to another page, and waits until that is there.
    pub async fn leaving(&self, act: impl AsyncFnOnce()) {
        self.browser.evaluate("void (window.stillHere = true)").await;
        act().await;
        let started = Instant::now();
        loop {
            let asked = json!({
                "expression": "window.stillHere === undefined && document.readyState === 'complete'",
                "returnByValue": true,
            });
            // Between two pages there is nothing to ask.
            let answer = self.browser.driver.cdp().send_raw("Runtime.evaluate", asked).await;
            if answer.is_ok_and(|answer| answer["result"]["value"] == Value::Bool(true)) {
                return;
            }
            if started.elapsed() > Duration::from_secs(20) {
                self.browser.screenshot("stuck").await;
                panic!("still on {}: {}", self.browser.url().await, self.browser.text().await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses the one main button.
    pub async fn submit(&self) {
        self.go("main form .button:not(.quiet)").await;
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        url::Url::parse(&self.browser.url().await).unwrap().path().to_owned()
    }

    /// The page's heading.
    pub async fn heading(&self) -> String {
        self.see("h1").await.text().await.unwrap()
    }

    /// What the summary of the errors says.
    pub async fn problem(&self) -> String {
        self.see(".note.bad p").await.text().await.unwrap()
    }

    /// Says who they are; the list of methods is next.
    pub async fn identify(&self, login: &str) {
        self.open("/reset").await;
        self.type_into("#login", login).await;
        self.submit().await;
        assert_eq!(self.path().await, "/reset/method", "{}", self.browser.text().await);
    }

    /// Chooses a method; the page of its code is next.
    pub async fn choose(&self, method: &str) {
        self.see(&format!("label[for=method-{method}]")).await.click().await.unwrap();
        self.submit().await;
        assert_eq!(self.path().await, "/reset/code", "{}", self.browser.text().await);
    }

    /// Types a code.
    pub async fn give(&self, code: &str) {
        self.type_into("#code", code).await;
        self.submit().await;
    }

    /// One whole gate.
    pub async fn prove(&self, method: &str, to: &str) {
        self.choose(method).await;
        let code = self.demo.code(if method == "sms" { "sms" } else { "mail" }, to).await;
        self.give(&code).await;
    }

    /// From the first page through both gates.
    pub async fn pass(&self, login: &str, number: &str) {
        self.identify(login).await;
        self.prove("sms", number).await;
        self.prove("email", &format!("{login}@")).await;
    }

    /// Sets a new password.
    pub async fn set(&self, password: &str) {
        self.type_into("#new-password", password).await;
        self.submit().await;
    }
}
