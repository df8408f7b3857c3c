//! Recovery codes.

use std::collections::BTreeSet;

use latchkey::{
    domain::{method::Method, security_info::Kind},
    flows::{factors::Answer, security_info::recovery},
};

use super::{FILE, INFO, MINUTE, RECOVERY, client, house, items, prove, proves};
use crate::harness::http::{Client, Page};

/// The codes on a page.
pub fn codes(page: &Page) -> Vec<String> {
    page.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// Makes a set: the page that shows it.
pub async fn make(client: &mut Client) -> Page {
    let start = client.get(RECOVERY).await;
    client.submit(&start, &[("make", "1")]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r27_codes_are_shown_until_confirmed_and_each_works_once() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = make(&mut client).await;
    let shown = codes(&page);
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), 10);
    assert!(shown.iter().all(|code| code.len() == 19 && !code.contains(['I', 'L', 'O', 'U'])), "{shown:?}");
    assert_eq!(codes(&client.get(RECOVERY).await), shown, "a reload loses nothing");
    let works = async |code: &str| proves(&house, id, Method::RecoveryCode, &Answer::Typed(code)).await;
    assert!(!works(&shown[0]).await, "not confirmed");
    for (typed, words) in [("", "Enter four characters"), ("UUUU", "None of your codes"), ("7", "None of your codes")] {
        let wrong = client.submit_once(&page, &[("group", typed)]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains(words), "{typed}: {}", wrong.text());
        assert_eq!(codes(&wrong), shown);
    }
    let group = shown[6].split('-').nth(2).unwrap().to_lowercase();
    let done = client.submit_once(&page, &[("group", &format!(" {group} "))]).await;
    assert_eq!(done.header("location"), INFO, "{}", done.text());
    let again = client.submit_once(&page, &[("group", &group)]).await;
    assert_eq!(again.header("location"), INFO, "the same form twice");
    assert_eq!(items(&house, id, Kind::RecoveryCodes).await.len(), 1);
    // Shown once.
    let after = client.get(RECOVERY).await;
    assert!(codes(&after).is_empty() && shown.iter().all(|code| !after.body.contains(code.as_str())));
    assert!(after.text().contains("You have 10 codes left"), "{}", after.text());
    assert_eq!(client.send(reqwest::Method::GET, FILE, None, "none").await.header("location"), RECOVERY);
    // Each works once, however it is written.
    assert!(works(&shown[3].to_lowercase().replace('-', " ")).await);
    assert!(!works(&shown[3]).await);
    let tries = futures_util::future::join_all((0..8).map(|_| works(&shown[4]))).await;
    assert_eq!(tries.iter().filter(|worked| **worked).count(), 1, "eight at once");
    let core = &house.app.core;
    let means = core.means(id, &[], false).await.unwrap();
    assert_eq!(recovery::codes_left(core, &means).await.unwrap(), Some(8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r27_a_new_set_takes_the_old_ones_place_when_it_is_confirmed() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let first = make(&mut client).await;
    let old = codes(&first);
    assert_eq!(client.submit_once(&first, &[("group", &old[0])]).await.header("location"), INFO, "a whole code");
    let works = async |code: &str| proves(&house, id, Method::RecoveryCode, &Answer::Typed(code)).await;
    let second = make(&mut client).await;
    assert!(second.text().contains("Your old codes work until then"));
    let new = codes(&second);
    assert!(works(&old[1]).await && !works(&new[1]).await, "not confirmed");
    // An old code confirms nothing.
    assert_eq!(client.submit_once(&second, &[("group", &old[0])]).await.status, 422);
    assert_eq!(client.submit_once(&second, &[("group", &new[9])]).await.header("location"), INFO);
    assert!(!works(&old[2]).await && works(&new[2]).await);
    assert_eq!(house.number("SELECT count(*) FROM recovery_codes").await, 10, "nothing is left of the old ones");
    // A set that is not confirmed in ten minutes never works.
    house.clock.advance(MINUTE);
    prove(&house, &client).await;
    let third = make(&mut client).await;
    let late = codes(&third);
    house.clock.advance(10 * MINUTE);
    let over = client.submit_once(&third, &[("group", &late[0])]).await;
    assert_eq!(over.status, 422);
    assert!(over.text().contains("not confirmed in time"), "{}", over.text());
    assert!(!works(&late[0]).await && works(&new[3]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn u86_the_file_has_the_codes_and_is_kept_by_nobody() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = make(&mut client).await;
    let file = client.send(reqwest::Method::GET, FILE, None, "same-origin").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"recovery-codes.txt\"");
    assert_eq!(file.header("cache-control"), "no-store");
    let lines: Vec<&str> = file.body.split("\r\n").collect();
    assert_eq!(lines[0], "Recovery codes of alice for Contoso, made on 2026-09-21.");
    for (n, code) in codes(&page).iter().enumerate() {
        assert_eq!(lines[n + 2].trim_start(), format!("{}. {code}", n + 1));
    }
    assert!(file.body.contains("Each code works once."));
    // Nobody else sees them.
    let bob = house.person("bob").await;
    let mut other = super::client(&house, bob).await;
    assert_eq!(other.send(reqwest::Method::GET, FILE, None, "none").await.header("location"), RECOVERY);
    let mut elsewhere = super::client(&house, id).await;
    assert!(codes(&elsewhere.get(RECOVERY).await).is_empty(), "another session of the same person");
}
