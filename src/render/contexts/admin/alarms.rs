//! What is being alarmed about, and what was.

use serde::Serialize;

use crate::{
    domain::{alarm::AlarmKind, time::Timestamp},
    render::pages::Page,
};

/// One alarm.
#[derive(Debug, Clone, Serialize)]
pub struct AlarmLine {
    /// What: the end of its texts' keys.
    pub kind: &'static str,
    /// Which one of them.
    pub subject: String,
    /// How bad.
    pub figure: String,
    /// When it began.
    pub raised_at: Timestamp,
    /// When it was over.
    pub cleared_at: Option<Timestamp>,
    /// Where to look next: an address of the console.
    pub see: Option<String>,
}

/// Who is told.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Mail addresses.
    pub mail: Vec<String>,
    /// A receiver gets them too.
    pub hook: bool,
}

/// `/admin/alarms`.
#[derive(Debug, Clone, Serialize)]
pub struct Alarms {
    /// What is wrong now, the oldest first.
    pub raised: Vec<AlarmLine>,
    /// What was raised, the newest first.
    pub past: Vec<AlarmLine>,
    /// Addresses of the pages beside this one.
    pub newer: Option<String>,
    /// The next one.
    pub older: Option<String>,
    /// Who is told.
    pub told: Told,
    /// Everything that is watched for.
    pub kinds: Vec<&'static str>,
}

impl Page for Alarms {
    const TEMPLATE: &'static str = "admin/alarms.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let line = |kind: AlarmKind| AlarmLine {
            kind: kind.as_str(),
            subject: "portal-1".to_owned(),
            figure: "12".to_owned(),
            raised_at: at,
            cleared_at: None,
            see: None,
        };
        let kinds: Vec<_> = AlarmKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let none = Told { mail: Vec::new(), hook: false };
        let told = Told { mail: vec!["it@contoso.test".to_owned()], hook: true };
        let see = |line: AlarmLine| AlarmLine { see: Some("/admin/audit/chain".to_owned()), ..line };
        let past = |line: AlarmLine| AlarmLine { cleared_at: Some(at), ..line };
        let quiet = Self { raised: Vec::new(), past: Vec::new(), newer: None, older: None, told: none, kinds };
        vec![
            Self {
                raised: AlarmKind::ALL.map(line).map(see).into(),
                past: AlarmKind::ALL.map(line).map(past).into_iter().chain([line(AlarmKind::Spraying)]).collect(),
                newer: Some("/admin/alarms?after=1".to_owned()),
                older: Some("/admin/alarms?before=1".to_owned()),
                told,
                ..quiet.clone()
            },
            quiet,
        ]
    }
}
