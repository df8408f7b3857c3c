//! axe-core, the accessibility checker, fetched once with npm and checked against a pinned digest.

use std::{fs, process::Command, sync::OnceLock};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{cache, process};

const VERSION: &str = "4.14.1";
const SHA256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// Runs it over the page and gives a list of [`Violation`].
pub const RUN: &str = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
                       'best-practice'] }).then(r => r.violations.map(v => ({ id: v.id, impact: v.impact, \
                       help: v.help, nodes: v.nodes.map(n => n.html + ' :: ' + n.failureSummary) })))";

/// One rule that the page breaks.
#[derive(Debug, Deserialize)]
pub struct Violation {
    /// The rule's name.
    pub id: String,
    /// How bad.
    pub impact: Option<String>,
    /// What to do.
    pub help: String,
    /// Where, and why.
    pub nodes: Vec<String>,
}

/// The checker's script.
pub fn source() -> String {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(fetch).clone()
}

fn fetch() -> String {
    let lock = fs::File::create(cache().join("axe.lock")).expect("a lock file can be made");
    lock.lock().expect("locked");
    let dir = cache().join(format!("axe-core-{VERSION}"));
    let script = dir.join("package/axe.min.js");
    if !script.exists() {
        fs::create_dir_all(&dir).expect("a folder can be made");
        let package = format!("axe-core@{VERSION}");
        process::run(Command::new("npm").args(["pack", "--silent", &package]).current_dir(&dir));
        let archive = format!("axe-core-{VERSION}.tgz");
        process::run(Command::new("tar").args(["-xzf", &archive, "package/axe.min.js"]).current_dir(&dir));
    }
    let text = fs::read_to_string(&script).expect("read");
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(digest, SHA256, "{} is not the file it should be", script.display());
    text
}
