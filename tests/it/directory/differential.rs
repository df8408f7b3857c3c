//! What is predicted of a new password, compared with what the server answers. The passwords are made by chance from a
//! fixed seed, so that a disagreement can be looked at again. Known classes of disagreement:
//!
//! - a former password: only the directory knows it (the test knows which ones it set).

use std::time::Duration;

use latchkey::{
    directory::{Aim, DirectoryRead as _, PasswordWrite as _, WriteError, ldap::LdapDirectory},
    domain::{
        password::{Complexity, LengthUnit, NewPassword, PasswordRules, Refusal},
        rules::{AccountFacts, Way, predict},
        time::Clock as _,
    },
};

use super::{
    Now, account, aim,
    bed::{BASE, LBASE, START, Samba, Slapd},
    directory, password,
    people::dn,
};

/// Chance with a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Characters of each kind, and of none.
const KINDS: [&str; 10] = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
    "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/",
    " ",
    "éèüñçœøåßęžа\u{3c9}",
    "ÉÈÜÑÇŒØÅĘŽАΩ",
    "語日本한글עبあア",
    "🔑😀𝒳§¶±×÷",
    "ªºʰǅǈ",
];

/// A password of one to four kinds of characters, near the lengths that matter, now and then with a name in it.
fn generated(chance: &mut Chance, least: usize, names: &[&str]) -> String {
    let kinds: Vec<Vec<char>> = (0..=chance.below(4)).map(|_| chance.pick(&KINDS).chars().collect()).collect();
    let length = match chance.below(4) {
        0 => 1 + chance.below(least + 1),
        1 => least.saturating_sub(1) + chance.below(3),
        _ => least + chance.below(16),
    };
    let mut made: String = (0..length.max(1)).map(|_| *chance.pick(chance_kind(&kinds, length))).collect();
    for n in 0..made.chars().count().min(3) {
        // Every kind that was drawn is likely to be there.
        let kind = kinds[n % kinds.len()].clone();
        let at = made.char_indices().nth(chance.below(made.chars().count())).unwrap().0;
        let c = *chance.pick(&kind);
        let old = made[at..].chars().next().unwrap();
        made.replace_range(at..at + old.len_utf8(), &c.to_string());
    }
    match chance.below(8) {
        0 => made.push_str(names[chance.below(names.len())]),
        1 => made.insert_str(0, &names[chance.below(names.len())].to_uppercase()),
        _ => {}
    }
    made
}

fn chance_kind(kinds: &[Vec<char>], length: usize) -> &[char] {
    &kinds[length % kinds.len()]
}

/// How predictions fared.
#[derive(Debug, Default)]
struct Score {
    taken: u32,
    refused: u32,
    former: u32,
}

/// Resets `count` passwords, and compares. `remembers`: how many former ones the server refuses at a reset.
async fn compare(d: &LdapDirectory, login: &str, count: usize, least: usize, remembers: usize, seed: u64) -> Score {
    let mut chance = Chance(seed);
    let aim: Aim = aim(d, login).await;
    let rules = d.password_rules(aim.account.id).await.unwrap();
    let mut former: Vec<String> = Vec::new();
    let mut score = Score::default();
    for n in 0..count {
        let typed = match chance.below(12) {
            0 if !former.is_empty() => chance.pick(&former[former.len().saturating_sub(6)..]).clone(),
            _ => generated(&mut chance, least, &[login, "Anna", "Berg", "anna-lena", "van"]),
        };
        let new = NewPassword::new(&typed);
        let facts = AccountFacts::of(&aim.account, Now.now(), Way::Reset);
        let predicted = predict(&rules, &facts, &new);
        let again = former.iter().rev().take(remembers).any(|old| *old == new.expose());
        let answered = d.reset(&aim, &new).await;
        match &answered {
            Ok(()) => {
                assert_eq!(predicted, [], "seed {seed}, number {n}: {typed:?} was taken");
                assert!(!again, "seed {seed}, number {n}: {typed:?} is a former one");
                former.push(new.expose().to_owned());
                score.taken += 1;
            }
            Err(WriteError::Refused(Refusal::UsedBefore, _)) if again => {
                assert_eq!(predicted, [], "{typed:?}");
                score.former += 1;
            }
            Err(WriteError::Refused(refusal, text)) => {
                let kind = std::mem::discriminant(refusal);
                assert!(
                    predicted.iter().any(|p| std::mem::discriminant(p) == kind),
                    "seed {seed}, number {n}: {typed:?}: predicted {predicted:?}, answered {text}"
                );
                score.refused += 1;
            }
            other => panic!("seed {seed}, number {n}: {typed:?}: {other:?}"),
        }
    }
    score
}

fn pso(name: &str, precedence: u32, least: u32, complex: bool, to: &str) -> String {
    format!(
        "dn: CN={name},CN=Password Settings Container,CN=System,{BASE}\nchangetype: add\n\
         objectClass: msDS-PasswordSettings\nmsDS-PasswordSettingsPrecedence: {precedence}\n\
         msDS-PasswordReversibleEncryptionEnabled: FALSE\nmsDS-PasswordHistoryLength: 5\n\
         msDS-PasswordComplexityEnabled: {}\nmsDS-MinimumPasswordLength: {least}\nmsDS-MinimumPasswordAge: 0\n\
         msDS-MaximumPasswordAge: -36288000000000\nmsDS-LockoutThreshold: 0\n\
         msDS-LockoutObservationWindow: -18000000000\nmsDS-LockoutDuration: -18000000000\n\
         msDS-PSOAppliesTo: {to}\n\n",
        if complex { "TRUE" } else { "FALSE" }
    )
}

#[tokio::test]
async fn r110_500_predictions_are_what_the_domain_answers() {
    let ldap = Samba::start();
    ldap.ldif(&format!(
        "dn: {}\nchangetype: modify\nreplace: displayName\ndisplayName: Anna-Lena van den Berg\n\n",
        dn("bob")
    ));
    let d = directory(ldap.settings());
    let rules = d.password_rules(account(&d, "bob").await.id).await.unwrap();
    assert_eq!((rules.unit, rules.complexity), (LengthUnit::Utf16, Complexity::ThreeOfFiveSamba));
    assert!(!rules.names, "Samba asks no script of the administrator's about names");
    let score = compare(&d, "bob", 500, 7, 0, 41).await;
    assert!(score.taken > 100 && score.refused > 100, "{score:?}");
}

#[tokio::test]
async fn r110_500_predictions_are_what_a_fine_grained_policy_answers() {
    let ldap = Samba::start();
    // The lower number counts, and one on the person itself more than any on a group.
    let group = format!("CN=G-Portal,OU=Groups,{BASE}");
    ldap.ldif(&pso("Loose", 5, 8, false, &group));
    ldap.ldif(&pso("Tight", 20, 12, true, &dn("alice")));
    let d = directory(ldap.settings());
    let rules = |login: &'static str| {
        let d = &d;
        async move { d.password_rules(account(d, login).await.id).await.unwrap() }
    };
    assert_eq!(rules("alice").await.minimum_length, Some(12));
    let heidi = rules("heidi").await;
    assert_eq!((heidi.minimum_length, heidi.complexity), (Some(8), Complexity::No), "a member of a member");
    assert_eq!(rules("bob").await.minimum_length, Some(7));
    let tight = compare(&d, "alice", 350, 12, 0, 42).await;
    let loose = compare(&d, "heidi", 150, 8, 0, 43).await;
    assert!(tight.taken > 50 && tight.refused > 50 && loose.taken > 30 && loose.refused > 10, "{tight:?} {loose:?}");
}

#[tokio::test]
async fn r110_1000_predictions_are_what_openldap_answers() {
    let short = format!(
        "dn: cn=short,ou=policies,{LBASE}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: short\n\
         pwdAttribute: userPassword\npwdMinLength: 6\npwdMaxLength: 20\npwdCheckQuality: 2\npwdInHistory: 0\n\n\
         dn: uid=sub,ou=people,{LBASE}\nobjectClass: inetOrgPerson\nuid: sub\ncn: Anna Berg\nsn: Berg\n\
         userPassword: {START}\npwdPolicySubentry: cn=short,ou=policies,{LBASE}\n\n"
    );
    let slapd = Slapd::with(&super::people::slapd_conf(), &format!("{}{short}", super::people::openldap()));
    let d = directory(slapd.settings());
    let own = d.password_rules(account(&d, "sub").await.id).await.unwrap();
    assert_eq!((own.minimum_length, own.maximum_length, own.history), (Some(6), Some(20), None), "pwdPolicySubentry");
    let default = compare(&d, "alice", 700, 8, 4, 44).await;
    let sub = compare(&d, "sub", 300, 6, 0, 45).await;
    assert!(default.taken > 300 && default.refused > 50 && default.former > 5, "{default:?}");
    assert!(sub.taken > 50 && sub.refused > 50, "{sub:?}");
}

#[tokio::test]
async fn r110_minimum_age_is_predicted_for_changes_and_waived_when_a_change_is_due() {
    let ldap = Samba::start();
    let d = directory(ldap.settings());
    let predicted = async |login: &str, way: Way, rules: &PasswordRules| {
        let account = account(&d, login).await;
        predict(rules, &AccountFacts::of(&account, Now.now(), way), &password("Quite-New 1 Password"))
    };
    let rules = d.password_rules(account(&d, "frank").await.id).await.unwrap();
    assert_eq!(rules.minimum_age, Some(Duration::from_secs(86_400)));
    // Must be changed at next logon: no age counts.
    assert_eq!(predicted("frank", Way::Change, &rules).await, []);
    let frank = aim(&d, "frank").await;
    d.change(&frank, &password(START), &password("Quite-New 1 Password")).await.unwrap();
    // Just changed: another change is too early, and a reset by the service account is not.
    assert_eq!(predicted("frank", Way::Change, &rules).await, [Refusal::TooYoung]);
    let early = d.change(&frank, &password("Quite-New 1 Password"), &password("Even-Newer 2 Password")).await;
    assert!(matches!(early, Err(WriteError::Refused(Refusal::TooYoung, _))), "{early:?}");
    assert_eq!(predicted("frank", Way::Reset, &rules).await, []);
    d.reset(&frank, &password("Even-Newer 2 Password")).await.unwrap();
    assert_eq!(ldap.kinit("frank", "Even-Newer 2 Password"), "");
}
