//! The people of the demonstration. They do not exist; their numbers are set aside for fiction, their mailboxes
//! are below names that nobody can own.

use crate::domain::role::Role;

/// Everybody's password in the demonstration.
pub const PASSWORD: &str = "Contoso-demo-2026";

/// One of them.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Login name.
    pub login: &'static str,
    /// Display name.
    pub name: &'static str,
    /// preferredLanguage.
    pub language: &'static str,
    /// Private mailbox, and the one at work.
    pub mail: &'static [&'static str],
    /// Mobile phone, as the store keeps it (E.164).
    pub mobile: Option<&'static str>,
    /// What is special, for the outbox page and `--json`.
    pub note: &'static str,
    /// In the group that may reset.
    pub staff: bool,
    /// Locked out.
    pub locked: bool,
    /// Switched off.
    pub disabled: bool,
    /// Protected.
    pub protected: bool,
    /// Their role in the console.
    pub role: Option<Role>,
}

const USUAL: Person = Person {
    login: "",
    name: "",
    language: "en",
    mail: &[],
    mobile: None,
    note: "phone and private mailbox",
    staff: true,
    locked: false,
    disabled: false,
    protected: false,
    role: None,
};

/// A dozen people, and one for each role in the console.
pub const PEOPLE: [Person; 16] = [
    Person {
        login: "alice",
        name: "Alice Martin",
        mail: &["alice@home.test", "alice@contoso.test"],
        mobile: Some("+12025550134"),
        note: "phone and private mailbox: start here, or sign in to add a third way",
        ..USUAL
    },
    Person {
        login: "bob",
        name: "Bob Okafor",
        mail: &["bob@home.test", "bob@contoso.test"],
        mobile: Some("+12025550147"),
        note: "locked out: can unlock with the password kept",
        locked: true,
        ..USUAL
    },
    Person {
        login: "chloe",
        name: "Chloé Dubois",
        language: "fr",
        mail: &["chloe@maison.test"],
        mobile: Some("+12025550158"),
        note: "gets messages in French",
        ..USUAL
    },
    Person {
        login: "dana",
        name: "Dana Admin",
        mail: &["dana@home.test"],
        mobile: Some("+12025550169"),
        note: "protected: an administrator's account can not be reset here",
        protected: true,
        ..USUAL
    },
    Person {
        login: "emil",
        name: "Emil Novák",
        mail: &["emil@home.test"],
        mobile: Some("+12025550170"),
        note: "left the company: the account is disabled",
        disabled: true,
        ..USUAL
    },
    Person {
        login: "fatima",
        name: "فاطمة الزهراء",
        mail: &["fatima@home.test"],
        mobile: Some("+12025550181"),
        note: "a name that is written from right to left",
        ..USUAL
    },
    Person {
        login: "grace",
        name: "Grace Kim",
        mail: &["grace@contoso.test"],
        mobile: Some("+12025550192"),
        note: "a work mailbox is no proof: only one way left, so no reset",
        ..USUAL
    },
    Person { login: "henry", name: "Henry Wu", note: "no contact on record: sign in and register some", ..USUAL },
    Person {
        login: "ines",
        name: "Inês Carvalho",
        mail: &["ines@home.test"],
        mobile: Some("+12025550114"),
        note: "a contractor: in no group that may reset",
        staff: false,
        ..USUAL
    },
    Person { login: "jose", name: "José García", mail: &["jose@home.test"], mobile: Some("+12025550125"), ..USUAL },
    Person { login: "kenji", name: "田中 健二", mail: &["kenji@home.test"], mobile: Some("+12025550136"), ..USUAL },
    Person { login: "lena", name: "Lena Schäfer", mail: &["lena@home.test"], mobile: Some("+12025550103"), ..USUAL },
    Person {
        login: "olga",
        name: "Olga Petrova",
        mail: &["olga@home.test"],
        mobile: Some("+12025550111"),
        note: "owner of the console: may do everything there",
        role: Some(Role::Owner),
        ..USUAL
    },
    Person {
        login: "pia",
        name: "Pia Rossi",
        mail: &["pia@home.test"],
        mobile: Some("+12025550112"),
        note: "policy admin in the console",
        role: Some(Role::PolicyAdmin),
        ..USUAL
    },
    Person {
        login: "hugo",
        name: "Hugo Lefèvre",
        mail: &["hugo@home.test"],
        mobile: Some("+12025550113"),
        note: "help desk in the console",
        role: Some(Role::HelpDesk),
        ..USUAL
    },
    Person {
        login: "aude",
        name: "Aude Berger",
        mail: &["aude@home.test"],
        mobile: Some("+12025550115"),
        note: "auditor in the console: sees everything, changes nothing",
        role: Some(Role::Auditor),
        ..USUAL
    },
];

/// The group that has a role in the console.
#[must_use]
pub const fn group_of(role: Role) -> &'static str {
    match role {
        Role::Owner => "Console owners",
        Role::PolicyAdmin => "Policy admins",
        Role::HelpDesk => "Help desk",
        Role::Auditor => "Auditors",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Phone;

    #[test]
    fn numbers_are_written_as_the_store_keeps_them() {
        for number in PEOPLE.iter().filter_map(|person| person.mobile) {
            assert_eq!(Phone::parse(number, None).unwrap().as_str(), number);
        }
    }
}
