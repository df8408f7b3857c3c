//! The search: words, accents, pages; and before any scan.

use latchkey::store::sync_state::SyncAsk;
use tokio_util::sync::CancellationToken;

use super::{agent, house, on_postgres};
use crate::harness::app::House;

async fn scan(house: &House) {
    let done = house.app.sync().once(SyncAsk::Now { full: true }, &CancellationToken::new()).await;
    assert!(done.expect("a scan").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn words_accents_and_pages() {
    for house in [house().await, on_postgres().await] {
        let mut one = house.someone("mlid");
        one.display_name = "Mária Liddell".into();
        house.add(one).await;
        for n in 0..60 {
            let mut other = house.someone(&format!("crowd{n:02}"));
            other.display_name = format!("Peter Crowd {n:02}");
            house.add(other).await;
        }
        let mut client = agent(&house).await;
        scan(&house).await;
        let page = client.get("/admin/people?q=maria+LID").await;
        assert!(page.text().contains("Mária Liddell") && !page.text().contains("crowd"), "{}", page.text());
        assert!(client.get("/admin/people?q=lid@elsewhere").await.text().contains("Nobody found"), "no such domain");
        assert!(client.get("/admin/people?q=mlid@contoso").await.text().contains("Mária Liddell"));
        // Pages: everybody once.
        let (mut seen, mut path) = (std::collections::BTreeSet::new(), "/admin/people?q=pet+crowd".to_owned());
        for _ in 0..4 {
            let page = client.get(&path).await;
            let names: Vec<String> =
                (0..60).map(|n| format!("crowd{n:02}")).filter(|l| page.text().contains(l)).collect();
            assert!(names.len() <= 25);
            for name in names {
                assert!(seen.insert(name.clone()), "{name} twice");
            }
            let Some(next) = page
                .body
                .split("href=\"")
                .map(|rest| rest.split('"').next().unwrap_or_default())
                .find(|href| href.contains("after="))
            else {
                break;
            };
            path = next.replace("&amp;", "&").replace("&#x2F;", "/");
        }
        assert_eq!(seen.len(), 60);
        let nobody = client.get("/admin/people?q=zzz").await;
        assert!(nobody.text().contains("Nobody found for") && nobody.text().contains("Try fewer letters"));
        // Somebody whom no scan knows yet.
        house.person("brandnew").await;
        assert!(client.get("/admin/people?q=brandnew").await.text().contains("brandnew Example"));
        // A person typed as a script is a name.
        let odd = client.get("/admin/people?q=%3Cscript%3E").await;
        assert!(!odd.body.contains("<script>") && odd.status == 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn before_any_scan_a_whole_login_name_is_found_and_the_page_says_how_to_have_more() {
    let house = house().await;
    house.person("alice").await;
    let mut client = agent(&house).await;
    let page = client.get("/admin/people?q=alice").await;
    assert!(page.text().contains("alice Example") && page.text().contains("enabled = true"), "{}", page.text());
    let page = client.get("/admin/people?q=ali").await;
    assert!(page.text().contains("It has to be the whole user name"), "{}", page.text());
    assert!(client.get("/admin/people").await.text().contains("Type a name"));
}
