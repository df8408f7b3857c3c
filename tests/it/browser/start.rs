//! From the command to the first page.

use super::demo::Demo;

#[tokio::test]
async fn the_demo_is_there_at_once() {
    let demo = Demo::start().await;
    let answer = reqwest::get(demo.at("/")).await.unwrap();
    assert!(answer.status().is_success());
    println!("announced after {:?}", demo.announced);
    // The aim is one second on a machine that does nothing else; here other tests run at the same time.
    assert!(demo.announced.as_secs() < 10, "{:?}", demo.announced);
}
