//! Reading a whole directory, or what changed in it, page by page: for the search of people and for reports.

use async_trait::async_trait;

use super::{DirectoryError, ldap::Walk};
use crate::domain::{account::AccountId, scan::ScannedAccount};

/// How far a server was read: its own count of changes or its own time, which mean nothing to another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Which server: its address and, where it has one, the identity of its database. A restored server has a new one.
    pub server: String,
    /// How far: the highest update sequence number (Active Directory) or a GeneralizedTime (others).
    pub position: String,
}

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// Every account.
    Everybody,
    /// What changed. Of the cursors that are remembered, that of the server which answers counts; without one, or
    /// when that server was restored, it is every account.
    Changes(Vec<Cursor>),
    /// Only who is there and where.
    Ids,
    /// These accounts, those of them that are there.
    Named(Vec<AccountId>),
}

/// Where a scan stands. Belongs to the directory that gave it, and holds its connection: dropped, it ends the scan.
#[derive(Debug)]
pub struct PageToken(pub(super) Place);

/// Where, as the drivers see it.
#[derive(Debug)]
pub(super) enum Place {
    /// Nothing was read yet.
    First,
    /// After this key.
    Key(String),
    /// In the middle of a paged search.
    Walk(Box<Walk>),
}

impl PageToken {
    /// The beginning.
    #[must_use]
    pub const fn first() -> Self {
        Self(Place::First)
    }
}

/// An account that is there, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Identity.
    pub id: AccountId,
    /// Where it is in the directory (a DN).
    pub location: String,
}

/// One page.
#[derive(Debug, Default)]
pub struct ScanPage {
    /// Which server is read.
    pub server: String,
    /// Accounts, as they are now.
    pub accounts: Vec<ScannedAccount>,
    /// Accounts that the directory says were deleted; known here or not.
    pub gone: Vec<AccountId>,
    /// Accounts that are there, of [`Scan::Ids`].
    pub present: Vec<Present>,
    /// The scan names every account: one that it does not name is gone.
    pub full: bool,
    /// Accounts may have gone, or moved with the place that they are in, without being named: [`Scan::Ids`] tells.
    pub incomplete: bool,
    /// Where it goes on; `None` on the last page.
    pub next: Option<PageToken>,
    /// On the last page: where the next scan for changes begins on this server.
    pub cursor: Option<Cursor>,
}

/// Reads the directory as a whole, and changes nothing. Accounts are those that look-ups would find.
#[async_trait]
pub trait DirectoryScan: Send + Sync {
    /// The page at `page`. All pages of a scan are of one server; one that fails ends the scan, which may begin anew.
    ///
    /// # Errors
    /// [`DirectoryError`]. A server that would give only some of the accounts is an error, never a shorter list.
    async fn scan(&self, what: &Scan, page: PageToken) -> Result<ScanPage, DirectoryError>;
}
