//! Groups and places to choose from, and everybody whom a group means.

use std::collections::BTreeSet;

use latchkey::directory::{DirectoryError, DirectoryRead as _, GroupEntry, GroupRead, ldap::LdapDirectory};

use super::{
    account,
    bed::{BASE, LBASE, SAMBA, SLAPD, Samba, Slapd},
    directory, people,
};

/// What searches are broken into with; each is a name that nobody has.
const HOSTILE: [&str; 9] =
    ["*", "*)(cn=*", "x)(|(objectClass=*)", "\\2a", "a\0b", "cn=*", "CN=x)(objectClass=*,DC=y", "((((", "=,=,="];

fn names(found: &[GroupEntry]) -> Vec<&str> {
    found.iter().map(|entry| entry.display_name.as_str()).collect()
}

async fn logins(directory: &LdapDirectory, group: &str) -> Vec<String> {
    let mut logins = BTreeSet::new();
    for id in directory.members(&group.to_owned()).await.unwrap() {
        logins.insert(directory.get(id).await.unwrap().unwrap().login);
    }
    logins.into_iter().collect()
}

#[tokio::test]
async fn active_directory_finds_groups_by_each_word_and_places_by_their_beginning() {
    let d = directory(SAMBA.settings());
    assert_eq!(
        names(&d.find_groups("g-", 20).await.unwrap()),
        ["G-Deputies", "G-HelpDesk", "G-Inner", "G-Mid", "G-Portal"]
    );
    let portal = d.find_groups("PORT", 20).await.unwrap();
    assert_eq!(names(&portal), ["G-Portal"], "a word in the middle");
    assert_eq!(portal[0].name, format!("CN=G-Portal,OU=Groups,{BASE}"));
    assert_eq!(names(&d.find_groups("domain adm", 20).await.unwrap()), ["Domain Admins"]);
    let admins = d.find_groups("admins", 20).await.unwrap();
    assert!(names(&admins).contains(&"Domain Admins") && names(&admins).contains(&"Enterprise Admins"), "{admins:?}");
    assert!(admins.iter().any(|entry| entry.description.is_some()), "{admins:?}");
    assert_eq!(d.find_groups("", 3).await.unwrap().len(), 3);
    let by_dn = d.find_groups(&format!("cn=g-mid,ou=groups,{BASE}"), 5).await.unwrap();
    assert_eq!(names(&by_dn), ["G-Mid"]);
    let places = d.find_places("sta", 20).await.unwrap();
    assert_eq!(places[0].name, format!("OU=Staff,{BASE}"));
    assert_eq!(names(&d.find_places("Users", 20).await.unwrap()), ["Users"], "a container is a place");
    assert!(d.find_places("Policies", 20).await.unwrap().is_empty(), "the machinery is none");
}

#[tokio::test]
async fn active_directory_counts_members_through_groups_and_by_primary_group() {
    let d = directory(SAMBA.settings());
    assert_eq!(logins(&d, "G-Portal").await, ["alice", "heidi"]);
    assert_eq!(logins(&d, &format!("CN=G-Mid,OU=Groups,{BASE}")).await, ["heidi"]);
    let everybody = d.members(&"Domain Users".to_owned()).await.unwrap();
    let alice = account(&d, "alice").await.id;
    assert!(everybody.contains(&alice), "the primary group is a group");
    let told = d.memberships(alice, &["Domain Users".to_owned()]).await.unwrap();
    assert_eq!(told.len(), 1, "and the directory says the same of one person");
}

#[tokio::test]
async fn openldap_finds_groups_and_counts_members_through_circles() {
    let d = directory(SLAPD.settings());
    assert_eq!(names(&d.find_groups("in", 20).await.unwrap()), ["inner"]);
    assert_eq!(names(&d.find_groups("", 20).await.unwrap()), ["inner", "outer", "posix", "vip"]);
    assert_eq!(d.find_places("peo", 20).await.unwrap()[0].name, format!("ou=people,{LBASE}"));
    for (group, members) in [("inner", "heidi"), ("outer", "heidi"), ("vip", "ivan"), ("posix", "heidi")] {
        assert_eq!(logins(&d, group).await, [members], "{group}");
    }
}

#[tokio::test]
async fn r114_a_group_that_is_not_there_is_an_error_not_nobody() {
    for d in [directory(SAMBA.settings()), directory(SLAPD.settings())] {
        let error = d.members(&"No such group".to_owned()).await.unwrap_err();
        assert!(matches!(&error, DirectoryError::Unexpected(why) if why.contains("No such group")), "{error:?}");
    }
}

#[tokio::test]
async fn r94_hostile_words_find_nothing() {
    for d in [directory(SAMBA.settings()), directory(SLAPD.settings())] {
        for text in HOSTILE {
            assert!(d.find_groups(text, 20).await.unwrap().is_empty(), "{text:?}");
            assert!(d.find_places(text, 20).await.unwrap().is_empty(), "{text:?}");
            assert!(!d.group_exists(&text.to_owned()).await.unwrap(), "{text:?}");
        }
    }
}

#[tokio::test]
async fn r114_a_group_whose_members_are_hidden_is_an_error() {
    let conf = people::slapd_conf().replace(
        "access to * by users",
        "access to dn.base=\"cn=inner,ou=groups,dc=contoso,dc=test\" attrs=member by * none\naccess to * by users",
    );
    let slapd = Slapd::with(&conf, &people::openldap());
    let d = directory(slapd.settings());
    for group in ["inner", "outer"] {
        let error = d.members(&group.to_owned()).await.unwrap_err();
        assert!(error.to_string().contains("can not be read"), "{group}: {error}");
    }
    assert_eq!(logins(&d, "vip").await, ["ivan"]);
}

#[tokio::test]
async fn r114_only_a_server_that_shows_groups_can_say_that_one_is_gone() {
    let groups = |base: &str| [format!("CN=none,OU=Groups,{base}"), "No such group".to_owned()];
    for (d, there, base) in
        [(directory(SAMBA.settings()), "G-Portal", BASE), (directory(SLAPD.settings()), "outer", LBASE)]
    {
        for gone in groups(base) {
            assert!(d.lacks_group(&gone).await.unwrap(), "{gone}");
        }
        assert!(!d.lacks_group(&there.to_owned()).await.unwrap());
        assert!(!d.lacks_group(&"a\0b".to_owned()).await.unwrap(), "what is never asked is never certain");
    }
    let conf = people::slapd_conf().replace(
        "access to * by users",
        "access to dn.subtree=\"ou=groups,dc=contoso,dc=test\" by * none\naccess to * by users",
    );
    let blind = Slapd::with(&conf, &people::openldap());
    let d = directory(blind.settings());
    assert!(d.find_groups("", 9).await.unwrap().is_empty(), "the bed hides them all");
    for group in ["outer", "No such group"] {
        assert!(!d.lacks_group(&group.to_owned()).await.unwrap(), "{group}");
    }
}

#[tokio::test]
async fn five_thousand_members_are_all_counted() {
    let person = |n: usize| format!("uid=m{n},ou=people,{LBASE}");
    let mut entries = people::openldap();
    for n in 0..5_000 {
        let dn = person(n);
        entries += &format!("dn: {dn}\nobjectClass: inetOrgPerson\nuid: m{n}\ncn: m{n}\nsn: Test\n\n");
    }
    let members: String = (0..5_000).map(|n| format!("member: {}\n", person(n))).collect();
    entries += &format!("dn: cn=crowd,ou=groups,{LBASE}\nobjectClass: groupOfNames\ncn: crowd\n{members}\n");
    let slapd = Slapd::with(&people::slapd_conf(), &entries);
    let d = directory(slapd.settings());
    assert_eq!(d.members(&"crowd".to_owned()).await.unwrap().len(), 5_000);
}

/// A domain controller hands over 1,500 members of a list at most (MaxValRange), and 1,000 entries of a search.
#[tokio::test]
async fn more_members_than_a_domain_hands_over_at_once_are_all_counted() {
    let samba = Samba::start();
    let mut ldif: String = (0..1_600)
        .map(|n| {
            format!(
                "dn: CN=m{n},OU=Staff,{BASE}\nchangetype: add\nobjectClass: user\nsAMAccountName: m{n}\n\
                 userAccountControl: 514\n\n"
            )
        })
        .collect();
    let members: String = (0..1_600).map(|n| format!("member: CN=m{n},OU=Staff,{BASE}\n")).collect();
    ldif += &format!("dn: CN=G-Inner,OU=Groups,{BASE}\nchangetype: modify\nadd: member\n{members}\n");
    samba.plain_ldif(&ldif);
    let d = directory(samba.settings());
    assert_eq!(d.members(&"G-Inner".to_owned()).await.unwrap().len(), 1_601);
    assert_eq!(d.members(&"G-Portal".to_owned()).await.unwrap().len(), 1_602, "through two groups");
}
