//! All lists in one go: who answers first, what an outage means, and a file that is replaced.

use std::{os::unix::fs::FileExt as _, sync::Arc, time::Duration};

use latchkey::{
    breach::{Breach, HashKind, RangeSettings, Seen, Settings, SettingsError, Source, WhenDown},
    domain::time::Clock,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{Folder, hash, made, passwords};
use crate::harness::{clock::TestClock, init};

fn listed(by: Source) -> Seen {
    Seen::Listed { by }
}

fn breach(file: Option<&Folder>, range: Option<RangeSettings>, clock: &Arc<TestClock>) -> Breach {
    init();
    let settings = Settings { file: file.map(|folder| folder.path("list")), range };
    Breach::new(&settings, &(Arc::clone(clock) as Arc<dyn Clock>)).unwrap()
}

#[tokio::test]
async fn r108_common_passwords_are_known_without_any_setting() {
    let breach = Breach::builtin();
    for password in ["Summer2024!", "passwordpassword", "1QAZ2wsx3edc4rfv", "correcthorsebatterystaple"] {
        assert_eq!(breach.seen(password).await, listed(Source::Builtin), "{password}");
        assert!(!breach.accepts(breach.seen(password).await));
    }
    assert_eq!(breach.seen("Regen Tisch Lampe 77").await, Seen::Clear);
    assert!(breach.accepts(Seen::Clear));
}

#[tokio::test]
async fn each_list_has_its_say_and_the_network_is_asked_last() {
    let folder = Folder::new();
    let all = passwords(100);
    made(&folder.path("list"), HashKind::Ntlm, &all);
    let server = MockServer::start().await;
    let body = format!("{}:1", &hash(HashKind::Sha1, "leaked elsewhere")[5..]);
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string(body)).mount(&server).await;
    let breach = breach(Some(&folder), Some(RangeSettings::new(server.uri())), &Arc::default());
    assert_eq!(breach.seen("Password1").await, listed(Source::Builtin));
    assert_eq!(breach.seen(&all[7]).await, listed(Source::File));
    assert!(server.received_requests().await.unwrap().is_empty(), "what is known here is told nobody");
    assert_eq!(breach.seen("leaked elsewhere").await, listed(Source::Range));
    assert_eq!(breach.seen("Regen Tisch Lampe 77").await, Seen::Clear);
}

#[tokio::test]
async fn while_the_service_is_down_the_setting_decides() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    for (when_down, accepts) in [(WhenDown::Accept, true), (WhenDown::Refuse, false)] {
        let range = RangeSettings { when_down, ..RangeSettings::new(server.uri()) };
        let breach = breach(None, Some(range), &Arc::default());
        for _ in 0..5 {
            let seen = breach.seen("Regen Tisch Lampe 77").await;
            assert_eq!((seen, breach.accepts(seen)), (Seen::Unknown, accepts));
        }
        assert_eq!(breach.seen("password").await, listed(Source::Builtin), "known anyway");
    }
    assert_eq!(RangeSettings::new("x").when_down, WhenDown::Accept, "unless told otherwise");
}

#[tokio::test]
async fn a_file_that_is_replaced_is_taken_up_within_a_minute() {
    let folder = Folder::new();
    let all = passwords(2);
    let clock = Arc::new(TestClock::default());
    made(&folder.path("list"), HashKind::Sha1, &all[..1]);
    let breach = breach(Some(&folder), None, &clock);
    assert_eq!(breach.seen(&all[0]).await, listed(Source::File));

    made(&folder.path("list"), HashKind::Sha1, &all[1..]);
    assert_eq!(breach.seen(&all[0]).await, listed(Source::File), "the old one is still open");
    clock.advance(Duration::from_secs(60));
    assert_eq!(breach.seen(&all[0]).await, Seen::Clear);
    assert_eq!(breach.seen(&all[1]).await, listed(Source::File));

    // One that can not be used, and none at all, change nothing.
    folder.write("bad", "no list");
    std::fs::rename(folder.path("bad"), folder.path("list")).unwrap();
    clock.advance(Duration::from_secs(60));
    assert_eq!(breach.seen(&all[1]).await, listed(Source::File));
    std::fs::remove_file(folder.path("list")).unwrap();
    clock.advance(Duration::from_secs(60));
    assert_eq!(breach.seen(&all[1]).await, listed(Source::File));

    // On SIGHUP at once.
    made(&folder.path("list"), HashKind::Ntlm, &all[..1]);
    breach.reload();
    assert_eq!(breach.seen(&all[0]).await, listed(Source::File));
}

#[tokio::test]
async fn a_file_that_breaks_while_it_is_open_is_no_clear_answer() {
    let folder = Folder::new();
    made(&folder.path("list"), HashKind::Sha1, &passwords(100));
    let breach = breach(Some(&folder), None, &Arc::default());
    let file = std::fs::OpenOptions::new().write(true).open(folder.path("list")).unwrap();
    file.set_len(64).unwrap();
    assert_eq!(breach.seen("Regen Tisch Lampe 77").await, Seen::Unknown);
    file.write_all_at(&[0xff; 4096], 64).unwrap();
    assert_eq!(breach.seen("Regen Tisch Lampe 77").await, Seen::Unknown);
}

#[test]
fn settings_that_can_not_work_are_named() {
    init();
    let clock: Arc<dyn Clock> = Arc::new(TestClock::default());
    let gone = Settings { file: Some("/no/such/list".into()), range: None };
    let Err(refused) = Breach::new(&gone, &clock) else { panic!("there is no file") };
    assert!(
        matches!(refused, SettingsError::File(_)) && refused.to_string().starts_with("`file`: /no/such/list"),
        "{refused}"
    );
    let open = Settings { file: None, range: Some(RangeSettings::new("http://example.org")) };
    let Err(refused) = Breach::new(&open, &clock) else { panic!("it is not safe") };
    assert!(refused.to_string().starts_with("`range.url`"), "{refused}");
}
