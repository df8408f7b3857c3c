//! Why a line of an import is not taken, and what to do about it. No text shows the value: it may be a secret.

use crate::flows::security_info::contact::ContactRefusal;

macro_rules! refusals {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $text:literal, $remedy:literal; )+) => {
        /// Why a line is not taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Refusal { $( $(#[doc = $doc])+ $variant, )+ }

        impl Refusal {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }

            /// What is wrong.
            #[must_use]
            pub const fn text(self) -> &'static str { match self { $( Self::$variant => $text, )+ } }

            /// What to do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str { match self { $( Self::$variant => $remedy, )+ } }
        }
    };
}

refusals! {
    /// Fewer or more cells than columns.
    Columns = "columns", "the line has not as many cells as the heading",
        "put a value that holds the separator between double quotes";
    /// Not UTF-8.
    NotText = "not-text", "the line is not UTF-8", "save the file as \"CSV UTF-8\"";
    /// No login name.
    NoLogin = "no-login", "the login name is missing", "fill in the column login";
    /// No value.
    NoValue = "no-value", "the value is missing", "fill in the column value, or delete the line";
    /// An authenticator app, a passkey, recovery codes, questions, a pass or a password.
    OwnerOnly = "owner-only", "authenticator apps, passkeys, recovery codes and questions are registered by their owner",
        "delete the line, and the secret from wherever it is; ask the person to register at /security-info";
    /// No method at all.
    UnknownMethod = "unknown-method", "the method is none that can be brought in", "write sms, voice, office or email";
    /// No account has this name.
    UnknownPerson = "unknown-person", "the directory has no account with this login name",
        "check the name; an account that is new in the directory may take a moment to reach every server";
    /// Several accounts have it.
    Ambiguous = "ambiguous", "several accounts have this login name", "use the full name, alice@contoso.com";
    /// A privileged or service account.
    Protected = "protected", "the account is protected: nothing is brought in for it",
        "its owner registers at /security-info, where the policy lets them";
    /// "This wasn't me" was pressed.
    Frozen = "frozen", "self-service is frozen for the account since somebody said \"this wasn't me\"",
        "find out what happened, then latchkey helpdesk unfreeze";
    /// The policy does not have the method, or no gateway carries it.
    NotOffered = "not-offered", "the policy of this person does not have the method",
        "add it to policy.methods, with a gateway that carries it";
    /// Not a number, not an address.
    Malformed = "malformed", "the value is no phone number, or no mail address",
        "write numbers with their country, +33 6 12 34 56 78";
    /// A number without its country, where there is no usual one.
    NoCountry = "no-country", "the number has no country code", "write it as +33 6 12 34 56 78, or set directory.default_region";
    /// A landline among phones that get text messages.
    Landline = "landline", "a landline takes no text messages", "use the method office for a desk phone";
    /// Premium, satellite, service and the like (R41).
    NumberKind = "number-kind", "numbers of this kind get no codes (premium rate, toll-free, satellite ...)",
        "ask the person for a number of their own";
    /// A country that the administrators did not name (R41).
    Country = "country", "no codes go to this country", "add it to sms.countries";
    /// A mailbox of the organisation (R54).
    OwnDomain = "own-domain", "a mailbox of the organisation opens with the forgotten password, so it proves nothing",
        "use a mailbox outside policy.own_mail_domains";
    /// As many as there may be (N25).
    Full = "full", "the person has as many of this kind as there may be", "have one removed first, by the person or the help desk";
    /// It was removed a short while ago.
    Removed = "removed", "it was removed from this account within the last ten days",
        "ask the person: they may have said that it is not theirs";
}

impl From<ContactRefusal> for Refusal {
    fn from(refusal: ContactRefusal) -> Self {
        match refusal {
            ContactRefusal::Empty => Self::NoValue,
            ContactRefusal::Malformed | ContactRefusal::NotHeld | ContactRefusal::Yours => Self::Malformed,
            ContactRefusal::NoCountry => Self::NoCountry,
            ContactRefusal::Landline => Self::Landline,
            ContactRefusal::NumberKind => Self::NumberKind,
            ContactRefusal::Country => Self::Country,
            ContactRefusal::OwnDomain => Self::OwnDomain,
            ContactRefusal::Full => Self::Full,
            ContactRefusal::NotOffered => Self::NotOffered,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Refusal;

    #[test]
    fn every_refusal_has_a_name_of_its_own_and_a_remedy() {
        let names: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.as_str()).collect();
        assert_eq!(names.len(), Refusal::ALL.len());
        assert!(Refusal::ALL.iter().all(|refusal| !refusal.text().is_empty() && !refusal.remedy().is_empty()));
    }
}
