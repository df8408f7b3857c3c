//! Reading everybody, or what changed, page by page on one server (RFC 2696). Only one page is ever in memory.
//!
//! Active Directory counts its changes: each server has a count of its own (uSNChanged), good for as long as its
//! database keeps its identity (invocationId) and the count has not gone back. Deleted accounts leave tombstones. The
//! others note a time with each entry and nothing of what is gone; there, and wherever tombstones can not be read, only
//! comparing who is there tells ([`Scan::Ids`]). A container that moves takes its people along without touching them.

use std::{collections::VecDeque, time::Duration};

use async_trait::async_trait;

use crate::{
    directory::{
        DirectoryError,
        scan::{Cursor, DirectoryScan, PageToken, Place, Present, Scan, ScanPage},
    },
    domain::{
        account::AccountId,
        scan::{ContactKinds, ScannedAccount, mail_domains},
    },
};

use super::{
    LdapDirectory, account::presentable, controls::show_deleted, dn, entry::Entry, filter::Filter, moment,
    result::Fault, rootdse::SUBTREE, servers::Attempt, session::Session,
};

/// Entries a page: what OpenLDAP gives at most by default; Active Directory would give 1000.
const PAGE: i32 = 500;
/// Longest wait for a page. Without an index a server reads everything for the first one.
const PAGE_WAIT: Duration = Duration::from_secs(60);
/// Accounts asked for by name at once.
const NAMED: usize = 50;
/// Changes of so long before the last one are read again: a server writes with several hands.
const OVERLAP: Duration = Duration::from_secs(10);
/// The same where the server's clock is not known: ours may differ so much.
const CLOCKS: Duration = Duration::from_secs(300);

/// A scan under way.
pub(in crate::directory) struct Walk {
    session: Session,
    stages: VecDeque<Stage>,
    cookie: Vec<u8>,
    cursor: Cursor,
    full: bool,
    incomplete: bool,
}

impl std::fmt::Debug for Walk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk").field("server", &self.cursor.server).finish_non_exhaustive()
    }
}

/// One search of a scan.
#[derive(Debug)]
struct Stage {
    base: String,
    filter: Filter,
    reads: Reads,
}

/// What a search's entries are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    Accounts,
    Ids,
    Tombstones,
}

/// Who the server is and how far it has come.
struct Mark {
    cursor: Cursor,
    domain: Option<String>,
}

#[async_trait]
impl DirectoryScan for LdapDirectory {
    async fn scan(&self, what: &Scan, page: PageToken) -> Result<ScanPage, DirectoryError> {
        let walk = match page.0 {
            Place::First => self.begin(what).await.map(Box::new),
            Place::Walk(walk) => Ok(walk),
            Place::Key(_) => Err(Fault::Odd("a page of another directory".to_owned())),
        };
        match walk {
            Ok(walk) => self.read_page(walk).await.map_err(Fault::into_read_error),
            Err(fault) => Err(fault.into_read_error()),
        }
    }
}

impl LdapDirectory {
    /// Chooses a server and what to ask it.
    async fn begin(&self, what: &Scan) -> Result<Walk, Fault> {
        let mut attempt = self.servers.attempt();
        loop {
            let mut session = attempt.next().await?;
            let reused = session.is_reused();
            session.grant(PAGE_WAIT);
            match self.plan(&mut session, what).await {
                Err(fault) if fault.another_server_may_answer() => attempt.failed(&session, reused, &fault),
                Err(fault) => return Err(fault),
                Ok((cursor, stages, full, incomplete)) => {
                    Attempt::succeeded(&session);
                    return Ok(Walk { session, stages, cookie: Vec::new(), cursor, full, incomplete });
                }
            }
        }
    }

    async fn plan(&self, session: &mut Session, what: &Scan) -> Result<(Cursor, VecDeque<Stage>, bool, bool), Fault> {
        let mark = if self.is_active_directory() { counted(session).await? } else { self.timed(session).await? };
        let accounts = |filter| Stage { base: self.settings.base.clone(), filter, reads: Reads::Accounts };
        let everybody = || self.people(Filter::present("objectClass"));
        let (mut stages, mut full, mut incomplete) = (VecDeque::new(), false, false);
        match what {
            Scan::Everybody => full = true,
            Scan::Ids => stages.push_back(Stage { reads: Reads::Ids, ..accounts(everybody()) }),
            Scan::Named(ids) => stages.extend(ids.chunks(NAMED).map(|ids| {
                accounts(self.people(Filter::or(ids.iter().map(|id| self.dialect.id_filter(*id)).collect())))
            })),
            Scan::Changes(known) => match since(known, &mark.cursor, self.is_active_directory()) {
                None => full = true,
                Some(since) if self.is_active_directory() => {
                    let changed = || Filter::at_least("uSNChanged", &since);
                    stages.push_back(accounts(self.people(changed())));
                    let domain = mark.domain.as_deref().unwrap_or(&self.settings.base);
                    match tombstones(session, domain, changed()).await {
                        Some(stage) => stages.push_back(stage),
                        None => incomplete = true,
                    }
                    // A person who no longer meets the filter is no deletion either.
                    incomplete |= self.settings.user_filter.is_some() || moved(session, domain, changed()).await?;
                }
                Some(since) => {
                    stages.push_back(accounts(self.people(Filter::at_least("modifyTimestamp", since))));
                    incomplete = true;
                }
            },
        }
        if full {
            stages.push_back(accounts(everybody()));
        }
        Ok((mark.cursor, stages, full, incomplete))
    }

    /// Where a server without a count of its changes stands: the time of its newest change, where it tells that
    /// (OpenLDAP with `syncprov`), else ours, each a little earlier.
    async fn timed(&self, session: &mut Session) -> Result<Mark, Fault> {
        let any = Filter::present("objectClass");
        let root = session.base("", &any, &["namingContexts"]).await?;
        let contexts = root.iter().flat_map(|e| e.texts("namingContexts")).map(str::to_owned).collect::<Vec<_>>();
        let own = contexts.iter().find(|context| dn::is_within(&self.settings.base, context));
        let suffix = match own {
            Some(suffix) => session.base(suffix, &any, &["contextCSN"]).await?,
            None => None,
        };
        let newest = suffix.iter().flat_map(|e| e.texts("contextCSN")).filter_map(|csn| {
            let digits = csn.get(..14)?;
            moment::generalized(&format!("{digits}Z"))
        });
        let from = newest.max().map_or_else(|| self.clock.now().before(CLOCKS), |time| time.before(OVERLAP));
        let position = moment::to_generalized(from).unwrap_or_default();
        Ok(Mark { cursor: Cursor { server: session.server_name().to_owned(), position }, domain: None })
    }

    async fn read_page(&self, mut walk: Box<Walk>) -> Result<ScanPage, Fault> {
        let mut read = ScanPage {
            server: walk.session.server_name().to_owned(),
            full: walk.full,
            incomplete: walk.incomplete,
            ..ScanPage::default()
        };
        if let Some(stage) = walk.stages.pop_front() {
            walk.session.grant(PAGE_WAIT);
            let attributes = self.attributes(stage.reads);
            let controls = if stage.reads == Reads::Tombstones { vec![show_deleted()] } else { Vec::new() };
            let page = (PAGE, std::mem::take(&mut walk.cookie));
            let found = walk.session.page(&stage.base, &stage.filter, &attributes, page, controls).await;
            let (entries, cookie) = found.map_err(cut_short)?;
            for entry in &entries {
                self.take(&mut walk.session, entry, stage.reads, &mut read).await?;
            }
            walk.cookie = cookie;
            if !walk.cookie.is_empty() {
                walk.stages.push_front(stage);
            }
        }
        if walk.stages.is_empty() {
            read.cursor = Some(walk.cursor.clone());
        } else {
            read.next = Some(PageToken(Place::Walk(walk)));
        }
        Ok(read)
    }

    fn attributes(&self, reads: Reads) -> Vec<&str> {
        if reads != Reads::Accounts {
            return vec![self.dialect.id_attribute()];
        }
        let mut attributes = self.mapping.attributes();
        attributes.push(self.changed_attribute());
        attributes
    }

    const fn changed_attribute(&self) -> &'static str {
        if self.is_active_directory() { "whenChanged" } else { "modifyTimestamp" }
    }

    /// Puts an entry where it belongs on the page. One without a readable identity is left out: it could not be
    /// looked up either.
    async fn take(&self, session: &mut Session, entry: &Entry, reads: Reads, page: &mut ScanPage) -> Result<(), Fault> {
        let Some(id) = self.dialect.id(entry) else {
            tracing::warn!(server = %session.server_name(), "an entry without a readable identity is left out");
            return Ok(());
        };
        match reads {
            Reads::Accounts => page.accounts.push(self.scanned(session, entry, id).await?),
            Reads::Ids => page.present.push(Present { id, location: entry.dn.clone() }),
            Reads::Tombstones => page.gone.push(id),
        }
        Ok(())
    }

    async fn scanned(&self, session: &mut Session, entry: &Entry, id: AccountId) -> Result<ScannedAccount, Fault> {
        let lock_life = self.lock_life(session, entry).await?;
        let mut state = self.dialect.state(entry, lock_life, self.clock.now());
        state.protection = self.shown_protection(entry);
        let account = self.mapping.account(self.dialect, entry, id, state);
        let text = |name: &str| entry.text(name).map(presentable).filter(|text| !text.is_empty());
        Ok(ScannedAccount {
            contacts: ContactKinds::of(&account.contacts),
            mail_domains: mail_domains(&account.contacts),
            id,
            login: account.login,
            principal: account.principal,
            display_name: account.display_name,
            given_name: text("givenName"),
            surname: text("sn"),
            mail: text("mail"),
            location: account.location,
            state: account.state,
            changed_at: entry.text(self.changed_attribute()).and_then(moment::generalized),
        })
    }
}

/// Where Active Directory stands: which database it is, and its highest count of changes, read before anything else
/// is, so that nothing falls between two scans.
async fn counted(session: &mut Session) -> Result<Mark, Fault> {
    let any = Filter::present("objectClass");
    let attributes = ["highestCommittedUSN", "dsServiceName", "defaultNamingContext"];
    let root = session.base("", &any, &attributes).await?;
    let of = |name: &str| root.as_ref().and_then(|e| e.text(name)).map(str::to_owned);
    let missing = || Fault::Odd(format!("{}: no highestCommittedUSN", session.server_name()));
    let position = of("highestCommittedUSN").ok_or_else(missing)?;
    let service = of("dsServiceName").unwrap_or_default();
    let settings = if service.is_empty() { None } else { session.base(&service, &any, &["invocationId"]).await? };
    let database = settings.and_then(|e| e.guid("invocationId")).map_or(service, |id| id.to_string());
    let server = format!("{} {database}", session.server_name());
    Ok(Mark { cursor: Cursor { server, position }, domain: of("defaultNamingContext") })
}

/// Where to begin; `None` when it must be at the beginning: the server is new, or its count went back.
fn since(known: &[Cursor], now: &Cursor, counts: bool) -> Option<String> {
    let before = known.iter().find(|cursor| cursor.server == now.server)?;
    if !counts {
        return moment::generalized(&before.position).map(|_| before.position.clone());
    }
    let (before, now): (i64, i64) = (before.position.parse().ok()?, now.position.parse().ok()?);
    (before <= now).then(|| before.saturating_add(1).to_string())
}

/// The search for accounts deleted since; `None` when they can not be seen. Somebody without rights may see their
/// place (Samba) and neither what is in it nor what it is.
async fn tombstones(session: &mut Session, domain: &str, changed: Filter) -> Option<Stage> {
    let base = format!("CN=Deleted Objects,{domain}");
    session.next_controls(vec![show_deleted()]);
    let seen = session.base(&base, &Filter::present("objectClass"), &["isDeleted"]).await;
    seen.ok().flatten().filter(|place| place.has("isDeleted"))?;
    let deleted = vec![Filter::equals("isDeleted", "TRUE"), Filter::equals("objectClass", "user"), changed];
    Some(Stage { base, filter: Filter::and(deleted), reads: Reads::Tombstones })
}

/// Whether a container changed, which may have moved everybody in it.
async fn moved(session: &mut Session, domain: &str, changed: Filter) -> Result<bool, Fault> {
    let containers = ["organizationalUnit", "container"].map(|class| Filter::equals("objectClass", class));
    let filter = Filter::and(vec![Filter::or(containers.into()), changed]);
    Ok(!session.search_some(domain, SUBTREE, &filter, &["1.1"], 1).await?.is_empty())
}

/// A server that gives only some says so with one of these codes; what to do about it is worth saying.
fn cut_short(fault: Fault) -> Fault {
    match fault {
        Fault::Refused(reply) if matches!(reply.rc, 4 | 11) => Fault::Odd(format!(
            "{reply}: it does not give all entries to the service account; raise its limit (OpenLDAP: `limits dn.exact=\
             \"...\" size.prtotal=unlimited`; docs/directory-sync.md)"
        )),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(server: &str, position: &str) -> Cursor {
        Cursor { server: server.to_owned(), position: position.to_owned() }
    }

    #[test]
    fn a_cursor_counts_on_its_own_server_alone() {
        let known = [cursor("dc1 a", "100"), cursor("dc2 b", "7000")];
        assert_eq!(since(&known, &cursor("dc1 a", "100"), true).as_deref(), Some("101"));
        assert_eq!(since(&known, &cursor("dc1 a", "250"), true).as_deref(), Some("101"));
        assert_eq!(since(&known, &cursor("dc1 restored", "250"), true), None, "another database");
        assert_eq!(since(&known, &cursor("dc1 a", "99"), true), None, "an older copy of the same");
        assert_eq!(since(&known, &cursor("dc3 c", "1"), true), None);
        assert_eq!(since(&[cursor("dc1 a", "?")], &cursor("dc1 a", "1"), true), None);
        let known = [cursor("ldap", "20261121093128Z"), cursor("odd", "(x=*)")];
        assert_eq!(since(&known, &cursor("ldap", "20200101000000Z"), false).as_deref(), Some("20261121093128Z"));
        assert_eq!(since(&known, &cursor("odd", "20200101000000Z"), false), None);
    }
}
