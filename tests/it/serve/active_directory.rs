//! Whole resets on Samba as a domain controller.

use serde_json::Value;

use super::{
    journey::{PATIENCE, Visitor, support_id},
    portal::{Portal, Setup},
    wire::Wire,
};
use crate::harness::{bed, samba, wait_until};

/// What the domain controller itself noted of password resets of this entry.
pub fn resets_of(log: &str, dn: &str) -> Vec<Value> {
    let entries = log.lines().filter_map(|line| {
        let json = line.get(line.find("{\"")?..)?;
        let value: Value = serde_json::from_str(json.trim()).ok()?;
        (value["type"] == "passwordChange").then(|| value["passwordChange"].clone())
    });
    let same = |value: &Value| value["dn"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(dn));
    entries.filter(same).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r155_a_reset_with_mail_and_text_message_is_proven_by_kerberos_told_and_audited() {
    let dc = bed().samba();
    let person = dc.add_person("otherMailbox: spare.box@post.example\n");
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let new = "Brand-New!Secret-41";
    // otherMailbox comes first; the code goes there and the notice everywhere.
    let page = visitor.reset(&person.login, "spare.box@post.example", &person.mobile, new).await;
    dc.kinit(&person.login, new).unwrap();
    dc.kinit(&person.login, samba::PASSWORD).unwrap_err();

    let support = support_id(&page);
    let reset = portal.events("password.reset", "success");
    assert_eq!(reset.len(), 1, "{reset:#?}");
    assert_eq!(reset[0]["support_id"], support.as_str());
    assert_eq!(portal.events("writeback.intended", "pending").len(), 1);

    let expected = [person.mobile.clone(), "spare.box@post.example".to_owned(), person.mail.clone()];
    let mut expected: Vec<String> = expected.to_vec();
    expected.sort();
    wait_until("every contact is told", PATIENCE, async || (portal.notices().len() >= 3).then_some(())).await;
    assert_eq!(portal.notices(), expected);

    let noted = resets_of(&dc.log(), &person.dn);
    assert_eq!(noted.len(), 1, "{noted:#?}");
    assert_eq!((noted[0]["action"].as_str(), noted[0]["status"].as_str()), (Some("Reset"), Some("Success")));
    let service = dc.attribute("svcportal", "objectGUID");
    assert!(service.is_some());
    let by = noted[0]["userSid"].as_str().unwrap();
    assert_eq!(by, service_sid(dc), "{noted:#?}");
}

/// The security id of the portal's account, in the form of Samba's own log.
fn service_sid(dc: &samba::Samba) -> String {
    dc.attribute("svcportal", "objectSid").expect("an account has one")
}

#[tokio::test(flavor = "multi_thread")]
async fn r94_r96_every_spelling_of_a_login_name_finds_the_same_account() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let people = dc.add_people(4);
    let spellings = [
        people[0].login.to_uppercase(),
        format!("{}@contoso.test", people[1].login),
        format!("CONTOSO\\{}", people[2].login),
        people[3].mail.clone(),
    ];
    for (n, (person, typed)) in people.iter().zip(&spellings).enumerate() {
        let mut visitor = Visitor::new(&portal);
        let new = format!("New-Secret!For-Number-{n}");
        visitor.reset(typed, &person.mail, &person.mobile, &new).await;
        dc.kinit(&person.login, &new).unwrap_or_else(|said| panic!("{typed}: {said}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_national_spelling_gets_its_code() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    // `(202) 555-0102` on record, and no country in it.
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("bob", "bob.home@post.example", "+12025550102").await;
    assert!(page.field("new-password").is_some(), "{}", page.text());
    assert!(resets_of(&dc.log(), &dc.dn("bob")).is_empty(), "nothing is written before the last step");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_the_domain_refuses_is_explained_and_the_flow_goes_on() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let person = dc.add_person("");
    let page = visitor.prove_as(&person).await;
    let text = page.text();
    assert!(text.contains("Three of these"), "the domain's rule is shown: {text}");
    let page = visitor.set(&page, "onlysmallletters").await;
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(text.contains("Your password needs three of these: small letters, capital letters, digits"), "{text}");
    assert!(!page.body.contains("onlysmallletters"), "a refused password is not in the page");
    let page = visitor.set(&page, "Good-Wxlrus!Nqw-7").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit(&person.login, "Good-Wxlrus!Nqw-7").unwrap();
    assert_eq!(portal.events("password.reset", "success").len(), 1);
    let refused = portal.events("password.refused", "failure");
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert!(refused[0]["detail"]["rules"].as_str().unwrap().contains("Complexity"), "{refused:#?}");
    assert_eq!(portal.events("writeback.settled", "failure").len(), 0, "nothing was sent to the domain");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fine_grained_policy_counts_and_its_number_is_named() {
    let dc = bed().samba();
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    // Twenty characters for the members of G-VIP.
    let page = visitor.prove("vic", "vic@mail.example", "+12025550120").await;
    assert!(page.text().contains("At least 20 characters"), "{}", page.text());
    let page = visitor.set(&page, "Tiny-Wxlrus!Nqw-9").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Your password must have at least 20 characters"), "{}", page.text());
    let page = visitor.set(&page, "Long-Enough!For-Important-People-9").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit("vic", "Long-Enough!For-Important-People-9").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_postgresql() {
    let dc = bed().samba();
    let url = bed().postgres().database();
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(dc).database(url.clone())).await;
    let mut visitor = Visitor::new(&portal);
    visitor.reset(&person.login, &person.mail, &person.mobile, "Post-Gres!Secret-5").await;
    dc.kinit(&person.login, "Post-Gres!Secret-5").unwrap();
    wait_until("both are told", PATIENCE, async || (portal.notices().len() >= 2).then_some(())).await;
    assert_eq!(portal.events("password.reset", "success").len(), 1);
    assert_eq!(bed().postgres().query(&url, "select state from writebacks"), "done");
    let verified = portal.command(&["audit", "verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn r115_active_directorys_own_refusals_are_told_apart() {
    let dc = bed().samba();
    let wire = Wire::to(dc).await;
    let portal = Portal::start(Setup::active_directory(&[&wire.url], &wire.ca_file)).await;
    let reset = "0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0";
    let change = "0000052D: AtrErr: DSID-03191083, #1: 0: 0000052D: DSID-03191083, problem 1005 \
                  (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)";
    for (rc, answer, status, words) in [
        (53, reset, 422, "refused by a further check of your organisation"),
        (19, change, 422, "refused by a further check of your organisation"),
        (50, "00000005: SecErr: DSID-031A11E5, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0", 503, "The fault is ours"),
        (51, "00002024: SvcErr: DSID-02080490, problem 5001 (BUSY), data 0", 503, "Try again in a few minutes"),
        (52, "000020EF: SvcErr: DSID-0208046C, problem 5002 (UNAVAILABLE), data 0", 503, "Try again in a few minutes"),
        (53, "0000001F: SvcErr: DSID-031A126C, problem 5003 (WILL_NOT_PERFORM), data 0", 503, "that we do not know"),
        (32, "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0", 409, "Your account has changed"),
    ] {
        let person = dc.add_person("");
        let mut visitor = Visitor::new(&portal);
        let page = visitor.prove_as(&person).await;
        wire.answer(rc, answer);
        let refused = visitor.set(&page, "Good-Wxlrus!Nqw-7").await;
        wire.answer_no_more();
        assert_eq!(refused.status, status, "{answer}: {}", refused.text());
        assert!(refused.text().contains(words), "{answer}: {}", refused.text());
        assert!(!refused.text().contains("DSID"), "the directory's own words are for the audit log");
        let said = portal.events("writeback.settled", "failure");
        assert_eq!(
            said[0]["personal"]["diagnostic"].as_str().map(|text| text.contains(answer)),
            Some(true),
            "{}",
            said[0]
        );
        // Nothing is lost: the same flow goes on when the reason is gone.
        let again = visitor.browser.get("/reset/result").await;
        let done = visitor.set(&again, "Better-Wxlrus!Nqw-7").await;
        assert!(done.text().contains("Your password was changed"), "{answer}: {}", done.text());
        dc.kinit(&person.login, "Better-Wxlrus!Nqw-7").unwrap();
    }
    assert_eq!(portal.events("password.reset", "success").len(), 7);
}
