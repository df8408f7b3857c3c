//! Each fault, and that the file's own rules say the same.

use super::*;

fn around() -> Surroundings {
    Surroundings { carried: Method::ALL.to_vec(), missing: BTreeSet::new() }
}

fn fit() -> Document {
    let mut document = Document::default();
    document.shared.own_mail_domains = vec!["contoso.com".into()];
    document.shared.help_desk.text = "+1 555 0100".into();
    document.everybody.enabled = Scope::All;
    let mut pilot = Bound { name: "Pilot".into(), for_groups: vec!["Pilot".into()], ..Bound::usual() };
    pilot.rules.enabled = Scope::All;
    document.policies.push(pilot);
    document
}

fn told(document: &Document) -> Vec<(At, Field, &'static str)> {
    problems(document, &around()).iter().map(|p| (p.at, p.field, p.fault.as_str())).collect()
}

#[test]
fn a_fit_document_has_no_problem() {
    assert_eq!(told(&fit()), []);
    assert!(problems(&Document::default(), &around()).iter().all(|p| p.severity() == Severity::Warning));
}

#[test]
fn each_fault_is_told_at_its_setting() {
    type Spoil = fn(&mut Document);
    let cases: Vec<(Spoil, At, Field, &str)> = vec![
        (|d| d.shared.own_mail_domains = vec!["contoso".into()], At::Shared, Field::OwnMailDomains, "no-domain"),
        (|d| d.shared.own_mail_domains = vec!["a@b.c".into()], At::Shared, Field::OwnMailDomains, "no-domain"),
        (|d| d.shared.own_mail_domains.clear(), At::Shared, Field::OwnMailDomains, "own-domains"),
        (|d| d.shared.minimum_password_length = 7, At::Shared, Field::MinimumPasswordLength, "out-of-range"),
        (|d| d.shared.minimum_password_length = 65, At::Shared, Field::MinimumPasswordLength, "out-of-range"),
        (|d| d.shared.minimum_password_length = 8, At::Shared, Field::MinimumPasswordLength, "short-passwords"),
        (|d| d.shared.pass_minutes = 9, At::Shared, Field::PassMinutes, "out-of-range"),
        (|d| d.shared.pass_minutes = 481, At::Shared, Field::PassMinutes, "out-of-range"),
        (|d| d.shared.return_to = vec!["https://x.test/a".into()], At::Shared, Field::ReturnTo, "no-origin"),
        (|d| d.shared.return_to = vec!["javascript:alert(1)".into()], At::Shared, Field::ReturnTo, "no-origin"),
        (|d| d.shared.return_to = vec!["https://u@x.test".into()], At::Shared, Field::ReturnTo, "no-origin"),
        (|d| d.shared.banned_words = vec!["abc".into()], At::Shared, Field::BannedWords, "word-short"),
        (|d| d.shared.banned_words = vec!["a".repeat(17)], At::Shared, Field::BannedWords, "word-long"),
        (|d| d.shared.banned_words = vec!["----".into()], At::Shared, Field::BannedWords, "word-none"),
        (|d| d.shared.banned_words = vec!["ab\u{200b}cd".into()], At::Shared, Field::BannedWords, "word-hidden"),
        (
            |d| d.shared.banned_words = vec!["Contoso".into(), "contoso".into()],
            At::Shared,
            Field::BannedWords,
            "word-twice",
        ),
        (
            |d| d.shared.banned_words = (0..1001).map(|n| format!("word{n}")).collect(),
            At::Shared,
            Field::BannedWords,
            "too-many-words",
        ),
        (|d| d.shared.help_desk.link = Some("ftp://x".into()), At::Shared, Field::HelpDeskLink, "no-link"),
        (
            |d| {
                d.shared.help_desk.link = Some("https://x.test".into());
                d.shared.help_desk.text.clear();
            },
            At::Shared,
            Field::HelpDeskText,
            "link-without-text",
        ),
        (|d| d.shared.help_desk.text.clear(), At::Shared, Field::HelpDeskLink, "no-help"),
        (|d| d.shared.help_desk.mailbox = Some("nobody".into()), At::Shared, Field::HelpDeskMailbox, "no-mailbox"),
        (
            |d| drop(d.shared.questions.own.insert("!".into(), vec!["Who?".into()])),
            At::Shared,
            Field::QuestionsOwn,
            "no-language",
        ),
        (
            |d| drop(d.shared.questions.own.insert("en".into(), vec!["Who?".into(); 21])),
            At::Shared,
            Field::QuestionsOwn,
            "too-many-questions",
        ),
        (
            |d| drop(d.shared.questions.own.insert("en".into(), vec!["W?".into()])),
            At::Shared,
            Field::QuestionsOwn,
            "question-length",
        ),
        (|d| d.shared.writeback = false, At::Shared, Field::Writeback, "kill-switch"),
        (|d| d.policies[0].name = " ".into(), At::Policy(0), Field::Name, "no-name"),
        (|d| d.policies[0].name = "Everybody".into(), At::Policy(0), Field::Name, "unfit-name"),
        (|d| d.policies[0].name = "x".repeat(61), At::Policy(0), Field::Name, "unfit-name"),
        (|d| d.policies[0].name = "a\u{202e}b".into(), At::Policy(0), Field::Name, "unfit-name"),
        (
            |d| d.policies.push(Bound { name: "PILOT".into(), for_groups: vec!["X".into()], ..d.policies[0].clone() }),
            At::Policy(1),
            Field::Name,
            "name-taken",
        ),
        (|d| d.policies[0].for_groups.clear(), At::Policy(0), Field::ForGroups, "means-everybody"),
        (
            |d| d.policies.push(Bound { name: "Late".into(), ..d.policies[0].clone() }),
            At::Policy(1),
            Field::ForGroups,
            "never-applies",
        ),
        (|d| d.policies[0].for_below = vec!["Paris".into()], At::Policy(0), Field::ForBelow, "no-place"),
        (|d| d.policies[0].for_groups.push(" ".into()), At::Policy(0), Field::ForGroups, "no-group-name"),
        (|d| d.policies[0].for_groups.push("Pilot".into()), At::Policy(0), Field::ForGroups, "group-twice"),
        (|d| d.policies[0].rules.enabled = Scope::None, At::Policy(0), Field::Enabled, "nobody-in-scope"),
        (|d| d.everybody.enabled = Scope::Selected, At::Everybody, Field::Groups, "no-groups"),
        (|d| d.everybody.groups = vec!["X".into()], At::Everybody, Field::Groups, "groups-without-meaning"),
        (
            |d| {
                d.everybody.enabled = Scope::Selected;
                d.everybody.groups = vec!["X".into()];
                d.everybody.except_groups = vec!["X".into()];
            },
            At::Everybody,
            Field::Groups,
            "scoped-and-excluded",
        ),
        (|d| d.everybody.gates = 3, At::Everybody, Field::Gates, "out-of-range"),
        (|d| d.everybody.gates = 1, At::Everybody, Field::Gates, "one-gate"),
        (
            |d| {
                d.everybody.gates = 1;
                d.everybody.accept_one_gate_risk = true;
            },
            At::Everybody,
            Field::Methods,
            "alone",
        ),
        (|d| d.everybody.methods = vec![Method::App, Method::Pass], At::Everybody, Field::Methods, "few-methods"),
        (|d| d.everybody.methods = vec![Method::Sms, Method::Office], At::Everybody, Field::Methods, "only-phones"),
        (|d| d.everybody.methods.push(Method::App), At::Everybody, Field::Methods, "method-twice"),
        (|d| d.everybody.methods_to_register = Some(7), At::Everybody, Field::MethodsToRegister, "out-of-range"),
        (|d| d.everybody.reconfirm_days = 731, At::Everybody, Field::ReconfirmDays, "out-of-range"),
        (|d| d.everybody.postpone_times = 101, At::Everybody, Field::PostponeTimes, "out-of-range"),
        (|d| d.everybody.postpone_days = 366, At::Everybody, Field::PostponeDays, "out-of-range"),
        (|d| d.everybody.cooling_off_hours = 73, At::Everybody, Field::CoolingOffHours, "out-of-range"),
        (|d| d.everybody.questions_to_register = 2, At::Everybody, Field::QuestionsToRegister, "out-of-range"),
        (
            |d| {
                d.everybody.methods.push(Method::Questions);
                d.everybody.questions_to_register = 3;
                d.everybody.questions_to_answer = 4;
            },
            At::Everybody,
            Field::QuestionsToAnswer,
            "more-answers",
        ),
        (
            |d| {
                d.everybody.methods.push(Method::Questions);
                d.shared.questions.built_in = false;
                drop(d.shared.questions.own.insert("en".into(), vec!["Who was it?".into(); 4]));
            },
            At::Everybody,
            Field::QuestionsToRegister,
            "few-questions",
        ),
    ];
    for (spoil, at, field, fault) in cases {
        let mut document = fit();
        spoil(&mut document);
        let told = told(&document);
        assert!(told.contains(&(at, field, fault)), "{fault}: {told:?}");
    }
}

#[test]
fn what_the_document_does_not_tell_comes_from_around() {
    let around = Surroundings {
        carried: Method::ALL.into_iter().filter(|method| *method != Method::Sms).collect(),
        missing: BTreeSet::from(["Pilot".to_owned()]),
    };
    let mut document = fit();
    document.everybody.except_groups = vec!["Pilot".into()];
    let found = problems(&document, &around);
    let told: Vec<_> = found.iter().map(|p| (p.at, p.fault.as_str(), p.severity())).collect();
    assert!(told.contains(&(At::Policy(0), "no-such-group", Severity::Error)), "{told:?}");
    assert!(told.contains(&(At::Everybody, "no-such-group", Severity::Error)), "{told:?}");
    assert!(told.contains(&(At::Everybody, "nobody-carries", Severity::Warning)), "{told:?}");
    assert!(!is_fit(&found));
    assert_eq!(groups(&document), BTreeSet::from(["Pilot".to_owned()]));
}

#[test]
fn r141_a_second_proof_for_the_console_is_allowed_somewhere() {
    let mut document = fit();
    let plain = vec![Method::Sms, Method::Email];
    document.everybody.methods.clone_from(&plain);
    document.policies[0].rules.methods.clone_from(&plain);
    let warning = (At::Everybody, Field::Methods, "no-console-factor");
    assert!(told(&document).contains(&warning));
    assert!(is_fit(&problems(&document, &around())), "a warning, no refusal");
    document.policies[0].rules.methods.push(Method::Passkey);
    assert!(!told(&document).contains(&warning), "one policy is enough: administrators may have one of their own");
    let carried = around().carried.into_iter().filter(|method| *method != Method::Passkey).collect();
    let found = problems(&document, &Surroundings { carried, ..around() });
    assert!(found.iter().any(|p| p.fault == Fault::NoConsoleFactor), "a passkey that nobody can register is none");
}

#[test]
fn a_place_inside_an_earlier_one_never_applies_and_a_wider_one_does() {
    let place = |name: &str, dn: &str| Bound { name: name.into(), for_below: vec![dn.into()], ..Bound::usual() };
    let mut document = fit();
    document.policies = vec![place("France", "OU=France,DC=x"), place("Paris", "ou=paris, ou=france,dc=x")];
    assert!(told(&document).contains(&(At::Policy(1), Field::ForGroups, "never-applies")));
    document.policies.swap(0, 1);
    assert!(!told(&document).iter().any(|(_, _, fault)| *fault == "never-applies"));
}

#[test]
fn every_fault_has_a_text_and_its_name_is_listed() {
    for name in Fault::NAMES {
        assert!(!name.is_empty());
    }
    let mut document = fit();
    document.everybody.gates = 1;
    document.shared.banned_words = vec!["abc".into()];
    for problem in problems(&document, &Surroundings::default()) {
        assert!(Fault::NAMES.contains(&problem.fault.as_str()), "{:?}", problem.fault);
        assert!(problem.fault.to_string().len() > 10, "{:?}", problem.fault);
    }
}
