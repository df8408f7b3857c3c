//! The security headers, on every answer (R72).

use actix_web::{body::BoxBody, dev::ServiceRequest, middleware::Next};

use super::{Outcome, shell};

/// Puts the header set on the answer.
pub async fn headers(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    let mut response = next.call(request).await?;
    shell.headers.apply(response.headers_mut());
    Ok(response)
}
