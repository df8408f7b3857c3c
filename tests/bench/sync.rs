//! Scans of 100,000 accounts from slapd, and searches among a million.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng},
    domain::account::TenantId,
    store::{
        Store,
        directory_accounts::SyncBatch,
        sync_state::{PeopleCounts, SyncAsk},
    },
};
use rustix::process::Signal;

use crate::{
    Target,
    bare::Target as _Target,
    harness::{clock::TestClock, crowd, new_dir, pki::write_secret, process, process::Server, wait_for},
    portal::quoted,
    table::{Table, ms},
};

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");
