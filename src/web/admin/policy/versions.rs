//! Versions: who saved what and why, what differs between any two, and the way back.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::saved;
use crate::{
    domain::{error::Code, policy::diff::changes, role::Right},
    flows::{
        StepError,
        admin::policy::{
            self,
            draft::{self, DraftError},
        },
    },
    render::{
        contexts::admin::{
            policy::{PolicyVersionPage, PolicyVersions},
            policy_parts::{Card, DiffLine},
        },
        paths_admin as paths,
    },
    web::{
        admin::console,
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// Versions on a page.
const PAGE: u32 = 25;

/// `GET /admin/policy/versions`.
pub async fn list(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let before: Option<i64> = console.visit.parameter("before").and_then(|text| text.parse().ok());
    let read = async move {
        let core = &app.core;
        let mut versions = core.store.policy_versions(core.tenant, before, PAGE + 1).await?;
        let more = versions.len() > PAGE as usize;
        versions.truncate(PAGE as usize);
        Ok::<_, StepError>((versions, more, core.store.current_policy_version(core.tenant).await?))
    };
    let (versions, more, current) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let context = PolicyVersions {
        next: versions.last().filter(|_| more).map(|version| version.version),
        versions: versions.into_iter().map(saved).collect(),
        first: before.is_none(),
        current,
    };
    console.html(StatusCode::OK, &context)
}

fn version_of(request: &HttpRequest) -> Result<i64, Failure> {
    let text = request.match_info().get("version").unwrap_or_default();
    text.parse().map_err(|_| Failure(Code::NotFound))
}

/// `GET /admin/policy/versions/{version}`.
pub async fn one(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let version = version_of(&request)?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let with: Option<i64> = console.visit.parameter("with").and_then(|text| text.trim().parse().ok());
    let read = async move {
        let core = &app.core;
        let current = core.store.current_policy_version(core.tenant).await?;
        let usual = if version == 0 { current } else { version.saturating_sub(1) };
        let with = with.filter(|with| (0..=current).contains(with)).unwrap_or(usual);
        let document = policy::version(core, version).await?;
        let other = policy::version(core, with).await?.unwrap_or_default();
        let head = core.store.policy_version(core.tenant, version).await?.map(|(head, _)| head);
        let draft = core.store.policy_draft(core.tenant, account).await?.is_some();
        Ok::<_, StepError>(document.map(|document| (document, other, with, head, current, draft)))
    };
    let (document, other, with, head, current, draft) = match console.visit.offload(read).await? {
        Ok(Some(read)) => read,
        Ok(None) => return Err(Failure(Code::NotFound)),
        Err(error) => return console.step_error(&error),
    };
    let context = PolicyVersionPage {
        version,
        saved: head.map(saved),
        cards: Card::of(&document),
        with,
        changes: DiffLine::of(&changes(&other, &document)),
        current,
        may_change: console.admin.may(Right::ChangePolicy),
        draft,
    };
    console.html(StatusCode::OK, &context)
}

/// `POST /admin/policy/versions/{version}`: it becomes the draft, and is saved through the same preview as any other.
pub async fn revert(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&[])?;
    let version = version_of(&request)?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    match console.visit.offload(async move { draft::revert(&app.core, account, version).await }).await? {
        Ok(_) => console.visit.see(paths::POLICY_PREVIEW),
        Err(DraftError::Missing) => Err(Failure(Code::NotFound)),
        Err(DraftError::Stale) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
        Err(DraftError::Step(error)) => console.step_error(&error),
    }
}
