//! Security descriptors (MS-DTYP 2.4.6), far enough to tell whether somebody holds one extended right.

use std::collections::HashSet;

use uuid::{Uuid, uuid};

use super::sid::Sid;

/// The extended right `Reset Password` (User-Force-Change-Password).
pub(crate) const RESET_PASSWORD: Uuid = uuid!("00299570-246d-11d0-a768-00aa006e0529");

/// ADS_RIGHT_DS_CONTROL_ACCESS and GENERIC_ALL.
const CONTROL_ACCESS: u32 = 0x100;
const GENERIC_ALL: u32 = 0x1000_0000;
const INHERIT_ONLY: u8 = 0x08;

/// Whether one of `who` is given `right` by the descriptor, the first entry that speaks of it deciding; `None`
/// when the descriptor can not be read.
pub(crate) fn grants(descriptor: &[u8], right: Uuid, who: &HashSet<Sid>) -> Option<bool> {
    let acl = usize::try_from(u32_at(descriptor, 16)?).ok()?;
    if acl == 0 {
        return Some(true);
    }
    let count = u16_at(descriptor, acl.checked_add(4)?)?;
    let mut at = acl.checked_add(8)?;
    for _ in 0..count {
        let size = usize::from(u16_at(descriptor, at.checked_add(2)?)?);
        let ace = descriptor.get(at..at.checked_add(size)?)?;
        at = at.checked_add(size.max(4))?;
        if let Some(allowed) = verdict(ace, right, who) {
            return Some(allowed);
        }
    }
    Some(false)
}

/// What one entry says; `None` when it speaks of others or of something else.
fn verdict(ace: &[u8], right: Uuid, who: &HashSet<Sid>) -> Option<bool> {
    let (kind, flags, mask) = (*ace.first()?, *ace.get(1)?, u32_at(ace, 4)?);
    if flags & INHERIT_ONLY != 0 || mask & (CONTROL_ACCESS | GENERIC_ALL) == 0 {
        return None;
    }
    let mut at = 8;
    if matches!(kind, 5 | 6) {
        let present = u32_at(ace, 8)?;
        at = 12;
        if present & 1 != 0 {
            let object: [u8; 16] = ace.get(at..at + 16)?.try_into().ok()?;
            if Uuid::from_bytes_le(object) != right {
                return None;
            }
            at += 16;
        }
        if present & 2 != 0 {
            at += 16;
        }
    }
    let parts = usize::from(*ace.get(at + 1)?);
    let sid = Sid::from_bytes(ace.get(at..at + 8 + 4 * parts)?)?;
    match kind {
        0 | 5 if who.contains(&sid) => Some(true),
        1 | 6 if who.contains(&sid) => Some(false),
        _ => None,
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = grants(&bytes, RESET_PASSWORD, &HashSet::new());
        }
    }
}
