//! The file: nothing that is in it is missed, little that is not is taken for listed, and damage is found.

use latchkey::breach::{BreachFile, FileError, HashKind, build::Builder};

use super::{Folder, made, passwords};

/// Numbers that look random, different for each `n` and `set`.
fn key(set: u64, n: u64) -> u64 {
    let mut x = (set << 40 | n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 29)
}

#[test]
fn r108_all_are_found_and_one_in_65536_others() {
    const MANY: u64 = 1_000_000;
    let folder = Folder::new();
    // Little memory, so that the keys go by the disk; doubles, so that their number is not known before.
    let mut builder = Builder::new(&folder.path("list"), HashKind::Sha1, 1, 1 << 22).unwrap();
    for n in (0..MANY).chain(0..MANY / 4) {
        builder.add(key(1, n)).unwrap();
    }
    let report = builder.finish(&mut |_| ()).unwrap();
    assert_eq!((report.header.entries, report.doubles), (MANY, MANY / 4));
    assert_eq!(report.length, std::fs::metadata(folder.path("list")).unwrap().len());
    assert!(report.length < MANY * 222 / 100, "{} bytes", report.length);
    let told = report.header.false_positives() * 65536.0;
    assert!((0.97..1.03).contains(&told), "{told}");

    let file = BreachFile::open(&folder.path("list")).unwrap();
    assert_eq!(file.header(), &report.header);
    let missed = (0..MANY).filter(|n| !file.contains_key(key(1, *n)).unwrap()).count();
    assert_eq!(missed, 0);
    // A million others: 15.3 are expected. Less than 2 or more than 36 come up once in a hundred thousand runs; the
    // numbers are the same in each.
    let found = (0..MANY).filter(|n| file.contains_key(key(2, *n)).unwrap()).count();
    assert!((2..=36).contains(&found), "{found} of a million others");
    // Two that share a number are stored once.
    let stored = file.count().unwrap();
    assert!(stored <= MANY && stored > MANY - 60, "{stored}");
    file.verify().unwrap();
}

#[test]
fn small_lists_work_too() {
    let folder = Folder::new();
    for count in [1, 2, 255, 256, 257, 16_384, 16_385] {
        let all = passwords(count);
        let report = made(&folder.path("list"), HashKind::Ntlm, &all);
        assert_eq!(report.header.entries, count as u64);
        let file = BreachFile::open(&folder.path("list")).unwrap();
        assert!(all.iter().all(|password| file.contains(password).unwrap()), "{count}");
        file.verify().unwrap();
    }
}

#[test]
fn crafted_keys_are_spread_too() {
    let folder = Folder::new();
    let mut builder = Builder::new(&folder.path("list"), HashKind::Sha1, 1, 1 << 22).unwrap();
    (0..200_000).for_each(|n| builder.add(n).unwrap());
    builder.finish(&mut |_| ()).unwrap();
    let file = BreachFile::open(&folder.path("list")).unwrap();
    assert!((0..200_000).all(|n| file.contains_key(n).unwrap()));
    assert!((200_000..300_000).filter(|n| file.contains_key(*n).unwrap()).count() < 12);
}

#[test]
fn a_file_that_is_not_whole_is_refused() {
    let folder = Folder::new();
    made(&folder.path("list"), HashKind::Sha1, &passwords(5000));
    let good = std::fs::read(folder.path("list")).unwrap();
    let open = |bytes: &[u8]| {
        folder.write("bad", bytes);
        BreachFile::open(&folder.path("bad")).map(drop)
    };
    for length in [0, 1, 7] {
        assert!(matches!(open(&good[..length]), Err(FileError::Foreign(_))), "{length} bytes");
    }
    for length in [8, 127, 128, 129, good.len() / 2, good.len() - 1] {
        let refused = open(&good[..length]).unwrap_err();
        assert!(matches!(refused, FileError::Length { .. }), "{length} bytes: {refused}");
        assert!(refused.to_string().contains("copy it again"), "{refused}");
    }
    assert!(matches!(open(&[&good[..], b"x"].concat()), Err(FileError::Length { .. })));

    let changed = |place: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[place] = to;
        bytes
    };
    assert!(matches!(open(&changed(0, b'X')), Err(FileError::Foreign(_))));
    assert!(matches!(open(b"123456\npassword\n"), Err(FileError::Foreign(_))));
    assert!(matches!(open(&changed(8, 2)), Err(FileError::Version(_, 2))));
    // Any byte of the header, and of the directory at the end.
    for place in (10..128).chain(good.len() - 16..good.len()) {
        let refused = open(&changed(place, good[place] ^ 0x40));
        assert!(matches!(refused, Err(FileError::Damaged(..) | FileError::Length { .. })), "byte {place}: {refused:?}");
    }
    let huge = [&good[..32], &[0xff; 8], &good[40..]].concat();
    assert!(open(&huge).is_err(), "a number of buckets that no memory could hold");
    assert!(matches!(BreachFile::open(&folder.path("gone")), Err(FileError::Unreadable(..))));
    assert!(matches!(BreachFile::open(folder.0.path()), Err(FileError::Foreign(_))));
}

#[test]
fn damage_in_the_middle_is_found_when_it_is_looked_for_and_upsets_nothing() {
    let folder = Folder::new();
    let all = passwords(5000);
    made(&folder.path("list"), HashKind::Sha1, &all);
    let good = std::fs::read(folder.path("list")).unwrap();
    for place in (128..good.len() - 40).step_by(97) {
        let mut bytes = good.clone();
        bytes[place] ^= 0x10;
        folder.write("bad", &bytes);
        let file = BreachFile::open(&folder.path("bad")).unwrap();
        assert!(matches!(file.verify(), Err(FileError::Damaged(_, "content"))), "byte {place}");
        for password in all.iter().step_by(50) {
            drop(file.contains(password));
        }
        drop(file.count());
    }
}
