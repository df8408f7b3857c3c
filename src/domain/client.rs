//! Who is asking, as far as the connection tells.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// The caller's side of a request: personal data, sealed wherever it is stored.
#[derive(Clone, Serialize, Deserialize)]
pub struct Client {
    /// The address, after trusted proxies (R85).
    pub address: IpAddr,
    /// The browser's own words for itself, cut to 200 characters.
    pub agent: String,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client(..)")
    }
}
