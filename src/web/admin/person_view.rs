//! A person's page, made of what the flow found.

use crate::{
    domain::{
        account::{Contact, PasswordState},
        error::Code,
        method::Method,
        role::Right,
        security_info::{Kind, Registered},
        session::Due,
    },
    flows::{
        admin::{
            Admin,
            explain::Explained,
            helpdesk::MayAct,
            people::{Revealed, Sheet},
            reach,
        },
        notices::{device, network},
        reset::masked,
    },
    limits::{Browser, InForce},
    render::contexts::{
        ActivityEntry,
        admin::{
            limits::{LIMITS, LimitLine},
            person::{
                ContactLine, EventLine, ImportLine, JourneyLine, MethodLine, Person, SessionLine, StateView, WriteLine,
                event_key,
            },
        },
    },
    store::{audit::StoredEvent, audit_search::Journey, sessions::Session, writebacks::Writeback},
};

/// The page.
pub fn person(admin: &Admin, sheet: Sheet, revealed: Option<&[Revealed]>, done: Option<&'static str>) -> Person {
    let Sheet { explained, theirs, act, sessions, journeys, writebacks, verified, check: _ } = sheet;
    let Explained { account, policy, standing, means, codes_left, person, pass_until, due, limits } = explained;
    let worn = |item: &Registered| item.kind().methods().iter().all(|method| means.disabled.contains(method));
    let mut registered: Vec<&Registered> = means.registered.iter().collect();
    registered.sort_by_key(|item| (item.kind(), item.created_at, item.id));
    let now_resting = |item: &Registered| standing.ways.iter().any(|way| way.at == Some(item.usable_from));
    let methods = registered
        .iter()
        .map(|item| MethodLine {
            id: item.id.to_string(),
            kind: item.kind(),
            hint: item.detail.contact().as_ref().map(masked),
            name: Some(item.name.clone()).filter(|name| !name.is_empty()),
            added: item.created_at,
            used: item.used_at,
            resting_until: now_resting(item).then_some(item.usable_from),
            left: codes_left.filter(|_| item.kind() == Kind::RecoveryCodes),
            worn: worn(item),
            imported: item.imported.map(|brought| ImportLine { at: brought.at, verified: brought.verified_at }),
        })
        .collect();
    let state = &account.state;
    Person {
        id: account.id.0.to_string(),
        name: name_of(&account.display_name, &account.login),
        roles: theirs.iter().collect(),
        can_reset: standing.can_reset,
        policy: standing.policy,
        gates: standing.gates,
        policies: standing.policies,
        checks: standing.checks,
        ways: standing.ways,
        methods,
        held: account.contacts.iter().map(|contact| line(contact, masked(contact), false)).collect(),
        state: StateView {
            locked: state.lock.is_some(),
            locked_since: state.lock.and_then(|lock| lock.since),
            by_administrator: state.lock.is_some_and(|lock| lock.by_administrator),
            disabled: state.disabled,
            ended: state.expired,
            password: match state.password {
                PasswordState::Valid => "valid",
                PasswordState::Expired => "expired",
                PasswordState::MustChange => "must-change",
            },
            password_set: state.password_set,
        },
        frozen_since: person.and_then(|person| person.frozen_at),
        pass_until,
        due: due.as_str(),
        missing: match due {
            Due::Register { missing, .. } => missing,
            _ => 0,
        },
        limits: limits.iter().filter_map(limit_line).collect(),
        clearable: limits.iter().any(|limit| limit.stops && limit.clearable),
        sessions: sessions.iter().map(session_line).collect(),
        journeys: journeys.iter().filter_map(journey_line).collect(),
        writes: writebacks.iter().map(write_line).collect(),
        may_help: admin.may(Right::HelpPeople),
        may_reveal: reach::holds(admin, Right::RevealContacts, &account),
        act: act_name(act),
        verified,
        passes: policy.methods.contains(&Method::Pass),
        revealed: revealed
            .map(|all| all.iter().map(|one| line(&one.contact, whole(&one.contact), one.registered)).collect()),
        done,
        login: account.login,
        principal: account.principal,
        place: account.location,
    }
}

/// The name to show.
pub fn name_of(display_name: &str, login: &str) -> String {
    let shown = if display_name.trim().is_empty() { login } else { display_name };
    shown.to_owned()
}

/// The end of the message that says why somebody can not be helped.
pub const fn act_name(act: MayAct) -> &'static str {
    match act {
        MayAct::Yes => "yes",
        MayAct::Oneself => "oneself",
        MayAct::Elsewhere => "elsewhere",
        MayAct::NotAbove => "not-above",
        MayAct::Protected => "protected",
    }
}

fn line(of: &Contact, contact: String, registered: bool) -> ContactLine {
    let kind = match of {
        Contact::Mail(_) => "email",
        Contact::Mobile(_) => "phone",
        Contact::Office(_) => "office",
    };
    ContactLine { kind, contact, registered }
}

fn whole(contact: &Contact) -> String {
    match contact {
        Contact::Mail(mailbox) => mailbox.as_str().to_owned(),
        Contact::Mobile(phone) | Contact::Office(phone) => phone.as_str().to_owned(),
    }
}

fn limit_line(limit: &InForce) -> Option<LimitLine> {
    let name = LIMITS.into_iter().find(|known| *known == limit.limit)?;
    let (unit, per) = limit.span();
    Some(LimitLine {
        limit: name,
        method: limit.method,
        browser: limit.browser.map(Browser::as_str),
        network: limit.source.map(network),
        used: limit.used,
        most: limit.most,
        unit,
        per,
        stops: limit.stops,
        until: limit.until,
        clearable: limit.clearable,
    })
}

fn session_line(session: &Session) -> SessionLine {
    SessionLine {
        began: session.created_at,
        seen: session.seen_at,
        device: device(&session.client.agent),
        network: network(session.client.address),
    }
}

/// A journey with its steps.
pub fn journey_line(journey: &Journey) -> Option<JourneyLine> {
    let headline = journey.headline()?;
    Some(JourneyLine {
        headline: event_line(headline),
        support_id: headline.support_id.clone(),
        events: journey.events.iter().map(event_line).collect(),
    })
}

fn event_line(event: &StoredEvent) -> EventLine {
    let detail = |key: &str| event.detail.get(key).and_then(serde_json::Value::as_str);
    let personal = event.personal.as_ref();
    let code = event.code.and_then(|number| Code::ALL.iter().find(|code| code.number() == number));
    EventLine {
        what: event_key(&event.kind),
        kind: event.kind.clone(),
        outcome: event.outcome.clone(),
        at: event.at,
        thing: detail("method").and_then(ActivityEntry::thing),
        error: code.map(|code| code.message()),
        server: detail("server").map(str::to_owned),
        actor: personal.and_then(|personal| personal.actor.clone()),
        reason: personal.and_then(|personal| personal.reason.clone()),
    }
}

fn write_line(write: &Writeback) -> WriteLine {
    WriteLine {
        kind: write.kind.as_str(),
        state: write.state.as_str(),
        server: write.server.clone(),
        at: write.created_at,
        detail: write.detail.clone(),
    }
}
