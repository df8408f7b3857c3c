//! What must be true whatever is done, held against the database after each step.

use std::collections::BTreeSet;

use latchkey::{
    domain::{
        method::Method,
        security_info::{Detail, Kind, Person as Known, Registered},
        time::Clock as _,
    },
    notify::recorder::Recorded,
};

use super::{
    moves::POOL,
    world::{
        ANSWER, APP, CODE, CONFIRM, DEFAULT, NOT_ME, Post, QUESTIONS, RECOVERY, REMOVE, THIEF, Waiting, World, told,
        what,
    },
};
use crate::harness::http::Page;

/// How many one person may have (N25).
const MOST: [(Kind, usize); 5] =
    [(Kind::Phone, 3), (Kind::App, 2), (Kind::Mailbox, 2), (Kind::RecoveryCodes, 1), (Kind::Questions, 1)];
/// How many questions a proof has.
const ASKED: usize = 3;

/// What came and went in one step.
#[derive(Debug, Default)]
pub struct Change {
    pub added: Vec<Registered>,
    pub removed: Vec<Registered>,
}

impl Change {
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl World<'_> {
    /// Holds what is there now against what was there before and what was done in `browser`.
    pub async fn judge(&mut self, browser: usize, post: &Post, page: &Page) {
        let typed: Vec<_> = post.fields.iter().filter(|(name, _)| name != "csrf").collect();
        let (status, leads) = (page.status.as_u16(), page.header("location"));
        self.past.push(format!("{browser}: {} {typed:?}: {status} {leads}", post.path));
        let (may, who) = (self.may(browser), self.browsers[browser].whose);
        let news = self.news();
        let mut change = Change::default();
        for person in 0..2 {
            let (items, known) = self.kept(person).await;
            let own = self.difference(person, &items);
            assert!(person == who || own.is_none(), "somebody else's list changed: {:#?}", self.past);
            self.judge_person(person, (browser, post, may), known.as_ref(), &own);
            if person == who {
                self.judge_change((browser, post, may), &own);
                self.judge_notices(who, &news, &items, &own);
                change = own;
            }
            (self.people[person].items, self.people[person].known) = (items, known);
        }
        let proved = self.judge_sessions(browser, post, &change).await;
        self.remember(browser, post, page, &news, (&change, proved));
    }

    fn difference(&self, person: usize, items: &[Registered]) -> Change {
        let was = &self.people[person].items;
        for item in items {
            let Some(old) = was.iter().find(|old| old.id == item.id) else { continue };
            let same = what(&old.detail) == what(&item.detail)
                && (old.usable_from, old.created_at) == (item.usable_from, item.created_at);
            assert!(same, "a method changed in its place: {:#?}", self.past);
        }
        for (kind, most) in MOST {
            let have = items.iter().filter(|item| item.kind() == kind).count();
            assert!(have <= most, "{have} of {kind:?}: {:#?}", self.past);
        }
        let added = items.iter().filter(|item| was.iter().all(|old| old.id != item.id)).cloned().collect();
        let removed = was.iter().filter(|old| items.iter().all(|item| item.id != old.id)).cloned().collect();
        Change { added, removed }
    }

    /// A method comes by its own proof, in the session that asked for it, after a fresh proof; it goes when its owner asks
    /// for that, after a fresh proof too; and in no other way.
    fn judge_change(&mut self, (browser, post, may): (usize, &Post, bool), change: &Change) {
        if change.is_none() {
            return;
        }
        let (past, own) = (&self.past, &self.browsers[browser]);
        assert!(may, "{change:?} without a fresh proof: {past:#?}");
        assert!(change.added.len() <= 1 && change.removed.len() <= 1, "more than one: {past:#?}");
        let Some(item) = change.added.first() else {
            let asked = change.removed.iter().all(|gone| post.field("id") == Some(gone.id.to_string().as_str()));
            assert!(asked && post.path == REMOVE, "removed, and nobody asked for it: {past:#?}");
            self.counts.removed += 1;
            return;
        };
        let typed = post.field("code").or(post.field("group")).unwrap_or_default();
        let (proved, replaces) = match (&own.waiting, post.path.as_str(), &item.detail) {
            (Some(Waiting::New { to, code, replaces }), CODE, detail) => {
                (typed == code && *to == what(detail), *replaces)
            }
            (Some(Waiting::App(shown)), APP, Detail::App { seed, .. }) => {
                (shown == seed && self.shows(seed, typed), None)
            }
            (Some(Waiting::Codes(set)), RECOVERY, Detail::RecoveryCodes) => {
                (set.iter().any(|code| code == typed || code.split('-').any(|group| group == typed)), None)
            }
            // Answers are their own proof; after a fresh one, as everything.
            (_, QUESTIONS, Detail::Questions { .. }) => (true, None),
            _ => (false, None),
        };
        assert!(proved, "{item:?} was never proved; what was under way: {:?}: {past:#?}", own.waiting);
        for gone in &change.removed {
            let set = [Kind::RecoveryCodes, Kind::Questions].contains(&item.kind()) && gone.kind() == item.kind();
            assert!(set || replaces == Some(gone.id), "another one went: {past:#?}");
        }
        let (now, policy) = (self.house.clock.now(), self.house.app.core.common());
        let from = if own.first { now } else { now.after(policy.registration.cooling_off) };
        assert_eq!(item.usable_from, from, "its rest: {past:#?}");
        self.counts.added += 1;
        self.counts.changed += change.removed.len();
    }

    /// The default, the confirmation and the stop are their owner's.
    fn judge_person(
        &self,
        person: usize,
        (browser, post, may): (usize, &Post, bool),
        known: Option<&Known>,
        change: &Change,
    ) {
        let (own, past, was) = (&self.browsers[browser], &self.past, self.people[person].known.as_ref());
        let acts = person == own.whose && own.alive;
        let first = |known: Option<&Known>| known.and_then(|known| known.default_method);
        if first(was) != first(known) {
            let method = post.field("method").and_then(Method::from_name);
            let serves = |item: &Registered| method.is_some_and(|method| item.kind().methods().contains(&method));
            let chosen = post.path == DEFAULT && may && first(known) == method && self.rested(person).any(serves);
            let gone = first(known).is_none() && !change.removed.is_empty();
            assert!(acts && (chosen || gone), "another default: {past:#?}");
        }
        let confirmed = |known: Option<&Known>| known.and_then(|known| known.confirmed_at);
        if confirmed(was) != confirmed(known) {
            assert!(acts && (post.path == CONFIRM || !change.added.is_empty()), "confirmed: {past:#?}");
        }
        let frozen = |known: Option<&Known>| known.is_some_and(|known| known.frozen_at.is_some());
        assert!(frozen(was) == frozen(known) || post.path == NOT_ME, "stopped: {past:#?}");
    }

    /// Every contact is told of every change, once: those before, those after, those removed lately (R133).
    fn judge_notices(&mut self, who: usize, news: &[Recorded], items: &[Registered], change: &Change) {
        let reachable = |items: &[Registered]| -> Vec<String> {
            items.iter().filter(|item| item.detail.contact().is_some()).map(|item| what(&item.detail)).collect()
        };
        self.people[who].told_too.extend(reachable(&change.removed));
        let mut everybody = self.people[who].told_too.clone();
        everybody.extend(reachable(items));
        let word = match (change.added.is_empty(), change.removed.is_empty()) {
            (true, true) => None,
            (false, true) => Some("added"),
            (false, false) => Some("changed"),
            (true, false) => Some("removed"),
        };
        let mut found: Vec<_> = news.iter().filter_map(|m| Some((told(m)?, m.to.clone()))).collect();
        found.sort_unstable();
        let wanted: Vec<_> = word.into_iter().flat_map(|w| everybody.iter().map(move |to| (w, to.clone()))).collect();
        assert_eq!(found, wanted, "who is told: {:#?}", self.past);
    }

    /// Sessions end and never come back; a proof counts in the session where it was given, when what gave it had rested.
    /// Whether one was given now.
    async fn judge_sessions(&mut self, acting: usize, post: &Post, change: &Change) -> bool {
        let mut given = false;
        for browser in 0..self.browsers.len() {
            let session = self.session(browser).await;
            let (own, acts) = (&self.browsers[browser], browser == acting);
            let (alive, past) = (session.is_some(), &self.past);
            assert!(browser != THIEF || !alive, "an old cookie works: {past:#?}");
            assert!(own.alive || !alive, "a session came back: {past:#?}");
            let other = !acts && own.whose == self.browsers[acting].whose;
            assert!(change.is_none() || !other || !alive, "a change ends the other sessions (R68): {past:#?}");
            let proved_at = session.and_then(|session| session.proved_at);
            if alive && proved_at != own.proved_at {
                assert_eq!(proved_at, Some(self.house.clock.now()), "proved at another time: {past:#?}");
                let first = own.first && !change.added.is_empty();
                let right = post.path == ANSWER && self.is_proof(browser, post);
                assert!(acts && (right || first), "a proof that nobody gave: {past:#?}");
                given |= right;
            }
            let own = &mut self.browsers[browser];
            (own.alive, own.proved_at) = (alive, proved_at);
        }
        self.counts.proofs += usize::from(given);
        self.counts.by_questions += usize::from(given && post.field("answer-1").is_some());
        given
    }

    /// Whether what was typed answers what the browser asked for, by something that has rested and was not used before.
    fn is_proof(&self, browser: usize, post: &Post) -> bool {
        let typed = post.field("code").unwrap_or_default();
        let own = &self.browsers[browser];
        let person = &self.people[own.whose];
        let Some(Waiting::Proof { method, to, code }) = &own.waiting else { return false };
        match method.as_str() {
            "app" => self.rested(own.whose).any(|item| match &item.detail {
                Detail::App { seed, .. } => {
                    self.shows(seed, typed) && !person.spent.contains(&(what(&item.detail), typed.to_owned()))
                }
                _ => false,
            }),
            "questions" => {
                let has = self.rested(own.whose).any(|item| item.kind() == Kind::Questions);
                let right: BTreeSet<String> =
                    (0..POOL).filter_map(|question| Some(person.answer(person.set?, &question.to_string()))).collect();
                let answers = post.fields.iter().filter(|(name, _)| name.starts_with("answer-"));
                let given: BTreeSet<String> = answers.map(|(_, value)| value.clone()).collect();
                has && given.len() == ASKED && given.is_subset(&right)
            }
            "recovery-code" => {
                let has = self.rested(own.whose).any(|item| item.kind() == Kind::RecoveryCodes);
                has && person.codes.iter().any(|code| code == typed)
            }
            _ => {
                let there = |item: &Registered| Some(what(&item.detail)) == *to;
                code.as_deref() == Some(typed) && self.rested(own.whose).any(there)
            }
        }
    }
}
