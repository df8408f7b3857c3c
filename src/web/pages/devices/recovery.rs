//! Recovery codes.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};

use super::{open, status};
use crate::{
    domain::{error::Code, security_info::Kind},
    flows::{
        security_info::recovery::{self, Confirmed},
        session::SessionError,
    },
    render::{
        self,
        contexts::{AddRecovery, RecoveryCodes, RecoveryError},
        paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, signed_in::SignedIn},
        problem::Failure,
    },
};

/// What the page says besides what there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Say {
    Nothing,
    Over,
    Wrong(RecoveryError),
}

/// `GET /security-info/add/recovery-codes`: the set that waits to be confirmed, or the way to one.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    match open(&request, &portal, Kind::RecoveryCodes).await? {
        Ok(signed_in) => render(signed_in, Say::Nothing).await,
        Err(answer) => answer,
    }
}

/// `POST /security-info/add/recovery-codes`: `make` makes a set, `group` confirms it.
pub async fn change(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed_in = match open(&request, &portal, Kind::RecoveryCodes).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    if form.fields.optional("make").is_some() {
        form.fields.only(&["make"])?;
        let made = visit.offload(async move { recovery::make(&app.core, &desk).await }).await?;
        return match made {
            Ok(()) => visit.see(paths::ADD_RECOVERY),
            Err(error) => visit.session_error(&error),
        };
    }
    form.fields.only(&["group"])?;
    form.fields.text("group")?;
    let (done, desk) = visit
        .offload(async move {
            let group = form.fields.optional("group").unwrap_or_default();
            let done = recovery::confirm(&app.core, &desk, group).await;
            (done, desk)
        })
        .await?;
    let say = match done {
        Ok(Confirmed::Kept) => return visit.see(paths::SECURITY_INFO),
        Ok(Confirmed::Empty) => Say::Wrong(RecoveryError::Empty),
        Ok(Confirmed::Wrong) => Say::Wrong(RecoveryError::Wrong),
        Ok(Confirmed::Over) => Say::Over,
        Err(error) => return visit.session_error(&error),
    };
    render(SignedIn { visit, token, desk }, say).await
}

async fn render(signed_in: SignedIn, say: Say) -> Answer {
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    let (seen, desk) = visit
        .offload(async move {
            let seen = async {
                let waiting = recovery::waiting(&app.core, &desk).await?;
                let left = recovery::codes_left(&app.core, &desk.means).await?;
                Ok::<_, SessionError>((waiting, left))
            };
            (seen.await, desk)
        })
        .await?;
    let bound = Some((token.expose(), paths::SECURITY_INFO));
    match seen {
        Ok((Some(fresh), left)) => {
            let error = if let Say::Wrong(error) = say { Some(error) } else { None };
            let context = RecoveryCodes {
                codes: fresh.codes.iter().map(|code| code.to_string()).collect(),
                account: desk.account.login,
                works_until: fresh.works_until,
                replaces: left.is_some(),
                error,
            };
            visit.html(status(error.is_some()), &context, bound)
        }
        Ok((None, left)) => {
            // Whatever was typed: what it was about is gone.
            let over = say != Say::Nothing;
            visit.html(status(over), &AddRecovery { left, over }, bound)
        }
        Err(error) => visit.session_error(&error),
    }
}

/// `GET /security-info/add/recovery-codes.txt`: the set that waits, as a file; else the page.
pub async fn file(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed_in = match open(&request, &portal, Kind::RecoveryCodes).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, desk, .. } = signed_in;
    let (waiting, login) = visit
        .offload(async move {
            let waiting = recovery::waiting(&app.core, &desk).await;
            (waiting, desk.account.login)
        })
        .await?;
    let fresh = match waiting {
        Ok(Some(fresh)) => fresh,
        Ok(None) => return visit.see(paths::ADD_RECOVERY),
        Err(error) => return visit.session_error(&error),
    };
    let house = visit.app();
    let codes = fresh.codes.iter().map(|code| code.as_str());
    let text = render::recovery_file(&house.renderer, &visit.frame(None), &login, codes).map_err(|error| {
        tracing::error!(%error, "the file of recovery codes can not be written");
        Failure(Code::Internal)
    })?;
    let response = HttpResponse::build(StatusCode::OK)
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
        .insert_header((
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"recovery-codes.txt\""),
        ))
        .body(text);
    visit.finish(response)
}
