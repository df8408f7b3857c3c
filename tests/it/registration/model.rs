//! No order of steps, tabs and back buttons at the registration pages gains anything (R14, R63, R64, R131-R136).

use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{
    moves::{Item, Move, POOL, Play, TABS, Typed, USUAL, WAYS},
    world::{Counts, World},
};
use crate::{devices, harness::app::House};

/// How many paths are walked.
const PATHS: usize = 40;

/// Random moves, with one honest walk through a tab among them: sign-in, a proof, and something added, changed or
/// removed, each step where chance puts it. Without it next to no path would come so far that there is anything to gain.
fn path() -> impl Strategy<Value = Vec<Move>> {
    let places = proptest::collection::vec(any::<prop::sample::Index>(), 5);
    (proptest::collection::vec(wild(), 0..13), honest(), places).prop_map(|(mut path, honest, places)| {
        let mut places: Vec<usize> = places.iter().map(|place| place.index(path.len() + 1)).collect();
        places.sort_unstable();
        for (done, (place, step)) in places.into_iter().zip(honest).enumerate() {
            path.insert(place + done, step);
        }
        path
    })
}

/// What a person does who wants one thing.
fn honest() -> impl Strategy<Value = [Move; 5]> {
    (0..TABS.len(), 0..USUAL, 0..11_usize, 0..3_usize).prop_map(|(tab, way, wish, n)| {
        let own = usize::from(TABS[tab] == 2);
        let (first, second) = match wish {
            0 => (Move::Phone(tab, n, None), Move::Code(tab, Typed::Right)),
            1 => (Move::Mailbox(tab, n, None), Move::Code(tab, Typed::Right)),
            // One of the same kind.
            2 | 3 => (Move::Phone(tab, n, Some((own, 0))), Move::Code(tab, Typed::Right)),
            4 => (Move::Mailbox(tab, n, Some((own, 0))), Move::Code(tab, Typed::Right)),
            5 => (Move::App(tab), Move::AppCode(tab, Typed::Right)),
            6 => (Move::Codes(tab), Move::Group(tab, Typed::Right)),
            7 => (Move::Questions(tab, n), Move::Prove(tab, USUAL + 1)),
            _ => (Move::Remove(tab, (own, n)), Move::Remove(tab, (own, n))),
        };
        [Move::SignIn(tab), Move::Prove(tab, way), Move::Answer(tab, Typed::Right), first, second]
    })
}

/// The honest change of a number without anything between, which chance brings next to never.
fn undisturbed(way: usize) -> Vec<Move> {
    let code = || Move::Code(0, Typed::Right);
    vec![Move::SignIn(0), Move::Prove(0, way), Move::Answer(0, Typed::Right), Move::Phone(0, 1, Some((0, 0))), code()]
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        5 => Just(Typed::Right),
        3 => Just(Typed::Elsewhere),
        2 => Just(Typed::Old),
        1 => Just(Typed::Wrong),
    ]
}

fn wild() -> impl Strategy<Value = Move> {
    let tab = || 0..TABS.len();
    let item = || (0..2_usize, 0..4_usize).prop_map(|item| -> Item { item });
    let n = || 0..3_usize;
    let way = || 0..WAYS.len();
    let sent = || 0..8_usize;
    prop_oneof![
        1 => tab().prop_map(Move::SignIn),
        4 => (tab(), n(), proptest::option::of(item())).prop_map(|(t, n, r)| Move::Phone(t, n, r)),
        3 => (tab(), n(), proptest::option::of(item())).prop_map(|(t, n, r)| Move::Mailbox(t, n, r)),
        2 => tab().prop_map(Move::App),
        1 => tab().prop_map(Move::Codes),
        2 => (tab(), n()).prop_map(|(t, n)| Move::Questions(t, n)),
        6 => (tab(), typed()).prop_map(|(t, c)| Move::Code(t, c)),
        3 => (tab(), typed()).prop_map(|(t, c)| Move::AppCode(t, c)),
        1 => (tab(), typed()).prop_map(|(t, c)| Move::Group(t, c)),
        4 => (tab(), way()).prop_map(|(t, w)| Move::Prove(t, w)),
        5 => (tab(), typed()).prop_map(|(t, c)| Move::Answer(t, c)),
        1 => tab().prop_map(Move::Resend),
        3 => (tab(), item()).prop_map(|(t, i)| Move::Remove(t, i)),
        1 => (tab(), way()).prop_map(|(t, w)| Move::Default(t, w)),
        1 => tab().prop_map(Move::Confirm),
        2 => (tab(), item()).prop_map(|(t, i)| Move::Try(t, i)),
        1 => (tab(), typed()).prop_map(|(t, c)| Move::TryCode(t, c)),
        1 => tab().prop_map(Move::SignOutOthers),
        4 => (tab(), sent()).prop_map(|(t, n)| Move::Again(t, n)),
        4 => (tab(), tab(), sent()).prop_map(|(t, o, n)| Move::Across(t, o, n)),
        3 => (tab(), sent()).prop_map(|(t, n)| Move::Stolen(t, n)),
        1 => (0..2_usize).prop_map(Move::Look),
    ]
}

/// The paths are the same in every run; `LATCHKEY_WALK` is another number to begin with, and walks ten times as many.
fn runner() -> (TestRunner, usize) {
    let chosen = std::env::var("LATCHKEY_WALK").ok().map(|text| text.parse::<u64>().expect("a number"));
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&chosen.unwrap_or(64).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let paths = if chosen.is_some() { 10 * PATHS } else { PATHS };
    (TestRunner::new_with_rng(Config::default(), rng), paths)
}

/// Somebody who has nothing yet begins with questions, and proves themselves by them at the next sign-in.
fn by_questions(typed: Typed) -> Vec<Move> {
    let answer = |typed| [Move::Prove(0, USUAL + 1), Move::Answer(0, typed)];
    let begun = [Move::SignIn(0), Move::Questions(0, 1), Move::SignIn(0)];
    let behind = [Move::Questions(0, 2), Move::Mailbox(0, 1, None), Move::Code(0, Typed::Right)];
    begun.into_iter().chain(answer(typed)).chain(answer(Typed::Right)).chain(behind).collect()
}

/// Every method, and questions of the organisation.
async fn house() -> House {
    let mut policy = devices::policy();
    policy.registration.questions.own =
        [("en".to_owned(), (0..POOL).map(|n| format!("Question {n}?")).collect())].into();
    House::under(policy).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r63_r64_r131_no_order_of_steps_tabs_and_back_buttons_registers_or_removes_what_was_not_proved() {
    let mut house = house().await;
    let (mut runner, paths) = runner();
    let (mut all, mut resting, mut stopped) = (Counts::default(), 0, 0);
    let wild = (0..paths).map(|case| (case % 3 == 0, path().new_tree(&mut runner).unwrap().current()));
    let mut walks: Vec<(bool, Vec<Move>)> = wild.collect();
    walks.extend((0..USUAL).map(|way| (false, undisturbed(way))));
    walks.extend([Typed::Right, Typed::Wrong, Typed::Elsewhere].map(|typed| (true, by_questions(typed))));
    for (case, (bare, path)) in walks.iter().enumerate() {
        if case > 0 && case % PATHS == 0 {
            house = self::house().await;
        }
        house.clock.advance(super::DAY);
        let mut play = Play::new(World::new(&house, case, *bare).await);
        play.world.past.push(format!("path {case}: {path:?}"));
        for one in path {
            play.step(one, case % 4 != 1 || case >= paths).await;
        }
        resting += play.what_rests_opens_nothing().await;
        if case % 3 == 1 {
            stopped += usize::from(play.disavow().await);
        }
        let counts = &play.world.counts;
        all.added += counts.added;
        all.changed += counts.changed;
        all.removed += counts.removed;
        all.proofs += counts.proofs;
        all.by_questions += counts.by_questions;
    }
    // The good ways are still open among the wild ones: else nothing would have been shown.
    println!("{paths} paths: {all:?}, {resting} rested, {stopped} stopped");
    assert!(all.proofs >= paths / 4 && all.added >= paths / 4, "the moves are too wild: {all:?}");
    assert!(all.changed > 0 && all.removed > 0 && resting > 0 && stopped > 0, "{all:?}, {resting}, {stopped}");
    assert!(all.by_questions >= 3, "{all:?}");
}
