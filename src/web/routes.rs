//! Every route in one table, so that tests can walk it and nothing is reachable that is not in it (R61, R86, R93).

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, Route, guard,
    http::{Method, header},
    web,
};

use super::{
    problem::{Failure, Problem},
    shell::Shell,
};
use crate::domain::{error::Code, role::Right};

/// What a route does with its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads: answers GET and HEAD, changes nothing.
    Read,
    /// Changes: answers POST.
    Post,
}

/// Whom a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// People: everybody, or who has the flow or the session that the handler asks for.
    People,
    /// Who is on the way into the console, or out of it.
    Door,
    /// Who is in the console and has this right (R140).
    Console(Right),
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Which methods.
    pub verb: Verb,
    /// The pattern of its path, as the log and the metrics name it.
    pub pattern: &'static str,
    /// Whom it is for.
    pub access: Access,
    /// Whether a request needs our origin and a form token. Every POST but a browser's own report does.
    pub needs_csrf: bool,
    /// Bytes of the body that are taken; `None` is the limit for forms.
    pub body_max: Option<usize>,
    /// Makes the handler.
    pub route: fn() -> Route,
}

impl Entry {
    /// A page or a file.
    #[must_use]
    pub const fn read(pattern: &'static str, route: fn() -> Route) -> Self {
        Self { verb: Verb::Read, pattern, access: Access::People, needs_csrf: false, body_max: None, route }
    }

    /// A form.
    #[must_use]
    pub const fn form(pattern: &'static str, route: fn() -> Route) -> Self {
        Self { verb: Verb::Post, pattern, access: Access::People, needs_csrf: true, body_max: None, route }
    }

    /// A POST that browsers send by themselves, without a token.
    #[must_use]
    pub const fn report(pattern: &'static str, body_max: usize, route: fn() -> Route) -> Self {
        Self { verb: Verb::Post, pattern, access: Access::People, needs_csrf: false, body_max: Some(body_max), route }
    }

    /// A page of the console. Its handler begins with [`crate::web::admin::Console::open`].
    #[must_use]
    pub const fn console_read(right: Right, pattern: &'static str, route: fn() -> Route) -> Self {
        Self { access: Access::Console(right), ..Self::read(pattern, route) }
    }

    /// A form of the console; so does its handler.
    #[must_use]
    pub const fn console_form(right: Right, pattern: &'static str, route: fn() -> Route) -> Self {
        Self { access: Access::Console(right), ..Self::form(pattern, route) }
    }

    /// A page of the way into the console.
    #[must_use]
    pub const fn door_read(pattern: &'static str, route: fn() -> Route) -> Self {
        Self { access: Access::Door, ..Self::read(pattern, route) }
    }

    /// A form of the way into the console.
    #[must_use]
    pub const fn door_form(pattern: &'static str, route: fn() -> Route) -> Self {
        Self { access: Access::Door, ..Self::form(pattern, route) }
    }

    /// The same with another limit for its body, in bytes.
    #[must_use]
    pub const fn taking(self, body_max: usize) -> Self {
        Self { body_max: Some(body_max), ..self }
    }
}

/// All routes.
#[derive(Debug, Clone, Default)]
pub struct Table {
    entries: Vec<Entry>,
}

impl Table {
    /// The table of `entries`.
    #[must_use]
    pub const fn new(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// Every route.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The route with this pattern, for this verb.
    #[must_use]
    pub fn find(&self, verb: Verb, pattern: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.verb == verb && entry.pattern == pattern)
    }

    /// Whether a page answers at this path: its pattern is the path, but for `{parts}`.
    #[must_use]
    pub fn has_page(&self, path: &str) -> bool {
        self.entries.iter().any(|entry| entry.verb == Verb::Read && fits(entry.pattern, path))
    }

    /// The POST route of this path, or with this pattern.
    #[must_use]
    pub fn post(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.verb == Verb::Post && fits(entry.pattern, path))
    }

    /// Registers every route, with an answer for other methods and other paths.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        let mut patterns: BTreeMap<&'static str, (usize, Vec<Entry>)> = BTreeMap::new();
        for (position, entry) in self.entries.iter().enumerate() {
            patterns.entry(entry.pattern).or_insert_with(|| (position, Vec::new())).1.push(*entry);
        }
        // In the order of the table: the first pattern that matches wins.
        let mut ordered: Vec<_> = patterns.into_iter().collect();
        ordered.sort_by_key(|(_, (position, _))| *position);
        for (pattern, (_, entries)) in ordered {
            let mut resource = web::resource(pattern);
            for entry in &entries {
                let route = (entry.route)();
                resource = resource.route(match entry.verb {
                    Verb::Read => route.guard(guard::Any(guard::Get()).or(guard::Head())),
                    Verb::Post => route.guard(guard::Post()),
                });
            }
            let has = |verb| entries.iter().any(|entry| entry.verb == verb);
            let allow = match (has(Verb::Read), has(Verb::Post)) {
                (true, true) => "GET, HEAD, POST",
                (true, false) => "GET, HEAD",
                (false, _) => "POST",
            };
            let refuse = move |request: HttpRequest| async move { refuse_method(&request, allow) };
            config.service(resource.default_service(web::to(refuse)));
        }
        config.default_service(web::to(nowhere));
    }
}

/// Whether a path is a pattern's, but for `{parts}`. Of a pattern itself the same is true.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(text)) if part == text => {}
            (Some(part), Some(text)) if part.starts_with('{') && !text.is_empty() => {}
            _ => return false,
        }
    }
}

fn refuse_method(request: &HttpRequest, allow: &'static str) -> Result<HttpResponse, Failure> {
    let shell = Shell::of_http(request).ok_or(Failure(Code::Internal))?;
    let problem = Problem::of_http(&shell, request, Code::MethodNotAllowed);
    Ok(problem.with(header::ALLOW, header::HeaderValue::from_static(allow)).response())
}

async fn nowhere(request: HttpRequest) -> Result<HttpResponse, Failure> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) {
        return Err(Failure(Code::NotFound));
    }
    refuse_method(&request, "GET, HEAD, POST")
}
