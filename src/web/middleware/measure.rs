//! How long answers take, by route pattern and class of status.

use std::time::Instant;

use actix_web::{body::BoxBody, dev::ServiceRequest, middleware::Next};

use super::Outcome;
use crate::telemetry::metric;

/// Measures one request.
pub async fn measure(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let start = Instant::now();
    let result = next.call(request).await;
    let (route, status) = match &result {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let class = match status.as_u16() {
        0..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    };
    let route = route.unwrap_or_else(|| "none".to_owned());
    metrics::histogram!(metric::REQUEST_SECONDS, "route" => route, "class" => class).record(start.elapsed());
    result
}
