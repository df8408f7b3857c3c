//! What other applications ask: must this person register or reconfirm? Signed JSON, and the sub-request of a proxy
//! (nginx `auth_request`, Traefik `forwardAuth`, Caddy `forward_auth`). Both show the token of a configured
//! application; without one nothing is said.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    web,
};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use super::{
    middleware::client::ClientInfo,
    pages::Portal,
    ports::{FloodClass, FloodKey},
    problem::{Failure, Rendered},
    routes::Entry,
    shell::Shell,
};
use crate::{
    config::registration::Application,
    crypto::mac::Signer,
    domain::{error::Code, session::Due},
    flows::session,
    render::paths,
};

/// Where all of it is.
pub const PREFIX: &str = "/api/";
const STATUS: &str = "/api/v1/registration-status";
const FORWARD: &str = "/api/v1/forward-auth";

const TOKEN: HeaderName = HeaderName::from_static("x-latchkey-token");
const SIGNATURE: HeaderName = HeaderName::from_static("latchkey-signature");
const LOCATION: HeaderName = HeaderName::from_static("x-latchkey-location");
const DUE: HeaderName = HeaderName::from_static("x-latchkey-due");
const REMOTE_USER: HeaderName = HeaderName::from_static("remote-user");
const ORIGINAL: HeaderName = HeaderName::from_static("x-original-url");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
/// Longest address that is led back to.
const ADDRESS: usize = 2000;

/// The routes of this file.
#[must_use]
pub fn entries() -> Vec<Entry> {
    vec![Entry::read(STATUS, || web::to(status)), Entry::read(FORWARD, || web::to(forward_auth))]
}

/// An answer for a machine: not to be replaced by an error page.
fn answer(status: StatusCode, body: impl Into<String>) -> HttpResponse {
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    let mut response = HttpResponse::build(status).insert_header((header::CONTENT_TYPE, text)).body(body.into());
    response.extensions_mut().insert(Rendered);
    response
}

/// The one value of a header.
fn one(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name);
    let first = values.next()?;
    values.next().is_none().then(|| std::str::from_utf8(first.as_bytes()).ok()).flatten().map(str::trim)
}

/// The application whose token a request shows; compared with every token, in constant time. The error is the answer:
/// where nothing is configured there is nothing, and wrong tokens are counted by source.
fn application<'a>(
    request: &HttpRequest,
    portal: &'a Portal,
    client: ClientInfo,
) -> Result<Result<&'a Application, HttpResponse>, Failure> {
    let applications = &portal.app.config.registration.applications;
    if applications.is_empty() {
        return Err(Failure(Code::NotFound));
    }
    let headers = request.headers();
    let bearer = || {
        let (scheme, token) = one(headers, header::AUTHORIZATION)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    };
    let shown = if headers.contains_key(TOKEN) { one(headers, TOKEN) } else { bearer() };
    let digest = Sha256::digest(shown.unwrap_or_default().as_bytes());
    let mut found = None;
    for application in applications {
        let Some(token) = &application.token else { continue };
        let same: Choice = Sha256::digest(token.expose_secret().as_bytes()).ct_eq(&digest);
        if same.into() {
            found = Some(application);
        }
    }
    if let Some(application) = found.filter(|_| shown.is_some()) {
        return Ok(Ok(application));
    }
    let shell = Shell::of_http(request).ok_or(Failure(Code::Internal))?;
    if shell.flood.check(FloodKey { source: client.source(), class: FloodClass::Post }).is_err() {
        return Err(Failure(Code::Throttled));
    }
    tracing::warn!(known = shown.is_some(), "an application asked with a token that is not configured");
    Ok(Err(answer(StatusCode::FORBIDDEN, "this token is not configured\n")))
}

/// What is due, asked on the main runtime.
async fn due(portal: &Portal, login: String) -> Due {
    let app = Arc::clone(&portal.app);
    let asked = portal.app.offload(async move { app.answers.due(&app.core, app.directory.as_ref(), &login).await });
    // A fault of ours keeps nobody from their work.
    asked.await.unwrap_or(Due::Nothing)
}

/// The page that registers, with the way back when it may be led to.
fn register(portal: &Portal, return_to: Option<&str>) -> String {
    let page = format!("{}{}", portal.app.org.public_url, paths::REGISTER);
    match return_to.filter(|to| to.len() <= ADDRESS && session::is_allowed(&portal.app.core, to)) {
        Some(to) => {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", to).finish();
            format!("{page}?{query}")
        }
        None => page,
    }
}

/// The one value of a parameter.
fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    let mut found = url::form_urlencoded::parse(request.query_string().as_bytes()).filter(|(key, _)| key == name);
    let (first, second) = (found.next(), found.next());
    first.filter(|_| second.is_none()).map(|(_, value)| value.into_owned())
}

#[derive(Serialize)]
struct Status<'a> {
    login: &'a str,
    due: &'static str,
    may_postpone: bool,
    link: Option<String>,
    checked_at: i64,
}

/// `GET /api/v1/registration-status?login=NAME`.
async fn status(request: HttpRequest, portal: web::Data<Portal>, client: ClientInfo) -> Result<HttpResponse, Failure> {
    let application = match application(&request, &portal, client)? {
        Ok(application) => application,
        Err(refused) => return Ok(refused),
    };
    let Some(login) = parameter(&request, "login").filter(|login| !login.trim().is_empty()) else {
        return Ok(answer(StatusCode::BAD_REQUEST, "name the person: ?login=NAME\n"));
    };
    let due = due(&portal, login.clone()).await;
    let return_to = parameter(&request, "return_to");
    let now = portal.app.core.now().millis();
    let status = Status {
        login: &login,
        due: due.as_str(),
        may_postpone: due.may_postpone(),
        link: (due != Due::Nothing).then(|| register(&portal, return_to.as_deref())),
        checked_at: now,
    };
    let body = serde_json::to_string(&status).map_err(|_| Failure(Code::Internal))?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if let Some(token) = &application.token {
        let seconds = now.div_euclid(1000);
        let signed = format!("{seconds}.{body}");
        let code = Signer::shared(token.expose_secret().as_bytes()).plain(signed.as_bytes());
        let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        response.insert_header((SIGNATURE, format!("t={seconds},v1={hex}")));
    }
    Ok(response.body(body))
}

/// `GET /api/v1/forward-auth`: 204 when nothing is due; 401 with the page in `X-Latchkey-Location`, or with
/// `?redirect=1` 303 to it.
async fn forward_auth(
    request: HttpRequest,
    portal: web::Data<Portal>,
    client: ClientInfo,
) -> Result<HttpResponse, Failure> {
    let application = match application(&request, &portal, client)? {
        Ok(application) => application,
        Err(refused) => return Ok(refused),
    };
    let headers = request.headers();
    let named = |value: Option<&str>| value.filter(|user| !user.is_empty()).map(str::to_owned);
    let user = named(one(headers, application.user_header.as_str())).or_else(|| named(one(headers, REMOTE_USER)));
    let Some(user) = user else {
        tracing::warn!(application = application.name, "a proxy names nobody: nothing is due for nobody");
        return Ok(HttpResponse::NoContent().finish());
    };
    let due = due(&portal, user).await;
    if due == Due::Nothing {
        return Ok(HttpResponse::NoContent().finish());
    }
    let to = register(&portal, came_from(headers).as_deref());
    let redirect = parameter(&request, "redirect").is_some_and(|value| value == "1");
    let mut response = if redirect {
        HttpResponse::SeeOther().insert_header((header::LOCATION, to.as_str())).finish()
    } else {
        answer(StatusCode::UNAUTHORIZED, "registration is due\n")
    };
    let location = HeaderValue::from_str(&to).map_err(|_| Failure(Code::Internal))?;
    response.headers_mut().insert(LOCATION, location);
    response.headers_mut().insert(DUE, HeaderValue::from_static(due.as_str()));
    Ok(response)
}

/// The address that was asked for, as the proxy tells it. Whether it may be led back to is another question.
fn came_from(headers: &HeaderMap) -> Option<String> {
    if let Some(whole) = one(headers, ORIGINAL) {
        return Some(whole.to_owned());
    }
    let [scheme, host, path] = [FORWARDED_PROTO, FORWARDED_HOST, FORWARDED_URI].map(|name| one(headers, name));
    Some(format!("{}://{}{}", scheme?, host?, path?))
}
