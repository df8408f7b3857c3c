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

/// The configuration of the demo is a file, and other commands work beside it.
#[tokio::test]
async fn other_commands_work_beside_the_demo() {
    let demo = Demo::start().await;
    let explained = demo.command(&["explain", "bob", "--json", "--config"]);
    let said: serde_json::Value = serde_json::from_slice(&explained.stdout).unwrap();
    assert_eq!(said["login"], "bob", "{said}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&demo.config).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let checked = demo.command(&["config", "check", "--config"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
