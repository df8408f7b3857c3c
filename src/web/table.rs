//! Every address of the portal.

use actix_web::web;

use super::{
    admin, api, assets,
    pages::{add, change, demo, devices, help, info, manage, not_me, prove, reset, security_info, sign_in},
    routes::{Entry, Table},
};
use crate::render::paths;

/// The routes of people and of the console; those of the demo only there.
#[must_use]
pub fn table(demo_too: bool) -> Table {
    let mut entries = people(demo_too);
    entries.extend(admin::table::entries());
    entries.extend(assets::entries());
    entries.extend(api::entries());
    Table::new(entries)
}

/// The routes without the console's: where that has a listener of its own, or is switched off.
#[must_use]
pub fn table_of_people(demo_too: bool) -> Table {
    let mut entries = people(demo_too);
    entries.extend(assets::entries());
    entries.extend(api::entries());
    Table::new(entries)
}

/// The routes of the console's own listener: nothing else is there.
#[must_use]
pub fn table_of_console() -> Table {
    let mut entries = admin::table::entries();
    entries.push(Entry::read(paths::HOME, || web::to(admin::door::to_console)));
    entries.extend(assets::entries());
    Table::new(entries)
}

fn people(demo_too: bool) -> Vec<Entry> {
    let mut entries = vec![
        Entry::read(paths::HOME, || web::to(info::landing)),
        Entry::read(paths::RESET, || web::to(reset::start)),
        Entry::form(paths::RESET, || web::to(reset::identify)),
        Entry::read(paths::RESET_METHOD, || web::to(reset::method)),
        Entry::form(paths::RESET_METHOD, || web::to(reset::choose)),
        Entry::read(paths::RESET_CONTACT, || web::to(reset::contact)),
        Entry::form(paths::RESET_CONTACT, || web::to(reset::give_contact)),
        Entry::read(paths::RESET_CODE, || web::to(reset::code)),
        Entry::form(paths::RESET_CODE, || web::to(reset::prove)),
        Entry::form(paths::RESET_RESEND, || web::to(reset::resend)),
        Entry::read(paths::RESET_ACTION, || web::to(reset::action)),
        Entry::form(paths::RESET_ACTION, || web::to(reset::act)),
        Entry::read(paths::RESET_PASSWORD, || web::to(reset::new_password)),
        Entry::form(paths::RESET_PASSWORD, || web::to(reset::apply)),
        Entry::read(paths::RESET_RESULT, || web::to(reset::result)),
        Entry::read(paths::CHANGE, || web::to(change::start)),
        Entry::form(paths::CHANGE, || web::to(change::change)),
        Entry::read(paths::CHANGE_DONE, || web::to(change::done)),
        Entry::read(paths::REGISTER, || web::to(sign_in::register)),
        Entry::read(paths::SIGN_IN, || web::to(sign_in::show)),
        Entry::form(paths::SIGN_IN, || web::to(sign_in::sign_in)),
        Entry::read(paths::SIGN_IN_PASS, || web::to(sign_in::show_pass)),
        Entry::form(paths::SIGN_IN_PASS, || web::to(sign_in::sign_in_with_pass)),
        Entry::form(paths::SIGN_OUT, || web::to(sign_in::sign_out)),
        Entry::form(paths::SIGN_OUT_OTHERS, || web::to(security_info::sign_out_others)),
        Entry::read(paths::SECURITY_INFO, || web::to(security_info::show)),
        Entry::form(paths::INFO_CONFIRM, || web::to(security_info::confirm)),
        Entry::form(paths::INFO_LATER, || web::to(security_info::later)),
        Entry::read(paths::INFO_ACTIVITY, || web::to(security_info::activity)),
        Entry::read(paths::INFO_SESSIONS, || web::to(security_info::sessions)),
        Entry::read(paths::ADD_APP, || web::to(devices::app::show)),
        Entry::form(paths::ADD_APP, || web::to(devices::app::confirm)),
        Entry::read(paths::ADD_PASSKEY, || web::to(devices::passkey::show)),
        Entry::form(paths::ADD_PASSKEY, || web::to(devices::passkey::register)),
        Entry::read(paths::ADD_RECOVERY, || web::to(devices::recovery::show)),
        Entry::form(paths::ADD_RECOVERY, || web::to(devices::recovery::change)),
        Entry::read(paths::ADD_RECOVERY_FILE, || web::to(devices::recovery::file)),
        Entry::read(paths::ADD_QUESTIONS, || web::to(devices::questions::show)),
        Entry::form(paths::ADD_QUESTIONS, || web::to(devices::questions::keep)),
        Entry::read(paths::PROVE, || web::to(prove::choice)),
        Entry::form(paths::PROVE, || web::to(prove::choose)),
        Entry::read(paths::PROVE_ANSWER, || web::to(prove::question)),
        Entry::form(paths::PROVE_ANSWER, || web::to(prove::answer)),
        Entry::form(paths::PROVE_RESEND, || web::to(prove::resend)),
        Entry::read(paths::ADD, || web::to(add::choice)),
        Entry::read(paths::ADD_PHONE, || web::to(add::phone)),
        Entry::form(paths::ADD_PHONE, || web::to(add::give_phone)),
        Entry::read(paths::ADD_OFFICE, || web::to(add::office)),
        Entry::form(paths::ADD_OFFICE, || web::to(add::give_office)),
        Entry::read(paths::ADD_MAILBOX, || web::to(add::mailbox)),
        Entry::form(paths::ADD_MAILBOX, || web::to(add::give_mailbox)),
        Entry::read(paths::ADD_CODE, || web::to(add::code)),
        Entry::form(paths::ADD_CODE, || web::to(add::give_code)),
        Entry::form(paths::ADD_RESEND, || web::to(add::resend)),
        Entry::read(paths::INFO_REMOVE, || web::to(manage::confirm)),
        Entry::form(paths::INFO_REMOVE, || web::to(manage::remove)),
        Entry::form(paths::INFO_DEFAULT, || web::to(manage::set_default)),
        Entry::read(paths::INFO_TRY, || web::to(manage::tried)),
        Entry::form(paths::INFO_TRY, || web::to(manage::test)),
        Entry::read(paths::HELP, || web::to(help::show)),
        Entry::form(paths::HELP, || web::to(help::send)),
        Entry::read(paths::HELP_SENT, || web::to(help::sent)),
        Entry::read(paths::HOW, || web::to(info::how)),
        Entry::read(paths::NOT_ME, || web::to(not_me::show)),
        Entry::form(paths::NOT_ME, || web::to(not_me::press)),
        Entry::read(paths::NOT_ME_OPEN, || web::to(not_me::open)),
    ];
    if demo_too {
        entries.push(Entry::read(paths::DEMO_OUTBOX, || web::to(demo::outbox)));
        entries.push(Entry::read("/demo/outbox.json", || web::to(demo::outbox_json)));
    }
    entries
}
