//! Where a fresh proof leads back to: one of our own addresses, and nothing else (R81).

use url::form_urlencoded;
use uuid::Uuid;

use super::Visit;
use crate::render::paths;

/// Pages that a proof leads back to.
const BACK: [&str; 11] = [
    paths::SECURITY_INFO,
    paths::ADD,
    paths::ADD_PHONE,
    paths::ADD_OFFICE,
    paths::ADD_MAILBOX,
    paths::ADD_APP,
    paths::ADD_PASSKEY,
    paths::ADD_RECOVERY,
    paths::ADD_QUESTIONS,
    paths::INFO_REMOVE,
    paths::INFO_SESSIONS,
];

impl Visit {
    /// A parameter of the request's address.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.request.query_string().as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// A parameter of the request's address that is a row's id.
    #[must_use]
    pub fn id_parameter(&self, name: &str) -> Option<Uuid> {
        self.parameter(name)?.parse().ok()
    }

    /// The page of a fresh proof, which leads back to the page of this request.
    #[must_use]
    pub fn proof_path(&self) -> String {
        let query = self.request.query_string();
        let asked = format!("{}{}{query}", self.request.path(), if query.is_empty() { "" } else { "?" });
        let next = own(&asked).unwrap_or_else(|| fallback(self.request.path()).to_owned());
        let pair: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", &next).finish();
        format!("{}?{pair}", paths::PROVE)
    }
}

/// A page that is posted to only leads back to the one it is reached from.
fn fallback(path: &str) -> &'static str {
    let known = BACK.into_iter().find(|known| *known == path);
    known.unwrap_or(if path.starts_with(paths::ADD) { paths::ADD } else { paths::SECURITY_INFO })
}

/// `address` when it is one of the pages that a proof leads back to, with at most the id of a method.
#[must_use]
pub fn own(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = BACK.into_iter().find(|known| *known == path)?;
    if query.is_empty() {
        return Some(path.to_owned());
    }
    let (name, value) = query.split_once('=')?;
    let name = ["id", "replaces"].into_iter().find(|known| *known == name)?;
    let id: Uuid = value.parse().ok()?;
    Some(format!("{path}?{name}={id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r81_a_proof_leads_to_our_own_pages_alone() {
        let id = "019369b4-0000-7000-8000-000000000001";
        assert_eq!(own("/security-info/add/phone").as_deref(), Some("/security-info/add/phone"));
        let with_id = format!("/security-info/remove?id={id}");
        assert_eq!(own(&with_id), Some(with_id));
        for foreign in [
            "",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/reset",
            "/security-info/../reset",
            "/security-info/sign-out",
            "/security-info/remove?id=1",
            "/security-info/remove?id=x&next=//evil",
            "/security-info/add?x=1",
            "/security-info/add\r\nX: y",
        ] {
            assert_eq!(own(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn what_is_only_posted_to_leads_to_the_page_before() {
        assert_eq!(fallback(paths::ADD_CODE), paths::ADD);
        assert_eq!(fallback(paths::INFO_DEFAULT), paths::SECURITY_INFO);
        assert_eq!(fallback(paths::ADD_PHONE), paths::ADD_PHONE);
    }
}
