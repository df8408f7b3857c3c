//! One id, one message (R167): what was sent is not sent again by this process. What may have been sent is sent again
//! only where the message had rather come twice than never: codes go out at most once, notices at least once. Durable
//! memory is the outbox's; this closes the gap between a send and the outbox's note of it.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use uuid::Uuid;

use super::{Receipt, SendError, SendErrorKind};

/// How many ids are remembered: the newest.
const REMEMBERED: usize = 4096;

#[derive(Debug, Clone)]
enum Fate {
    /// A send is under way.
    Sending,
    /// It was taken over.
    Sent(Receipt),
    /// It may have been delivered.
    Unknown,
}

#[derive(Debug, Default)]
struct Known {
    fates: HashMap<Uuid, Fate>,
    order: VecDeque<Uuid>,
}

/// The ids seen lately.
#[derive(Debug, Default)]
pub(crate) struct Once {
    known: Mutex<Known>,
}

/// The right to send one id. Dropped without [`Turn::end`], the fate of the message is unknown.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    once: &'a Once,
    id: Uuid,
    ended: bool,
}

impl Once {
    /// Takes the right to send `id`, or says what became of it. With `repeat` it is given also when an earlier try may
    /// have delivered it.
    ///
    /// # Errors
    /// The receipt of an earlier send, or the error that stands.
    pub(crate) fn begin(
        &self,
        id: Uuid,
        code: &'static str,
        repeat: bool,
    ) -> Result<Turn<'_>, Result<Receipt, SendError>> {
        let mut known = self.lock();
        match known.fates.get(&id) {
            Some(Fate::Sent(receipt)) => return Err(Ok(receipt.clone())),
            Some(Fate::Sending) => return Err(Err(SendError::retry(code, None, "this message is being sent already"))),
            Some(Fate::Unknown) if !repeat => {
                return Err(Err(SendError::unknown(code, "an earlier try may have delivered this message")));
            }
            Some(Fate::Unknown) | None => {}
        }
        if known.fates.insert(id, Fate::Sending).is_none() {
            known.order.push_back(id);
        }
        while known.order.len() > REMEMBERED {
            if let Some(oldest) = known.order.pop_front() {
                known.fates.remove(&oldest);
            }
        }
        Ok(Turn { once: self, id, ended: false })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        // A panic while the lock is held leaves plain data behind: it is usable.
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn settle(&self, id: Uuid, fate: Option<Fate>) {
        let mut known = self.lock();
        match fate {
            Some(fate) => {
                if let Some(slot) = known.fates.get_mut(&id) {
                    *slot = fate;
                }
            }
            None => {
                known.fates.remove(&id);
                known.order.retain(|other| *other != id);
            }
        }
    }
}

impl Turn<'_> {
    /// Notes how the send ended; what surely was not delivered may be sent again.
    pub(crate) fn end(mut self, result: &Result<Receipt, SendError>) {
        self.ended = true;
        let fate = match result {
            Ok(receipt) => Some(Fate::Sent(receipt.clone())),
            Err(e) if e.kind == SendErrorKind::Unknown => Some(Fate::Unknown),
            Err(_) => None,
        };
        self.once.settle(self.id, fate);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.once.settle(self.id, Some(Fate::Unknown));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn receipt() -> Receipt {
        Receipt { provider: "test", reference: "r".into() }
    }

    #[test]
    fn r167_what_was_sent_is_not_sent_again() {
        let once = Once::default();
        once.begin(id(1), "x", false).unwrap().end(&Ok(receipt()));
        assert_eq!(once.begin(id(1), "x", false).unwrap_err(), Ok(receipt()));
        assert!(once.begin(id(2), "x", false).is_ok());
    }

    #[test]
    fn a_clean_failure_may_be_tried_again_and_an_unknown_one_not() {
        let once = Once::default();
        once.begin(id(1), "x", false).unwrap().end(&Err(SendError::retry("x", None, "")));
        once.begin(id(1), "x", false).unwrap().end(&Err(SendError::unknown("x", "")));
        assert_eq!(once.begin(id(1), "x", false).unwrap_err().unwrap_err().kind, SendErrorKind::Unknown);
    }

    #[test]
    fn a_send_that_was_dropped_is_unknown_and_one_under_way_waits() {
        let once = Once::default();
        let turn = once.begin(id(1), "x", false).unwrap();
        assert_eq!(once.begin(id(1), "x", false).unwrap_err().unwrap_err().kind, SendErrorKind::Retry(None));
        drop(turn);
        assert_eq!(once.begin(id(1), "x", false).unwrap_err().unwrap_err().kind, SendErrorKind::Unknown);
    }

    #[test]
    fn r167_a_notice_of_unknown_fate_may_go_out_again_and_a_sent_one_not() {
        let once = Once::default();
        drop(once.begin(id(1), "x", true).unwrap());
        assert!(once.begin(id(1), "x", false).is_err());
        once.begin(id(1), "x", true).unwrap().end(&Ok(receipt()));
        assert_eq!(once.begin(id(1), "x", true).unwrap_err(), Ok(receipt()));
        assert_eq!(once.lock().order.len(), 1);
    }

    #[test]
    fn memory_is_bounded() {
        let once = Once::default();
        for n in 0..10_000 {
            once.begin(id(n), "x", false).unwrap().end(&Ok(receipt()));
        }
        let known = once.lock();
        assert_eq!((known.fates.len(), known.order.len()), (REMEMBERED, REMEMBERED));
    }
}
