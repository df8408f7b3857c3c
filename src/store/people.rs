//! People: what is known of them besides their methods. A row is made when it is first needed.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
    sealed::{count, time},
};
use crate::{
    crypto::random::uuid_v4,
    domain::{
        account::{AccountId, TenantId},
        method::Method,
        security_info::Person,
        time::Timestamp,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    account_id: Uuid,
    handle: Uuid,
    registered_at: Option<i64>,
    confirmed_at: Option<i64>,
    postponed: i64,
    postponed_since: Option<i64>,
    frozen_at: Option<i64>,
    must_register: bool,
    default_method: Option<String>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, handle, registered_at, confirmed_at, postponed, postponed_since, frozen_at, \
             must_register, default_method FROM people WHERE ",
            $rest
        )
    };
}

impl Row {
    fn open(self) -> Result<Person, StoreError> {
        Ok(Person {
            account: AccountId(self.account_id),
            handle: self.handle,
            registered_at: time(self.registered_at),
            confirmed_at: time(self.confirmed_at),
            postponed: count("people.postponed", self.postponed)?,
            postponed_since: time(self.postponed_since),
            frozen_at: time(self.frozen_at),
            must_register: self.must_register,
            default_method: self.default_method.as_deref().and_then(Method::from_name),
        })
    }
}

impl Tx {
    /// The person's row, made if there is none, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn person(&mut self, tenant: TenantId, account: AccountId) -> Result<Person, StoreError> {
        const MAKE: &str = "INSERT INTO people (tenant, account_id, handle, postponed, must_register, created_at) \
             VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (tenant, account_id) DO NOTHING";
        const SQLITE: &str = select!("tenant = $1 AND account_id = $2");
        const POSTGRES: &str = select!("tenant = $1 AND account_id = $2 FOR UPDATE");
        let (handle, now) = (uuid_v4(&*self.rng), self.now().millis());
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).bind(account.0).bind(handle).bind(false).bind(now)
            .execute(e).await.map(drop))?;
        let row: Row = match &mut self.inner {
            TxInner::Sqlite(t) => sqlx::query_as(SQLITE).bind(tenant.0).bind(account.0).fetch_one(&mut **t).await?,
            TxInner::Postgres(t) => sqlx::query_as(POSTGRES).bind(tenant.0).bind(account.0).fetch_one(&mut **t).await?,
        };
        row.open()
    }

    /// Writes all of it but the handle.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn save_person(&mut self, tenant: TenantId, person: &Person) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE people SET registered_at = $3, confirmed_at = $4, postponed = $5, \
             postponed_since = $6, frozen_at = $7, must_register = $8, default_method = $9 \
             WHERE tenant = $1 AND account_id = $2";
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(person.account.0)
            .bind(person.registered_at.map(Timestamp::millis)).bind(person.confirmed_at.map(Timestamp::millis))
            .bind(i64::from(person.postponed)).bind(person.postponed_since.map(Timestamp::millis))
            .bind(person.frozen_at.map(Timestamp::millis)).bind(person.must_register)
            .bind(person.default_method.map(Method::as_str)).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Whose WebAuthn user handle this is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn person_of_handle(&mut self, tenant: TenantId, handle: Uuid) -> Result<Option<Person>, StoreError> {
        const SQL: &str = select!("tenant = $1 AND handle = $2");
        let row: Option<Row> =
            on_tx!(self, e => sqlx::query_as(SQL).bind(tenant.0).bind(handle).fetch_optional(e).await)?;
        row.map(Row::open).transpose()
    }
}

impl Store {
    /// What is known of a person, if there is a row.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn person(&self, tenant: TenantId, account: AccountId) -> Result<Option<Person>, StoreError> {
        const SQL: &str = select!("tenant = $1 AND account_id = $2");
        let row: Option<Row> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0).fetch_optional(e).await)?;
        row.map(Row::open).transpose()
    }
}
