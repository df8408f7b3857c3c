//! Methods that exist nowhere in the portal (R80, R86). What a known route does not take is refused by the router,
//! with the methods that it does take.

use actix_web::{
    body::BoxBody,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderName},
    },
    middleware::Next,
};

use super::{Outcome, refuse, shell};
use crate::domain::error::Code;

const PREFLIGHT: HeaderName = header::ACCESS_CONTROL_REQUEST_METHOD;

/// Refuses another site's question whether it may call.
pub async fn method(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    if *request.method() == Method::OPTIONS && request.headers().contains_key(PREFLIGHT) {
        let shell = shell(&request)?;
        return refuse(&shell, request, Code::ForeignForm);
    }
    next.call(request).await
}
