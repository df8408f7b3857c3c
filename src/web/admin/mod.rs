//! The console's pages. Every handler of it begins with [`Console::open`], which finds the right of its route in the
//! table, asks the directory anew who it is and what they may (R140, R145), and answers everybody else itself.

pub mod alarms;
pub mod answers;
pub mod audit;
pub mod audit_chain;
pub mod audit_retention;
pub mod audit_words;
pub mod directory;
pub mod door;
pub mod help_desk;
mod outage;
pub mod people;
mod person_view;
pub mod policy;
pub mod reports;
pub mod requests;
pub mod roles;
pub mod setup;
pub mod table;

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    http::{Method, StatusCode},
    web,
};
use url::form_urlencoded;

use super::{
    cookies,
    pages::{Answer, Portal, Visit},
    problem::Failure,
    routes::{Access, Verb},
    shell::Shell,
};
use crate::{
    crypto::random::Token,
    domain::{
        error::Code,
        role::{Reach, Right},
    },
    flows::{
        StepError,
        admin::{self, Admin, Entered},
    },
    render::{ConsoleFrame, Frame, Page, contexts::admin::door::Denied, paths_admin as paths},
};

/// A request of somebody who is in the console, and may do what its route is for.
pub struct Console {
    /// The request.
    pub visit: Visit,
    /// The session's cookie.
    pub token: Token,
    /// Who acts.
    pub admin: Admin,
}

/// The console of a request, or the answer for who is not in it: `let console = console!(&request, &portal);`
macro_rules! console {
    ($request:expr, $portal:expr) => {
        match $crate::web::admin::Console::open($request, $portal).await? {
            Ok(console) => console,
            Err(answer) => return answer,
        }
    };
}

/// The same after a proof that is younger than five minutes (R143): `let console = fresh!(console);`
macro_rules! fresh {
    ($console:expr) => {
        match $console.fresh() {
            Ok(console) => console,
            Err(answer) => return answer,
        }
    };
}

pub(crate) use {console, fresh};

impl Console {
    /// Opens the console; the inner error is the answer for who is not signed in (the way there, and back) or may not
    /// do this (a page, 403).
    ///
    /// # Errors
    /// [`Failure`]; also for a route that is not in the table with a right: nothing is open by mistake.
    pub async fn open(request: &HttpRequest, portal: &web::Data<Portal>) -> Result<Result<Self, Answer>, Failure> {
        let visit = Visit::new(request, portal)?;
        let (right, pattern) = right_of(&visit.shell, request).ok_or(Failure(Code::Internal))?;
        let Some(token) = visit.admin_token() else { return Ok(Err(visit.to_sign_in())) };
        let app = Arc::clone(&visit.portal.app);
        let (entered, token) = visit
            .offload(async move { (admin::enter(&app.core, app.directory.as_ref(), &token).await, token) })
            .await?;
        let admin = match entered {
            Ok(Entered::In(admin)) => *admin,
            Ok(Entered::Halfway(_)) => {
                let path = visit.with_way_back(paths::PROVE);
                return Ok(Err(visit.see(&path)));
            }
            Ok(Entered::Nobody) => return Ok(Err(visit.to_sign_in())),
            Err(error) => return Ok(Err(visit.console_error(&error))),
        };
        let verb = verb_of(request);
        let console = Self { visit, token, admin };
        let open = console.admin.outage.is_none() || outage::is_open(verb, right, &pattern);
        if open && console.admin.may(right) {
            return Ok(Ok(console));
        }
        // The overview is where everybody arrives. It counts the whole organisation: who is limited to a part of the
        // directory begins with the people there.
        if pattern == paths::HOME && verb == Verb::Read && !console.admin.roles.places().is_empty() {
            return Ok(Err(console.visit.see(paths::PEOPLE)));
        }
        Ok(Err(console.deny(&pattern).await))
    }

    /// Cookie and pattern that all forms of the console are bound to.
    #[must_use]
    pub fn bound(&self) -> Option<(&str, &str)> {
        Some((self.token.expose(), paths::HOME))
    }

    /// The console's frame: the rail shows what the roles allow.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let (account, path) = (&self.admin.account, self.visit.request().path());
        let name = if account.display_name.is_empty() { &account.login } else { &account.display_name };
        let shown = |href: &str, right: Right| self.admin.may(right) && self.visit.shell.table.has_page(href);
        let mut console = ConsoleFrame::new(name.clone(), self.admin.roles.iter().collect(), path, shown);
        console.outage = self.admin.outage;
        Frame { console: Some(console), ..self.visit.frame(self.bound()) }
    }

    /// The parts of the directory that people and requests are shown of; empty for all.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        match self.admin.reach(Right::SeePeople) {
            Reach::Within(places) => places.iter().map(|place| place.as_str().to_owned()).collect(),
            Reach::Everybody | Reach::Nobody => Vec::new(),
        }
    }

    /// Renders a page in the console's frame.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn html<P: Page>(self, status: StatusCode, context: &P) -> Answer {
        let frame = self.frame();
        self.visit.framed(status, context, &frame)
    }

    /// Goes on only after a proof that is younger than five minutes (R143); the inner error leads to the page of the
    /// proof, and from there back: to this page, or for a form to the page that it stands on. Ask on the page before the
    /// form too, so that nobody fills it in vain.
    ///
    /// # Errors
    /// The answer.
    #[expect(clippy::result_large_err, reason = "the error is the answer, which is given at once")]
    pub fn fresh(self) -> Result<Self, Answer> {
        if self.admin.is_fresh(&self.visit.app().core) {
            return Ok(self);
        }
        let path = self.visit.with_way_back(paths::PROVE);
        Err(self.visit.see(&path))
    }

    /// The page for a step that could not be taken.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn step_error(self, error: &StepError) -> Answer {
        self.visit.console_error(error)
    }

    /// What is not in the role, or not possible in an outage, is told and written down.
    pub(super) async fn deny(self, route: &str) -> Answer {
        let Self { visit, token, admin } = self;
        let (app, route) = (Arc::clone(&visit.portal.app), route.to_owned());
        let (noted, admin) = visit
            .offload(async move {
                let noted = admin::note_denied(&app.core, &admin, &route).await;
                (noted, admin)
            })
            .await?;
        if let Err(error) = noted {
            return visit.console_error(&error);
        }
        let outage = admin.outage.is_some();
        let context = Denied { no_role: admin.roles.is_empty(), outage, support_id: admin.session.support_id.clone() };
        // The role may well allow it: it will again.
        let status = if outage { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::FORBIDDEN };
        Self { visit, token, admin }.html(status, &context)
    }
}

fn verb_of(request: &HttpRequest) -> Verb {
    if *request.method() == Method::POST { Verb::Post } else { Verb::Read }
}

/// The right of the route that a request matched, and its pattern.
fn right_of(shell: &Shell, request: &HttpRequest) -> Option<(Right, String)> {
    let pattern = request.match_pattern()?;
    match shell.table.find(verb_of(request), &pattern)?.access {
        Access::Console(right) => Some((right, pattern)),
        Access::People | Access::Door => None,
    }
}

/// `address` when it is a page of the console: where a sign-in or a proof leads back to (R81). Nothing else is.
#[must_use]
pub fn own(shell: &Shell, address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let plain = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    let inside = path == paths::HOME || path.strip_prefix(paths::HOME).is_some_and(|rest| rest.starts_with('/'));
    // The way in itself leads nowhere.
    let door = [paths::SIGN_IN, paths::PROVE, paths::SETUP, paths::SETUP_GROUP].contains(&path);
    let fits = inside && !door && plain(path, "/-_.") && plain(query, "-_.~%+=&*") && address.len() <= 500;
    (fits && shell.table.has_page(path)).then(|| address.to_owned())
}

impl Visit {
    /// The console's cookie, if the browser sent one that can be one.
    #[must_use]
    pub fn admin_token(&self) -> Option<Token> {
        Token::parse(cookies::token(self.request().headers(), self.shell.cookies.admin)?)
    }

    /// Gives the browser the console's new cookie.
    pub fn set_admin(&mut self, token: &Token) {
        let cookie = self.shell.cookies.set_admin(token.expose());
        self.set_cookie(cookie);
    }

    /// The page of the console that this request is for: itself when it is a page, else the nearest one above it.
    #[must_use]
    pub fn page_of_console(&self) -> String {
        let request = self.request();
        let (mut path, query) = (request.path(), request.query_string());
        let asked = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        if *request.method() != Method::POST
            && let Some(own) = own(&self.shell, &asked)
        {
            return own;
        }
        loop {
            if let Some(own) = own(&self.shell, path) {
                return own;
            }
            match path.rsplit_once('/') {
                Some((above, _)) if above.starts_with(paths::HOME) => path = above,
                _ => return paths::HOME.to_owned(),
            }
        }
    }

    /// `path`, from which it goes on to the page of this request.
    #[must_use]
    pub fn with_way_back(&self, path: &str) -> String {
        match self.page_of_console() {
            page if page == paths::HOME => path.to_owned(),
            page => {
                let pair: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", &page).finish();
                format!("{path}?{pair}")
            }
        }
    }
}
