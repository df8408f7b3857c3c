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
    render::{contexts::admin::policy::PolicyImport, paths_admin as paths},
    web::{
        admin::{Console, console},
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
    },
};

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
    show(console, String::new(), None).await
}

async fn show(console: Console, text: String, error: Option<String>) -> Answer {
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let draft = async move { app.core.store.policy_draft(app.core.tenant, account).await };
    let draft = match console.visit.offload(draft).await? {
        Ok(draft) => draft.is_some(),
        Err(error) => return console.step_error(&error.into()),
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    console.html(status, &PolicyImport { text, error, draft })
}

/// `POST /admin/policy/import`: into the draft.
pub async fn take(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&["text"])?;
    let text = form.fields.text("text")?.to_owned();
    let document = match Document::from_toml(&text) {
        Ok(document) => document,
        Err(error) => return show(console, text, Some(error.to_string())).await,
    };
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    match console.visit.offload(async move { draft::replace(&app.core, account, document, None).await }).await? {
        Ok(_) => console.visit.see(&format!("{}?imported", paths::POLICY_DRAFT)),
        Err(DraftError::Step(error)) => console.step_error(&error),
        Err(DraftError::Stale | DraftError::Missing) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
    }
}
