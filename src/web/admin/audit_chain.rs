//! Whether the whole audit log holds, its copies, how long names are kept; and forgetting a person.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{Console, console, fresh};
use crate::{
    domain::{error::Code, role::Right},
    flows::{
        StepError,
        admin::{
            audit::{self, LogState},
            retention::{self, Kept},
        },
    },
    render::{
        contexts::admin::audit::{AuditChain, AuditForget, LastCheck, LogCopy},
        paths_admin as paths,
    },
    store::{
        audit_checks::{AuditCheck, Verdict},
        audit_forget::Forget,
    },
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

/// The routes of this file.
#[must_use]
pub fn entries_audit_chain() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SeeAudit, paths::AUDIT_CHAIN, || web::to(chain)),
        Entry::console_form(Right::SeeAudit, paths::AUDIT_VERIFY, || web::to(verify)),
        Entry::console_read(Right::ForgetPeople, paths::AUDIT_FORGET, || web::to(forget_page)),
        Entry::console_form(Right::ForgetPeople, paths::AUDIT_FORGET, || web::to(forget)),
    ]
}

async fn chain(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let file = app.config.audit.retention_days;
    let read = async move {
        let state = audit::state(&app.core).await?;
        Ok::<_, StepError>((state, retention::kept(&app.core, file).await?))
    };
    let (state, kept) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let saved = request.query_string() == "saved=yes";
    let context = AuditChain { saved, ..chain_of(&console, state, kept) };
    console.html(StatusCode::OK, &context)
}

fn chain_of(console: &Console, state: LogState, kept: Kept) -> AuditChain {
    let app = console.visit.app();
    let (now, settings) = (app.core.now(), &app.config.audit);
    let runs = |check: &&AuditCheck| check.runs(now);
    let check = state.check.as_ref();
    let last = check.and_then(|check| {
        let (at, verdict) = check.last.clone()?;
        let (bad, why) = match verdict {
            Verdict::Holds => (None, String::new()),
            Verdict::Broken { seq, why } => (Some(seq), why),
        };
        let (events, checkpoints, shredded) = (check.events, check.checkpoints, check.shredded);
        Some(LastCheck { at, events, checkpoints, shredded, bad, why })
    });
    let configured = &app.alarms.sinks;
    let copies = configured.iter().map(|name| match state.sinks.iter().find(|sink| sink.name == *name) {
        Some(sink) => {
            LogCopy { name: sink.name.clone(), lag: sink.lag, at: Some(sink.updated_at), error: sink.error.clone() }
        }
        None => LogCopy { name: (*name).to_owned(), lag: 0, at: None, error: None },
    });
    AuditChain {
        running: check.filter(runs).map(|check| (check.done, check.upto)),
        wanted: check.is_some_and(|check| check.wanted && !check.runs(now)),
        last,
        next_at: check.filter(|_| settings.verify_hours > 0).map(|check| check.next_at),
        events: state.end.map_or(0, |end| end.seq),
        checkpoint_seq: state.end.map_or(0, |end| end.checkpoint_seq),
        checkpoint_at: state.end.filter(|end| end.checkpoint_seq > 0).map(|end| end.checkpoint_at),
        retention_days: kept.days,
        retention_set: kept.set,
        may_set: console.admin.may(Right::SetRetention),
        saved: false,
        verify_hours: settings.verify_hours,
        copies: copies.collect(),
        may_forget: console.admin.may(Right::ForgetPeople),
    }
}

async fn verify(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let Console { visit, admin, .. } = console!(&request, &portal);
    form.fields.only(&[])?;
    let app = Arc::clone(&visit.portal.app);
    match visit.offload(async move { audit::verify(&app.core, &admin).await }).await? {
        Ok(()) => visit.see(paths::AUDIT_CHAIN),
        Err(error) => visit.step_error(&error),
    }
}

/// What would happen, before it does.
async fn forget_page(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = fresh!(console!(&request, &portal));
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let who = query.into_iter().find(|(key, _)| key == "who").map(|(_, who)| who.trim().to_owned()).unwrap_or_default();
    let app = Arc::clone(&console.visit.portal.app);
    let copied = {
        let audit = &app.config.audit;
        let syslog = audit.syslog.host.is_some() && audit.syslog.personal;
        let file = audit.file.path.is_some() && audit.file.personal;
        syslog || file || (audit.webhook.url.is_some() && audit.webhook.personal)
    };
    if who.is_empty() {
        return console.html(StatusCode::OK, &AuditForget { who, name: None, would: None, copied });
    }
    let whom = Forget::parse(&who);
    let look = async move {
        let would = audit::would_forget(&app.core, &whom).await?;
        Ok::<_, StepError>((would, audit::last_name(&app.core, &whom).await?))
    };
    let (would, name) = match console.visit.offload(look).await? {
        Ok(found) => found,
        Err(error) => return console.step_error(&error),
    };
    let context = AuditForget { who, name, would: Some((would.events, would.accounts)), copied };
    console.html(StatusCode::OK, &context)
}

async fn forget(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let Console { visit, admin, .. } = fresh!(console!(&request, &portal));
    form.fields.only(&["who"])?;
    let who = form.fields.text("who")?.trim();
    if who.is_empty() {
        return Err(Failure(Code::BadRequest));
    }
    let whom = Forget::parse(who);
    let app = Arc::clone(&visit.portal.app);
    match visit.offload(async move { audit::forget(&app.core, &admin, &whom).await }).await? {
        Ok(forgotten) => visit.see(&format!("{}?forgot={}", paths::AUDIT, forgotten.events)),
        Err(error) => visit.step_error(&error),
    }
}
