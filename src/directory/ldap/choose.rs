//! Groups and places to choose from, and everybody whom a group means.
//!
//! Active Directory follows nested groups itself (LDAP_MATCHING_RULE_IN_CHAIN), page by page, so that no group is too
//! large; who has the group as their primary group is in none of its lists (MS-ADTS 3.1.1.4.5.14) and is asked for
//! apart. The others list their members, which is walked downwards as `groups` walks upwards.

use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

use async_trait::async_trait;

use crate::{
    directory::{DirectoryError, GroupEntry, GroupRead},
    domain::{account::AccountId, policy::GroupName},
};

use super::{
    LdapDirectory, account::presentable, dn, entry::Entry, filter::Filter, result::Fault, rootdse::SUBTREE,
    servers::on_any_server, session::Session, settings::Kind, sid::Sid,
};

/// Entries a page.
const PAGE: i32 = 500;
/// Longest wait for one page.
const PAGE_WAIT: Duration = Duration::from_secs(60);
/// Names asked for at once.
const NAMED: usize = 50;
/// Entries that a search for words reads before they are put in order.
const FOUND: i32 = 500;
/// More groups than this in one are taken for a mistake.
const MOST: usize = 10_000;
/// What parts the words of a group's name.
const GAPS: [&str; 5] = [" ", "-", "_", ".", "("];

/// The classes of entries that people are below, on any server.
const PLACES: [&str; 9] = [
    "organizationalUnit",
    "organization",
    "container",
    "nsContainer",
    "builtinDomain",
    "domain",
    "dcObject",
    "country",
    "locality",
];

/// What no group or place is called. Some servers end a name at NUL, and find more than was asked for.
fn is_odd(text: &str) -> bool {
    text.chars().any(char::is_control) || text.len() > 1_000
}

#[async_trait]
impl GroupRead for LdapDirectory {
    async fn find_groups(&self, text: &str, most: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        if is_odd(text) {
            return Ok(Vec::new());
        }
        on_any_server!(self.servers, |session| self.find_groups_on(session, text, most)).map_err(Fault::into_read_error)
    }

    async fn find_places(&self, text: &str, most: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        if is_odd(text) {
            return Ok(Vec::new());
        }
        on_any_server!(self.servers, |session| self.find_places_on(session, text, most)).map_err(Fault::into_read_error)
    }

    async fn group_exists(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        if is_odd(group) {
            return Ok(false);
        }
        on_any_server!(self.servers, |session| self.exists_on(session, group)).map_err(Fault::into_read_error)
    }

    async fn members(&self, group: &GroupName) -> Result<BTreeSet<AccountId>, DirectoryError> {
        on_any_server!(self.servers, |session| self.members_on(session, group)).map_err(Fault::into_read_error)
    }
}

impl LdapDirectory {
    async fn find_groups_on(&self, session: &mut Session, text: &str, most: usize) -> Result<Vec<GroupEntry>, Fault> {
        let attributes = ["cn", "displayName", "sAMAccountName", "description"];
        let text = text.trim();
        if dn::looks_like(text) {
            let found = session.base(text, &self.dialect.group(), &attributes).await;
            return match found {
                Ok(entry) => Ok(listed(entry, &["displayName", "cn"], most)),
                // What is no DN to the server is no name of a group either.
                Err(Fault::Refused(reply)) if reply.rc == 34 => Ok(Vec::new()),
                Err(fault) => Err(fault),
            };
        }
        let mut names = vec!["cn"];
        if self.is_active_directory() {
            names.extend(["sAMAccountName", "displayName"]);
        }
        let mut any: Vec<Filter> = Vec::new();
        for name in names {
            any.push(if text.is_empty() { Filter::present(name) } else { Filter::begins(name, text) });
            if !text.is_empty() {
                any.extend(GAPS.map(|gap| Filter::contains(name, format!("{gap}{text}"))));
            }
        }
        let filter = Filter::and(vec![self.dialect.group(), Filter::or(any)]);
        let base = self.group_base(session).await?;
        let found = session.search_some(&base, SUBTREE, &filter, &attributes, FOUND).await?;
        Ok(listed(found, &["displayName", "cn"], most))
    }

    async fn find_places_on(&self, session: &mut Session, text: &str, most: usize) -> Result<Vec<GroupEntry>, Fault> {
        let text = text.trim();
        let named = |attribute: &str| {
            if text.is_empty() { Filter::present(attribute) } else { Filter::begins(attribute, text) }
        };
        let of =
            |class: &str, attribute: &str| Filter::and(vec![Filter::equals("objectClass", class), named(attribute)]);
        let mut kinds = vec![of("organizationalUnit", "ou")];
        if self.is_active_directory() {
            // Not the machinery of the domain.
            let usual = Filter::unless(Filter::equals("showInAdvancedViewOnly", "TRUE"));
            kinds.push(Filter::and(vec![of("container", "cn"), usual]));
        }
        let base = self.group_base(session).await?;
        let found =
            session.search_some(&base, SUBTREE, &Filter::or(kinds), &["ou", "cn", "description"], FOUND).await?;
        let system = format!("CN=System,{base}");
        let found = found.into_iter().filter(|entry| !dn::is_within(&entry.dn, &system));
        Ok(listed(found, &["ou", "cn"], most))
    }

    /// The entry of this name, if it is one that people are below.
    pub(super) async fn place_on(&self, session: &mut Session, name: &str) -> Result<Option<String>, Fault> {
        let name = name.trim();
        if is_odd(name) || !dn::looks_like(name) {
            return Ok(None);
        }
        let any = PLACES.map(|class| Filter::equals("objectClass", class));
        match session.base(name, &Filter::or(any.into()), &["1.1"]).await {
            Ok(entry) => Ok(entry.map(|entry| entry.dn)),
            // What is no DN to the server is no name of a place either.
            Err(Fault::Refused(reply)) if reply.rc == 34 => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn exists_on(&self, session: &mut Session, name: &str) -> Result<bool, Fault> {
        match self.group_if_any(session, name).await {
            // What is no DN to the server names no group.
            Err(Fault::Refused(reply)) if reply.rc == 34 => Ok(false),
            found => Ok(found?.is_some()),
        }
    }

    /// Whether there is no group of this name, on a server that shows us groups at all: one that shows none may keep this
    /// one from us too.
    pub(super) async fn lacks_on(&self, session: &mut Session, name: &str) -> Result<bool, Fault> {
        if is_odd(name) || self.exists_on(session, name).await? {
            return Ok(false);
        }
        let base = self.group_base(session).await?;
        Ok(!session.search_some(&base, SUBTREE, &self.dialect.group(), &["1.1"], 1).await?.is_empty())
    }

    async fn members_on(&self, session: &mut Session, name: &str) -> Result<BTreeSet<AccountId>, Fault> {
        session.grant(PAGE_WAIT);
        let group = self.group(session, name).await?;
        if self.is_active_directory() {
            self.members_in_chain(session, &group.dn, group.sid.as_ref()).await
        } else {
            self.members_below(session, &group.dn).await
        }
    }

    /// Everybody who meets `filter`, page by page.
    async fn everybody(&self, session: &mut Session, filter: &Filter) -> Result<Vec<Entry>, Fault> {
        self.pages(session, &self.settings.base, &self.people(filter.clone()), &[self.dialect.id_attribute()]).await
    }

    async fn pages(
        &self,
        session: &mut Session,
        base: &str,
        filter: &Filter,
        attributes: &[&str],
    ) -> Result<Vec<Entry>, Fault> {
        let (mut all, mut cookie) = (Vec::new(), Vec::new());
        loop {
            session.grant(PAGE_WAIT);
            let (entries, next) = session.page(base, filter, attributes, (PAGE, cookie), Vec::new()).await?;
            all.extend(entries);
            if next.is_empty() {
                return Ok(all);
            }
            cookie = next;
        }
    }

    async fn members_in_chain(
        &self,
        session: &mut Session,
        dn: &str,
        sid: Option<&Sid>,
    ) -> Result<BTreeSet<AccountId>, Fault> {
        let inside = Filter::in_chain("memberOf", dn);
        let mut members = BTreeSet::new();
        self.take_ids(session, &inside, &mut members).await?;
        let base = self.group_base(session).await?;
        let nested = Filter::and(vec![self.dialect.group(), inside]);
        let nested = self.pages(session, &base, &nested, &["objectSid"]).await?;
        let nested = nested.iter().filter_map(|entry| entry.bytes("objectSid").first());
        let rids: BTreeSet<u32> =
            nested.filter_map(|sid| Sid::from_bytes(sid)?.rid()).chain(sid.and_then(Sid::rid)).collect();
        let rids: Vec<u32> = rids.into_iter().collect();
        for some in rids.chunks(NAMED) {
            let primary = some.iter().map(|rid| Filter::equals("primaryGroupID", rid.to_string())).collect();
            self.take_ids(session, &Filter::or(primary), &mut members).await?;
        }
        Ok(members)
    }

    async fn take_ids(
        &self,
        session: &mut Session,
        filter: &Filter,
        members: &mut BTreeSet<AccountId>,
    ) -> Result<(), Fault> {
        let found = self.everybody(session, filter).await?;
        members.extend(found.iter().filter_map(|entry| self.dialect.id(entry)));
        Ok(())
    }

    /// Walks from the group down. Circles end by themselves; what a list names and is not there any more is nobody.
    async fn members_below(&self, session: &mut Session, group: &str) -> Result<BTreeSet<AccountId>, Fault> {
        const LISTS: [&str; 5] = ["member", "uniqueMember", "memberUid", "cn", "objectClass"];
        let spelt = |dn: &str| dn::normalised(dn).unwrap_or_default();
        let first = session.base(group, &self.dialect.group(), &LISTS).await?;
        let mut queue: Vec<Entry> = vec![first.ok_or_else(|| gone(session, group))?];
        let (mut people, mut seen) = (BTreeSet::new(), HashSet::from([spelt(group)]));
        // Those that were asked about already, persons and groups alike.
        let mut asked: HashSet<Vec<String>> = HashSet::new();
        while let Some(entry) = queue.pop() {
            self.is_whole(session, &entry)?;
            let listed = entry.texts("member").chain(entry.texts("uniqueMember").map(without_uid));
            let dns: Vec<&str> = listed.filter(|dn| asked.insert(spelt(dn))).collect();
            for some in dns.chunks(NAMED) {
                session.grant(PAGE_WAIT);
                let named = || Filter::or(some.iter().map(|dn| Filter::equals("entryDN", dn)).collect());
                self.take_some(session, named(), &mut people).await?;
                let groups = Filter::and(vec![self.dialect.group(), named()]);
                for nested in session.search(&self.settings.base, SUBTREE, &groups, &LISTS).await? {
                    if seen.insert(spelt(&nested.dn)) {
                        queue.push(nested);
                    }
                }
            }
            let uids: Vec<&str> = entry.texts("memberUid").collect();
            for some in uids.chunks(NAMED) {
                session.grant(PAGE_WAIT);
                let named = Filter::or(some.iter().map(|uid| Filter::equals("uid", uid)).collect());
                self.take_some(session, named, &mut people).await?;
            }
            if seen.len() > MOST {
                return Err(Fault::Odd(format!("{}: more than {MOST} groups in one", session.server_name())));
            }
        }
        Ok(people)
    }

    async fn take_some(
        &self,
        session: &mut Session,
        named: Filter,
        people: &mut BTreeSet<AccountId>,
    ) -> Result<(), Fault> {
        let attributes = [self.dialect.id_attribute()];
        let found = session.search(&self.settings.base, SUBTREE, &self.people(named), &attributes).await?;
        people.extend(found.iter().filter_map(|entry| self.dialect.id(entry)));
        Ok(())
    }

    /// OpenLDAP's groups of names always have a member: one without is one whose list is hidden from us (R114).
    fn is_whole(&self, session: &Session, entry: &Entry) -> Result<(), Fault> {
        let hidden = |class: &str, list: &str| entry.is_a(class) && !entry.has(list);
        let unreadable = self.settings.kind == Kind::OpenLdap
            && (hidden("groupOfNames", "member") || hidden("groupOfUniqueNames", "uniqueMember"));
        if unreadable {
            let server = session.server_name();
            return Err(Fault::Odd(format!("{server}: the members of {} can not be read", entry.dn)));
        }
        Ok(())
    }
}

fn gone(session: &Session, group: &str) -> Fault {
    Fault::Odd(format!("{}: the group {group} went away", session.server_name()))
}

/// A uniqueMember may have an identifier behind its name (RFC 4517, section 3.3.21): `cn=x,dc=y#'0101'B`.
fn without_uid(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((dn, uid)) if uid.starts_with('\'') && uid.ends_with("'B") => dn,
        _ => name,
    }
}

/// In the order of their names, `most` at most.
fn listed(found: impl IntoIterator<Item = Entry>, names: &[&str], most: usize) -> Vec<GroupEntry> {
    let mut all: Vec<GroupEntry> = found
        .into_iter()
        .map(|entry| {
            let text = |name: &str| entry.text(name).map(presentable).filter(|text| !text.is_empty());
            GroupEntry {
                display_name: names.iter().find_map(|name| text(name)).unwrap_or_else(|| entry.dn.clone()),
                description: text("description"),
                name: entry.dn,
            }
        })
        .collect();
    all.sort_by_cached_key(|entry| (entry.display_name.to_lowercase(), entry.name.to_lowercase()));
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_unique_member_says_behind_its_name_is_no_name() {
        assert_eq!(without_uid("uid=a,dc=x#'0101'B"), "uid=a,dc=x");
        assert_eq!(without_uid("cn=C# team,dc=x"), "cn=C# team,dc=x");
    }
}
