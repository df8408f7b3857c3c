//! Chromium, headless, driven by WebDriver: what a person sees and does.

use std::{
    collections::BTreeSet, fs, mem::ManuallyDrop, path::PathBuf, process::Command, sync::OnceLock, time::Duration,
};

use rustix::process::Signal;
use serde_json::{Value, json};
use thirtyfour::{By, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver, WebElement};

use super::{axe, bed, bed_data, new_dir, postgres::free_port, process::Server, wait_until};

/// The person's browser.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether scripts of pages run.
    pub js: bool,
    /// Width of the page in CSS pixels.
    pub width: u32,
    /// Height of the page in CSS pixels.
    pub height: u32,
    /// Preferred language.
    pub lang: String,
    /// Whether the person prefers a dark page.
    pub dark: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { js: true, width: 1280, height: 800, lang: "en".into(), dark: false }
    }
}

impl Options {
    /// The smallest phone.
    pub fn phone() -> Self {
        Self { width: 320, height: 640, ..Self::default() }
    }
}

/// An open browser with one page. Call [`Browser::close`] at the end; a test that panics before leaves it to the
/// end of the run.
pub struct Browser {
    /// The driver, for what is missing here.
    /// Never dropped: on a test that panics, its drop would wait two minutes for an answer on a runtime that stands.
    pub driver: ManuallyDrop<WebDriver>,
    js: bool,
    dir: PathBuf,
}

impl Browser {
    /// Opens a browser that has never been used.
    pub async fn new(options: &Options) -> Self {
        let dir = new_dir("chromium");
        let driver = WebDriver::new(driver_url(), capabilities(options, &dir)).await.expect("Chromium starts");
        driver.set_page_load_timeout(Duration::from_secs(30)).await.expect("a time limit");
        let browser = Self { driver: ManuallyDrop::new(driver), js: options.js, dir };
        let (width, height) = (options.width, options.height);
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        browser.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        browser.scripts(options.js).await;
        if options.dark {
            let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
            browser.cdp("Emulation.setEmulatedMedia", dark).await;
        }
        browser
    }

    /// Closes it and forgets all it kept.
    pub async fn close(self) {
        WebDriver::clone(&self.driver).quit().await.expect("Chromium ends");
        drop(fs::remove_dir_all(self.dir));
    }

    /// Goes to an address and waits until the page is loaded.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|e| panic!("{url} can not be opened: {e}"));
    }

    /// The address now.
    pub async fn url(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// The text a person sees.
    pub async fn text(&self) -> String {
        self.driver.find(By::Tag("body")).await.expect("a body").text().await.expect("its text")
    }

    /// The page's HTML as it is now.
    pub async fn html(&self) -> String {
        self.driver.source().await.expect("the page's source")
    }

    /// Waits until the page says `text`.
    pub async fn wait_text(&self, text: &str) {
        let mut seen = String::new();
        for _ in 0..200 {
            seen = match self.driver.find(By::Tag("body")).await {
                Ok(body) => body.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if seen.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the page never said {text:?}; it says: {seen}");
    }

    /// The field that belongs to a label.
    pub async fn field(&self, label: &str) -> WebElement {
        let path = format!(
            "(//*[@id = //label[contains(normalize-space(.), {0})]/@for] | //label[contains(normalize-space(.), {0})]\
             //*[self::input or self::select or self::textarea])[1]",
            quoted(label)
        );
        self.find(&path, &format!("a field labelled {label:?}")).await
    }

    /// Types into the field of a label, in place of what was there.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.field(label).await;
        field.clear().await.expect("cleared");
        field.send_keys(value).await.expect("typed");
    }

    /// Ticks or chooses the checkbox or radio button of a label.
    pub async fn choose(&self, label: &str) {
        let field = self.field(label).await;
        if !field.is_selected().await.expect("a state") {
            let path = format!("//label[contains(normalize-space(.), {})]", quoted(label));
            self.find(&path, label).await.click().await.expect("clicked");
        }
    }

    /// Presses the button (or follows the link) that says `text`, and waits for the next page if it leads to one.
    pub async fn press(&self, text: &str) {
        let text = quoted(text);
        let path = format!(
            "(//button[contains(normalize-space(.), {text})] | //a[contains(normalize-space(.), {text})] \
             | //input[@type = 'submit'][contains(@value, {text})] | //summary[contains(normalize-space(.), {text})])[1]"
        );
        self.find(&path, &format!("a button that says {text}")).await.click().await.expect("clicked");
    }

    /// Saves a picture of the whole page as `target/shots/NAME.png`.
    pub async fn screenshot(&self, name: &str) {
        let dir = super::cache().with_file_name("shots");
        fs::create_dir_all(&dir).expect("a folder can be made");
        let shot = self.cdp("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let png = {
            use base64::Engine as _;
            let data = shot.get("data").and_then(Value::as_str).expect("a picture");
            base64::engine::general_purpose::STANDARD.decode(data).expect("base64")
        };
        fs::write(dir.join(format!("{name}.png")), png).expect("written");
    }

    /// Every complaint of the browser since the last call: script errors, refused resources, CSP violations. What it
    /// has to say of its own pages, the empty tab among them, is not ours.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.get_log("browser").await.expect("the browser's log");
        let complaints = log.into_iter().filter(|entry| entry.level != "INFO" && entry.level != "DEBUG");
        complaints.map(|entry| entry.message).filter(|message| !message.starts_with("chrome://")).collect()
    }

    /// The addresses requested over the network since the last call.
    pub async fn requests(&self) -> Vec<String> {
        let log = self.driver.get_log("performance").await.expect("the network's log");
        log.iter()
            .filter_map(|entry| serde_json::from_str::<Value>(&entry.message).ok())
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| event["message"]["params"]["request"]["url"].as_str().map(str::to_owned))
            .filter(|url| url.starts_with("http"))
            .collect()
    }

    /// The hosts asked since the last call.
    pub async fn hosts(&self) -> BTreeSet<String> {
        let urls = self.requests().await;
        urls.iter().filter_map(|u| Some(url::Url::parse(u).ok()?.host_str()?.to_owned())).collect()
    }

    /// Whether the page is wider than the window: a person would have to scroll sideways.
    pub async fn overflows(&self) -> bool {
        let root = "document.documentElement";
        self.evaluate(&format!("{root}.scrollWidth > {root}.clientWidth")).await == Value::Bool(true)
    }

    /// What axe finds wrong with the page (WCAG 2.2 A and AA, best practice).
    pub async fn axe(&self) -> Vec<axe::Violation> {
        // It needs timers, which need scripts. Those of the page were passed over when it was loaded.
        self.scripts(true).await;
        if self.evaluate("typeof axe").await != "object" {
            self.evaluate(&axe::source()).await;
        }
        let found = self.evaluate(axe::RUN).await;
        self.scripts(self.js).await;
        serde_json::from_value(found).expect("axe's answer")
    }

    /// Fails when axe finds anything.
    pub async fn assert_accessible(&self, page: &str) {
        let found = self.axe().await;
        assert!(found.is_empty(), "{page} is not accessible: {found:#?}");
    }

    /// Evaluates an expression in the page, also where the page may run no script of its own. A promise is awaited.
    pub async fn evaluate(&self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.cdp("Runtime.evaluate", params).await;
        assert!(answer.get("exceptionDetails").is_none(), "the expression failed: {answer}");
        answer["result"]["value"].clone()
    }

    /// One command of the DevTools protocol.
    pub async fn cdp(&self, method: &str, params: Value) -> Value {
        self.driver.cdp().send_raw(method, params).await.unwrap_or_else(|e| panic!("{method} failed: {e}"))
    }

    async fn scripts(&self, run: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !run })).await;
    }

    async fn find(&self, path: &str, what: &str) -> WebElement {
        wait_until(what, Duration::from_secs(10), async || self.driver.find(By::XPath(path)).await.ok()).await
    }
}

/// One chromedriver serves all browsers of this process.
fn driver_url() -> &'static str {
    static DRIVER: OnceLock<(Server, String)> = OnceLock::new();
    let (_, url) = DRIVER.get_or_init(|| {
        let (dir, port) = (&bed().dir, free_port());
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).env("TMPDIR", dir).env("HOME", dir);
        let log = dir.join("chromedriver.log");
        let server = Server::start("chromedriver", &command, &log, Signal::KILL);
        server.wait_ready(&log, || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        (server, format!("http://127.0.0.1:{port}"))
    });
    url
}

fn capabilities(options: &Options, dir: &std::path::Path) -> thirtyfour::Capabilities {
    let mut caps = DesiredCapabilities::chrome();
    caps.set_binary(&bed_data().join("chromium").display().to_string()).expect("a binary");
    for arg in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--password-store=basic",
        &format!("--user-data-dir={}", dir.display()),
        &format!("--lang={}", options.lang),
        // Larger than any page that is looked at: a click outside the real window is lost, also when the page is told
        // that the window is larger.
        "--window-size=1400,1200",
    ] {
        caps.add_arg(arg).expect("an argument");
    }
    let preferences = json!({
        "intl.accept_languages": options.lang,
        "credentials_enable_service": false,
    });
    caps.add_experimental_option("prefs", preferences).expect("preferences");
    let mut caps: thirtyfour::Capabilities = caps.into();
    caps.set("goog:loggingPrefs", json!({ "browser": "ALL", "performance": "ALL" })).expect("logs");
    caps.set("acceptInsecureCerts", true).expect("certificates of the test's own authority");
    caps
}

/// A text as an XPath literal, which knows no escape.
fn quoted(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}
