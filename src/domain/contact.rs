//! Phones and mailboxes: one spelling of each, and how much of one may be shown.

use serde::{Deserialize, Serialize};

/// A phone number in E.164 form, `+` and 8 to 15 digits (R98).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Not a number at all, or too long or short for its country.
    #[error("not a valid phone number")]
    Invalid,
    /// No country code, and no default country to read it by.
    #[error("the number has no country code")]
    NoCountry,
}

impl Phone {
    /// Reads a number in any common spelling: spaces, dots, brackets, `00` or `+` prefix, full-width digits.
    /// `region` (ISO 3166-1 alpha-2, `"FR"`) is the country of numbers that name none.
    ///
    /// # Errors
    /// [`PhoneError`] says what is missing.
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, PhoneError> {
        let cleaned = clean(text);
        let cleaned = match cleaned.strip_prefix("00") {
            Some(rest) => format!("+{rest}"),
            None => cleaned,
        };
        let country = region.and_then(|r| r.parse::<phonenumber::country::Id>().ok());
        if country.is_none() && !cleaned.starts_with('+') {
            return Err(PhoneError::NoCountry);
        }
        let number = phonenumber::parse(country, &cleaned).map_err(|_| PhoneError::Invalid)?;
        if !number.is_valid() {
            return Err(PhoneError::Invalid);
        }
        let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
        let digits = e164.strip_prefix('+').unwrap_or_default();
        if (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(e164))
        } else {
            Err(PhoneError::Invalid)
        }
    }

    /// The E.164 form, `+15555550100`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may be shown before its owner is signed in: the last two digits behind a fixed mask (R6).
    #[must_use]
    pub fn masked(&self) -> String {
        let tail: String = self.0.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        format!("••••••{tail}")
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

/// Digits and a leading plus; an extension (`x12`, `ext. 12`) is dropped, since it is stored but not dialled.
fn clean(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let folded: String = text.nfkc().collect::<String>().to_lowercase();
    let main = folded.split(['x', ';', ',', 'e', '#']).next().unwrap_or_default();
    let mut out = String::with_capacity(main.len());
    let without_trunk = main.replace("(0)", "");
    for c in without_trunk.chars() {
        if c == '+' && out.is_empty() {
            out.push(c);
        } else if let Some(d) = c.to_digit(10) {
            out.push(char::from_digit(d, 10).unwrap_or('0'));
        }
    }
    out
}

/// One mailbox: local part as written, domain in lower-case ASCII (punycode) form (R99).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mailbox(String);

/// A text is not one plain mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid mail address")]
pub struct MailboxError;

impl Mailbox {
    /// Reads one plain address: no display name, no comment, no quoted local part, no list.
    ///
    /// # Errors
    /// [`MailboxError`] for all else.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let text = text.trim();
        let plain = text.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"\"(),:;<>[\\]%".contains(c));
        if !plain || text.len() > 254 || text.matches('@').count() != 1 {
            return Err(MailboxError);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(MailboxError)?;
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| MailboxError)?;
        if local.is_empty() || local.len() > 64 || !domain.contains('.') {
            return Err(MailboxError);
        }
        let whole = format!("{local}@{domain}");
        if email_address::EmailAddress::is_valid(&whole) { Ok(Self(whole)) } else { Err(MailboxError) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain, lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether the mailbox is in one of `domains` or below one: such a mailbox may need the very password that
    /// was forgotten, so it is no gate (R54).
    #[must_use]
    pub fn is_within(&self, domains: &[String]) -> bool {
        let own = self.domain();
        domains.iter().any(|d| {
            let d = d.to_lowercase();
            own == d || own.strip_suffix(&d).is_some_and(|head| head.ends_with('.'))
        })
    }

    /// What may be shown before its owner is signed in: first letter, first letter of the domain, last label,
    /// behind masks of a fixed length (R6).
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = |s: &str| s.chars().next().map(String::from).unwrap_or_default();
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        format!("{}•••••@{}•••••.{top}", first(local), first(domain))
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailbox({})", self.masked())
    }
}
