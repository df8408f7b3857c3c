//! Security identifiers (MS-DTYP 2.4.2) and those that stand for power over a domain.

/// A security identifier in binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sid(Vec<u8>);

impl Sid {
    /// Takes the binary form; `None` when the length is not what its count of parts says.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let parts = usize::from(*bytes.get(1)?);
        (bytes.len() == 8 + 4 * parts).then(|| Self(bytes.to_vec()))
    }

    /// The last part: which object of its domain.
    pub(crate) fn rid(&self) -> Option<u32> {
        let tail: [u8; 4] = self.0.get(self.0.len().checked_sub(4)?..)?.try_into().ok()?;
        (self.0.len() > 8).then(|| u32::from_le_bytes(tail))
    }

    /// Whether it is `S-1-5-32-...`: one of the groups that every domain is born with.
    fn is_builtin(&self) -> bool {
        self.0.len() == 16 && self.0.get(2..12) == Some([0, 0, 0, 0, 0, 5, 32, 0, 0, 0].as_slice())
    }

    /// Whether it is `S-1-5-21-...`: an object of a domain.
    fn is_of_domain(&self) -> bool {
        self.0.len() == 28 && self.0.get(2..12) == Some([0, 0, 0, 0, 0, 5, 21, 0, 0, 0].as_slice())
    }

    /// The privileged group that it is, in an order that puts a domain's own groups before the built-in ones that
    /// they are members of.
    pub(crate) fn privilege(&self) -> Option<(bool, &'static str)> {
        self.privileged_group().map(|group| (self.is_builtin(), group))
    }

    /// The privileged group that it is, if it is one (R114).
    fn privileged_group(&self) -> Option<&'static str> {
        match self.rid()? {
            544 if self.is_builtin() => Some("Administrators"),
            548 if self.is_builtin() => Some("Account Operators"),
            549 if self.is_builtin() => Some("Server Operators"),
            550 if self.is_builtin() => Some("Print Operators"),
            551 if self.is_builtin() => Some("Backup Operators"),
            552 if self.is_builtin() => Some("Replicator"),
            557 if self.is_builtin() => Some("Incoming Forest Trust Builders"),
            498 if self.is_of_domain() => Some("Enterprise Read-only Domain Controllers"),
            512 if self.is_of_domain() => Some("Domain Admins"),
            516 if self.is_of_domain() => Some("Domain Controllers"),
            517 if self.is_of_domain() => Some("Cert Publishers"),
            518 if self.is_of_domain() => Some("Schema Admins"),
            519 if self.is_of_domain() => Some("Enterprise Admins"),
            520 if self.is_of_domain() => Some("Group Policy Creator Owners"),
            521 if self.is_of_domain() => Some("Read-only Domain Controllers"),
            526 if self.is_of_domain() => Some("Key Admins"),
            527 if self.is_of_domain() => Some("Enterprise Key Admins"),
            _ => None,
        }
    }
}

/// The built-in Administrator's part of a domain's identifiers.
pub(crate) const ADMINISTRATOR: u32 = 500;
/// The Kerberos service's.
pub(crate) const KRBTGT: u32 = 502;

#[cfg(test)]
mod tests {
    use super::*;

    fn sid(parts: &[u32]) -> Sid {
        let mut bytes = vec![1, u8::try_from(parts.len()).unwrap(), 0, 0, 0, 0, 0, 5];
        parts.iter().for_each(|p| bytes.extend(p.to_le_bytes()));
        Sid::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn r114_only_the_right_authority_makes_a_group_privileged() {
        assert_eq!(sid(&[32, 544]).privileged_group(), Some("Administrators"));
        assert_eq!(sid(&[21, 1, 2, 3, 512]).privileged_group(), Some("Domain Admins"));
        assert_eq!(sid(&[21, 1, 2, 3, 544]).privileged_group(), None);
        assert_eq!(sid(&[21, 1, 2, 3, 513]).privileged_group(), None);
        assert!(Sid::from_bytes(&[1, 5, 0]).is_none());
    }
}
