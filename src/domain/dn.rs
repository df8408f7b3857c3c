//! Distinguished names (RFC 4514): reading one far enough to compare it and to tell what is below what; and parts of a
//! directory, which are named by one.

use std::cmp::Ordering;

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

/// A part of the directory: an OU, or another entry that people are below. Compared as names are, not as texts.
#[derive(Debug, Clone)]
pub struct Place {
    name: String,
    path: Vec<u8>,
}

impl Place {
    /// The part of this name; `None` for what is no DN, or the empty one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        let path = path(normalised(name)?)?;
        (!path.is_empty()).then(|| Self { name: name.to_owned(), path })
    }

    /// Its name, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Its path from the root down, as [`container`] has them.
    #[must_use]
    pub fn path(&self) -> &[u8] {
        &self.path
    }

    /// Behind every path of the part: no path holds a byte of 0xFF where a name begins.
    #[must_use]
    pub fn end(&self) -> Vec<u8> {
        [self.path.as_slice(), &[0xff]].concat()
    }

    /// Whether who is at `location` (a DN) is below it. What can not be read is not.
    #[must_use]
    pub fn holds(&self, location: &str) -> bool {
        container(location).is_some_and(|path| path.starts_with(&self.path))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Place {}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.path.cmp(&other.path)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The path of what the entry at `location` (a DN) is directly in: its relative names from the root down, each ended by a
/// zero byte, so that whatever is in one part of a directory is one range. `None` for what is no DN.
#[must_use]
pub fn container(location: &str) -> Option<Vec<u8>> {
    let mut names = normalised(location)?;
    if names.is_empty() {
        return None;
    }
    names.remove(0);
    path(names)
}

fn path(innermost_first: Vec<String>) -> Option<Vec<u8>> {
    let mut path = Vec::new();
    for name in innermost_first.iter().rev() {
        // It would look like the end of a name.
        if name.bytes().any(|byte| byte == 0) {
            return None;
        }
        path.extend_from_slice(name.as_bytes());
        path.push(0);
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r140_a_part_of_the_directory_is_compared_by_whole_names_and_not_by_their_spelling() {
        let paris = Place::parse("OU=Paris,DC=contoso,DC=test").unwrap();
        for inside in [
            "CN=Alice,OU=Paris,DC=contoso,DC=test",
            "cn=alice, ou = PARIS ,dc=Contoso,dc=TEST",
            "uid=a,ou=Sales,ou=paris,dc=contoso,dc=test",
            "CN=Doe\\, Jane,OU=P\\61ris,DC=contoso,DC=test",
            "CN=Doe\\2c OU=Lyon,OU=Paris,DC=contoso,DC=test",
        ] {
            assert!(paris.holds(inside), "{inside}");
        }
        for outside in [
            "CN=Alice,OU=Lyon,DC=contoso,DC=test",
            "CN=Alice,OU=Greater Paris,DC=contoso,DC=test",
            "CN=Alice,XOU=Paris,DC=contoso,DC=test",
            "CN=Alice\\,OU=Paris,DC=contoso,DC=test",
            "CN=Alice,OU=Lyon\\,OU=Paris,DC=contoso,DC=test",
            "CN=Alice,OU=Paris,DC=contoso,DC=test,DC=com",
            "CN=Alice,OU=Paris,OU=Lyon,DC=contoso,DC=test",
            "CN=a\\00ou=paris,DC=contoso,DC=test",
            "CN=Alice,OU=Lyon\\00OU=Paris,DC=contoso,DC=test",
            "OU=Paris,DC=contoso,DC=test",
            "DC=contoso,DC=test",
            "alice",
            "",
        ] {
            assert!(!paris.holds(outside), "{outside}");
        }
        assert_eq!(paris, Place::parse(" ou=paris, dc=contoso, dc=test").unwrap());
        assert!(
            ["", " ", "Paris", "OU", "=Paris,DC=x", "OU=a\\00,DC=x"].iter().all(|text| Place::parse(text).is_none())
        );
    }

    proptest::proptest! {
        #[test]
        fn r140_the_range_of_paths_and_the_comparison_of_names_agree(
            names in proptest::collection::vec("(ou|cn)=[a-cA-C .-]{1,3}[a-c]", 1..5), cut in 0_usize..5
        ) {
            let below = format!("cn=x,{},dc=test", names.join(","));
            let place = Place::parse(&format!("{},dc=test", names[cut.min(names.len() - 1)..].join(","))).unwrap();
            let at = container(&below).unwrap();
            proptest::prop_assert!(place.holds(&below) && at.as_slice() >= place.path() && at < place.end());
            let other = Place::parse("ou=zz,dc=test").unwrap();
            proptest::prop_assert!(!other.holds(&below));
            proptest::prop_assert!(at.as_slice() < other.path() || at >= other.end());
        }
    }
}
