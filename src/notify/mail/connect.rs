//! From a host name to an SMTP connection that is private and signed in.

use std::{io, net::SocketAddr, sync::Arc};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::AsyncSmtpConnection,
    extension::ClientId,
};
use rustls::{ClientConfig, pki_types::ServerName};
use secrecy::ExposeSecret as _;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    fault::{Cause, Fault, Step, step},
    stream::SmtpStream,
};
use crate::notify::{
    scrub::scrub,
    settings::{MailSecurity, MailSettings, SettingsError},
    tls,
};

/// Most bytes of a reply before TLS.
const LONGEST_REPLY: u64 = 8 * 1024;

/// A relay that can be connected to: validated settings.
#[derive(Clone)]
pub(crate) struct Relay {
    host: String,
    port: u16,
    security: MailSecurity,
    name: ServerName<'static>,
    tls: Arc<ClientConfig>,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Relay {
    /// Reads the settings and the authorities' file.
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, SettingsError> {
        let name = ServerName::try_from(settings.host.clone()).map_err(|_| {
            SettingsError::new("host", "it is no host name", "write the relay's host name, `mail.example.org`")
        })?;
        if settings.security == MailSecurity::None && !is_loopback(&settings.host) {
            return Err(SettingsError::new(
                "security",
                "`none` would send passwords and codes readably over the network",
                "use `starttls` or `tls`; `none` is for a relay on this machine (127.0.0.1, ::1, localhost)",
            ));
        }
        let credentials = match (&settings.username, &settings.password) {
            (Some(user), Some(password)) => Some(Credentials::new(user.clone(), password.expose_secret().to_owned())),
            (None, None) => None,
            _ => {
                return Err(SettingsError::new(
                    "username",
                    "a user name goes with a password",
                    "give both `username` and `password`, or neither",
                ));
            }
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            security: settings.security,
            name,
            tls: tls::client_config(settings.ca_file.as_ref())?,
            hello: hello(settings.hello_name.as_deref())?,
            credentials,
        })
    }

    /// All steps up to a connection that takes mail.
    pub(crate) async fn open(&self, deadline: Instant) -> Result<AsyncSmtpConnection, Fault> {
        let addresses = self.resolve(deadline).await?;
        let tcp = self.connect(&addresses, deadline).await?;
        let mut connection = self.greet(tcp, deadline).await?;
        self.sign_in(&mut connection, deadline).await?;
        Ok(connection)
    }

    /// The relay's addresses.
    pub(crate) async fn resolve(&self, deadline: Instant) -> Result<Vec<SocketAddr>, Fault> {
        let failed = |what: String| Fault::new(Step::Resolve, Cause::Network(what));
        let lookup = timeout_at(deadline, tokio::net::lookup_host((self.host.as_str(), self.port))).await;
        let addresses: Vec<_> = match lookup {
            Ok(found) => found.map_err(|e| failed(e.to_string()))?.collect(),
            Err(_) => return Err(Fault::new(Step::Resolve, Cause::Timeout)),
        };
        if addresses.is_empty() {
            return Err(failed("the host name has no address".into()));
        }
        // `localhost` is what the machine's tables make of it.
        if self.security == MailSecurity::None && !addresses.iter().all(|a| a.ip().is_loopback()) {
            return Err(Fault::new(
                Step::Resolve,
                Cause::Forbidden("without TLS only this very machine may be the relay"),
            ));
        }
        Ok(addresses)
    }

    /// TCP to the first address that answers; each gets its share of the time that is left.
    pub(crate) async fn connect(&self, addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Fault> {
        let mut last = Cause::Timeout;
        for (tried, address) in addresses.iter().enumerate() {
            let left = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            match tokio::time::timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => {
                    // A mail ends with a small write after a large one: Nagle's delay would cost 40 ms each.
                    tcp.set_nodelay(true).map_err(|e| Fault::new(Step::Connect, Cause::Network(e.to_string())))?;
                    return Ok(tcp);
                }
                Ok(Err(e)) => last = Cause::Network(e.to_string()),
                Err(_) => last = Cause::Timeout,
            }
        }
        Err(Fault::new(Step::Connect, last))
    }

    /// Greeting, EHLO and TLS, in the order that the settings ask for.
    pub(crate) async fn greet(&self, tcp: TcpStream, deadline: Instant) -> Result<AsyncSmtpConnection, Fault> {
        let stream = match self.security {
            MailSecurity::None => SmtpStream::plain(tcp),
            MailSecurity::Tls => SmtpStream::tls(self.handshake(tcp, deadline).await?, Vec::new()),
            MailSecurity::StartTls => {
                let (tcp, greeting) = self.ask_for_tls(tcp, deadline).await?;
                SmtpStream::tls(self.handshake(tcp, deadline).await?, greeting)
            }
        };
        step(Step::Hello, deadline, &[], AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello))
            .await
    }

    /// AUTH, when the settings name a user.
    pub(crate) async fn sign_in(&self, connection: &mut AsyncSmtpConnection, deadline: Instant) -> Result<(), Fault> {
        if let Some(credentials) = &self.credentials {
            let work = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            step(Step::Auth, deadline, &[], work).await?;
        }
        Ok(())
    }

    /// The talk before TLS. Whatever a server (or someone between) says after "ready for TLS" and before the
    /// handshake is refused: it would be taken for the private server's words (CVE-2011-0411).
    async fn ask_for_tls(&self, tcp: TcpStream, deadline: Instant) -> Result<(TcpStream, Vec<u8>), Fault> {
        let mut stream = BufReader::new(tcp);
        let greeting = read_reply(&mut stream, Step::Hello, deadline).await?;
        greeting.expect(Step::Hello, 220)?;
        write_line(&mut stream, &format!("EHLO {}\r\n", self.hello), Step::Hello, deadline).await?;
        let offers = read_reply(&mut stream, Step::Hello, deadline).await?;
        offers.expect(Step::Hello, 250)?;
        if !offers.lines().any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))) {
            return Err(Fault::new(Step::StartTls, Cause::NotOffered("STARTTLS: nothing is sent in the clear")));
        }
        write_line(&mut stream, "STARTTLS\r\n", Step::StartTls, deadline).await?;
        read_reply(&mut stream, Step::StartTls, deadline).await?.expect(Step::StartTls, 220)?;
        if stream.buffer().is_empty() {
            Ok((stream.into_inner(), greeting.raw.into_bytes()))
        } else {
            Err(Fault::new(Step::StartTls, Cause::Garbled("words between STARTTLS and TLS".into())))
        }
    }

    async fn handshake(&self, tcp: TcpStream, deadline: Instant) -> Result<TlsStream<TcpStream>, Fault> {
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        match timeout_at(deadline, connector.connect(self.name.clone(), tcp)).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(e)) => Err(Fault::new(Step::Tls, Cause::Tls(e.to_string(), tls::remedy(&e)))),
            Err(_) => Err(Fault::new(Step::Tls, Cause::Timeout)),
        }
    }
}

/// A reply of one line or several.
struct Reply {
    raw: String,
}

impl Reply {
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.raw.lines()
    }

    fn expect(&self, step: Step, code: u16) -> Result<(), Fault> {
        let last = self.raw.lines().last().unwrap_or_default();
        match last.get(..3).and_then(|c| c.parse::<u16>().ok()) {
            Some(c) if c == code => Ok(()),
            Some(c) => Err(Fault::new(step, Cause::Reply(c, scrub(last.get(4..).unwrap_or_default(), &[])))),
            None => Err(Fault::new(step, Cause::Garbled(scrub(last, &[])))),
        }
    }
}

/// One reply, until `deadline`.
async fn read_reply(stream: &mut BufReader<TcpStream>, step: Step, deadline: Instant) -> Result<Reply, Fault> {
    let mut raw = String::new();
    let mut limited = stream.take(LONGEST_REPLY);
    loop {
        let start = raw.len();
        let read = in_time(step, deadline, limited.read_line(&mut raw)).await?;
        let line = raw.get(start..).unwrap_or_default();
        if read == 0 || !line.ends_with('\n') {
            let long = raw.len() as u64 >= LONGEST_REPLY;
            let cause = if long { Cause::Garbled("a reply without end".into()) } else { closed() };
            return Err(Fault::new(step, cause));
        }
        // A hyphen after the code announces another line.
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(Reply { raw });
        }
    }
}

async fn write_line(stream: &mut BufReader<TcpStream>, line: &str, step: Step, deadline: Instant) -> Result<(), Fault> {
    in_time(step, deadline, stream.get_mut().write_all(line.as_bytes())).await
}

async fn in_time<T>(step: Step, deadline: Instant, work: impl Future<Output = io::Result<T>>) -> Result<T, Fault> {
    match timeout_at(deadline, work).await {
        Ok(done) => done.map_err(|e| Fault::new(step, Cause::Network(e.to_string()))),
        Err(_) => Err(Fault::new(step, Cause::Timeout)),
    }
}

fn closed() -> Cause {
    Cause::Network("the server closed the connection".into())
}

fn hello(name: Option<&str>) -> Result<ClientId, SettingsError> {
    match name {
        None => Ok(ClientId::default()),
        Some(name) if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)) => {
            Ok(ClientId::Domain(name.to_owned()))
        }
        Some(_) => Err(SettingsError::new("hello_name", "it is no host name", "write this machine's full host name")),
    }
}

/// Whether a host is surely this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
