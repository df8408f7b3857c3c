//! Removing a method, choosing the one that is shown first, trying one.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use uuid::Uuid;

use super::{
    Answer, Portal,
    prove::{Around, code_error, code_page, send_again},
    signed_in::SignedIn,
};
use crate::{
    domain::{error::Code, method::Method},
    flows::{
        StepError,
        security_info::{
            code::{self, AnswerError},
            manage,
            prove::{self, Given},
        },
        session::SessionError,
    },
    render::{
        contexts::{CodePurpose, InfoTried, RemoveInfo},
        paths,
    },
    store::ceremonies::CeremonyPurpose,
    web::{form::Form, problem::Failure},
};

/// `GET /security-info/remove?id=`.
pub async fn confirm(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let core = &signed.visit.app().core;
    let found = signed.visit.id_parameter("id").and_then(|id| Some((id, manage::removal(core, &signed.desk, id)?)));
    let Some((id, removal)) = found else { return signed.visit.see(paths::SECURITY_INFO) };
    if signed.needs_proof() {
        return signed.ask_for_proof();
    }
    let context = RemoveInfo {
        id: id.to_string(),
        kind: removal.kind,
        hint: removal.hint,
        last: removal.last,
        strongest: removal.strongest,
        missing: u32::try_from(removal.missing).unwrap_or(u32::MAX),
    };
    let (token, visit) = (signed.token, signed.visit);
    visit.html(StatusCode::OK, &context, Some((token.expose(), paths::SECURITY_INFO)))
}

/// `POST /security-info/remove`.
pub async fn remove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["id"])?;
    let id = id(&form)?;
    let SignedIn { visit, desk, .. } = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let app = Arc::clone(&visit.portal.app);
    let removed = visit.offload(async move { manage::remove(&app.core, &desk, id).await }).await?;
    match removed {
        Ok(()) => visit.see(paths::SECURITY_INFO),
        Err(error) => visit.session_error(&error),
    }
}

fn id(form: &Form) -> Result<Uuid, Failure> {
    form.fields.text("id")?.parse().map_err(|_| Failure(Code::BadRequest))
}

/// `POST /security-info/default`.
pub async fn set_default(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["method"])?;
    let method = Method::from_name(form.fields.text("method")?).ok_or(Failure(Code::BadRequest))?;
    let SignedIn { visit, desk, .. } = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let app = Arc::clone(&visit.portal.app);
    let chosen = visit.offload(async move { manage::set_default(&app.core, &desk, method).await }).await?;
    match chosen {
        Ok(()) => visit.see(paths::SECURITY_INFO),
        Err(error) => visit.session_error(&error),
    }
}

/// `GET /security-info/try`: the code's page, or that it works.
pub async fn tried(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    if signed.visit.has_flag("works") {
        let (token, visit) = (signed.token, signed.visit);
        return visit.html(StatusCode::OK, &InfoTried {}, Some((token.expose(), paths::SECURITY_INFO)));
    }
    show(signed, None).await
}

async fn show(signed: SignedIn, wrong: Option<AnswerError>) -> Answer {
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, view) = visit
        .offload(async move {
            let view = code::view(&app.core, &desk, CeremonyPurpose::Try).await;
            (desk, view)
        })
        .await?;
    let view = match view {
        Ok(Some(view)) => view,
        Ok(None) => return visit.see(paths::SECURITY_INFO),
        Err(error) => return visit.session_error(&error),
    };
    let error = match wrong.map(|wrong| code_error(wrong, view.digits)).transpose() {
        Ok(error) => error,
        Err(error) => return visit.session_error(&error),
    };
    let (purpose, back) = (CodePurpose::Try, paths::SECURITY_INFO.to_owned());
    let around = Around { purpose, action: paths::INFO_TRY, resend: paths::INFO_TRY, back, error };
    code_page(SignedIn { visit, token, desk }, view, around)
}

/// `POST /security-info/try`: with `id` it begins (by a call, with `by`), with `code` it ends; with neither, the code
/// is sent again.
pub async fn test(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["id", "by", "code"])?;
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    if let Some(code) = form.fields.optional("code") {
        return check(signed, code.to_owned()).await;
    }
    if form.fields.optional("id").is_none() {
        return send_again(signed, CeremonyPurpose::Try, paths::INFO_TRY, paths::SECURITY_INFO).await;
    }
    let (id, by_call) = (id(&form)?, form.fields.optional("by") == Some(Method::Voice.as_str()));
    let SignedIn { visit, desk, .. } = signed;
    let app = Arc::clone(&visit.portal.app);
    let begun = visit.offload(async move { manage::begin_try(&app.core, &desk, id, by_call).await }).await?;
    match begun {
        Ok(()) => visit.see(paths::INFO_TRY),
        Err(error) => visit.session_error(&error),
    }
}

async fn check(signed: SignedIn, code: String) -> Answer {
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, right) = visit
        .offload(async move {
            let given = Given { code: Some(code), ..Given::default() };
            let right = prove::answer(&app.core, &desk, CeremonyPurpose::Try, &given).await;
            (desk, right)
        })
        .await?;
    match right {
        // The list says that it is theirs now.
        Ok(proved) if proved.confirmed => visit.see(paths::SECURITY_INFO),
        Ok(_) => visit.see(&format!("{}?works", paths::INFO_TRY)),
        Err(AnswerError::Session(SessionError::Step(StepError::OutOfOrder))) => visit.see(paths::SECURITY_INFO),
        Err(AnswerError::Session(error)) => visit.session_error(&error),
        Err(error) => show(SignedIn { visit, token, desk }, Some(error)).await,
    }
}
