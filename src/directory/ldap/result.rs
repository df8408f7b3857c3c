//! What a server answered, and what that means.

use ldap3::{LdapError, LdapResult};

use crate::{
    directory::{DirectoryError, SignIn, SignInRefusal, WriteError},
    domain::password::Refusal,
};

use super::controls::{PolicyError, policy_error};

/// An operation that did not succeed.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// Nothing was sent.
    Unreachable(String),
    /// It was sent, and the connection ended before the answer.
    Lost(String),
    /// It was sent, and no answer came in time. It may be carried out yet.
    Silent(String),
    /// The server said no.
    Refused(Reply),
    /// The server answered nonsense, or something that a safe decision can not be based on.
    Odd(String),
}

/// A result other than success.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// Which server.
    pub(crate) server: String,
    /// LDAP result code.
    pub(crate) rc: u32,
    /// Diagnostic message. A server's prose: it never holds a password.
    pub(crate) text: String,
    /// What the password policy control says.
    pub(crate) policy: Option<PolicyError>,
}

impl Reply {
    pub(crate) fn new(server: &str, result: &LdapResult) -> Self {
        let text = result.text.chars().filter(|c| !c.is_control()).take(500).collect();
        Self { server: server.to_owned(), rc: result.rc, text, policy: policy_error(&result.ctrls) }
    }

    /// The Win32 error: Active Directory's diagnostics begin with its eight hexadecimal digits. It is what to go
    /// by; the LDAP code differs between reset and change, and the prose between versions.
    pub(crate) fn win32(&self) -> Option<u32> {
        let digits = self.text.get(..8)?;
        let colon = self.text.get(8..9)? == ":";
        (colon && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| u32::from_str_radix(digits, 16).ok())?
    }

    /// The `data` of a refused bind: why Active Directory would not let someone in.
    fn bind_data(&self) -> Option<u32> {
        let (_, tail) = self.text.split_once(", data ")?;
        let digits: String = tail.chars().take_while(char::is_ascii_hexdigit).collect();
        u32::from_str_radix(&digits, 16).ok()
    }

    /// What a refused bind says of the account.
    pub(crate) fn sign_in(&self) -> Option<SignIn> {
        let refused = |why| Some(SignIn::Refused(why));
        match self.policy {
            Some(PolicyError::Expired) => return Some(SignIn::Expired),
            Some(PolicyError::ChangeAfterReset) => return Some(SignIn::MustChange),
            Some(PolicyError::Locked) => return refused(SignInRefusal::Locked),
            _ => {}
        }
        match (self.rc, self.bind_data()) {
            (49, Some(0x773)) => Some(SignIn::MustChange),
            (49, Some(0x532)) => Some(SignIn::Expired),
            (49, Some(0x533)) => refused(SignInRefusal::Disabled),
            (49, Some(0x701)) => refused(SignInRefusal::AccountExpired),
            (49, Some(0x775)) => refused(SignInRefusal::Locked),
            (49, Some(0x530 | 0x531)) => refused(SignInRefusal::NotAllowedNow),
            // 48: no password at all on record; 32: gone since it was looked up.
            (49 | 48 | 32, _) => refused(SignInRefusal::Wrong),
            // 389-DS: an inactivated account; OpenLDAP: an empty password.
            (53 | 19, _) => refused(SignInRefusal::Disabled),
            _ => None,
        }
    }

    /// Why a write of a password was refused. `of_active_directory`: whose codes these are.
    fn refusal(&self) -> Option<Refusal> {
        match self.policy {
            Some(PolicyError::InHistory) => return Some(Refusal::UsedBefore),
            Some(PolicyError::TooShort) => return Some(Refusal::TooShort(None)),
            Some(PolicyError::TooYoung) => return Some(Refusal::TooYoung),
            Some(PolicyError::Quality) => return Some(Refusal::Complexity),
            Some(PolicyError::TooLong) => return Some(Refusal::TooLong(None)),
            _ => {}
        }
        match (self.win32(), self.rc) {
            (Some(0x52D), _) => Some(reason(&self.text)),
            (None, 19) => Some(reason(&self.text)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: rc={} {}", self.server, self.rc, self.text)?;
        self.policy.map_or(Ok(()), |policy| write!(f, " (password policy: {policy:?})"))
    }
}

/// The rule that a diagnostic names. Samba and 389-DS name it; Active Directory does not.
fn reason(text: &str) -> Refusal {
    let text = text.to_lowercase();
    if text.contains("too short") || text.contains("minimum length") {
        let number = text.split("than ").nth(1).and_then(|tail| tail.split_whitespace().next());
        Refusal::TooShort(number.and_then(|n| n.parse().ok()))
    } else if text.contains("complexity") {
        Refusal::Complexity
    } else if text.contains("history") || text.contains("previous password") {
        Refusal::UsedBefore
    } else if text.contains("too young") || text.contains("minimum age") {
        Refusal::TooYoung
    } else {
        Refusal::Unnamed
    }
}

impl Fault {
    /// From an error of the library while an operation was under way on `server`.
    pub(crate) fn under_way(server: &str, error: &LdapError) -> Self {
        let text = format!("{server}: {}", super::connect::describe(error));
        match error {
            LdapError::OpSend { .. } => Self::Unreachable(text),
            LdapError::ResultRecv { .. } | LdapError::Io { .. } | LdapError::EndOfStream => Self::Lost(text),
            LdapError::Timeout { .. } | LdapError::IdScrubSend { .. } => Self::Silent(text),
            _ => Self::Odd(text),
        }
    }

    /// Whether the connection is of no more use.
    pub(crate) const fn breaks_connection(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Lost(_) | Self::Silent(_) | Self::Odd(_))
    }

    /// Whether a *reading* operation is worth trying on the next server: this one is gone, busy (51), shutting
    /// down (52), or points to another one (10), which is not followed (R166).
    pub(crate) const fn another_server_may_answer(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Lost(_) | Self::Silent(_) => true,
            Self::Refused(reply) => matches!(reply.rc, 10 | 51 | 52),
            Self::Odd(_) => false,
        }
    }

    /// As the outcome of a read.
    pub(crate) fn into_read_error(self) -> DirectoryError {
        match self {
            Self::Unreachable(t) | Self::Lost(t) | Self::Silent(t) => DirectoryError::Unavailable(t),
            Self::Refused(reply) if matches!(reply.rc, 10 | 51 | 52) => DirectoryError::Unavailable(reply.to_string()),
            Self::Refused(reply) => DirectoryError::Unexpected(reply.to_string()),
            Self::Odd(text) => DirectoryError::Unexpected(text),
        }
    }

    /// As the outcome of a write that was sent once and is never sent again (R115, R156).
    pub(crate) fn into_write_error(self) -> WriteError {
        let reply = match self {
            Self::Unreachable(text) => return WriteError::Unavailable(text),
            Self::Lost(text) | Self::Silent(text) => return WriteError::Unknown(text),
            Self::Odd(text) => return WriteError::Unknown(text),
            Self::Refused(reply) => reply,
        };
        let text = reply.to_string();
        if let Some(refusal) = reply.refusal() {
            return WriteError::Refused(refusal, text);
        }
        match (reply.win32(), reply.rc) {
            (Some(0x56), _) | (_, 49) => WriteError::WrongOld(text),
            (Some(0x533 | 0x701 | 0x775 | 0x530 | 0x531), _) => WriteError::Unexpected(text),
            (Some(0x5 | 0x2098), _) | (_, 50) => WriteError::Denied(text),
            (_, 32) => WriteError::Gone(text),
            // A read-only server points elsewhere; busy and unavailable ones have done nothing.
            (_, 10 | 51 | 52) => WriteError::Unavailable(text),
            (_, 8 | 13) => WriteError::Unexpected(format!("{text}; the server wants a stronger channel")),
            _ => WriteError::Unexpected(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(rc: u32, text: &str) -> Reply {
        Reply { server: "ldaps://dc".to_owned(), rc, text: text.to_owned(), policy: None }
    }

    fn written(rc: u32, text: &str) -> WriteError {
        Fault::Refused(reply(rc, text)).into_write_error()
    }

    #[test]
    fn r115_the_number_decides_not_the_prose() {
        use WriteError as W;
        let ad_reset = "0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0";
        let ad_change = "0000052D: AtrErr: DSID-03191083, #1: 0: 0000052D: DSID-03191083, problem 1005 \
                         (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)";
        assert!(matches!(written(53, ad_reset), W::Refused(Refusal::Unnamed, _)));
        assert!(matches!(written(19, ad_change), W::Refused(Refusal::Unnamed, _)));
        assert!(matches!(written(19, "00000056: AtrErr: DSID-03191083"), W::WrongOld(_)));
        assert!(matches!(written(50, "00000005: SecErr: DSID-03152857, problem 4003"), W::Denied(_)));
        assert!(matches!(written(53, "0000001F: SvcErr: DSID-031A126C, problem 5003"), W::Unexpected(_)));
        assert!(matches!(written(19, "00000775: Password change not permitted"), W::Unexpected(_)));
        assert!(matches!(written(32, "0000208D: NameErr: DSID-03100213"), W::Gone(_)));
        assert!(matches!(written(10, "0000202B: RefErr: DSID-0310082F"), W::Unavailable(_)));
        let short = "0000052D: Constraint violation - check_password_restrictions: the password is too short. It \
                     should be equal or longer than 16 characters!";
        assert!(matches!(written(19, short), W::Refused(Refusal::TooShort(Some(16)), _)));
    }

    #[test]
    fn r115_no_answer_is_unknown_and_nothing_sent_is_not() {
        assert!(matches!(Fault::Silent(String::new()).into_write_error(), WriteError::Unknown(_)));
        assert!(matches!(Fault::Lost(String::new()).into_write_error(), WriteError::Unknown(_)));
        assert!(matches!(Fault::Unreachable(String::new()).into_write_error(), WriteError::Unavailable(_)));
    }

    #[test]
    fn bind_data_tells_right_passwords_from_wrong_ones() {
        let bind = |data: &str| {
            let text =
                format!("80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {data}, v3839");
            reply(49, &text).sign_in()
        };
        assert_eq!(bind("773"), Some(SignIn::MustChange));
        assert_eq!(bind("532"), Some(SignIn::Expired));
        assert_eq!(bind("52e"), Some(SignIn::Refused(SignInRefusal::Wrong)));
        assert_eq!(bind("525"), Some(SignIn::Refused(SignInRefusal::Wrong)));
        assert_eq!(bind("533"), Some(SignIn::Refused(SignInRefusal::Disabled)));
        assert_eq!(bind("701"), Some(SignIn::Refused(SignInRefusal::AccountExpired)));
        assert_eq!(bind("775"), Some(SignIn::Refused(SignInRefusal::Locked)));
        assert_eq!(bind("531"), Some(SignIn::Refused(SignInRefusal::NotAllowedNow)));
    }

    proptest::proptest! {
        #[test]
        fn no_diagnostic_makes_it_panic(rc in 0u32..130, text in "\\PC{0,60}|[0-9A-F]{8}: .{0,20}|.*, data .{0,5}") {
            let reply = reply(rc, &text);
            let _ = (reply.win32(), reply.sign_in(), Fault::Refused(reply).into_write_error());
        }
    }
}
