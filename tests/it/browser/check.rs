//! What must hold on every page, whatever it says.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::person::Person;
use crate::harness::look::resize;

/// Facts of a page as the browser sees it; a script, so that one question is enough.
const FACTS: &str = r#"(() => {
  const all = (css) => [...document.querySelectorAll(css)];
  const shown = (e) => e.getClientRects().length > 0 && !e.matches(".unseen, .skip");
  const small = (e, least) => { const b = e.getBoundingClientRect(); return b.width < least || b.height < least; };
  const say = (e) => e.outerHTML.slice(0, 160);
  return {
    headings: all("h1").length,
    mains: all("main").length,
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title,
    heading: document.querySelector("h1").textContent.trim(),
    help: all("footer section:first-child #contact-title").length,
    smallButtons: all("button, .button, .door, .choice").filter(shown).filter((e) => small(e, 44)).map(say),
    smallTargets: all("a, button, input:not([type=hidden])").filter(shown).filter((e) => !e.closest(".choice"))
      .filter((e) => small(e, 24)).map(say),
    smallText: all("input:not([type=radio])").filter(shown).filter((e) => parseFloat(getComputedStyle(e).fontSize) < 16).map(say),
    disabled: all("[disabled]").length + all("input[type=radio]:checked").length,
    primary: all("main .button:not(.quiet)").length,
    forms: all("form").map((f) => [f.getAttribute('method'), f.noValidate]),
    tokens: all("input:not([type=hidden]):not([type=radio])").map((e) => [e.id, e.getAttribute("autocomplete")]),
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    motion: document.getAnimations().length,
  };
})()"#;

/// What is kept in the browser besides cookies (R78).
const KEPT: &str = "(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, \
                    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, \
                    document.cookie])()";

/// Widths in CSS pixels and colours that every page is looked at in.
const VIEWS: [(u32, bool); 4] = [(320, false), (320, true), (1280, false), (1280, true)];

/// Looks at page after page.
pub struct Checker {
    /// The page's language.
    pub lang: &'static str,
    /// In front of the names of pictures.
    pub prefix: &'static str,
    js: bool,
    width: u32,
    titles: BTreeMap<String, String>,
}

impl Checker {
    /// Of a journey in `lang` at a window of this width.
    pub fn new(lang: &'static str, prefix: &'static str, js: bool, width: u32) -> Self {
        Self { lang, prefix, js, width, titles: BTreeMap::new() }
    }

    /// Checks the page and takes its pictures; `name` is that of the page's state.
    pub async fn look(&mut self, person: &Person<'_>, name: &str) {
        let browser = &person.browser;
        let path = person.path().await;
        let place = format!("{} {name} ({path})", self.prefix);
        let facts = browser.evaluate(FACTS).await;
        for (fact, wanted) in [
            ("headings", json!(1)),
            ("mains", json!(1)),
            ("help", json!(1)),
            ("lang", json!(self.lang)),
            ("dir", json!("ltr")),
            ("disabled", json!(0)),
            ("motion", json!(0)),
            ("smallText", json!([])),
        ] {
            assert_eq!(facts[fact], wanted, "{place}: {fact}");
        }
        assert!(facts["primary"].as_u64().unwrap() <= 1, "{place}: one main button (U6)");
        for form in facts["forms"].as_array().unwrap() {
            assert_eq!(*form, json!(["post", true]), "{place}: U41");
        }
        tokens(&facts["tokens"], &place);
        self.title(&facts, name, &place);
        self.quiet(person, &place).await;
        self.error_has_focus(person, &place).await;
        self.views(person, name, &place).await;
    }

    /// Titles name the page and its errors (U42), and no two pages have the same.
    fn title(&mut self, facts: &Value, name: &str, place: &str) {
        let title = facts["title"].as_str().unwrap();
        let heading = facts["heading"].as_str().unwrap();
        assert!(title.contains(heading), "{place}: {title:?} has {heading:?} in it");
        let flag = if self.lang == "fr" { "Erreur\u{a0}: " } else { "Error: " };
        assert_eq!(title.starts_with(flag), name.contains("-error"), "{place}: {title}");
        let page = name.split('+').next().unwrap().split("-error").next().unwrap().to_owned();
        let title = title.trim_start_matches(flag).to_owned();
        let owner = self.titles.entry(title.clone()).or_insert_with(|| page.clone());
        assert_eq!(*owner, page, "two pages have the title {title:?}");
    }

    /// No complaint of the browser (R73), no other host (R75), nothing kept (R78), nothing secret in the address (R76).
    async fn quiet(&self, person: &Person<'_>, place: &str) {
        let browser = &person.browser;
        let mut complaints = browser.complaints().await;
        // The status of a page that says what is wrong.
        complaints.retain(|c| !c.contains("the server responded with a status of 4"));
        assert_eq!(complaints, Vec::<String>::new(), "{place}: R73");
        for host in browser.hosts().await {
            assert_eq!(host, "localhost", "{place}: R75");
        }
        let url = url::Url::parse(&browser.url().await).unwrap();
        let query = url.query().unwrap_or_default();
        // A support number is for telling others.
        let open = ["", "sent", "wait", "lang=en", "lang=fr"].contains(&query)
            || (url.path() == "/help/sent" && query.starts_with("id="));
        assert!(open, "{place}: R76 {url}");
        assert_eq!(url.fragment(), None, "{place}: R76");
        let kept = browser.evaluate(KEPT).await;
        assert_eq!(kept, json!([0, 0, 0, 0, 0, ""]), "{place}: R78");
    }

    /// With scripts, the summary of what is wrong is where a screen reader starts; without, it is there at least.
    async fn error_has_focus(&self, person: &Person<'_>, place: &str) {
        if !person.sees(".note.bad").await {
            return;
        }
        let link = person.see(".note.bad a").await;
        let target = link.attr("href").await.unwrap().unwrap();
        assert!(person.sees(&target).await, "{place}: {target}");
        if self.js {
            let focused = person.browser.evaluate("document.activeElement.matches('.note.bad')").await;
            assert_eq!(focused, Value::Bool(true), "{place}: U42");
        }
    }

    /// axe, sideways scrolling, sizes of targets and a picture, small and large, light and dark.
    async fn views(&self, person: &Person<'_>, name: &str, place: &str) {
        let browser = &person.browser;
        for (width, dark) in VIEWS {
            let view = format!("{place} at {width} px{}", if dark { ", dark" } else { "" });
            resize(browser, width, dark).await;
            browser.assert_accessible(&view).await;
            let facts = browser.evaluate(FACTS).await;
            assert_eq!(facts["wide"], false, "{view}: U53");
            assert_eq!(facts["smallButtons"], json!([]), "{view}: U52");
            assert_eq!(facts["smallTargets"], json!([]), "{view}: U52");
            if width > 1000 {
                self.shot(person, name, width, dark).await;
            }
        }
        for dark in [true, false] {
            resize(browser, 390, dark).await;
            self.shot(person, name, 390, dark).await;
        }
        resize(browser, self.width, false).await;
    }

    async fn shot(&self, person: &Person<'_>, name: &str, width: u32, dark: bool) {
        // Pictures are for people; LATCHKEY_SHOTS asks for them.
        if std::env::var_os("LATCHKEY_SHOTS").is_some() {
            let colour = if dark { "dark" } else { "light" };
            person.browser.screenshot(&format!("{}-{name}-{width}-{colour}", self.prefix)).await;
        }
    }
}

/// Each field says what goes into it (U54).
fn tokens(found: &Value, place: &str) {
    for field in found.as_array().unwrap() {
        let wanted = match field[0].as_str().unwrap() {
            "login" | "username" => "username",
            "code" => "one-time-code",
            "new-password" => "new-password",
            "old-password" | "password" => "current-password",
            other => panic!("{place}: {other} is not known"),
        };
        assert_eq!(field[1], wanted, "{place}: U54");
    }
}
