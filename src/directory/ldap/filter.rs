//! Search filters. This is the only place where the text of one is made (R94, RFC 4515).

use std::fmt::{self, Write as _};

/// A search filter.
#[derive(Debug, Clone)]
pub struct Filter(Node);

#[derive(Debug, Clone)]
enum Node {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Equals(String, Vec<u8>),
    AtLeast(String, Vec<u8>),
    Begins(String, Vec<u8>),
    Contains(String, Vec<u8>),
    Present(String),
    Extensible(String, &'static str, Vec<u8>),
    Given(String),
}

/// LDAP_MATCHING_RULE_IN_CHAIN: follows a DN attribute through any number of groups.
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";
/// LDAP_MATCHING_RULE_BIT_AND: all of these bits are set.
const BITS: &str = "1.2.840.113556.1.4.803";

impl Filter {
    /// `attribute` has `value`, taken literally.
    pub fn equals(attribute: &str, value: impl AsRef<[u8]>) -> Self {
        Self(Node::Equals(attribute.to_owned(), value.as_ref().to_vec()))
    }

    /// `attribute` is `value` or above it in the attribute's own order.
    pub fn at_least(attribute: &str, value: impl AsRef<[u8]>) -> Self {
        Self(Node::AtLeast(attribute.to_owned(), value.as_ref().to_vec()))
    }

    /// `attribute` begins with `value`, taken literally.
    pub fn begins(attribute: &str, value: impl AsRef<[u8]>) -> Self {
        Self(Node::Begins(attribute.to_owned(), value.as_ref().to_vec()))
    }

    /// `attribute` has `value` in it, taken literally.
    pub fn contains(attribute: &str, value: impl AsRef<[u8]>) -> Self {
        Self(Node::Contains(attribute.to_owned(), value.as_ref().to_vec()))
    }

    /// `attribute` has a value.
    #[must_use]
    pub fn present(attribute: &str) -> Self {
        Self(Node::Present(attribute.to_owned()))
    }

    /// `attribute`, a DN, leads to `dn` directly or through other entries (Active Directory only).
    #[must_use]
    pub fn in_chain(attribute: &str, dn: &str) -> Self {
        Self(Node::Extensible(attribute.to_owned(), IN_CHAIN, dn.as_bytes().to_vec()))
    }

    /// `attribute`, a number, has all of these bits (Active Directory only).
    #[must_use]
    pub fn bits(attribute: &str, bits: i64) -> Self {
        Self(Node::Extensible(attribute.to_owned(), BITS, bits.to_string().into_bytes()))
    }

    /// All of `parts`.
    #[must_use]
    pub fn and(parts: Vec<Self>) -> Self {
        Self(Node::And(parts))
    }

    /// Any of `parts`.
    #[must_use]
    pub fn or(parts: Vec<Self>) -> Self {
        Self(Node::Or(parts))
    }

    /// Not `part`.
    #[must_use]
    pub fn unless(part: Self) -> Self {
        Self(Node::Not(Box::new(part)))
    }

    /// A filter that an administrator wrote; `None` when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.starts_with('(') && ldap3::parse_filter(text).is_ok()).then(|| Self(Node::Given(text.to_owned())))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |f: &mut fmt::Formatter<'_>, sign: char, parts: &[Filter]| {
            write!(f, "({sign}")?;
            parts.iter().try_for_each(|part| part.fmt(f))?;
            f.write_char(')')
        };
        match &self.0 {
            Node::And(parts) => all(f, '&', parts),
            Node::Or(parts) => all(f, '|', parts),
            Node::Not(part) => write!(f, "(!{part})"),
            Node::Equals(attribute, value) => write!(f, "({attribute}={})", Escaped(value)),
            Node::AtLeast(attribute, value) => write!(f, "({attribute}>={})", Escaped(value)),
            Node::Begins(attribute, value) => write!(f, "({attribute}={}*)", Escaped(value)),
            Node::Contains(attribute, value) => write!(f, "({attribute}=*{}*)", Escaped(value)),
            Node::Present(attribute) => write!(f, "({attribute}=*)"),
            Node::Extensible(attribute, rule, value) => write!(f, "({attribute}:{rule}:={})", Escaped(value)),
            Node::Given(text) => f.write_str(text),
        }
    }
}

/// A value with everything but plain ASCII letters, digits and a few signs as `\xx`.
struct Escaped<'a>(&'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&byte| {
            if byte.is_ascii_alphanumeric() || b"@.-_=, ".contains(&byte) {
                f.write_char(char::from(byte))
            } else {
                write!(f, "\\{byte:02x}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ldap3::asn1::{ASNTag as _, PL};

    /// The two octet strings of an equality node, decoded by another parser.
    fn decoded(filter: &Filter) -> Option<(Vec<u8>, Vec<u8>)> {
        let tag = ldap3::parse_filter(filter.to_string()).ok()?.into_structure();
        (tag.id == 3).then_some(())?;
        let PL::C(parts) = tag.payload else { return None };
        let [attribute, value] = <[_; 2]>::try_from(parts).ok()?;
        Some((attribute.expect_primitive()?, value.expect_primitive()?))
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(10_000))]
        #[test]
        fn r94_any_value_stays_one_literal_value(value in proptest::collection::vec(proptest::num::u8::ANY, 1..64)) {
            let filter = Filter::equals("uid", &value);
            proptest::prop_assert_eq!(decoded(&filter), Some((b"uid".to_vec(), value)));
        }

        #[test]
        fn r94_any_text_stays_one_literal_value(value in "\\PC{1,64}|[()*\\\\&|!=<>~\u{0}-\u{1f}]{1,20}") {
            let filter = Filter::equals("mail", &value);
            proptest::prop_assert_eq!(decoded(&filter), Some((b"mail".to_vec(), value.into_bytes())));
        }
    }

    #[test]
    fn r94_the_usual_injections_are_values() {
        for attack in ["*", "*)(uid=*))(|(uid=*", "admin)(&)", "x)(|(objectClass=*)", "\\2a", "a\0b", "é*"] {
            assert_eq!(decoded(&Filter::equals("uid", attack)), Some((b"uid".to_vec(), attack.as_bytes().to_vec())));
        }
    }

    #[test]
    fn r94_what_is_looked_for_by_its_beginning_brings_no_stars_of_its_own() {
        assert_eq!(Filter::begins("cn", "a*)(b").to_string(), r"(cn=a\2a\29\28b*)");
        assert_eq!(Filter::contains("cn", "-a\\").to_string(), r"(cn=*-a\5c*)");
    }

    #[test]
    fn only_whole_filters_are_taken_from_the_configuration() {
        assert!(Filter::parse("(objectClass=person)").is_some());
        assert!(Filter::parse("objectClass=person").is_none());
        assert!(Filter::parse("(a=b)(c=d)").is_none());
    }
}
