//! The test bed: real servers in one temporary folder, and the tools that tests look at the product with.
//!
//! Servers start when a test first asks for one and end with this process, however it ends (see [`process`]).
//! A test that only reads, or writes to people of its own, shares a server ([`bed`]); one that stops a server,
//! or changes what others see, starts its own ([`samba::Samba::start`] takes half a second).
#![allow(dead_code, reason = "not every test binary uses every tool")]

pub mod app;
pub mod axe;
pub mod canary;
pub mod chromium;
pub mod clock;
pub mod console;
pub mod crowd;
pub mod http;
pub mod look;
pub mod pki;
pub mod postgres;
pub mod process;
pub mod samba;
pub mod slapd;
pub mod sms;
pub mod smtp;
pub mod stats;
pub mod walk;
pub mod watched;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

/// The servers that tests share.
pub struct Bed {
    /// The temporary folder; everything that a server writes is in it.
    pub dir: PathBuf,
    samba: OnceLock<samba::Samba>,
    slapd: OnceLock<slapd::Slapd>,
    ad_errors: OnceLock<slapd::Slapd>,
    postgres: OnceLock<postgres::Postgres>,
}

impl Bed {
    /// A Samba Active Directory domain with people in every state. Do not stop it.
    pub fn samba(&self) -> &samba::Samba {
        self.samba.get_or_init(|| samba::Samba::start(samba::Options::default()))
    }

    /// An OpenLDAP server with password policy. Do not stop it.
    pub fn slapd(&self) -> &slapd::Slapd {
        self.slapd.get_or_init(|| slapd::Slapd::start(slapd::Options::default()))
    }

    /// A directory that answers with Active Directory's own error texts.
    pub fn ad_errors(&self) -> &slapd::Slapd {
        self.ad_errors.get_or_init(|| {
            slapd::Slapd::start(slapd::Options { flavour: slapd::Flavour::ActiveDirectoryErrors, ..Default::default() })
        })
    }

    /// A PostgreSQL cluster; each test makes a database of its own in it.
    pub fn postgres(&self) -> &postgres::Postgres {
        self.postgres.get_or_init(postgres::Postgres::start)
    }
}

/// The test bed of this process.
pub fn bed() -> &'static Bed {
    static BED: OnceLock<Bed> = OnceLock::new();
    init();
    BED.get_or_init(|| Bed {
        dir: make_dir(),
        samba: OnceLock::new(),
        slapd: OnceLock::new(),
        ad_errors: OnceLock::new(),
        postgres: OnceLock::new(),
    })
}

/// Chooses the one TLS provider of this process. Everything here that speaks TLS or HTTP calls it first.
pub fn init() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        #[cfg(feature = "aws-lc-rs")]
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        #[cfg(not(feature = "aws-lc-rs"))]
        let provider = rustls::crypto::ring::default_provider();
        // The product may have been first; there is only one to choose.
        drop(provider.install_default());
    });
}

/// `tests/run` names the folder and removes it; a plain `cargo test` makes one and removes those of earlier runs.
fn make_dir() -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = std::env::var_os("LATCHKEY_BED").map_or_else(
        || {
            let name = "latchkey-bed-";
            for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
                let owner = entry.file_name().to_string_lossy().strip_prefix(name).map(|pid| format!("/proc/{pid}"));
                if owner.is_some_and(|proc| !Path::new(&proc).exists()) {
                    drop(fs::remove_dir_all(entry.path()));
                }
            }
            std::env::temp_dir().join(format!("{name}{}", std::process::id()))
        },
        PathBuf::from,
    );
    fs::create_dir_all(&dir).expect("the bed's folder can be made");
    // PostgreSQL's user must reach its own folder in it.
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o711)).expect("permissions");
    dir
}

/// Scripts and data of the bed.
pub fn bed_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bed")
}

/// Where costly things are kept between runs.
pub fn cache() -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bed");
    fs::create_dir_all(&dir).expect("the cache folder can be made");
    dir
}

/// A new empty folder in the bed.
pub fn new_dir(kind: &str) -> PathBuf {
    let dir = bed().dir.join(format!("{kind}-{}", number()));
    fs::create_dir_all(&dir).expect("a folder can be made");
    dir
}

/// A loopback address that no other server of this machine's test runs uses. It is counted by itself and never comes
/// again: two servers at one address answer for each other, and what is asked of one is told by the other.
pub fn new_address() -> String {
    /// Addresses of one process.
    const APART: u32 = 16_381;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    assert!(n < APART, "each process has {APART} addresses");
    // Within 127.64.0.0/10; runs at the same time begin far from each other.
    let host = std::process::id().wrapping_mul(APART).wrapping_add(n) % (64 * 256 * 254);
    format!("127.{}.{}.{}", 64 + host / (256 * 254), host / 254 % 256, 1 + host % 254)
}

/// A number that no one else in this process gets.
pub fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Waits until `condition` gives something, at most `limit`; fails naming `what` it waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The same for conditions that must be awaited.
pub async fn wait_until<T>(what: &str, limit: Duration, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = condition().await {
            return found;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
