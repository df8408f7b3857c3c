//! People: the search, a person's page, contacts in full, limits.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;
use uuid::Uuid;

use super::{Console, console, help_desk, person_view};
use crate::{
    domain::{
        account::{AccountId, PasswordState},
        error::Code,
        role::Right,
    },
    flows::{
        StepError,
        admin::{
            explain::ExplainError,
            helpdesk::Desk,
            people::{self, Scanned, SheetError},
        },
    },
    render::{
        contexts::admin::{
            people::{Gone, People, PersonLine},
            person::DONE,
        },
        paths_admin as paths,
    },
    store::{directory_accounts::ListedAccount, people_search::PeopleAfter},
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

/// Longest search, in code points.
const LONGEST: usize = 200;

/// The routes of this file.
#[must_use]
pub fn entries_people() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SeePeople, paths::PEOPLE, || web::to(search)),
        Entry::console_read(Right::SeePeople, paths::PERSON, || web::to(show)),
        Entry::console_form(Right::RevealContacts, paths::PERSON_REVEAL, || web::to(reveal)),
        Entry::console_form(Right::HelpPeople, paths::PERSON_CLEAR, || web::to(clear)),
    ]
}

/// A parameter of an address.
pub fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The id in the address of a page below a list.
///
/// # Errors
/// [`Code::NotFound`] for what can be none.
pub fn id_of(request: &HttpRequest) -> Result<Uuid, Failure> {
    request.match_info().get("id").and_then(|id| Uuid::try_parse(id).ok()).ok_or(Failure(Code::NotFound))
}

/// The page of a person, with what was just done.
#[must_use]
pub fn page_of(id: AccountId, done: Option<&str>) -> String {
    match done {
        Some(done) => format!("{}/{}?done={done}", paths::PEOPLE, id.0),
        None => format!("{}/{}", paths::PEOPLE, id.0),
    }
}

/// `GET /admin/people`.
pub async fn search(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let typed = parameter(&request, "q").unwrap_or_default();
    let q: String = typed.trim().chars().take(LONGEST).collect();
    let after: Option<PeopleAfter> = parameter(&request, "after").and_then(|after| after.parse().ok());
    let (app, text, from) = (Arc::clone(&console.visit.portal.app), q.clone(), after.clone());
    let Console { visit, token, admin } = console;
    let (found, admin) = visit
        .offload(async move {
            let found = people::search(&app.core, app.directory.as_ref(), &admin, &text, from.as_ref()).await;
            (found, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    let found = match found {
        Ok(found) => found,
        Err(error) => return explain_error(console, &error),
    };
    let address = |after: Option<&PeopleAfter>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &q);
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        format!("{}?{}", paths::PEOPLE, query.finish())
    };
    let context = People {
        people: found.people.into_iter().map(person_line).collect(),
        places: console.places(),
        may_see_scan: console.admin.may(Right::SeeHealth),
        next: found.next.as_ref().map(|next| address(Some(next))),
        later: after.is_some().then(|| address(None)),
        scanned_at: match found.scanned {
            Scanned::Never => None,
            Scanned::At(at) => Some(at),
        },
        q,
    };
    console.html(StatusCode::OK, &context)
}

fn person_line(person: ListedAccount) -> PersonLine {
    let due = person.password != PasswordState::Valid;
    let tags = [
        (person.gone_at.is_some(), "gone"),
        (person.disabled, "disabled"),
        (person.expired, "expired"),
        (person.locked, "locked"),
        (person.protection.is_some(), "protected"),
        (due, "password-due"),
    ];
    PersonLine {
        id: person.id.0.to_string(),
        name: person_view::name_of(&person.display_name, &person.login),
        login: person.login,
        principal: person.principal,
        place: person.location,
        tags: tags.into_iter().filter_map(|(has, tag)| has.then_some(tag)).collect(),
    }
}

/// The answer when nothing can be said.
pub fn explain_error(console: Console, error: &ExplainError) -> Answer {
    let support_id = console.admin.session.support_id.clone();
    tracing::warn!(%error, support_id, "a page of the console can not be made");
    let code = match error {
        ExplainError::Directory(_) => Code::DirectoryDown,
        ExplainError::Unknown(_) | ExplainError::Ambiguous(_) => return Err(Failure(Code::NotFound)),
        ExplainError::Store(_) => Code::Internal,
    };
    console.step_error(&StepError::Problem { code, support_id })
}

/// The answer when there is no such person, or nothing can be said.
pub fn sheet_error(console: Console, error: SheetError) -> Answer {
    match error {
        SheetError::Gone(listed) => {
            let listed = listed.map(|listed| *listed);
            let context = Gone {
                limited: !console.places().is_empty(),
                name: listed.as_ref().map(|listed| person_view::name_of(&listed.display_name, &listed.login)),
                login: listed.as_ref().map(|listed| listed.login.clone()),
                since: listed.and_then(|listed| listed.gone_at),
            };
            console.html(StatusCode::NOT_FOUND, &context)
        }
        SheetError::Explain(error) => explain_error(console, &error),
    }
}

/// `GET /admin/people/{id}`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let id = AccountId(id_of(&request)?);
    let done = parameter(&request, "done").and_then(|done| DONE.into_iter().find(|known| *known == done));
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (sheet, admin) = visit
        .offload(async move { (people::sheet(&app.core, app.directory.as_ref(), &admin, id).await, admin) })
        .await?;
    let console = Console { visit, token, admin };
    match sheet {
        Ok(sheet) => {
            let context = person_view::person(&console.admin, sheet, None, done);
            console.html(StatusCode::OK, &context)
        }
        Err(error) => sheet_error(console, error),
    }
}

/// `POST /admin/people/{id}/reveal`: the same page with the contacts in full, this once.
pub async fn reveal(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&[])?;
    let console = console!(&request, &portal);
    let id = AccountId(id_of(&request)?);
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (seen, admin) = visit
        .offload(async move {
            let seen = async {
                let directory = app.directory.as_ref();
                let revealed = people::reveal(&app.core, directory, &admin, id).await?;
                Ok::<_, SheetError>((revealed, people::sheet(&app.core, directory, &admin, id).await?))
            };
            (seen.await, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    match seen {
        Ok((revealed, sheet)) => {
            let context = person_view::person(&console.admin, sheet, Some(&revealed), None);
            console.html(StatusCode::OK, &context)
        }
        Err(error) => sheet_error(console, error),
    }
}

/// `POST /admin/people/{id}/clear`.
pub async fn clear(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&[])?;
    let console = console!(&request, &portal);
    let id = AccountId(id_of(&request)?);
    let Console { visit, token, admin } = console;
    let app = Arc::clone(&visit.portal.app);
    let (lifted, admin) = visit
        .offload(async move {
            let lifted = match Desk::open(&app.core, app.directory.as_ref(), &admin, id).await {
                Ok(desk) => desk.lift_limits().await,
                Err(error) => Err(error),
            };
            (lifted, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    match lifted {
        Ok(()) => console.visit.see(&page_of(id, Some("cleared"))),
        Err(error) => help_desk::act_error(console, id, error),
    }
}
