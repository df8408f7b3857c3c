//! Only configured hosts are answered (R84). `X-Forwarded-Host` and `Forwarded` are never looked at (R83).

use actix_web::{body::BoxBody, dev::ServiceRequest, http::header, middleware::Next};

use super::{Outcome, refuse, shell};
use crate::domain::error::Code;

/// Refuses a request for another host, before anything else happens.
pub async fn host(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    let head = request.head();
    let mut hosts = head.headers().get_all(header::HOST);
    // The connection guard refuses both of these earlier; this holds without it.
    let (Some(host), None, None) = (hosts.next(), hosts.next(), head.uri.authority()) else {
        drop(hosts);
        return refuse(&shell, request, Code::BadRequest);
    };
    if host.to_str().is_ok_and(|host| shell.site.knows_host(host)) {
        drop(hosts);
        return next.call(request).await;
    }
    drop(hosts);
    refuse(&shell, request, Code::UnknownHost)
}
