//! The pages of a sign-in, and the way to registration.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    domain::{method::Method, password::NewPassword},
    flows::{
        StepError,
        security_info::upkeep,
        session::{
            self,
            sign_in::{self, Signed},
        },
    },
    render::{
        contexts::{SignIn, SignInError, SignInNote, SignInPass},
        paths,
    },
    web::{cookies::clear_site_data, form::Form, problem::Failure},
};

/// The parameter and the field that hold where the person came from.
const RETURN_TO: &str = "return_to";

impl Visit {
    /// Where the address says that the person came from: once, and allowed (R81).
    fn return_to(&self) -> Option<String> {
        let query = self.request.query_string();
        let mut found = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == RETURN_TO);
        let (first, second) = (found.next(), found.next());
        let (_, value) = first.filter(|_| second.is_none())?;
        session::is_allowed(&self.app().core, &value).then(|| value.into_owned())
    }
}

/// `path`, with the way back.
fn with_return(path: &str, return_to: Option<&str>) -> String {
    match return_to {
        Some(to) => {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(RETURN_TO, to).finish();
            format!("{path}?{query}")
        }
        None => path.to_owned(),
    }
}

/// `GET /register`: to the security info of who is signed in, to sign-in else; the way back goes along.
pub async fn register(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let return_to = visit.return_to();
    let (app, token, to) = (Arc::clone(&visit.portal.app), visit.token(), return_to.clone());
    let signed_in = visit
        .offload(async move {
            let session = session::of(&app.core, &token?).await.ok()?;
            if let Some(to) = to {
                upkeep::came_from(&app.core, &session, &to).await.ok()?;
            }
            Some(())
        })
        .await?;
    match signed_in {
        Some(()) => visit.see(paths::SECURITY_INFO),
        None => visit.see(&with_return(paths::SIGN_IN, return_to.as_deref())),
    }
}

/// `GET /sign-in`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let (app, token) = (Arc::clone(&visit.portal.app), visit.token());
    let known = visit
        .offload(async move {
            let digest = app.core.cookie_digest(&token?);
            let found = app.core.store.session_by_cookie(&digest).await.ok()??;
            Some(found.is_alive(app.core.now(), crate::domain::session::IDLE))
        })
        .await?;
    if known == Some(true) && visit.return_to().is_none() {
        return visit.see(paths::SECURITY_INFO);
    }
    let note = match known {
        _ if visit.has_flag("out") => Some(SignInNote::Out),
        Some(false) => Some(SignInNote::Over),
        _ => None,
    };
    let cookie = visit.visitor().await?;
    let return_to = visit.return_to();
    let context = SignIn { note, ..context(&visit, String::new(), return_to, None) };
    visit.html(StatusCode::OK, &context, Some((&cookie, paths::SIGN_IN)))
}

fn context(visit: &Visit, login: String, return_to: Option<String>, error: Option<SignInError>) -> SignIn {
    let passes = visit.app().core.common().methods.contains(&Method::Pass);
    let pass_page = passes.then(|| with_return(paths::SIGN_IN_PASS, return_to.as_deref()));
    SignIn { login, return_to, pass_page, note: None, error }
}

/// `POST /sign-in`.
pub async fn sign_in(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "password", "return-to"])?;
    let login = form.fields.text("login")?.trim().to_owned();
    let password = NewPassword::new(form.fields.text("password")?);
    let return_to = wanted(&visit, &form);
    let cookie = form.cookie.clone();
    drop(form);
    let error = match () {
        () if login.is_empty() => SignInError::LoginEmpty,
        () if password.length() == 0 => SignInError::SecretEmpty,
        () => match enter(&mut visit, &login, return_to.as_deref(), Secret::Password(password)).await? {
            Ok(path) => return visit.see(path),
            Err(Some(error)) => return visit.step_error(&error),
            Err(None) => SignInError::Wrong,
        },
    };
    let context = context(&visit, login, return_to, Some(error));
    visit.html(StatusCode::UNPROCESSABLE_ENTITY, &context, Some((&cookie, paths::SIGN_IN)))
}

/// `GET /sign-in/pass`.
pub async fn show_pass(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    if !visit.app().core.common().methods.contains(&Method::Pass) {
        return visit.see(paths::SIGN_IN);
    }
    let cookie = visit.visitor().await?;
    let context = SignInPass { return_to: visit.return_to(), ..SignInPass::default() };
    visit.html(StatusCode::OK, &context, Some((&cookie, paths::SIGN_IN)))
}

/// `POST /sign-in/pass`.
pub async fn sign_in_with_pass(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "pass", "return-to"])?;
    let login = form.fields.text("login")?.trim().to_owned();
    let pass = zeroize::Zeroizing::new(form.fields.text("pass")?.trim().to_owned());
    let return_to = wanted(&visit, &form);
    let cookie = form.cookie.clone();
    drop(form);
    let error = match () {
        () if login.is_empty() => SignInError::LoginEmpty,
        () if pass.is_empty() => SignInError::SecretEmpty,
        () => match enter(&mut visit, &login, return_to.as_deref(), Secret::Pass(pass)).await? {
            Ok(path) => return visit.see(path),
            Err(Some(error)) => return visit.step_error(&error),
            Err(None) => SignInError::Wrong,
        },
    };
    let context = SignInPass { login, return_to, error: Some(error) };
    visit.html(StatusCode::UNPROCESSABLE_ENTITY, &context, Some((&cookie, paths::SIGN_IN)))
}

/// Where the form says that the person came from, if it is allowed.
fn wanted(visit: &Visit, form: &Form) -> Option<String> {
    let value = form.fields.optional("return-to")?;
    session::is_allowed(&visit.app().core, value).then(|| value.to_owned())
}

/// What a sign-in is tried with.
enum Secret {
    /// The directory password.
    Password(NewPassword),
    /// A temporary pass of the help desk.
    Pass(zeroize::Zeroizing<String>),
}

/// Tries to sign in: the page that comes next, or why not; no error in it is "wrong".
async fn enter(
    visit: &mut Visit,
    login: &str,
    return_to: Option<&str>,
    secret: Secret,
) -> Result<Result<&'static str, Option<StepError>>, Failure> {
    let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
    let (login, return_to) = (login.to_owned(), return_to.map(str::to_owned));
    let done = visit
        .offload(async move {
            let return_to = return_to.as_deref();
            let input = sign_in::SignIn { login: &login, locale: &locale, client: &client, return_to };
            let directory = app.directory.as_ref();
            match secret {
                Secret::Password(password) => sign_in::with_password(&app.core, directory, input, &password).await,
                Secret::Pass(pass) => sign_in::with_pass(&app.core, directory, input, &pass).await,
            }
        })
        .await?;
    Ok(match done {
        Ok(Signed::In(token)) => {
            visit.set_flow(&token);
            Ok(paths::SECURITY_INFO)
        }
        Ok(Signed::MustChange(token)) => {
            visit.set_flow(&token);
            Ok(paths::CHANGE)
        }
        Err(sign_in::SignInError::Wrong) => Err(None),
        Err(sign_in::SignInError::Step(error)) => Err(Some(error)),
    })
}

/// `POST /security-info/sign-out`: the session is dead on the server, and the browser forgets everything (R69).
pub async fn sign_out(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&[])?;
    let (app, token) = (Arc::clone(&visit.portal.app), visit.token());
    let ended = visit
        .offload(async move {
            let Some(token) = token else { return Ok(()) };
            let session = session::of(&app.core, &token).await?;
            session::end(&app.core, &session).await
        })
        .await?;
    match ended {
        // Signed out already, here or elsewhere: the same to the person.
        Ok(()) | Err(session::SessionError::Over) => {}
        Err(error) => return visit.session_error(&error),
    }
    let gone = visit.shell.cookies.remove_flow();
    visit.set_cookie(gone);
    let answer: Result<HttpResponse, Failure> = visit.see(&format!("{}?out", paths::SIGN_IN));
    let mut response = answer?;
    let (name, value) = clear_site_data();
    response.headers_mut().insert(name, value);
    Ok(response)
}
