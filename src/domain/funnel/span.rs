//! How long journeys take, counted so that a median can be told of any number of days.

use std::collections::BTreeMap;

/// How long something took, in steps of one twentieth: a median told from counts of steps is right to 2.5 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u16);

impl Span {
    /// The step that `seconds` fall into.
    #[must_use]
    pub fn of(seconds: f64) -> Self {
        let step = (seconds.max(1.0).ln() / 1.05_f64.ln()).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a saturating cast of 0 to some 300"
        )]
        Self(step as u16)
    }

    /// The middle of it, in seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        1.05_f64.powf(f64::from(self.0) + 0.5)
    }

    /// The subject of [`Counter::Took`].
    #[must_use]
    pub fn subject(self) -> String {
        format!("{:04}", self.0)
    }

    /// The span of a subject.
    #[must_use]
    pub fn parse(subject: &str) -> Option<Self> {
        subject.parse().ok().map(Self)
    }

    /// The span below which `share` (0 to 1) of all lie.
    #[must_use]
    pub fn quantile(counts: &BTreeMap<Self, u64>, share: f64) -> Option<Self> {
        let all: u64 = counts.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of journeys are far below 2^52")]
        let wanted = all as f64 * share;
        let mut below = 0_u64;
        counts.iter().find_map(|(span, count)| {
            below = below.saturating_add(*count);
            #[expect(clippy::cast_precision_loss, reason = "as above")]
            let reached = below as f64 >= wanted;
            (reached && below > 0).then_some(*span)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_of_steps_is_right_to_a_fortieth() {
        let seconds: Vec<f64> = (1..=1000_u32).map(|n| f64::from(n) * 0.9).collect();
        let mut counts = BTreeMap::new();
        for one in &seconds {
            *counts.entry(Span::of(*one)).or_insert(0) += 1;
        }
        for (share, exact) in [(0.5, 450.0), (0.9, 810.0), (0.1, 90.0)] {
            let told = Span::quantile(&counts, share).unwrap().seconds();
            assert!((told / exact - 1.0).abs() < 0.03, "{share}: {told} instead of {exact}");
        }
        assert_eq!(Span::quantile(&BTreeMap::new(), 0.5), None);
        assert_eq!(Span::parse(&Span::of(75.0).subject()), Some(Span::of(75.0)));
    }
}
