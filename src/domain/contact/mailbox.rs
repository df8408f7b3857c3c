//! Mailboxes: one plain address, one form.

use serde::{Deserialize, Serialize};

use crate::domain::identifier::is_hidden;

/// One mailbox: local part as written, domain in lower-case ASCII (punycode) form (R99).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mailbox(String);

/// A text is not one plain mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid mail address")]
pub struct MailboxError;

impl Mailbox {
    /// Longest address, in bytes (RFC 5321 section 4.5.3.1.3 less the angle brackets).
    pub const MAX: usize = 254;

    /// Reads one plain address: no display name, no comment, no quoted local part, no list.
    ///
    /// # Errors
    /// [`MailboxError`] for all else.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let text = text.trim();
        let forbidden = |c: char| is_hidden(c) || c.is_whitespace() || "\"(),:;<>[\\]%".contains(c);
        if text.len() > Self::MAX || text.contains(forbidden) || text.matches('@').count() != 1 {
            return Err(MailboxError);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(MailboxError)?;
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| MailboxError)?;
        let named = domain.rsplit_once('.').is_some_and(|(_, top)| !top.bytes().all(|b| b.is_ascii_digit()));
        if local.is_empty() || local.len() > 64 || !named {
            return Err(MailboxError);
        }
        let whole = format!("{local}@{domain}");
        let good = whole.len() <= Self::MAX && email_address::EmailAddress::is_valid(&whole);
        if good { Ok(Self(whole)) } else { Err(MailboxError) }
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
        is_domain_within(self.domain(), domains)
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

/// Whether `own` (lower-case ASCII) is one of `domains` or below one.
#[must_use]
pub fn is_domain_within(own: &str, domains: &[String]) -> bool {
    domains.iter().any(|written| {
        // As people write them: `@contoso.com`, `*.contoso.com`, `Münster.example`.
        let plain = written.trim().trim_start_matches(['@', '*', '.']).trim_end_matches('.');
        let domain = idna::domain_to_ascii(plain).unwrap_or_else(|_| plain.to_lowercase());
        own == domain || own.strip_suffix(&domain).is_some_and(|head| head.ends_with('.'))
    })
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailbox({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn r99_mailboxes_keep_the_local_part_and_one_form_of_the_domain() {
        for (written, meant) in [
            ("alice@example.org", "alice@example.org"),
            ("  alice@example.org\r\n", "alice@example.org"),
            ("Alice.Smith+Tag@EXAMPLE.Org", "Alice.Smith+Tag@example.org"),
            ("o'brien@example.org", "o'brien@example.org"),
            ("a!#$&*-/=?^_`{|}~b@example.org", "a!#$&*-/=?^_`{|}~b@example.org"),
            ("alice@münster.example", "alice@xn--mnster-3ya.example"),
            ("alice@MÜNSTER.example", "alice@xn--mnster-3ya.example"),
            ("alice@xn--mnster-3ya.example", "alice@xn--mnster-3ya.example"),
            ("alice@例え.テスト", "alice@xn--r8jz45g.xn--zckzah"),
            ("alice@mail。example。org", "alice@mail.example.org"),
            ("jörg@example.org", "jörg@example.org"),
        ] {
            assert_eq!(Mailbox::parse(written).map(|m| m.as_str().to_owned()).as_deref(), Ok(meant), "{written:?}");
        }
    }

    #[test]
    fn r99_anything_but_one_plain_address_is_refused() {
        for text in [
            "",
            "@",
            "alice",
            "alice@",
            "@example.org",
            "alice@example",
            "alice@localhost",
            "a@b@example.org",
            "a@example.org,b@example.org",
            "a@example.org;b@example.org",
            "a@example.org b@example.org",
            "Alice <a@example.org>",
            "<a@example.org>",
            "a(c)@example.org",
            "a@example.org(c)",
            "\"a b\"@example.org",
            "a@example.org\r\nBcc:b@example.org",
            "a\n@example.org",
            "a@exa\rmple.org",
            "a%0a@example.org",
            "a%b@example.org",
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            "a@example.123",
            "a\\@example.org",
            "a:b@example.org",
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "a@.example.org",
            "a@example..org",
            "a@-example.org",
            "a@example-.org",
            "a@exam_ple.org",
            "a\0@example.org",
            "a\u{200b}@example.org",
            "a\u{202e}@example.org",
            "a\u{2028}@example.org",
            "a@exam\u{ad}ple.org",
            "a\u{a0}b@example.org",
            "a＠example.org",
            "mailto:a@example.org",
            "a@example.org?cc=b",
        ] {
            assert_eq!(Mailbox::parse(text), Err(MailboxError), "{text:?}");
        }
        let longest = format!("{}@example.org", "a".repeat(64));
        assert!(Mailbox::parse(&longest).is_ok() && Mailbox::parse(&format!("a{longest}")).is_err());
        let label = "é".repeat(30);
        assert!(Mailbox::parse(&format!("a@{label}.{label}.{label}.{label}.{label}.{label}.{label}.example")).is_err());
    }

    #[test]
    fn r54_a_mailbox_below_an_own_domain_is_within_it() {
        let within = |address: &str, domain: &str| {
            Mailbox::parse(address).unwrap().is_within(&["other.test".into(), domain.into()])
        };
        for domain in ["contoso.com", "Contoso.COM", "@contoso.com", ".contoso.com", "*.contoso.com", " contoso.com. "]
        {
            assert!(within("a@contoso.com", domain) && within("a@mail.contoso.com", domain), "{domain:?}");
            assert!(!within("a@notcontoso.com", domain) && !within("a@contoso.com.example.org", domain), "{domain:?}");
        }
        assert!(
            within("a@münster.example", "Münster.example") && within("a@münster.example", "xn--mnster-3ya.example")
        );
        assert!(!within("a@contoso.com", "") && !within("a@contoso.com", "@") && !within("a@contoso.com", "*"));
        assert!(!within("a@contoso.com", "mail.contoso.com"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn r6_a_masked_mailbox_does_not_tell_how_long_it_is(address in "[a-z][a-z0-9.+]{0,30}[a-z]@[a-z]{1,30}(\\.[a-z]{1,20}){0,3}\\.(org|fr)") {
            prop_assume!(Mailbox::parse(&address).is_ok());
            let masked = Mailbox::parse(&address).unwrap().masked();
            let (rest, top) = masked.rsplit_once('.').unwrap();
            prop_assert!(address.ends_with(top));
            prop_assert_eq!(rest.chars().count(), 13);
            prop_assert_eq!(rest.chars().filter(|c| *c == '•').count(), 10);
            prop_assert_eq!(rest.chars().next(), address.chars().next());
        }

        #[test]
        fn r99_no_text_upsets_the_reader(text in "\\PC{0,40}|[+0-9() x]{0,40}|.{0,40}@.{0,40}") {
            if let Ok(mailbox) = Mailbox::parse(&text) {
                prop_assert_eq!(mailbox.as_str().matches('@').count(), 1);
                prop_assert!(mailbox.domain().is_ascii() && !mailbox.as_str().contains(['\r', '\n', ' ', ',', '<', '>']));
                prop_assert_eq!(Mailbox::parse(mailbox.as_str()), Ok(mailbox.clone()));
            }
        }
    }
}
