//! A document goes into a file and comes back the same, whatever is in it.

use std::collections::BTreeMap;

use latchkey::domain::{
    method::Method,
    policy::{
        Document,
        diff::changes,
        document::{Bound, Rules, Scope, Shared, WrittenHelpDesk, WrittenQuestions},
        merge::merged,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 ,=._-]{0,20}", "\\PC{0,20}", "[\"'\\\\\n\r\t\\[\\]#{}]{0,8}"]
}

fn rules() -> impl Strategy<Value = Rules> {
    let scope = prop_oneof![Just(Scope::None), Just(Scope::Selected), Just(Scope::All)];
    let lists = (vec(text(), 0..3), vec(text(), 0..3), subsequence(Method::ALL.to_vec(), 0..9));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let numbers = (0..9_u8, option::of(0..9_u8), 0..800_u16, 0..200_u32, 0..400_u16, 0..100_u64, 0..9_u8, 0..9_u8);
    (scope, lists, flags, numbers).prop_map(|(enabled, (groups, except_groups, methods), flags, numbers)| Rules {
        enabled,
        groups,
        except_groups,
        methods,
        gates: numbers.0,
        accept_one_gate_risk: flags.0,
        accept_sms_only_risk: flags.1,
        unlock_without_reset: flags.2,
        require_registration: flags.3,
        methods_to_register: numbers.1,
        reconfirm_days: numbers.2,
        postpone_times: numbers.3,
        postpone_days: numbers.4,
        cooling_off_hours: numbers.5,
        questions_to_register: numbers.6,
        questions_to_answer: numbers.7,
    })
}

fn shared() -> impl Strategy<Value = Shared> {
    let flags = vec(any::<bool>(), 7);
    let lists = (vec(text(), 0..4), vec(text(), 0..4), vec(text(), 0..4));
    let own = proptest::collection::btree_map("[a-z]{2}", vec(text(), 0..3), 0..3);
    let desk = (option::of(text()), text(), option::of(text()));
    (flags, lists, own, desk, 0..99_usize, 0..999_u64).prop_map(|(flags, lists, own, desk, length, minutes)| Shared {
        writeback: flags[0],
        notify_people: flags[1],
        notify_admins: flags[2],
        own_mail_domains: lists.0,
        minimum_password_length: length,
        ask_whole_contact: flags[3],
        directory_contacts: flags[4],
        pass_minutes: minutes,
        return_to: lists.1,
        banned_words: lists.2,
        protected_accounts: flags[5],
        help_desk: WrittenHelpDesk { link: desk.0, text: desk.1, mailbox: desk.2 },
        questions: WrittenQuestions { built_in: flags[6], own: own.into_iter().collect::<BTreeMap<_, _>>() },
    })
}

fn document() -> impl Strategy<Value = Document> {
    let bound = (text(), vec(text(), 0..3), vec(text(), 0..3), rules())
        .prop_map(|(name, for_groups, for_below, rules)| Bound { name, for_groups, for_below, rules });
    (shared(), vec(bound, 0..4), rules()).prop_map(|(shared, policies, everybody)| Document {
        shared,
        policies,
        everybody,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_document_comes_back_from_its_file(document in document()) {
        let file = document.to_toml().unwrap();
        prop_assert_eq!(Document::from_toml(&file).unwrap(), document, "{}", file);
    }

    #[test]
    fn nothing_is_left_out_of_a_diff(old in document(), new in document()) {
        prop_assert_eq!(changes(&old, &new).is_empty(), old == new);
        prop_assert!(changes(&old, &old).is_empty());
        for change in changes(&old, &new) {
            prop_assert!(!change.to_string().is_empty());
        }
    }

    #[test]
    fn who_changed_nothing_takes_what_others_saved(base in document(), theirs in document()) {
        prop_assert_eq!(merged(&base, &theirs, &base), Some(theirs.clone()));
        prop_assert_eq!(merged(&base, &base, &theirs), Some(theirs));
    }
}
