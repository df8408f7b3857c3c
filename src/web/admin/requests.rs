//! Requests for help.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use uuid::Uuid;

use super::{
    Console,
    answers::{built_in, title_of},
    console,
    people::{id_of, parameter},
    person_view,
};
use crate::{
    domain::{
        account::Contact,
        answer::{self, Texts},
        error::Code,
        locale::Locale,
        role::Right,
        time::Timestamp,
    },
    flows::{
        StepError,
        admin::{
            answers,
            requests::{self, Opened, RequestError},
        },
        reset::masked,
    },
    render::{
        contexts::admin::requests::{AnswerProblem, DONE, PersonRef, Request, RequestLine, Requests, TemplateRef},
        paths_admin as paths,
    },
    store::help_requests::{HelpRequest, RequestAfter, RequestState},
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

/// How much of a text a list shows, in code points.
const SHORT: usize = 120;

/// The routes of this file.
#[must_use]
pub fn entries_requests() -> Vec<Entry> {
    let right = Right::HelpPeople;
    vec![
        Entry::console_read(right, paths::REQUESTS, || web::to(queue)),
        Entry::console_read(right, paths::REQUEST, || web::to(show)),
        Entry::console_form(right, paths::REQUEST_ANSWER, || web::to(answer)),
        Entry::console_form(right, paths::REQUEST_CLOSE, || web::to(close)),
    ]
}

fn read_after(text: &str) -> Option<RequestAfter> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp(at.parse().ok()?), Uuid::try_parse(id).ok()?))
}

/// `GET /admin/requests`.
pub async fn queue(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let state = parameter(&request, "state").as_deref().and_then(RequestState::parse).unwrap_or(RequestState::Open);
    let after = parameter(&request, "after").as_deref().and_then(read_after);
    let app = Arc::clone(&console.visit.portal.app);
    let Console { visit, token, admin } = console;
    let (found, admin) = visit
        .offload(async move { (requests::queue(&app.core, app.directory.as_ref(), &admin, state, after).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    let found = match found {
        Ok(found) => found,
        Err(error) => return trouble(console, &error),
    };
    let next = found
        .next
        .map(|(at, id)| format!("{}?state={}&after={}.{}", paths::REQUESTS, state.as_str(), at.millis(), id.simple()));
    let context = Requests {
        state: state.as_str(),
        requests: found.requests.into_iter().map(line).collect(),
        open: found.open,
        next,
        later: after.is_some(),
        places: console.places(),
        may_edit: console.admin.may(Right::EditAnswers),
    };
    console.html(StatusCode::OK, &context)
}

fn line(request: HelpRequest) -> RequestLine {
    RequestLine {
        id: request.id.to_string(),
        login: request.login,
        note: request.note.chars().take(SHORT).collect(),
        support_id: request.support_id,
        at: request.created_at,
        agent: request.agent,
    }
}

fn request_error(console: Console, id: Uuid, error: &RequestError) -> Answer {
    match error {
        RequestError::Late | RequestError::Nowhere | RequestError::Empty | RequestError::TooLong => {
            console.visit.see(&format!("{}/{id}?done=late", paths::REQUESTS))
        }
        RequestError::Unknown | RequestError::Directory(_) | RequestError::Store(_) => trouble(console, error),
    }
}

/// The page when nothing can be shown.
fn trouble(console: Console, error: &RequestError) -> Answer {
    let support_id = console.admin.session.support_id.clone();
    let code = match error {
        RequestError::Unknown => return Err(Failure(Code::NotFound)),
        RequestError::Directory(_) => Code::DirectoryDown,
        _ => Code::Internal,
    };
    tracing::warn!(%error, support_id, "something could not be done with a request for help");
    console.step_error(&StepError::Problem { code, support_id })
}

async fn page(
    console: Console,
    id: Uuid,
    typed: Option<String>,
    template: Option<String>,
    error: Option<AnswerProblem>,
    done: Option<&'static str>,
) -> Answer {
    let app = Arc::clone(&console.visit.portal.app);
    let from_start = built_in(&console.visit)?;
    let Console { visit, token, admin } = console;
    let (opened, admin) = visit
        .offload(async move {
            let opened = async {
                let opened = requests::open(&app.core, app.directory.as_ref(), &admin, id).await?;
                Ok::<_, RequestError>((opened, answers::offered(&app.core, &from_start).await?))
            };
            (opened.await, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    let (opened, offered) = match opened {
        Ok(found) => found,
        Err(error) => return request_error(console, id, &error),
    };
    let picked = template.and_then(|key| offered.iter().find(|answer| answer.key == key));
    let (text, in_language) = match (typed, picked) {
        (Some(typed), _) => (typed, None),
        (None, Some(answer)) => begun(&console, &opened, &answer.texts),
        (None, None) => (String::new(), None),
    };
    let default = console.visit.app().core.locales.first().cloned().unwrap_or_else(Locale::english);
    let templates = offered.iter().map(|answer| TemplateRef {
        key: answer.key.clone(),
        title: title_of(&answer.texts, &console.visit.locale, &default),
    });
    let templates = templates.collect();
    let Opened { request, account, journeys, to, directory_down } = opened;
    let context = Request {
        id: id.to_string(),
        state: request.state.as_str(),
        login: request.login,
        note: request.note,
        support_id: request.support_id,
        at: request.created_at,
        person: account.map(|account| PersonRef {
            id: account.id.0.to_string(),
            name: person_view::name_of(&account.display_name, &account.login),
        }),
        directory_down,
        to: to.map(|mailbox| masked(&Contact::Mail(mailbox))),
        journeys: journeys.iter().filter_map(person_view::journey_line).collect(),
        answer: request.answer,
        agent: request.agent,
        answered_at: request.answered_at,
        closed_at: request.closed_at,
        templates,
        in_language,
        may_edit: console.admin.may(Right::EditAnswers),
        text,
        error,
        done,
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    console.html(status, &context)
}

/// An answer to begin with, in the language of whoever gets it, its blanks filled; and the language that it is in when
/// that is another.
fn begun(console: &Console, opened: &Opened, texts: &Texts) -> (String, Option<String>) {
    let app = console.visit.app();
    let asked = &opened.request.locale;
    let wanted = match &opened.account {
        Some(account) => requests::language(&app.core, account, asked),
        None => asked.clone(),
    };
    let others: Vec<&str> = app.core.locales.iter().map(Locale::as_str).collect();
    let Some((tag, words)) = answer::in_language(texts, wanted.as_str(), &others) else {
        return (String::new(), None);
    };
    let name = opened.account.as_ref().map(|account| person_view::name_of(&account.display_name, &account.login));
    let text = words.filled(&answer::Filling {
        name: name.as_deref().unwrap_or(&opened.request.login),
        support_number: &opened.request.support_id,
        portal: &app.org.public_url,
    });
    let languages = app.renderer.languages().all();
    let other = languages.iter().find(|language| language.tag.as_str() == tag && language.tag != wanted);
    (text, other.map(|language| language.name.clone()))
}

/// `GET /admin/requests/{id}`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let id = id_of(&request)?;
    let done = parameter(&request, "done").and_then(|value| DONE.into_iter().find(|known| *known == value));
    page(console, id, None, parameter(&request, "template"), None, done).await
}

/// `POST /admin/requests/{id}/answer`.
pub async fn answer(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["text"])?;
    let console = console!(&request, &portal);
    let id = id_of(&request)?;
    let text = form.fields.text("text")?.to_owned();
    let Console { visit, token, admin } = console;
    let (app, typed) = (Arc::clone(&visit.portal.app), text.clone());
    let (answered, admin) = visit
        .offload(async move { (requests::answer(&app.core, app.directory.as_ref(), &admin, id, &typed).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    match answered {
        Ok(()) => console.visit.see(&format!("{}/{id}?done=answered", paths::REQUESTS)),
        Err(RequestError::Empty) => page(console, id, Some(text), None, Some(AnswerProblem::Empty), None).await,
        Err(RequestError::TooLong) => page(console, id, Some(text), None, Some(AnswerProblem::TooLong), None).await,
        Err(error) => request_error(console, id, &error),
    }
}

/// `POST /admin/requests/{id}/close`.
pub async fn close(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&[])?;
    let console = console!(&request, &portal);
    let id = id_of(&request)?;
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (closed, admin) = visit
        .offload(async move { (requests::close(&app.core, app.directory.as_ref(), &admin, id).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    match closed {
        Ok(()) => console.visit.see(&format!("{}/{id}?done=closed", paths::REQUESTS)),
        Err(error) => request_error(console, id, &error),
    }
}
