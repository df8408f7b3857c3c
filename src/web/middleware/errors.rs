//! Every error answer is the portal's error page (R91, U48); a panic is one too, and the process lives.

use std::panic::AssertUnwindSafe;

use actix_web::{
    body::BoxBody,
    dev::ServiceRequest,
    http::{StatusCode, header},
    middleware::Next,
};
use futures_util::FutureExt as _;

use super::{Outcome, shell};
use crate::{
    domain::error::Code,
    web::{
        ports::Asked,
        problem::{Failure, Problem, Rendered, status},
    },
};

/// Replaces whatever an error answer says by the error page.
pub async fn errors(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    // The call itself is inside: a handler may panic before its future exists. The request can not be kept for
    // afterwards, the router needs it undivided; what the page needs of it is copied.
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let accept = text(header::ACCEPT_LANGUAGE);
    let chosen = crate::web::cookies::value(request.headers(), shell.cookies.language).map(str::to_owned);
    let asked = Asked { query: None, cookie: chosen.as_deref(), accept: accept.as_deref() };

    let result = AssertUnwindSafe(async move { next.call(request).await }).catch_unwind().await;
    let failed = || Problem::new(&shell, Code::Internal, StatusCode::INTERNAL_SERVER_ERROR, &asked);
    let response = match result {
        Err(_panic) => return Err(failed().into()),
        Ok(Err(error)) => {
            let status = error.as_response_error().status_code();
            return Err(Problem::new(&shell, code_of(status), status, &asked).into());
        }
        Ok(Ok(response)) => response,
    };

    let found = response.status();
    let meant = response.response().extensions().contains::<Rendered>();
    if meant || !(found.is_client_error() || found.is_server_error()) {
        return Ok(response);
    }
    let failure = response.response().error().and_then(|error| error.as_error::<Failure>()).copied();
    let (code, found) = failure.map_or_else(|| (code_of(found), found), |failure| (failure.0, status(failure.0)));
    let mut problem = Problem::new(
        &shell,
        code,
        found,
        &shell.asked(response.request().headers(), response.request().query_string()),
    );
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            problem = problem.with(name, value.clone());
        }
    }
    Ok(response.into_response(problem.response()))
}

/// The code to show for a status that came without one.
fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => Code::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => Code::Throttled,
        StatusCode::FORBIDDEN => Code::ForeignForm,
        StatusCode::MISDIRECTED_REQUEST => Code::UnknownHost,
        status if status.is_client_error() => Code::BadRequest,
        _ => Code::Internal,
    }
}
