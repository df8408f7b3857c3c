//! What a person on a slow line waits for.

use serde_json::Value;

use super::{
    demo::Demo,
    person::{Person, phone},
};

#[tokio::test]
async fn the_reset_page_is_light() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(true)).await;
    person.browser.driver.get_log("performance").await.unwrap();
    person.open("/reset").await;
    let log = person.browser.driver.get_log("performance").await.unwrap();
    let events = log.iter().filter_map(|entry| serde_json::from_str::<Value>(&entry.message).ok());
    let (mut requests, mut bytes) = (0, 0.0);
    for event in events {
        match event["message"]["method"].as_str() {
            Some("Network.requestWillBeSent") => requests += 1,
            Some("Network.loadingFinished") => {
                bytes += event["message"]["params"]["encodedDataLength"].as_f64().unwrap();
            }
            _ => {}
        }
    }
    println!("the reset page: {bytes} bytes in {requests} requests");
    assert!(bytes > 1000.0 && requests >= 3, "{bytes} bytes in {requests} requests were measured");
    assert!(bytes <= 40_000.0 && requests <= 4, "{bytes} bytes in {requests} requests");
    person.browser.close().await;
}
