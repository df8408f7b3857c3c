//! Files and the small fixed addresses: fingerprinted assets, icon, robots, well-known, policy reports.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};

use super::{
    form,
    header_set::{IMMUTABLE, NO_STORE},
    ports::Asset,
    problem::Failure,
    routes::Entry,
    shell::Shell,
};
use crate::{domain::error::Code, telemetry};

/// Where fingerprinted files are.
pub const PREFIX: &str = "/assets/";
/// Where browsers report policy violations (R74).
pub const CSP_REPORT: &str = "/csp-report";
const REPORT_BYTES: usize = 8 * 1024;

/// The routes of this file.
#[must_use]
pub fn entries() -> Vec<Entry> {
    vec![
        Entry::read("/assets/{name:[A-Za-z0-9._/-]+}", || web::to(asset)),
        Entry::read("/favicon.ico", || web::to(favicon)),
        Entry::read("/robots.txt", || web::to(robots)),
        Entry::read("/.well-known/change-password", || web::to(change_password)),
        Entry::read("/.well-known/security.txt", || web::to(security_txt)),
        Entry::report(CSP_REPORT, REPORT_BYTES, || web::to(csp_report)),
    ]
}

async fn asset(shell: web::Data<Shell>, name: web::Path<String>) -> Result<HttpResponse, Failure> {
    let found = shell.assets.fingerprinted(&name).ok_or(Failure(Code::NotFound))?;
    Ok(file(found, IMMUTABLE))
}

async fn favicon(shell: web::Data<Shell>) -> Result<HttpResponse, Failure> {
    Ok(file(shell.assets.favicon().ok_or(Failure(Code::NotFound))?, NO_STORE))
}

fn file(asset: Asset, caching: &'static str) -> HttpResponse {
    let content_type = HeaderValue::from_str(&asset.content_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let body = match asset.bytes {
        std::borrow::Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => web::Bytes::from(bytes),
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static(caching)))
        .body(body)
}

fn text(body: impl Into<web::Bytes>) -> HttpResponse {
    let content_type = HeaderValue::from_static("text/plain; charset=utf-8");
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, content_type)).body(body.into())
}

async fn robots() -> HttpResponse {
    text("User-agent: *\nDisallow: /\n")
}

/// U95: where a password manager sends people.
async fn change_password() -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((header::LOCATION, "/change")).finish()
}

async fn security_txt(shell: web::Data<Shell>) -> Result<HttpResponse, Failure> {
    shell.security_txt.clone().map(text).ok_or(Failure(Code::NotFound))
}

/// Takes a report of a policy violation. Whatever it says, the answer is 204; two fields go to the log.
async fn csp_report(_request: HttpRequest, payload: web::Payload) -> Result<HttpResponse, Failure> {
    let body = form::body(payload.into_inner(), REPORT_BYTES).await?;
    if let Ok(report) = serde_json::from_slice::<serde_json::Value>(&body) {
        let field = |names: [&str; 2]| {
            let of = |place: &serde_json::Value| names.iter().find_map(|name| place.get(name)?.as_str().map(short));
            let first = report.get(0).and_then(|report| report.get("body"));
            first.and_then(of).or_else(|| report.get("csp-report").and_then(of)).unwrap_or_default()
        };
        let directive = field(["effectiveDirective", "effective-directive"]);
        let blocked = field(["blockedURL", "blocked-uri"]);
        metrics::counter!(telemetry::metric::CSP_REPORTS).increment(1);
        tracing::warn!(directive, blocked, "a browser reported a policy violation");
    }
    Ok(HttpResponse::NoContent().finish())
}

/// The front of an address, without its query: that may hold anything.
fn short(text: &str) -> String {
    text.split(['?', '#']).next().unwrap_or_default().chars().take(200).collect()
}
