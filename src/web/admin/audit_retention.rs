//! How long names are kept in the audit log: a number, what it would erase, and setting it.

use std::{cmp::Ordering, sync::Arc};

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{Console, console, fresh};
use crate::{
    domain::{error::Code, role::Right},
    flows::{
        StepError,
        admin::retention::{self, LEAST, MOST, Set},
    },
    render::{
        contexts::admin::audit_retention::{AuditRetention, RetentionChange, WouldErase},
        paths_admin as paths,
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
pub fn entries_audit_retention() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SetRetention, paths::AUDIT_RETENTION, || web::to(page)),
        Entry::console_form(Right::SetRetention, paths::AUDIT_RETENTION, || web::to(set)),
    ]
}

/// A number of days that can be set, also as our own pages write it.
fn days_of(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    digits.parse().ok().filter(|days| (LEAST..=MOST).contains(days))
}

/// The number, and what one that was typed would do.
async fn page(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let file = app.config.audit.retention_days;
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let typed = query.into_iter().find(|(key, _)| key == "days").map(|(_, days)| days.trim().to_owned());
    let days = typed.as_deref().and_then(days_of);
    let read = async move {
        let now = retention::kept(&app.core, file).await?;
        let look = match days {
            Some(days) => Some((days, retention::look(&app.core, file, days).await?)),
            None => None,
        };
        Ok::<_, StepError>((now, look))
    };
    let (now, look) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let shorter = days.is_some_and(|days| days < now.days);
    // Before the form too, so that nobody presses in vain.
    let console = if shorter { fresh!(console) } else { console };
    let would = look.map(|(days, look)| WouldErase {
        days,
        change: match days.cmp(&now.days) {
            Ordering::Less => RetentionChange::Shorter,
            Ordering::Equal => RetentionChange::Same,
            Ordering::Greater => RetentionChange::Longer,
        },
        before: look.before,
        events: look.named.events,
        oldest: look.named.oldest,
    });
    let wrong = typed.is_some() && would.is_none();
    let context = AuditRetention {
        days: now.days,
        set: now.set,
        typed: typed.unwrap_or_else(|| now.days.to_string()),
        wrong,
        least: LEAST,
        most: MOST,
        would,
    };
    console.html(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &context)
}

async fn set(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let Console { visit, admin, .. } = console!(&request, &portal);
    form.fields.only(&["days"])?;
    let days = days_of(form.fields.text("days")?.trim()).ok_or(Failure(Code::BadRequest))?;
    let app = Arc::clone(&visit.portal.app);
    let file = app.config.audit.retention_days;
    match visit.offload(async move { retention::set(&app.core, &admin, file, days).await }).await? {
        Ok(Set::Done) => visit.see(&format!("{}?saved=yes", paths::AUDIT_CHAIN)),
        Ok(Set::NeedsProof) => {
            let path = visit.with_way_back(paths::PROVE);
            visit.see(&path)
        }
        Err(error) => visit.step_error(&error),
    }
}
