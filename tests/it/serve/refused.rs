//! Accounts that are not reset here: their pages are those of everybody, and nothing is written.

use super::{
    active_directory::resets_of,
    journey::{PATIENCE, Visitor, support_id},
    portal::{Portal, Setup},
};
use crate::harness::{bed, http::Page, wait_until};

/// What differs between two runs of the same page and between people: tokens, numbers, names, times.
fn shape(page: &Page) -> String {
    let text = page.body.clone();
    let csrf = regex::Regex::new(
        r#"value="[^"]*"|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?|nonce="[^"]*""#,
    );
    csrf.expect("a pattern").replace_all(&text, "_").into_owned()
}

/// The pages that somebody of this name sees on the way to a wrong code.
async fn pages(portal: &Portal, login: &str) -> Vec<String> {
    let mut visitor = Visitor::new(portal);
    let methods = visitor.begin(login).await;
    let code = visitor.browser.submit(&methods, &[("method", "email")]).await;
    let wrong = visitor.browser.submit(&code, &[("code", "12345678")]).await;
    [&methods, &code, &wrong].into_iter().map(|page| format!("{} {}", page.status, shape(page))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r114_r1_protected_disabled_expired_and_service_accounts_get_everybodys_pages_and_no_write() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(dc)).await;
    let usual = pages(&portal, &person.login).await;
    let refused = [
        ("adam", "LK-0015"),
        ("nina", "LK-0015"),
        ("olga", "LK-0015"),
        ("administrator", "LK-0015"),
        ("krbtgt", "LK-0015"),
        ("svcbackup", "LK-0015"),
        ("dave", "LK-0016"),
        ("erin", "LK-0016"),
        ("none", "LK-0014"),
        ("nobody-of-this-name", "LK-0017"),
    ];
    let set = |login: &str| dc.attribute(login, "pwdLastSet");
    for (login, code) in refused {
        let before = set(login);
        let dn = dc.attribute(login, "distinguishedName");
        let resets_before = dn.as_ref().map_or(0, |dn| resets_of(&dc.log(), dn).len());
        assert_eq!(pages(&portal, login).await, usual, "{login}");
        wait_until(&format!("{login} is judged {code}"), PATIENCE, async || {
            let events = portal.events("reset.account-looked-up", "failure");
            events.into_iter().find(|e| e["personal"]["login"] == login && e["code"] == code)
        })
        .await;
        assert_eq!(set(login), before, "{login}");
        // Other tests share this domain, and its log: what counts is what is new in it.
        let resets_after = dn.as_ref().map_or(0, |dn| resets_of(&dc.log(), dn).len());
        assert_eq!(resets_after, resets_before, "{login}");
    }
    assert!(portal.events("writeback.intended", "pending").is_empty());
    assert!(portal.events("reset.code-sent", "success").len() <= 1, "no code but the first person's");
    // A machine is nobody who forgets a password.
    assert_eq!(pages(&portal, "WKS01$").await, usual);
}

#[tokio::test(flavor = "multi_thread")]
async fn scope_is_by_nested_groups_and_exceptions_win() {
    let dc = bed().samba();
    let both = dc.add_person("");
    for group in ["G-Outer", "G-Excluded"] {
        let (dn, person) = (format!("CN={group},OU=Groups,{}", crate::harness::samba::BASE), &both.dn);
        dc.modify(&format!("dn: {dn}\nchangetype: modify\nadd: member\nmember: {person}\n"));
    }
    let lines = "enabled = \"selected\"\ngroups = [\"G-Outer\"]\nexcept_groups = [\"G-Excluded\"]";
    let portal = Portal::start(Setup::samba(dc).policy(lines)).await;
    // heidi is in G-Outer by way of two other groups; zoe in none.
    for login in ["heidi", &both.login, "zoe"] {
        pages(&portal, login).await;
    }
    let verdict = async |login: &str| {
        wait_until(&format!("{login} is judged"), PATIENCE, async || {
            portal
                .audit()
                .into_iter()
                .find(|e| e["kind"] == "reset.account-looked-up" && e["personal"]["login"] == login)
        })
        .await
    };
    assert_eq!(verdict("heidi").await["outcome"], "success");
    assert_eq!(verdict(&both.login).await["code"], "LK-0013");
    assert_eq!(verdict("zoe").await["code"], "LK-0013");
}

#[tokio::test(flavor = "multi_thread")]
async fn r113_a_missing_right_is_told_after_the_gates_and_logged_as_an_error() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let before = dc.attribute("ivan", "pwdLastSet");
    let mut visitor = Visitor::new(&portal);
    // The portal's account has no rights in ivan's OU.
    let page = visitor.prove("ivan", "ivan@mail.example", "+12025550120").await;
    let page = visitor.set(&page, "Brand-New!Secret-8").await;
    assert_eq!(page.status, 503);
    let text = page.text();
    assert!(text.contains("LK-0029") && text.contains("The fault is ours"), "{text}");
    let support = support_id(&page);
    let told = portal.events("writeback.settled", "failure");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!((&told[0]["code"], told[0]["support_id"].as_str()), (&"LK-0029".into(), Some(support.as_str())));
    assert!(told[0]["personal"]["diagnostic"].as_str().unwrap().contains("rc=50"), "{told:#?}");
    assert_eq!(dc.attribute("ivan", "pwdLastSet"), before);
    let errors: Vec<serde_json::Value> = portal
        .log()
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &serde_json::Value| line["level"].as_str().is_some_and(|l| l.eq_ignore_ascii_case("error")))
        .collect();
    assert!(
        errors.iter().any(|line| line.to_string().contains(&support) && line.to_string().contains("LK-0029")),
        "an error names the support number: {errors:#?}"
    );
    assert!(portal.notices().is_empty());
}
