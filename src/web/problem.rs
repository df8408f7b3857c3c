//! Errors on their way to a page. Handlers and extractors fail with a [`Failure`], which holds a stable code and
//! nothing else; the error middleware makes the page of it.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::ServiceRequest,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};

use super::{header_set::HeaderSet, ports::Asked, shell::Shell};
use crate::domain::error::Code;

/// Marks an answer whose body was made by one of our templates. The body of any other answer with an error status
/// is replaced by the error page: what is not known to be meant for people never leaves (R91).
#[derive(Debug, Clone, Copy)]
pub struct Rendered;

/// A handler could not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub Code);

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        status(self.0)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The status of a page that shows `code`.
#[must_use]
pub fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An HTML page with any status, made by one of our templates.
#[must_use]
pub fn page(status: StatusCode, html: impl Into<actix_web::web::Bytes>) -> HttpResponse {
    let mut response = HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")))
        .body(html.into());
    response.extensions_mut().insert(Rendered);
    response
}

/// An error page with its headers: a whole answer. It is an error type too, because an answer that is given where
/// a panic was caught has no request left to hang on to.
#[derive(Clone)]
pub struct Problem {
    status: StatusCode,
    code: Code,
    html: String,
    extra: Vec<(HeaderName, HeaderValue)>,
    headers: Arc<HeaderSet>,
}

impl std::fmt::Debug for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Problem({}, {})", self.code, self.status)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.code.fmt(f)
    }
}

impl Problem {
    /// The page for `code`. Its fresh reference is written to the log.
    #[must_use]
    pub fn new(shell: &Shell, code: Code, status: StatusCode, asked: &Asked<'_>) -> Self {
        let reference = shell.reference();
        if status.is_server_error() {
            tracing::error!(%code, status = status.as_u16(), reference, "error page");
        } else {
            tracing::info!(%code, status = status.as_u16(), reference, "error page");
        }
        Self {
            status,
            code,
            html: shell.errors.problem(code, status.as_u16(), &reference, asked),
            extra: Vec::new(),
            headers: Arc::clone(&shell.headers),
        }
    }

    /// The page for `code`, in the language of a request in a middleware.
    #[must_use]
    pub fn of(shell: &Shell, request: &ServiceRequest, code: Code) -> Self {
        Self::new(shell, code, status(code), &shell.asked(request.headers(), request.query_string()))
    }

    /// The page for `code`, in the language of a request in its handler.
    #[must_use]
    pub fn of_http(shell: &Shell, request: &HttpRequest, code: Code) -> Self {
        Self::new(shell, code, status(code), &shell.asked(request.headers(), request.query_string()))
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.extra.push((name, value));
        self
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> HttpResponse {
        let mut response = page(self.status, self.html.clone());
        self.headers.apply(response.headers_mut());
        for (name, value) in &self.extra {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.response()
    }
}
