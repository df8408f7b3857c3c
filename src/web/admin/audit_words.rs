//! Events of the audit log as pages show them: in words where there are some, as the log has it where there are none.

use crate::{
    domain::{entra, error::Code, locale::Locale},
    flows::notices::device,
    render::{
        Renderer,
        contexts::admin::audit::{Fact, LogEvent, LogJourney, ToldCode},
    },
    store::{audit::StoredEvent, audit_search::Journey},
};

/// Steps of one journey that are shown on the page of all.
const STEPS: usize = 60;

/// A language's words.
pub struct Words<'a> {
    /// Where they are.
    pub renderer: &'a Renderer,
    /// Which language.
    pub locale: &'a Locale,
}

impl Words<'_> {
    /// A kind of event in words; its stable name when it has none.
    #[must_use]
    pub fn kind(&self, kind: &str) -> String {
        let key = format!("admin-audit-kind-{}", kind.replace('.', "-"));
        self.renderer.text(self.locale, &key, &[]).unwrap_or_else(|_| kind.to_owned())
    }

    fn fact(&self, name: &str) -> String {
        let key = format!("admin-audit-fact-{}", name.replace('_', "-"));
        self.renderer.text(self.locale, &key, &[]).unwrap_or_else(|_| name.to_owned())
    }

    /// An event.
    #[must_use]
    pub fn event(&self, event: &StoredEvent) -> LogEvent {
        let personal = event.personal.clone().unwrap_or_default();
        let (address, agent) =
            personal.client.map(|client| (client.address.to_string(), device(&client.agent))).unzip();
        let said = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let facts = event.detail.as_object().into_iter().flatten();
        let facts = facts.map(|(name, value)| Fact { label: self.fact(name), value: said(value) });
        let activity = entra::name(&event.kind);
        LogEvent {
            seq: event.seq,
            at: event.at,
            label: self.kind(&event.kind),
            activity: (activity != event.kind).then(|| activity.to_owned()),
            kind: event.kind.clone(),
            outcome: event.outcome.clone(),
            code: event.code.map(told),
            facts: facts.filter(|fact| !fact.value.is_empty()).collect(),
            login: personal.login,
            actor: personal.actor,
            contact: personal.contact,
            address,
            device: agent.filter(|text| !text.is_empty()),
            diagnostic: personal.diagnostic,
            account: event.account.map(|account| account.0.to_string()),
            support_id: event.support_id.clone(),
            flow: event.flow.map(|flow| flow.to_string()),
        }
    }

    /// A journey; none that has no event.
    #[must_use]
    pub fn journey(&self, journey: &Journey) -> Option<LogJourney> {
        let count = journey.events.len();
        Some(LogJourney {
            head: self.event(journey.headline()?),
            begun: journey.events.first()?.at,
            login: journey.login().map(str::to_owned),
            more: (count > STEPS).then(|| u32::try_from(count).unwrap_or(u32::MAX)),
            steps: journey.events.iter().take(STEPS).map(|event| self.event(event)).collect(),
        })
    }
}

/// What a person was told.
fn told(number: u16) -> ToldCode {
    let known = Code::ALL.iter().find(|code| code.number() == number);
    ToldCode { shown: format!("LK-{number:04}"), message: known.map(|code| code.message()) }
}
