//! What is saved decides: resets, banned words, on this node and on others.

use latchkey::{
    domain::{account::TenantId, method::Method, policy::document::Scope},
    flows::admin::policy::{self, House as Around, Save},
};

use super::{bound, fit};
use crate::harness::app::{self, House};

async fn save(house: &House, document: &latchkey::domain::policy::Document) -> i64 {
    let (base, _) = policy::current(&house.app.core).await.unwrap();
    let around = Around { groups: house.app.groups.as_ref(), carried: &house.app.carried };
    let save = Save { base, document, comment: "", undo_of: None, is_draft: false, is_checked: true };
    policy::save(&house.app.core, around, policy::at_the_console("Olga"), &save).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_the_pilot_resets_and_its_proofs_are_those_of_its_policy() {
    let house = House::under(app::policy()).await;
    let pia = house.person("pia").await;
    house.person("alice").await;
    house.group("Pilot", &[pia], &[]).await;
    let mut document = fit();
    document.everybody.enabled = Scope::None;
    let mut pilot = bound("Pilot", "Pilot");
    pilot.rules.methods = vec![Method::Sms, Method::Email];
    document.policies.push(pilot);
    assert_eq!(save(&house, &document).await, 1);
    let walk = house.reset("pia").start().await.gate("sms").await.gate("email").await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    let before = house.messages().len();
    house.reset("alice").start().await.choose("sms").await;
    let codes =
        house.messages().iter().skip(before).filter(|m| crate::harness::walk::code_in(&m.text).is_some()).count();
    assert_eq!(codes, 0, "everybody else is switched off");

    document.policies[0].rules.enabled = Scope::None;
    assert_eq!(save(&house, &document).await, 2);
    let before = house.messages().len();
    house.clock.advance(std::time::Duration::from_secs(3600));
    house.reset("pia").start().await.choose("sms").await;
    let codes =
        house.messages().iter().skip(before).filter(|m| crate::harness::walk::code_in(&m.text).is_some()).count();
    assert_eq!(codes, 0, "the pilot too, from the next version on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn words_of_the_policy_are_banned_from_the_next_password_on() {
    let house = House::under(app::policy()).await;
    house.person("alice").await;
    let mut document = fit();
    document.everybody.methods = vec![Method::Sms, Method::Email];
    document.shared.banned_words = vec!["zorbafluxine".into(), "quibbletrons".into()];
    let core = &house.app.core;
    let candidate = latchkey::domain::password::NewPassword::new("ZorbafluxineQuibbletrons1!");
    assert!(core.judge.offhand(core, &candidate).is_empty(), "{:?}", core.judge.offhand(core, &candidate));
    save(&house, &document).await;
    let refused = core.judge.offhand(core, &candidate);
    assert_eq!(refused, [latchkey::domain::password::Refusal::TooCommon]);
    document.shared.banned_words.clear();
    save(&house, &document).await;
    assert!(core.judge.offhand(core, &candidate).is_empty(), "and no longer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_version_of_another_node_is_taken_up_and_at_the_start() {
    let house = House::under(app::policy()).await;
    let core = &house.app.core;
    let mut document = fit();
    document.everybody.reconfirm_days = 77;
    let mut tx = core.store.begin().await.unwrap();
    let new = latchkey::store::policies::NewPolicyVersion {
        tenant: TenantId::DEFAULT,
        base: 0,
        document: &document,
        account: None,
        author: "another node",
        comment: "",
        undo_of: None,
    };
    tx.add_policy_version(&new).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(core.policies.current().version, 0);
    assert!(policy::refresh(core).await.unwrap());
    assert!(!policy::refresh(core).await.unwrap(), "once");
    assert_eq!((core.policies.current().version, core.common().registration.reconfirm_days), (1, 77));
    assert_eq!(policy::version(core, 0).await.unwrap().unwrap().everybody.reconfirm_days, 180, "the file is version 0");
}
