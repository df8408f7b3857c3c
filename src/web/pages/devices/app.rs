//! An authenticator app.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::status;
use crate::{
    domain::security_info::Kind,
    flows::security_info::app::{self, Confirmed, Show},
    render::{
        Qr,
        contexts::{AddApp, AppError, AppFinished},
        paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, signed_in::SignedIn},
    },
};

/// `GET /security-info/add/app`: the picture, the same until it is used or ten minutes old.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    match SignedIn::open(&request, &portal).await? {
        Ok(signed_in) => render(signed_in, String::new(), None).await,
        Err(answer) => answer,
    }
}

/// `POST /security-info/add/app`: the first code; or `begin`, for another app.
pub async fn confirm(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed_in = match SignedIn::open(&request, &portal).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let core = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    if form.fields.optional("begin").is_some() {
        form.fields.only(&["begin"])?;
        let begun = visit.offload(async move { app::begin(&core.core, &desk).await }).await?;
        return match begun {
            Ok(()) => visit.see(paths::ADD_APP),
            Err(error) => visit.session_error(&error),
        };
    }
    form.fields.only(&["code", "name"])?;
    let name = form.fields.text("name")?.to_owned();
    let (done, desk) = visit
        .offload({
            let name = name.clone();
            async move {
                let done = match form.fields.text("code") {
                    Ok(code) => Ok(app::confirm(&core.core, &desk, code, &name).await),
                    Err(failure) => Err(failure),
                };
                (done, desk)
            }
        })
        .await?;
    let error = match done? {
        Ok(Confirmed::Kept) => return visit.see(paths::SECURITY_INFO),
        Ok(Confirmed::Malformed(malformed)) => AppError::Malformed(malformed),
        Ok(Confirmed::Wrong { left }) => AppError::Wrong(left),
        Ok(Confirmed::ClockOff { minutes, ahead: true }) => AppError::Ahead(minutes),
        Ok(Confirmed::ClockOff { minutes, ahead: false }) => AppError::Behind(minutes),
        Ok(Confirmed::Over) => AppError::Over,
        Ok(Confirmed::NoTriesLeft) => AppError::NoTriesLeft,
        Err(error) => return visit.session_error(&error),
    };
    render(SignedIn { visit, token, desk }, name, Some(error)).await
}

async fn render(signed_in: SignedIn, name: String, error: Option<AppError>) -> Answer {
    let house = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    if !desk.addable(&house.core).contains(&Kind::App) && !desk.just_added(Kind::App) {
        return visit.see(paths::SECURITY_INFO);
    }
    let (shown, desk) = visit
        .offload(async move {
            let shown = app::show(&house.core, &desk, &house.org.name).await;
            (shown, desk)
        })
        .await?;
    let bound = Some((token.expose(), paths::SECURITY_INFO));
    match shown {
        Ok(Show::Setup(setup)) => {
            let context = AddApp {
                qr: Qr::new(&setup.address),
                address: setup.address.to_string(),
                key: setup.key.to_string(),
                account: setup.account,
                works_until: setup.works_until,
                name,
                error,
            };
            visit.html(status(error.is_some()), &context, bound)
        }
        Ok(Show::Finished) => {
            let another = desk.addable(&visit.app().core).contains(&Kind::App);
            visit.html(StatusCode::GONE, &AppFinished { another }, bound)
        }
        Err(error) => visit.session_error(&error),
    }
}
