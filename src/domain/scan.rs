//! What a scan of the directory keeps of an account: enough to find people and to count them, nothing to reach them by.

use std::collections::BTreeSet;

use super::{
    account::{AccountId, AccountState, Contact, PasswordState, Protection},
    identifier::unmarked,
    time::Timestamp,
};

/// Longest word that is kept to be found by, in code points.
const LONGEST_WORD: usize = 40;
/// Most words that one account is found by.
const MOST_WORDS: usize = 24;
/// Most words of a search that are looked at.
const MOST_ASKED: usize = 6;
/// Raised when the same account is to be written anew: other words, another meaning of a column.
const FORM: u64 = 2;

/// How many contacts of each kind the directory holds for an account. Never which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContactKinds {
    /// Mailboxes.
    pub mailboxes: u32,
    /// Mobile phones.
    pub mobiles: u32,
    /// Desk phones.
    pub offices: u32,
}

impl ContactKinds {
    /// Counts.
    #[must_use]
    pub fn of(contacts: &[Contact]) -> Self {
        let mut kinds = Self::default();
        for contact in contacts {
            let count = match contact {
                Contact::Mail(_) => &mut kinds.mailboxes,
                Contact::Mobile(_) => &mut kinds.mobiles,
                Contact::Office(_) => &mut kinds.offices,
            };
            *count = count.saturating_add(1);
        }
        kinds
    }
}

/// One account as a scan saw it.
#[derive(Debug, Clone)]
pub struct ScannedAccount {
    /// Immutable identity.
    pub id: AccountId,
    /// The short login name.
    pub login: String,
    /// The long login name, where the directory has one.
    pub principal: Option<String>,
    /// The name to show. Untrusted text (R100).
    pub display_name: String,
    /// Given name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// The work mail address, to be found by; kept in words only.
    pub mail: Option<String>,
    /// Where it is in the directory (a DN). Not an identity.
    pub location: String,
    /// Enabled, locked, expired, protected (as far as the entry alone shows) ...
    pub state: AccountState,
    /// Which kinds of contact the directory holds.
    pub contacts: ContactKinds,
    /// The domains of its mailboxes, once for each: whether one is outside the organisation is the policy's to say.
    pub mail_domains: Vec<String>,
    /// When the directory says that it was changed last.
    pub changed_at: Option<Timestamp>,
}

/// The domains of the mailboxes among these contacts, once for each.
#[must_use]
pub fn mail_domains(contacts: &[Contact]) -> Vec<String> {
    let domain = |contact: &Contact| match contact {
        Contact::Mail(mailbox) => Some(mailbox.domain().to_owned()),
        _ => None,
    };
    contacts.iter().filter_map(domain).collect()
}

/// The words of an account: those that a search may begin with, and those of domains, which everybody shares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Words of names and login names.
    pub own: BTreeSet<String>,
    /// Words of the domains in them.
    pub domains: BTreeSet<String>,
}

impl ScannedAccount {
    /// The words to be found by, folded.
    #[must_use]
    pub fn words(&self) -> Words {
        let mut words = Words::default();
        for address in [self.principal.as_deref(), self.mail.as_deref()].into_iter().flatten() {
            let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            words.own.extend(folded(name));
            words.domains.extend(folded(domain));
        }
        let names = [Some(&self.login), Some(&self.display_name), self.given_name.as_ref(), self.surname.as_ref()];
        words.own.extend(names.into_iter().flatten().flat_map(|name| folded(name)));
        for set in [&mut words.own, &mut words.domains] {
            while set.len() > MOST_WORDS {
                set.pop_last();
            }
        }
        words
    }

    /// Whether it is a person's: neither a service's nor a machine's.
    #[must_use]
    pub const fn is_person(&self) -> bool {
        !matches!(self.state.protection, Some(Protection::Service | Protection::Machine))
    }

    /// A number that differs when anything that is kept differs.
    #[must_use]
    pub fn digest(&self) -> i64 {
        let mut hash = Fnv::new();
        hash.number(FORM);
        let texts = [
            Some(&self.login),
            self.principal.as_ref(),
            Some(&self.display_name),
            self.given_name.as_ref(),
            self.surname.as_ref(),
            self.mail.as_ref(),
            Some(&self.location),
        ];
        texts.into_iter().for_each(|text| hash.text(text.map(String::as_str)));
        hash.text(self.state.protection.as_ref().map(protection_name).as_deref());
        self.mail_domains.iter().for_each(|domain| hash.text(Some(domain)));
        let password = match self.state.password {
            PasswordState::Valid => 0,
            PasswordState::Expired => 1,
            PasswordState::MustChange => 2,
        };
        let flags = [self.state.disabled, self.state.expired, self.state.lock.is_some()].map(u64::from);
        let kinds = [self.contacts.mailboxes, self.contacts.mobiles, self.contacts.offices].map(u64::from);
        flags.into_iter().chain(kinds).chain([password]).for_each(|number| hash.number(number));
        hash.number(self.changed_at.map_or(0, |at| at.millis().cast_unsigned()));
        hash.0.cast_signed()
    }
}

/// A number for an account in its place, small enough that those of ten million add up within 64 bits.
#[must_use]
pub fn place(id: AccountId, location: &str) -> i64 {
    let mut hash = Fnv::new();
    id.0.as_bytes().iter().for_each(|byte| hash.byte(*byte));
    hash.text(Some(location));
    ((hash.0 ^ (hash.0 >> 40)) & 0xff_ffff_ffff).cast_signed()
}

/// Fowler-Noll-Vo 1a, 64 bits: the same in every release, which the standard library's is not. Not for secrets.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    const fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(0x0100_0000_01b3);
    }

    fn number(&mut self, number: u64) {
        number.to_be_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    /// 0xFF and 0xFE stand in no UTF-8 text.
    fn text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => text.bytes().for_each(|byte| self.byte(byte)),
            None => self.byte(0xfe),
        }
        self.byte(0xff);
    }
}

/// The stable name of a protection, as the database holds it.
#[must_use]
pub fn protection_name(protection: &Protection) -> String {
    match protection {
        Protection::AdminCount => "admin-count".to_owned(),
        Protection::PrivilegedGroup(name) => format!("group:{name}"),
        Protection::Service => "service".to_owned(),
        Protection::Machine => "machine".to_owned(),
        Protection::Configured => "configured".to_owned(),
    }
}

/// The protection of a stable name.
#[must_use]
pub fn protection_of(name: &str) -> Option<Protection> {
    Some(match name {
        "admin-count" => Protection::AdminCount,
        "service" => Protection::Service,
        "machine" => Protection::Machine,
        "configured" => Protection::Configured,
        other => Protection::PrivilegedGroup(other.strip_prefix("group:")?.to_owned()),
    })
}

/// What somebody searches people by: every word must begin a word of the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleQuery {
    /// Beginnings of words of names; each is letters and digits only, folded.
    pub own: Vec<String>,
    /// Beginnings of words of domains: what stands behind an `@`.
    pub domains: Vec<String>,
}

impl PeopleQuery {
    /// Takes what was typed: names, a login name in any of its spellings, a mail address. Nothing is refused; what
    /// holds no letter asks for everybody.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        for token in typed.split_whitespace().take(MOST_ASKED * 2) {
            let token = token.rsplit_once('\\').map_or(token, |(_, name)| name);
            let (name, domain) = token.split_once('@').unwrap_or((token, ""));
            query.own.extend(folded(name));
            query.domains.extend(folded(domain));
        }
        // The longer ones say more.
        for words in [&mut query.own, &mut query.domains] {
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words.dedup();
            words.truncate(MOST_ASKED);
        }
        query
    }
}

/// The words of a text: case, width, accents and compatibility forms folded, cut at whatever is neither letter nor digit.
fn folded(text: &str) -> Vec<String> {
    // Through capitals first: some letters have several small forms (ß, ῷ), and one spelling is to find the other.
    let text = unmarked(&text.to_uppercase());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(LONGEST_WORD).collect()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn account(login: &str, name: &str) -> ScannedAccount {
        ScannedAccount {
            mail_domains: Vec::new(),
            id: AccountId(Uuid::nil()),
            login: login.to_owned(),
            principal: Some(format!("{login}@contoso.com")),
            display_name: name.to_owned(),
            given_name: None,
            surname: None,
            mail: None,
            location: format!("CN={name},DC=contoso,DC=com"),
            state: AccountState::default(),
            contacts: ContactKinds::default(),
            changed_at: None,
        }
    }

    #[test]
    fn words_are_folded_and_domains_stand_apart() {
        let words = account("jl.müller", "Jean-Luc MÜLLER (R&D)").words();
        assert_eq!(words.own.iter().map(String::as_str).collect::<Vec<_>>(), ["d", "jean", "jl", "luc", "muller", "r"]);
        assert_eq!(words.domains.iter().map(String::as_str).collect::<Vec<_>>(), ["com", "contoso"]);
        let query = PeopleQuery::parse("  MULLER jean@CONTOSO.com CORP\\jl ");
        assert_eq!(query.own, ["muller", "jean", "jl"]);
        assert_eq!(query.domains, ["contoso", "com"]);
        assert_eq!(PeopleQuery::parse(" %_' --\u{202e} "), PeopleQuery::default());
    }

    #[test]
    fn a_digest_changes_with_every_part() {
        let one = account("alice", "Alice");
        let mut digests = BTreeSet::from([one.digest()]);
        let changes: [fn(&mut ScannedAccount); 9] = [
            |a| a.login = "b".into(),
            |a| a.principal = None,
            |a| a.surname = Some(String::new()),
            |a| a.given_name = Some(String::new()),
            |a| a.location.push('x'),
            |a| a.state.disabled = true,
            |a| a.state.protection = Some(Protection::Service),
            |a| a.contacts.mobiles = 1,
            |a| a.changed_at = Some(Timestamp(1)),
        ];
        for change in changes {
            let mut other = one.clone();
            change(&mut other);
            assert!(digests.insert(other.digest()));
        }
        assert_ne!(place(one.id, "a"), place(one.id, "b"));
        assert!((0..1 << 40).contains(&place(one.id, "a")));
    }

    #[test]
    fn protections_keep_their_names() {
        for name in ["admin-count", "service", "machine", "configured", "group:Domain Admins"] {
            assert_eq!(protection_of(name).as_ref().map(protection_name).as_deref(), Some(name));
        }
        assert_eq!(protection_of("else"), None);
    }

    proptest! {
        #[test]
        fn an_account_is_found_by_its_own_words_however_they_are_spelt(name in "\\PC{0,40}") {
            let words = account("x", &name).words();
            let query = PeopleQuery::parse(&name.to_uppercase().replace(['@', '\\'], " "));
            if words.own.len() < MOST_WORDS {
                let found = |asked: &String| words.own.iter().any(|word| word.starts_with(asked));
                prop_assert!(query.own.iter().all(found), "{:?} {:?}", query, words);
            }
        }

        #[test]
        fn words_hold_no_wildcard(text in "\\PC{0,40}") {
            let query = PeopleQuery::parse(&text);
            prop_assert!(query.own.iter().chain(&query.domains).all(|w| w.chars().all(char::is_alphanumeric)));
        }
    }
}
