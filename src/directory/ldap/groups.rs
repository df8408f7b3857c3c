//! Groups: which one a name means, and who is in it. A group that can not be read is an error (R114).

use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::domain::policy::GroupName;

use super::{
    LdapDirectory, dn, entry::Entry, filter::Filter, result::Fault, rootdse::SUBTREE, servers::Server,
    session::Session, settings::Kind, sid::Sid,
};

/// How long a resolved name is believed. Short: a group that was made anew has another identity.
const LIFE: Duration = Duration::from_secs(60);
/// More groups than this around one person are taken for a mistake.
const MOST: usize = 1_000;

/// A group that exists.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) dn: String,
    pub(crate) sid: Option<Sid>,
}

/// Names that were resolved lately.
#[derive(Default)]
pub(crate) struct GroupCache(Mutex<HashMap<GroupName, (Instant, Arc<Group>)>>);

impl GroupCache {
    fn get(&self, name: &str) -> Option<Arc<Group>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(name).filter(|(read, _)| read.elapsed() < LIFE).map(|(_, group)| Arc::clone(group))
    }

    fn put(&self, name: &str, group: &Arc<Group>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(name.to_owned(), (Instant::now(), Arc::clone(group)));
    }
}

impl LdapDirectory {
    /// The group that `name` means; an error that names it when there is none or more than one.
    pub(crate) async fn group(&self, session: &mut Session, name: &str) -> Result<Arc<Group>, Fault> {
        match self.group_if_any(session, name).await? {
            Some(group) => Ok(group),
            None => Err(Fault::Refused(super::result::Reply {
                server: session.server_name().to_owned(),
                rc: 32,
                text: format!("the group `{name}` does not exist or can not be read"),
                policy: None,
            })),
        }
    }

    /// The group that `name` means, if it exists.
    pub(crate) async fn group_if_any(&self, session: &mut Session, name: &str) -> Result<Option<Arc<Group>>, Fault> {
        if let Some(group) = self.groups.get(name) {
            return Ok(Some(group));
        }
        let attributes = ["objectSid", "cn"];
        let found = if dn::looks_like(name) {
            session.base(name, &self.dialect.group(), &attributes).await?.into_iter().collect()
        } else {
            let mut names = vec![Filter::equals("cn", name)];
            if self.is_active_directory() {
                names.push(Filter::equals("sAMAccountName", name));
            }
            let filter = Filter::and(vec![self.dialect.group(), Filter::or(names)]);
            let base = self.group_base(session).await?;
            session.search_some(&base, SUBTREE, &filter, &attributes, 2).await?
        };
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(entry), None) => {
                let sid = entry.bytes("objectSid").first().and_then(|bytes| Sid::from_bytes(bytes));
                let group = Arc::new(Group { dn: entry.dn, sid });
                self.groups.put(name, &group);
                Ok(Some(group))
            }
            _ => Err(Fault::Refused(super::result::Reply {
                server: session.server_name().to_owned(),
                rc: 4,
                text: format!("more than one group is called `{name}`: name it by its DN"),
                policy: None,
            })),
        }
    }

    /// Where groups are looked for: the whole domain, also when people are looked for in one branch only.
    pub(super) async fn group_base(&self, session: &mut Session) -> Result<String, Fault> {
        if !self.is_active_directory() {
            return Ok(self.settings.base.clone());
        }
        let root = Server::root(session).await?;
        Ok(root.domain.clone().unwrap_or_else(|| self.settings.base.clone()))
    }

    /// Which of `among` the account is in, directly or through other groups.
    pub(crate) async fn groups_of(
        &self,
        session: &mut Session,
        account: &Entry,
        among: &[GroupName],
    ) -> Result<BTreeSet<GroupName>, Fault> {
        let mut wanted = Vec::with_capacity(among.len());
        for name in among {
            wanted.push((name, self.group(session, name).await?));
        }
        let mut member_of = BTreeSet::new();
        if wanted.is_empty() {
            return Ok(member_of);
        }
        if self.settings.kind == Kind::ActiveDirectory {
            let tokens = self.token_groups(session, &account.dn).await?;
            for (name, group) in wanted {
                // Token groups hold the primary group and all security groups; the chain also mail groups.
                if group.sid.as_ref().is_some_and(|sid| tokens.contains(sid))
                    || session.base(&account.dn, &Filter::in_chain("memberOf", &group.dn), &["1.1"]).await?.is_some()
                {
                    member_of.insert(name.clone());
                }
            }
        } else {
            let all = self.groups_above(session, account).await?;
            let spelt = |dn: &str| dn::normalised(dn).unwrap_or_default();
            member_of.extend(wanted.iter().filter(|(_, g)| all.contains(&spelt(&g.dn))).map(|(n, _)| (*n).clone()));
        }
        Ok(member_of)
    }

    /// The security identifiers of all groups in a person's logon token. Everybody has some: none means that
    /// they can not be read, which is an error.
    pub(crate) async fn token_groups(&self, session: &mut Session, dn: &str) -> Result<HashSet<Sid>, Fault> {
        let entry = session.base(dn, &Filter::present("objectClass"), &["tokenGroups"]).await?;
        let sids: Option<HashSet<Sid>> =
            entry.iter().flat_map(|e| e.bytes("tokenGroups")).map(|bytes| Sid::from_bytes(bytes)).collect();
        sids.filter(|sids| !sids.is_empty())
            .ok_or_else(|| Fault::Odd(format!("{}: tokenGroups of an account can not be read", session.server_name())))
    }

    /// All groups above an account, where groups list their members; circles end by themselves.
    async fn groups_above(&self, session: &mut Session, account: &Entry) -> Result<HashSet<Vec<String>>, Fault> {
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        let mut queue = VecDeque::from([(account.dn.clone(), account.text("uid").map(str::to_owned))]);
        while let Some((member, uid)) = queue.pop_front() {
            let mut any = vec![Filter::equals("member", &member), Filter::equals("uniqueMember", &member)];
            any.extend(uid.map(|uid| Filter::equals("memberUid", uid)));
            let filter = Filter::and(vec![self.dialect.group(), Filter::or(any)]);
            for group in session.search(&self.settings.base, SUBTREE, &filter, &["1.1"]).await? {
                let spelt = dn::normalised(&group.dn)
                    .ok_or_else(|| Fault::Odd(format!("{}: a group with a broken DN", session.server_name())))?;
                if seen.insert(spelt) {
                    queue.push_back((group.dn, None));
                }
            }
            if seen.len() > MOST {
                return Err(Fault::Odd(format!(
                    "{}: more than {MOST} groups around one account",
                    session.server_name()
                )));
            }
        }
        Ok(seen)
    }
}
