//! The web floor alone: a real server on port 0 with test routes, spoken to in raw bytes.

mod framing;
mod headers;
mod harness;
mod hosts;
mod limits;
mod posts;
mod tls;
