//! The directory: how its servers are now, and the scan of it: `/admin/directory`.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{Console, console};
use crate::{
    crypto::certificate::WARNED_DAYS,
    directory::watch::ServerNow,
    domain::{error::Code, role::Right, time::Timestamp},
    flows::admin::directory::{self, ScanState},
    render::{
        contexts::admin::directory::{
            CountOf, DirectoryScan, ReadServer, RunningScan, ScanFailure, ScanLine, ServerLine, ServersNow,
        },
        paths_admin as paths,
    },
    store::{
        sync_runs::PastScan,
        sync_state::{PeopleCounts, SyncPhase, SyncState, SyncWanted},
    },
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The routes of this file.
#[must_use]
pub fn entries_directory() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SeeHealth, paths::DIRECTORY, || web::to(show)),
        Entry::console_form(Right::RunSync, paths::DIRECTORY_SCAN, || web::to(scan)),
    ]
}

async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let before = query.into_iter().find(|(key, _)| key == "before").and_then(|(_, value)| value.parse().ok());
    let app = Arc::clone(&console.visit.portal.app);
    let read = async move { tokio::join!(directory::state(&app.core, before), app.servers.servers()) };
    let (state, servers) = match console.visit.offload(read).await? {
        (Ok(state), servers) => (state, servers),
        (Err(error), _) => return console.step_error(&error),
    };
    let context = DirectoryScan { later: before.is_some(), ..context(&console, state, servers) };
    console.html(StatusCode::OK, &context)
}

fn context(console: &Console, mut found: ScanState, servers: Vec<ServerNow>) -> DirectoryScan {
    let app = console.visit.app();
    let (now, settings) = (app.core.now(), &app.config.sync);
    let asked_at = servers.iter().map(|server| server.asked_at).min().unwrap_or(now);
    let servers: Vec<ServerLine> = servers.into_iter().map(|server| asked(server, &mut found.servers)).collect();
    let state = found.state.as_ref();
    let held = state.is_some_and(|state| state.leased_until > now);
    let busy = state.filter(|state| state.phase != SyncPhase::Idle);
    let wanted = state.is_some_and(|state| state.wanted != SyncWanted::Nothing) && !held;
    let failure = state.and_then(|state| {
        let error = state.error.clone()?;
        Some(ScanFailure { remedy: remedy(&error), error, times: state.attempts })
    });
    DirectoryScan {
        now: ServersNow { node: app.alarms.node.clone(), asked_at, servers },
        enabled: settings.enabled,
        every_minutes: settings.interval_minutes,
        full_hours: settings.full_hours,
        running: busy.filter(|_| held).map(running),
        wanted,
        broken_off: busy.is_some() && !held && !wanted && failure.is_none(),
        failure,
        finished_at: state.and_then(|state| state.finished_at),
        full_at: state.and_then(|state| state.full_at),
        next_at: state.filter(|state| settings.enabled && !held && state.next_at > now).map(|state| state.next_at),
        counts: state
            .filter(|state| state.finished_at.is_some())
            .map(|state| counts(&state.counts))
            .unwrap_or_default(),
        servers: found.servers.into_iter().map(|(server, position, at)| ReadServer { server, position, at }).collect(),
        older: found.older.map(|pass| format!("{}?before={pass}", paths::DIRECTORY)),
        past: found.past.into_iter().map(line).collect(),
        later: false,
        may_run: console.admin.may(Right::RunSync),
    }
}

/// A server as the page shows it; how far it was read is taken out of `read`.
fn asked(now: ServerNow, read: &mut Vec<(String, String, Timestamp)>) -> ServerLine {
    // A domain controller's cursor has the identity of its database behind the address.
    let is_of = |server: &str| server.split(' ').next() == Some(now.server.as_str());
    let at = read.iter().position(|(server, ..)| is_of(server));
    let left = now.certificate_ends.map(|end| end.since(now.asked_at));
    let (trouble, detail) = match &now.answer {
        Ok(_) => (None, String::new()),
        Err((trouble, why)) => (Some(trouble.as_str()), why.clone()),
    };
    ServerLine {
        trouble,
        detail,
        milliseconds: now.answer.ok().map(|took| format!("{:.1}", took.as_secs_f64() * 1000.0)),
        days: left.filter(|left| *left < DAY.saturating_mul(WARNED_DAYS)).map(|left| left.as_secs() / DAY.as_secs()),
        ended: now.certificate_ends.is_some_and(|end| end <= now.asked_at),
        certificate_ends: now.certificate_ends,
        used_at: now.used_at,
        read: at.map(|at| read.remove(at)).map(|(server, position, at)| ReadServer { server, position, at }),
        server: now.server,
    }
}

fn running(state: &SyncState) -> RunningScan {
    RunningScan {
        phase: state.phase.as_str(),
        server: state.server.clone(),
        seen: state.seen,
        of: i64::try_from(state.counts.accounts).unwrap_or(0),
        since: state.started_at,
    }
}

fn line(scan: PastScan) -> ScanLine {
    let seconds = scan.started_at.map(|begun| format!("{:.1}", scan.ended_at.since(begun).as_secs_f64()));
    ScanLine {
        whole: scan.whole,
        server: scan.server,
        ended_at: scan.ended_at,
        seconds,
        seen: scan.seen,
        changed: scan.changed,
        gone: scan.gone,
        error: scan.error,
    }
}

fn counts(counts: &PeopleCounts) -> Vec<CountOf> {
    let people = counts.accounts.saturating_sub(counts.services);
    [
        ("accounts", counts.accounts),
        ("people", people),
        ("services", counts.services),
        ("disabled", counts.disabled),
        ("protected", counts.protected),
        ("locked", counts.locked),
        ("due", counts.password_due),
        ("mailbox", counts.with_mailbox),
        ("mobile", counts.with_mobile),
        ("gone", counts.gone),
    ]
    .into_iter()
    .map(|(what, count)| CountOf { what, count })
    .collect()
}

/// What to do about a failure: the end of a text's key.
fn remedy(error: &str) -> &'static str {
    let known = [
        ("would be gone at once", "missing"),
        ("does not give all entries", "size"),
        ("no directory server can be used", "reach"),
    ];
    known.into_iter().find(|(part, _)| error.contains(part)).map_or("other", |(_, remedy)| remedy)
}

async fn scan(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let Console { visit, admin, .. } = console!(&request, &portal);
    form.fields.only(&["what"])?;
    let wanted = match form.fields.text("what")? {
        "changes" => SyncWanted::Changes,
        "full" => SyncWanted::Full,
        "full-accepting" => SyncWanted::FullAccepting,
        _ => return Err(Failure(Code::BadRequest)),
    };
    let app = Arc::clone(&visit.portal.app);
    match visit.offload(async move { directory::scan(&app.core, &admin, wanted).await }).await? {
        Ok(()) => visit.see(paths::DIRECTORY),
        Err(error) => visit.step_error(&error),
    }
}
