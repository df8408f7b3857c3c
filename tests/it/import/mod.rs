//! What administrators bring in for people (R139): lines of a file and what becomes of them, its first use, its owner's
//! confirmation, and that no file that leaves has a seed.

mod exports;
mod lines;
mod owners;
mod program;

use latchkey::{
    domain::{account::AccountId, security_info::Registered, time::Timestamp},
    flows::import::{self, Became, Import, Refusal},
};

use crate::harness::app::House;

/// A file with these lines.
fn csv(rows: &[[&str; 3]]) -> String {
    rows.iter().fold("login,method,value\r\n".to_owned(), |text, row| format!("{text}{}\r\n", row.join(",")))
}

/// Brings a file in, by Eve; says for each line what became of it.
async fn bring(house: &House, text: &str, dry: bool) -> Vec<(u64, Option<String>, Became)> {
    let (core, directory) = (&house.app.core, house.app.directory.as_ref());
    let lines = import::read(text.as_bytes()).unwrap();
    let mut import = Import::new(core, directory, "Eve", dry);
    let mut all = Vec::new();
    for line in &lines {
        let done = import.line(line).await.unwrap();
        all.push((line.number, done.contact, done.became));
    }
    all
}

/// The same for one line.
async fn one(house: &House, login: &str, method: &str, value: &str) -> Became {
    bring(house, &csv(&[[login, method, value]]), false).await.remove(0).2
}

/// It was brought in, counts, and works at once.
fn works(now: Timestamp) -> Became {
    Became::Imported { counts: true, usable_from: now, shared: false }
}

const fn refused(refusal: Refusal) -> Became {
    Became::Refused(refusal)
}

/// Somebody of whom the directory has no contact.
async fn bare(house: &House, login: &str) -> AccountId {
    let mut account = house.someone(login);
    account.contacts.clear();
    house.add(account).await
}

/// What somebody has.
async fn kept(house: &House, id: AccountId) -> Vec<Registered> {
    let core = &house.app.core;
    core.store.methods(core.tenant, id).await.unwrap()
}

/// Messages that tell of the first use of something.
fn told_of_first_use(house: &House) -> Vec<String> {
    let told = house.messages().into_iter().filter(|message| message.text.contains("our organisation"));
    told.filter(|message| message.text.contains("was used")).map(|message| message.to).collect()
}
