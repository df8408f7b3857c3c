//! The web floor alone: a real server on port 0 with test routes, spoken to in raw bytes; and the types of all answers.

mod framing;
mod harness;
mod headers;
mod hosts;
mod limits;
mod posts;
mod tls;
mod types;
