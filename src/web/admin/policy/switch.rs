//! The kill switch: a quick act, for when something is wrong, also with the directory. It saves a version like any other.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{author, house};
use crate::{
    domain::{error::Code, role::Right},
    flows::{
        StepError,
        admin::policy::{self, Save, SaveError},
    },
    render::{contexts::admin::policy::PolicySwitch, paths_admin as paths},
    web::{
        admin::{Console, console, fresh},
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// `GET /admin/policy/switch`.
pub async fn ask(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    show(console, false).await
}

async fn show(console: Console, failed: bool) -> Answer {
    let app = Arc::clone(&console.visit.portal.app);
    let (base, document) = match console.visit.offload(async move { policy::current(&app.core).await }).await? {
        Ok(current) => current,
        Err(error) => return console.step_error(&error.into()),
    };
    let fresh = console.admin.is_fresh(&console.visit.app().core);
    let status = if failed { StatusCode::CONFLICT } else { StatusCode::OK };
    let may_start = console.admin.may(Right::ChangePolicy);
    console.html(status, &PolicySwitch { writeback: document.shared.writeback, base, fresh, failed, may_start })
}

/// `POST /admin/policy/switch`.
pub async fn turn(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&["base", "writeback"])?;
    let base: i64 = form.fields.choice("base")?;
    let writeback = match form.fields.text("writeback")? {
        "on" => true,
        "off" => false,
        _ => return Err(Failure(Code::BadRequest)),
    };
    if writeback && !console.admin.may(Right::ChangePolicy) {
        return console.deny(paths::POLICY_SWITCH).await;
    }
    let console = fresh!(console);
    let (app, author) = (Arc::clone(&console.visit.portal.app), author(&console.admin));
    let work = async move {
        let (_, mut document) = policy::current(&app.core).await.map_err(StepError::from)?;
        document.shared.writeback = writeback;
        let comment = if writeback { "Kill switch: off again" } else { "Kill switch" };
        let save = Save { base, document: &document, comment, undo_of: None, is_draft: false, is_checked: false };
        policy::save(&app.core, house(&app), author, &save).await
    };
    let failed = match console.visit.offload(work).await? {
        Ok(_) | Err(SaveError::Unchanged) => return console.visit.see(&format!("{}?saved", paths::POLICY)),
        Err(SaveError::Conflict(_) | SaveError::Unfit(_) | SaveError::Directory(_)) => true,
        Err(SaveError::Step(error)) => return console.step_error(&error),
    };
    show(console, failed).await
}
