//! The addresses that pages link and post to: what the router serves and what templates say can not drift apart.

use serde::Serialize;

macro_rules! paths {
    ($( $(#[doc = $doc:literal])+ $name:ident, $field:ident = $path:literal; )+) => {
        $( $(#[doc = $doc])+ pub const $name: &str = $path; )+

        /// All of them, as templates see them: `paths.reset_code`.
        #[derive(Debug, Clone, Copy, Serialize)]
        pub(crate) struct Paths { $( $field: &'static str, )+ }

        impl Paths {
            /// The addresses.
            pub(crate) const ALL: Self = Self { $( $field: $path, )+ };
        }
    };
}

paths! {
    /// The three doors.
    HOME, home = "/";
    /// Who are you: GET shows, POST takes `login`.
    RESET, reset = "/reset";
    /// Choice of a method: GET, POST `method` (a method's stable name, or `none`).
    RESET_METHOD, reset_method = "/reset/method";
    /// The whole number or address: GET, POST `contact`.
    RESET_CONTACT, reset_contact = "/reset/contact";
    /// The code: GET, POST `code`.
    RESET_CODE, reset_code = "/reset/code";
    /// POST: send the code again.
    RESET_RESEND, reset_resend = "/reset/code/resend";
    /// Reset or unlock: GET, POST `action` (`reset` or `unlock`).
    RESET_ACTION, reset_action = "/reset/action";
    /// The new password: GET, POST `new-password`.
    RESET_PASSWORD, reset_password = "/reset/password";
    /// The outcome: checking, done.
    RESET_RESULT, reset_result = "/reset/result";
    /// Known password: GET, POST `login`, `old-password`, `new-password`.
    CHANGE, change = "/change";
    /// The end of a change.
    CHANGE_DONE, change_done = "/change/done";
    /// Security info.
    REGISTER, register = "/register";
    /// Contact the administrators: GET, POST `login`, `support-id`.
    HELP, help = "/help";
    /// The end of a request for help.
    HELP_SENT, help_sent = "/help/sent";
    /// How this works.
    HOW, how = "/how";
    /// The demo's mails and text messages.
    DEMO_OUTBOX, demo_outbox = "/demo/outbox";
}
