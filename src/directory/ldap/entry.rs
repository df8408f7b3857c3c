//! One search result, decoded without the panics of `SearchEntry::construct`.

use std::collections::HashMap;

use ldap3::{
    ResultEntry,
    asn1::{PL, StructureTag},
};
use uuid::Uuid;

/// One entry. Attribute names are in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where it is.
    pub(crate) dn: String,
    values: HashMap<String, Vec<Vec<u8>>>,
}

impl Entry {
    /// Reads a `SearchResultEntry` (RFC 4511, section 4.5.2); `None` when it is malformed or something else.
    pub(crate) fn read(result: ResultEntry) -> Option<Self> {
        let tag = result.0;
        if tag.id != 4 {
            return None;
        }
        let mut parts = tag.expect_constructed()?.into_iter();
        let dn = text(parts.next()?)?;
        let mut values = HashMap::new();
        for attribute in parts.next()?.expect_constructed()? {
            let mut parts = attribute.expect_constructed()?.into_iter();
            let name = text(parts.next()?)?.to_lowercase();
            let mut all = Vec::new();
            for value in parts.next()?.expect_constructed()? {
                let PL::P(bytes) = value.payload else { return None };
                all.push(bytes);
            }
            values.insert(name, all);
        }
        Some(Self { dn, values })
    }

    /// The values of an attribute, as bytes.
    pub(crate) fn bytes(&self, attribute: &str) -> &[Vec<u8>] {
        self.values.get(&attribute.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The values of an attribute that are text.
    pub(crate) fn texts(&self, attribute: &str) -> impl Iterator<Item = &str> {
        self.bytes(attribute).iter().filter_map(|value| std::str::from_utf8(value).ok())
    }

    /// The first value of an attribute that is text and not empty.
    pub(crate) fn text(&self, attribute: &str) -> Option<&str> {
        self.texts(attribute).find(|value| !value.is_empty())
    }

    /// The first value of an attribute that is a whole number.
    pub(crate) fn number(&self, attribute: &str) -> Option<i64> {
        self.text(attribute)?.trim().parse().ok()
    }

    /// Whether the attribute has any value.
    pub(crate) fn has(&self, attribute: &str) -> bool {
        !self.bytes(attribute).is_empty()
    }

    /// Whether one of its object classes is `class`.
    pub(crate) fn is_a(&self, class: &str) -> bool {
        self.texts("objectClass").any(|name| name.eq_ignore_ascii_case(class))
    }

    /// An objectGUID: sixteen bytes, the first three fields little-endian.
    pub(crate) fn guid(&self, attribute: &str) -> Option<Uuid> {
        let bytes: [u8; 16] = self.bytes(attribute).first()?.as_slice().try_into().ok()?;
        Some(Uuid::from_bytes_le(bytes))
    }
}

fn text(tag: StructureTag) -> Option<String> {
    String::from_utf8(tag.expect_primitive()?).ok()
}
