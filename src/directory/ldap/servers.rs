//! The servers of a directory: their order, their health, and who is asked next (R163).

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ldap3::Ldap;
use tokio::time::Instant;
use url::Url;

use super::{
    connect::ConnectError,
    pool::{Manager, Pool},
    result::Fault,
    rootdse::RootDse,
    session::Session,
    settings::{LdapSettings, SettingsError},
    tls::{ServerTls, Trust},
};

/// How long a server that failed is left alone at first; doubles up to [`LONGEST_REST`].
const FIRST_REST: Duration = Duration::from_secs(2);
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How long what a server says of itself is believed.
const ROOT_LIFE: Duration = Duration::from_secs(300);

/// One server.
pub(crate) struct Server {
    /// Its URL as configured: the name under which writes remember it.
    pub(crate) name: String,
    /// Its URL.
    pub(crate) url: Url,
    /// How it is spoken to, and what it showed.
    pub(crate) tls: ServerTls,
    /// When a look found that it does not let the service account in, and what it said.
    pub(crate) refused: Mutex<Option<(Instant, String)>>,
    /// When it last did what it was asked.
    used: Mutex<Option<Instant>>,
    pool: Pool,
    health: Mutex<Health>,
    root: Mutex<Option<(Instant, Arc<RootDse>)>>,
}

/// A circuit breaker: closed while `rest` is zero.
#[derive(Debug, Default)]
struct Health {
    rest: Duration,
    until: Option<Instant>,
    probing: bool,
}

impl Server {
    fn health(&self) -> std::sync::MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_resting(&self) -> bool {
        self.health().until.is_some()
    }

    fn succeeded(&self) {
        *self.health() = Health::default();
    }

    fn failed(&self, why: &str) {
        let mut health = self.health();
        health.rest = (health.rest * 2).clamp(FIRST_REST, LONGEST_REST);
        health.until = Some(Instant::now() + health.rest);
        health.probing = false;
        tracing::warn!(server = %self.name, rest_s = health.rest.as_secs(), why, "a directory server failed");
    }

    /// It did what it was asked.
    pub(crate) fn was_used(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How long ago it last did.
    pub(crate) fn used_since(&self) -> Option<Duration> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).map(|at| at.elapsed())
    }

    /// Signs the service account in on a connection of its own.
    pub(crate) async fn sign_in(&self, ldap: &mut Ldap, wait: Duration) -> Result<(), ConnectError> {
        self.pool.manager().sign_in(ldap, wait).await
    }

    /// When its rest is over, looks in the background whether it is well again: nobody has to wait for that.
    fn probe_when_due(self: &Arc<Self>) {
        {
            let mut health = self.health();
            if health.probing || health.until.is_none_or(|until| until > Instant::now()) {
                return;
            }
            health.probing = true;
        }
        let server = Arc::clone(self);
        tokio::spawn(async move {
            match server.pool.get().await {
                Ok(_) => {
                    tracing::info!(server = %server.name, "a directory server is back");
                    server.succeeded();
                }
                Err(error) => server.failed(&error.to_string()),
            }
        });
    }

    /// A connection of its own, on which nobody is signed in.
    pub(crate) async fn anonymous(&self) -> Result<Ldap, ConnectError> {
        self.pool.manager().anonymous().await
    }

    /// A new connection of the service account, past the pool: the doctor wants to see it made.
    pub(crate) async fn fresh(&self) -> Result<Ldap, ConnectError> {
        deadpool::managed::Manager::create(self.pool.manager()).await
    }

    /// Drops the connections at rest: they are of before the server went away.
    fn forget_connections(&self) {
        self.pool.retain(|_, _| false);
    }

    /// What the server says of itself, asked at most every five minutes.
    pub(crate) async fn root(session: &mut Session) -> Result<Arc<RootDse>, Fault> {
        let server = Arc::clone(&session.server);
        let kept = server.root.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read, root)) = kept
            && read.elapsed() < ROOT_LIFE
        {
            return Ok(root);
        }
        let root = Arc::new(RootDse::read(session).await?);
        *server.root.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&root)));
        Ok(root)
    }

    /// A connection of the service account.
    async fn session(self: &Arc<Self>, wait: Duration, deadline: Instant) -> Result<Session, Fault> {
        let told = |text: String| Fault::Unreachable(format!("{}: {text}", self.name));
        match tokio::time::timeout_at(deadline, self.pool.get()).await {
            Ok(Ok(connection)) => Ok(Session::new(Arc::clone(self), connection, wait, deadline)),
            Ok(Err(error)) => Err(told(error.to_string())),
            Err(_) => Err(told("no connection in time".to_owned())),
        }
    }
}

/// All servers, the preferred one first.
pub(crate) struct Servers {
    all: Vec<Arc<Server>>,
    wait: Duration,
    budget: Duration,
}

impl Servers {
    pub(crate) fn new(settings: &LdapSettings) -> Result<Self, SettingsError> {
        let trust = Trust::new(settings)?;
        let make = |url: &Url| {
            let tls = trust.server()?;
            let pool = Manager::new(url.clone(), tls.clone(), settings)
                .pool()
                .map_err(|e| SettingsError(format!("servers: {e}")))?;
            let name = url.as_str().trim_end_matches('/').to_owned();
            Ok(Arc::new(Server {
                name,
                url: url.clone(),
                tls,
                refused: Mutex::default(),
                used: Mutex::default(),
                pool,
                health: Mutex::default(),
                root: Mutex::default(),
            }))
        };
        let all = settings.servers.iter().map(make).collect::<Result<_, SettingsError>>()?;
        Ok(Self { all, wait: settings.operation_timeout, budget: settings.failover_budget })
    }

    pub(crate) fn all(&self) -> &[Arc<Server>] {
        &self.all
    }

    /// Goes through the servers: those that are well in their order, then those that failed lately.
    pub(crate) fn attempt(&self) -> Attempt<'_> {
        self.all.iter().for_each(Server::probe_when_due);
        let (resting, well): (Vec<_>, Vec<_>) = self.all.iter().cloned().partition(|s| s.is_resting());
        let queue = well.into_iter().chain(resting).map(|s| (s, false)).collect();
        Attempt { servers: self, deadline: Instant::now() + self.budget, queue, last: None }
    }

    /// A session on one server and no other.
    pub(crate) async fn named(&self, name: &str) -> Result<Session, Fault> {
        let Some(server) = self.all.iter().find(|s| s.name == name) else {
            return Err(Fault::Unreachable(format!("{name} is not among the configured servers any more")));
        };
        let outcome = server.session(self.wait, Instant::now() + self.budget).await;
        if let Err(Fault::Unreachable(why)) = &outcome {
            server.failed(why);
        }
        outcome
    }
}

/// One way through the servers, within the budget.
pub(crate) struct Attempt<'a> {
    servers: &'a Servers,
    deadline: Instant,
    queue: VecDeque<(Arc<Server>, bool)>,
    last: Option<String>,
}

impl Attempt<'_> {
    /// The next server that lets the service account in.
    pub(crate) async fn next(&mut self) -> Result<Session, Fault> {
        while Instant::now() < self.deadline {
            let Some((server, _)) = self.queue.front() else { break };
            let server = Arc::clone(server);
            match server.session(self.servers.wait, self.deadline).await {
                Ok(session) => return Ok(session),
                Err(fault) => {
                    let why = match fault {
                        Fault::Unreachable(text) => text,
                        other => format!("{other:?}"),
                    };
                    server.failed(&why);
                    self.last = Some(why);
                    self.queue.pop_front();
                }
            }
        }
        Err(Fault::Unreachable(self.last.take().unwrap_or_else(|| "no server is left to try".to_owned())))
    }

    /// Says that a reading operation failed there. A connection from the pool that was dead gets one more try
    /// on the same server with a new one.
    pub(crate) fn failed(&mut self, session: &Session, reused: bool, fault: &Fault) {
        let closed = matches!(fault, Fault::Unreachable(_) | Fault::Lost(_));
        let Some((server, retried)) = self.queue.front_mut() else { return };
        debug_assert_eq!(server.name, session.server.name);
        if fault.breaks_connection() {
            server.forget_connections();
        }
        self.last = Some(match fault {
            Fault::Unreachable(t) | Fault::Lost(t) | Fault::Silent(t) | Fault::Odd(t) => t.clone(),
            Fault::Refused(reply) => reply.to_string(),
        });
        if closed && reused && !*retried {
            *retried = true;
            return;
        }
        server.failed(self.last.as_deref().unwrap_or_default());
        self.queue.pop_front();
    }

    /// Says that the server answered.
    pub(crate) fn succeeded(session: &Session) {
        session.server.succeeded();
    }

    /// Goes on to the next server though this one is well: it can not do what is wanted.
    pub(crate) fn skip(&mut self, why: String) {
        self.last = Some(why);
        self.queue.pop_front();
    }
}

/// Runs a reading operation on the first server that answers; the session is moved into `$body` as `$session`.
macro_rules! on_any_server {
    ($servers:expr, |$session:ident| $body:expr) => {{
        let mut attempt = $servers.attempt();
        loop {
            let mut held = match attempt.next().await {
                Ok(session) => session,
                Err(fault) => break Err(fault),
            };
            let reused = held.is_reused();
            let outcome = {
                let $session = &mut held;
                $body.await
            };
            match outcome {
                Err(fault) if fault.another_server_may_answer() => attempt.failed(&held, reused, &fault),
                outcome => {
                    $crate::directory::ldap::servers::Attempt::succeeded(&held);
                    break outcome;
                }
            }
        }
    }};
}
pub(crate) use on_any_server;
