//! What is in force.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::saved;
use crate::{
    domain::role::Right,
    flows::{StepError, admin::policy},
    render::contexts::admin::{
        policy::PolicyHome,
        policy_parts::{Card, Setting},
    },
    web::{
        admin::console,
        pages::{Answer, Portal},
    },
};

/// `GET /admin/policy`.
pub async fn home(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let read = async move {
        let core = &app.core;
        let (version, document) = policy::current(core).await?;
        let head = core.store.policy_version(core.tenant, version).await?.map(|(head, _)| head);
        let draft = core.store.policy_draft(core.tenant, account).await?.is_some();
        Ok::<_, StepError>((version, document, head, draft))
    };
    let (version, document, head, draft) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let may_change = console.admin.may(Right::ChangePolicy);
    let context = PolicyHome {
        version,
        saved: head.map(saved),
        cards: Card::of(&document),
        shared: Setting::shared(&document),
        may_change,
        draft: draft && may_change,
        note: console.note(&["saved", "discarded"]),
        writeback: document.shared.writeback,
        may_edit_answers: console.admin.may(Right::EditAnswers),
    };
    console.html(StatusCode::OK, &context)
}
