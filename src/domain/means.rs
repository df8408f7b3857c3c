//! By what means can this person prove who they are, now? What they registered and what the directory holds of
//! them, under the policy. Pure.

use std::collections::BTreeSet;

use super::{
    account::Contact,
    contact::Mailbox,
    method::Method,
    policy::Policy,
    security_info::{Detail, Kind, Registered},
    time::Timestamp,
};

/// What one person has.
#[derive(Debug, Clone, Default)]
pub struct Means {
    /// The contacts that the directory holds.
    pub directory: Vec<Contact>,
    /// What they registered here, resting ones too, without what was removed.
    pub registered: Vec<Registered>,
    /// They hold a temporary pass of the help desk that still works.
    pub pass: bool,
    /// Methods that too many wrong tries in a row switched off until they are registered anew (N7).
    pub disabled: BTreeSet<Method>,
}

impl Means {
    /// Where codes of `method` may go, in order. What a person registered or confirmed and may use comes before, and
    /// instead of, what the organisation knows of that kind: what administrators brought in (R139), then the directory's
    /// contacts. A mailbox of the organisation's own domains is no gate (R54).
    #[must_use]
    pub fn destinations(&self, policy: &Policy, method: Method, now: Timestamp) -> Vec<Contact> {
        if !method.sends_code() || self.disabled.contains(&method) {
            return Vec::new();
        }
        let fits = |contact: &Contact| match (method, contact) {
            (Method::Sms | Method::Voice, Contact::Mobile(_)) | (Method::Office, Contact::Office(_)) => true,
            (Method::Email, Contact::Mail(mailbox)) => is_foreign(policy, mailbox),
            _ => false,
        };
        let rested = |unverified: bool| {
            let items = self.rested(now).filter(move |item| item.is_unverified() == unverified);
            items.filter_map(|item| item.detail.contact()).filter(|contact| fits(contact)).collect::<Vec<_>>()
        };
        let own = rested(false);
        if !own.is_empty() || !policy.registration.directory_contacts {
            return own;
        }
        let mut all = rested(true);
        for contact in self.directory.iter().filter(|contact| fits(contact)) {
            if !all.iter().any(|known| same_place(known, contact)) {
                all.push(contact.clone());
            }
        }
        all
    }

    /// Whether a gate of `method` can be opened.
    #[must_use]
    pub fn has(&self, policy: &Policy, method: Method, now: Timestamp) -> bool {
        if self.disabled.contains(&method) {
            return false;
        }
        match method {
            Method::Pass => self.pass,
            _ if method.sends_code() => !self.destinations(policy, method, now).is_empty(),
            // Answers to fewer questions than are asked prove nothing.
            Method::Questions => {
                let asked = usize::from(policy.registration.questions.answer);
                let enough =
                    |item: &Registered| matches!(&item.detail, Detail::Questions { answers } if answers.len() >= asked);
                self.rested(now).any(enough)
            }
            _ => self.rested(now).any(|item| item.kind().methods().contains(&method)),
        }
    }

    /// The methods that the policy allows and this person has, in order.
    #[must_use]
    pub fn usable(&self, policy: &Policy, now: Timestamp) -> Vec<Method> {
        let mut methods = policy.methods.clone();
        methods.sort_unstable();
        methods.dedup();
        methods.retain(|method| self.has(policy, *method, now));
        methods
    }

    /// How many gates can be opened one after the other, 0, 1 or 2: different methods to different destinations
    /// (R53), the first of them not by questions.
    #[must_use]
    pub fn gates(&self, policy: &Policy, now: Timestamp) -> usize {
        let usable = self.usable(policy, now);
        let firsts: Vec<Method> = usable.iter().copied().filter(|method| method.may_be_first()).collect();
        let apart = |a: Method, b: Method| {
            if a == b {
                return false;
            }
            let (to_a, to_b) = (self.destinations(policy, a, now), self.destinations(policy, b, now));
            to_a.is_empty() || to_b.is_empty() || to_a.iter().any(|x| to_b.iter().any(|y| !same_place(x, y)))
        };
        if firsts.iter().any(|a| usable.iter().any(|b| apart(*a, *b))) { 2 } else { usize::from(!firsts.is_empty()) }
    }

    /// The kinds that count as registered: what the person proved here, resting or not, and what administrators brought
    /// in and the directory holds where the policy counts that.
    #[must_use]
    pub fn kinds(&self, policy: &Policy) -> BTreeSet<Kind> {
        let allowed = |kind: &Kind| kind.methods().iter().any(|method| policy.methods.contains(method));
        let counts = policy.registration.directory_contacts;
        let own = self.registered.iter().filter(|item| counts || !item.is_unverified()).map(Registered::kind);
        let held = self.directory.iter().filter(|_| counts);
        let held = held.filter_map(|contact| match contact {
            Contact::Mobile(_) => Some(Kind::Phone),
            Contact::Office(_) => Some(Kind::Office),
            Contact::Mail(mailbox) => is_foreign(policy, mailbox).then_some(Kind::Mailbox),
        });
        own.chain(held).filter(allowed).collect()
    }

    /// Every contact there is, registered ones first, each once: who is told when something changes (R133).
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        let mut all: Vec<Contact> = Vec::new();
        for contact in self.registered.iter().filter_map(|item| item.detail.contact()).chain(self.directory.clone()) {
            if !all.contains(&contact) {
                all.push(contact);
            }
        }
        all
    }

    fn rested(&self, now: Timestamp) -> impl Iterator<Item = &Registered> {
        self.registered.iter().filter(move |item| item.is_rested(now))
    }
}

/// Whether a mailbox is no part of the organisation: it opens without the forgotten password (R54).
#[must_use]
pub fn is_foreign(policy: &Policy, mailbox: &Mailbox) -> bool {
    !mailbox.is_within(&policy.own_mail_domains)
}

/// Whether two contacts are one place: a number is one phone, whatever it is used for (R53).
#[must_use]
pub fn same_place(a: &Contact, b: &Contact) -> bool {
    match (a, b) {
        (Contact::Mail(a), Contact::Mail(b)) => a.as_str().eq_ignore_ascii_case(b.as_str()),
        (Contact::Mobile(a) | Contact::Office(a), Contact::Mobile(b) | Contact::Office(b)) => a == b,
        _ => false,
    }
}
