//! What the draft would do, whom it meets, and the form that saves it.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{author, checked, house};
use crate::{
    app::App,
    domain::{
        account::AccountId,
        error::Code,
        policy::{diff::changes, effect::Effect, validate},
    },
    flows::{
        StepError,
        admin::policy::{
            self, Save, SaveError, draft,
            preview::{self, LIST_MOST, Standing},
        },
    },
    render::{
        contexts::admin::{
            policy::{PolicyAffected, PolicyPreview},
            policy_parts::{DiffLine, EffectCount, Person, ShownProblem},
        },
        paths_admin as paths,
    },
    store::{StoreError, policy_drafts::PolicyDraft, policy_previews::PreviewState},
    web::{
        admin::{console, fresh},
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// How long a page waits for a count: then it shows how far it is.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// People on a page.
const PAGE: u32 = 50;

/// The draft with its preview; one that has to be made is begun, and waited for a little.
async fn counted(app: &App, account: AccountId) -> Result<(PolicyDraft, Standing), StoreError> {
    let (draft, standing) = preview::open(&app.core, account).await?;
    let Standing::Begin(job) = standing else { return Ok((draft, standing)) };
    let running = tokio::spawn(preview::run(app.core.clone(), Arc::clone(&app.groups), job));
    drop(tokio::time::timeout(PATIENCE, running).await);
    let known = app.core.store.policy_preview(app.core.tenant, account).await?;
    Ok((draft, known.map_or(Standing::NoScan, Standing::Known)))
}

/// `GET /admin/policy/preview`.
pub async fn preview(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let read = async move {
        let (draft, standing) = counted(&app, account).await?;
        let overtaken = draft::overtaken(&app.core, &draft).await?;
        let before = policy::version(&app.core, draft.base).await?.unwrap_or_default();
        let theirs = match overtaken {
            Some(_) => changes(&before, &policy::current(&app.core).await?.1),
            None => Vec::new(),
        };
        let checked = checked(&app, &draft.document).await;
        Ok::<_, StepError>((draft, standing, overtaken, before, theirs, checked))
    };
    let (draft, standing, overtaken, before, theirs, (problems, directory_down)) =
        match console.visit.offload(read).await? {
            Ok(read) => read,
            Err(error) => return console.step_error(&error),
        };
    let (state, seen, counts, error) = match standing {
        Standing::Known(preview) => {
            let state = match preview.state {
                PreviewState::Running => "running",
                PreviewState::Done => "done",
                PreviewState::Failed => "failed",
            };
            (state, preview.seen, Some(preview.counts), preview.error)
        }
        Standing::NoScan | Standing::Begin(_) => ("no-scan", 0, None, None),
    };
    let counts = counts.filter(|_| state != "failed");
    let context = PolicyPreview {
        revision: draft.revision,
        base: draft.base,
        changes: DiffLine::of(&changes(&before, &draft.document)),
        fit: validate::is_fit(&problems),
        problems: ShownProblem::of(&draft.document, &problems),
        directory_down,
        overtaken,
        theirs: DiffLine::of(&theirs),
        state,
        seen,
        effects: counts.map_or_else(Vec::new, |counts| {
            let all = Effect::ALL.iter();
            all.map(|effect| EffectCount { effect: effect.as_str(), count: counts.of(*effect) }).collect()
        }),
        error,
        fresh: console.admin.is_fresh(&console.visit.app().core),
        comment: String::new(),
        undo_of: draft.undo_of,
    };
    console.html(StatusCode::OK, &context)
}

/// `POST /admin/policy/preview`: saves the draft.
pub async fn save(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&["revision", "base", "comment"])?;
    let revision: i64 = form.fields.choice("revision")?;
    let base: i64 = form.fields.choice("base")?;
    let comment = form.fields.text("comment")?.to_owned();
    let console = fresh!(console);
    let (app, author) = (Arc::clone(&console.visit.portal.app), author(&console.admin));
    let account = console.admin.account.id;
    let work = async move {
        let draft = draft::open(&app.core, account).await?;
        if draft.revision != revision || draft.base != base {
            return Ok(false);
        }
        let save = Save {
            base,
            document: &draft.document,
            comment: &comment,
            undo_of: draft.undo_of,
            is_draft: true,
            is_checked: true,
        };
        policy::save(&app.core, house(&app), author, &save).await.map(|_| true)
    };
    match console.visit.offload(work).await? {
        Ok(true) => console.visit.see(&format!("{}?saved", paths::POLICY)),
        Ok(false) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
        // The page says which it is: another version, problems, nothing that differs, no directory.
        Err(SaveError::Conflict(_) | SaveError::Unfit(_) | SaveError::Unchanged | SaveError::Directory(_)) => {
            console.visit.see(paths::POLICY_PREVIEW)
        }
        Err(SaveError::Step(error)) => console.step_error(&error),
    }
}

/// `GET /admin/policy/preview/{effect}`: whom it meets.
pub async fn affected(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let effect = request.match_info().get("effect").and_then(Effect::parse).ok_or(Failure(Code::NotFound))?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let after = console.visit.id_parameter("after");
    let read = async move {
        let (_, standing) = counted(&app, account).await?;
        let Standing::Known(preview) = standing else { return Ok(None) };
        let from = AccountId(after.unwrap_or_default());
        let core = &app.core;
        let mut rows = core.store.affected(core.tenant, preview.run, effect, from, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        Ok::<_, StepError>(Some((preview, rows, more)))
    };
    let (preview, rows, more) = match console.visit.offload(read).await? {
        Ok(Some(read)) => read,
        Ok(None) => return console.visit.see(paths::POLICY_PREVIEW),
        Err(error) => return console.step_error(&error),
    };
    let total = preview.counts.of(effect);
    let next = rows.last().filter(|_| more).map(|row| row.account.id.0.simple().to_string());
    let person = |row: crate::store::policy_previews::Affected| {
        Person::new(row.account.login, row.account.display_name, row.reason)
    };
    let context = PolicyAffected {
        effect: effect.as_str(),
        total,
        people: rows.into_iter().map(person).collect(),
        next,
        first: after.is_none(),
        cut: (total > LIST_MOST).then_some(LIST_MOST),
        running: preview.state == PreviewState::Running,
    };
    console.html(StatusCode::OK, &context)
}
