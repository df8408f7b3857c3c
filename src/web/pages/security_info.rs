//! The list of a signed-in person: overview, wizard, reconfirmation; activity and sessions.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, signed_in::SignedIn};
use crate::{
    domain::{
        account::Contact,
        method::Method,
        security_info::{Kind, Registered},
        session::Due,
        time::Timestamp,
    },
    flows::{
        Core,
        notices::{device, network},
        reset::masked,
        security_info::{Desk, upkeep},
        session::{SessionError, activity as log},
    },
    render::{
        contexts::{
            Activity, ActivityEntry, Back, Flash, InfoChoice, InfoDone, InfoItem, InfoList, InfoReconfirm, InfoWizard,
            SecurityInfo, SessionLine, Sessions,
        },
        paths,
    },
    web::form::Form,
};

macro_rules! signed_in {
    ($request:expr, $portal:expr) => {
        match SignedIn::open($request, $portal).await? {
            Ok(signed_in) => signed_in,
            Err(answer) => return answer,
        }
    };
}

/// `GET /security-info`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = signed_in!(&request, &portal);
    let (app, visit) = (Arc::clone(&signed.visit.portal.app), signed.visit);
    let desk = signed.desk;
    let made = visit
        .offload(async move {
            let flash = upkeep::take_flash(&app.core, &desk).await?;
            let list = list(&app.core, &desk).await?;
            Ok::<_, SessionError>((desk, list, flash.as_deref().and_then(Flash::from_name)))
        })
        .await?;
    let (desk, list, flash) = match made {
        Ok(made) => made,
        Err(error) => return visit.session_error(&error),
    };
    let bound = Some((signed.token.expose(), paths::SECURITY_INFO));
    let back = desk.session.state.return_to.as_deref().and_then(back);
    let core = &visit.app().core;
    let choices = choices(core, &desk);
    let can_add = !choices.is_empty();
    match desk.due {
        Due::Register { may_postpone, .. } if desk.session.state.interrupt => {
            let list = InfoList { actions: false, ..list };
            let mut choices = choices.into_iter();
            let context = InfoWizard { list, best: choices.next(), others: choices.collect(), may_postpone, flash };
            visit.html(StatusCode::OK, &context, bound)
        }
        Due::Reconfirm { may_postpone } if desk.session.state.interrupt => {
            visit.html(StatusCode::OK, &InfoReconfirm { list, can_add, may_postpone, flash }, bound)
        }
        Due::Nothing if desk.session.state.interrupt && !visit.has_flag("manage") => {
            let list = InfoList { actions: false, ..list };
            visit.html(StatusCode::OK, &InfoDone { list, back }, bound)
        }
        _ => {
            let have = |kind: Kind| desk.means.registered.iter().any(|item| item.kind() == kind);
            let codes = core.policy_in(&desk.session).methods.contains(&Method::RecoveryCode);
            let context = SecurityInfo {
                can_add: !desk.addable(core).is_empty(),
                too_few: list.have < 2,
                no_codes: codes && !list.items.is_empty() && !have(Kind::RecoveryCodes),
                list,
                back,
                flash,
            };
            visit.html(StatusCode::OK, &context, bound)
        }
    }
}

/// What the wizard offers: what can be registered and is missing; all of it when nothing is missing and the help desk
/// asked for a new registration.
fn choices(core: &Core, desk: &Desk) -> Vec<InfoChoice> {
    let have = desk.means.kinds(&core.policy_in(&desk.session));
    let addable = desk.addable(core);
    let missing: Vec<Kind> = addable.iter().copied().filter(|kind| !have.contains(kind)).collect();
    let offered = if missing.is_empty() { addable } else { missing };
    offered.into_iter().map(InfoChoice::new).collect()
}

/// A link back, with the host that it leads to.
fn back(address: &str) -> Option<Back> {
    let host = url::Url::parse(address).ok()?.host_str()?.to_owned();
    Some(Back { href: address.to_owned(), host })
}

async fn list(core: &Core, desk: &Desk) -> Result<InfoList, SessionError> {
    let now = core.now();
    let usable = desk.means.usable(&core.policy_in(&desk.session), now);
    let chosen = desk.person.default_method.filter(|method| usable.contains(method));
    let first = chosen.or_else(|| usable.iter().copied().find(|method| *method != Method::Pass));
    let mut registered: Vec<&Registered> = desk.means.registered.iter().collect();
    registered.sort_by_key(|item| (item.kind(), item.created_at, item.id));
    let mut items = Vec::new();
    let mut first_is_shown = false;
    for item in registered {
        let kind = item.kind();
        let methods = kind.methods();
        let is_first = first.is_some_and(|method| methods.contains(&method)) && item.is_rested(now) && !first_is_shown;
        first_is_shown |= is_first;
        let choosable = methods.iter().copied().find(|method| usable.contains(method));
        let serves_first = first.is_some_and(|method| methods.contains(&method));
        let left = match kind {
            Kind::RecoveryCodes => {
                let left = core.store.recovery_codes(item.id).await?.len();
                Some(u32::try_from(left).unwrap_or(u32::MAX))
            }
            _ => None,
        };
        items.push(InfoItem {
            id: Some(item.id.to_string()),
            kind,
            hint: item.detail.contact().as_ref().map(masked),
            name: Some(item.name.clone()).filter(|name| !name.is_empty()),
            added: Some(item.created_at),
            used: item.used_at,
            resting_until: (!item.is_rested(now)).then_some(item.usable_from),
            left,
            first: is_first,
            choose_first: choosable.filter(|_| !serves_first && item.is_rested(now)),
            can_try: kind != Kind::RecoveryCodes,
            worn: methods.iter().all(|method| desk.means.disabled.contains(method)),
            unverified: item.is_unverified(),
            own: false,
            confirm: None,
        });
    }
    let (have, wanted) = desk.progress(core);
    let held = held(core, desk);
    let held_counts = core.policy_in(&desk.session).registration.directory_contacts;
    Ok(InfoList { items, held, held_counts, have, wanted, actions: true })
}

/// The directory's contacts that are not registered here, and are of use or told why not.
fn held(core: &Core, desk: &Desk) -> Vec<InfoItem> {
    let own: Vec<Contact> = desk.means.registered.iter().filter_map(|item| item.detail.contact()).collect();
    let fresh = desk
        .means
        .directory
        .iter()
        .filter(|contact| !own.iter().any(|known| crate::domain::means::same_place(known, contact)));
    let addable = desk.addable(core);
    fresh
        .filter_map(|contact| {
            let kind = match contact {
                Contact::Mobile(_) => Kind::Phone,
                Contact::Office(_) => Kind::Office,
                Contact::Mail(_) => Kind::Mailbox,
            };
            let allowed = kind.methods().iter().any(|method| core.policy_in(&desk.session).methods.contains(method));
            let foreign = match contact {
                Contact::Mail(mailbox) => crate::domain::means::is_foreign(&core.policy_in(&desk.session), mailbox),
                _ => true,
            };
            let confirm = Some(InfoChoice::new(kind).href).filter(|_| foreign && addable.contains(&kind));
            allowed.then(|| InfoItem {
                id: None,
                kind,
                hint: Some(masked(contact)),
                name: None,
                added: None,
                used: None,
                resting_until: None,
                left: None,
                first: false,
                choose_first: None,
                can_try: false,
                worn: false,
                unverified: false,
                own: !foreign,
                confirm,
            })
        })
        .collect()
}

/// What a press of a button does.
#[derive(Debug, Clone, Copy)]
enum Press {
    Confirm,
    Later,
    SignOutOthers,
}

async fn press(request: &HttpRequest, portal: &web::Data<Portal>, form: Form, what: Press, to: &str) -> Answer {
    form.fields.only(&[])?;
    let signed = signed_in!(request, portal);
    let (app, visit, desk) = (Arc::clone(&signed.visit.portal.app), signed.visit, signed.desk);
    let done = visit
        .offload(async move {
            match what {
                Press::Confirm => upkeep::confirm(&app.core, &desk).await,
                Press::Later => upkeep::later(&app.core, &desk).await,
                Press::SignOutOthers => upkeep::sign_out_others(&app.core, &desk).await,
            }
        })
        .await?;
    match done {
        Ok(()) => visit.see(to),
        Err(error) => visit.session_error(&error),
    }
}

/// `POST /security-info/confirm`.
pub async fn confirm(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    press(&request, &portal, form, Press::Confirm, paths::SECURITY_INFO).await
}

/// `POST /security-info/later`.
pub async fn later(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    press(&request, &portal, form, Press::Later, paths::SECURITY_INFO).await
}

/// `POST /security-info/sign-out-others`.
pub async fn sign_out_others(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    press(&request, &portal, form, Press::SignOutOthers, paths::INFO_SESSIONS).await
}

/// `GET /security-info/activity`; `?until=` milliseconds since 1970 for older ones.
pub async fn activity(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = signed_in!(&request, &portal);
    let query = request.query_string();
    let until = query.split('&').find_map(|pair| pair.strip_prefix("until=")?.parse().ok()).map(Timestamp);
    let (app, account) = (Arc::clone(&signed.visit.portal.app), signed.desk.session.account);
    let page = signed.visit.offload(async move { log::page(&app.core, account, until).await }).await?;
    let page = match page {
        Ok(page) => page,
        Err(error) => return signed.visit.step_error(&error),
    };
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    let entries = page
        .entries
        .into_iter()
        .map(|entry| ActivityEntry {
            what: entry.what,
            thing: entry.method.as_deref().and_then(ActivityEntry::thing),
            contact: entry.contact.and_then(filled),
            at: entry.at,
            device: filled(entry.device),
            network: entry.network,
        })
        .collect();
    let older = page.older.map(|at| format!("?until={}", at.millis()));
    let context = Activity { entries, older, later: until.is_some() };
    let bound = Some((signed.token.expose(), paths::SECURITY_INFO));
    signed.visit.html(StatusCode::OK, &context, bound)
}

/// `GET /security-info/sessions`.
pub async fn sessions(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = signed_in!(&request, &portal);
    let (app, visit, desk) = (Arc::clone(&signed.visit.portal.app), signed.visit, signed.desk);
    let this = desk.session.id;
    let found = visit
        .offload(async move {
            let flash = upkeep::take_flash(&app.core, &desk).await?;
            Ok::<_, SessionError>((upkeep::sessions(&app.core, &desk).await?, flash))
        })
        .await?;
    let (found, flash) = match found {
        Ok(found) => found,
        Err(error) => return visit.session_error(&error),
    };
    let sessions = found
        .into_iter()
        .map(|session| SessionLine {
            this: session.id == this,
            began: session.created_at,
            seen: session.seen_at,
            device: Some(device(&session.client.agent)).filter(|text| !text.is_empty()),
            network: network(session.client.address),
        })
        .collect();
    let ended = flash.as_deref().and_then(Flash::from_name) == Some(Flash::OthersEnded);
    let bound = Some((signed.token.expose(), paths::SECURITY_INFO));
    visit.html(StatusCode::OK, &Sessions { sessions, ended }, bound)
}
