use std::collections::BTreeMap;

use uuid::Uuid;

use super::{figure::Figure, *};
use crate::domain::{
    account::{AccountId, Contact},
    contact::{Mailbox, Phone},
    means::Means,
    policy::{AppliesTo, Gates, HelpDesk, Named, Registration},
    security_info::{Detail, Imported, Registered, Seed},
};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn policy(methods: &[Method], gates: Gates) -> Policy {
    Policy {
        enabled: Enabled::All { except: vec!["Robots".into()] },
        methods: methods.to_vec(),
        gates,
        unlock_without_reset: true,
        notify_people: true,
        writeback: true,
        ask_whole_contact: false,
        own_mail_domains: vec!["contoso.com".into()],
        minimum_length: 14,
        help_desk: HelpDesk::default(),
        registration: Registration::default(),
        protected_too: false,
    }
}

fn detail(kind: Kind, n: usize) -> Detail {
    let number = |last: usize| Phone::parse(&format!("+33 6 12 34 56 {last:02}"), None).unwrap();
    match kind {
        Kind::Passkey => Detail::Passkey { credential: String::new() },
        Kind::App => Detail::App { seed: Seed(vec![1]), drift: 0 },
        Kind::Phone => Detail::Phone { number: number(10 + n) },
        Kind::Office => Detail::Office { number: number(30 + n) },
        Kind::Mailbox => Detail::Mailbox { address: Mailbox::parse(&format!("own{n}@home.example")).unwrap() },
        Kind::RecoveryCodes => Detail::RecoveryCodes,
        Kind::Questions => {
            Detail::Questions { answers: (0..5).map(|n| (n.to_string(), String::new())).collect::<BTreeMap<_, _>>() }
        }
    }
}

fn item(kind: Kind, n: usize, rested: bool) -> Registered {
    Registered {
        id: Uuid::nil(),
        account: AccountId(Uuid::nil()),
        detail: detail(kind, n),
        name: String::new(),
        created_at: NOW,
        usable_from: if rested { NOW } else { NOW.after(Duration::from_secs(1)) },
        confirmed_at: NOW,
        used_at: None,
        imported: None,
    }
}

/// Every subset of kinds, registered and rested or not, beside what a directory may hold, under many policies: what is
/// told from kinds alone is what the flows tell from the things themselves.
#[test]
fn kinds_alone_tell_what_the_flows_tell() {
    let contacts = [
        vec![],
        vec![Contact::Mobile(Phone::parse("+33 6 99 99 99 99", None).unwrap())],
        vec![
            Contact::Mail(Mailbox::parse("a@contoso.com").unwrap()),
            Contact::Mail(Mailbox::parse("a@sub.contoso.com").unwrap()),
        ],
        vec![
            Contact::Mail(Mailbox::parse("a@home.example").unwrap()),
            Contact::Office(Phone::parse("+33 1 99 99 99 99", None).unwrap()),
        ],
    ];
    let mut policies = Vec::new();
    for methods in
        [&Method::ALL[..], &Method::USUAL, &[Method::Sms, Method::Voice], &[Method::Questions, Method::Email]]
    {
        for gates in [Gates::One, Gates::Two] {
            for counts in [true, false] {
                let mut policy = policy(methods, gates);
                policy.registration.directory_contacts = counts;
                policies.push(policy);
            }
        }
    }
    let mut looked = 0;
    for held in &contacts {
        for subset in 0_u32..3_u32.pow(7) {
            // Nothing, resting, rested, for each kind; every eleventh has a second phone.
            let state = |kind: Kind| subset / 3_u32.pow(kind as u32) % 3;
            let mut items: Vec<Registered> = Kind::ALL
                .into_iter()
                .filter(|kind| state(*kind) > 0)
                .map(|kind| item(kind, 0, state(kind) == 2))
                .collect();
            if subset % 11 == 0 {
                items.push(item(Kind::Phone, 1, true));
            }
            // What administrators brought in, resting or not.
            for (kind, n, every) in [(Kind::Phone, 2, 5), (Kind::Mailbox, 2, 13), (Kind::Office, 2, 17)] {
                if subset % every == 0 {
                    let imported = Some(Imported { at: NOW, verified_at: None });
                    items.push(Registered { imported, ..item(kind, n, subset % 2 == 0) });
                }
            }
            let worn_out = if subset % 7 == 0 { vec![Method::App, Method::Sms] } else { vec![] };
            let kinds_of = |unverified: bool, rested: bool| -> KindCounts {
                let items = items.iter().filter(|item| item.is_unverified() == unverified);
                items.filter(|item| !rested || item.is_rested(NOW)).map(Registered::kind).collect()
            };
            let facts = Facts {
                registered: kinds_of(false, false),
                rested: kinds_of(false, true),
                brought: kinds_of(true, false),
                brought_rested: kinds_of(true, true),
                worn_out: worn_out.clone(),
                mobiles: u32::from(matches!(held.first(), Some(Contact::Mobile(_)))),
                offices: u32::from(matches!(held.get(1), Some(Contact::Office(_)))),
                mail_domains: held
                    .iter()
                    .filter_map(|contact| match contact {
                        Contact::Mail(mailbox) => Some(mailbox.domain().to_owned()),
                        _ => None,
                    })
                    .collect(),
                ..Facts::default()
            };
            let means = Means {
                directory: held.clone(),
                registered: items,
                pass: false,
                disabled: worn_out.into_iter().collect(),
            };
            let policy = &policies[subset as usize % policies.len()];
            let case = || format!("{subset} {held:?} {policy:?} {facts:?}");
            assert_eq!(kinds(policy, &facts), means.kinds(policy).into_iter().collect(), "{}", case());
            assert_eq!(gates(policy, &facts), means.gates(policy, NOW), "{}", case());
            let set = PolicySet::single(policy.clone());
            let enough = means.kinds(policy).len() >= policy.kinds_to_register() && !means.kinds(policy).is_empty();
            assert_eq!(standing(&set, &facts, NOW).registered, enough, "{}", case());
            looked += 1;
        }
    }
    assert_eq!(looked, 4 * 2187);
}

fn equipped() -> Facts {
    Facts {
        registered: [Kind::App, Kind::Phone, Kind::Mailbox].into_iter().collect(),
        rested: [Kind::App, Kind::Phone, Kind::Mailbox].into_iter().collect(),
        confirmed_at: Some(NOW),
        ..Facts::default()
    }
}

fn groups(names: &[&str]) -> Arc<BTreeSet<GroupName>> {
    Arc::new(names.iter().map(ToString::to_string).collect())
}

fn under(policy: &Policy, facts: &Facts) -> Standing {
    standing(&PolicySet::single(policy.clone()), facts, NOW)
}

#[test]
fn each_class_is_apart_and_has_its_reason() {
    let policy = policy(&Method::USUAL, Gates::Two);
    let of = |facts: Facts| {
        let standing = under(&policy, &facts);
        (standing.class, standing.enabled, standing.registered, standing.capable, standing.reason)
    };
    assert_eq!(of(equipped()), (Class::Counted, true, true, true, None));
    let off = Facts { disabled: true, ..equipped() };
    assert_eq!(of(off), (Class::Disabled, false, true, false, Some(Code::AccountOff)));
    let ended = Facts { expired: true, ..equipped() };
    assert_eq!(of(ended), (Class::Disabled, false, true, false, Some(Code::AccountOff)));
    // A service that is switched off is a service.
    let service = Facts { service: true, disabled: true, ..equipped() };
    assert_eq!(of(service), (Class::Service, false, true, false, Some(Code::Protected)));
    let robot = Facts { member_of: groups(&["Robots"]), ..equipped() };
    assert_eq!(of(robot), (Class::Excluded, false, true, false, Some(Code::NotInScope)));
    let admin = Facts { protected: true, ..equipped() };
    assert_eq!(of(admin), (Class::Protected, false, true, false, Some(Code::Protected)));
    let frozen = Facts { frozen: true, ..equipped() };
    assert_eq!(of(frozen), (Class::Counted, true, true, false, Some(Code::Frozen)));
    let poor = Facts { rested: [Kind::App].into_iter().collect(), ..equipped() };
    assert_eq!(of(poor), (Class::Counted, true, true, false, Some(Code::NotEnoughMethods)));
    assert_eq!(of(Facts::default()), (Class::Counted, true, false, false, Some(Code::NotEnoughMethods)));
}

#[test]
fn switches_and_scope() {
    let mut policy = policy(&Method::USUAL, Gates::One);
    policy.enabled = Enabled::Selected { groups: vec!["Pilot".into()], except: vec![] };
    let outside = under(&policy, &equipped());
    assert_eq!((outside.class, outside.enabled, outside.reason), (Class::Counted, false, Some(Code::NotInScope)));
    assert!(under(&policy, &Facts { member_of: groups(&["Pilot"]), ..equipped() }).capable);
    policy.enabled = Enabled::None;
    let off = under(&policy, &equipped());
    assert_eq!((off.enabled, off.capable, off.reason), (false, false, Some(Code::SwitchedOff)));
    policy.enabled = Enabled::All { except: vec![] };
    policy.writeback = false;
    let held = under(&policy, &equipped());
    assert_eq!(
        (held.enabled, held.registered, held.capable, held.reason),
        (true, true, false, Some(Code::WritebackOff))
    );
}

#[test]
fn protected_accounts_where_they_are_allowed_have_two_gates_and_no_questions() {
    let mut policy = policy(&Method::ALL, Gates::One);
    policy.protected_too = true;
    let with = |kinds: &[Kind]| Facts {
        protected: true,
        registered: kinds.iter().copied().collect(),
        rested: kinds.iter().copied().collect(),
        ..Facts::default()
    };
    assert!(!under(&policy, &with(&[Kind::App])).capable);
    assert!(!under(&policy, &with(&[Kind::App, Kind::Questions])).capable);
    assert!(under(&policy, &with(&[Kind::App, Kind::Phone])).capable);
    assert!(under(&policy, &Facts { protected: false, ..with(&[Kind::App]) }).capable);
}

#[test]
fn data_grows_stale_when_the_policy_says_so() {
    let mut policy = policy(&Method::USUAL, Gates::Two);
    policy.registration.reconfirm_days = 90;
    let day = Duration::from_secs(86_400);
    let confirmed = |days: u32| Facts { confirmed_at: Some(NOW.before(day * days)), ..equipped() };
    assert!(!under(&policy, &confirmed(89)).stale);
    assert!(under(&policy, &confirmed(90)).stale);
    assert!(under(&policy, &Facts { confirmed_at: None, ..equipped() }).stale, "never confirmed");
    assert!(!under(&policy, &Facts { mobiles: 0, ..Facts::default() }).stale, "nothing to confirm");
    policy.registration.reconfirm_days = 0;
    assert!(!under(&policy, &confirmed(3000)).stale);
}

#[test]
fn the_first_policy_that_fits_judges() {
    let pilot = Named {
        name: "pilot".into(),
        applies_to: AppliesTo { groups: vec!["Pilot".into()], below: vec![] },
        policy: Arc::new(policy(&Method::USUAL, Gates::One)),
    };
    let set = PolicySet::new(1, vec![pilot], Arc::new(policy(&Method::USUAL, Gates::Two)));
    let one = |member_of| Facts { member_of, rested: [Kind::App].into_iter().collect(), ..equipped() };
    let inside = standing(&set, &one(groups(&["Pilot"])), NOW);
    assert_eq!((&*inside.policy, inside.capable), ("pilot", true));
    let outside = standing(&set, &one(groups(&[])), NOW);
    assert_eq!((&*outside.policy, outside.capable), ("everybody", false));
}

#[test]
fn figures_split_their_base() {
    let policy = policy(&Method::ALL, Gates::Two);
    let all = [
        equipped(),
        Facts::default(),
        Facts { frozen: true, ..equipped() },
        Facts { registered: [Kind::Mailbox].into_iter().collect(), ..Facts::default() },
        Facts { disabled: true, ..equipped() },
        Facts { service: true, ..equipped() },
        Facts { protected: true, ..equipped() },
        Facts { member_of: groups(&["Robots"]), ..equipped() },
    ];
    let tally = figure::Tally::new(all.iter().map(|facts| (under(&policy, facts), 1)).collect());
    let of = |figure| tally.of(figure);
    use Figure as F;
    assert_eq!(of(F::All), 8);
    assert_eq!(of(F::All), of(F::Counted) + of(F::Disabled) + of(F::Service) + of(F::Protected) + of(F::Excluded));
    assert_eq!(of(F::Counted), of(F::Enabled) + of(F::NotEnabled));
    assert_eq!(of(F::Enabled), of(F::Registered) + of(F::NotRegistered));
    assert_eq!(of(F::Enabled), of(F::Capable) + of(F::NotCapable));
    assert_eq!((of(F::Nothing), of(F::Single), of(F::With(Kind::Mailbox))), (1, 1, 3));
    let names: BTreeSet<&str> = F::all().map(F::as_str).collect();
    assert_eq!(names.len(), F::all().count());
    assert!(F::all().all(|figure| F::parse(figure.as_str()) == Some(figure)));
}
