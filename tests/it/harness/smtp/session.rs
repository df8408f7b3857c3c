//! One client's conversation with the relay.

use std::{io, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use super::{Fault, Mode, Received, Shared, Stage};

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

pub(super) async fn serve(tcp: TcpStream, shared: Arc<Shared>, number: usize) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    let tls = shared.options.mode == Mode::Tls;
    let stream: Box<dyn Stream> = if tls { Box::new(shared.acceptor.accept(tcp).await?) } else { Box::new(tcp) };
    let mut session = Session { stream: BufReader::new(stream), shared, tls, number, user: None };
    session.say(Stage::Greeting, "220 sink.test ESMTP").await?;
    loop {
        match session.converse().await? {
            Next::StartTls => {
                let Session { stream, shared, number, .. } = session;
                // What the client said before TLS is forgotten (RFC 3207).
                let stream: Box<dyn Stream> = Box::new(shared.acceptor.accept(stream.into_inner()).await?);
                session = Session { stream: BufReader::new(stream), shared, tls: true, number, user: None };
            }
            Next::Quit => return Ok(()),
        }
    }
}

enum Next {
    StartTls,
    Quit,
}

struct Session {
    stream: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    tls: bool,
    number: usize,
    user: Option<String>,
}

impl Session {
    /// Answers, or does what a fault asks for. `false`: a fault answered instead.
    async fn say(&mut self, stage: Stage, answer: &str) -> io::Result<bool> {
        let fault = {
            let mut log = self.shared.log.lock().unwrap();
            let found = log.faults.iter_mut().find(|(s, _, left)| *s == stage && *left > 0);
            found.map(|(_, fault, left)| {
                *left -= 1;
                fault.clone()
            })
        };
        match fault {
            None => {
                self.write(answer).await?;
                Ok(true)
            }
            Some(Fault::Slow(time)) => {
                tokio::time::sleep(time).await;
                self.write(answer).await?;
                Ok(true)
            }
            Some(Fault::Say(line)) => {
                self.write(&line).await?;
                Ok(false)
            }
            Some(Fault::Close) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Fault::Hang) => {
                let mut rest = Vec::new();
                tokio::io::AsyncReadExt::read_to_end(&mut self.stream, &mut rest).await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    async fn write(&mut self, lines: &str) -> io::Result<()> {
        let text: String = lines.lines().map(|line| format!("{line}\r\n")).collect();
        self.stream.get_mut().write_all(text.as_bytes()).await?;
        self.stream.get_mut().flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn converse(&mut self) -> io::Result<Next> {
        let (mut from, mut recipients) = (None::<String>, Vec::<String>::new());
        loop {
            let line = self.line().await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let logged =
                if verb == "AUTH" { line.split(' ').take(2).collect::<Vec<_>>().join(" ") } else { line.clone() };
            self.shared.log.lock().unwrap().commands.push(logged);
            match verb.as_str() {
                "EHLO" => {
                    let offers = self.offers();
                    self.say(Stage::Ehlo, &offers).await?;
                }
                "STARTTLS" if self.shared.options.mode == Mode::StartTls && !self.tls => {
                    let injected = self.shared.log.lock().unwrap().inject.clone();
                    let answer = format!("220 go ahead\n{}", injected.unwrap_or_default());
                    if self.say(Stage::StartTls, &answer).await? {
                        return Ok(Next::StartTls);
                    }
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" if self.shared.options.auth.is_some() && self.user.is_none() => {
                    self.write("530 5.7.0 Authentication required").await?;
                }
                "MAIL" => {
                    if self.say(Stage::Mail, "250 2.1.0 Ok").await? {
                        from = Some(address(&line));
                        recipients.clear();
                    }
                }
                "RCPT" if from.is_some() => {
                    if self.say(Stage::Rcpt, "250 2.1.5 Ok").await? {
                        recipients.push(address(&line));
                    }
                }
                "DATA" if !recipients.is_empty() => {
                    if self.say(Stage::Data, "354 End data with <CR><LF>.<CR><LF>").await? {
                        let data = self.data().await?;
                        let received = Received {
                            from: from.take().unwrap_or_default(),
                            recipients: std::mem::take(&mut recipients),
                            data,
                            tls: self.tls,
                            user: self.user.clone(),
                            connection: self.number,
                        };
                        self.content(received).await?;
                    }
                }
                "RSET" => {
                    from = None;
                    recipients.clear();
                    self.say(Stage::Rset, "250 2.0.0 Ok").await?;
                }
                "NOOP" => {
                    self.say(Stage::Noop, "250 2.0.0 Ok").await?;
                }
                "QUIT" => {
                    self.write("221 2.0.0 Bye").await?;
                    return Ok(Next::Quit);
                }
                _ => self.write("503 5.5.1 Bad sequence of commands").await?,
            }
        }
    }

    /// A mail counts as taken over unless the server refuses it in words: a lost answer does not undo it.
    async fn content(&mut self, received: Received) -> io::Result<()> {
        let refused = {
            let log = self.shared.log.lock().unwrap();
            log.faults.iter().any(|(s, f, left)| *s == Stage::Content && *left > 0 && matches!(f, Fault::Say(_)))
        };
        if !refused {
            self.shared.log.lock().unwrap().mails.push(received);
            self.shared.changed.send_modify(|n| *n += 1);
        }
        self.say(Stage::Content, "250 2.0.0 Ok: queued").await?;
        Ok(())
    }

    fn offers(&self) -> String {
        let options = &self.shared.options;
        let mut lines = vec!["sink.test".to_owned(), "PIPELINING".to_owned(), "8BITMIME".to_owned()];
        if options.smtputf8 {
            lines.push("SMTPUTF8".to_owned());
        }
        if options.mode == Mode::StartTls && !self.tls {
            lines.push("STARTTLS".to_owned());
        } else if options.auth.is_some() {
            lines.push(format!("AUTH {}", options.mechanisms));
        }
        let last = lines.len() - 1;
        lines.iter().enumerate().map(|(n, l)| format!("250{}{l}\n", if n == last { ' ' } else { '-' })).collect()
    }

    async fn auth(&mut self, line: &str) -> io::Result<()> {
        let mut words = line.split(' ').skip(1);
        let (mechanism, initial) =
            (words.next().unwrap_or_default().to_ascii_uppercase(), words.next().map(ToOwned::to_owned));
        let (user, password) = match mechanism.as_str() {
            "PLAIN" => {
                let given = match initial {
                    Some(given) => given,
                    None => self.challenge("").await?,
                };
                let parts: Vec<String> = decode(&given).split('\0').map(ToOwned::to_owned).collect();
                (parts.get(1).cloned().unwrap_or_default(), parts.get(2).cloned().unwrap_or_default())
            }
            "LOGIN" => (decode(&self.challenge("Username:").await?), decode(&self.challenge("Password:").await?)),
            _ => return self.write("504 5.5.4 Unrecognized authentication type").await,
        };
        if self.shared.options.auth == Some((user.clone(), password)) {
            if self.say(Stage::Auth, "235 2.7.0 Authentication successful").await? {
                self.user = Some(user);
            }
            Ok(())
        } else {
            self.write(&format!("535 5.7.8 Authentication failed for {user}")).await
        }
    }

    async fn challenge(&mut self, prompt: &str) -> io::Result<String> {
        self.write(&format!("334 {}", BASE64.encode(prompt))).await?;
        self.line().await
    }

    async fn data(&mut self) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                return Ok(data);
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(a, _)| a.to_owned()).unwrap_or_default()
}

fn decode(text: &str) -> String {
    BASE64.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
