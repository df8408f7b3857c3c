//! What an agent does for a person: check a caller, a temporary pass, one act after the other.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::StatusCode, web};
use uuid::Uuid;

use super::{
    Console, console, fresh,
    people::{id_of, page_of, parameter, sheet_error},
    person_view,
};
use crate::{
    domain::{account::AccountId, code::Malformed, error::Code, role::Right},
    flows::{
        StepError,
        admin::{
            caller::{self, CallerError},
            helpdesk::{ActError, Desk, MayAct},
            people::{self, Sheet, SheetError},
        },
        helpdesk::HelpDeskError,
        reset::masked,
        security_info::manage::hint,
    },
    render::{
        contexts::admin::help_desk::{
            Act, Caller, CallerProblem, Deed, Issued, MethodRef, Pass, ReachChoice, Refused, WaitingCheck,
        },
        paths_admin as paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

/// Minutes that a pass may work.
const MINUTES: std::ops::RangeInclusive<u64> = 10..=480;

/// The routes of this file.
#[must_use]
pub fn entries_help_desk() -> Vec<Entry> {
    let right = Right::HelpPeople;
    vec![
        Entry::console_read(right, paths::PERSON_ACT, || web::to(act)),
        Entry::console_form(right, paths::PERSON_ACT, || web::to(do_act)),
        Entry::console_read(right, paths::PERSON_CALLER, || web::to(caller_form)),
        Entry::console_form(right, paths::PERSON_CALLER, || web::to(send_code)),
        Entry::console_form(right, paths::PERSON_CALLER_CODE, || web::to(check_code)),
        Entry::console_read(right, paths::PERSON_PASS, || web::to(pass)),
        Entry::console_form(right, paths::PERSON_PASS, || web::to(issue)),
    ]
}

/// The page for an act that was not done.
pub fn act_error(console: Console, id: AccountId, error: ActError) -> Answer {
    let support_id = console.admin.session.support_id.clone();
    let (status, why) = match error {
        ActError::Nothing => return console.visit.see(&page_of(id, Some("nothing"))),
        ActError::Step(error) => return console.step_error(&error),
        ActError::Gone if !console.places().is_empty() => return sheet_error(console, SheetError::Gone(None)),
        ActError::Gone => (StatusCode::NOT_FOUND, "gone"),
        ActError::Refused(MayAct::Yes) | ActError::Unverified => return console.visit.see(&page_of(id, None)),
        ActError::Refused(act) => (StatusCode::CONFLICT, person_view::act_name(act)),
        ActError::Throttled(_) => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
        ActError::Desk(HelpDeskError::Frozen) => (StatusCode::CONFLICT, "frozen"),
        ActError::Desk(HelpDeskError::Off) => (StatusCode::CONFLICT, "off"),
        ActError::Desk(HelpDeskError::NotAllowed) => (StatusCode::CONFLICT, "no-passes"),
        ActError::Desk(HelpDeskError::Protected) => (StatusCode::CONFLICT, "protected"),
        ActError::Desk(error) => {
            tracing::error!(%error, support_id, "the help desk could not do something");
            return console.step_error(&StepError::Problem { code: Code::Internal, support_id });
        }
    };
    let id = (why != "gone").then(|| id.0.to_string());
    console.html(status, &Refused { id, why, support_id })
}

/// The person whom an act is about, if this agent may act on them; the inner error is the answer.
async fn open(
    request: &HttpRequest,
    portal: &web::Data<Portal>,
) -> Result<Result<(Console, AccountId, Sheet), Answer>, Failure> {
    let console = match Console::open(request, portal).await? {
        Ok(console) => console,
        Err(answer) => return Ok(Err(answer)),
    };
    let id = AccountId(id_of(request)?);
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (sheet, admin) = visit
        .offload(async move { (people::sheet(&app.core, app.directory.as_ref(), &admin, id).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    Ok(match sheet {
        Ok(sheet) if sheet.act == MayAct::Yes => Ok((console, id, sheet)),
        Ok(sheet) => Err(act_error(console, id, ActError::Refused(sheet.act))),
        Err(error) => Err(sheet_error(console, error)),
    })
}

macro_rules! open {
    ($request:expr, $portal:expr) => {
        match open($request, $portal).await? {
            Ok(opened) => opened,
            Err(answer) => return answer,
        }
    };
}

fn name(sheet: &Sheet) -> String {
    person_view::name_of(&sheet.explained.account.display_name, &sheet.explained.account.login)
}

/// `GET /admin/people/{id}/act?do=`: what will happen.
pub async fn act(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let (console, id, sheet) = open!(&request, &portal);
    let console = fresh!(console);
    let deed = parameter(&request, "do").as_deref().and_then(Deed::from_name).ok_or(Failure(Code::NotFound))?;
    let method = match deed {
        Deed::Revoke => {
            let wanted = parameter(&request, "method").and_then(|id| Uuid::try_parse(&id).ok());
            let found = sheet.explained.means.registered.iter().find(|item| Some(item.id) == wanted);
            let Some(item) = found else { return console.visit.see(&page_of(id, Some("nothing"))) };
            Some(MethodRef { id: item.id.to_string(), kind: item.kind(), hint: hint(item) })
        }
        _ => None,
    };
    let context = Act { id: id.0.to_string(), name: name(&sheet), deed, method };
    console.html(StatusCode::OK, &context)
}

/// Does it; what the page says then.
async fn perform(desk: &Desk<'_>, deed: Deed, method: Uuid) -> Result<&'static str, ActError> {
    match deed {
        Deed::Unlock => desk.unlock().await.map(|done| if done { "unlocked" } else { "unlock-open" }),
        Deed::Unfreeze => desk.unfreeze().await.map(|()| "unfrozen"),
        Deed::Register => desk.require_registration().await.map(|()| "register"),
        Deed::SignOut => desk.end_sessions().await.map(|()| "signed-out"),
        Deed::Revoke => desk.revoke_method(method).await.map(|()| "revoked"),
        Deed::RevokePass => desk.revoke_pass().await.map(|()| "pass-revoked"),
    }
}

/// `POST /admin/people/{id}/act`.
pub async fn do_act(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["do", "method"])?;
    let console = console!(&request, &portal);
    let id = AccountId(id_of(&request)?);
    let deed = Deed::from_name(form.fields.text("do")?).ok_or(Failure(Code::BadRequest))?;
    let method = form.fields.optional("method").and_then(|id| Uuid::try_parse(id).ok());
    if deed == Deed::Revoke && method.is_none() {
        return Err(Failure(Code::BadRequest));
    }
    let Console { visit, token, admin } = fresh!(console);
    let app = Arc::clone(&visit.portal.app);
    let (done, admin) = visit
        .offload(async move {
            let done = match Desk::open(&app.core, app.directory.as_ref(), &admin, id).await {
                Ok(desk) => perform(&desk, deed, method.unwrap_or_default()).await,
                Err(error) => Err(error),
            };
            (done, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    match done {
        Ok(done) => console.visit.see(&page_of(id, Some(done))),
        Err(error) => act_error(console, id, error),
    }
}

fn caller_page(console: Console, id: AccountId, sheet: &Sheet, again: bool, error: Option<CallerProblem>) -> Answer {
    let core = &console.visit.app().core;
    let reaches = caller::reaches(core, &sheet.explained.policy, &sheet.explained.means);
    let waiting = sheet.check.as_ref().filter(|check| !again && caller::is_waiting(check, core.now()));
    let context = Caller {
        id: id.0.to_string(),
        name: name(sheet),
        reaches: reaches
            .into_iter()
            .map(|reach| ReachChoice { id: reach.id, method: reach.method, contact: masked(&reach.contact) })
            .collect(),
        waiting: waiting.map(|check| WaitingCheck {
            words: check.told.words.clone(),
            method: check.told.method,
            contact: check.told.contact.clone(),
            until: check.expires_at,
        }),
        error,
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    console.html(status, &context)
}

/// `GET /admin/people/{id}/caller`.
pub async fn caller_form(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let (console, id, sheet) = open!(&request, &portal);
    let again = console.visit.has_flag("again");
    caller_page(console, id, &sheet, again, None)
}

/// `POST /admin/people/{id}/caller`: sends a code.
pub async fn send_code(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["contact"])?;
    let reach = form.fields.optional("contact").unwrap_or_default().to_owned();
    let (console, id, sheet) = open!(&request, &portal);
    if reach.is_empty() {
        return caller_page(console, id, &sheet, true, Some(CallerProblem::NoContact));
    }
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (sent, admin) = visit
        .offload(async move { (caller::send_code(&app.core, app.directory.as_ref(), &admin, id, &reach).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    match sent {
        Ok(()) => console.visit.see(&format!("{}/caller", page_of(id, None))),
        Err(ActError::Nothing) => caller_page(console, id, &sheet, true, Some(CallerProblem::NoContact)),
        Err(ActError::Throttled(wait)) => {
            let minutes = u32::try_from(wait.as_secs().div_ceil(60)).unwrap_or(u32::MAX).max(1);
            caller_page(console, id, &sheet, true, Some(CallerProblem::Throttled(minutes)))
        }
        Err(error) => act_error(console, id, error),
    }
}

/// `POST /admin/people/{id}/caller/code`.
pub async fn check_code(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["code"])?;
    let typed = form.fields.optional("code").unwrap_or_default().to_owned();
    let (console, id, sheet) = open!(&request, &portal);
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (checked, admin) = visit
        .offload(
            async move { (caller::check_code(&app.core, app.directory.as_ref(), &admin, id, &typed).await, admin) },
        )
        .await?;
    let console = Console { visit, token, admin };
    let problem = match checked {
        Ok(()) => return console.visit.see(&page_of(id, Some("verified"))),
        Err(CallerError::Malformed(Malformed::Empty)) => CallerProblem::Empty,
        Err(CallerError::Malformed(_)) => CallerProblem::Malformed,
        Err(CallerError::Wrong { left }) => CallerProblem::Wrong(left),
        Err(CallerError::Over) => return caller_page(console, id, &sheet, true, Some(CallerProblem::Over)),
        Err(CallerError::Act(error)) => return act_error(console, id, error),
    };
    caller_page(console, id, &sheet, false, Some(problem))
}

fn pass_page(
    console: Console,
    id: AccountId,
    sheet: &Sheet,
    typed: (Option<u64>, String),
    error: Option<CallerProblem>,
) -> Answer {
    let usual = sheet.explained.policy.registration.pass_life.as_secs() / 60;
    let (minutes, reason) = typed;
    let context = Pass {
        id: id.0.to_string(),
        name: name(sheet),
        verified: sheet.verified,
        minutes: minutes.unwrap_or(usual),
        reason,
        other_until: sheet.explained.pass_until,
        error,
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    console.html(status, &context)
}

/// `GET /admin/people/{id}/pass`.
pub async fn pass(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let (console, id, sheet) = open!(&request, &portal);
    let console = fresh!(console);
    pass_page(console, id, &sheet, (None, String::new()), None)
}

/// `POST /admin/people/{id}/pass`: shows it, this once.
pub async fn issue(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["minutes", "reason"])?;
    let minutes = form.fields.optional("minutes").and_then(|text| text.trim().parse::<u64>().ok());
    let minutes = minutes.map(|minutes| minutes.clamp(*MINUTES.start(), *MINUTES.end()));
    let reason = form.fields.optional("reason").unwrap_or_default().to_owned();
    let (console, id, sheet) = open!(&request, &portal);
    let Console { visit, token, admin } = fresh!(console);
    let (app, why) = (Arc::clone(&visit.portal.app), reason.clone());
    let life = minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
    let (issued, admin) = visit
        .offload(async move {
            let issued = match Desk::open(&app.core, app.directory.as_ref(), &admin, id).await {
                Ok(desk) => desk.issue_pass(life, Some(&why)).await,
                Err(error) => Err(error),
            };
            (issued, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    match issued {
        Ok(issued) => {
            let context = Issued {
                id: id.0.to_string(),
                name: name(&sheet),
                pass: issued.pass.to_string(),
                until: issued.expires_at,
                support_id: issued.support_id,
            };
            console.html(StatusCode::OK, &context)
        }
        Err(ActError::Unverified) => pass_page(console, id, &sheet, (minutes, reason), Some(CallerProblem::Reason)),
        Err(error) => act_error(console, id, error),
    }
}
