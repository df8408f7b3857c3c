//! The file of JSON lines: modes, rotation by others and by itself, half a line after a crash.

use std::{fs, io::Write as _, os::unix::fs::PermissionsExt as _, path::Path};

use latchkey::jobs::sinks::Round;
use serde_json::Value;
use uuid::Uuid;

use super::{LONG, Place, drain, events_of, write, wrong};

const ME: Uuid = Uuid::from_u128(1);

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r149_the_file_is_private_survives_renaming_and_never_has_half_a_line() {
    let place = Place::new("[audit.file]\npath = \"DIR/audit.jsonl\"");
    let app = place.start().await;
    let (path, sink) = (place.dir.join("audit.jsonl"), app.sinks()[0].clone());
    write(&app, (0..3).map(wrong)).await;
    assert_eq!(drain(&app, sink.as_ref(), ME).await, Round::Idle);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let first = lines(&path);
    assert_eq!(events_of(&first), [1, 2, 3]);
    assert_eq!(first[0]["activity"], "Self-service password reset flow activity progress");
    assert_eq!((&first[0]["code"], &first[0]["support_id"]), (&Value::from("LK-0050"), &Value::from("S-0")));
    assert!(first[0].get("personal").is_none() && first[0]["hash"].as_str().unwrap().len() == 64, "{}", first[0]);
    // logrotate renames it.
    fs::rename(&path, place.dir.join("audit.old")).unwrap();
    write(&app, [wrong(3)]).await;
    drain(&app, sink.as_ref(), ME).await;
    assert_eq!(events_of(&lines(&path)), [4]);
    assert_eq!(events_of(&lines(&place.dir.join("audit.old"))), [1, 2, 3]);
    // A crash left half a line.
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"half\":").unwrap();
    let again = place.start().await;
    write(&again, [wrong(4)]).await;
    drain(&again, again.sinks()[0].as_ref(), Uuid::from_u128(2)).await;
    assert_eq!(events_of(&lines(&path)), [4, 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn r153_the_file_has_a_largest_size() {
    let place = Place::new("[audit.file]\npath = \"DIR/audit.jsonl\"\nmax_megabytes = 1\nkeep = 2\npersonal = true");
    let app = place.start().await;
    write(&app, (0..9000).map(wrong)).await;
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), ME).await, Round::Idle);
    let (mut all, mut files) = (Vec::new(), 0);
    for name in ["audit.jsonl.2", "audit.jsonl.1", "audit.jsonl"] {
        let path = place.dir.join(name);
        assert!(fs::metadata(&path).unwrap().len() <= 1024 * 1024, "{name}");
        all.extend(events_of(&lines(&path)));
        files += 1;
    }
    assert_eq!(files, 3);
    assert!(!place.dir.join("audit.jsonl.3").exists());
    let first = all[0];
    assert_eq!(all, (first..=9000).collect::<Vec<_>>(), "the newest, without a gap");
    let newest = lines(&place.dir.join("audit.jsonl"));
    let event = newest.iter().rfind(|record| record["type"] == "event").unwrap();
    assert_eq!(event["personal"]["login"], "canary-8999");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_can_not_be_written_waits() {
    let place = Place::new("[audit.file]\npath = \"DIR/sub/audit.jsonl\"");
    fs::create_dir(place.dir.join("sub")).unwrap();
    let app = place.start().await;
    fs::remove_dir(place.dir.join("sub")).unwrap();
    write(&app, [wrong(0)]).await;
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), ME).await, Round::Failed);
    fs::create_dir(place.dir.join("sub")).unwrap();
    place.clock.advance(LONG);
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), ME).await, Round::Idle);
    assert_eq!(events_of(&lines(&place.dir.join("sub/audit.jsonl"))), [1]);
}
