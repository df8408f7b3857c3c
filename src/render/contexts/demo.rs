//! The demo's own page.

use serde::Serialize;

use crate::{
    domain::{role::Role, time::Timestamp},
    render::pages::Page,
};

/// `/demo/outbox`: the mails and text messages that the demo "sent". Never served outside the demo.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DemoOutbox {
    /// Newest first.
    pub messages: Vec<DemoMessage>,
    /// Logins to try.
    pub logins: Vec<DemoLogin>,
}

/// One message of the demo.
#[derive(Debug, Clone, Serialize)]
pub struct DemoMessage {
    /// When it was sent.
    pub at: Timestamp,
    /// To whom, in full: these people do not exist.
    pub to: String,
    /// It is a call, and `text` what it says.
    pub call: bool,
    /// Subject of a mail; `None` for a text message and a call.
    pub subject: Option<String>,
    /// What it says.
    pub text: String,
}

/// One login of the demo.
#[derive(Debug, Clone, Serialize)]
pub struct DemoLogin {
    /// The login name.
    pub login: String,
    /// Its password, the same for all.
    pub password: String,
    /// What is special about it; English, as the demo's people are.
    pub note: String,
    /// The role in the console.
    pub role: Option<Role>,
    /// What their authenticator app shows now.
    pub code: Option<String>,
}

impl Page for DemoOutbox {
    const TEMPLATE: &'static str = "demo_outbox.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let sms = DemoMessage {
            at,
            to: "+12025550134".to_owned(),
            call: false,
            subject: None,
            text: "123456 is your Contoso code. It works for 10 minutes.\n\n@localhost #123456".to_owned(),
        };
        let mail = DemoMessage {
            at,
            to: "alice@example.net".to_owned(),
            call: false,
            subject: Some("Your code".to_owned()),
            text: "Hello Alice,\n\n12345678".to_owned(),
        };
        let call = DemoMessage { call: true, text: "Your code is: 1, 2, 3.".to_owned(), ..sms.clone() };
        let alice = DemoLogin {
            login: "alice".to_owned(),
            password: "Demo-2026".to_owned(),
            note: "phone and private mailbox".to_owned(),
            role: None,
            code: None,
        };
        let (role, code) = (Some(Role::Owner), Some("123456".to_owned()));
        let logins = vec![alice.clone(), DemoLogin { role, code, ..alice }];
        vec![Self::default(), Self { messages: vec![sms, mail, call], logins }]
    }
}
