//! From a directory entry to the domain's account.

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::{
    account::{Account, AccountId, AccountState, Contact},
    contact::{Mailbox, Phone},
    identifier::is_hidden,
};

use super::{dialect::Dialect, entry::Entry, settings::LdapSettings};

/// Longest text taken from a directory to show (R100).
const LONGEST: usize = 256;

/// Which attributes to ask for, and what they mean.
pub(crate) struct Mapping {
    mailboxes: Vec<String>,
    mobiles: Vec<String>,
    office: Vec<String>,
    language: String,
    region: Option<String>,
    all: Vec<String>,
}

impl Mapping {
    pub(crate) fn new(settings: &LdapSettings, dialect: &dyn Dialect) -> Self {
        let names = &settings.attributes;
        let or = |set: &Option<Vec<String>>, usual: &[&str]| {
            set.clone().unwrap_or_else(|| usual.iter().map(|&name| name.to_owned()).collect())
        };
        let mailboxes = or(&names.mailboxes, dialect.mailboxes());
        let mobiles = or(&names.mobiles, &["mobile"]);
        let office = or(&names.office_phones, &["telephoneNumber"]);
        let language = names.language.clone().unwrap_or_else(|| "preferredLanguage".to_owned());
        let fixed = [dialect.id_attribute(), dialect.login_attribute(), "displayName", "givenName", "sn", "cn", "mail"];
        let mut all: Vec<String> = fixed.into_iter().map(str::to_owned).collect();
        all.extend(dialect.principal_attribute().map(str::to_owned));
        all.extend(dialect.state_attributes().iter().map(|&name| name.to_owned()));
        all.extend(mailboxes.iter().chain(&mobiles).chain(&office).cloned());
        all.push(language.clone());
        Self { mailboxes, mobiles, office, language, region: settings.default_region.clone(), all }
    }

    /// The attributes to ask for.
    pub(crate) fn attributes(&self) -> Vec<&str> {
        self.all.iter().map(String::as_str).collect()
    }

    /// The account in an entry.
    pub(crate) fn account(&self, dialect: &dyn Dialect, entry: &Entry, id: AccountId, state: AccountState) -> Account {
        let text = |name: &str| entry.text(name).map(presentable).filter(|text| !text.is_empty());
        let login = text(dialect.login_attribute()).unwrap_or_default();
        let display_name = text("displayName").or_else(|| text("cn")).unwrap_or_else(|| login.clone());
        let mut names = vec![login.clone(), display_name.clone()];
        names.extend([text("givenName"), text("sn")].into_iter().flatten());
        names.dedup();
        Account {
            id,
            login,
            principal: dialect.principal_attribute().and_then(text),
            display_name,
            names,
            language: text(&self.language),
            location: entry.dn.clone(),
            state,
            contacts: self.contacts(entry),
        }
    }

    /// Contacts in the order of the mapping. A value that can not be read is left out: one bad phone must not
    /// keep a person from their mailbox.
    fn contacts(&self, entry: &Entry) -> Vec<Contact> {
        let region = self.region.as_deref();
        let values = |names: &[String]| -> Vec<String> {
            names.iter().flat_map(|name| entry.texts(name)).map(str::to_owned).collect()
        };
        let mail = values(&self.mailboxes);
        let mobile = values(&self.mobiles);
        let office = values(&self.office);
        let all = mail.iter().filter_map(|text| Mailbox::parse(text).ok()).map(Contact::Mail);
        let all = all.chain(mobile.iter().filter_map(|text| Phone::parse(text, region).ok()).map(Contact::Mobile));
        let all = all.chain(office.iter().filter_map(|text| Phone::parse(text, region).ok()).map(Contact::Office));
        let mut contacts: Vec<Contact> = Vec::new();
        for contact in all {
            if !contacts.contains(&contact) {
                contacts.push(contact);
            }
        }
        contacts
    }
}

/// Text of a directory without what hides in or reorders text, and not endless (R100).
pub(crate) fn presentable(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).take(LONGEST).collect::<String>().trim().to_owned()
}

/// Whether two spellings are one name: case is ignored, accents are not (R95). Directories ignore both.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let fold = |text: &str| text.nfc().collect::<String>().to_lowercase().nfc().collect::<String>();
    fold(a) == fold(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r95_case_is_ignored_and_accents_are_not() {
        assert!(same_name("Alice", "aLICE"));
        assert!(same_name("JOSÉ", "jose\u{301}"));
        assert!(!same_name("jose", "josé"));
        assert!(!same_name("straße", "strasse"));
    }

    #[test]
    fn r100_what_reorders_text_is_taken_out() {
        assert_eq!(presentable("Al\u{202e}ice\u{0}\r\n"), "Alice");
        assert_eq!(presentable(&"x".repeat(5000)).len(), LONGEST);
    }
}
