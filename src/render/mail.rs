//! The words of mails and text messages.

use serde::Serialize;
use tera::Context;

use super::{
    Renderer,
    clock::{self, Zone},
    error::RenderError,
    frame::{safe_link, unlabelled},
    gsm7, paths,
    text::Arg,
};
use crate::domain::{
    alarm::{AlarmKind, AlarmNotice},
    contact::{Mailbox, Phone},
    locale::Locale,
    message::{Address, DeskAct, Envelope, LONGEST_HOST, Message, Notice},
    method::Method,
    policy::HelpDesk,
    security_info::Kind,
    time::Timestamp,
};

/// Most characters of a text message (section 0 of the UX numbers): one segment, with room for what gateways add.
const SMS_LIMIT: usize = 140;

/// The organisation that sends.
#[derive(Debug, Clone)]
pub struct Org {
    /// Its name; untrusted text.
    pub name: String,
    /// Host of the public URL, as the browser sees it: for the origin-bound line (R29, R83).
    pub host: String,
    /// The public URL, without a slash at the end; the only origin of links (R83).
    pub public_url: String,
    /// The zone in which times are told.
    pub time_zone: Zone,
    /// Whom to ask.
    pub help_desk: HelpDesk,
}

/// A message in words.
#[derive(Clone, PartialEq, Eq)]
pub enum Rendered {
    /// A mail.
    Mail {
        /// One line.
        subject: String,
        /// The text part: complete by itself.
        text: String,
        /// The HTML part: no image, no script, nothing from elsewhere.
        html: String,
    },
    /// A text message.
    Sms(String),
    /// What a call says.
    Call(String),
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold a code.
        f.write_str(match self {
            Self::Mail { .. } => "Mail(..)",
            Self::Sms(_) => "Sms(..)",
            Self::Call(_) => "Call(..)",
        })
    }
}

/// A message as its templates see it: what a kind does not have is empty.
#[derive(Serialize)]
struct View<'a> {
    name: &'a str,
    kind: &'static str,
    org: &'a str,
    public_url: &'a str,
    help_text: &'a str,
    help_link: Option<&'a str>,
    code: Option<&'a str>,
    /// What the help desk says first.
    words: Option<&'a str>,
    /// What an agent wrote, a paragraph each.
    paragraphs: Vec<&'a str>,
    minutes: Option<u64>,
    days: Option<u32>,
    at: Option<Timestamp>,
    device: Option<&'a str>,
    network: Option<&'a str>,
    support_id: Option<&'a str>,
    login: Option<&'a str>,
    alarm: Option<&'static str>,
    subject: &'a str,
    figure: &'a str,
    methods: &'a [Method],
    /// Kind of security info.
    what: Option<&'static str>,
    hint: Option<&'a str>,
    left: Option<u8>,
    method: Option<Method>,
    about: Option<&'a str>,
    /// The "this wasn't me" link.
    not_me: Option<String>,
    /// It tells of what the help desk did.
    by_desk: bool,
}

impl<'a> View<'a> {
    fn new(envelope: &'a Envelope, org: &'a Org) -> Self {
        let mut view = Self {
            name: &envelope.name,
            kind: envelope.message.name(),
            org: &org.name,
            public_url: &org.public_url,
            help_text: unlabelled(&org.help_desk.text),
            help_link: safe_link(org.help_desk.link.as_deref()),
            code: None,
            words: None,
            paragraphs: Vec::new(),
            minutes: None,
            days: None,
            at: None,
            device: None,
            network: None,
            support_id: None,
            login: None,
            alarm: None,
            subject: "",
            figure: "",
            methods: &[],
            what: None,
            hint: None,
            left: None,
            method: None,
            about: None,
            not_me: None,
            by_desk: envelope.message.is_of_help_desk(),
        };
        if let Some(notice) = envelope.message.notice() {
            view.at = Some(notice.at);
            view.device = Some(&notice.device);
            view.network = Some(&notice.network);
            view.support_id = Some(&notice.support_id);
            let link = || format!("{}{}/{}", org.public_url, paths::NOT_ME, notice.disavow);
            view.not_me = (!notice.disavow.is_empty()).then(link);
        }
        match &envelope.message {
            Message::Code { code, minutes } | Message::InfoCode { code, minutes } => {
                view.code = Some(code);
                view.minutes = Some(*minutes);
            }
            Message::CallerCode { code, words, minutes } => {
                view.code = Some(code);
                view.words = Some(words);
                view.minutes = Some(*minutes);
            }
            Message::HelpAnswer { text, support_id } => {
                view.paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                view.support_id = Some(support_id);
            }
            Message::InfoRegistered { what, hint, .. }
            | Message::InfoChanged { what, hint, .. }
            | Message::InfoRemoved { what, hint, .. }
            | Message::ImportUsed { what, hint, .. } => {
                view.what = Some(what.as_str());
                view.hint = Some(hint);
            }
            Message::HelpDeskActed { what, hint, .. } => {
                view.what = what.map(Kind::as_str);
                view.hint = Some(hint);
            }
            Message::RecoveryCodeUsed { left, .. } => view.left = Some(*left),
            Message::MethodWornOut { method, .. } => view.method = Some(*method),
            Message::PasswordReset(_)
            | Message::AccountUnlocked(_)
            | Message::PasswordChanged(_)
            | Message::PassIssued(_)
            | Message::PassUsed(_)
            | Message::OutcomeUnknown(_)
            | Message::AccountFrozen(_) => {}
            Message::FrozenAlert { login, about, at, support_id }
            | Message::AdminReset { login, about, at, support_id } => {
                view.login = Some(login);
                view.about = Some(about);
                view.at = Some(*at);
                view.support_id = Some(support_id);
            }
            Message::OtherMethods { methods, support_id } => {
                view.methods = methods;
                view.support_id = Some(support_id);
            }
            Message::PasswordExpires { at, days } => {
                view.at = Some(*at);
                view.days = Some(*days);
            }
            Message::CannotReset { support_id } => view.support_id = Some(support_id),
            Message::HelpWanted { login, support_id, at } => {
                view.login = Some(login);
                view.support_id = Some(support_id);
                view.at = Some(*at);
            }
            Message::AlarmRaised(alarm) | Message::AlarmCleared(alarm) => {
                view.alarm = Some(alarm.kind.as_str());
                view.subject = &alarm.subject;
                view.figure = &alarm.figure;
                view.at = Some(alarm.at);
            }
        }
        view
    }
}

impl Renderer {
    /// The words of one message.
    ///
    /// # Errors
    /// [`RenderError::LongMessage`] when the host name leaves no room for a code.
    pub fn message(&self, envelope: &Envelope, org: &Org) -> Result<Rendered, RenderError> {
        match envelope.to {
            Address::Sms(_) => self.sms(envelope, org).map(Rendered::Sms),
            Address::Mail(_) => self.mail(envelope, org),
            Address::Call(_) => self.speech(envelope, org).map(Rendered::Call),
        }
    }

    fn mail(&self, envelope: &Envelope, org: &Org) -> Result<Rendered, RenderError> {
        let locale = self.spoken(&envelope.locale);
        let mut context = Context::new();
        context.insert("message", &View::new(envelope, org));
        context.insert("locale", locale.as_str());
        context.insert("dir", &self.languages().dir(&locale));
        context.insert("time_zone", org.time_zone.name());
        let part = |suffix: &str| {
            let template = format!("mail/{}.{suffix}", envelope.message.template());
            self.tera.render(&template, &context).map_err(|error| RenderError::template(&template, &error))
        };
        let key = format!("mail-{}-subject", envelope.message.name());
        let mut args = vec![("org", Arg::Text(org.name.clone()))];
        if let Message::PasswordExpires { days, .. } = envelope.message {
            args.push(("days", Arg::Number(i64::from(days))));
        }
        let subject = self.text(&locale, &key, &args)?;
        Ok(Rendered::Mail { subject: one_line(&subject), text: tidy(&part("txt")?), html: part("html")? })
    }

    /// A code with its digits apart, said twice (U28). What is no code is read as its text message says it.
    fn speech(&self, envelope: &Envelope, org: &Org) -> Result<String, RenderError> {
        let (code, words) = match &envelope.message {
            Message::Code { code, .. } | Message::InfoCode { code, .. } => (code, None),
            Message::CallerCode { code, words, .. } => (code, Some(words)),
            _ => return self.sms(envelope, org),
        };
        let digits = code.chars().map(String::from).collect::<Vec<_>>().join(", ");
        let mut args = vec![("code", Arg::Bare(digits)), ("org", Arg::Text(org.name.clone()))];
        args.extend(words.map(|words| ("words", Arg::Bare(words.clone()))));
        self.text(&self.spoken(&envelope.locale), &format!("call-{}", envelope.message.name()), &args)
    }

    /// The fullest wording that fits: with the organisation's name, else without.
    fn sms(&self, envelope: &Envelope, org: &Org) -> Result<String, RenderError> {
        let locale = self.spoken(&envelope.locale);
        let (args, tail) = match &envelope.message {
            Message::Code { code, minutes } | Message::InfoCode { code, minutes } => {
                let minutes = Arg::Number(i64::try_from(*minutes).unwrap_or(i64::MAX));
                // The origin-bound line: after an empty line, the last one, nothing before the sign (U20).
                let tail = format!("\n\n@{} #{code}", org.host);
                (vec![("code", Arg::Bare(code.clone())), ("minutes", minutes)], tail)
            }
            Message::CallerCode { code, words, .. } => {
                (vec![("code", Arg::Bare(code.clone())), ("words", Arg::Bare(words.clone()))], String::new())
            }
            Message::HelpWanted { at, .. }
            | Message::FrozenAlert { at, .. }
            | Message::AdminReset { at, .. }
            | Message::PasswordExpires { at, .. }
            | Message::AlarmRaised(AlarmNotice { at, .. })
            | Message::AlarmCleared(AlarmNotice { at, .. }) => (self.time(&locale, *at, org)?, String::new()),
            // No link: beside what, when and whom to call there is no room for one.
            other => match other.notice() {
                Some(notice) => (self.time(&locale, notice.at, org)?, String::new()),
                None => (Vec::new(), String::new()),
            },
        };
        let help = one_line(unlabelled(&org.help_desk.text));
        let stem = format!("sms-{}", envelope.message.name());
        let (long, short) = (stem.clone(), format!("{stem}-short"));
        let mut with_name = args.clone();
        with_name.extend([("org", Arg::Text(org.name.clone())), ("help", Arg::Text(help))]);
        for (key, args) in [(long, with_name), (short, args)] {
            let text = format!("{}{tail}", self.text(&locale, &key, &args)?);
            // A script outside the alphabet goes as it is; a Latin one is folded into it.
            let text = match gsm7::fold(&text) {
                Some(folded) => folded,
                None if self.is_latin(&locale)? => continue,
                None => text,
            };
            if gsm7::septets(&text).unwrap_or_else(|| text.chars().count()) <= SMS_LIMIT {
                return Ok(text);
            }
        }
        Err(RenderError::LongMessage)
    }

    fn time(&self, locale: &Locale, at: Timestamp, org: &Org) -> Result<Vec<(&'static str, Arg)>, RenderError> {
        let args = clock::arguments(at, org.time_zone.name());
        Ok(vec![("time", Arg::Bare(self.text(locale, "moment-short", &args)?))])
    }

    /// Whether a language's own words fit the alphabet: then a name in another script must not spoil that.
    fn is_latin(&self, locale: &Locale) -> Result<bool, RenderError> {
        Ok(gsm7::fold(&self.text(locale, "language-name", &[])?).is_some())
    }

    /// The message's language, or the default when it is no longer offered: an old outbox row must still go out.
    fn spoken(&self, locale: &Locale) -> Locale {
        self.languages().of_account(Some(locale.as_str()))
    }

    /// Every message, to every kind of address, in one language.
    pub(super) fn check_messages(&self, locale: &Locale) -> Result<(), RenderError> {
        let org = Org { host: "h".repeat(LONGEST_HOST), ..Self::sample_org() };
        for envelope in Self::sample_envelopes(locale) {
            self.message(&envelope, &org)?;
        }
        Ok(())
    }

    /// An organisation with something everywhere.
    #[must_use]
    pub fn sample_org() -> Org {
        Org {
            name: "Contoso".to_owned(),
            host: "passwords.contoso.com".to_owned(),
            public_url: "https://passwords.contoso.com".to_owned(),
            time_zone: Zone::utc(),
            help_desk: HelpDesk {
                link: Some("tel:+15555550100".to_owned()),
                text: "+1 555 555 0100, 8:00\u{2013}18:00".to_owned(),
                mailbox: None,
            },
        }
    }

    /// One envelope for every message and kind of address.
    #[must_use]
    pub fn sample_envelopes(locale: &Locale) -> Vec<Envelope> {
        let support_id = "K7Q2-M4XD".to_owned();
        let at = Timestamp(1_795_000_000_000);
        let notice = Notice {
            at,
            device: "Firefox, Android".to_owned(),
            network: "203.0.113.0/24".to_owned(),
            support_id: support_id.clone(),
            disavow: "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE".to_owned(),
        };
        let alarm = |kind| AlarmNotice { kind, subject: "80".to_owned(), figure: "160".to_owned(), at };
        let raised = AlarmKind::ALL.map(|kind| Message::AlarmRaised(alarm(kind)));
        let cleared = [Message::AlarmCleared(alarm(AlarmKind::SmsBudget))];
        let messages = sample_messages(notice, &support_id, at).into_iter().chain(raised).chain(cleared);
        let phone = Phone::parse("+12025550134", None).ok().map(Address::Sms);
        let mailbox = Mailbox::parse("alice@example.net").ok().map(Address::Mail);
        let addresses: Vec<_> = phone.into_iter().chain(mailbox).collect();
        let mut all = Vec::new();
        for message in messages {
            for (to, name) in addresses.iter().zip(["Alice Liddell", ""]).chain(addresses.iter().zip(["", "Alice"])) {
                let (to, name) = (to.clone(), name.to_owned());
                all.push(Envelope { to, locale: locale.clone(), name, message: message.clone() });
            }
        }
        all
    }
}

/// Every message, and those with parts in every form.
fn sample_messages(notice: Notice, support_id: &str, at: Timestamp) -> Vec<Message> {
    let (support_id, login) = (support_id.to_owned(), "alice".to_owned());
    let hint = "••••••34".to_owned();
    let bare = Notice { device: String::new(), network: String::new(), disavow: String::new(), ..notice.clone() };
    let mut all = vec![
        // As long as `limits.sms_code_digits` allows.
        Message::Code { code: "1234567890".to_owned(), minutes: 15 },
        Message::InfoCode { code: "1234567890".to_owned(), minutes: 15 },
        Message::CallerCode { code: "123456".to_owned(), words: "longest wordings".to_owned(), minutes: 10 },
        Message::HelpAnswer { text: "First.\n\nSecond.".to_owned(), support_id: support_id.clone() },
        Message::PasswordReset(notice.clone()),
        Message::AccountUnlocked(notice.clone()),
        Message::PasswordChanged(notice.clone()),
        Message::PassIssued(bare.clone()),
        Message::PassUsed(notice.clone()),
        Message::OutcomeUnknown(bare.clone()),
        Message::AccountFrozen(bare),
        Message::OtherMethods { methods: Method::ALL.to_vec(), support_id: support_id.clone() },
        Message::CannotReset { support_id: support_id.clone() },
        Message::PasswordExpires { at, days: 7 },
        Message::HelpWanted { login: login.clone(), support_id: support_id.clone(), at },
        Message::AdminReset {
            login: login.clone(),
            about: "account-unlocked".to_owned(),
            at,
            support_id: support_id.clone(),
        },
        Message::FrozenAlert { login, about: "password-reset".to_owned(), at, support_id },
    ];
    all.extend([0, 1, 9].map(|left| Message::RecoveryCodeUsed { left, notice: notice.clone() }));
    all.extend(DeskAct::ALL.map(|act| {
        let what = matches!(act, DeskAct::MethodRemoved | DeskAct::MethodImported).then_some(Kind::Phone);
        Message::HelpDeskActed { act, what, hint: hint.clone(), notice: notice.clone() }
    }));
    all.extend(Method::ALL.map(|method| Message::MethodWornOut { method, notice: notice.clone() }));
    for what in Kind::ALL {
        let (hint, notice) = (hint.clone(), notice.clone());
        all.push(Message::InfoRegistered { what, hint: hint.clone(), notice: notice.clone() });
        all.push(Message::InfoChanged { what, hint, notice: notice.clone() });
        all.push(Message::InfoRemoved { what, hint: String::new(), notice });
    }
    for what in [Kind::Phone, Kind::Office, Kind::Mailbox] {
        all.push(Message::ImportUsed { what, hint: hint.clone(), notice: notice.clone() });
    }
    all
}

/// One line, whatever a name holds: a subject is a header (R100).
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most one empty line in a row, none at the ends: templates leave some where a part is absent.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}
