//! The pages of a reset. Every POST answers with a redirect to the page of the step that is next, or with the same
//! page and what is wrong.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    Answer, Portal, Visit,
    password::{self, Shown},
};
use crate::{
    crypto::random::{self, Token},
    domain::{
        contact::{Mailbox, Phone},
        flow::{Act, End},
        method::Method,
        password::NewPassword,
        rules::Way,
    },
    flows::{
        StepError,
        password::{Known, Refused},
        reset::{
            self,
            choose::Resent,
            start::Start,
            view::{Page, View},
        },
        writeback::ApplyError,
    },
    render::{
        contexts::{
            self, ActionError, AnswersError, Asked, CodeStatus, ContactError, MethodChoice, MethodError, Outcome,
            ResetAction, ResetChecking, ResetCode, ResetDone, ResetMethods, ResetPasskey, ResetPasskeyError,
            ResetPassword, ResetQuestions, ResetStart, StartError, WholeContact,
        },
        paths,
    },
    web::{cookies::clear_site_data, form::Form, problem::Failure},
};

mod proof;

pub use proof::prove;

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The page of the step that is next.
const fn path_of(page: &Page) -> &'static str {
    match page {
        Page::Methods(_) => paths::RESET_METHOD,
        Page::Contact(_) => paths::RESET_CONTACT,
        Page::Code { .. } | Page::Passkey { .. } | Page::Questions(_) => paths::RESET_CODE,
        Page::Act => paths::RESET_ACTION,
        Page::Password { .. } => paths::RESET_PASSWORD,
        Page::Checking(_) | Page::Over(_) => paths::RESET_RESULT,
    }
}

/// "Step 2 of 6", where the numbers are certain: no page is skipped or added on the way (U8).
fn step(visit: &Visit, view: &View) -> Option<contexts::Step> {
    let policy = &visit.app().core.common();
    if policy.unlock_without_reset || policy.ask_whole_contact {
        return None;
    }
    let total = u32::try_from(view.gates.saturating_mul(2).saturating_add(2)).ok()?;
    let gate = u32::from(view.gate);
    let current = match view.page {
        Page::Methods(_) => gate.saturating_mul(2),
        Page::Code { .. } | Page::Passkey { .. } | Page::Questions(_) => gate.saturating_mul(2).saturating_add(1),
        Page::Password { .. } => total,
        _ => return None,
    };
    Some(contexts::Step { current, total })
}

/// Looks at the flow of the request's cookie.
async fn look(visit: &Visit) -> Result<Result<(Token, View), StepError>, Failure> {
    let Some(token) = visit.token() else { return Ok(Err(StepError::Over)) };
    let app = Arc::clone(&visit.portal.app);
    let (seen, token) = visit
        .offload(async move {
            let seen = reset::view::view(&app.core, &token).await;
            (seen, token)
        })
        .await?;
    Ok(seen.map(|view| (token, view)))
}

/// Shows the page of the step that is next, if `wanted` is its path; else sends the browser there.
async fn show(visit: Visit, wanted: &'static str) -> Answer {
    match look(&visit).await? {
        Ok((token, view)) if path_of(&view.page) == wanted => render(visit, &token, view, Wrong::Nothing).await,
        Ok((_, view)) => visit.see(path_of(&view.page)),
        Err(StepError::Over) => visit.see(paths::RESET),
        Err(error) => visit.step_error(&error),
    }
}

/// What was wrong with the last answer.
enum Wrong {
    Nothing,
    Method,
    Contact(ContactError, String),
    Code(contexts::CodeError),
    Passkey(ResetPasskeyError),
    Answers(AnswersError),
    Action,
    Password(Box<Refused>),
}

/// The page of the step that is next, again, with what was wrong.
async fn again(visit: Visit, wrong: Wrong) -> Answer {
    match look(&visit).await? {
        Ok((token, view)) => render(visit, &token, view, wrong).await,
        Err(error) => visit.step_error(&error),
    }
}

async fn render(visit: Visit, token: &Token, view: View, wrong: Wrong) -> Answer {
    let bound = Some((token.expose(), paths::RESET));
    let place = step(&visit, &view);
    let code = if matches!(wrong, Wrong::Nothing) { StatusCode::OK } else { UNPROCESSABLE };
    let gate = u32::from(view.gate);
    let gates = u32::try_from(view.gates).unwrap_or(u32::MAX);
    match view.page {
        Page::Methods(methods) => {
            let choices = methods.into_iter().map(|(method, hint)| MethodChoice { method, hint }).collect();
            let error = matches!(wrong, Wrong::Method).then_some(MethodError::NoneChosen);
            visit.html(code, &ResetMethods { choices, gate, gates, error, step: place }, bound)
        }
        Page::Contact(method) => {
            let (error, value) = match wrong {
                Wrong::Contact(error, value) => (Some(error), value),
                _ => (None, String::new()),
            };
            visit.html(code, &WholeContact { method, hint: None, value, error, step: place }, bound)
        }
        Page::Code { method, digits, works_until, resend_at, hint } => {
            let status = match () {
                () if visit.has_flag("sent") => Some(CodeStatus::Resent),
                () if visit.has_flag("wait") => Some(CodeStatus::Wait),
                () => None,
            };
            let error = if let Wrong::Code(error) = wrong { Some(error) } else { None };
            let context =
                ResetCode { method, digits, works_until, resend_at, hint, error, status, gate, gates, step: place };
            visit.html(code, &context, bound)
        }
        Page::Passkey { options } => {
            let error = if let Wrong::Passkey(error) = wrong { Some(error) } else { None };
            visit.html(code, &ResetPasskey { options, error, step: place }, bound)
        }
        Page::Questions(asked) => {
            let error = if let Wrong::Answers(error) = wrong { Some(error) } else { None };
            let questions = asked.iter().map(|id| Asked::new(id)).collect();
            visit.html(code, &ResetQuestions { questions, error, step: place }, bound)
        }
        Page::Act => {
            let error = matches!(wrong, Wrong::Action).then_some(ActionError::NoneChosen);
            visit.html(code, &ResetAction { error, step: place }, bound)
        }
        Page::Password { login, minimum, unsaved } => {
            let refused = if let Wrong::Password(refused) = wrong { Some(refused) } else { None };
            let known = match &refused {
                Some(refused) => Known { rules: refused.rules.clone(), names: refused.names.clone() },
                None => {
                    let (app, own) = (Arc::clone(&visit.portal.app), Token::parse(token.expose()));
                    let seen = visit.offload(async move {
                        reset::view::rules(&app.core, app.directory.as_ref(), &own?).await.ok()
                    });
                    seen.await?.unwrap_or_default()
                }
            };
            let Shown { rules, errors, advice, phrases, phrases_open } =
                password::shown(&visit, minimum, &known, Way::Reset, refused.as_deref());
            let context = ResetPassword { login, rules, unsaved, errors, advice, phrases, phrases_open, step: place };
            visit.html(code, &context, bound)
        }
        Page::Checking(_) | Page::Over(_) => outcome(visit, view),
    }
}

/// The end, or the page that waits for it. It keeps no form, so the browser may come back to it as often as it likes.
pub(super) fn outcome(visit: Visit, view: View) -> Answer {
    let support_id = view.support_id;
    let outcome = match view.page {
        Page::Over(End::Reset) => Outcome::Reset,
        Page::Over(End::ResetAndUnlocked) => Outcome::ResetAndUnlocked,
        Page::Over(End::ResetStillLocked) => Outcome::ResetStillLocked,
        Page::Over(End::Unlocked) => Outcome::Unlocked,
        Page::Over(End::Failed { code }) => return visit.step_error(&StepError::Problem { code, support_id }),
        _ => {
            let slow = visit.app().core.now() > view.written_at.after(std::time::Duration::from_secs(20));
            return visit.html(StatusCode::OK, &ResetChecking { support_id, slow }, None);
        }
    };
    let notified = visit.app().core.common().notify_people;
    let context = ResetDone { outcome, at: view.written_at, support_id, notified };
    let mut response = visit.html(StatusCode::OK, &context, None)?;
    // The cookie stays, so that a reload says the same (U9); it opens nothing any more.
    let (name, value) = clear_site_data();
    let kept = value.to_str().map(|all| all.replace("\"cookies\", ", "")).unwrap_or_default();
    if let Ok(value) = actix_web::http::header::HeaderValue::from_str(&kept) {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// `GET /reset`: who are you?
pub async fn start(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let cookie = visit.visitor().await?;
    let context = ResetStart { login: String::new(), error: None, step: first_step(&visit) };
    visit.html(StatusCode::OK, &context, Some((&cookie, paths::RESET)))
}

fn first_step(visit: &Visit) -> Option<contexts::Step> {
    let policy = &visit.app().core.common();
    if policy.unlock_without_reset || policy.ask_whole_contact {
        return None;
    }
    let total = u32::try_from(policy.gates.count().saturating_mul(2).saturating_add(2)).ok()?;
    Some(contexts::Step { current: 1, total })
}

/// `POST /reset`: every name is answered alike (R1).
pub async fn identify(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login"])?;
    let login = form.fields.text("login")?.trim().to_owned();
    if login.is_empty() {
        let context = ResetStart { login, error: Some(StartError::Empty), step: first_step(&visit) };
        return visit.html(UNPROCESSABLE, &context, Some((&form.cookie, paths::RESET)));
    }
    let device = match visit.device() {
        Some(device) => device,
        None => {
            let device = random::token(visit.app().core.rng.as_ref());
            let cookie = visit.shell.cookies.set_device(device.expose());
            visit.set_cookie(cookie);
            device
        }
    };
    let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
    let started = visit
        .offload(async move {
            let input = Start { login: &login, locale: &locale, client: &client, device: &device };
            reset::start::start(&app.core, input).await
        })
        .await?;
    match started {
        Ok(cookie) => {
            visit.set_flow(&cookie);
            visit.see(paths::RESET_METHOD)
        }
        Err(error) => visit.step_error(&error),
    }
}

/// `GET /reset/method`.
pub async fn method(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    // From the page of a code, this is the way back to the list.
    let Some(token) = visit.token() else { return visit.see(paths::RESET) };
    let app = Arc::clone(&visit.portal.app);
    let seen =
        visit.offload(async move { reset::view::choices(&app.core, &token).await.map(|view| (token, view)) }).await?;
    match seen {
        Ok((token, view)) => render(visit, &token, view, Wrong::Nothing).await,
        Err(StepError::Over) => visit.see(paths::RESET),
        Err(StepError::OutOfOrder) => show(visit, paths::RESET_METHOD).await,
        Err(error) => visit.step_error(&error),
    }
}

/// `POST /reset/method`.
pub async fn choose(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    form.fields.only(&["method"])?;
    let chosen = form.fields.optional("method").unwrap_or_default();
    if chosen == "none" {
        return visit.see(paths::HELP);
    }
    let Some(method) = Method::from_name(chosen) else {
        let Some(token) = visit.token() else { return visit.step_error(&StepError::Over) };
        let app = Arc::clone(&visit.portal.app);
        let seen = visit
            .offload(async move { reset::view::choices(&app.core, &token).await.map(|view| (token, view)) })
            .await?;
        return match seen {
            Ok((token, view)) => render(visit, &token, view, Wrong::Method).await,
            Err(StepError::OutOfOrder) => again(visit, Wrong::Nothing).await,
            Err(error) => visit.step_error(&error),
        };
    };
    let taken = take(&visit, move |app, token| async move { reset::choose::choose(&app.core, &token, method).await });
    let taken = taken.await?;
    next(visit, taken).await
}

/// `GET /reset/contact`.
pub async fn contact(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(Visit::new(&request, &portal)?, paths::RESET_CONTACT).await
}

/// `POST /reset/contact`.
pub async fn give_contact(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    form.fields.only(&["contact"])?;
    let typed = form.fields.text("contact")?.trim().to_owned();
    let region = visit.app().core.region.clone();
    let plausible = Mailbox::parse(&typed).is_ok() || Phone::parse(&typed, region.as_deref()).is_ok();
    if typed.is_empty() || !plausible {
        let error = if typed.is_empty() { ContactError::Empty } else { ContactError::Malformed };
        return again(visit, Wrong::Contact(error, typed)).await;
    }
    let taken =
        take(&visit, |app, token| async move { reset::choose::give_contact(&app.core, &token, &typed).await }).await?;
    next(visit, taken).await
}

/// `GET /reset/code`.
pub async fn code(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(Visit::new(&request, &portal)?, paths::RESET_CODE).await
}

/// `POST /reset/code/resend`.
pub async fn resend(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    form.fields.only(&[])?;
    let taken = take(&visit, |app, token| async move { reset::choose::resend(&app.core, &token).await }).await?;
    match taken {
        Ok(Resent::Sent) => visit.see(&format!("{}?sent", paths::RESET_CODE)),
        Ok(Resent::TooSoon) => visit.see(&format!("{}?wait", paths::RESET_CODE)),
        Err(error) => visit.step_error(&error),
    }
}

/// `GET /reset/action`.
pub async fn action(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(Visit::new(&request, &portal)?, paths::RESET_ACTION).await
}

/// `POST /reset/action`.
pub async fn act(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["action"])?;
    let act = match form.fields.optional("action") {
        Some("reset") => Act::Reset,
        Some("unlock") => Act::Unlock,
        _ => return again(visit, Wrong::Action).await,
    };
    let done = take(&visit, move |app, token| async move {
        match reset::act::decide(&app.core, app.directory.as_ref(), &token, act).await {
            Ok(cookie) => Ok(cookie),
            Err(ApplyError::Step(error)) => Err(error),
            // Only a password can be refused.
            Err(ApplyError::Refused(_)) => Err(StepError::OutOfOrder),
        }
    })
    .await?;
    match done {
        Ok(cookie) => {
            if let Some(cookie) = cookie {
                visit.set_flow(&cookie);
            }
            visit.see(if act == Act::Reset { paths::RESET_PASSWORD } else { paths::RESET_RESULT })
        }
        Err(error) => visit.step_error(&error),
    }
}

/// `GET /reset/password`.
pub async fn new_password(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(Visit::new(&request, &portal)?, paths::RESET_PASSWORD).await
}

/// `POST /reset/password`. The password goes from the form's wiped memory to the directory's driver and nowhere else.
pub async fn apply(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "new-password"])?;
    let new = NewPassword::new(form.fields.text("new-password")?);
    drop(form);
    let Some(token) = visit.token() else { return visit.step_error(&StepError::Over) };
    let app = Arc::clone(&visit.portal.app);
    let done = visit
        .offload(async move { reset::apply::reset(&app.core, app.directory.as_ref(), &token, &new).await })
        .await?;
    match done {
        Ok(cookie) => {
            if let Some(cookie) = cookie {
                visit.set_flow(&cookie);
            }
            visit.see(paths::RESET_RESULT)
        }
        Err(ApplyError::Refused(refused)) => again(visit, Wrong::Password(refused)).await,
        Err(ApplyError::Step(error)) => visit.step_error(&error),
    }
}

/// `GET /reset/result`: the outcome, or the step that is next.
pub async fn result(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(Visit::new(&request, &portal)?, paths::RESET_RESULT).await
}

/// Takes a step of the request's flow on the main runtime.
async fn take<T, F>(
    visit: &Visit,
    step: impl FnOnce(Arc<crate::app::App>, Token) -> F,
) -> Result<Result<T, StepError>, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StepError>> + Send + 'static,
{
    let Some(token) = visit.token() else { return Ok(Err(StepError::Over)) };
    visit.offload(step(Arc::clone(&visit.portal.app), token)).await
}

/// After a step: on to the page that is next.
async fn next(visit: Visit, taken: Result<(), StepError>) -> Answer {
    match taken {
        Ok(()) | Err(StepError::OutOfOrder) => match look(&visit).await? {
            Ok((_, view)) => visit.see(path_of(&view.page)),
            Err(error) => visit.step_error(&error),
        },
        Err(error) => visit.step_error(&error),
    }
}
