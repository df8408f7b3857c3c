//! The numbers of the security requirements (`N` rows), in one place: those that are fixed as constants, those that
//! an administrator may move within their range as [`Numbers`].

use std::time::Duration;

use super::method::Method;

const MINUTE: Duration = Duration::from_secs(60);

/// N8: with one gate only, every code has at least this many digits.
pub const ONE_GATE_CODE_DIGITS: u8 = 8;
/// N14: digits of an authenticator app's code.
pub const APP_CODE_DIGITS: u8 = 6;
/// N7: wrong tries in a row after which a method is switched off until it is registered anew.
pub const WRONG_IN_A_ROW: u32 = 50;
/// N13: groups of four characters of a recovery code (80 bits).
pub const RECOVERY_CODE_GROUPS: usize = 4;
/// How many recovery codes there are in a set.
pub const RECOVERY_CODES: usize = 10;
/// R142: groups of four characters of a temporary pass (60 bits).
pub const PASS_GROUPS: usize = 3;
/// N24: how long "this wasn't me" works.
pub const DISAVOWAL_LIFE: Duration = MINUTE.saturating_mul(60 * 24 * 10);
/// R133: how long a removed contact is still told of changes.
pub const TELL_REMOVED: Duration = MINUTE.saturating_mul(60 * 24 * 10);
/// N16: the shortest time between two sends to one destination.
pub const RESEND_WAIT: Duration = MINUTE;
/// N21: longest password taken, in code points.
pub const PASSWORD_MAX: usize = 128;
/// How long a known-device cookie vouches for a browser that has finished a reset.
pub const KNOWN_DEVICE_LIFE: Duration = MINUTE.saturating_mul(60 * 24 * 180);

/// Numbers that the configuration may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// N1: digits of a code sent by text message.
    pub sms_code_digits: u8,
    /// N2: digits of a code sent by mail.
    pub mail_code_digits: u8,
    /// N3: life of a code sent by text message.
    pub sms_code_life: Duration,
    /// N4: life of a code sent by mail.
    pub mail_code_life: Duration,
    /// N5: wrong tries per challenge.
    pub tries_per_challenge: u32,
    /// N9: a reset ends this long after its start.
    pub reset_life: Duration,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            sms_code_digits: 6,
            mail_code_digits: 8,
            sms_code_life: MINUTE.saturating_mul(10),
            mail_code_life: MINUTE.saturating_mul(15),
            tries_per_challenge: 5,
            reset_life: MINUTE.saturating_mul(15),
        }
    }
}

impl Numbers {
    /// Digits of a code: what the method says, and never fewer than a single gate asks for (N8).
    #[must_use]
    pub fn digits(&self, method: Method, gates: usize) -> u8 {
        let own = match method {
            Method::Sms | Method::Voice | Method::Office => self.sms_code_digits,
            Method::Email => self.mail_code_digits,
            // Apps make six (N14); the others are no digits.
            Method::App => return APP_CODE_DIGITS,
            Method::Passkey | Method::RecoveryCode | Method::Questions | Method::Pass => return 0,
        };
        if gates == 1 { own.max(ONE_GATE_CODE_DIGITS) } else { own }
    }

    /// How long a code lives.
    #[must_use]
    pub const fn code_life(&self, method: Method) -> Duration {
        match method {
            Method::Email => self.mail_code_life,
            Method::Sms | Method::Voice | Method::Office => self.sms_code_life,
            // Nothing is sent: as long as the reset itself.
            Method::Passkey | Method::App | Method::RecoveryCode | Method::Questions | Method::Pass => self.reset_life,
        }
    }
}
