//! Journeys whose gate stood elsewhere: a known password was proved, or an agent answers for it. They begin at the
//! write, so that the one way on which anything is written is theirs too.

use super::Journey;
use crate::{
    crypto::{digest::Digest, random},
    domain::{
        account::Account,
        client::Client,
        flow::{Act, Reset, Step},
        locale::Locale,
    },
    flows::Core,
    store::flows::Flow,
};

/// What such a journey begins with.
#[derive(Debug)]
pub struct Ungated<'a> {
    /// The kind of its row in the `flows` table.
    pub kind: &'a str,
    /// Whose account is written to.
    pub account: &'a Account,
    /// The login name as it came.
    pub login: String,
    /// Its digest, folded.
    pub login_digest: Digest,
    /// The language of what is told.
    pub locale: Locale,
    /// Where it comes from.
    pub client: &'a Client,
    /// What the person can name to the help desk.
    pub support_id: &'a str,
    /// What is written.
    pub act: Act,
}

impl Journey {
    /// A journey that is not stored yet and whose next step is the write; nothing of a reset can be done with it.
    /// Its cookie is nobody's until it is rotated.
    #[must_use]
    pub fn ungated(core: &Core, begun: Ungated<'_>) -> Self {
        let row = Flow {
            id: core.new_id(),
            tenant: core.tenant,
            kind: begun.kind.to_owned(),
            cookie: core.cookie_digest(&random::token(core.rng.as_ref())),
            support_id: begun.support_id.to_owned(),
            step: String::new(),
            state: String::new(),
            login_digest: begun.login_digest,
            login: begun.login,
            locale: begun.locale,
            client: begun.client.clone(),
            created_at: core.now(),
            expires_at: core.now().after(core.numbers.reset_life),
            account: Some(begun.account.id),
            verdict: None,
            contacts: Some(begun.account.contacts.clone()),
            version: 1,
            ended_at: None,
        };
        let mut state = Reset::start(&core.policies.current());
        state.gates = 0;
        state.step = Step::Applying { act: begun.act };
        Self { row, state }
    }
}
