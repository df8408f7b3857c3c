//! The named limits and their numbers.

use std::{net::IpAddr, time::Duration};

use latchkey::{
    domain::{account::TenantId, contact::Phone, method::Method},
    limits::{LimitNumbers, Spend},
};

use super::{MINUTE, account, digest, limits, limits_with, passes, spend};
use crate::store::dbs::{TestDb, on_both};

on_both! {
    r31_buckets_are_independent,
    r31_a_source_and_a_name_are_limited_apart,
    r32_a_window_has_no_edge_and_survives_a_restart,
    r33_ten_tries_a_day_for_six_days,
    r35_strangers_do_not_use_up_a_known_device_or_another_method,
    r37_old_passwords_are_limited_by_account,
    r39_one_phone_gets_five_sends_an_hour,
    r42_the_201st_text_message_is_refused_and_mail_goes_on,
    r42_a_budget_of_zero_allows_nothing,
    r42_one_countrys_numbers_do_not_use_up_what_all_share,
    n17_office_networks_may_do_more,
    an_administrator_lifts_a_block,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

fn code<'a>(n: u128, method: Method, device: Option<&'a str>) -> Spend<'a> {
    Spend::TryCode { account: account(n), method, device }
}

async fn r31_buckets_are_independent(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 10);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Email, None)).await, 10, "another method");
    assert_eq!(passes(&limits, 50, |_| code(2, Method::Sms, None)).await, 10, "another account");
    let unknown = digest(&store, "nobody");
    let guess = |_| Spend::TryCodeUnknown { login: &unknown, method: Method::Sms };
    assert_eq!(passes(&limits, 50, guess).await, 10, "R7: a name that nobody has, alike");
}

async fn r31_a_source_and_a_name_are_limited_apart(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    let attempt = async |source: u32, name: &str| {
        let login = digest(&store, name);
        let source = Spend::Identify { source: IpAddr::V4(source.into()) };
        let ask = Spend::AskForCode { login: &login, method: Method::Email, device: None };
        spend(&limits, &[source, ask]).await.map_err(|blocked| blocked.limit)
    };
    let (mut passed, mut told) = (0, std::collections::BTreeSet::new());
    for n in 0..500 {
        match attempt(0xcb00_7107, &format!("person{n}")).await {
            Ok(()) => passed += 1,
            Err(limit) => drop(told.insert(limit)),
        }
    }
    assert_eq!((passed, told.pop_first()), (20, Some("identify")), "one source, 500 names");
    passed = 0;
    for n in 0..500 {
        match attempt(0x0a00_0000 + n, "alice").await {
            Ok(()) => passed += 1,
            Err(limit) => drop(told.insert(limit)),
        }
    }
    assert_eq!((passed, told.pop_first()), (3, Some("ask-for-code")), "500 sources, one name");
}

async fn r32_a_window_has_no_edge_and_survives_a_restart(db: TestDb) {
    let store = db.open().await;
    let limits_before = limits(&db, &store);
    assert_eq!(passes(&limits_before, 5, |_| code(1, Method::Sms, None)).await, 5);
    db.clock.advance(DAY - Duration::from_secs(1));
    assert_eq!(passes(&limits_before, 50, |_| code(1, Method::Sms, None)).await, 5, "10 within the day");
    store.close().await;
    let store = db.open().await;
    let limits = limits(&db, &store);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 0, "a restart gives nothing back");
    db.clock.advance(Duration::from_secs(1));
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 5, "only those of a day ago are over");
    let blocked = spend(&limits, &[code(1, Method::Sms, None)]).await.unwrap_err();
    assert_eq!(blocked.exact, DAY - Duration::from_secs(1));
}

async fn r33_ten_tries_a_day_for_six_days(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    let mut passed = Vec::new();
    // A try every twenty minutes, for six days.
    for n in 0..6 * 72 {
        if spend(&limits, &[code(1, Method::Sms, None)]).await.is_ok() {
            passed.push(n);
        }
        db.clock.advance(20 * MINUTE);
    }
    assert_eq!(passed.len(), 60);
    assert!(passed.iter().all(|first| passed.iter().filter(|n| (*first..first + 72).contains(*n)).count() <= 10));
}

async fn r35_strangers_do_not_use_up_a_known_device_or_another_method(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    let device = Some("digest of alice's cookie");
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 10, "strangers");
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, device)).await, 10, "her own browser");
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, Some("another"))).await, 10);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Email, None)).await, 10, "another method");
    let to = digest(&store, "+15555550100");
    for device in [None, device] {
        let send = [
            Spend::SendToAccount { account: account(1), method: Method::Sms, device },
            Spend::SendToDestination { destination: &to, device },
        ];
        assert!(spend(&limits, &send).await.is_ok(), "{device:?}");
        assert!(spend(&limits, &send).await.is_err(), "{device:?}");
    }
}

async fn r37_old_passwords_are_limited_by_account(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    assert_eq!(passes(&limits, 50, |_| Spend::TryOldPasswordOf { account: account(1) }).await, 3);
    db.clock.advance(Duration::from_secs(30 * 60) - Duration::from_millis(1));
    assert_eq!(passes(&limits, 50, |_| Spend::TryOldPasswordOf { account: account(1) }).await, 0);
    db.clock.advance(Duration::from_millis(1));
    assert_eq!(passes(&limits, 50, |_| Spend::TryOldPasswordOf { account: account(1) }).await, 3);
}

async fn r39_one_phone_gets_five_sends_an_hour(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    let to = digest(&store, "+15555550100");
    let mut sent = Vec::new();
    for minute in 0..=60_u32 {
        // Ten accounts have the same phone, and each asks every minute.
        for n in 0..10 {
            let send = [
                Spend::SendToAccount { account: account(n), method: Method::Sms, device: None },
                Spend::SendToDestination { destination: &to, device: None },
            ];
            if spend(&limits, &send).await.is_ok() {
                sent.push(minute);
            }
        }
        db.clock.advance(MINUTE);
    }
    assert_eq!(sent, [0, 1, 2, 15, 16, 60], "1 a minute, 3 in 15, 5 in 60");
}

async fn r42_the_201st_text_message_is_refused_and_mail_goes_on(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    let phone = Phone::parse("+33 6 12 34 56 78", None).unwrap();
    let sms = |tenant| Spend::Sms { tenant, phone: &phone };
    assert_eq!(passes(&limits, 300, |_| sms(TenantId::DEFAULT)).await, 200);
    let to = digest(&store, "alice@example.org");
    let mail = [
        Spend::SendToAccount { account: account(1), method: Method::Email, device: None },
        Spend::SendToDestination { destination: &to, device: None },
    ];
    assert!(spend(&limits, &mail).await.is_ok(), "mail goes on");
    let blocked = spend(&limits, &[sms(TenantId::DEFAULT)]).await.unwrap_err();
    assert_eq!((blocked.limit, blocked.exact), ("sms-budget", DAY));
    assert!(spend(&limits, &[sms(TenantId(uuid::Uuid::from_u128(9)))]).await.is_ok(), "each tenant has its own");
    db.clock.advance(DAY);
    assert!(spend(&limits, &[sms(TenantId::DEFAULT)]).await.is_ok(), "and tomorrow again");
}

async fn r42_one_countrys_numbers_do_not_use_up_what_all_share(db: TestDb) {
    let store = db.open().await;
    let limits = limits_with(&db, &store, LimitNumbers { sms_per_prefix: Some(30), ..LimitNumbers::default() });
    let tenant = TenantId::DEFAULT;
    let phone = |text: &str| Phone::parse(text, None).unwrap();
    let (french, other, british) = (phone("+33 6 12 34 56 78"), phone("+33 7 00 00 00 01"), phone("+44 7400 123456"));
    let both =
        async |phone: &Phone| spend(&limits, &[Spend::Sms { tenant, phone }, Spend::SmsPrefix { tenant, phone }]).await;
    for _ in 0..30 {
        both(&french).await.unwrap();
    }
    assert!(limits.is_prefix_spent(tenant, "+33").await.unwrap());
    assert_eq!(both(&other).await.unwrap_err().limit, "sms-country", "another number of that country");
    assert!(!limits.is_prefix_spent(tenant, "+44").await.unwrap());
    for _ in 0..30 {
        both(&british).await.unwrap();
    }
    assert_eq!(limits.sms_budget(tenant).await.unwrap(), (60, 200), "what was refused is not counted");
    db.clock.advance(DAY + MINUTE);
    assert!(!limits.is_prefix_spent(tenant, "+33").await.unwrap());
    both(&other).await.unwrap();
}

async fn r42_a_budget_of_zero_allows_nothing(db: TestDb) {
    let store = db.open().await;
    let limits = limits_with(&db, &store, LimitNumbers { sms_per_day: 0, ..LimitNumbers::default() });
    let phone = Phone::parse("+33 6 12 34 56 78", None).unwrap();
    assert_eq!(passes(&limits, 5, |_| Spend::Sms { tenant: TenantId::DEFAULT, phone: &phone }).await, 0);
}

async fn n17_office_networks_may_do_more(db: TestDb) {
    let store = db.open().await;
    let office_networks = vec!["198.51.100.0/24".parse().unwrap()];
    let limits = limits_with(&db, &store, LimitNumbers { office_networks, ..LimitNumbers::default() });
    let from = |text: &str| Spend::Identify { source: text.parse().unwrap() };
    assert_eq!(passes(&limits, 500, |_| from("203.0.113.7")).await, 20);
    assert_eq!(passes(&limits, 500, |_| from("198.51.100.7")).await, 200);
    assert_eq!(passes(&limits, 500, |n| from(&format!("2001:db8:1:2::{n:x}"))).await, 20, "a /64 is one source");
}

async fn an_administrator_lifts_a_block(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&db, &store);
    for method in Method::ALL {
        assert_eq!(passes(&limits, 50, |_| code(1, method, None)).await, 10);
        assert_eq!(passes(&limits, 50, |_| code(2, method, None)).await, 10);
    }
    limits.forgive(account(1)).await.unwrap();
    for method in Method::ALL {
        assert_eq!(passes(&limits, 50, |_| code(1, method, None)).await, 10, "lifted");
        assert_eq!(passes(&limits, 50, |_| code(2, method, None)).await, 0, "not hers");
    }
}
