//! The stream that the HTTP library reads from and writes to.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_rt::net::{ActixStream, Ready};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::{
    head::{Head, inspect},
    refusal::{Refusal, Refuser},
};
use crate::web::settings::Limits;

/// Bytes asked of the connection at once.
const READ: usize = 4096;
/// A slow reader gets `Limits::write_time` anew for each of these.
const WRITE_STEP: usize = 64 * 1024;
/// How long, and for how much, a refused client may go on sending before the connection is cut. Closing with unread
/// bytes would reset the connection, and the client might never see the answer.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 256 * 1024;

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// A head is awaited; `true` before the first one of the connection.
    Head(bool),
    /// A body of which this much is still to come.
    Body(u64),
}

enum Closing {
    No,
    Writing { answer: Vec<u8>, written: usize },
    Flushing,
    Shutting,
    Draining(usize),
    Done,
}

/// A stream that hands on only strictly formed requests, in time.
pub struct Guard<T> {
    io: T,
    limits: Limits,
    refuser: Refuser,
    phase: Phase,
    /// Bytes from the client; the first `released` of them may be read by the library.
    buffer: Vec<u8>,
    released: usize,
    read_timer: Option<Pin<Box<Sleep>>>,
    write_timer: Option<Pin<Box<Sleep>>>,
    step: usize,
    refusal: Option<Refusal>,
    closing: Closing,
    close_timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Guard<T> {
    /// Guards `io`.
    pub const fn new(io: T, limits: Limits, refuser: Refuser) -> Self {
        Self {
            io,
            limits,
            refuser,
            phase: Phase::Head(true),
            buffer: Vec::new(),
            released: 0,
            read_timer: None,
            write_timer: None,
            step: 0,
            refusal: None,
            closing: Closing::No,
            close_timer: None,
        }
    }

    fn fired(timer: &mut Option<Pin<Box<Sleep>>>, after: Duration, cx: &mut Context<'_>) -> bool {
        timer.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + after))).as_mut().poll(cx).is_ready()
    }

    /// Releases what may be released of the buffer. `false` when more bytes are needed.
    fn advance(&mut self) -> Result<bool, Refusal> {
        match self.phase {
            Phase::Body(0) => {
                self.phase = Phase::Head(false);
                self.read_timer = None;
                self.advance()
            }
            Phase::Body(left) => {
                let have = self.buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                self.phase = Phase::Body(left.saturating_sub(u64::try_from(have).unwrap_or(u64::MAX)));
                self.released = have;
                Ok(have > 0)
            }
            Phase::Head(_) => match inspect(&self.buffer, &self.limits)? {
                Head::Partial => Ok(false),
                Head::Complete { length, body } => {
                    self.released = length;
                    self.phase = Phase::Body(body);
                    self.read_timer = None;
                    Ok(true)
                }
            },
        }
    }

    fn take_released(&mut self, out: &mut ReadBuf<'_>) {
        let amount = self.released.min(out.remaining());
        out.put_slice(self.buffer.get(..amount).unwrap_or_default());
        self.buffer.drain(..amount);
        self.released -= amount;
    }
}

impl<T: ActixStream> Guard<T> {
    /// Reads more. `Ready(Ok(false))` is the end of the stream.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut space = [0_u8; READ];
        let mut space = ReadBuf::new(&mut space);
        if Pin::new(&mut self.io).poll_read(cx, &mut space)?.is_ready() {
            self.buffer.extend_from_slice(space.filled());
            return Poll::Ready(Ok(!space.filled().is_empty()));
        }
        let late = match self.phase {
            // Between requests the library's own keep-alive timer runs.
            Phase::Head(first) if first || !self.buffer.is_empty() => {
                Self::fired(&mut self.read_timer, self.limits.header_time, cx)
            }
            Phase::Head(_) => false,
            Phase::Body(_) => Self::fired(&mut self.read_timer, self.limits.body_time, cx),
        };
        if late {
            self.refusal = Some(Refusal::TooSlow);
            return Poll::Ready(Ok(false));
        }
        Poll::Pending
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if Self::fired(&mut self.close_timer, LINGER, cx) {
            return Poll::Ready(Ok(()));
        }
        loop {
            match &mut self.closing {
                Closing::No => {
                    self.closing = match self.refusal {
                        Some(refusal) => Closing::Writing { answer: self.refuser.response(refusal), written: 0 },
                        None => Closing::Flushing,
                    };
                }
                Closing::Writing { answer, written } => {
                    let rest = answer.get(*written..).unwrap_or_default();
                    if rest.is_empty() {
                        self.closing = Closing::Flushing;
                        continue;
                    }
                    match ready!(Pin::new(&mut self.io).poll_write(cx, rest))? {
                        0 => self.closing = Closing::Done,
                        amount => *written += amount,
                    }
                }
                Closing::Flushing => {
                    ready!(Pin::new(&mut self.io).poll_flush(cx))?;
                    self.closing = Closing::Shutting;
                }
                Closing::Shutting => {
                    ready!(Pin::new(&mut self.io).poll_shutdown(cx))?;
                    self.closing = if self.refusal.is_some() { Closing::Draining(0) } else { Closing::Done };
                }
                Closing::Draining(drained) => {
                    let mut space = [0_u8; READ];
                    let mut space = ReadBuf::new(&mut space);
                    ready!(Pin::new(&mut self.io).poll_read(cx, &mut space))?;
                    *drained += space.filled().len();
                    if space.filled().is_empty() || *drained > LINGER_BYTES {
                        self.closing = Closing::Done;
                    }
                }
                Closing::Done => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl<T: ActixStream> AsyncRead for Guard<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.released > 0 {
                this.take_released(out);
                return Poll::Ready(Ok(()));
            }
            // The end of the stream makes the library finish what it has under way and then shut the stream down,
            // which is when the refusal is written: never in the middle of another answer.
            if this.refusal.is_some() {
                return Poll::Ready(Ok(()));
            }
            match this.advance() {
                Ok(true) => {}
                Ok(false) => {
                    if !ready!(this.poll_more(cx))? {
                        return Poll::Ready(Ok(()));
                    }
                }
                Err(refusal) => this.refusal = Some(refusal),
            }
        }
    }
}

impl<T: ActixStream> AsyncWrite for Guard<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.io).poll_write(cx, data) {
            Poll::Ready(Ok(amount)) => {
                this.step += amount;
                if this.step >= WRITE_STEP {
                    this.step = 0;
                    this.write_timer = None;
                }
                Poll::Ready(Ok(amount))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending if Self::fired(&mut this.write_timer, this.limits.write_time, cx) => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.io).poll_flush(cx) {
            Poll::Ready(result) => {
                this.step = 0;
                this.write_timer = None;
                Poll::Ready(result)
            }
            Poll::Pending if Self::fired(&mut this.write_timer, this.limits.write_time, cx) => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_close(cx)
    }
}

impl<T: ActixStream> ActixStream for Guard<T> {
    fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.io.poll_read_ready(cx)
    }

    fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.io.poll_write_ready(cx)
    }
}
