//! One operation after the other on a borrowed connection, each with its time limit.

use std::{sync::Arc, time::Duration};

use ldap3::{
    Ldap, Mod, Scope, SearchOptions,
    controls::{Control, RawControl},
    exop::Exop,
};
use tokio::time::Instant;

use super::{
    controls::{next_page, paged_results},
    entry::Entry,
    filter::Filter,
    pool::Pooled,
    result::{Fault, Reply},
    secret::Octets,
    servers::Server,
};

/// A connection of the service account, borrowed until dropped.
pub(crate) struct Session {
    pub(crate) server: Arc<Server>,
    connection: Option<Pooled>,
    wait: Duration,
    deadline: Instant,
    controls: Vec<RawControl>,
}

impl Session {
    pub(crate) const fn new(server: Arc<Server>, connection: Pooled, wait: Duration, deadline: Instant) -> Self {
        Self { server, connection: Some(connection), wait, deadline, controls: Vec::new() }
    }

    /// The server, as the configuration names it.
    pub(crate) fn server_name(&self) -> &str {
        &self.server.name
    }

    /// Whether the connection had been used before: then its end says little about the server.
    pub(crate) fn is_reused(&self) -> bool {
        self.connection.as_ref().is_none_or(|c| Pooled::metrics(c).recycle_count > 0)
    }

    /// Gives what comes next `time` from now, and as much for each answer: for whoever reads at length, where the
    /// time to find a server says nothing.
    pub(crate) fn grant(&mut self, time: Duration) {
        self.wait = time;
        self.deadline = Instant::now() + time;
    }

    /// Sends `controls` with the next search.
    pub(crate) fn next_controls(&mut self, controls: Vec<RawControl>) {
        self.controls = controls;
    }

    /// Gives it more time from now on: for a long read whose servers are known to answer.
    pub(crate) fn renew(&mut self, budget: Duration) {
        self.deadline = Instant::now() + budget;
    }

    /// A handle with the time limit of the next operation set.
    fn handle(&mut self) -> Result<Ldap, Fault> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let name = &self.server.name;
        if left.is_zero() {
            return Err(Fault::Unreachable(format!("{name}: the time for all servers is over")));
        }
        let Some(connection) = self.connection.as_ref() else {
            return Err(Fault::Unreachable(format!("{name}: the connection is broken")));
        };
        let mut ldap = Ldap::clone(connection);
        ldap.with_timeout(self.wait.min(left));
        Ok(ldap)
    }

    /// Keeps a broken connection from going back to the pool.
    fn noted<T>(&mut self, outcome: Result<T, Fault>) -> Result<T, Fault> {
        if outcome.as_ref().is_err_and(Fault::breaks_connection)
            && let Some(connection) = self.connection.take()
        {
            drop(Pooled::take(connection));
        }
        if outcome.is_ok() {
            self.server.was_used();
        }
        outcome
    }

    /// All entries that match. More than the server gives at once is an error, never a shorter list.
    pub(crate) async fn search(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &Filter,
        attributes: &[&str],
    ) -> Result<Vec<Entry>, Fault> {
        self.search_some(base, scope, filter, attributes, 0).await
    }

    /// At most `most` entries that match (0: all of them).
    pub(crate) async fn search_some(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &Filter,
        attributes: &[&str],
        most: i32,
    ) -> Result<Vec<Entry>, Fault> {
        let outcome = self.search_inner(base, scope, filter, attributes, most).await;
        self.noted(outcome).map(|(entries, _)| entries)
    }

    /// At most `size` entries that match, and the cookie to go on with (RFC 2696); an empty one after the last.
    /// `controls` go along.
    pub(crate) async fn page(
        &mut self,
        base: &str,
        filter: &Filter,
        attributes: &[&str],
        page: (i32, Vec<u8>),
        mut controls: Vec<RawControl>,
    ) -> Result<(Vec<Entry>, Vec<u8>), Fault> {
        controls.push(paged_results(page.0, page.1));
        self.next_controls(controls);
        let outcome = self.search_inner(base, Scope::Subtree, filter, attributes, 0).await;
        let (entries, controls) = self.noted(outcome)?;
        let name = &self.server.name;
        match next_page(&controls) {
            Some(cookie) => Ok((entries, cookie)),
            None => Err(Fault::Odd(format!("{name}: it does not give its entries in pages"))),
        }
    }

    async fn search_inner(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &Filter,
        attributes: &[&str],
        most: i32,
    ) -> Result<(Vec<Entry>, Vec<Control>), Fault> {
        let mut ldap = self.handle()?;
        ldap.with_controls(std::mem::take(&mut self.controls));
        let name = &self.server.name;
        ldap.with_search_options(SearchOptions::new().sizelimit(most));
        // The library's own limit is per entry; this one is for the whole answer.
        let wait = ldap.timeout.unwrap_or(self.wait);
        let (found, result) = tokio::time::timeout(wait, ldap.search(base, scope, &filter.to_string(), attributes))
            .await
            .map_err(|_| Fault::Silent(format!("{name}: no answer to a search in time")))?
            .map_err(|e| Fault::under_way(name, &e))
            .map(|r| (r.0, r.1))?;
        let cut_as_asked = result.rc == 4 && most > 0 && i32::try_from(found.len()).is_ok_and(|n| n >= most);
        if result.rc != 0 && !cut_as_asked {
            return Err(Fault::Refused(Reply::new(name, &result)));
        }
        // References to other servers are dropped by the library and never followed (R166).
        let entries = found
            .into_iter()
            .filter(|item| !item.is_ref() && !item.is_intermediate())
            .map(|item| Entry::read(item).ok_or_else(|| Fault::Odd(format!("{name}: a malformed entry"))))
            .collect::<Result<_, _>>()?;
        Ok((entries, result.ctrls))
    }

    /// The entry `dn` if it exists and matches.
    pub(crate) async fn base(
        &mut self,
        dn: &str,
        filter: &Filter,
        attributes: &[&str],
    ) -> Result<Option<Entry>, Fault> {
        match self.search(dn, Scope::Base, filter, attributes).await {
            Ok(found) => Ok(found.into_iter().next()),
            Err(Fault::Refused(reply)) if reply.rc == 32 => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Changes an entry, once.
    pub(crate) async fn modify(
        &mut self,
        dn: &str,
        changes: Vec<Mod<Octets>>,
        controls: Vec<RawControl>,
    ) -> Result<(), Fault> {
        let outcome = match self.handle() {
            Ok(mut ldap) => ldap
                .with_controls(controls)
                .modify(dn, changes)
                .await
                .map_err(|e| Fault::under_way(&self.server.name, &e))
                .and_then(|result| success(&self.server.name, &result)),
            Err(fault) => Err(fault),
        };
        self.noted(outcome)
    }

    /// Runs an extended operation, once.
    pub(crate) async fn extended(&mut self, operation: Exop, controls: Vec<RawControl>) -> Result<(), Fault> {
        let outcome = match self.handle() {
            Ok(mut ldap) => ldap
                .with_controls(controls)
                .extended(operation)
                .await
                .map_err(|e| Fault::under_way(&self.server.name, &e))
                .and_then(|result| success(&self.server.name, &result.1)),
            Err(fault) => Err(fault),
        };
        self.noted(outcome)
    }
}

/// Success, or the answer that was none.
pub(crate) fn success(server: &str, result: &ldap3::LdapResult) -> Result<(), Fault> {
    if result.rc == 0 { Ok(()) } else { Err(Fault::Refused(Reply::new(server, result))) }
}
