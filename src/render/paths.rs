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
    /// The way to registration: leads to security info, or to sign-in first.
    REGISTER, register = "/register";
    /// Sign in: GET, POST `login`, `password`.
    SIGN_IN, sign_in = "/sign-in";
    /// Sign in with a temporary pass: GET, POST `login`, `pass`.
    SIGN_IN_PASS, sign_in_pass = "/sign-in/pass";
    /// POST: sign out here.
    SIGN_OUT, sign_out = "/security-info/sign-out";
    /// POST: sign out everywhere else.
    SIGN_OUT_OTHERS, sign_out_others = "/security-info/sign-out-others";
    /// The list of what is registered, or the wizard while something is due.
    SECURITY_INFO, security_info = "/security-info";
    /// POST: all of it is still true.
    INFO_CONFIRM, info_confirm = "/security-info/confirm";
    /// POST: remind me later.
    INFO_LATER, info_later = "/security-info/later";
    /// POST `method`: the method shown first.
    INFO_DEFAULT, info_default = "/security-info/default";
    /// Remove: GET `?id=`, POST `id`.
    INFO_REMOVE, info_remove = "/security-info/remove";
    /// Try a method: POST `id`; then GET the page of the code, POST `code`.
    INFO_TRY, info_try = "/security-info/try";
    /// Every use of my methods.
    INFO_ACTIVITY, info_activity = "/security-info/activity";
    /// My sessions.
    INFO_SESSIONS, info_sessions = "/security-info/sessions";
    /// A fresh proof: GET the choice (`?next=`, a page of ours), POST `method`, `next`.
    PROVE, prove = "/security-info/prove";
    /// Its answer: GET, POST `code`, or `credential`, or the answers.
    PROVE_ANSWER, prove_answer = "/security-info/prove/answer";
    /// POST: send its code again.
    PROVE_RESEND, prove_resend = "/security-info/prove/resend";
    /// Register something: GET the choice.
    ADD, add = "/security-info/add";
    /// A phone: GET (`?replaces=` an id), POST `phone` or `held`, `by` (`sms` or `voice`), `replaces`.
    ADD_PHONE, add_phone = "/security-info/add/phone";
    /// The desk phone: GET, POST `held`.
    ADD_OFFICE, add_office = "/security-info/add/office";
    /// A mailbox: GET (`?replaces=` an id), POST `mailbox` or `held`, `replaces`.
    ADD_MAILBOX, add_mailbox = "/security-info/add/mailbox";
    /// The code that was sent to a new contact: GET, POST `code`.
    ADD_CODE, add_code = "/security-info/add/code";
    /// POST: send that code again.
    ADD_RESEND, add_resend = "/security-info/add/code/resend";
    /// An authenticator app: GET, POST `code`, `name`.
    ADD_APP, add_app = "/security-info/add/app";
    /// A passkey: GET, POST `credential`, `name`.
    ADD_PASSKEY, add_passkey = "/security-info/add/passkey";
    /// Recovery codes: GET, POST; shown once.
    ADD_RECOVERY, add_recovery = "/security-info/add/recovery-codes";
    /// The same codes as a file of text.
    ADD_RECOVERY_FILE, add_recovery_file = "/security-info/add/recovery-codes.txt";
    /// Security questions: GET, POST `question-1`, `answer-1` and so on.
    ADD_QUESTIONS, add_questions = "/security-info/add/questions";
    /// "This wasn't me": GET, POST.
    NOT_ME, not_me = "/not-me";
    /// The link in a notice: GET trades the token for a cookie and leads to [`NOT_ME`] (R25).
    NOT_ME_OPEN, not_me_open = "/not-me/{token}";
    /// Contact the administrators: GET, POST `login`, `support-id`.
    HELP, help = "/help";
    /// The end of a request for help.
    HELP_SENT, help_sent = "/help/sent";
    /// How this works.
    HOW, how = "/how";
    /// The demo's mails and text messages.
    DEMO_OUTBOX, demo_outbox = "/demo/outbox";
}
