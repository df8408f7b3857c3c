//! The flood limit: per source and class of request, before any work is done.

use actix_web::{
    HttpMessage as _,
    body::BoxBody,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderValue},
    },
    middleware::Next,
};

use super::{Outcome, client::ClientInfo, refuse, shell};
use crate::{
    domain::error::Code,
    telemetry::metric,
    web::{
        api, assets,
        ports::{FloodClass, FloodKey},
        problem::Problem,
    },
};

/// Counts the request; over the budget it is 429 with the time to wait.
pub async fn flood(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    let Some(info) = request.extensions().get::<ClientInfo>().copied() else {
        return refuse(&shell, request, Code::Internal);
    };
    let class = if request.path() == assets::CSP_REPORT {
        FloodClass::Report
    } else if request.path().starts_with(api::PREFIX) {
        FloodClass::Machine
    } else if matches!(*request.method(), Method::GET | Method::HEAD) {
        if request.path().starts_with(assets::PREFIX) { FloodClass::Asset } else { FloodClass::Page }
    } else {
        FloodClass::Post
    };
    match shell.flood.check(FloodKey { source: info.source(), class }) {
        Ok(()) => next.call(request).await,
        Err(wait) => {
            metrics::counter!(metric::LIMITED, "limit" => "flood").increment(1);
            let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1);
            let problem = Problem::of(&shell, &request, Code::Throttled);
            let problem = problem.with(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(request.into_response(problem.response()))
        }
    }
}
