//! An app with codes, passkeys, recovery codes, security questions: registered over HTTP and in Chromium, and used.

mod app;
mod passkey;
mod questions;
mod recovery;
mod stored;
mod views;

pub use passkey::{arrive, plug};
pub use recovery::codes as recovery_codes;

use std::{process::Command, time::Duration};

use latchkey::{
    domain::{
        account::AccountId,
        client::Client as From,
        locale::Locale,
        method::Method,
        policy::Policy,
        security_info::{Kind, Registered},
        session::Entry,
        time::{Clock as _, Timestamp},
    },
    flows::{
        factors::{self, Answer},
        session,
    },
};
use serde_json::json;

use crate::harness::{
    app::{House, Options},
    chromium::Browser,
    http::{Client, Page},
};

pub const INFO: &str = "/security-info";
pub const APP: &str = "/security-info/add/app";
pub const PASSKEY: &str = "/security-info/add/passkey";
pub const RECOVERY: &str = "/security-info/add/recovery-codes";
pub const FILE: &str = "/security-info/add/recovery-codes.txt";
pub const QUESTIONS: &str = "/security-info/add/questions";
pub const MINUTE: Duration = Duration::from_secs(60);

/// Every method; nothing that the directory holds counts, so that a first registration needs no proof.
pub fn policy() -> Policy {
    let mut policy = Policy { methods: Method::ALL.to_vec(), ..crate::harness::app::policy() };
    policy.registration.directory_contacts = false;
    policy
}

/// A house under that policy.
pub async fn house() -> House {
    House::under(policy()).await
}

/// The same where browsers have passkeys.
pub async fn at_localhost() -> House {
    House::with(Options { policy: policy(), localhost: true, ..Options::default() }).await
}

/// Signs in past the pages: the cookie.
pub async fn sign_in(house: &House, id: AccountId) -> String {
    let core = &house.app.core;
    let account = house.app.directory.get(id).await.unwrap().unwrap();
    let client = From { address: "198.51.100.7".parse().unwrap(), agent: "Test".to_owned() };
    let mut tx = core.store.begin().await.unwrap();
    let begin = session::Begin {
        account: &account,
        login: &account.login,
        entry: Entry::Password,
        applied: core.policies.current().applied(&account, &Default::default()),
        client: &client,
        locale: &Locale::english(),
        return_to: None,
    };
    let (token, _) = session::begin(core, &mut tx, begin).await.unwrap();
    tx.commit().await.unwrap();
    token.expose().to_owned()
}

/// A browser of somebody who signed in.
pub async fn client(house: &House, id: AccountId) -> Client {
    let mut client = house.client();
    client.cookies.insert("rs".into(), sign_in(house, id).await);
    client
}

/// As if the person of this session had just proved themselves.
pub async fn prove(house: &House, client: &Client) {
    let core = &house.app.core;
    let token = latchkey::crypto::random::Token::parse(&client.cookies["rs"]).unwrap();
    let session = session::of(core, &token).await.unwrap();
    let mut tx = core.store.begin().await.unwrap();
    let mut row = session::lock(core, &mut tx, &session).await.unwrap();
    row.proved_at = Some(core.now());
    tx.save_session(&row).await.unwrap();
    tx.commit().await.unwrap();
}

/// Opens the browser's window with a session.
pub async fn enter(browser: &Browser, house: &House, id: AccountId) {
    let value = sign_in(house, id).await;
    let cookie = json!({ "name": "rs", "value": value, "url": house.url, "httpOnly": true, "sameSite": "Strict" });
    browser.cdp("Network.setCookie", cookie).await;
}

/// What somebody has registered of a kind.
pub async fn items(house: &House, id: AccountId, kind: Kind) -> Vec<Registered> {
    let core = &house.app.core;
    let mut all = core.store.methods(core.tenant, id).await.unwrap();
    all.retain(|item| item.kind() == kind);
    all
}

/// Whether an answer proves it is the person; it is used up.
pub async fn proves(house: &House, id: AccountId, method: Method, answer: &Answer<'_>) -> bool {
    let core = &house.app.core;
    let Some(right) = factors::examine(core, Some(id), method, answer).await.unwrap() else { return false };
    let mut tx = core.store.begin().await.unwrap();
    let fresh = right.redeem(core, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    fresh
}

/// The code that the reference program shows at a time.
pub fn oathtool(key: &str, at: Timestamp) -> String {
    let now = format!("@{}", at.millis() / 1000);
    let out = Command::new("oathtool").args(["--totp", "-b", key, "-N", &now]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// The key on the page of an app.
pub fn key_of(page: &Page) -> String {
    let (_, rest) = page.body.split_once("data-copied=").unwrap_or_else(|| panic!("no key: {}", page.text()));
    let text = rest.split_once('>').unwrap().1.split('<').next().unwrap();
    text.replace(' ', "")
}

/// Registers an app; its key.
pub async fn register_app(house: &House, client: &mut Client) -> String {
    let page = client.get(APP).await;
    let key = key_of(&page);
    let code = oathtool(&key, house.clock.now());
    let done = client.submit_once(&page, &[("code", &code), ("name", "Phone")]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, INFO), "{}", done.text());
    key
}

/// What a QR reader sees in a picture.
pub fn zbarimg(png: &str) -> String {
    let file = crate::harness::cache().with_file_name("shots").join(format!("{png}.png"));
    let out = Command::new("zbarimg").args(["--raw", "-q"]).arg(&file).output().unwrap();
    assert!(out.status.success(), "nothing was read in {}", file.display());
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// Every address of these pages.
pub fn all() -> [&'static str; 5] {
    [APP, PASSKEY, RECOVERY, FILE, QUESTIONS]
}
