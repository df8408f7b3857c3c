//! `/healthz`, `/readyz` and `/metrics`, on a listener of their own (R93).

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::runtime::Handle;

use super::ports::Probe;

/// How long one check may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the health listener answers from.
#[derive(Clone)]
pub struct Health {
    /// What must work for this node to take requests.
    pub probes: Vec<Arc<dyn Probe>>,
    /// The recorded metrics.
    pub metrics: PrometheusHandle,
    /// The runtime that owns the sockets: probes run there, not on a worker.
    pub runtime: Handle,
}

/// Registers the three addresses.
pub fn configure(config: &mut web::ServiceConfig, health: Health) {
    config
        .app_data(web::Data::new(health))
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

fn plain(mut builder: actix_web::HttpResponseBuilder, body: String) -> HttpResponse {
    builder
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .body(body)
}

/// The process answers.
async fn alive() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n".to_owned())
}

/// Each probe on a line; 503 when one fails or takes too long.
async fn ready(health: web::Data<Health>) -> HttpResponse {
    let running = health.probes.iter().map(|probe| {
        let own = Arc::clone(probe);
        let check = health.runtime.spawn(async move { tokio::time::timeout(PATIENCE, own.check()).await });
        async move {
            let reason = match check.await {
                Ok(Ok(Ok(()))) => return (probe.name(), true),
                Ok(Ok(Err(reason))) => reason,
                Ok(Err(_)) => "no answer in time".to_owned(),
                Err(_) => "the check failed".to_owned(),
            };
            tracing::warn!(probe = probe.name(), reason, "not ready");
            (probe.name(), false)
        }
    });
    let results = futures_util::future::join_all(running).await;
    let body = results.iter().map(|(name, good)| format!("{name} {}\n", if *good { "ok" } else { "failed" })).collect();
    let all = results.iter().all(|(_, good)| *good);
    plain(if all { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() }, body)
}

/// The metrics in Prometheus' text form.
async fn metrics(health: web::Data<Health>) -> HttpResponse {
    health.metrics.run_upkeep();
    plain(HttpResponse::Ok(), health.metrics.render())
}
