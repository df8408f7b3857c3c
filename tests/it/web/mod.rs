//! The web floor alone: a real server on port 0 with test routes, spoken to in raw bytes.

mod framing;
mod harness;
mod headers;
mod hosts;
mod limits;
mod posts;
mod tls;
