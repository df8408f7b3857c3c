//! Why the store could not do what it was asked.

use crate::crypto::seal::SealError;

/// A failure of the store. The texts are for the admin; they hold no row's content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer, is locked, or its disk fails. Nothing was written; may be tried again.
    #[error("the database can not be used: {0}")]
    Unavailable(String),
    /// The disk is full. Nothing was written; reading goes on.
    #[error("the database's disk is full; free space and it goes on by itself")]
    Full,
    /// Another request changed the same row first, or a unique value is taken. Nothing was written.
    #[error("another request was faster")]
    Conflict,
    /// A row can not be what Latchkey wrote.
    #[error("a row is damaged: {0}")]
    Corrupt(String),
    /// A sealed value does not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The database was written by a newer Latchkey.
    #[error(
        "the database has migration {0}, which this version of Latchkey does not know; install the newer version, or restore the backup made before the upgrade"
    )]
    Newer(i64),
    /// The key file is not the one that the database was written with (R125).
    #[error(
        "the key file does not fit the database: {0}; nothing was changed. Restore the key file that belongs to this database"
    )]
    WrongKey(String),
    /// The configuration names something that can not be a database.
    #[error("{0}")]
    Setup(String),
}

impl StoreError {
    /// Whether somebody else was faster: read again and decide anew.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(inner) = &error else {
            return match error {
                sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                    Self::Corrupt(error.to_string())
                }
                other => Self::Unavailable(other.to_string()),
            };
        };
        // SQLite's extended result codes, PostgreSQL's SQLSTATE.
        match inner.code().as_deref() {
            Some("13" | "53100") => Self::Full,
            Some("40001" | "40P01") => Self::Conflict,
            Some("11" | "26") => Self::Corrupt(inner.message().to_owned()),
            _ if inner.is_unique_violation() => Self::Conflict,
            _ if inner.is_foreign_key_violation() => Self::Corrupt("it belongs to a row that is not there".to_owned()),
            _ => Self::Unavailable(inner.message().to_owned()),
        }
    }
}
