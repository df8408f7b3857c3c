//! Reports as files: whole, without formulas, of any length in constant memory, written down before they leave.

use std::process::Stdio;

use latchkey::{
    domain::{
        coverage::figure::{Figure, Question},
        method::Method,
        role::Role,
        security_info::Kind,
    },
    flows::admin::report_files::{File, Format, Report},
    render::clock::day_name,
};
use reqwest::StatusCode;
use tokio_util::sync::CancellationToken;

use super::{registered, scanned};
use crate::{
    harness::{
        app::{House, Options, policy},
        crowd,
    },
    store::TENANT,
};

/// The cells of a CSV file (RFC 4180).
fn lines(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = csv.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the file ends with a line");
    rows
}

async fn house() -> House {
    let mut policy = policy();
    policy.methods.extend([Method::App, Method::Passkey]);
    let house = House::with(Options { policy, localhost: true, ..Options::default() }).await;
    let mut people: Vec<_> = (0..1_203).map(crowd::account).collect();
    people[0].display_name = "=HYPERLINK(\"http://evil.test\")".to_owned();
    people[1].display_name = "@SUM(A1:A9)".to_owned();
    people[2].display_name = "a,\"b\"\r\nc".to_owned();
    scanned(&house.app.core.store, &people).await;
    registered(&house.app.core.store, crowd::id(4), &[Kind::App, Kind::Passkey], house.app.core.now()).await;
    let jobs = house.app.reports();
    jobs.count(&CancellationToken::new()).await.unwrap().expect("a count");
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn r102_a_list_as_a_file_is_the_whole_list_and_no_cell_is_a_formula() {
    let house = house().await;
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    for figure in [Figure::All, Figure::Enabled, Figure::Service, Figure::Single, Figure::With(Kind::App)] {
        let wanted = house.app.core.store.coverage(TENANT).await.unwrap().of(figure);
        let path = format!("/admin/reports/file?report=people&figure={}", figure.as_str());
        let csv = auditor.get(&format!("{path}&format=csv")).await;
        assert_eq!(csv.status, StatusCode::OK);
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert!(csv.header("content-disposition").starts_with("attachment; filename=\"latchkey-people-2"));
        assert_eq!(csv.header("cache-control"), "no-store");
        let rows = lines(&csv.body);
        assert_eq!(rows.len() as u64, wanted + 1, "{figure:?}");
        assert_eq!(rows[0][..3], ["userPrincipalName", "userDisplayName", "login"]);
        for cell in rows.iter().skip(1).flatten() {
            let first = cell.chars().next();
            assert!(!first.is_some_and(|c| ['=', '+', '-', '@', '\t', '\r'].contains(&c)), "{cell}");
        }
        let json = auditor.get(&format!("{path}&format=json")).await;
        let objects: Vec<serde_json::Value> =
            json.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(objects.len() as u64, wanted, "{figure:?}");
        for (object, row) in objects.iter().zip(&rows[1..]) {
            assert_eq!(object["login"], row[2].as_str());
            assert!(object["isSsprEnabled"].is_boolean() && object["methodsRegistered"].is_array(), "{object}");
        }
    }
    let with_app = auditor.get("/admin/reports/file?report=people&figure=with-app&format=json").await;
    let one: serde_json::Value = serde_json::from_str(with_app.body.trim()).unwrap();
    assert_eq!(one["methodsRegistered"], serde_json::json!(["passkey", "app", "phone"]));
    assert_eq!((&one["isMfaCapable"], &one["isPasswordlessCapable"]), (&true.into(), &true.into()));
    for report in ["resets", "coverage", "days"] {
        for format in ["csv", "json"] {
            let path = format!("/admin/reports/file?report={report}&format={format}");
            assert_eq!(auditor.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }
    assert_eq!(house.count_events("reports.exported", "success").await, 17);
    for nonsense in ["", "?report=everything", "?report=people&figure=none", "?report=people&format=exe"] {
        let path = format!("/admin/reports/file{nonsense}");
        assert_eq!(auditor.get(&path).await.status, StatusCode::NOT_FOUND, "{nonsense}");
    }
    let mut desk = house.admin("hilda", Some(Role::HelpDesk)).await;
    assert_eq!(desk.get("/admin/reports/file?report=people").await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.count_events("reports.exported", "success").await, 17, "nothing left the house");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_prints_what_the_pages_show() {
    let house = house().await;
    let tally = house.app.core.store.coverage(TENANT).await.unwrap();
    let run = async |arguments: &[&str]| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.arg("report").args(arguments).arg("--config").arg(&house.file).stdin(Stdio::null());
        let done = command.output().await.unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let text = run(&["coverage"]).await;
    assert!(text.contains(&format!("enabled:          {}", tally.of(Figure::Enabled))), "{text}");
    let people = run(&["people", "--figure", "service"]).await;
    assert_eq!(lines(&people).len() as u64, tally.of(Figure::Service) + 1);
    let json = run(&["people", "--figure", "capable", "--json"]).await;
    assert_eq!(json.lines().count() as u64, tally.of(Figure::Capable));
    assert!(run(&["funnel"]).await.starts_with("started:"));
    assert!(run(&["funnel", "--csv"]).await.starts_with("startedDateTime,"));
    assert!(run(&["coverage", "--csv"]).await.starts_with("date,policy,figure,accounts"));
}

/// Memory that this process holds, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// As many as a quick test takes; `LATCHKEY_CROWD=1000000` for the aim.
fn crowd_size() -> usize {
    std::env::var("LATCHKEY_CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_takes_no_more_memory_than_a_short_one() {
    let house = House::new().await;
    let store = house.app.core.store.clone();
    let size = crowd_size();
    let tenant: String = TENANT.0.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    // As a scan would have written them, but for the words to be found by.
    let crowd = format!(
        "INSERT INTO directory_accounts (tenant, account_id, login, principal, display_name, location, disabled, \
         expired, locked, password, mailboxes, mobiles, offices, words, domains, digest, place, seen_pass, \
         first_seen_at, mail_domains) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n \
         WHERE i + 1 < {size}) SELECT X'{tenant}', randomblob(16), printf('u%07d', i), \
         printf('u%07d@contoso.test', i), 'Example, Nobody ' || i, 'OU=Unit ' || (i % 50), i % 20 = 0, 0, 0, 'valid', \
         1, i % 2, 0, ' ', ' ', i, i, 1, 1, 'home.example' FROM n"
    );
    house.sql(&crowd).await;
    let begun = std::time::Instant::now();
    house.app.reports().count(&CancellationToken::new()).await.unwrap().expect("a count");
    println!("{size} accounts counted in {:?}", begun.elapsed());
    let report = || Report::People(Question::of_all(Figure::All));
    let walk = async |format| {
        let mut file = File::new((store.clone(), TENANT), report(), format, day_name);
        let (mut bytes, mut lines, mut most, mut longest) = (0, 0, 0, 0);
        while let Some(part) = file.next().await.unwrap() {
            bytes += part.len();
            lines += part.lines().count();
            longest = longest.max(part.len());
            most = most.max(resident());
        }
        (bytes, lines, most, longest)
    };
    walk(Format::Csv).await;
    let before = resident();
    let begun = std::time::Instant::now();
    let (bytes, lines, most, longest) = walk(Format::Json).await;
    println!("{lines} lines, {bytes} bytes in {:?}; +{} KiB", begun.elapsed(), most.saturating_sub(before) / 1024);
    assert_eq!(lines, size);
    assert!(longest < 2_000_000, "a part is a page: {longest}");
    assert!(most.saturating_sub(before) < 24 << 20, "{} bytes more for a file of {bytes}", most - before);
    // Over HTTP too: read slowly, the producer waits.
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    let csv = auditor.get("/admin/reports/file?report=people&figure=all&format=csv").await;
    assert_eq!(csv.body.lines().count(), size + 1);
}
