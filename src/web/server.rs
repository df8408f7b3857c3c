//! The listeners and the workers.
//!
//! actix gives each worker a runtime of its own; nothing that is shared may be made there. Handlers hand flows over
//! to the main runtime, which owns all sockets to databases and directories.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_http::{HttpService, KeepAlive};
use actix_rt::net::{ActixStream, TcpStream};
use actix_server::ServerBuilder;
use actix_service::{IntoServiceFactory as _, ServiceFactory, ServiceFactoryExt as _, map_config};
use actix_tls::accept::{
    TlsError as AcceptError,
    rustls_0_23::{Acceptor, TlsStream},
};
use actix_web::{
    App, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{AppConfig, ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::from_fn,
    web,
};
use listenfd::ListenFd;
use socket2::{Domain, Protocol, Socket, Type};
use tokio_util::sync::CancellationToken;
use tracing_actix_web::TracingLogger;

use super::{
    health::{self, Health},
    middleware,
    problem::Failure,
    settings::{Limits, WebSettings},
    shell::Shell,
    tls::{Certificate, TlsError},
    wire::{guard::Guard, refusal::Refuser},
};
use crate::domain::error::Code;

const BACKLOG: i32 = 1024;
const CERTIFICATE_INTERVAL: Duration = Duration::from_secs(30);

/// Why the portal can not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// An address can not be listened on.
    #[error("can not listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The certificate can not be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The server failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The listeners, open.
pub struct BoundServer {
    main: Vec<TcpListener>,
    console: Vec<TcpListener>,
    /// What the console's requests share.
    console_shell: Option<Arc<Shell>>,
    redirect: Vec<TcpListener>,
    health: Vec<TcpListener>,
}

/// Opens the listeners. Sockets that the service manager passes take the place of `listen`.
///
/// # Errors
/// [`ServerError::Listen`] names the address.
pub fn bind(settings: &WebSettings) -> Result<BoundServer, ServerError> {
    let mut passed = ListenFd::from_env();
    let mut main = Vec::new();
    for index in 0..passed.len() {
        main.extend(passed.take_tcp_listener(index)?);
    }
    if main.is_empty() {
        main = open(&settings.listen)?;
    }
    Ok(BoundServer {
        main,
        console: open(&settings.console_listen)?,
        console_shell: None,
        redirect: open(&settings.redirect_listen)?,
        health: open(&settings.health_listen)?,
    })
}

fn open(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, ServerError> {
    let one = |address: SocketAddr| -> io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    addresses.iter().map(|address| one(*address).map_err(|error| ServerError::Listen(*address, error))).collect()
}

fn addresses(listeners: &[TcpListener]) -> Vec<SocketAddr> {
    listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
}

impl BoundServer {
    /// Where the portal listens.
    #[must_use]
    pub fn addrs(&self) -> Vec<SocketAddr> {
        addresses(&self.main)
    }

    /// Where the console listens, when it has a listener of its own.
    #[must_use]
    pub fn console_addrs(&self) -> Vec<SocketAddr> {
        addresses(&self.console)
    }

    /// Serves the console on its own listener, with routes, hosts and cookies of its own.
    pub fn serve_console(&mut self, shell: Arc<Shell>) {
        self.console_shell = Some(shell);
    }

    /// Where plain HTTP is redirected.
    #[must_use]
    pub fn redirect_addrs(&self) -> Vec<SocketAddr> {
        addresses(&self.redirect)
    }

    /// Where health is answered.
    #[must_use]
    pub fn health_addrs(&self) -> Vec<SocketAddr> {
        addresses(&self.health)
    }

    /// Serves until `stop`; then no new connection is taken, and requests under way have `settings.shutdown` (R168).
    /// `setup` adds what handlers need (`web::Data` made before, never inside). Must be called on the main runtime.
    ///
    /// # Errors
    /// [`ServerError`] when the certificate can not be used or the server fails.
    pub async fn run<F>(
        self,
        settings: &WebSettings,
        shell: Arc<Shell>,
        health: Option<Health>,
        setup: F,
        stop: CancellationToken,
    ) -> Result<(), ServerError>
    where
        F: Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
    {
        let mut builder = ServerBuilder::default().disable_signals().shutdown_timeout(settings.shutdown.as_secs());
        if let Some(workers) = settings.workers {
            builder = builder.workers(workers);
        }
        let drain = builder.graceful_shutdown_signal();

        let portal = {
            let (shell, setup) = (Arc::clone(&shell), setup.clone());
            move || portal(&shell, &setup)
        };
        let console = self.console_shell.map(|shell| {
            let refuser = Refuser::new(Arc::clone(&shell));
            (refuser, move || self::portal(&shell, &setup))
        });
        let wiring = Wiring { limits: settings.limits.clone(), refuser: Refuser::new(Arc::clone(&shell)), drain };
        let watcher = CancellationToken::new();
        let _stop_watching = watcher.clone().drop_guard();
        if let Some(files) = &settings.tls {
            let certificate = Certificate::load(files.clone())?;
            let config = certificate.server_config()?;
            tokio::spawn(Arc::clone(&certificate).watch(CERTIFICATE_INTERVAL, watcher.child_token()));
            for listener in self.main {
                builder = wiring.listen_tls(builder, listener, config.clone(), portal.clone())?;
            }
            if let Some((refuser, console)) = console {
                let wiring = wiring.refusing(refuser);
                for listener in self.console {
                    builder = wiring.listen_tls(builder, listener, config.clone(), console.clone())?;
                }
            }
        } else {
            for listener in self.main {
                builder = wiring.listen(builder, listener, portal.clone())?;
            }
            if let Some((refuser, console)) = console {
                let wiring = wiring.refusing(refuser);
                for listener in self.console {
                    builder = wiring.listen(builder, listener, console.clone())?;
                }
            }
        }
        for listener in self.redirect {
            let shell = Arc::clone(&shell);
            builder = wiring.listen(builder, listener, move || redirect(&shell))?;
        }
        if let Some(health) = health {
            for listener in self.health {
                let health = health.clone();
                let app = move || App::new().configure(|config| health::configure(config, health.clone()));
                builder = wiring.listen(builder, listener, app)?;
            }
        }

        let server = builder.run();
        let handle = server.handle();
        tokio::spawn(async move {
            stop.cancelled().await;
            if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Stopping]) {
                tracing::debug!(%error, "the service manager was not told of the stop");
            }
            handle.stop(true).await;
        });
        // Under a service manager of type notify; without one this does nothing.
        if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
            tracing::debug!(%error, "the service manager was not told of the start");
        }
        server.await?;
        Ok(())
    }
}

/// How connections become requests.
struct Wiring {
    limits: Limits,
    refuser: Refuser,
    drain: actix_server::GracefulShutdownSignal,
}

macro_rules! http {
    ($limits:expr, $drain:expr, $app:expr) => {{
        let drain = $drain.clone();
        let app = $app.into_factory().map_err(|error: actix_web::Error| error.error_response());
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let drain = drain.clone();
                async move { drain.notified().await }
            })
            .keep_alive(KeepAlive::Timeout($limits.keep_alive))
            // The guard times every head, not only the first of a connection.
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(Duration::from_secs(3))
            .tcp_nodelay(true)
            .h1(map_config(app, |()| AppConfig::default()))
    }};
}

impl Wiring {
    /// The same, with other pages for what is refused before there is a request.
    fn refusing(&self, refuser: Refuser) -> Self {
        Self { limits: self.limits.clone(), refuser, drain: self.drain.clone() }
    }

    fn listen<A, S, B>(&self, builder: ServerBuilder, listener: TcpListener, app: A) -> io::Result<ServerBuilder>
    where
        A: Fn() -> App<S> + Clone + Send + 'static,
        S: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = actix_web::Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let (limits, refuser, drain) = (self.limits.clone(), self.refuser.clone(), self.drain.clone());
        builder.listen("http", listener, move || {
            let (limits, refuser) = (limits.clone(), refuser.clone());
            let http = http!(limits, drain, app());
            actix_service::fn_service(move |io: TcpStream| {
                let peer = io.peer_addr().ok();
                let guard = guard(io, &limits, &refuser);
                async move { Ok((guard, peer)) }
            })
            .and_then(http)
        })
    }

    fn listen_tls<A, S, B>(
        &self,
        builder: ServerBuilder,
        listener: TcpListener,
        config: rustls::ServerConfig,
        app: A,
    ) -> io::Result<ServerBuilder>
    where
        A: Fn() -> App<S> + Clone + Send + 'static,
        S: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = actix_web::Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let (limits, refuser, drain) = (self.limits.clone(), self.refuser.clone(), self.drain.clone());
        let mut acceptor = Acceptor::new(config);
        acceptor.set_handshake_timeout(limits.handshake_time);
        builder.listen("https", listener, move || {
            let (limits, refuser) = (limits.clone(), refuser.clone());
            let http = http!(limits, drain, app());
            acceptor
                .clone()
                .map_init_err(|_| ())
                .map_err(AcceptError::into_service_error)
                .map(move |io: TlsStream<TcpStream>| {
                    let peer = io.get_ref().0.peer_addr().ok();
                    (guard(io, &limits, &refuser), peer)
                })
                .and_then(http.map_err(AcceptError::Service))
        })
    }
}

fn guard<T: ActixStream>(io: T, limits: &Limits, refuser: &Refuser) -> Guard<T> {
    Guard::new(io, limits.clone(), refuser.clone())
}

type Setup<'a> = &'a dyn Fn(&mut web::ServiceConfig);

/// What an `App` with any number of middlewares is.
macro_rules! app {
    () => {
        App<
            impl ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<impl MessageBody + use<>>,
                Error = actix_web::Error,
                InitError = (),
            > + use<>,
        >
    };
}

fn layered(shell: &Arc<Shell>, setup: Setup<'_>) -> app!() {
    // The last is the outermost.
    App::new()
        .app_data(web::Data::from(Arc::clone(shell)))
        .configure(|config| setup(config))
        .wrap(from_fn(middleware::origin::origin))
        .wrap(from_fn(middleware::method::method))
        .wrap(from_fn(middleware::limits::limits))
        .wrap(from_fn(middleware::flood::flood))
        .wrap(from_fn(middleware::client::client))
        .wrap(from_fn(middleware::host::host))
        .wrap(from_fn(middleware::measure::measure))
        .wrap(from_fn(middleware::headers::headers))
        .wrap(from_fn(middleware::errors::errors))
        .wrap(TracingLogger::<middleware::trace::Spans>::new())
}

fn portal(shell: &Arc<Shell>, setup: Setup<'_>) -> app!() {
    layered(shell, &|config| {
        setup(config);
        shell.table.configure(config);
    })
}

/// Plain HTTP: the start page is sent on to `https`, everything else is refused; what was posted in clear is lost
/// to eavesdroppers already, and a redirect would hide that (R174).
fn redirect(shell: &Arc<Shell>) -> app!() {
    layered(shell, &|config| {
        config.default_service(web::to(|request: HttpRequest, shell: web::Data<Shell>| async move {
            match (request.method(), request.path()) {
                (&Method::GET | &Method::HEAD, "/") => {
                    let target = shell.site.canonical().as_str();
                    Ok(HttpResponse::PermanentRedirect().insert_header((header::LOCATION, target)).finish())
                }
                (&Method::GET | &Method::HEAD, _) => Err(Failure(Code::NotFound)),
                (&Method::POST, _) => Err(Failure(Code::ForeignForm)),
                _ => Err(Failure(Code::MethodNotAllowed)),
            }
        }));
    })
}
