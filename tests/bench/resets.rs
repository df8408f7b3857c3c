//! Whole resets: from the empty form to "your password is changed", two codes on the way, as a browser does them but
//! without a person's thinking time.

use std::time::{Duration, Instant};

use crate::{
    harness::{
        http::{Client, Page, connections},
        number,
    },
    inbox::Inbox,
    portal::Portal,
};

/// Somebody who forgot a password.
#[derive(Debug, Clone)]
pub struct Person {
    /// What they type.
    pub login: String,
    /// Where they are.
    pub dn: String,
    /// Their mailbox.
    pub mail: String,
    /// Their phone.
    pub mobile: String,
}

/// How one thing done many times went.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// Each one's time, sorted.
    pub each: Vec<Duration>,
    /// From the first start to the last end.
    pub all: Duration,
}

impl Times {
    /// How many were done per second.
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    pub fn per_second(&self) -> f64 {
        self.each.len() as f64 / self.all.as_secs_f64()
    }

    /// That many of a hundred were as fast.
    pub fn percentile(&self, percent: usize) -> Duration {
        self.each[(self.each.len() * percent).div_ceil(100).max(1) - 1]
    }
}

/// A new password that nobody had before: directories remember.
pub fn new_password() -> String {
    format!("Correct!Horse-Battery-{}", number())
}

/// Resets all these passwords through the portal, `parallel` at once.
pub async fn through_the_portal(portal: &Portal, inbox: &Inbox, people: &[Person], parallel: usize) -> Times {
    let shared = connections(reqwest::Client::builder().tcp_nodelay(true));
    many(people, parallel, async |person: &Person| {
        let mut client = person_at(portal, &shared);
        reset(&mut client, inbox, person).await;
    })
    .await
}

/// Lets these people say who they are and stop there: their look-ups wait for the directory.
pub async fn begin(portal: &Portal, people: &[Person]) {
    let shared = connections(reqwest::Client::builder());
    many(people, 16, async |person: &Person| {
        let mut client = person_at(portal, &shared);
        let page = client.get("/reset").await;
        let page = client.submit(&page, &[("login", &person.login)]).await;
        let page = client.submit(&page, &[("method", "email")]).await;
        assert!(page.field("code").is_some(), "a code is asked for: {}", page.text());
    })
    .await;
}

/// Does `work` for each of `items`, `parallel` at once, and times it.
pub async fn many<T>(items: &[T], parallel: usize, work: impl AsyncFn(&T)) -> Times {
    use futures_util::StreamExt as _;
    let start = Instant::now();
    let mut each: Vec<Duration> = futures_util::stream::iter(items)
        .map(|item| async {
            let start = Instant::now();
            work(item).await;
            start.elapsed()
        })
        .buffer_unordered(parallel)
        .collect()
        .await;
    each.sort();
    Times { each, all: start.elapsed() }
}

/// A new browser at an address of its own.
fn person_at(portal: &Portal, shared: &reqwest::Client) -> Client {
    let mut client = Client::over(&portal.url, shared.clone());
    let n = number();
    client.headers.insert("X-Forwarded-For".into(), format!("198.19.{}.{}", n / 250 % 250, n % 250));
    client
}

/// Answers whatever page comes next.
async fn reset(client: &mut Client, inbox: &Inbox, person: &Person) {
    let mut page = client.get("/reset").await;
    let mut methods = [("email", person.mail.as_str()), ("sms", person.mobile.as_str())].into_iter();
    let mut awaited = "";
    for _ in 0..2_000 {
        let has = |name: &str| page.field(name).is_some();
        page = if has("login") {
            client.submit(&page, &[("login", &person.login)]).await
        } else if has("method") {
            let (method, contact) = methods.next().unwrap_or_else(|| stuck(&page, person));
            awaited = contact;
            client.submit(&page, &[("method", method)]).await
        } else if has("code") {
            let code = inbox.code(awaited).await;
            client.submit(&page, &[("code", &code)]).await
        } else if has("action") {
            client.submit(&page, &[("action", "reset")]).await
        } else if has("new-password") {
            client.submit(&page, &[("new-password", &new_password())]).await
        } else if page.body.contains("http-equiv=\"refresh\"") {
            tokio::time::sleep(Duration::from_millis(5)).await;
            client.get("/reset/result").await
        } else if page.status.is_success() && page.url.path() == "/reset/result" {
            return;
        } else {
            stuck(&page, person)
        };
    }
    stuck(&page, person)
}

fn stuck(page: &Page, person: &Person) -> ! {
    panic!("the reset of {} stopped at {} ({}): {}", person.login, page.url, page.status, page.text())
}
