//! What is being worked on: order, additions, removals.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::checked;
use crate::{
    domain::{error::Code, policy::diff::changes},
    flows::{
        StepError,
        admin::policy::{
            self,
            draft::{self, DraftError},
        },
    },
    render::{
        contexts::admin::{
            policy::PolicyDraftPage,
            policy_parts::{Card, DiffLine, ShownProblem},
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

/// `GET /admin/policy/draft`.
pub async fn draft(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let read = async move {
        let draft = draft::open(&app.core, account).await?;
        let overtaken = draft::overtaken(&app.core, &draft).await?;
        let before = policy::version(&app.core, draft.base).await?.unwrap_or_default();
        let checked = checked(&app, &draft.document).await;
        Ok::<_, StepError>((draft, overtaken, before, checked))
    };
    let (draft, overtaken, before, (problems, directory_down)) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let context = PolicyDraftPage {
        revision: draft.revision,
        cards: Card::of(&draft.document),
        problems: ShownProblem::of(&draft.document, &problems),
        changes: DiffLine::of(&changes(&before, &draft.document)),
        overtaken,
        note: console.note(&["stale", "imported", "reverted", "kept", "merged"]),
        directory_down,
    };
    console.html(StatusCode::OK, &context)
}

/// What a button of the draft does.
#[derive(Debug)]
enum Act {
    Add(String),
    Move(usize, bool),
    Remove(usize),
    Discard,
    Merge,
}

impl Act {
    fn read(form: &Form) -> Result<Self, Failure> {
        let act = form.fields.text("do")?;
        let place = |text: &str| text.parse().map_err(|_| Failure(Code::BadRequest));
        Ok(match act.split_once('-') {
            None if act == "add" => Self::Add(form.fields.text("name")?.trim().chars().take(200).collect()),
            None if act == "discard" => Self::Discard,
            None if act == "merge" => Self::Merge,
            Some(("up", at)) => Self::Move(place(at)?, true),
            Some(("down", at)) => Self::Move(place(at)?, false),
            Some(("remove", at)) => Self::Remove(place(at)?),
            _ => return Err(Failure(Code::BadRequest)),
        })
    }
}

/// `POST /admin/policy/draft`.
pub async fn change(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&["do", "revision", "name"])?;
    let act = Act::read(&form)?;
    let revision: i64 = form.fields.choice("revision")?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let work = async move {
        let core = &app.core;
        let draft = match act {
            Act::Add(name) => draft::change(core, account, revision, |d| draft::added(d, &name)).await?,
            Act::Move(at, up) => draft::change(core, account, revision, |d| draft::moved(d, at, up)).await?,
            Act::Remove(at) => draft::change(core, account, revision, |d| draft::removed(d, at)).await?,
            Act::Discard => {
                draft::discard(core, account).await?;
                return Ok(format!("{}?discarded", paths::POLICY));
            }
            Act::Merge => {
                draft::catch_up(core, account).await?;
                return Ok(format!("{}?merged", paths::POLICY_DRAFT));
            }
        };
        Ok::<_, DraftError>(match draft.document.policies.len().checked_sub(1) {
            Some(last) if act_adds(&draft.document, last) => paths::POLICY_EDIT.replace("{place}", &last.to_string()),
            _ => paths::POLICY_DRAFT.to_owned(),
        })
    };
    match console.visit.offload(work).await? {
        Ok(path) => console.visit.see(&path),
        Err(DraftError::Stale) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
        Err(DraftError::Missing) => console.visit.see(paths::POLICY_DRAFT),
        Err(DraftError::Step(error)) => console.step_error(&error),
    }
}

/// A policy that was just added is for nobody yet: it is edited next.
fn act_adds(document: &crate::domain::policy::Document, last: usize) -> bool {
    document.policies.get(last).is_some_and(|bound| bound.for_groups.is_empty() && bound.for_below.is_empty())
}
