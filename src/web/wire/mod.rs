//! The bytes of a connection, before the HTTP library sees them.
//!
//! The library's parser takes a bare LF for a line end, has no limit of its own below 128 KiB, times only the
//! first head of a connection, and answers what it refuses without any of our headers. A proxy in front that reads
//! the same bytes another way could then be made to see other requests than we do. So each connection goes through
//! a [`guard::Guard`]: it hands on a request only when its head is whole, strictly formed (RFC 9112) and in time,
//! and otherwise answers with the portal's own error page and closes (R87-R89).

pub mod guard;
pub mod head;
pub mod refusal;
