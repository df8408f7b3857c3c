//! Each alarm: raised once, told by mail, webhook and audit log, cleared once.

use std::{sync::Arc, time::Duration};

use latchkey::{
    app::App,
    directory::ldap::LdapDirectory,
    domain::{
        account::AccountId,
        contact::Phone,
        event::{EventKind, Outcome},
        message::{Address, Envelope, Message},
        time::Clock as _,
    },
    jobs::alarms::{State, look},
    limits::Spend,
    store::{
        audit_search::{Page, Search},
        outbox::NewMessage,
    },
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Place, TENANT, event, webhook::Receiver, write, wrong};
use crate::harness::{clock::TestClock, new_dir, pki, slapd::Slapd, watched::Watched};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The house under watch.
struct Watch {
    place: Place,
    app: App,
    directory: Arc<Watched>,
    state: State,
}

impl Watch {
    async fn new(more: &str) -> Self {
        let place = Place::new(&format!("[alarms]\nmail = [\"security@contoso.test\"]\n{more}"));
        let app = place.start().await;
        let directory = Watched::new(app.embedded.clone().unwrap());
        Self { place, app, directory, state: State::default() }
    }

    /// Looks twice, since nothing may be told twice, and hands out what is to be told.
    async fn look(&mut self) {
        for _ in 0..2 {
            look(&self.app.core, self.directory.as_ref(), &self.app.alarms, &mut self.state).await.unwrap();
        }
        self.app.runner().drain().await.unwrap();
    }

    async fn after(&mut self, span: Duration) {
        self.place.clock.advance(span);
        self.look().await;
    }

    /// What was ever told, oldest first: `raised spraying`, with the subject.
    async fn told(&self) -> Vec<String> {
        let events = self.app.core.store.search_events(&Search::all(TENANT), Page::After(0), 100_000).await.unwrap();
        let alarms = events.iter().filter_map(|event| {
            let state = event.kind.strip_prefix("alarm.")?;
            let (alarm, subject) = (event.detail["alarm"].as_str()?, event.detail["subject"].as_str()?);
            Some(format!("{state} {alarm} {}", subject.rsplit(": ").next()?).trim().to_owned())
        });
        let alarms: Vec<String> = alarms.collect();
        let mails = self.place.recorder.messages().iter().filter(|m| m.to == "security@contoso.test").count();
        assert_eq!(mails, alarms.len(), "one mail for each: {alarms:?}");
        alarms
    }

    async fn sql(&self, sql: &str) {
        let file = self.place.dir.join("latchkey.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(20));
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r34_r154_wrong_codes_on_many_accounts_are_told_by_mail_and_webhook_once() {
    let receiver = Receiver::start(vec![wiremock::ResponseTemplate::new(503)]).await;
    let mut watch = Watch::new(&receiver.config("alarms.webhook")).await;
    // One account's many tries are something else.
    write(&watch.app, (0..300).map(|_| wrong(1))).await;
    watch.look().await;
    assert!(watch.told().await.is_empty());
    write(&watch.app, (0..300).map(wrong)).await;
    watch.after(MINUTE / 2).await;
    assert_eq!(watch.told().await, ["raised spraying"]);
    let mail = watch.place.recorder.messages()[0].clone();
    assert!(mail.text.contains("300 people"), "{}", mail.text);
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await, ["raised spraying"], "it goes on");
    watch.after(11 * MINUTE).await;
    assert_eq!(watch.told().await, ["raised spraying", "cleared spraying"]);
    watch.after(MINUTE).await;
    let bodies = receiver.bodies().await;
    let states: Vec<_> = bodies.iter().map(|b| (b["alarm"].clone(), b["state"].clone())).collect();
    assert_eq!(
        states,
        [
            ("spraying".into(), "raised".into()),
            ("spraying".into(), "raised".into()),
            ("spraying".into(), "cleared".into()),
        ]
    );
    assert_eq!(bodies[0]["delivery"], bodies[1]["delivery"], "the second try of the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_unusual_volume_is_against_the_same_hour_of_the_days_before() {
    let mut watch = Watch::new("").await;
    let begin = |n: usize| (0..n).map(|_| event(EventKind::ResetStarted, Outcome::Success));
    for _ in 0..14 {
        write(&watch.app, begin(20)).await;
        watch.after(DAY).await;
    }
    write(&watch.app, begin(70)).await;
    watch.after(MINUTE).await;
    assert!(watch.told().await.is_empty(), "70 is not four times 20");
    write(&watch.app, begin(15)).await;
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await, ["raised unusual-volume"]);
    watch.after(HOUR).await;
    assert_eq!(watch.told().await, ["raised unusual-volume", "cleared unusual-volume"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_a_change_shortly_before_a_reset_is_told() {
    let mut watch = Watch::new("").await;
    let of = |kind, n: u128| {
        let mut event = event(kind, Outcome::Success);
        event.account = Some(AccountId(Uuid::from_u128(n)));
        event.support_id = Some(format!("RESET-{n}"));
        event
    };
    write(&watch.app, [of(EventKind::MethodRegistered, 1), of(EventKind::MethodChanged, 2)]).await;
    watch.after(25 * HOUR).await;
    write(&watch.app, [of(EventKind::MethodChanged, 3), of(EventKind::PasswordReset, 1)]).await;
    watch.after(HOUR).await;
    assert!(watch.told().await.is_empty(), "25 hours are enough");
    write(&watch.app, [of(EventKind::PasswordReset, 3)]).await;
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await, ["raised changed-before-reset RESET-3"]);
    watch.after(DAY).await;
    assert_eq!(watch.told().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn r42_r154_the_budget_for_text_messages_is_told_at_50_80_and_100_percent() {
    let mut watch = Watch::new("[limits]\nsms_per_day = 10").await;
    let phone = Phone::parse("+12025550134", None).unwrap();
    let spend = async |watch: &Watch, n: usize| {
        for _ in 0..n {
            let _ = watch.app.core.limits.spend(&[Spend::Sms { tenant: TENANT, phone: &phone }]).await;
        }
    };
    spend(&watch, 4).await;
    watch.look().await;
    assert!(watch.told().await.is_empty());
    spend(&watch, 1).await;
    watch.look().await;
    assert_eq!(watch.told().await, ["raised sms-budget 50"]);
    spend(&watch, 6).await;
    watch.look().await;
    assert_eq!(watch.told().await, ["raised sms-budget 50", "raised sms-budget 80", "raised sms-budget 100"]);
    watch.after(DAY + MINUTE).await;
    assert_eq!(watch.told().await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn r42_r154_a_calling_code_whose_own_budget_is_used_up_is_told_once() {
    let mut watch = Watch::new("[limits]\nsms_per_day = 1000\nsms_per_country_per_day = 5").await;
    let phone = Phone::parse("+33612345678", None).unwrap();
    let spends = [Spend::Sms { tenant: TENANT, phone: &phone }, Spend::SmsPrefix { tenant: TENANT, phone: &phone }];
    for n in 0..6 {
        let spent = watch.app.core.limits.spend(&spends).await;
        assert_eq!(spent.is_ok(), n < 5);
    }
    watch.look().await;
    assert!(watch.told().await.is_empty(), "nobody was refused yet");
    let refused = event(EventKind::Blocked, Outcome::Failure).with("limit", "sms-country").with("prefix", "+33");
    write(&watch.app, [refused]).await;
    watch.look().await;
    assert_eq!(watch.told().await, ["raised sms-budget +33"]);
    assert!(watch.place.recorder.messages()[0].text.contains("100 % (+33) of the text messages"));
    watch.after(DAY + MINUTE).await;
    assert_eq!(watch.told().await, ["raised sms-budget +33", "cleared sms-budget +33"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn r43_r154_codes_that_nobody_uses_pause_their_prefix() {
    let mut watch = Watch::new("").await;
    let sent = |n: u128, prefix: &str| {
        let mut event = event(EventKind::CodeSent, Outcome::Success).with("method", "sms").with("prefix", prefix);
        event.flow = Some(Uuid::from_u128(n));
        event
    };
    let used = |n: u128| {
        let mut event = event(EventKind::GatePassed, Outcome::Success).with("method", "sms");
        event.flow = Some(Uuid::from_u128(n));
        event
    };
    write(&watch.app, (0..60).map(|n| sent(n, "+1202"))).await;
    write(&watch.app, (100..160).map(|n| sent(n, "+33"))).await;
    write(&watch.app, (100..115).map(used)).await;
    watch.after(MINUTE).await;
    assert!(watch.told().await.is_empty(), "these codes may still be used");
    watch.after(11 * MINUTE).await;
    assert_eq!(watch.told().await, ["raised sms-conversion +1202"]);
    let paused = async |prefix: &str| watch.app.core.store.is_raised(TENANT, "sms-conversion", prefix).await.unwrap();
    assert!(paused("+1202").await && !paused("+33").await);
    watch.after(DAY).await;
    assert_eq!(watch.told().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_a_directory_that_is_down_is_told_after_two_minutes() {
    let mut watch = Watch::new("").await;
    watch.directory.behave(|b| b.down = true);
    watch.look().await;
    watch.after(MINUTE).await;
    assert!(watch.told().await.is_empty());
    watch.after(2 * MINUTE).await;
    assert_eq!(watch.told().await.len(), 1);
    watch.directory.behave(|b| b.down = false);
    watch.after(MINUTE).await;
    let told = watch.told().await;
    assert!(told.len() == 2 && told[0].starts_with("raised directory-down") && told[1].starts_with("cleared"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_a_certificate_is_told_30_14_and_3_days_before_its_end() {
    let dir = new_dir("alarm-certificate");
    let renew = |clock: &crate::harness::clock::TestClock, days: i64| {
        let mut params = rcgen::CertificateParams::new(vec!["portal.contoso.test".to_owned()]).unwrap();
        let end = clock.now().millis() / 1000 + days * 24 * 3600 + 60;
        params.not_after = rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(end as u64);
        pki::issue_with(&dir, params);
    };
    let mut watch = Watch::new("").await;
    renew(&watch.place.clock, 40);
    watch.app.alarms.certificate = Some(dir.join("server.pem"));
    watch.look().await;
    assert!(watch.told().await.is_empty());
    for (days, told) in [(11, 1), (16, 2), (11, 3)] {
        watch.after(DAY * days).await;
        assert_eq!(watch.told().await.len(), told);
    }
    assert_eq!(watch.told().await, ["raised certificate 30", "raised certificate 14", "raised certificate 3"]);
    renew(&watch.place.clock, 90);
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await.len(), 6, "all three are over");
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_the_certificate_of_a_directory_server_is_told_once_and_its_renewal_once() {
    let server = Slapd::start(Default::default());
    let mut watch = Watch::new("").await;
    watch.place.clock.set(TestClock::real().now());
    // What was seen of a server is in memory: a new directory is a node that was started anew.
    let restart = |watch: &mut Watch| {
        let clock = Arc::clone(&watch.place.clock) as Arc<dyn latchkey::domain::time::Clock>;
        watch.app.alarms.servers = Some(Arc::new(LdapDirectory::new(server.settings(), clock).unwrap()));
        watch.state = State::default();
    };
    let certify = |watch: &Watch, days: u32| server.certify(watch.place.clock.now().after(DAY * days));
    certify(&watch, 31);
    restart(&mut watch);
    watch.look().await;
    assert!(watch.told().await.is_empty());
    certify(&watch, 29);
    restart(&mut watch);
    watch.look().await;
    let raised = format!("raised server-certificate {}", server.url());
    assert_eq!(watch.told().await, std::slice::from_ref(&raised));
    let mail = watch.place.recorder.messages()[0].clone();
    assert!(mail.text.contains("28 days") && mail.text.contains(&server.url()), "{}", mail.text);
    // It goes on, also while the server is away, and when nothing was seen of it since the start.
    watch.after(Duration::from_secs(2 * 3600)).await;
    server.kill();
    watch.after(MINUTE).await;
    restart(&mut watch);
    watch.look().await;
    assert_eq!(watch.told().await, std::slice::from_ref(&raised), "nobody says that it was renewed");
    certify(&watch, 90);
    restart(&mut watch);
    watch.look().await;
    assert_eq!(watch.told().await, [raised.clone(), raised.replace("raised", "cleared")]);
    // A server that is not configured any more has no alarm.
    certify(&watch, 3);
    restart(&mut watch);
    watch.look().await;
    assert_eq!(watch.told().await.len(), 3);
    watch.app.alarms.servers = None;
    watch.state = State::default();
    watch.look().await;
    assert_eq!(watch.told().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_an_altered_audit_log_is_told() {
    let mut watch = Watch::new("").await;
    write(&watch.app, (0..20).map(wrong)).await;
    watch.look().await;
    write(&watch.app, (0..10).map(wrong)).await;
    watch.sql("UPDATE audit_events SET detail = replace(detail, 'sms', 'smt') WHERE seq = 25").await;
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await, ["raised chain-broken"]);
    let mail = watch.place.recorder.messages()[0].clone();
    assert!(mail.text.contains("audit record 25"), "{}", mail.text);
    watch.sql("UPDATE audit_events SET detail = replace(detail, 'smt', 'sms') WHERE seq = 25").await;
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await, ["raised chain-broken", "cleared chain-broken"]);
    watch.app.core.store.verify_audit(TENANT).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_messages_and_copies_that_do_not_get_out_are_told() {
    let mut watch = Watch::new("[audit.file]\npath = \"DIR/audit.jsonl\"").await;
    std::fs::create_dir(watch.place.dir.join("audit.jsonl")).unwrap();
    let core = watch.app.core.clone();
    let phone = Phone::parse("+12025550134", None).unwrap();
    let message = Message::CannotReset { support_id: "S".to_owned() };
    let envelope = Envelope { to: Address::Sms(phone), locale: core.locales[0].clone(), name: String::new(), message };
    let later = core.now().after(6 * MINUTE);
    let mut tx = core.store.begin().await.unwrap();
    tx.send(NewMessage {
        tenant: TENANT,
        envelope: &envelope,
        flow: None,
        dedupe: None,
        // Nobody takes it up before.
        run_at: later,
        expires_at: later.after(DAY),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    write(&watch.app, [wrong(1)]).await;
    let sink = watch.app.sinks()[0].clone();
    super::drain(&watch.app, sink.as_ref(), Uuid::from_u128(1)).await;
    watch.after(5 * MINUTE).await;
    assert_eq!(watch.told().await, ["raised outbox-stuck"]);
    watch.after(2 * MINUTE).await;
    watch.look().await;
    assert_eq!(watch.told().await, ["raised outbox-stuck", "cleared outbox-stuck"]);
    watch.after(10 * MINUTE).await;
    assert_eq!(watch.told().await.last().unwrap(), "raised sink-stuck file");
    std::fs::remove_dir(watch.place.dir.join("audit.jsonl")).unwrap();
    super::drain(&watch.app, sink.as_ref(), Uuid::from_u128(1)).await;
    watch.after(MINUTE).await;
    assert_eq!(watch.told().await.last().unwrap(), "cleared sink-stuck file");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_tell_it_once() {
    let mut watch = Watch::new("").await;
    write(&watch.app, (0..40).map(wrong)).await;
    let other = watch.place.start().await;
    let (mut one, mut two) = (State::default(), State::default());
    let directory = Arc::clone(&watch.directory);
    let (a, b) = tokio::join!(
        look(&watch.app.core, directory.as_ref(), &watch.app.alarms, &mut one),
        look(&other.core, directory.as_ref(), &other.alarms, &mut two)
    );
    a.unwrap();
    b.unwrap();
    watch.look().await;
    assert_eq!(watch.told().await, ["raised spraying"]);
}
