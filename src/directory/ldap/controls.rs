//! Controls that the protocol library does not bring, and what servers answer to them.

use ldap3::{
    asn1::{PL, TagClass, parse_tag},
    controls::{Control, PagedResults, RawControl},
};

/// LDAP_SERVER_POLICY_HINTS: a reset obeys password history and minimum age (MS-ADTS 3.1.1.3.4.1.27).
pub(crate) const POLICY_HINTS: &str = "1.2.840.113556.1.4.2239";
/// The same under the number of Windows Server 2008 R2.
pub(crate) const POLICY_HINTS_OLD: &str = "1.2.840.113556.1.4.2066";
/// Password policy request and response (draft-behera-ldap-password-policy).
const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// The policy-hints control in the form that a server which lists `supported` knows; critical, so that a server
/// which can not honour it refuses the reset (R112). `None` when it lists neither.
pub(crate) fn policy_hints(supported: &[String]) -> Option<RawControl> {
    let oid = [POLICY_HINTS, POLICY_HINTS_OLD].into_iter().find(|oid| supported.iter().any(|s| s == oid))?;
    Some(RawControl { ctype: oid.to_owned(), crit: true, val: Some(vec![0x30, 0x03, 0x02, 0x01, 0x01]) })
}

/// Paged results (RFC 2696).
const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

/// Asks for the reason when the password policy refuses.
pub(crate) fn password_policy() -> RawControl {
    RawControl { ctype: PASSWORD_POLICY.to_owned(), crit: false, val: None }
}

/// LDAP_SERVER_SHOW_DELETED: tombstones too (MS-ADTS 3.1.1.3.4.1.14).
pub(crate) fn show_deleted() -> RawControl {
    RawControl { ctype: "1.2.840.113556.1.4.417".to_owned(), crit: true, val: None }
}

/// Asks for a page of `size` entries, the first with an empty cookie (RFC 2696). Critical: a server that knows no
/// pages would cut the list short.
pub(crate) fn paged_results(size: i32, cookie: Vec<u8>) -> RawControl {
    RawControl { crit: true, ..PagedResults { size, cookie }.into() }
}

/// The cookie of the next page, empty after the last; `None` when the server did not page.
pub(crate) fn next_page(controls: &[Control]) -> Option<Vec<u8>> {
    let value = controls.iter().find(|c| c.1.ctype == PAGED_RESULTS)?.1.val.as_deref()?;
    let (_, tag) = parse_tag(value).ok()?;
    let PL::C(parts) = tag.payload else { return None };
    parts.into_iter().nth(1)?.expect_primitive()
}

/// What the password policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyError {
    Expired,
    Locked,
    ChangeAfterReset,
    ModificationNotAllowed,
    MustSupplyOld,
    Quality,
    TooShort,
    TooYoung,
    InHistory,
    TooLong,
}

/// The error in a password policy response, if there is one.
pub(crate) fn policy_error(controls: &[Control]) -> Option<PolicyError> {
    let value = controls.iter().find(|c| c.1.ctype == PASSWORD_POLICY)?.1.val.as_deref()?;
    let (_, tag) = parse_tag(value).ok()?;
    let PL::C(parts) = tag.payload else { return None };
    let error = parts.into_iter().find(|p| p.class == TagClass::Context && p.id == 1)?;
    match error.expect_primitive()?.as_slice() {
        [0] => Some(PolicyError::Expired),
        [1] => Some(PolicyError::Locked),
        [2] => Some(PolicyError::ChangeAfterReset),
        [3] => Some(PolicyError::ModificationNotAllowed),
        [4] => Some(PolicyError::MustSupplyOld),
        [5] => Some(PolicyError::Quality),
        [6] => Some(PolicyError::TooShort),
        [7] => Some(PolicyError::TooYoung),
        [8] => Some(PolicyError::InHistory),
        [9] => Some(PolicyError::TooLong),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(value: &[u8]) -> Option<PolicyError> {
        let raw = RawControl { ctype: PASSWORD_POLICY.to_owned(), crit: false, val: Some(value.to_vec()) };
        policy_error(&[Control(None, raw)])
    }

    #[test]
    fn answers_are_read_and_nonsense_is_not() {
        assert_eq!(answer(&[0x30, 0x03, 0x81, 0x01, 0x08]), Some(PolicyError::InHistory));
        assert_eq!(answer(&[0x30, 0x08, 0xa0, 0x03, 0x80, 0x01, 0x05, 0x81, 0x01, 0x06]), Some(PolicyError::TooShort));
        assert_eq!(answer(&[0x30, 0x00]), None);
        assert_eq!(answer(&[]), None);
        assert_eq!(answer(&[0x30, 0x7f, 0x81]), None);
    }

    #[test]
    fn the_cookie_of_a_page_is_read_and_nonsense_is_not() {
        let next = |value: &[u8]| {
            let raw = RawControl { ctype: PAGED_RESULTS.to_owned(), crit: false, val: Some(value.to_vec()) };
            next_page(&[Control(None, raw)])
        };
        assert_eq!(next(&[0x30, 0x07, 0x02, 0x01, 0x00, 0x04, 0x02, 7, 9]), Some(vec![7, 9]));
        assert_eq!(next(&[0x30, 0x05, 0x02, 0x01, 0x00, 0x04, 0x00]), Some(Vec::new()));
        for nonsense in [&[][..], &[0x30, 0x7f, 0x02], &[0x30, 0x03, 0x02, 0x01, 0x00], &[0x04, 0x00]] {
            assert_eq!(next(nonsense), None);
        }
        assert_eq!(next_page(&[]), None);
    }

    #[test]
    fn r112_the_newer_number_is_preferred() {
        let both = [POLICY_HINTS_OLD.to_owned(), POLICY_HINTS.to_owned()];
        assert_eq!(policy_hints(&both).unwrap().ctype, POLICY_HINTS);
        assert_eq!(policy_hints(&both[..1]).unwrap().ctype, POLICY_HINTS_OLD);
        assert!(policy_hints(&[]).is_none());
    }
}
