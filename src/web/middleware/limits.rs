//! The size of bodies (N28, R89), by what the request announces; readers count again what really comes. The request
//! line and the headers are limited before there is a request, in [`crate::web::wire`].

use actix_web::{
    body::BoxBody,
    dev::ServiceRequest,
    http::{Method, header},
    middleware::Next,
};

use super::{Outcome, refuse, shell};
use crate::domain::error::Code;

/// Refuses a body that is larger than its route takes.
pub async fn limits(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced: u64 = announced.and_then(|text| text.parse().ok()).unwrap_or(0);
    if announced == 0 {
        return next.call(request).await;
    }
    let own = if *request.method() == Method::POST { shell.table.post(request.path()) } else { None };
    let most = own.and_then(|entry| entry.body_max).unwrap_or(shell.limits.form);
    if announced > u64::try_from(most).unwrap_or(u64::MAX) {
        return refuse(&shell, request, Code::TooLarge);
    }
    next.call(request).await
}
