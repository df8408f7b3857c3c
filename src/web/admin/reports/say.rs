//! Figures in words: in the language of the page, with the signs of its numbers, on the days of the organisation.

use std::time::Duration;

use url::form_urlencoded;

use crate::{
    app::App,
    domain::{error::Code, funnel::Counter, locale::Locale, time::Timestamp},
    flows::admin::reports::code_of,
    render::{
        Arg, Direction,
        chart::Words,
        clock,
        contexts::admin::reports::{Cell, Way},
        numbers, paths_admin as paths,
    },
    web::pages::Visit,
};

/// Says things.
pub struct Say<'a> {
    app: &'a App,
    locale: &'a Locale,
    dir: Direction,
}

impl<'a> Say<'a> {
    /// In the language of a request.
    pub fn of(visit: &'a Visit) -> Self {
        let app = visit.app();
        let all = app.renderer.languages().all();
        let dir = all.iter().find(|language| language.tag == visit.locale).map_or(Direction::Ltr, |found| found.dir);
        Self { app, locale: &visit.locale, dir }
    }

    /// The message `admin-reports-<key>`.
    pub fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The same with arguments.
    pub fn with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.message(&format!("admin-reports-{key}"), args)
    }

    /// Any message. One that is missing is a fault that tests look for: its name stands there then.
    pub fn message(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.app.renderer.text(self.locale, key, args).unwrap_or_else(|error| {
            tracing::error!(%error, "a message is missing");
            key.to_owned()
        })
    }

    /// A number.
    pub fn n(&self, number: u64) -> String {
        numbers::whole(number, self.locale)
    }

    /// An amount of hundredths.
    pub fn amount(&self, hundredths: u64) -> String {
        numbers::amount(hundredths, self.locale)
    }

    /// `42.3%`, or a dash of nobody.
    pub fn share(&self, part: u64, all: u64) -> String {
        numbers::share(part, all, self.locale).unwrap_or_else(|| "\u{2013}".to_owned())
    }

    /// `90%`.
    pub fn percent(&self, whole: u64) -> String {
        numbers::percent(whole, self.locale)
    }

    /// `42.3% of 2,000`.
    pub fn share_of(&self, part: u64, all: u64) -> Option<String> {
        let share = numbers::share(part, all, self.locale)?;
        Some(self.with("share", &[("share", Arg::Text(share)), ("all", Arg::Text(self.n(all)))]))
    }

    /// `1,204 (42.3%)`.
    pub fn n_share(&self, part: u64, all: u64) -> String {
        format!("{} ({})", self.n(part), self.share(part, all))
    }

    /// `21 Nov 2026`.
    pub fn day(&self, day: i64) -> String {
        let (date, month, year) = clock::day_parts(day);
        let args = [
            ("day", Arg::Number(i64::from(date))),
            ("month", Arg::Number(i64::from(month))),
            ("year", Arg::Bare(year.to_string())),
        ];
        self.with("day", &args)
    }

    /// `21 November 2026 at 14:32 (CET)`.
    pub fn moment(&self, at: Timestamp) -> String {
        self.message("moment", &clock::arguments(at, self.app.org.time_zone.name()))
    }

    /// The same as a cell, which machines can read.
    pub fn time(&self, at: Option<Timestamp>) -> Cell {
        at.map_or_else(Cell::default, |at| Cell { time: Some(clock::machine(at)), ..Cell::text(self.moment(at)) })
    }

    /// `4 min 30 s`.
    pub fn seconds(&self, seconds: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "a reset takes a quarter of an hour at most")]
        let whole = seconds.round() as i64;
        let args = [("minutes", Arg::Number(whole / 60)), ("seconds", Arg::Number(whole % 60))];
        self.with(if whole < 60 { "seconds" } else { "minutes" }, &args)
    }

    /// `3 days`, `5 hours`, `12 minutes`: the largest unit that is full.
    pub fn span(&self, span: Duration) -> String {
        let minutes = span.as_secs() / 60;
        let (key, count) = match minutes {
            0..=59 => ("span-minutes", minutes),
            60..=2_879 => ("span-hours", minutes / 60),
            _ => ("span-days", minutes / 1_440),
        };
        self.with(key, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    }

    /// What stopped a journey, or keeps an account from resetting.
    pub fn reason(&self, reason: &str) -> String {
        if reason.is_empty() {
            return self.t("reason-left");
        }
        if let Some(rule) = reason.strip_prefix("rule:") {
            return self.with("reason-rule", &[("rule", Arg::Text(self.rule(rule)))]);
        }
        if let Some(limit) = reason.strip_prefix("limit:") {
            return self.with("reason-limit", &[("limit", Arg::Text(limit.to_owned()))]);
        }
        code_of(reason).map_or_else(|| reason.to_owned(), |code| self.code(code))
    }

    /// What a code means to an administrator.
    pub fn code(&self, code: Code) -> String {
        const OWN: [Code; 22] = [
            Code::SwitchedOff,
            Code::WritebackOff,
            Code::NotInScope,
            Code::NotEnoughMethods,
            Code::Protected,
            Code::AccountOff,
            Code::UnknownAccount,
            Code::AmbiguousAccount,
            Code::AdministratorLock,
            Code::AccountGone,
            Code::Frozen,
            Code::DirectoryDenied,
            Code::DirectoryDown,
            Code::OutcomeUnknown,
            Code::DirectoryRefused,
            Code::PasswordRefused,
            Code::WrongCode,
            Code::ExpiredCode,
            Code::TooManyTries,
            Code::MalformedCode,
            Code::PasskeyRefused,
            Code::Throttled,
        ];
        let words = match OWN.contains(&code) {
            true => self.t(&format!("code-{}", code.message())),
            false => self.message(&format!("error-{}-title", code.message()), &[]),
        };
        format!("{words} ({code})")
    }

    /// The name of a rule of passwords.
    pub fn rule(&self, rule: &str) -> String {
        const RULES: [&str; 14] = [
            "TooShort",
            "TooLong",
            "Complexity",
            "ContainsName",
            "TooCommon",
            "Leaked",
            "LeakUnknown",
            "UsedBefore",
            "TooYoung",
            "Characters",
            "Empty",
            "LikelyUsedBefore",
            "LikelyFilter",
            "Unnamed",
        ];
        if RULES.contains(&rule) { self.t(&format!("rule-{}", rule.to_lowercase())) } else { rule.to_owned() }
    }

    /// What a counter is counted by: the name of a method, a kind, a rule, a limit.
    pub fn subject(&self, counter: Counter, subject: &str) -> String {
        use crate::domain::{method::Method, security_info::Kind};
        if subject.is_empty() {
            return self.t(&format!("counter-{}", counter.as_str()));
        }
        match counter {
            Counter::Refused => self.rule(subject),
            Counter::NotWritten => self.reason(subject),
            _ if Kind::from_name(subject).is_some() => self.message(&format!("thing-{subject}"), &[]),
            _ if Method::from_name(subject).is_some() => self.message(&format!("method-{subject}"), &[]),
            _ => subject.to_owned(),
        }
    }

    /// What a chart is called.
    pub const fn words<'w>(&self, id: &'w str, title: &'w str, description: &'w str) -> Words<'w> {
        Words { id, title, description, dir: self.dir }
    }

    /// The reports, of which `current` is shown.
    pub fn tabs(&self, current: &str) -> Vec<Way> {
        [
            ("tab-coverage", paths::REPORTS.to_owned()),
            ("tab-registrations", paths::REPORT_REGISTRATIONS.to_owned()),
            ("tab-resets", paths::REPORT_RESETS.to_owned()),
            ("tab-failures", href(paths::REPORT_JOURNEYS, &[("ending", "open")])),
        ]
        .into_iter()
        .map(|(key, href)| Way { label: self.t(key), href, current: key == current })
        .collect()
    }

    /// A link.
    pub fn way(&self, key: &str, href: String) -> Way {
        Way { label: self.t(key), href, current: false }
    }

    /// A report as files.
    pub fn files(&self, pairs: &[(&str, &str)]) -> Vec<Way> {
        ["csv", "json"]
            .into_iter()
            .map(|format| {
                let mut pairs = pairs.to_vec();
                pairs.push(("format", format));
                self.way(&format!("file-{format}"), href(paths::REPORT_FILE, &pairs))
            })
            .collect()
    }
}

/// An address with a query.
pub fn href(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What an address asks for. Unknown names are passed over; of a name that comes twice the first counts.
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of an address.
    pub fn read(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The value of a name, when it is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
    }

    /// Whether the name is there, with or without a value.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value read as something.
    pub fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }
}
