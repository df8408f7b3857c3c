//! The byte stream below an SMTP conversation: TCP or TLS, with the greeting read before TLS replayed.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// A connected stream. After STARTTLS a server does not greet again (RFC 3207 section 4.2), while lettre waits for a
/// greeting on each new stream: it gets the one that came before TLS.
#[derive(Debug)]
pub(super) struct SmtpStream {
    replay: io::Cursor<Vec<u8>>,
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl SmtpStream {
    pub(super) fn plain(tcp: TcpStream) -> Self {
        Self { replay: io::Cursor::default(), inner: Inner::Plain(tcp) }
    }

    pub(super) fn tls(tls: TlsStream<TcpStream>, greeting: Vec<u8>) -> Self {
        Self { replay: io::Cursor::new(greeting), inner: Inner::Tls(Box::new(tls)) }
    }
}

impl AsyncRead for SmtpStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.replay).poll_read(cx, buf) {
            Poll::Ready(Ok(())) if buf.filled().len() == before => match &mut this.inner {
                Inner::Plain(s) => Pin::new(s).poll_read(cx, buf),
                Inner::Tls(s) => Pin::new(s).poll_read(cx, buf),
            },
            replayed => replayed,
        }
    }
}

impl AsyncWrite for SmtpStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().inner {
            Inner::Plain(s) => Pin::new(s).poll_write(cx, data),
            Inner::Tls(s) => Pin::new(s).poll_write(cx, data),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Plain(s) => Pin::new(s).poll_flush(cx),
            Inner::Tls(s) => Pin::new(s).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Plain(s) => Pin::new(s).poll_shutdown(cx),
            Inner::Tls(s) => Pin::new(s).poll_shutdown(cx),
        }
    }
}

impl AsyncTokioStream for SmtpStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.inner {
            Inner::Plain(s) => s.peer_addr(),
            Inner::Tls(s) => s.get_ref().0.peer_addr(),
        }
    }
}
