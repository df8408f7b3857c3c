//! The numbers of the security requirements (`N` rows), in one place.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// N1: digits of a code sent by text message.
pub const SMS_CODE_DIGITS: u8 = 6;
/// N2: digits of a code sent by mail.
pub const MAIL_CODE_DIGITS: u8 = 8;
/// N8: with one gate only, every code has at least this many digits.
pub const ONE_GATE_CODE_DIGITS: u8 = 8;
/// N3: life of a code sent by text message.
pub const SMS_CODE_LIFE: Duration = MINUTE.saturating_mul(10);
/// N4: life of a code sent by mail.
pub const MAIL_CODE_LIFE: Duration = MINUTE.saturating_mul(15);
/// N5: wrong tries per challenge.
pub const TRIES_PER_CHALLENGE: u32 = 5;
/// N9: a reset ends this long after its start.
pub const RESET_LIFE: Duration = MINUTE.saturating_mul(15);
/// N16: the shortest time between two sends to one destination.
pub const RESEND_WAIT: Duration = MINUTE;
/// N21: longest password taken, in code points.
pub const PASSWORD_MAX: usize = 128;
/// How long a known-device cookie vouches for a browser that has finished a reset.
pub const KNOWN_DEVICE_LIFE: Duration = MINUTE.saturating_mul(60 * 24 * 180);
