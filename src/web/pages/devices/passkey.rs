//! A passkey or security key.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::{open, status};
use crate::{
    domain::{label, security_info::Kind},
    flows::security_info::passkey::{self, Registered},
    render::{
        contexts::{AddPasskey, PasskeyError},
        paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, signed_in::SignedIn},
    },
};

/// `GET /security-info/add/passkey`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    match open(&request, &portal, Kind::Passkey).await? {
        Ok(signed_in) => render(signed_in, None, None).await,
        Err(answer) => answer,
    }
}

/// `POST /security-info/add/passkey`: what the browser made.
pub async fn register(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed_in = match open(&request, &portal, Kind::Passkey).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    form.fields.only(&["credential", "name"])?;
    let name = form.fields.text("name")?.to_owned();
    let answer = form.fields.text("credential")?.to_owned();
    if answer.is_empty() {
        return render(signed_in, Some(name), Some(PasskeyError::NoScript)).await;
    }
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    let (done, desk) = visit
        .offload({
            let name = name.clone();
            async move {
                let done = passkey::register(&app.core, &desk, &answer, &name).await;
                (done, desk)
            }
        })
        .await?;
    let error = match done {
        Ok(Registered::Kept) => return visit.see(paths::SECURITY_INFO),
        Ok(Registered::Refused) => PasskeyError::Refused,
        Ok(Registered::Taken) => PasskeyError::Taken,
        Ok(Registered::Over) => PasskeyError::Over,
        Err(error) => return visit.session_error(&error),
    };
    render(SignedIn { visit, token, desk }, Some(name), Some(error)).await
}

async fn render(signed_in: SignedIn, name: Option<String>, error: Option<PasskeyError>) -> Answer {
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    let device = label::device(&visit.client()?.agent);
    let options = visit.offload(async move { passkey::options(&app.core, &desk).await }).await?;
    match options {
        Ok(options) => {
            let context = AddPasskey { options, name, device, error };
            visit.html(status(error.is_some()), &context, Some((token.expose(), paths::SECURITY_INFO)))
        }
        Err(error) => visit.session_error(&error),
    }
}
