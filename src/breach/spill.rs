//! Keys in no order on their way to being sorted: parted by their first byte, and written to a nameless file beside
//! the output when they become too many for memory.

use std::{fs::File, io, os::unix::fs::FileExt as _, path::PathBuf};

/// Bytes of a key.
const KEY: usize = 8;
/// How many parts.
pub(super) const PARTS: usize = 256;

/// Keys, parted.
#[derive(Debug)]
pub(super) struct Spill {
    folder: PathBuf,
    /// Made when it is needed first.
    file: Option<File>,
    parts: Vec<Part>,
    /// Bytes of a part that are kept in memory.
    block: usize,
    /// Keys that are sorted at once.
    most: usize,
    end: u64,
    keys: u64,
}

#[derive(Debug, Default)]
struct Part {
    buffer: Vec<u8>,
    /// Where its full blocks are.
    blocks: Vec<u64>,
}

impl Spill {
    /// Uses about `memory` bytes: half for what is read, half for what is sorted.
    pub(super) fn new(folder: PathBuf, memory: usize) -> Self {
        let block = (memory / 2 / PARTS).clamp(1 << 12, 1 << 18) / KEY * KEY;
        let most = (memory / 2 / KEY).max(1 << 16);
        let parts = (0..PARTS).map(|_| Part::default()).collect();
        Self { folder, file: None, parts, block, most, end: 0, keys: 0 }
    }

    /// How many keys came in, doubles too.
    pub(super) const fn keys(&self) -> u64 {
        self.keys
    }

    /// Takes a key.
    pub(super) fn push(&mut self, key: u64) -> io::Result<()> {
        let [first, ..] = key.to_be_bytes();
        let Some(part) = self.parts.get_mut(usize::from(first)) else { return Ok(()) };
        part.buffer.extend_from_slice(&key.to_le_bytes());
        self.keys += 1;
        if part.buffer.len() >= self.block {
            let file = match &self.file {
                Some(file) => file,
                None => self.file.insert(tempfile::tempfile_in(&self.folder)?),
            };
            file.write_all_at(&part.buffer, self.end)?;
            part.blocks.push(self.end);
            self.end += part.buffer.len() as u64;
            part.buffer.clear();
        }
        Ok(())
    }

    /// How many different keys there are: of as many parts as give a sure answer, and all others have the like.
    pub(super) fn distinct(&self) -> io::Result<u64> {
        let (mut seen, mut parts, mut keys) = (0_u64, 0_u64, Vec::new());
        for part in 0..PARTS {
            self.sorted::<io::Error>(part, &mut keys, &mut |keys| {
                seen += keys.len() as u64;
                Ok(())
            })?;
            parts += 1;
            // One in 2^16 at most is off by 1.6 percent.
            if seen >= 1 << 16 {
                break;
            }
        }
        Ok((seen * PARTS as u64).div_ceil(parts))
    }

    /// Hands out the different keys of a part in order, in one run or, when they are too many for memory, several.
    pub(super) fn sorted<E: From<io::Error>>(
        &self,
        part: usize,
        keys: &mut Vec<u64>,
        take: &mut dyn FnMut(&[u64]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = Some(0);
        while let Some(first) = from {
            from = self.gather(part, first, keys)?;
            take(keys)?;
        }
        Ok(())
    }

    /// Reads the keys of a part that are not below `first`, as many of the smallest as memory has room for; says
    /// where to go on.
    fn gather(&self, part: usize, first: u64, keys: &mut Vec<u64>) -> io::Result<Option<u64>> {
        keys.clear();
        let Some(part) = self.parts.get(part) else { return Ok(None) };
        let mut end = None;
        let mut buffer = vec![0; self.block];
        for at in &part.blocks {
            if let Some(file) = &self.file {
                file.read_exact_at(&mut buffer, *at)?;
            }
            self.add(&buffer, first, &mut end, keys);
        }
        self.add(&part.buffer, first, &mut end, keys);
        keys.sort_unstable();
        keys.dedup();
        Ok(end)
    }

    fn add(&self, bytes: &[u8], first: u64, end: &mut Option<u64>, keys: &mut Vec<u64>) {
        if keys.len() + bytes.len() / KEY > self.most {
            keys.sort_unstable();
            keys.dedup();
            // Still too many: the larger half waits for the next run.
            if keys.len() > self.most / 2 {
                if let Some(middle) = keys.get(keys.len() / 2) {
                    *end = Some(*middle);
                }
                keys.truncate(keys.len() / 2);
            }
        }
        let limit = end.unwrap_or(u64::MAX);
        let all = bytes.as_chunks::<KEY>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        keys.extend(all.filter(|key| *key >= first && (*key < limit || end.is_none())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(spill: &Spill) -> Vec<u64> {
        let (mut all, mut keys) = (Vec::new(), Vec::new());
        for part in 0..PARTS {
            spill
                .sorted::<io::Error>(part, &mut keys, &mut |keys| {
                    all.extend_from_slice(keys);
                    Ok(())
                })
                .unwrap();
        }
        all
    }

    fn numbers(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|n| super::super::format::place(n, 7))
    }

    #[test]
    fn keys_come_out_in_order_and_once() {
        let folder = tempfile::tempdir().unwrap();
        for (memory, count) in [(1 << 30, 50_000), (1 << 10, 1_000_000)] {
            let mut spill = Spill::new(folder.path().to_owned(), memory);
            numbers(count).chain(numbers(count / 2)).for_each(|key| spill.push(key).unwrap());
            assert_eq!(spill.file.is_some(), memory == 1 << 10, "on disk only when it must be");
            let mut wanted: Vec<_> = numbers(count).collect();
            wanted.sort_unstable();
            assert_eq!(collected(&spill), wanted);
            let distinct = spill.distinct().unwrap();
            assert!(distinct.abs_diff(count) * 50 <= count, "{distinct} for {count}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn a_part_larger_than_memory_comes_in_runs() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(folder.path().to_owned(), 0);
        // All in one part, and one key so often that it alone is more than memory holds.
        let all = numbers(400_000).map(|key| key >> 8).chain(std::iter::repeat_n(5, 200_000));
        let mut wanted: Vec<_> = all.inspect(|key| spill.push(*key).unwrap()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        assert_eq!(collected(&spill), wanted);
        let (mut runs, mut largest) = (0, 0);
        spill
            .sorted::<io::Error>(0, &mut Vec::new(), &mut |keys| {
                (runs, largest) = (runs + 1, largest.max(keys.len()));
                Ok(())
            })
            .unwrap();
        assert!(runs > 4 && largest <= 1 << 16, "{runs} runs, the largest of {largest}");
    }
}
