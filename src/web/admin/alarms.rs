//! Alarms: `/admin/alarms`.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::console;
use crate::{
    domain::{alarm::AlarmKind, role::Right, time::Timestamp},
    flows::{StepError, admin::alarms},
    render::{
        contexts::admin::alarms::{AlarmLine, Alarms, Told},
        paths_admin as paths,
    },
    store::audit_search::Page,
    web::{
        pages::{Answer, Portal},
        routes::Entry,
    },
};

/// The routes of this file.
#[must_use]
pub fn entries_alarms() -> Vec<Entry> {
    vec![Entry::console_read(Right::SeeHealth, paths::ALARMS, || web::to(show))]
}

async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let page = {
        let query = form_urlencoded::parse(request.query_string().as_bytes());
        let mut page = Page::Before(None);
        for (key, value) in query {
            match (key.as_ref(), value.parse()) {
                ("after", Ok(seq)) => page = Page::After(seq),
                ("before", Ok(seq)) => page = Page::Before(Some(seq)),
                _ => {}
            }
        }
        page
    };
    let app = Arc::clone(&console.visit.portal.app);
    let read = async move {
        let raised = alarms::raised(&app.core).await?;
        Ok::<_, StepError>((raised, alarms::history(&app.core, page).await?))
    };
    let (raised, past) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let may_audit = console.admin.may(Right::SeeAudit);
    let line = |kind: &str, subject: &str, figure: &str, raised_at: Timestamp, cleared_at: Option<Timestamp>| {
        // What a newer release wrote is not known here.
        let kind = AlarmKind::parse(kind)?;
        let see = see(kind, subject).filter(|see| may_audit || !see.starts_with(paths::AUDIT));
        let (subject, figure) = (subject.to_owned(), figure.to_owned());
        Some(AlarmLine { kind: kind.as_str(), subject, figure, raised_at, cleared_at, see })
    };
    let settings = &console.visit.app().alarms;
    let context = Alarms {
        raised: raised.iter().filter_map(|a| line(&a.kind, &a.subject, &a.figure, a.raised_at, None)).collect(),
        past: past
            .rows
            .iter()
            .filter_map(|a| line(&a.kind, &a.subject, &a.figure, a.raised_at, a.cleared_at))
            .collect(),
        newer: past.newer.map(|seq| format!("{}?after={seq}", paths::ALARMS)),
        older: past.older.map(|seq| format!("{}?before={seq}", paths::ALARMS)),
        told: Told {
            mail: settings.mail.iter().map(|mailbox| mailbox.as_str().to_owned()).collect(),
            hook: settings.hook.is_some(),
        },
        kinds: AlarmKind::ALL.iter().map(|kind| kind.as_str()).collect(),
    };
    console.html(StatusCode::OK, &context)
}

/// Where the console shows more of it.
fn see(kind: AlarmKind, subject: &str) -> Option<String> {
    let of = |kind: &str| Some(format!("{}?view=events&kind={kind}", paths::AUDIT));
    match kind {
        AlarmKind::Spraying => of("reset.gate-failed"),
        AlarmKind::UnusualVolume => of("reset.started"),
        AlarmKind::SmsBudget | AlarmKind::SmsConversion => of("reset.code-sent"),
        AlarmKind::ChangedBeforeReset if subject.starts_with('#') => of("password.reset"),
        AlarmKind::ChangedBeforeReset => Some(format!("{}?support={subject}", paths::AUDIT)),
        AlarmKind::ChainBroken | AlarmKind::SinkStuck => Some(paths::AUDIT_CHAIN.to_owned()),
        AlarmKind::ServerCertificate if !subject.contains("://") => Some(paths::AUDIT_CHAIN.to_owned()),
        AlarmKind::DirectoryDown | AlarmKind::ServerCertificate => Some(paths::DIRECTORY.to_owned()),
        AlarmKind::OutboxStuck => of("message.failed"),
        AlarmKind::Certificate | AlarmKind::KeyAge => None,
    }
}
