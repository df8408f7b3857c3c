//! Distinguished names as servers and settings spell them; how they are compared is [`crate::domain::dn`]'s.

pub use crate::domain::dn::{is_within, normalised, same};

/// Whether `text` looks like a DN rather than like a plain name.
#[must_use]
pub fn looks_like(text: &str) -> bool {
    text.contains('=') && normalised(text).is_some_and(|rdns| !rdns.is_empty())
}

/// The DNS name of a domain's DN: `DC=contoso,DC=com` is `contoso.com`.
#[must_use]
pub fn dns_name(dn: &str) -> Option<String> {
    let parts: Vec<String> =
        normalised(dn)?.iter().filter_map(|rdn| rdn.strip_prefix("dc=").map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// An attribute value as it may stand in a DN (RFC 4514, section 2.4).
#[must_use]
pub fn escaped(value: &str) -> String {
    ldap3::dn_escape(value).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        assert!(same("CN=Doe\\, Jane,OU=Staff,DC=contoso,DC=com", "cn=doe\\2c jane, ou=staff , dc=Contoso,dc=com"));
        assert!(!same("CN=a,DC=x", "CN=b,DC=x"));
        assert!(is_within("CN=a\\,OU=Service,OU=Staff,DC=x", "OU=Staff,DC=x"));
        assert!(!is_within("CN=a\\,OU=Staff,DC=y", "OU=Staff,DC=y"), "an escaped comma is no border");
        assert!(!is_within("CN=a,OU=NotStaff,DC=x", "OU=Staff,DC=x"));
        assert_eq!(dns_name("DC=Contoso,DC=test").as_deref(), Some("contoso.test"));
        assert!(!looks_like("Help desk") && looks_like("CN=Help desk,DC=x"));
    }

    proptest::proptest! {
        #[test]
        fn r94_an_escaped_value_is_one_value(value in "\\PC{1,40}") {
            let dn = format!("CN={},DC=x", escaped(&value));
            let parts = normalised(&dn).unwrap();
            proptest::prop_assert_eq!(parts.len(), 2);
        }
    }
}
