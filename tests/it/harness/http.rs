//! A browser without a screen: keeps cookies, follows redirects one by one, fills forms, says what browsers say.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use latchkey::telemetry::causes::with_causes;
use regex::Regex;
use reqwest::{Method, StatusCode, Url, header, header::HeaderMap};

use super::init;

/// A client with its own cookies and address bar.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Headers sent with every request (`Accept-Language`, `X-Forwarded-For`).
    pub headers: BTreeMap<String, String>,
}

/// A page, or any other answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it came from, after redirects.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

/// A form of a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes; as written in the page.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// Its fields and what they hold; a button that sends a value is there once for each value.
    pub fields: Vec<(String, String)>,
}

impl Client {
    /// A new client of the site at `base` (`http://127.0.0.1:8080`).
    pub fn new(base: &str) -> Self {
        init();
        Self::with(base, reqwest::Client::builder())
    }

    /// The same with settings of the test's own: a certificate authority, no connection reuse.
    pub fn with(base: &str, builder: reqwest::ClientBuilder) -> Self {
        init();
        Self::over(base, connections(builder))
    }

    /// The same over connections that are shared with other clients; nothing else is.
    pub fn over(base: &str, http: reqwest::Client) -> Self {
        let base = Url::parse(base).expect("an address");
        Self { http, base, cookies: BTreeMap::new(), headers: BTreeMap::new() }
    }

    /// Opens an address as if it was typed, and follows redirects.
    pub async fn get(&mut self, path: &str) -> Page {
        let page = self.send(Method::GET, path, None, "none").await;
        self.follow(page).await
    }

    /// Sends fields from a page of the site itself, and follows redirects.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.post_once(path, fields).await;
        self.follow(page).await
    }

    /// Sends fields and stays at the answer, also when that is a redirect.
    pub async fn post_once(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body), "same-origin").await
    }

    /// Fills and sends the first form of `page` that has all the fields of `filled`; keeps its hidden fields.
    pub async fn submit(&mut self, page: &Page, filled: &[(&str, &str)]) -> Page {
        let answer = self.submit_once(page, filled).await;
        self.follow(answer).await
    }

    /// The same, staying at the answer.
    pub async fn submit_once(&mut self, page: &Page, filled: &[(&str, &str)]) -> Page {
        let form = page.form_with(filled);
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for (name, value) in &form.fields {
            if !filled.iter().any(|(n, _)| n == name) {
                fields.push((name, value));
            }
        }
        fields.extend_from_slice(filled);
        let action = page.url.join(&form.action).expect("an action");
        self.post_once(action.as_str(), &fields).await
    }

    /// Sends fields and a file as a browser does from a form with `multipart/form-data`, and stays at the answer. A file
    /// that was not chosen is sent without a name and a byte.
    pub async fn post_parts(&mut self, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Page {
        const MARK: &str = "----latchkey7MA4YWxkTrZu0gW";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let (name, bytes) = file.unwrap_or_default();
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{MARK}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={MARK}");
        self.send_as(Method::POST, path, Some((&kind, body)), "same-origin").await
    }

    /// One request, nothing followed. `site` is the value of `Sec-Fetch-Site`.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<String>, site: &str) -> Page {
        let body = body.map(|body| ("application/x-www-form-urlencoded", body.into_bytes()));
        self.send_as(method, path, body, site).await
    }

    /// The same with a body of any kind.
    pub async fn send_as(&mut self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>, site: &str) -> Page {
        let url = self.base.join(path).expect("an address");
        let mut request = self.http.request(method.clone(), url.clone());
        request = request
            .header("Sec-Fetch-Site", site)
            .header("Sec-Fetch-Mode", "navigate")
            .header("Sec-Fetch-Dest", "document")
            .header(header::ACCEPT, "text/html,application/xhtml+xml");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some((kind, body)) = body {
            request = request
                .header(header::CONTENT_TYPE, kind)
                .header(header::ORIGIN, self.base.origin().ascii_serialization())
                .body(body);
        }
        let failed = |e: reqwest::Error| -> ! { panic!("{method} {url} failed: {}", with_causes(&e, ": ")) };
        let answer = request.send().await.unwrap_or_else(|e| failed(e));
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.keep_cookies(&headers);
        let bytes = answer.bytes().await.unwrap_or_else(|e| panic!("{method} {url}: no body: {e}"));
        Page { url, status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Follows the redirects of an answer.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            if !page.status.is_redirection() {
                return page;
            }
            let target = page.url.join(page.header("location")).expect("an address");
            page = self.send(Method::GET, target.as_str(), None, "same-origin").await;
        }
        panic!("redirects without end: {}", page.url);
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("ASCII");
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            let gone = attributes.split(';').any(|a| a.trim().eq_ignore_ascii_case("max-age=0"));
            if gone || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// A header's value; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The body without tags, scripts and styles, spaces folded.
    pub fn text(&self) -> String {
        static HIDDEN: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?is)<(?:script|style|head)\b.*?</(?:script|style|head)>|<[^>]*>").unwrap());
        unescaped(&HIDDEN.replace_all(&self.body, " ")).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The page's forms.
    pub fn forms(&self) -> Vec<Form> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<form\b([^>]*)>(.*?)</form>").unwrap());
        static FIELD: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?i)<(input|button|select|textarea)\b([^>]*)>").unwrap());
        let form = |found: regex::Captures<'_>| {
            let own = attributes(&found[1]);
            let fields = FIELD.captures_iter(&found[2]).filter_map(|field| {
                let mut field = attributes(&field[2]);
                let choice = matches!(field.get("type").map(String::as_str), Some("radio" | "checkbox"));
                if choice && !field.contains_key("checked") {
                    field.remove("value");
                }
                Some((field.remove("name")?, field.remove("value").unwrap_or_default()))
            });
            Form {
                action: own.get("action").cloned().unwrap_or_default(),
                method: own.get("method").map_or("get".into(), |m| m.to_lowercase()),
                fields: fields.collect(),
            }
        };
        FORM.captures_iter(&self.body).map(form).collect()
    }

    /// What a field of the page holds (`csrf`).
    pub fn field(&self, name: &str) -> Option<String> {
        self.forms().into_iter().flat_map(|f| f.fields).find(|(n, _)| n == name).map(|(_, value)| value)
    }

    fn form_with(&self, filled: &[(&str, &str)]) -> Form {
        let fits = |form: &Form| filled.iter().all(|(name, _)| form.fields.iter().any(|(n, _)| n == name));
        let found = self.forms().into_iter().find(|form| form.method == "post" && fits(form));
        found.unwrap_or_else(|| {
            let names: Vec<_> = filled.iter().map(|(name, _)| name).collect();
            panic!("{} ({}) has no form with {names:?}: {}", self.url, self.status, self.body)
        })
    }
}

/// Connections as [`Client::over`] needs them: redirects are its own business.
pub fn connections(builder: reqwest::ClientBuilder) -> reqwest::Client {
    init();
    let builder = builder.redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(30)).no_proxy();
    // Shorter than any server keeps a connection: none is used in the moment in which it is closed.
    builder.pool_idle_timeout(Duration::from_secs(2)).build().expect("a client")
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    static ATTRIBUTE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"#).unwrap());
    let value = |found: &regex::Captures<'_>| {
        (2..=4).find_map(|n| found.get(n)).map(|m| unescaped(m.as_str())).unwrap_or_default()
    };
    ATTRIBUTE.captures_iter(text).map(|found| (found[1].to_lowercase(), value(&found))).collect()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{a0}");
    text.replace("&#x27;", "'").replace("&#39;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}
