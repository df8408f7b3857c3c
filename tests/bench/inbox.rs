//! Takes mails (SMTP) and text messages (HTTP) and hands out the codes in them, at little cost of its own: it shares
//! the processors with what is measured.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

type Codes = Arc<Mutex<HashMap<String, watch::Sender<Option<String>>>>>;

/// The newest code of each mailbox and phone.
#[derive(Clone)]
pub struct Inbox {
    codes: Codes,
    /// Where mails go.
    pub smtp: SocketAddr,
    /// Where text messages go: a POST of the number, a line break and the text.
    pub sms: SocketAddr,
}

impl Inbox {
    /// Listens on free ports.
    pub async fn start() -> Self {
        let codes = Codes::default();
        let (mails, messages) = (listener().await, listener().await);
        let (smtp, sms) = (mails.local_addr().expect("an address"), messages.local_addr().expect("an address"));
        for (listener, is_mail) in [(mails, true), (messages, false)] {
            let codes = Arc::clone(&codes);
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let codes = Arc::clone(&codes);
                    // A sender that hangs up in the middle is its own affair.
                    tokio::spawn(async move {
                        let _ended =
                            if is_mail { take_mail(stream, &codes).await } else { take_message(stream, &codes).await };
                    });
                }
            });
        }
        Self { codes, smtp, sms }
    }

    /// Waits for the code that is sent to a mailbox or a phone, and forgets it.
    pub async fn code(&self, to: &str) -> String {
        let mut newest = sender(&self.codes, to).subscribe();
        let waited = tokio::time::timeout(Duration::from_secs(60), newest.wait_for(Option::is_some)).await;
        let code = waited.unwrap_or_else(|_| panic!("no code came to {to}")).expect("the inbox lives").clone();
        sender(&self.codes, to).send_replace(None);
        code.expect("a code")
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port")
}

fn sender(codes: &Codes, to: &str) -> watch::Sender<Option<String>> {
    codes.lock().expect("lock").entry(to.to_owned()).or_insert_with(|| watch::channel(None).0).clone()
}

/// Keeps the first run of 6 to 10 digits; a message without one is a notice.
fn deliver(codes: &Codes, to: &str, text: &str) {
    let code = text.split(|c: char| !c.is_ascii_digit()).find(|run| (6..=10).contains(&run.len()));
    if let Some(code) = code {
        sender(codes, to).send_replace(Some(code.to_owned()));
    }
}

async fn take_mail(stream: TcpStream, codes: &Codes) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 inbox\r\n").await?;
    let (mut line, mut to) = (String::new(), Vec::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-inbox\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "RCPT" => {
                to.extend(line.split(['<', '>']).nth(1).map(str::to_owned));
                b"250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mail = read_data(&mut stream).await?;
                let parsed = mail_parser::MessageParser::default().parse(&mail);
                let text = parsed.as_ref().and_then(|mail| mail.body_text(0)).unwrap_or_default();
                for mailbox in to.drain(..) {
                    deliver(codes, &mailbox, &text);
                }
                b"250 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer).await?;
    }
}

async fn read_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    loop {
        let start = mail.len();
        let read = stream.read_until(b'\n', &mut mail).await?;
        if read == 0 || mail.get(start..) == Some(b".\r\n") {
            mail.truncate(start);
            return Ok(mail);
        }
    }
}

async fn take_message(stream: TcpStream, codes: &Codes) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let body = String::from_utf8_lossy(&body);
        let (to, text) = body.split_once('\n').unwrap_or_default();
        deliver(codes, to.trim(), text);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok").await?;
    }
}
