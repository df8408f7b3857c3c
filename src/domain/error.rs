//! Stable codes for everything that a person may be told went wrong. A code never changes its meaning; the
//! texts are Fluent messages `error-<message>-title`, `error-<message>-text`; `docs/errors.md` lists them.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $name:ident = $number:literal, $message:literal, $status:literal; )+) => {
        /// A stable error code, shown as `LK-0013`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $( $(#[doc = $doc])+ $name, )+ }

        impl Code {
            /// Every code, in order of its number.
            pub const ALL: &[Self] = &[$( Self::$name, )+];

            /// The number behind `LK-`.
            #[must_use]
            pub const fn number(self) -> u16 { match self { $( Self::$name => $number, )+ } }

            /// The stem of its Fluent messages.
            #[must_use]
            pub const fn message(self) -> &'static str { match self { $( Self::$name => $message, )+ } }

            /// The HTTP status of a page that shows it.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $( Self::$name => $status, )+ } }

            /// What it means, for administrators (English; the reference page is made of it).
            #[must_use]
            pub const fn meaning(self) -> &'static str { match self { $( Self::$name => concat!($($doc,)+), )+ } }
        }
    };
}

codes! {
    /// Self-service reset is switched off for everybody.
    SwitchedOff = 9, "switched-off", 200;
    /// Writing to the directory is switched off (`policy.writeback`).
    WritebackOff = 10, "writeback-off", 200;
    /// The person is in none of the groups that may reset here, or in an excluded one.
    NotInScope = 13, "not-in-scope", 200;
    /// Fewer usable methods on record than the policy asks for.
    NotEnoughMethods = 14, "not-enough-methods", 200;
    /// A protected account: adminCount=1, a privileged group, a service account.
    Protected = 15, "protected", 200;
    /// The account is disabled or past its end date.
    AccountOff = 16, "account-off", 200;
    /// No account has this name.
    UnknownAccount = 17, "unknown-account", 200;
    /// Several accounts, or one whose name only looks alike.
    AmbiguousAccount = 18, "ambiguous-account", 200;
    /// An administrator locked the account; self-service does not lift that.
    AdministratorLock = 19, "administrator-lock", 200;
    /// The account is gone, or was made anew under its old name, since the flow began.
    AccountGone = 20, "account-gone", 409;
    /// Self-service is frozen for the account: somebody pressed "this wasn't me" (`latchkey helpdesk unfreeze`).
    Frozen = 21, "frozen", 200;
    /// The service account lacks a right in the directory; `latchkey doctor` names it.
    DirectoryDenied = 29, "directory-denied", 503;
    /// No directory server can be used.
    DirectoryDown = 30, "directory-down", 503;
    /// The directory did not answer a write; it is being found out what happened.
    OutcomeUnknown = 31, "outcome-unknown", 200;
    /// The directory refused for a reason that Latchkey does not know.
    DirectoryRefused = 32, "directory-refused", 503;
    /// The password was changed, and the account is still locked.
    ChangedStillLocked = 33, "changed-still-locked", 200;
    /// The directory refused the new password under one of its rules.
    PasswordRefused = 40, "password-refused", 422;
    /// The code is not right, or nobody sent one.
    WrongCode = 50, "wrong-code", 422;
    /// The code's time is over.
    ExpiredCode = 51, "expired-code", 422;
    /// Too many wrong codes.
    TooManyTries = 52, "too-many-tries", 429;
    /// What was typed can not be a code: letters, too few or too many digits.
    MalformedCode = 53, "malformed-code", 422;
    /// The passkey was not taken: cancelled, of another account, or not this challenge's.
    PasskeyRefused = 54, "passkey-refused", 422;
    /// The name and the password do not belong together, or the account can not be used here.
    SignInRefused = 55, "sign-in-refused", 422;
    /// Too many requests: one of the limits was reached.
    Throttled = 60, "throttled", 429;
    /// The reset took longer than it may, was finished, or belongs to another browser.
    FlowOver = 70, "flow-over", 410;
    /// The session ended: too long without a page, too long in all, signed out, or the password changed.
    SessionOver = 71, "session-over", 410;
    /// The form came from another site, or its page was too old.
    ForeignForm = 72, "foreign-form", 403;
    /// The request names a host that is not configured.
    UnknownHost = 73, "unknown-host", 421;
    /// Nothing is at this address.
    NotFound = 74, "not-found", 404;
    /// The address does not take this HTTP method.
    MethodNotAllowed = 75, "method-not-allowed", 405;
    /// The request is larger than anything Latchkey asks for.
    TooLarge = 76, "too-large", 413;
    /// The request makes no sense: a field twice, a wrong type.
    BadRequest = 77, "bad-request", 400;
    /// The link of a message works no more, or never did.
    LinkOver = 78, "link-over", 410;
    /// The roles of who is signed in to the console do not allow it.
    NotAllowed = 79, "not-allowed", 403;
    /// A fault of Latchkey's own, or its database can not be written. The log has the cause.
    Internal = 80, "internal", 503;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LK-{:04}", self.number())
    }
}
