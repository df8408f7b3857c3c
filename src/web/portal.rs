//! The portal on its listeners: the house's parts behind the web floor's ports.

use std::{borrow::Cow, net::SocketAddr, sync::Arc, time::Duration};

use actix_web::web;
use async_trait::async_trait;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{
    health::Health,
    landing::Kept,
    pages::Portal,
    ports::{Asked, Asset, Assets, Entropy, ErrorPages, Flood, FloodClass, FloodKey, Probe},
    server::{self, BoundServer, ServerError},
    settings::{TlsFiles, WebSettings},
    shell::{Parts, Shell},
    site::SiteError,
    table::table,
};
use crate::{
    app::App,
    crypto::{digest::Purpose, random::Rng},
    domain::{error::Code, export::moment},
    limits::RouteClass,
    render::{
        Frame, Renderer,
        contexts::{DemoLogin, Problem, WayOn},
    },
};

/// Why the portal can not be served.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// A public URL.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// A listener, a certificate.
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// How long `security.txt` is good for: RFC 9116 asks for less than a year. Each start renews it.
const SECURITY_TXT_LIFE: Duration = Duration::from_secs(360 * 24 * 3600);

/// The web floor's settings of a house.
#[must_use]
pub fn settings(app: &App) -> WebSettings {
    let section = &app.config.server;
    let tls = section.tls_certificate.clone().zip(section.tls_key.clone());
    let expires = moment(app.core.now().after(SECURITY_TXT_LIFE));
    WebSettings {
        listen: vec![section.listen],
        redirect_listen: section.http_redirect.into_iter().collect(),
        health_listen: vec![section.health_listen],
        public_urls: section.urls().cloned().collect(),
        trusted_proxies: section.trusted_proxies.clone(),
        tls: tls.map(|(certificate, key)| TlsFiles { certificate, key }),
        workers: section.workers.map(usize::from),
        shutdown: Duration::from_secs(10),
        limits: super::settings::Limits::default(),
        security_txt: section.security_contact.as_ref().map(|to| format!("Contact: {to}\nExpires: {expires}\n")),
    }
}

/// A portal whose listeners are open.
pub struct OpenPortal {
    bound: BoundServer,
    settings: WebSettings,
    app: Arc<App>,
    logins: Vec<DemoLogin>,
}

/// Opens the listeners.
///
/// # Errors
/// [`PortalError`] names the address.
pub fn open(app: Arc<App>, settings: WebSettings) -> Result<OpenPortal, PortalError> {
    let bound = server::bind(&settings)?;
    Ok(OpenPortal { bound, settings, app, logins: Vec::new() })
}

impl OpenPortal {
    /// Where the pages are.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.bound.addrs()
    }

    /// Where health is.
    #[must_use]
    pub fn health_addresses(&self) -> Vec<SocketAddr> {
        self.bound.health_addrs()
    }

    /// Names the public addresses, when they were not known before the port was.
    pub fn set_public_urls(&mut self, urls: Vec<Url>) {
        self.settings.public_urls = urls;
    }

    /// Shows these logins on the demo's outbox page.
    pub fn set_demo_logins(&mut self, logins: Vec<DemoLogin>) {
        self.logins = logins;
    }

    /// Serves until `stop`.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn run(self, metrics: Option<PrometheusHandle>, stop: CancellationToken) -> Result<(), PortalError> {
        let app = self.app;
        let key = |purpose| app.core.keyring.digest(purpose, &[b"web"]).0;
        let parts = Parts {
            errors: Arc::new(Problems { app: Arc::clone(&app) }),
            flood: Arc::new(Guard(Arc::clone(&app.flood))),
            entropy: Arc::new(Source(Arc::clone(&app.core.rng))),
            assets: Arc::new(Files(Arc::clone(&app.renderer))),
            csrf_key: key(Purpose::Csrf),
            visitor_key: key(Purpose::Visitor),
        };
        let shell = Arc::new(Shell::new(&self.settings, table(app.recorder.is_some()), parts)?);
        let health = metrics.map(|metrics| Health {
            probes: vec![Arc::new(Database(Arc::clone(&app))), Arc::new(Directory(Arc::clone(&app)))],
            metrics,
            runtime: app.runtime().clone(),
        });
        let portal = web::Data::new(Portal { app, landing: Kept::default() });
        let logins = web::Data::new(self.logins);
        let setup = move |config: &mut web::ServiceConfig| {
            config.app_data(portal.clone()).app_data(logins.clone());
        };
        Ok(self.bound.run(&self.settings, shell, health, setup, stop).await?)
    }
}

/// Error pages in the house's look.
struct Problems {
    app: Arc<App>,
}

impl ErrorPages for Problems {
    fn problem(&self, code: Code, _: u16, reference: &str, asked: &Asked<'_>) -> String {
        let app = &self.app;
        let locale = app.renderer.languages().negotiate(asked.query, asked.cookie, asked.accept);
        let way_on = match code {
            Code::ForeignForm | Code::FlowOver => WayOn::StartAgain,
            Code::Internal | Code::Throttled => WayOn::TryAgain,
            _ => WayOn::Home,
        };
        let context = Problem { code, support_id: Some(reference.to_owned()), way_on, retry_at: None };
        let frame = Frame {
            locale,
            organisation: app.org.name.clone(),
            csrf: String::new(),
            path: "/".to_owned(),
            help_desk: app.core.common().help_desk.clone(),
            time_zone: app.org.time_zone.clone(),
            now: app.core.now(),
            demo: app.recorder.is_some(),
            console: None,
        };
        app.renderer.render(&context, &frame).unwrap_or_else(|error| {
            tracing::error!(%error, "an error page can not be rendered");
            format!("<!doctype html><title>{code}</title><h1>{code}</h1><p>{reference}</p>")
        })
    }
}

struct Guard(Arc<crate::limits::Flood>);

impl Flood for Guard {
    fn check(&self, key: FloodKey) -> Result<(), Duration> {
        let class = match key.class {
            FloodClass::Page => RouteClass::Page,
            FloodClass::Post | FloodClass::Report => RouteClass::Form,
            FloodClass::Asset => RouteClass::Asset,
            FloodClass::Machine => RouteClass::Machine,
        };
        self.0.check(class, key.source)
    }
}

struct Source(Arc<dyn Rng>);

impl Entropy for Source {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

struct Files(Arc<Renderer>);

impl Files {
    fn asset(&self, path: &str) -> Option<Asset> {
        let found = self.0.assets().get(path)?;
        Some(Asset { bytes: Cow::Owned(found.body.to_vec()), content_type: Cow::Borrowed(found.content_type) })
    }
}

impl Assets for Files {
    fn fingerprinted(&self, name: &str) -> Option<Asset> {
        self.asset(&format!("{}{name}", super::assets::PREFIX))
    }

    fn favicon(&self) -> Option<Asset> {
        self.asset(self.0.asset_url("favicon.svg"))
    }
}

struct Database(Arc<App>);

#[async_trait]
impl Probe for Database {
    fn name(&self) -> &'static str {
        "database"
    }

    async fn check(&self) -> Result<(), String> {
        self.0.core.store.ping().await.map_err(|error| error.to_string())
    }
}

struct Directory(Arc<App>);

#[async_trait]
impl Probe for Directory {
    fn name(&self) -> &'static str {
        "directory"
    }

    async fn check(&self) -> Result<(), String> {
        self.0.directory.ready().await.map_err(|error| error.to_string())
    }
}
