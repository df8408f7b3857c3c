//! The policy's document as a TOML file of its own: what is exported, kept elsewhere, read again.

use crate::domain::policy::{
    Document,
    field::{Field, Part},
    validate::MOST_POLICIES,
};

/// Most bytes of a file: a thousand words and a hundred policies have room many times over.
pub const MOST_BYTES: usize = 1 << 20;

/// A file is none of ours. The text names line, setting and remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Larger than any such file.
    #[error("the file is larger than {} KB: it is no policy", MOST_BYTES >> 10)]
    TooLarge,
    /// No TOML, a setting that is missing, or a value of another kind.
    #[error("{0}")]
    Unreadable(String),
    /// A setting that there is not.
    #[error("{0}: there is no such setting; compare it with a file that `latchkey policy show --toml` printed")]
    Unknown(String),
    /// More policies than anybody could oversee.
    #[error("there are more than {MOST_POLICIES} policies")]
    TooMany,
}

impl Document {
    /// The document as a file.
    ///
    /// # Errors
    /// [`FileError::Unreadable`] for what no file can hold: a number beyond 2^63.
    pub fn to_toml(&self) -> Result<String, FileError> {
        toml::to_string_pretty(self).map_err(|error| FileError::Unreadable(error.to_string()))
    }

    /// Reads a file. Whether what it says makes sense, [`crate::domain::policy::validate`] tells.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn from_toml(text: &str) -> Result<Self, FileError> {
        if text.len() > MOST_BYTES {
            return Err(FileError::TooLarge);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let unreadable = |error: toml::de::Error| FileError::Unreadable(error.to_string().trim_end().to_owned());
        let table: toml::Table = text.parse().map_err(unreadable)?;
        // Settings are flattened into a policy, which hides unknown ones from serde.
        let known = |key: &str, bound: bool| {
            let mut fields = Field::of(Part::Rules).chain(Field::of(Part::Bound).filter(|_| bound));
            fields.any(|field| field.as_str() == key)
        };
        let policies = table.get("policy").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        let named = policies.iter().enumerate().map(|(n, value)| (format!("policy[{n}]"), value, true));
        let named = named.chain(table.get("everybody").map(|value| ("everybody".to_owned(), value, false)));
        for (place, value, bound) in named {
            let mut keys = value.as_table().into_iter().flat_map(toml::Table::keys);
            if let Some(key) = keys.find(|key| !known(key, bound)) {
                return Err(FileError::Unknown(format!("{place}.{key}")));
            }
        }
        let document: Self = toml::from_str(text).map_err(unreadable)?;
        if document.policies.len() > MOST_POLICIES { Err(FileError::TooMany) } else { Ok(document) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::document::Bound;

    #[test]
    fn the_usual_document_comes_back_from_its_file() {
        let mut document = Document::default();
        document.policies.push(Bound {
            name: "Pilot".into(),
            for_groups: vec!["CN=Pilot,DC=x".into()],
            ..Bound::usual()
        });
        let text = document.to_toml().unwrap();
        assert_eq!(Document::from_toml(&text), Ok(document.clone()));
        assert_eq!(Document::from_toml(&format!("\u{feff}# a note\n{text}")), Ok(document));
    }

    #[test]
    fn a_setting_that_there_is_not_is_told_never_left_out() {
        let mut document = Document::default();
        document.policies.push(Bound { name: "Pilot".into(), ..Bound::usual() });
        let text = document.to_toml().unwrap();
        let with = text.replace("name = \"Pilot\"", "name = \"Pilot\"\nexcept_group = [\"VIP\"]");
        let error = Document::from_toml(&with).unwrap_err();
        assert!(matches!(&error, FileError::Unknown(key) if key == "policy[0].except_group"), "{error}");
        let with = text.replace("[everybody]", "[everybody]\nname = \"all\"");
        assert!(matches!(Document::from_toml(&with), Err(FileError::Unknown(_))));
        let with = text.replace("[shared]", "[shared]\nwritebak = false");
        assert!(matches!(Document::from_toml(&with), Err(FileError::Unreadable(_))));
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_told_with_its_place() {
        let text = Document::default().to_toml().unwrap();
        let error = Document::from_toml(&text.replace("gates = 2", "gates = \"two\"")).unwrap_err().to_string();
        assert!(error.contains("gates") && error.contains("line"), "{error}");
        let error = Document::from_toml(&text.replace("gates = 2", "")).unwrap_err().to_string();
        assert!(error.contains("gates"), "{error}");
        assert_eq!(Document::from_toml(&"#".repeat(MOST_BYTES + 1)), Err(FileError::TooLarge));
    }
}
