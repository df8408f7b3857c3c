//! The policy's pages. Changes collect in a draft, page by page; what it would do is seen before it is saved.

mod draft;
mod edit;
mod file;
mod form;
mod home;
mod preview;
mod switch;
mod versions;

use actix_web::web;

use super::Console;
use crate::{
    app::App,
    config::policy_file::MOST_BYTES,
    directory::DirectoryError,
    domain::{
        event::{EventKind, Outcome},
        policy::{
            Document,
            validate::{self, Problem, Surroundings},
        },
        role::Right,
    },
    flows::admin::{
        Admin,
        policy::{self, Author, House},
    },
    render::{contexts::admin::policy_parts::Saved, paths_admin as paths},
    store::policies::PolicyVersion,
    web::routes::Entry,
};

/// Bytes of a form with a thousand words, percent-encoded.
const FORM_MOST: usize = 256 * 1024;

/// The routes of this part.
#[must_use]
pub fn entries_policy() -> Vec<Entry> {
    use Right::{ChangePolicy, SeePolicy, StopResets};
    vec![
        Entry::console_read(SeePolicy, paths::POLICY, || web::to(home::home)),
        Entry::console_read(ChangePolicy, paths::POLICY_DRAFT, || web::to(draft::draft)),
        Entry::console_form(ChangePolicy, paths::POLICY_DRAFT, || web::to(draft::change)),
        Entry::console_read(ChangePolicy, paths::POLICY_EDIT, || web::to(edit::edit)),
        Entry::console_form(ChangePolicy, paths::POLICY_EDIT, || web::to(edit::change)).taking(FORM_MOST),
        Entry::console_read(ChangePolicy, paths::POLICY_PREVIEW, || web::to(preview::preview)),
        Entry::console_form(ChangePolicy, paths::POLICY_PREVIEW, || web::to(preview::save)),
        Entry::console_read(ChangePolicy, paths::POLICY_AFFECTED, || web::to(preview::affected)),
        Entry::console_read(SeePolicy, paths::POLICY_VERSIONS, || web::to(versions::list)),
        Entry::console_read(SeePolicy, paths::POLICY_VERSION, || web::to(versions::one)),
        Entry::console_form(ChangePolicy, paths::POLICY_VERSION, || web::to(versions::revert)),
        Entry::console_read(SeePolicy, paths::POLICY_EXPORT, || web::to(file::export)),
        Entry::console_read(ChangePolicy, paths::POLICY_IMPORT, || web::to(file::import)),
        Entry::console_form(ChangePolicy, paths::POLICY_IMPORT, || web::to(file::take)).taking(3 * MOST_BYTES),
        Entry::console_read(StopResets, paths::POLICY_SWITCH, || web::to(switch::ask)),
        Entry::console_form(StopResets, paths::POLICY_SWITCH, || web::to(switch::turn)),
    ]
}

/// What documents are checked against.
fn house(app: &App) -> House<'_> {
    House { groups: app.groups.as_ref(), carried: &app.carried }
}

/// Everything that is wrong with a document; without the groups, and true, when the directory can not be asked.
async fn checked(app: &App, document: &Document) -> (Vec<Problem>, bool) {
    match policy::problems(house(app), document).await {
        Ok(problems) => (problems, false),
        Err(error) => {
            log_down(&error);
            let around = Surroundings { carried: app.carried.clone(), ..Surroundings::default() };
            (validate::problems(document, &around), true)
        }
    }
}

fn log_down(error: &DirectoryError) {
    tracing::warn!(%error, "the directory can not be asked for groups");
}

/// Who saves.
fn author(admin: &Admin) -> Author {
    let account = &admin.account;
    let name = if account.display_name.is_empty() { &account.login } else { &account.display_name };
    Author {
        account: Some(account.id),
        name: name.clone(),
        event: admin.event(EventKind::PolicyChanged, Outcome::Success),
    }
}

fn saved(version: PolicyVersion) -> Saved {
    Saved {
        version: version.version,
        at: version.created_at,
        author: version.author,
        comment: version.comment,
        undo_of: version.undo_of,
    }
}

impl Console {
    /// Which of these flags the address has.
    fn note(&self, notes: &[&'static str]) -> Option<&'static str> {
        notes.iter().copied().find(|note| self.visit.has_flag(note))
    }
}
