//! The configured public addresses: which hosts are answered, which origins may post, where links point (R83).

use std::collections::HashSet;

use url::Url;

/// The public addresses of the portal.
#[derive(Debug, Clone)]
pub struct Site {
    canonical: Url,
    hosts: HashSet<String>,
    origins: HashSet<String>,
    secure: bool,
}

/// Why public addresses can not be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SiteError {
    /// None is configured.
    #[error("no public URL is configured")]
    None,
    /// Not `http` or `https`, or without a host.
    #[error("the public URL {0} needs the scheme http or https, and a host")]
    Unusable(String),
    /// One is `http`, another `https`: cookies could not be both.
    #[error("the public URLs mix http and https")]
    Mixed,
}

impl Site {
    /// The site at `urls`, the first of which is the canonical one.
    ///
    /// # Errors
    /// [`SiteError`] says which URL can not be used.
    pub fn new(urls: &[Url]) -> Result<Self, SiteError> {
        let canonical = urls.first().ok_or(SiteError::None)?.clone();
        let secure = canonical.scheme() == "https";
        let mut hosts = HashSet::new();
        let mut origins = HashSet::new();
        for url in urls {
            let (Some(host), "http" | "https") = (url.host_str(), url.scheme()) else {
                return Err(SiteError::Unusable(url.to_string()));
            };
            if (url.scheme() == "https") != secure {
                return Err(SiteError::Mixed);
            }
            // A browser leaves the default port out; other clients may write it.
            match (url.port(), url.port_or_known_default()) {
                (Some(port), _) => {
                    hosts.insert(format!("{host}:{port}"));
                }
                (None, Some(port)) => {
                    hosts.insert(host.to_owned());
                    hosts.insert(format!("{host}:{port}"));
                }
                (None, None) => return Err(SiteError::Unusable(url.to_string())),
            }
            origins.insert(url.origin().ascii_serialization());
        }
        Ok(Self { canonical, hosts, origins, secure })
    }

    /// The address that links are built from.
    #[must_use]
    pub const fn canonical(&self) -> &Url {
        &self.canonical
    }

    /// Whether people reach the portal by `https`. Only a demo on one's own machine does not.
    #[must_use]
    pub const fn secure(&self) -> bool {
        self.secure
    }

    /// Whether `host`, the value of a `Host` header, is one of ours.
    #[must_use]
    pub fn knows_host(&self, host: &str) -> bool {
        self.hosts.contains(host) || self.hosts.contains(&host.to_ascii_lowercase())
    }

    /// Whether `origin`, the value of an `Origin` header, is one of ours.
    #[must_use]
    pub fn knows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(urls: &[&str]) -> Result<Site, SiteError> {
        Site::new(&urls.iter().map(|url| Url::parse(url).unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn only_configured_hosts_are_known() {
        let site = site(&["https://passwords.example.org/", "https://pw.example.org:8443/"]).unwrap();
        for known in
            ["passwords.example.org", "PASSWORDS.example.org", "passwords.example.org:443", "pw.example.org:8443"]
        {
            assert!(site.knows_host(known), "{known}");
        }
        for foreign in
            ["evil.example", "passwords.example.org:80", "pw.example.org", "passwords.example.org.", "", "a@b"]
        {
            assert!(!site.knows_host(foreign), "{foreign}");
        }
        assert!(site.knows_origin("https://passwords.example.org"));
        assert!(!site.knows_origin("http://passwords.example.org"));
        assert!(!site.knows_origin("null"));
    }

    #[test]
    fn unusable_addresses_are_refused() {
        assert_eq!(site(&[]).unwrap_err(), SiteError::None);
        assert_eq!(site(&["https://a.example/", "http://b.example/"]).unwrap_err(), SiteError::Mixed);
        assert!(matches!(site(&["mailto:a@b.example"]).unwrap_err(), SiteError::Unusable(_)));
    }
}
