//! The scan of the directory.

use serde::Serialize;

use crate::{domain::time::Timestamp, render::pages::Page};

/// A scan under way.
#[derive(Debug, Clone, Serialize)]
pub struct RunningScan {
    /// `full`, `changes`, `compare` or `gone`.
    pub phase: &'static str,
    /// Which server is read; empty before the first answer.
    pub server: String,
    /// Accounts read.
    pub seen: i64,
    /// Accounts that there were at the last scan of everybody; 0 when there was none.
    pub of: i64,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// A failure that lasts.
#[derive(Debug, Clone, Serialize)]
pub struct ScanFailure {
    /// What was said, in the words of the log.
    pub error: String,
    /// Failures in a row.
    pub times: i64,
    /// What to do: the end of a text's key.
    pub remedy: &'static str,
}

/// A server, asked now.
#[derive(Debug, Clone, Serialize)]
pub struct ServerLine {
    /// Its address.
    pub server: String,
    /// What it failed at: the end of its texts' keys; none when it is well.
    pub trouble: Option<&'static str>,
    /// The same in the words of the log.
    pub detail: String,
    /// How long its answer took, in milliseconds with one decimal.
    pub milliseconds: Option<String>,
    /// When its certificate ends.
    pub certificate_ends: Option<Timestamp>,
    /// Whole days until then, when they are few.
    pub days: Option<u64>,
    /// The certificate has ended.
    pub ended: bool,
    /// When it last did something.
    pub used_at: Option<Timestamp>,
    /// How far the scan has read it: its own count, and when.
    pub read: Option<ReadServer>,
}

/// The servers, asked now.
#[derive(Debug, Clone, Serialize)]
pub struct ServersNow {
    /// Which machine asked.
    pub node: String,
    /// When.
    pub asked_at: Timestamp,
    /// The servers; empty where there are none.
    pub servers: Vec<ServerLine>,
}

/// A server and how far it was read.
#[derive(Debug, Clone, Serialize)]
pub struct ReadServer {
    /// Its address.
    pub server: String,
    /// Its own count.
    pub position: String,
    /// When.
    pub at: Timestamp,
}

/// A scan that is over.
#[derive(Debug, Clone, Serialize)]
pub struct ScanLine {
    /// Everybody was read.
    pub whole: bool,
    /// Which server.
    pub server: String,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How long it took, in seconds with one decimal.
    pub seconds: Option<String>,
    /// Accounts read.
    pub seen: i64,
    /// New or different ones.
    pub changed: i64,
    /// Gone ones.
    pub gone: i64,
    /// Why it failed.
    pub error: Option<String>,
}

/// A figure with its label.
#[derive(Debug, Clone, Serialize)]
pub struct CountOf {
    /// The end of its text's key.
    pub what: &'static str,
    /// How many.
    pub count: u64,
}

/// `/admin/directory`.
#[derive(Debug, Clone, Serialize)]
pub struct DirectoryScan {
    /// `[sync]` is on.
    pub enabled: bool,
    /// `sync.interval_minutes`.
    pub every_minutes: u64,
    /// `sync.full_hours`.
    pub full_hours: u64,
    /// One is under way.
    pub running: Option<RunningScan>,
    /// Somebody asked; it begins in a moment.
    pub wanted: bool,
    /// One was broken off, and nobody went on yet.
    pub broken_off: bool,
    /// The last ones failed.
    pub failure: Option<ScanFailure>,
    /// When one came to its end.
    pub finished_at: Option<Timestamp>,
    /// When one of everybody did.
    pub full_at: Option<Timestamp>,
    /// When the next is due.
    pub next_at: Option<Timestamp>,
    /// What is known.
    pub counts: Vec<CountOf>,
    /// The servers, asked now.
    pub now: ServersNow,
    /// Servers that were read and are not configured any more.
    pub servers: Vec<ReadServer>,
    /// The last scans.
    pub past: Vec<ScanLine>,
    /// The address of older ones.
    pub older: Option<String>,
    /// This is not the first page of them.
    pub later: bool,
    /// May start one.
    pub may_run: bool,
}

impl Page for DirectoryScan {
    const TEMPLATE: &'static str = "admin/directory.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let server = "ldaps://dc1.contoso.test".to_owned();
        let line = ScanLine {
            whole: true,
            server: server.clone(),
            ended_at: at,
            seconds: Some("12.4".to_owned()),
            seen: 8412,
            changed: 3,
            gone: 1,
            error: None,
        };
        let failed = ScanLine {
            whole: false,
            seconds: None,
            server: String::new(),
            error: Some("down".to_owned()),
            ..line.clone()
        };
        let counts =
            ["accounts", "people", "services", "disabled", "protected", "locked", "due", "mailbox", "mobile", "gone"];
        let well = ServerLine {
            server: server.clone(),
            trouble: None,
            detail: String::new(),
            milliseconds: Some("1.8".to_owned()),
            certificate_ends: Some(Timestamp(1_830_000_000_000)),
            days: None,
            ended: false,
            used_at: Some(at),
            read: Some(ReadServer { server: server.clone(), position: "184213".to_owned(), at }),
        };
        let soon = ServerLine {
            days: Some(9),
            used_at: None,
            read: Some(ReadServer { server: server.clone(), position: String::new(), at }),
            certificate_ends: Some(Timestamp(1_795_800_000_000)),
            ..well.clone()
        };
        let bad = |trouble| ServerLine {
            trouble: Some(trouble),
            detail: "no answer in time".to_owned(),
            milliseconds: None,
            certificate_ends: None,
            read: None,
            ..well.clone()
        };
        let ended = ServerLine { ended: true, certificate_ends: Some(at), ..bad("certificate-ended") };
        let troubles = ["name", "connection", "silent", "certificate", "sign-in", "answer"].map(bad);
        let now = |servers: Vec<ServerLine>| ServersNow { node: "portal-1".to_owned(), asked_at: at, servers };
        let never = Self {
            now: now(vec![well.clone(), soon.clone(), ended.clone()]),
            enabled: true,
            every_minutes: 15,
            full_hours: 24,
            running: None,
            wanted: false,
            broken_off: false,
            failure: None,
            finished_at: None,
            full_at: None,
            next_at: Some(at),
            counts: Vec::new(),
            servers: Vec::new(),
            past: Vec::new(),
            older: None,
            later: false,
            may_run: true,
        };
        let known = Self {
            finished_at: Some(at),
            full_at: Some(at),
            counts: counts.map(|what| CountOf { what, count: 8412 }).into(),
            servers: ["184213", ""]
                .map(|position| ReadServer { server: server.clone(), position: position.to_owned(), at })
                .into(),
            past: vec![line, failed],
            older: Some("/admin/directory?before=9".to_owned()),
            later: true,
            ..never.clone()
        };
        let running = |phase, of| RunningScan { phase, server: server.clone(), seen: 4000, of, since: Some(at) };
        let failure = |remedy| ScanFailure { error: "down".to_owned(), times: 3, remedy };
        let mut all = vec![
            Self { enabled: false, next_at: None, may_run: false, now: now(Vec::new()), ..never.clone() },
            Self { now: now(troubles.into()), ..known.clone() },
            Self { wanted: true, ..known.clone() },
            Self { broken_off: true, ..known.clone() },
            Self { running: Some(RunningScan { server: String::new(), ..running("full", 0) }), ..never.clone() },
        ];
        all.extend(
            ["full", "changes", "compare", "gone"]
                .map(|phase| Self { running: Some(running(phase, 8412)), ..known.clone() }),
        );
        all.extend(
            ["missing", "size", "reach", "other"]
                .map(|remedy| Self { failure: Some(failure(remedy)), ..known.clone() }),
        );
        all.extend([never, known]);
        all
    }
}
