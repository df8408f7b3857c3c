//! Sign-in to the console, its second factor, the fresh proof before dangerous acts, and the way out.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use crate::{
    crypto::random::Token,
    domain::{code::Malformed, error::Code, method::Method, password::NewPassword, session::ADMIN_FACTORS},
    flows::{
        StepError,
        admin::{self, door},
        security_info::{Desk, code::AnswerError, prove::Given},
        session::{
            self, SessionError,
            sign_in::{self, Signed},
        },
    },
    render::{
        contexts::{
            ProofError, SignInError, SignInNote,
            admin::door::{Arrive, NoFactor, Prove, SignIn, Trouble},
        },
        paths as people, paths_admin as paths,
    },
    web::{
        cookies::{self, clear_site_data},
        form::Form,
        pages::{Answer, Portal, Visit},
        problem::{Failure, status},
        routes::Entry,
    },
};

/// The field and the parameter that hold the page of the console to go on to.
const NEXT: &str = "next";
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The routes of this file.
#[must_use]
pub fn entries_door() -> Vec<Entry> {
    vec![
        Entry::door_read(paths::SIGN_IN, || web::to(show_sign_in)),
        Entry::door_form(paths::SIGN_IN, || web::to(sign_in)),
        Entry::door_read(paths::PROVE, || web::to(show_prove)),
        Entry::door_form(paths::PROVE, || web::to(prove)),
        Entry::door_form(paths::PROVE_WAY, || web::to(prove_way)),
        Entry::door_form(paths::SIGN_OUT, || web::to(sign_out)),
    ]
}

impl Visit {
    /// The page of the console that an address or a form asks to go on to; empty when it is none of ours (R81).
    fn next_of(&self, asked: Option<&str>) -> String {
        asked.and_then(|next| super::own(&self.shell, next)).unwrap_or_default()
    }

    /// The cookie that forms before the sign-in are bound to, made if there is none (R57).
    pub(super) fn admin_visitor(&mut self) -> String {
        let sent = cookies::token(self.request().headers(), self.shell.cookies.admin);
        if let Some(value) = sent.filter(|value| self.shell.visitors.recognises(value)) {
            return value.to_owned();
        }
        let value = self.shell.visitors.issue(self.shell.entropy.as_ref());
        let cookie = self.shell.cookies.set_admin(&value);
        self.set_cookie(cookie);
        value
    }

    /// Whether a link on another site led here: then the browser keeps the session's cookie back (SameSite=Strict), and
    /// a new one must not take its place.
    fn came_from_elsewhere(&self) -> bool {
        let header = self.request().headers().get("sec-fetch-site");
        header.is_some_and(|site| site == "cross-site") && self.admin_token().is_none()
    }

    /// The way to sign-in, and from there back; for who followed a link of another site, first a page of our own.
    ///
    /// # Errors
    /// As [`Visit::see`].
    pub fn to_sign_in(self) -> Answer {
        if self.came_from_elsewhere() {
            let to = self.page_of_console();
            return self.html(StatusCode::OK, &Arrive { to }, None);
        }
        let path = self.with_way_back(paths::SIGN_IN);
        self.see(&path)
    }

    /// The page of the console for a step that could not be taken.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn console_error(self, error: &StepError) -> Answer {
        let (code, support_id, wait) = match error {
            StepError::Over => (Code::SessionOver, None, None),
            StepError::OutOfOrder => return self.see(paths::HOME),
            StepError::Throttled { retry_after } => (Code::Throttled, None, Some(*retry_after)),
            StepError::Problem { code, support_id } => (*code, Some(support_id.clone()), None),
            StepError::Store(error) => {
                let reference = self.shell.reference();
                tracing::error!(%error, reference, "a step of the console could not be written down");
                (Code::Internal, Some(reference), None)
            }
        };
        let retry_at = wait.map(|wait| self.app().core.now().after(wait));
        let mut response = self.html(status(code), &Trouble { code, support_id, retry_at }, None)?;
        if let Some(wait) = wait {
            let seconds = actix_web::http::header::HeaderValue::from(wait.as_secs());
            response.headers_mut().insert(actix_web::http::header::RETRY_AFTER, seconds);
        }
        Ok(response)
    }

    fn console_session_error(self, error: &SessionError) -> Answer {
        match error {
            SessionError::Over => self.to_sign_in(),
            SessionError::ProofNeeded => self.see(paths::PROVE),
            SessionError::Step(error) => self.console_error(error),
        }
    }

    /// The portal's own address for people: the console may have another one.
    fn portal_address(&self) -> String {
        self.app().org.public_url.clone()
    }
}

/// `GET /` on the console's own listener.
pub async fn to_console(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    Visit::new(&request, &portal)?.see(paths::HOME)
}

/// `GET /admin/sign-in`.
async fn show_sign_in(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    if visit.came_from_elsewhere() {
        return visit.html(StatusCode::OK, &Arrive { to: paths::SIGN_IN.to_owned() }, None);
    }
    let (app, token) = (Arc::clone(&visit.portal.app), visit.admin_token());
    let found = visit
        .offload(async move {
            let open = admin::setup::is_open(&app.core).await?;
            let session = match token {
                Some(token) => match admin::session_of(&app.core, &token).await {
                    Ok(session) => Some(session),
                    Err(SessionError::Step(error)) => return Err(error),
                    Err(_) => None,
                },
                None => None,
            };
            Ok::<_, StepError>((open, session))
        })
        .await?;
    let next = visit.next_of(visit.parameter(NEXT).as_deref());
    let note = match found {
        Err(error) => return visit.console_error(&error),
        Ok((_, Some(session))) if session.proved_at.is_some() => {
            return visit.see(if next.is_empty() { paths::HOME } else { &next });
        }
        Ok((_, Some(_))) => return visit.see(paths::PROVE),
        Ok((true, None)) => return visit.see(paths::SETUP),
        Ok((false, None)) if visit.has_flag("out") => Some(SignInNote::Out),
        Ok((false, None)) => {
            let sent = cookies::token(visit.request().headers(), visit.shell.cookies.admin);
            sent.filter(|value| !visit.shell.visitors.recognises(value)).map(|_| SignInNote::Over)
        }
    };
    let cookie = visit.admin_visitor();
    let set_up = visit.has_flag("owner");
    let context =
        SignIn { next, note: note.filter(|_| !set_up), set_up, portal: visit.portal_address(), ..SignIn::default() };
    visit.html(StatusCode::OK, &context, Some((&cookie, paths::HOME)))
}

/// `POST /admin/sign-in`.
async fn sign_in(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "password", NEXT])?;
    let login = form.fields.text("login")?.trim().to_owned();
    let password = NewPassword::new(form.fields.text("password")?);
    let next = visit.next_of(form.fields.optional(NEXT));
    let cookie = form.cookie.clone();
    drop(form);
    let error = match () {
        () if login.is_empty() => SignInError::LoginEmpty,
        () if password.length() == 0 => SignInError::SecretEmpty,
        () => {
            let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
            let (typed, to) = (login.clone(), Some(next.clone()).filter(|next| !next.is_empty()));
            let done = visit
                .offload(async move {
                    let input = sign_in::SignIn { login: &typed, locale: &locale, client: &client, return_to: None };
                    door::sign_in(&app.core, app.directory.as_ref(), input, &password, to).await
                })
                .await?;
            match done {
                Ok(Signed::In(token)) => {
                    visit.set_admin(&token);
                    return visit.see(paths::PROVE);
                }
                // Right, and too old: it is changed where people change theirs.
                Ok(Signed::MustChange(token)) => {
                    visit.set_flow(&token);
                    let path = format!("{}{}", visit.portal_address(), people::CHANGE);
                    return visit.see(&path);
                }
                Err(sign_in::SignInError::Step(error)) => return visit.console_error(&error),
                Err(sign_in::SignInError::Wrong) => SignInError::Wrong,
            }
        }
    };
    let portal = visit.portal_address();
    let context = SignIn { login, next, portal, error: Some(error), ..SignIn::default() };
    visit.html(UNPROCESSABLE, &context, Some((&cookie, paths::HOME)))
}

/// Somebody at the second factor.
struct AtDoor {
    visit: Visit,
    token: Token,
    desk: Desk,
}

/// The inner error is the answer for who is not signed in.
async fn at_door(request: &HttpRequest, portal: &web::Data<Portal>) -> Result<Result<AtDoor, Answer>, Failure> {
    let visit = Visit::new(request, portal)?;
    let Some(token) = visit.admin_token() else { return Ok(Err(visit.to_sign_in())) };
    let app = Arc::clone(&visit.portal.app);
    let (desk, token) =
        visit.offload(async move { (door::desk(&app.core, app.directory.as_ref(), &token).await, token) }).await?;
    Ok(match desk {
        Ok(desk) => Ok(AtDoor { visit, token, desk }),
        Err(error) => Err(visit.console_session_error(&error)),
    })
}

macro_rules! at_door {
    ($request:expr, $portal:expr) => {
        match at_door($request, $portal).await? {
            Ok(at_door) => at_door,
            Err(answer) => return answer,
        }
    };
}

impl AtDoor {
    /// Where it goes on to: what the request asks for, else what the proof was begun for.
    fn next(&self, asked: Option<&str>) -> String {
        match self.visit.next_of(asked) {
            next if next.is_empty() => self.visit.next_of(self.desk.session.state.next.as_deref()),
            next => next,
        }
    }

    async fn page(self, next: String, error: Option<ProofError>) -> Answer {
        let Self { visit, token, desk } = self;
        let core = &visit.app().core;
        let factors = door::factors(core, &desk);
        let bound = Some((token.expose(), paths::HOME));
        if factors.is_empty() {
            let security_info = format!("{}{}", visit.portal_address(), people::SECURITY_INFO);
            let context = NoFactor { security_info, rests_until: door::rests_until(core, &desk) };
            return visit.html(StatusCode::OK, &context, bound);
        }
        let app = Arc::clone(&visit.portal.app);
        // A passkey needs a challenge: made here, so that one press is enough. It changes nothing else.
        let to = Some(next.clone()).filter(|next| !next.is_empty());
        let challenge = error.is_none() && factors.first() == Some(&Method::Passkey);
        let (asked, desk) = visit
            .offload(async move {
                let mut asked = door::passkey_asked(&app.core, &desk).await;
                if challenge && matches!(asked, Ok(None)) {
                    asked = match door::begin(&app.core, &desk, Method::Passkey, to).await {
                        Ok(()) => door::passkey_asked(&app.core, &desk).await,
                        Err(error) => Err(error),
                    };
                }
                (asked, desk)
            })
            .await?;
        let options = match asked {
            Ok(options) => options,
            Err(error) => return visit.console_session_error(&error),
        };
        let context = Prove {
            again: desk.session.proved_at.is_some(),
            options,
            passkey: factors.contains(&Method::Passkey),
            app: factors.contains(&Method::App),
            next,
            error,
        };
        let status = if error.is_some() { UNPROCESSABLE } else { StatusCode::OK };
        visit.html(status, &context, bound)
    }
}

/// `GET /admin/prove`.
async fn show_prove(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let at = at_door!(&request, &portal);
    let next = at.next(at.visit.parameter(NEXT).as_deref());
    if door::is_proved(&at.visit.app().core, &at.desk) {
        return at.visit.see(if next.is_empty() { paths::HOME } else { &next });
    }
    at.page(next, None).await
}

/// `POST /admin/prove/way`: a passkey needs a challenge first.
async fn prove_way(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let at = at_door!(&request, &portal);
    form.fields.only(&["method", NEXT])?;
    let next = at.next(form.fields.optional(NEXT));
    let named = form.fields.text("method")?;
    let method = ADMIN_FACTORS.into_iter().find(|factor| factor.as_str() == named).ok_or(Failure(Code::BadRequest))?;
    let AtDoor { visit, desk, .. } = at;
    let (app, to) = (Arc::clone(&visit.portal.app), Some(next).filter(|next| !next.is_empty()));
    let begun = visit.offload(async move { door::begin(&app.core, &desk, method, to).await }).await?;
    match begun {
        // A factor that they do not have: the page says what there is.
        Ok(()) | Err(SessionError::Step(StepError::OutOfOrder)) => visit.see(paths::PROVE),
        Err(error) => visit.console_session_error(&error),
    }
}

/// `POST /admin/prove`.
async fn prove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let at = at_door!(&request, &portal);
    form.fields.only(&["code", "credential", NEXT])?;
    let text = |name: &str| form.fields.optional(name).map(str::to_owned);
    let given = Given { code: text("code"), credential: text("credential"), answers: Vec::new() };
    let next = at.next(form.fields.optional(NEXT));
    drop(form);
    let AtDoor { mut visit, token, desk } = at;
    let (app, to) = (Arc::clone(&visit.portal.app), Some(next.clone()).filter(|next| !next.is_empty()));
    let (proved, desk) = visit
        .offload(async move {
            let proved = door::answer(&app.core, app.directory.as_ref(), &desk, &given, to).await;
            (proved, desk)
        })
        .await?;
    let error = match proved {
        Ok(proved) => {
            if let Some(cookie) = &proved.cookie {
                visit.set_admin(cookie);
            }
            return visit.see(if next.is_empty() { paths::HOME } else { &next });
        }
        // Answered in another tab, or nothing was begun: back to what is next.
        Err(AnswerError::Session(SessionError::Step(StepError::OutOfOrder))) => return visit.see(paths::PROVE),
        Err(AnswerError::Session(error)) => return visit.console_session_error(&error),
        Err(AnswerError::Malformed(Malformed::Empty)) => ProofError::Empty,
        Err(AnswerError::Malformed(_)) => ProofError::Malformed,
        Err(AnswerError::Wrong { left: left @ 1..=2 }) => ProofError::WrongTriesLeft(left),
        Err(AnswerError::Wrong { left: 0 } | AnswerError::Dead) => ProofError::Expired,
        Err(AnswerError::Wrong { .. }) => ProofError::Wrong,
    };
    AtDoor { visit, token, desk }.page(next, Some(error)).await
}

/// `POST /admin/sign-out`: the session is dead on the server, and the browser forgets everything (R69).
async fn sign_out(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&[])?;
    let (app, token) = (Arc::clone(&visit.portal.app), visit.admin_token());
    let ended = visit
        .offload(async move {
            let Some(token) = token else { return Ok(()) };
            let session = admin::session_of(&app.core, &token).await?;
            session::end(&app.core, &session).await
        })
        .await?;
    match ended {
        Ok(()) | Err(SessionError::Over) => {}
        Err(error) => return visit.console_session_error(&error),
    }
    let gone = visit.shell.cookies.remove_admin();
    visit.set_cookie(gone);
    let mut response = visit.see(&format!("{}?out", paths::SIGN_IN))?;
    let (name, value) = clear_site_data();
    response.headers_mut().insert(name, value);
    Ok(response)
}
