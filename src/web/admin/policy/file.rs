//! The policy as a file: out, and into the draft. Nothing that comes in is in force before it was previewed and saved.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};

use crate::{
    domain::{error::Code, policy::Document},
    flows::{
        StepError,
        admin::policy::{
            self,
            draft::{self, DraftError},
        },
    },
    render::{
        contexts::admin::policy::{ImportProblem, PolicyImport},
        paths_admin as paths,
    },
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
        problem::Failure,
        upload::{FILE, Upload},
    },
};

/// Bytes of a file that is taken here: a thousand words and a hundred policies have room.
pub const MOST_TAKEN: usize = 256 * 1024;
/// Bytes of the form: a file, what stands in the field beside it, and a bit more, so that a file that is somewhat too
/// large is told in words.
pub const MOST_POSTED: usize = 4 * MOST_TAKEN;

/// `GET /admin/policy/export`.
pub async fn export(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let asked: Option<i64> = console.visit.parameter("version").and_then(|text| text.parse().ok());
    let read = async move {
        Ok::<_, StepError>(match asked {
            Some(version) => policy::version(&app.core, version).await?.map(|document| (version, document)),
            None => Some(policy::current(&app.core).await?),
        })
    };
    let (version, document) = match console.visit.offload(read).await? {
        Ok(Some(read)) => read,
        Ok(None) => return Err(Failure(Code::NotFound)),
        Err(error) => return console.step_error(&error),
    };
    let text = document.to_toml().map_err(|error| {
        tracing::error!(%error, "a policy can not be written as a file");
        Failure(Code::Internal)
    })?;
    let name = format!("attachment; filename=\"policy-{version}.toml\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Failure(Code::Internal))?;
    let response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/toml; charset=utf-8")))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(format!("# Policy of Latchkey, version {version}\n\n{text}"));
    console.visit.finish(response)
}

/// `GET /admin/policy/import`.
pub async fn import(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    show(console, String::new(), None, None).await
}

async fn show(console: Console, text: String, error: Option<ImportProblem>, found: Option<String>) -> Answer {
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let draft = async move { app.core.store.policy_draft(app.core.tenant, account).await };
    let draft = match console.visit.offload(draft).await? {
        Ok(draft) => draft.is_some(),
        Err(error) => return console.step_error(&error.into()),
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    console.html(status, &PolicyImport { text, error, found, draft })
}

/// `POST /admin/policy/import`: a file, or what was pasted, into the draft.
pub async fn take(request: HttpRequest, portal: web::Data<Portal>, upload: Upload) -> Answer {
    let console = console!(&request, &portal);
    let Upload { form, file } = upload;
    // A browser that was told nothing of parts sends the name of the file.
    form.fields.only(&["text", FILE])?;
    let pasted = form.fields.text("text")?.to_owned();
    let chosen = match file.as_deref() {
        Some(bytes) if bytes.len() > MOST_TAKEN => Err(ImportProblem::TooLarge),
        Some(bytes) => std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
            .map(str::to_owned)
            .ok_or(ImportProblem::NotText),
        None if pasted.trim().is_empty() => Err(ImportProblem::Empty),
        None if pasted.len() > MOST_TAKEN => Err(ImportProblem::TooLarge),
        None => Ok(pasted.clone()),
    };
    let text = match chosen {
        Ok(text) => text,
        Err(problem) => return show(console, pasted, Some(problem), None).await,
    };
    let document = match Document::from_toml(&text) {
        Ok(document) => document,
        Err(error) => return show(console, text, Some(ImportProblem::Unreadable), Some(error.to_string())).await,
    };
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    match console.visit.offload(async move { draft::replace(&app.core, account, document, None).await }).await? {
        Ok(_) => console.visit.see(&format!("{}?imported", paths::POLICY_DRAFT)),
        Err(DraftError::Step(error)) => console.step_error(&error),
        Err(DraftError::Stale | DraftError::Missing) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
    }
}
