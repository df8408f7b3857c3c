//! What a browser loads for a page.

use serde_json::Value;

use crate::harness::chromium::{Browser, Options};

/// Bytes over the wire, headers included, and requests, for a browser that was never there.
pub async fn of(url: &str) -> (f64, usize) {
    let browser = Browser::new(&Options::phone()).await;
    browser.open(url).await;
    let log = browser.driver.get_log("performance").await.expect("the network's log");
    browser.close().await;
    let events: Vec<Value> = log.iter().filter_map(|entry| serde_json::from_str(&entry.message).ok()).collect();
    let of = |method: &str| {
        let method = method.to_owned();
        events.iter().map(|event| &event["message"]).filter(move |message| message["method"] == method)
    };
    // New tabs load pictures of the browser's own.
    let asked: Vec<&Value> = of("Network.requestWillBeSent")
        .map(|message| &message["params"])
        .filter(|params| params["request"]["url"].as_str().is_some_and(|u| u.starts_with("http")))
        .map(|params| &params["requestId"])
        .collect();
    let bytes = of("Network.loadingFinished")
        .map(|message| &message["params"])
        .filter(|params| asked.contains(&&params["requestId"]))
        .filter_map(|params| params["encodedDataLength"].as_f64())
        .sum();
    (bytes, asked.len())
}
