//! What the model takes in after a step: what the page showed, what messages said.

use latchkey::{
    domain::security_info::{Detail, Kind, Seed},
    notify::recorder::Recorded,
};
use uuid::Uuid;

use super::{
    judge::Change,
    world::{
        ANSWER, APP, ASK_AGAIN, CODE, MAILBOX, PHONE, PROVE, Post, RECOVERY, RESEND, TRY, Waiting, World, code_of,
        told, what,
    },
};
use crate::{
    devices::{key_of, recovery_codes},
    harness::http::Page,
};

/// A seed as a page spells it (RFC 4648, base 32).
fn seed(key: &str) -> Seed {
    let (mut bytes, mut bits, mut have) = (Vec::new(), 0_u32, 0_u32);
    for c in key.chars() {
        let digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).expect("base 32");
        bits = ((bits << 5) | u32::try_from(digit).unwrap()) & 0xfff;
        have += 5;
        if have >= 8 {
            have -= 8;
            bytes.push(u8::try_from((bits >> have) & 0xff).unwrap());
        }
    }
    Seed(bytes)
}

impl World<'_> {
    /// Takes in a step that was judged; `proved` says that it gave a proof.
    pub fn remember(
        &mut self,
        browser: usize,
        post: &Post,
        page: &Page,
        news: &[Recorded],
        (change, proved): (&Change, bool),
    ) {
        let codes: Vec<(String, String)> =
            news.iter().filter(|m| told(m).is_none()).filter_map(|m| Some((m.to.clone(), code_of(m)?))).collect();
        assert!(codes.len() <= 1, "one code at a time: {:#?}", self.past);
        let before = self.browsers[browser].waiting.clone();
        self.spend(browser, post, change, proved);
        let ended = proved || !change.is_none();
        let now = self.waits(browser, post, page, codes.into_iter().next(), if ended { None } else { before.clone() });
        if let Some(old) = before.as_ref().and_then(Waiting::code)
            && now.as_ref().and_then(Waiting::code).as_ref() != Some(&old)
        {
            self.browsers[browser].old.push(old);
        }
        self.browsers[browser].waiting = now;
    }

    /// What is used up: codes of an app and recovery codes that proved something; a new set is good from now on.
    fn spend(&mut self, browser: usize, post: &Post, change: &Change, proved: bool) {
        let typed = post.field("code").unwrap_or_default().to_owned();
        let waiting = self.browsers[browser].waiting.clone();
        let person = &mut self.people[self.browsers[browser].whose];
        if proved {
            let apps = person.items.iter().filter(|item| item.kind() == Kind::App);
            let apps: Vec<String> = apps.map(|item| what(&item.detail)).collect();
            person.spent.extend(apps.into_iter().map(|app| (app, typed.clone())));
            person.codes.retain(|code| *code != typed);
        }
        for item in &change.added {
            if matches!(item.detail, Detail::App { .. }) {
                person.spent.insert((what(&item.detail), typed.clone()));
            }
            if let Detail::Questions { .. } = item.detail {
                let words = post.field("answer-1").unwrap_or_default();
                let set = words.split(' ').nth(1).and_then(|set| set.parse().ok());
                person.old_set = std::mem::replace(&mut person.set, set);
            }
            if let (Detail::RecoveryCodes, Some(Waiting::Codes(set))) = (&item.detail, &waiting) {
                person.codes.clone_from(set);
            }
        }
    }

    /// What waits now; `sent` is the code that went out, and where to.
    fn waits(
        &self,
        browser: usize,
        post: &Post,
        page: &Page,
        sent: Option<(String, String)>,
        before: Option<Waiting>,
    ) -> Option<Waiting> {
        let (whose, leads, past) = (self.browsers[browser].whose, page.header("location"), &self.past);
        match post.path.as_str() {
            path @ (PHONE | MAILBOX) if leads == CODE => {
                let (kind, name) = if path == PHONE { (Kind::Phone, "phone") } else { (Kind::Mailbox, "mailbox") };
                let wanted = post.field(name).expect("a contact").to_owned();
                let items = &self.people[whose].items;
                let asked = post.field("replaces").and_then(|id| id.parse::<Uuid>().ok());
                let asked = asked.filter(|id| items.iter().any(|item| item.id == *id && item.kind() == kind));
                match (sent, &before) {
                    (Some((to, code)), _) => {
                        assert_eq!(to, wanted, "a code for somewhere else: {past:#?}");
                        Some(Waiting::New { to, code, replaces: asked })
                    }
                    // The same once more: the code that lives is as good.
                    (None, Some(Waiting::New { to, replaces, .. })) if *to == wanted && *replaces == asked => {
                        before.clone()
                    }
                    _ => panic!("no code was sent: {past:#?}"),
                }
            }
            PROVE if leads == ANSWER => {
                let wanted = post.field("method").expect("a method").to_owned();
                match (sent, &before) {
                    (Some((to, code)), _) => {
                        let fits = self.rested(whose).any(|item| what(&item.detail) == to);
                        assert!(fits, "what rests, or is somebody else's, is asked: {past:#?}");
                        Some(Waiting::Proof { method: wanted, to: Some(to), code: Some(code) })
                    }
                    (None, Some(Waiting::Proof { method, code: Some(_), .. })) if *method == wanted => before.clone(),
                    (None, _) => {
                        let silent = ["app", "recovery-code", "questions"].contains(&wanted.as_str());
                        assert!(silent, "no code was sent: {past:#?}");
                        Some(Waiting::Proof { method: wanted, to: None, code: None })
                    }
                }
            }
            TRY if leads == TRY && post.field("id").is_some() => {
                let own = |id: &str| self.people[whose].items.iter().find(|item| item.id.to_string() == id);
                let item = post.field("id").and_then(own).unwrap_or_else(|| panic!("somebody else's: {past:#?}"));
                match (sent, &before) {
                    (Some((to, code)), _) => {
                        assert_eq!(to, what(&item.detail), "a code for somewhere else: {past:#?}");
                        Some(Waiting::Try { code: Some(code) })
                    }
                    (None, Some(Waiting::Try { code: Some(_) })) => before.clone(),
                    (None, _) => Some(Waiting::Try { code: None }),
                }
            }
            RESEND | ASK_AGAIN if sent.is_some() => {
                let (at, fresh) = sent.expect("it is some");
                let mut same = before;
                let (Some(Waiting::New { to, code, .. }) | Some(Waiting::Proof { to: Some(to), code: Some(code), .. })) =
                    &mut same
                else {
                    panic!("nothing was to be sent: {past:#?}")
                };
                assert_eq!(at, *to, "a code for somewhere else: {past:#?}");
                *code = fresh;
                same
            }
            _ if sent.is_some() => panic!("a code, and nobody asked for one: {past:#?}"),
            // Made, and not shown yet.
            RECOVERY if leads == RECOVERY && post.field("make").is_some() => None,
            RECOVERY if !recovery_codes(page).is_empty() => Some(Waiting::Codes(recovery_codes(page))),
            APP if page.body.contains("data-copied=") => Some(Waiting::App(seed(&key_of(page)))),
            _ => before,
        }
    }
}
