//! "Your security info was changed", to every contact of the account, the removed ones too (R133), with the link to say
//! "this wasn't me" (R135).

use super::{
    Core, StepError, disavow,
    notices::{self, Post},
};
use crate::{
    domain::{
        account::{AccountId, Contact},
        client::Client,
        locale::Locale,
        message::{DeskAct, Message, Notice},
        method::Method,
        security_info::Kind,
    },
    store::Tx,
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Happened {
    /// Something was registered; `hint` is its masked contact or its name, may be empty.
    Registered {
        /// Of which kind.
        kind: Kind,
        /// What to show of it.
        hint: String,
    },
    /// Something was changed.
    Changed {
        /// Of which kind.
        kind: Kind,
        /// What to show of it.
        hint: String,
    },
    /// Something was removed.
    Removed {
        /// Of which kind.
        kind: Kind,
        /// What to show of it.
        hint: String,
    },
    /// What an administrator brought in, and its owner did not confirm, was used for the first time.
    ImportUsed {
        /// Of which kind.
        kind: Kind,
        /// What to show of it.
        hint: String,
    },
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: u8,
    },
    /// The help desk issued a temporary pass.
    PassIssued,
    /// A temporary pass was used.
    PassUsed,
    /// The help desk did something.
    ByHelpDesk {
        /// What.
        act: DeskAct,
        /// The kind of security info that it did it to, and what to show of it.
        method: Option<(Kind, String)>,
    },
    /// A method was switched off after too many wrong tries in a row.
    WornOut {
        /// Which.
        method: Method,
    },
}

/// An announcement.
#[derive(Debug)]
pub struct Announcement<'a> {
    /// Whose account.
    pub account: AccountId,
    /// The contacts that the directory holds, as far as known here.
    pub directory: &'a [Contact],
    /// What happened.
    pub happened: Happened,
    /// Where from; none when it was no browser.
    pub client: Option<&'a Client>,
    /// In which language.
    pub locale: &'a Locale,
    /// How to address the person; may be empty.
    pub name: &'a str,
    /// What to quote.
    pub support_id: &'a str,
}

/// Posts the announcement to every contact, each once, in the transaction of what it tells of.
///
/// # Errors
/// [`StepError`].
pub async fn announce(core: &Core, tx: &mut Tx, announcement: &Announcement<'_>) -> Result<(), StepError> {
    let mut notice = notices::notice(core, announcement.client, announcement.support_id);
    let about = message(announcement.happened.clone(), notice.clone());
    notice.disavow = disavow::link(core, tx, announcement.account, about.name(), announcement.support_id).await?;
    let post = Post {
        account: announcement.account,
        directory: announcement.directory.to_vec(),
        flow: None,
        locale: announcement.locale,
        name: announcement.name,
        message: message(announcement.happened.clone(), notice),
        dedupe: core.new_id(),
    };
    notices::post_to_all(core, tx, &post).await
}

fn message(happened: Happened, notice: Notice) -> Message {
    match happened {
        Happened::Registered { kind, hint } => Message::InfoRegistered { what: kind, hint, notice },
        Happened::Changed { kind, hint } => Message::InfoChanged { what: kind, hint, notice },
        Happened::Removed { kind, hint } => Message::InfoRemoved { what: kind, hint, notice },
        Happened::ImportUsed { kind, hint } => Message::ImportUsed { what: kind, hint, notice },
        Happened::RecoveryCodeUsed { left } => Message::RecoveryCodeUsed { left, notice },
        Happened::PassIssued => Message::PassIssued(notice),
        Happened::PassUsed => Message::PassUsed(notice),
        Happened::ByHelpDesk { act, method } => {
            let (what, hint) = method.map_or((None, String::new()), |(kind, hint)| (Some(kind), hint));
            Message::HelpDeskActed { act, what, hint, notice }
        }
        Happened::WornOut { method } => Message::MethodWornOut { method, notice },
    }
}
