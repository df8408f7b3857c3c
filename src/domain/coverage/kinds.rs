//! Small sets and counts of kinds of security info.

use crate::domain::security_info::Kind;

/// A set of kinds, as one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Kinds(u8);

const fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

impl Kinds {
    /// The set that the database holds as `bits`; bits that stand for no kind are left out.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Kind::ALL.into_iter().filter(|kind| bits & bit(*kind) != 0).collect()
    }

    /// As the database holds it.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Puts one in.
    pub const fn insert(&mut self, kind: Kind) {
        self.0 |= bit(kind);
    }

    /// Whether it is in.
    #[must_use]
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & bit(kind) != 0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// None at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in, strongest first.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        kinds.into_iter().fold(Self::default(), |mut all, kind| {
            all.insert(kind);
            all
        })
    }
}

/// How many of each kind somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindCounts([u16; Kind::ALL.len()]);

impl KindCounts {
    /// One more.
    pub fn add(&mut self, kind: Kind) {
        if let Some(count) = self.0.get_mut(kind as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// How many there are.
    #[must_use]
    pub fn of(&self, kind: Kind) -> u16 {
        self.0.get(kind as usize).copied().unwrap_or(0)
    }

    /// The kinds of which there is one.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        Kind::ALL.into_iter().filter(|kind| self.of(*kind) > 0).collect()
    }
}

impl FromIterator<Kind> for KindCounts {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        kinds.into_iter().fold(Self::default(), |mut all, kind| {
            all.add(kind);
            all
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_what_was_put_in() {
        let set = Kinds::from_iter([Kind::Phone, Kind::App, Kind::Phone]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Kind::App, Kind::Phone]);
        assert_eq!((set.len(), set.is_empty(), Kinds::default().is_empty()), (2, false, true));
        assert_eq!(Kinds::from_bits(set.bits()), set);
        assert_eq!(Kinds::from_bits(0xff).len(), Kind::ALL.len());
        let counts = KindCounts::from_iter([Kind::Phone, Kind::Phone, Kind::Questions]);
        assert_eq!((counts.of(Kind::Phone), counts.of(Kind::App)), (2, 0));
        assert_eq!(counts.kinds(), Kinds::from_iter([Kind::Phone, Kind::Questions]));
    }
}
