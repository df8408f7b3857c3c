//! Distinguished names (RFC 4514): reading one far enough to compare it and to tell what is below what.

/// Relative names of `text`, innermost first, attribute types and values in one spelling (lower case, escapes
/// resolved). `None` when it is not a DN.
#[must_use]
pub fn normalised(text: &str) -> Option<Vec<String>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    split(text).into_iter().map(|rdn| relative(&rdn)).collect()
}

/// Whether two texts name the same entry.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    matches!((normalised(a), normalised(b)), (Some(a), Some(b)) if a == b)
}

/// Whether `dn` is `base` or below it.
#[must_use]
pub fn is_within(dn: &str, base: &str) -> bool {
    matches!((normalised(dn), normalised(base)), (Some(dn), Some(base)) if dn.ends_with(&base))
}

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

/// Splits at commas and semicolons that are neither escaped nor quoted.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted, mut escape) = (Vec::new(), String::new(), false, false);
    for c in text.chars() {
        if escape {
            escape = false;
        } else if c == '\\' {
            escape = true;
        } else if c == '"' {
            quoted = !quoted;
        } else if (c == ',' || c == ';') && !quoted {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        part.push(c);
    }
    parts.push(part);
    parts
}

/// `type=value` (with `+` for more than one) in one spelling.
fn relative(text: &str) -> Option<String> {
    let (kind, value) = text.split_once('=')?;
    let kind = kind.trim().to_lowercase();
    let named = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    named.then_some(())?;
    let value = unescaped(value.trim())?.to_lowercase();
    Some(format!("{kind}={}", value.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            continue;
        }
        if c != '\\' {
            let mut buffer = [0; 4];
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            continue;
        }
        let next = chars.next()?;
        match (next.to_digit(16), chars.peek().and_then(|c| c.to_digit(16))) {
            (Some(high), Some(low)) => {
                chars.next();
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            _ => {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(next.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
    String::from_utf8(bytes).ok()
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
