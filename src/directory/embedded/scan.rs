//! Everybody, straight from the embedded directory's tables: always all of them, it is a table of ours.

use async_trait::async_trait;

use super::{Embedded, SERVER, unreadable};
use crate::{
    directory::{
        DirectoryError, DirectoryRead as _,
        scan::{Cursor, DirectoryScan, PageToken, Place, Present, Scan, ScanPage},
        watch::{ServerNow, ServerWatch},
    },
    domain::{
        account::Account,
        scan::{ContactKinds, ScannedAccount, mail_domains},
    },
};

/// Accounts a page.
const PAGE: u32 = 500;

#[async_trait]
impl DirectoryScan for Embedded {
    async fn scan(&self, what: &Scan, page: PageToken) -> Result<ScanPage, DirectoryError> {
        let full = matches!(what, Scan::Everybody | Scan::Changes(_));
        let mut read = ScanPage { server: SERVER.to_owned(), full, ..ScanPage::default() };
        if let Scan::Named(ids) = what {
            for id in ids {
                read.accounts.extend(self.get(*id).await?.map(scanned));
            }
            return Ok(read);
        }
        let after = match page.0 {
            Place::First => String::new(),
            Place::Key(key) => key,
            Place::Walk(_) => return Err(DirectoryError::Unexpected("a page of another directory".to_owned())),
        };
        let rows = self.store.embedded_accounts(self.tenant, &after, PAGE).await.map_err(unreadable)?;
        let whole = u32::try_from(rows.len()).is_ok_and(|rows| rows >= PAGE);
        match rows.last().filter(|_| whole) {
            Some(last) => read.next = Some(PageToken(Place::Key(last.login.to_lowercase()))),
            None => read.cursor = Some(Cursor { server: SERVER.to_owned(), position: String::new() }),
        }
        if *what == Scan::Ids {
            read.present = rows.into_iter().map(|row| Present { id: row.id, location: row.login }).collect();
        } else {
            read.accounts = rows.into_iter().map(|row| scanned(self.account(row))).collect();
        }
        Ok(read)
    }
}

#[async_trait]
impl ServerWatch for Embedded {
    /// It is in our own database: there is no server.
    async fn servers(&self) -> Vec<ServerNow> {
        Vec::new()
    }
}

/// What is kept of an account. Its mailboxes are private ones: they are counted and are no name to be found by.
fn scanned(account: Account) -> ScannedAccount {
    let mut names = account.names.into_iter();
    ScannedAccount {
        contacts: ContactKinds::of(&account.contacts),
        mail_domains: mail_domains(&account.contacts),
        id: account.id,
        login: account.login,
        principal: account.principal,
        display_name: account.display_name,
        given_name: names.next(),
        surname: names.next(),
        mail: None,
        location: account.location,
        state: account.state,
        changed_at: None,
    }
}
