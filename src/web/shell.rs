//! What all requests share. Built once, before the workers are: what is made inside the application factory
//! exists once per worker, and limits would multiply.

use std::{net::IpAddr, sync::Arc};

use actix_web::{HttpRequest, dev::ServiceRequest, http::header, web};
use ipnet::IpNet;

use super::{
    cookies::{self, CookieNames, Visitors},
    csrf::Csrf,
    header_set::HeaderSet,
    ports::{Asked, Assets, Entropy, ErrorPages, Flood},
    routes::Table,
    settings::{Limits, WebSettings},
    site::{Site, SiteError},
};

/// What the composition root brings.
pub struct Parts {
    /// The error pages.
    pub errors: Arc<dyn ErrorPages>,
    /// The flood limit.
    pub flood: Arc<dyn Flood>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The files that pages refer to.
    pub assets: Arc<dyn Assets>,
    /// Key of the form tokens.
    pub csrf_key: [u8; 32],
    /// Key of the visitor cookies.
    pub visitor_key: [u8; 32],
}

/// What all requests share.
pub struct Shell {
    /// The public addresses.
    pub site: Site,
    /// The security headers.
    pub headers: Arc<HeaderSet>,
    /// The names of the cookies.
    pub cookies: CookieNames,
    /// Visitor cookies.
    pub visitors: Visitors,
    /// Form tokens.
    pub csrf: Csrf,
    /// Request limits.
    pub limits: Limits,
    /// Every route there is.
    pub table: Table,
    /// The error pages.
    pub errors: Arc<dyn ErrorPages>,
    /// The flood limit.
    pub flood: Arc<dyn Flood>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The files that pages refer to.
    pub assets: Arc<dyn Assets>,
    /// The text of `security.txt`.
    pub security_txt: Option<String>,
    trusted_proxies: Vec<IpNet>,
}

impl Shell {
    /// The shell for `settings`, with the routes of `table`.
    ///
    /// # Errors
    /// [`SiteError`] when a public URL can not be used.
    pub fn new(settings: &WebSettings, table: Table, parts: Parts) -> Result<Self, SiteError> {
        let site = Site::new(&settings.public_urls)?;
        Ok(Self {
            headers: Arc::new(HeaderSet::new(site.secure())),
            cookies: CookieNames::new(site.secure()),
            visitors: Visitors::new(parts.visitor_key),
            csrf: Csrf::new(parts.csrf_key),
            limits: settings.limits.clone(),
            site,
            table,
            errors: parts.errors,
            flood: parts.flood,
            entropy: parts.entropy,
            assets: parts.assets,
            security_txt: settings.security_txt.clone(),
            trusted_proxies: settings.trusted_proxies.clone(),
        })
    }

    /// Whether `address` is a proxy whose headers are believed.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&address))
    }

    /// The shell of a request that passes through a middleware.
    #[must_use]
    pub fn of(request: &ServiceRequest) -> Option<Arc<Self>> {
        request.app_data::<web::Data<Self>>().map(|data| Arc::clone(data))
    }

    /// The shell of a request in its handler.
    #[must_use]
    pub fn of_http(request: &HttpRequest) -> Option<Arc<Self>> {
        request.app_data::<web::Data<Self>>().map(|data| Arc::clone(data))
    }

    /// A fresh reference for the log and the error page: 50 random bits in Crockford's letters.
    #[must_use]
    pub fn reference(&self) -> String {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut bytes = [0_u8; 10];
        self.entropy.fill(&mut bytes);
        bytes.iter().map(|byte| LETTERS.get(usize::from(byte & 31)).copied().map_or('0', char::from)).collect()
    }

    /// What the request says about its language.
    #[must_use]
    pub fn asked<'a>(&self, headers: &'a header::HeaderMap, query: &'a str) -> Asked<'a> {
        Asked {
            query: query.split('&').find_map(|pair| pair.strip_prefix("lang=")),
            cookie: cookies::value(headers, self.cookies.language),
            accept: headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
        }
    }
}
