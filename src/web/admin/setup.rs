//! The first set-up (R141): a code from the console of the machine, then the group that owns the console.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use crate::{
    flows::admin::setup::{self, ClaimError},
    render::{
        contexts::admin::door::{GroupError, SetUp, SetUpError, SetUpGroup},
        paths_admin as paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, Visit},
        routes::Entry,
    },
};

/// The routes of this file.
#[must_use]
pub fn entries_setup() -> Vec<Entry> {
    vec![
        Entry::door_read(paths::SETUP, || web::to(show)),
        Entry::door_form(paths::SETUP, || web::to(open)),
        Entry::door_read(paths::SETUP_GROUP, || web::to(show_group)),
        Entry::door_form(paths::SETUP_GROUP, || web::to(claim)),
    ]
}

/// `GET /admin/setup`.
async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let app = Arc::clone(&visit.portal.app);
    let open = visit.offload(async move { setup::is_open(&app.core).await }).await?;
    match open {
        Ok(true) => {}
        Ok(false) => return visit.see(paths::SIGN_IN),
        Err(error) => return visit.console_error(&error.into()),
    }
    let cookie = visit.admin_visitor();
    visit.html(StatusCode::OK, &SetUp::default(), Some((&cookie, paths::HOME)))
}

/// `POST /admin/setup`.
async fn open(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["setup-token"])?;
    let typed = zeroize::Zeroizing::new(form.fields.text("setup-token")?.trim().to_owned());
    let cookie = form.cookie.clone();
    drop(form);
    let error = if typed.is_empty() {
        SetUpError::Empty
    } else {
        let (app, client) = (Arc::clone(&visit.portal.app), visit.client()?);
        let opened = visit.offload(async move { setup::open(&app.core, &client, &typed).await }).await?;
        match opened {
            Ok(Some(token)) => {
                visit.set_admin(&token);
                return visit.see(paths::SETUP_GROUP);
            }
            Ok(None) => SetUpError::Wrong,
            Err(error) => return visit.console_error(&error),
        }
    };
    visit.html(StatusCode::UNPROCESSABLE_ENTITY, &SetUp { error: Some(error) }, Some((&cookie, paths::HOME)))
}

/// `GET /admin/setup/group`.
async fn show_group(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let Some(token) = visit.admin_token() else { return visit.see(paths::SETUP) };
    let app = Arc::clone(&visit.portal.app);
    let (inside, token) = visit.offload(async move { (setup::is_in(&app.core, &token).await, token) }).await?;
    match inside {
        Ok(true) => visit.html(StatusCode::OK, &SetUpGroup::default(), Some((token.expose(), paths::HOME))),
        Ok(false) => visit.see(paths::SETUP),
        Err(error) => visit.console_error(&error.into()),
    }
}

/// `POST /admin/setup/group`.
async fn claim(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["group", "login"])?;
    let group = form.fields.text("group")?.trim().to_owned();
    let login = form.fields.text("login")?.trim().to_owned();
    let cookie = form.cookie.clone();
    drop(form);
    let Some(token) = visit.admin_token() else { return visit.see(paths::SETUP) };
    let error = match () {
        () if group.is_empty() => GroupError::GroupEmpty,
        () if login.is_empty() => GroupError::LoginEmpty,
        () => {
            let (app, client) = (Arc::clone(&visit.portal.app), visit.client()?);
            let (chosen, member) = (group.clone(), login.clone());
            let claimed = visit
                .offload(async move {
                    setup::claim(&app.core, app.directory.as_ref(), &token, &client, (&chosen, &member)).await
                })
                .await?;
            match claimed {
                Ok(()) => {
                    let gone = visit.shell.cookies.remove_admin();
                    visit.set_cookie(gone);
                    return visit.see(&format!("{}?owner", paths::SIGN_IN));
                }
                Err(ClaimError::Over) => return visit.see(paths::SETUP),
                Err(ClaimError::Grant(error)) => match super::roles::group_error(&visit, error) {
                    Ok(error) => error,
                    Err(error) => return visit.console_error(&error),
                },
            }
        }
    };
    let context = SetUpGroup { group, login, error: Some(error) };
    visit.html(StatusCode::UNPROCESSABLE_ENTITY, &context, Some((&cookie, paths::HOME)))
}
