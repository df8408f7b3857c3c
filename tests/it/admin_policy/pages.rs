//! The pages, without JavaScript, as a browser sends their forms.

use std::time::Duration;

use latchkey::domain::{
    account::TenantId,
    policy::{
        Document,
        document::Scope,
        field::{Field, Part},
    },
};
use reqwest::{Method, StatusCode};

use super::{admin, bound, fit, house, press, scan, sent};
use crate::harness::app::House;

async fn in_force(house: &House) -> (i64, Document) {
    house.app.core.store.current_policy(TenantId::DEFAULT).await.unwrap().expect("a version")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r147_from_the_overview_to_a_version_without_javascript() {
    let (house, mut client) = house().await;
    scan(&house).await;
    let page = client.get("/admin/policy").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("the policy of the configuration file holds"), "{}", page.text());

    // Everybody else: members of Pilot, found in the directory.
    let page = client.get("/admin/policy/edit/everybody").await;
    let typed = [("enabled", "selected"), ("find-groups", "pil"), ("reconfirm-days", "90")];
    let page = press(&mut client, &page, ("do", "find-groups"), &typed).await;
    assert!(page.text().contains("Found for “ pil ”: Pilot Add"), "{}", page.text());
    assert!(page.body.contains("value=\"90\""), "what was typed is kept");
    let page = press(&mut client, &page, ("do", "add-groups:Pilot"), &[]).await;
    let page = press(&mut client, &page, ("do", "keep"), &[]).await;
    assert_eq!(page.url.path(), "/admin/policy/draft");
    assert!(page.text().contains("Members of Pilot can reset with 2 proofs."), "{}", page.text());

    // Another policy, before it.
    let page = press(&mut client, &page, ("do", "add"), &[("name", "Exceptions")]).await;
    assert_eq!(page.url.path(), "/admin/policy/edit/0", "{}", page.text());
    let page = press(&mut client, &page, ("do", "find-for-groups"), &[("find-for-groups", "excl")]).await;
    let page = press(&mut client, &page, ("do", "add-for-groups:Excluded"), &[]).await;
    let page = press(&mut client, &page, ("do", "preview"), &[("enabled", "none")]).await;
    assert_eq!(page.url.path(), "/admin/policy/preview");
    for said in ["Whom it meets", "Policy is added, at place", "with Pilot", "Days until people are asked", "180 90"] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(house.app.core.store.current_policy(TenantId::DEFAULT).await.unwrap().is_none(), "nothing in force yet");
    let page = press(&mut client, &page, ("", ""), &[("comment", "The pilot begins")]).await;
    assert_eq!(page.url.path(), "/admin/policy", "{}", page.text());
    assert!(page.text().contains("Saved. It is in force now.") && page.text().contains("The pilot begins"));
    let (version, document) = in_force(&house).await;
    assert_eq!((version, document.everybody.reconfirm_days, document.everybody.gates), (1, 90, 2));
    assert_eq!(
        (document.everybody.enabled, document.everybody.groups.as_slice()),
        (Scope::Selected, &["Pilot".into()][..])
    );
    assert_eq!(document.policies[0].name, "Exceptions");
    assert_eq!(house.app.core.policies.current().version, 1, "this node goes by it at once");

    let event = house.events().await.into_iter().find(|event| event.kind == "policy.changed").expect("an event");
    let changes = event.detail["changes"].as_str().unwrap().to_owned();
    assert!(changes.contains("everybody: reconfirm_days: 180 -> 90"), "{changes}");
    assert!(changes.contains("everybody: groups: + Pilot"), "{changes}");
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 0, "the draft is done with");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_save_at_once_lose_nothing() {
    let (house, mut olga) = house().await;
    let mut oscar = admin(&house, "oscar").await;
    let page = olga.get("/admin/policy/edit/everybody").await;
    press(&mut olga, &page, ("do", "keep"), &[("reconfirm-days", "90")]).await;
    let page = oscar.get("/admin/policy/edit/shared").await;
    press(&mut oscar, &page, ("do", "keep"), &[("pass-minutes", "30"), ("banned-words", "contoso\nfabrikam\n")]).await;
    let of_olga = olga.get("/admin/policy/preview").await;
    let of_oscar = oscar.get("/admin/policy/preview").await;
    let page = press(&mut oscar, &of_oscar, ("", ""), &[("comment", "Oscar")]).await;
    assert_eq!(page.url.path(), "/admin/policy", "{}", page.text());

    let page = press(&mut olga, &of_olga, ("", ""), &[("comment", "Olga")]).await;
    assert_eq!(page.url.path(), "/admin/policy/preview");
    let text = page.text();
    assert!(text.contains("Somebody saved version 1 since you began. Nothing of your draft is lost."), "{text}");
    assert!(
        text.contains("What changed meanwhile") && text.contains("Minutes that a temporary pass works 60 30"),
        "{text}"
    );
    assert!(!page.body.contains("name=\"comment\""), "not before both are brought together");
    press(&mut olga, &page, ("do", "merge"), &[]).await;
    let page = olga.get("/admin/policy/preview").await;
    press(&mut olga, &page, ("", ""), &[("comment", "Olga")]).await;
    let (version, document) = in_force(&house).await;
    assert_eq!((version, document.everybody.reconfirm_days, document.shared.pass_minutes), (2, 90, 30));
    assert_eq!(document.shared.banned_words, ["contoso", "fabrikam"]);
    let events: Vec<_> = house.events().await.into_iter().filter(|event| event.kind == "policy.changed").collect();
    let all: String = events.iter().map(|event| event.detail["changes"].as_str().unwrap().to_owned()).collect();
    assert!(all.contains("banned_words: 2 added, 0 removed") && !all.contains("fabrikam"), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_older_version_comes_back_through_the_same_preview() {
    let (house, mut client) = house().await;
    for days in ["90", "30"] {
        let page = client.get("/admin/policy/edit/everybody").await;
        let page = press(&mut client, &page, ("do", "preview"), &[("reconfirm-days", days)]).await;
        press(&mut client, &page, ("", ""), &[("comment", days)]).await;
    }
    let page = client.get("/admin/policy/versions").await;
    assert!(page.text().contains("Version 2 in force") && page.text().contains("Version 1"), "{}", page.text());
    let page = client.get("/admin/policy/versions/2?with=0").await;
    assert!(page.text().contains("180 30"), "any two are compared: {}", page.text());
    let page = client.get("/admin/policy/versions/1").await;
    assert!(page.text().contains("180 90"), "{}", page.text());
    let page = press(&mut client, &page, ("", ""), &[]).await;
    assert_eq!(page.url.path(), "/admin/policy/preview");
    assert!(page.text().contains("It brings version 1 back.") && page.text().contains("30 90"), "{}", page.text());
    assert_eq!(in_force(&house).await.0, 2, "not before it is saved");
    press(&mut client, &page, ("", ""), &[("comment", "")]).await;
    let (version, document) = in_force(&house).await;
    assert_eq!((version, document.everybody.reconfirm_days), (3, 90));
    let page = client.get("/admin/policy/versions").await;
    assert!(page.text().contains("Version 1 again."), "{}", page.text());
    assert_eq!(client.get("/admin/policy/versions/9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_goes_out_and_comes_back_into_the_draft_never_into_force() {
    let (house, mut client) = house().await;
    let file = client.get("/admin/policy/export").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"policy-0.toml\"");
    let text = file.body.replace("reconfirm_days = 180", "reconfirm_days = 45");
    let page = client.get("/admin/policy/import").await;
    let wrong = press(&mut client, &page, ("", ""), &[("text", "[everybody]\nnope = 1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("everybody.nope: there is no such setting"), "{}", wrong.text());
    let page = press(&mut client, &page, ("", ""), &[("text", &text)]).await;
    assert_eq!(page.url.path(), "/admin/policy/draft");
    assert!(page.text().contains("The file is your draft now.") && page.text().contains("180 45"), "{}", page.text());
    assert!(house.app.core.store.current_policy(TenantId::DEFAULT).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_chosen_without_javascript_and_a_bad_one_is_told_in_words() {
    let (_house, mut client) = house().await;
    let toml = client.get("/admin/policy/export").await.body.replace("reconfirm_days = 180", "reconfirm_days = 45");
    let page = client.get("/admin/policy/import").await;
    let csrf = page.field("csrf").unwrap();
    let fields = [("csrf", csrf.as_str()), ("text", "")];
    let large = vec![b'#'; 256 * 1024 + 1];
    let bad: [(&[u8], &str); 5] = [
        (b"", "Choose a file, or paste its text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is not a text file"),
        (b"a\0b", "This is not a text file"),
        (&large, "The file is larger than 256 KB"),
        (b"[everybody]\nnope = 1", "everybody.nope: there is no such setting"),
    ];
    for (bytes, words) in bad {
        let wrong = super::choose(&mut client, &page, &fields, Some(("policy.toml", bytes))).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(wrong.text().contains(words), "{words}: {}", wrong.text());
    }
    let huge = vec![b'#'; 1024 * 1024 + 1];
    let wrong = super::choose(&mut client, &page, &fields, Some(("policy.toml", &huge))).await;
    assert_eq!(wrong.status, StatusCode::PAYLOAD_TOO_LARGE);
    // What stands in the field does not count then.
    let both = [("csrf", csrf.as_str()), ("text", "nonsense")];
    let good = super::choose(&mut client, &page, &both, Some(("policy.toml", toml.as_bytes()))).await;
    assert_eq!(good.url.path(), "/admin/policy/draft", "{}", good.text());
    assert!(good.text().contains("The file is your draft now.") && good.text().contains("180 45"), "{}", good.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r61_r92_a_form_with_a_file_is_read_as_strictly_as_any_other() {
    let (house, mut client) = house().await;
    let page = client.get("/admin/policy/import").await;
    let csrf = page.field("csrf").unwrap();
    let toml = client.get("/admin/policy/export").await.body;
    let file = Some(("policy.toml", toml.as_bytes()));
    let path = "/admin/policy/import";
    let other = house.client().get("/admin/sign-in").await.field("csrf").unwrap();
    for token in ["", "AAAA", other.as_str()] {
        let answer = client.post_parts(path, &[("csrf", token), ("text", "")], file).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "token {token:?}");
    }
    assert_eq!(client.post_parts(path, &[("text", "")], file).await.status, StatusCode::FORBIDDEN);
    let own = ("csrf", csrf.as_str());
    for fields in [
        vec![own],
        vec![own, ("text", ""), ("text", "")],
        vec![own, ("text", ""), ("Text", "")],
        vec![own, ("text", ""), ("more", "")],
    ] {
        let answer = client.post_parts(path, &fields, file).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let (token, text) = (part("csrf", "", &csrf), part("text", "", ""));
    let named = "; filename=\"a.toml\"";
    for (body, why) in [
        (format!("{token}{text}{}", part("file", named, &toml)), "no end"),
        (format!("{token}{text}{}{}--x--\r\n", part("file", named, "a"), part("file", named, "b")), "two files"),
        (format!("{token}{text}{}--x--\r\n", part("other", named, "a")), "a file in another field"),
        (format!("{token}--x\r\n\r\nx\r\n--x--\r\n"), "a part without a name"),
        (format!("{token}{}--x--\r\n", part("text", "", "a\0b")), "NUL in a field"),
        (String::new(), "nothing"),
        ("\n".to_owned(), "an empty line"),
        (format!("a\n{token}{text}--x--\r\n"), "a word before it"),
        (format!("{token}{text}--x--\r\nmore"), "a word behind it"),
        (format!("{token}{text}--x\r\n\r\n--x--\r\n"), "a part without a head"),
    ] {
        let kind = "multipart/form-data; boundary=x";
        let answer = client.send_as(Method::POST, path, Some((kind, body.into_bytes())), "same-origin").await;
        assert!(
            [StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN].contains(&answer.status),
            "{why}: {} {}",
            answer.status,
            answer.text()
        );
    }
    for kind in ["multipart/form-data", "multipart/mixed; boundary=x", "multipart/form-data; boundary="] {
        let body = format!("{token}{text}--x--\r\n").into_bytes();
        let answer = client.send_as(Method::POST, path, Some((kind, body)), "same-origin").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
    }
    let body = format!("{token}{text}{}--x--\r\n", part("file", named, &toml)).into_bytes();
    let kind = "multipart/form-data; boundary=x";
    let answer = client.send_as(Method::POST, path, Some((kind, body.clone())), "cross-site").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // Only this form takes parts.
    let answer = client.send_as(Method::POST, "/admin/policy/draft", Some((kind, body.clone())), "same-origin").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 0);
    let answer = client.send_as(Method::POST, path, Some((kind, body)), "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "and this is how it is right: {}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r143_saving_and_the_kill_switch_ask_for_a_fresh_proof() {
    let (house, mut client) = house().await;
    let page = client.get("/admin/policy/edit/everybody").await;
    let preview = press(&mut client, &page, ("do", "preview"), &[("reconfirm-days", "90")]).await;
    let switch = client.get("/admin/policy/switch").await;
    house.clock.advance(Duration::from_secs(6 * 60));
    for (page, button) in [(&preview, ("", "")), (&switch, ("writeback", "off"))] {
        let (action, fields) = sent(page, button, &[]);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = client.post_once(&action, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(
            answer.header("location").starts_with("/admin/prove?next=%2Fadmin%2Fpolicy%2F"),
            "{}",
            answer.header("location")
        );
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_versions").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 1, "the draft waits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_kill_switch_works_while_the_directory_does_not_know_a_group_and_leaves_the_draft() {
    let (house, mut client) = house().await;
    let mut document = fit();
    document.policies.push(bound("Gone", "No such group"));
    let mut tx = house.app.core.store.begin().await.unwrap();
    let new = latchkey::store::policies::NewPolicyVersion {
        tenant: TenantId::DEFAULT,
        base: 0,
        document: &document,
        account: None,
        author: "past the pages",
        comment: "",
        undo_of: None,
    };
    tx.add_policy_version(&new).await.unwrap();
    tx.commit().await.unwrap();
    let page = client.get("/admin/policy/edit/everybody").await;
    press(&mut client, &page, ("do", "keep"), &[("reconfirm-days", "90")]).await;
    let page = client.get("/admin/policy/switch").await;
    let page = press(&mut client, &page, ("writeback", "off"), &[]).await;
    assert!(page.text().contains("Writing passwords is switched off"), "{}", page.text());
    assert!(!in_force(&house).await.1.shared.writeback);
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 1);
    let page = client.get("/admin/policy/switch").await;
    press(&mut client, &page, ("writeback", "on"), &[]).await;
    assert!(in_force(&house).await.1.shared.writeback);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_can_not_be_saved_is_told_with_its_place_and_not_saved() {
    let (house, mut client) = house().await;
    let page = client.get("/admin/policy/edit/everybody").await;
    for (typed, said) in [("ninety", "“ninety” is no whole number."), ("731", "731 is not between 0 and 730.")] {
        let wrong = press(&mut client, &page, ("do", "keep"), &[("reconfirm-days", typed)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains(said) && wrong.body.contains(&format!("value=\"{typed}\"")), "{}", wrong.text());
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 0);
    let page = press(&mut client, &page, ("do", "preview"), &[("gates", "1")]).await;
    assert!(page.text().contains("One proof is a risk"), "{}", page.text());
    assert!(!page.body.contains("name=\"comment\""));
    // Who sends the form all the same is refused by the flow.
    let csrf = page.field("csrf").expect("the form that signs out");
    let fields = [("csrf", csrf.as_str()), ("revision", "1"), ("base", "0"), ("comment", "")];
    assert_eq!(client.post("/admin/policy/preview", &fields).await.url.path(), "/admin/policy/preview");
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_versions").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_that_changed_in_another_window_is_not_overwritten() {
    let (house, mut client) = house().await;
    let first = client.get("/admin/policy/edit/everybody").await;
    press(&mut client, &first, ("do", "keep"), &[("reconfirm-days", "90")]).await;
    let page = press(&mut client, &first, ("do", "keep"), &[("reconfirm-days", "30")]).await;
    assert!(page.text().contains("The draft was changed in another window."), "{}", page.text());
    assert!(page.text().contains("180 90"), "{}", page.text());
    let page = press(&mut client, &page, ("do", "discard"), &[]).await;
    assert!(page.text().contains("The draft is gone."), "{}", page.text());
    assert_eq!(house.number("SELECT COUNT(*) FROM policy_drafts").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r140_who_may_only_look_finds_no_button_and_no_way_in() {
    let (house, _) = house().await;
    let mut auditor = house.admin("ada", Some(latchkey::domain::role::Role::Auditor)).await;
    let page = auditor.get("/admin/policy").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/admin/policy/edit/") && !page.body.contains("/admin/policy/switch"));
    for path in ["draft", "edit/everybody", "preview", "preview/loses", "import", "switch"] {
        let page = auditor.get(&format!("/admin/policy/{path}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["versions", "versions/0", "export"] {
        assert_eq!(auditor.get(&format!("/admin/policy/{path}")).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r92_forms_with_fields_of_their_own_making_are_refused() {
    let (_house, mut client) = house().await;
    let page = client.get("/admin/policy/edit/everybody").await;
    let (action, fields) = sent(&page, ("do", "keep"), &[]);
    for (name, value) in [("writeback", "1"), ("do2", "x")] {
        let mut fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.push((name, value));
        assert_eq!(client.post(&action, &fields).await.status, StatusCode::BAD_REQUEST, "{name}");
    }
    for act in ["add-nothing:x", "remove-groups:x", "add-for-groups:x", "up-0", ""] {
        let fields: Vec<_> =
            fields.iter().map(|(n, v)| (n.as_str(), if n == "do" { act } else { v.as_str() })).collect();
        assert_eq!(client.post(&action, &fields).await.status, StatusCode::BAD_REQUEST, "{act}");
    }
    assert_eq!(client.get("/admin/policy/edit/77").await.url.path(), "/admin/policy/draft");
    assert_eq!(client.get("/admin/policy/edit/x").await.status, StatusCode::NOT_FOUND);
    let answer = client.send(Method::POST, &action, Some("do=keep".into()), "cross-site").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_setting_has_a_field_and_a_form_that_is_kept_as_it_is_changes_nothing() {
    let (_house, mut client) = house().await;
    for (place, part) in [("shared", Part::Shared), ("everybody", Part::Rules)] {
        let page = client.get(&format!("/admin/policy/edit/{place}")).await;
        for field in
            Field::of(part).filter(|field| !matches!(field, Field::Groups | Field::ExceptGroups | Field::Methods))
        {
            assert!(page.body.contains(&format!("name=\"{}\"", field.id())), "{field:?} on {place}");
        }
        let page = press(&mut client, &page, ("do", "keep"), &[]).await;
        assert!(page.text().contains("there is nothing to save"), "{place}: {}", page.text());
    }
}
