//! Only our own pages may post (R61, R62).

use actix_web::{
    body::BoxBody,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap, HeaderName},
    },
    middleware::Next,
};
use url::Url;

use super::{Outcome, refuse, shell};
use crate::{domain::error::Code, web::site::Site};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a POST that one of our pages did not send.
pub async fn origin(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    if *request.method() != Method::POST {
        return next.call(request).await;
    }
    let shell = shell(&request)?;
    let open = shell.table.post(request.path()).is_some_and(|entry| !entry.needs_csrf);
    if open || ours(&shell.site, request.headers()) {
        return next.call(request).await;
    }
    refuse(&shell, request, Code::ForeignForm)
}

/// Browsers that send `Sec-Fetch-Site` are judged by it: under our own `Referrer-Policy: no-referrer` their
/// `Origin` is `null` even for our own forms. Others must name one of our origins; who says nothing is refused.
fn ours(site: &Site, headers: &HeaderMap) -> bool {
    let one = |name: HeaderName| {
        let mut values = headers.get_all(name);
        let first = values.next().map(|value| value.to_str().unwrap_or_default());
        if values.next().is_some() { Some("") } else { first }
    };
    if let Some(value) = one(FETCH_SITE) {
        return matches!(value, "same-origin" | "none");
    }
    if let Some(origin) = one(header::ORIGIN) {
        return site.knows_origin(origin);
    }
    let referer = one(header::REFERER).and_then(|text| Url::parse(text).ok());
    referer.is_some_and(|url| site.knows_origin(&url.origin().ascii_serialization()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn r61_who_may_post() {
        let site = Site::new(&[Url::parse("https://pw.example.org/").unwrap()]).unwrap();
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[], false),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://pw.example.org")], false),
            (&[("sec-fetch-site", "")], false),
            (&[("origin", "https://pw.example.org")], true),
            (&[("origin", "https://pw.example.org:8443")], false),
            (&[("origin", "http://pw.example.org")], false),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "null"), ("referer", "https://pw.example.org/reset")], false),
            (&[("origin", "https://pw.example.org"), ("origin", "https://pw.example.org")], false),
            (&[("referer", "https://pw.example.org/reset")], true),
            (&[("referer", "https://pw.example.org.evil.example/")], false),
            (&[("referer", "https://evil.example/?https://pw.example.org/")], false),
        ];
        for (sent, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in *sent {
                headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(ours(&site, &headers), *expected, "{sent:?}");
        }
    }
}
