//! Pages: extract, call a flow on the main runtime, make the page's context, render. Nothing is decided here.

use std::{future::Future, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::Cookie,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};

use super::{
    cookies,
    landing::Kept,
    problem::{Failure, page, status},
    shell::Shell,
};
use crate::{
    app::App,
    crypto::random::Token,
    domain::{client::Client, error::Code, locale::Locale},
    flows::StepError,
    render::{
        Frame, Page,
        contexts::{OverReason, Problem, ResetOver, WayOn},
        paths,
    },
    web::middleware::client::ClientInfo,
};

pub mod add;
pub mod change;
pub mod demo;
pub mod devices;
pub mod help;
pub mod info;
pub mod manage;
pub mod next;
pub mod not_me;
pub mod password;
pub mod prove;
pub mod reset;
pub mod security_info;
pub mod sign_in;
pub mod signed_in;

/// What pages work with; one for all workers.
pub struct Portal {
    /// The house.
    pub app: Arc<App>,
    /// Pages without forms, rendered once per language.
    pub landing: Kept,
}

/// What a page answers with.
pub type Answer = Result<HttpResponse, Failure>;

/// A request with what every page asks of it.
pub struct Visit {
    /// The house.
    pub portal: web::Data<Portal>,
    /// Cookies, tokens, headers.
    pub shell: Arc<Shell>,
    /// The page's language.
    pub locale: Locale,
    request: HttpRequest,
    /// Cookies that the answer sets.
    set: Vec<Cookie<'static>>,
}

impl Visit {
    /// Reads the request. A language that was asked for by address is remembered (U66).
    ///
    /// # Errors
    /// [`Code::Internal`] when the server was not put together right.
    pub fn new(request: &HttpRequest, portal: &web::Data<Portal>) -> Result<Self, Failure> {
        let shell = Shell::of_http(request).ok_or(Failure(Code::Internal))?;
        let asked = shell.asked(request.headers(), request.query_string());
        let languages = portal.app.renderer.languages();
        let locale = languages.negotiate(asked.query, asked.cookie, asked.accept);
        let mut set = Vec::new();
        if asked.query.is_some_and(|tag| languages.closest(tag).is_some()) && asked.cookie != Some(locale.as_str()) {
            set.push(shell.cookies.set_language(locale.as_str()));
        }
        Ok(Self { portal: portal.clone(), shell, locale, request: request.clone(), set })
    }

    /// The house.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.portal.app
    }

    /// Runs a flow's step on the main runtime.
    ///
    /// # Errors
    /// [`Code::Internal`] when it panicked.
    pub async fn offload<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Failure> {
        self.app().offload(work).await.ok_or(Failure(Code::Internal))
    }

    /// Who asks.
    ///
    /// # Errors
    /// [`Code::Internal`] when the middleware that knows is missing.
    pub fn client(&self) -> Result<Client, Failure> {
        use actix_web::HttpMessage as _;
        let info = self.request.extensions().get::<ClientInfo>().copied().ok_or(Failure(Code::Internal))?;
        Ok(info.with_agent(self.request.headers()))
    }

    /// The flow's cookie, if the browser sent one that can be one.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        Token::parse(cookies::token(self.request.headers(), self.shell.cookies.flow)?)
    }

    /// The known-device cookie, if there is one.
    #[must_use]
    pub fn device(&self) -> Option<Token> {
        Token::parse(cookies::token(self.request.headers(), self.shell.cookies.device)?)
    }

    /// The request itself.
    #[must_use]
    pub const fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The value of a query parameter that is a flag of ours.
    #[must_use]
    pub fn has_flag(&self, name: &str) -> bool {
        self.request.query_string().split('&').any(|pair| pair.split('=').next() == Some(name))
    }

    /// Sets a cookie with the answer.
    pub fn set_cookie(&mut self, cookie: Cookie<'static>) {
        self.set.push(cookie);
    }

    /// Gives the browser the flow's new cookie.
    pub fn set_flow(&mut self, token: &Token) {
        let cookie = self.shell.cookies.set_flow(token.expose());
        self.set_cookie(cookie);
    }

    /// The cookie that forms of a page without a flow are bound to: the visitor's, made if there is none (R57), or
    /// the flow's that is under way.
    pub async fn visitor(&mut self) -> Result<String, Failure> {
        if let Some(value) = cookies::token(self.request.headers(), self.shell.cookies.flow) {
            if self.shell.visitors.recognises(value) {
                return Ok(value.to_owned());
            }
            let (app, token) = (Arc::clone(&self.portal.app), Token::parse(value));
            let known = self
                .offload(async move {
                    let digest = app.core.cookie_digest(&token?);
                    let flow = app.core.store.flow_by_cookie(&digest).await.ok()?.is_some();
                    let known = flow || app.core.store.session_by_cookie(&digest).await.ok()?.is_some();
                    known.then_some(())
                })
                .await?;
            if known.is_some() {
                return Ok(value.to_owned());
            }
        }
        let value = self.shell.visitors.issue(self.shell.entropy.as_ref());
        let cookie = self.shell.cookies.set_flow(&value);
        self.set_cookie(cookie);
        Ok(value)
    }

    /// What stands round a page. `form` is the cookie that its forms are bound to, and the pattern they post to.
    #[must_use]
    pub fn frame(&self, form: Option<(&str, &str)>) -> Frame {
        let app = self.app();
        let csrf = form.map_or_else(String::new, |(cookie, pattern)| {
            self.shell.csrf.token(cookie, super::csrf::purpose(pattern), self.shell.entropy.as_ref())
        });
        Frame {
            locale: self.locale.clone(),
            organisation: app.org.name.clone(),
            csrf,
            path: self.request.path().to_owned(),
            help_desk: app.core.common().help_desk.clone(),
            time_zone: app.org.time_zone.clone(),
            now: app.core.now(),
            demo: app.recorder.is_some(),
            console: None,
        }
    }

    /// Renders a page.
    ///
    /// # Errors
    /// [`Code::Internal`]; the log has the cause.
    pub fn html<P: Page>(self, code: StatusCode, context: &P, form: Option<(&str, &str)>) -> Answer {
        let frame = self.frame(form);
        self.framed(code, context, &frame)
    }

    /// Renders a page in a frame that is more than the usual one.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn framed<P: Page>(self, code: StatusCode, context: &P, frame: &Frame) -> Answer {
        let html = self.app().renderer.render(context, frame).map_err(|error| {
            tracing::error!(%error, template = P::TEMPLATE, "a page can not be rendered");
            Failure(Code::Internal)
        })?;
        self.finish(page(code, html))
    }

    /// Sends the browser on: see other, so that a reload repeats nothing.
    ///
    /// # Errors
    /// Never; the type is that of all pages.
    pub fn see(self, path: &str) -> Answer {
        let to = HeaderValue::from_str(path).map_err(|_| Failure(Code::Internal))?;
        self.finish(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
    }

    /// Puts the cookies on an answer.
    ///
    /// # Errors
    /// [`Code::Internal`] for a cookie that is none.
    pub fn finish(self, mut response: HttpResponse) -> Answer {
        for cookie in &self.set {
            response.add_cookie(cookie).map_err(|_| Failure(Code::Internal))?;
        }
        Ok(response)
    }

    /// A page for a step that could not be taken. `retry` is the page that shows the same step again.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn step_error(self, error: &StepError) -> Answer {
        match error {
            StepError::Over => {
                let context = ResetOver { reason: OverReason::Used, support_id: None };
                self.html(status(Code::FlowOver), &context, None)
            }
            StepError::OutOfOrder => self.see(paths::RESET_RESULT),
            StepError::Throttled { retry_after } => {
                let context = Problem {
                    code: Code::Throttled,
                    support_id: None,
                    way_on: WayOn::Help,
                    retry_at: Some(self.app().core.now().after(*retry_after)),
                };
                let seconds = HeaderValue::from(retry_after.as_secs());
                let mut response = self.html(status(Code::Throttled), &context, None)?;
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
                Ok(response)
            }
            StepError::Problem { code, support_id } => {
                let context = Problem {
                    code: *code,
                    support_id: Some(support_id.clone()),
                    way_on: match code {
                        Code::DirectoryDown | Code::DirectoryRefused => WayOn::TryAgain,
                        _ => WayOn::Help,
                    },
                    retry_at: None,
                };
                self.html(status(*code), &context, None)
            }
            StepError::Store(error) => {
                let reference = self.shell.reference();
                tracing::error!(%error, reference, "a step could not be written down");
                let context = Problem {
                    code: Code::Internal,
                    support_id: Some(reference),
                    way_on: WayOn::TryAgain,
                    retry_at: None,
                };
                self.html(status(Code::Internal), &context, None)
            }
        }
    }
}
