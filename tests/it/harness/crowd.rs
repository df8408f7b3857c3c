//! Any number of made-up accounts, as a scan would bring them: names as frequent and as odd as in life.

use latchkey::domain::{
    account::{AccountId, AccountState, PasswordState, Protection},
    scan::{ContactKinds, ScannedAccount},
    time::Timestamp,
};
use uuid::Uuid;

const GIVEN: [&str; 40] = [
    "Anna", "James", "María", "John", "Zoë", "Ahmed", "Li", "Olga", "José", "Emma", "Noah", "Chloé", "Søren", "Ines",
    "Peter", "Fatima", "Yuki", "Paul", "Nora", "Ivan", "Jürgen", "Lucía", "Tom", "Agnès", "Wei", "Omar", "Eva", "Max",
    "Ida", "Hugo", "Mia", "Leo", "Ana", "Karl", "Sofía", "Jan", "Ada", "Björn", "Rosa", "Igor",
];
const SYLLABLES: [&str; 30] = [
    "mar", "ten", "ber", "son", "lin", "sch", "mid", "kov", "ov", "ski", "an", "der", "el", "ga", "ri", "mo", "no",
    "pe", "que", "ru", "sa", "ta", "va", "wo", "yo", "za", "ke", "li", "ham", "ton",
];

/// The surname of the `n`-th: one of 27,000.
fn surname(n: usize) -> String {
    let part = |n: usize| SYLLABLES[n % SYLLABLES.len()];
    let name = format!("{}{}{}", part(n), part(n / 30), part(n / 900));
    name[..1].to_uppercase() + &name[1..]
}

/// The login name of the `n`-th.
pub fn login(n: usize) -> String {
    format!("u{n:07}")
}

/// The identity of the `n`-th: spread, and the same each time.
pub fn id(n: usize) -> AccountId {
    let spread = (n as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    AccountId(Uuid::from_u128(spread))
}

/// The `n`-th account.
pub fn account(n: usize) -> ScannedAccount {
    let (given, surname) = (GIVEN[n % GIVEN.len()].to_owned(), surname(n.wrapping_mul(7919) / GIVEN.len() + n));
    let login = login(n);
    let state = AccountState {
        disabled: n.is_multiple_of(20),
        password: if n.is_multiple_of(33) { PasswordState::Expired } else { PasswordState::Valid },
        protection: (n % 100 == 7).then_some(Protection::Service),
        ..AccountState::default()
    };
    ScannedAccount {
        id: id(n),
        principal: Some(format!("{login}@contoso.test")),
        display_name: format!("{surname}, {given}"),
        mail: Some(format!("{}.{}.{n}@contoso.test", given.to_lowercase(), surname.to_lowercase())),
        location: format!("CN={login},OU=Unit {},DC=contoso,DC=test", n % 50),
        given_name: Some(given),
        surname: Some(surname),
        contacts: ContactKinds {
            mailboxes: u32::from(!n.is_multiple_of(3)),
            mobiles: u32::from(n.is_multiple_of(2)),
            offices: 0,
        },
        mail_domains: match n % 6 {
            0 | 3 => Vec::new(),
            1 => vec!["home.example".to_owned()],
            _ => vec!["contoso.test".to_owned()],
        },
        changed_at: Some(Timestamp(1_700_000_000_000)),
        login,
        state,
    }
}
