//! Phones and mailboxes: one spelling of each, and how much of one may be shown.

mod mailbox;
mod phone;

pub use mailbox::{Mailbox, MailboxError};
pub use phone::{Phone, PhoneError};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn r98_r99_no_text_upsets_the_readers(text in "\\PC{0,40}|[+0-9() x]{0,40}|.{0,40}@.{0,40}") {
            if let Ok(phone) = Phone::parse(&text, Some("FR")) {
                let digits = phone.as_str().strip_prefix('+').unwrap();
                prop_assert!((8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
                prop_assert_eq!(Phone::parse(phone.as_str(), None), Ok(phone.clone()));
            }
            if let Ok(mailbox) = Mailbox::parse(&text) {
                prop_assert_eq!(mailbox.as_str().matches('@').count(), 1);
                prop_assert!(mailbox.domain().is_ascii() && !mailbox.as_str().contains(['\r', '\n', ' ', ',', '<', '>']));
                prop_assert_eq!(Mailbox::parse(mailbox.as_str()), Ok(mailbox.clone()));
            }
        }
    }
}
