//! A straight line through what was counted, and when it reaches a mark: no more than that.

/// Days that the line is laid through, at most.
pub const WINDOW: i64 = 28;
/// Days between the first and the last point, at least.
const LEAST: i64 = 3;
/// Days that a line is drawn on for.
const FARTHEST: f64 = 3.0 * 365.0;

/// A line through points of (day, share).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Share on day 0.
    start: f64,
    /// Share that a day adds.
    pace: f64,
    /// The last day there is a point of.
    last: i64,
}

#[expect(clippy::cast_precision_loss, reason = "days since 1970 are far below 2^52")]
const fn float(day: i64) -> f64 {
    day as f64
}

impl Line {
    /// The line of least squares through the points of the last [`WINDOW`] days; `None` when they are too few to tell.
    #[must_use]
    pub fn through(points: &[(i64, f64)]) -> Option<Self> {
        let last = points.iter().map(|(day, _)| *day).max()?;
        let recent: Vec<(f64, f64)> = points
            .iter()
            .filter(|(day, _)| last.saturating_sub(*day) <= WINDOW)
            .map(|(day, share)| (float(day.saturating_sub(last)), *share))
            .collect();
        let first = recent.iter().map(|(day, _)| *day).fold(0.0, f64::min);
        if first > -float(LEAST) {
            return None;
        }
        let count = recent.iter().fold(0.0, |count, _| count + 1.0);
        let mean = |sum: f64| sum / count;
        let (x, y) = (mean(recent.iter().map(|p| p.0).sum()), mean(recent.iter().map(|p| p.1).sum()));
        let spread: f64 = recent.iter().map(|p| (p.0 - x).powi(2)).sum();
        let pace = recent.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
        pace.is_finite().then_some(Self { start: y - pace * x, pace, last })
    }

    /// The share that the line has on a day, between 0 and 1.
    #[must_use]
    pub fn at(&self, day: i64) -> f64 {
        (self.start + self.pace * float(day.saturating_sub(self.last))).clamp(0.0, 1.0)
    }

    /// The day on which the line reaches `mark`: `None` when it is there already, falls, or takes more than three
    /// years.
    #[must_use]
    pub fn reaches(&self, mark: f64) -> Option<i64> {
        // A hair less, so that what rounding adds is not a day more.
        let days = ((mark - self.start) / self.pace - 1e-6).ceil();
        let ahead = self.pace > 0.0 && days > 0.0 && days <= FARTHEST;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1095")]
        ahead.then(|| self.last.saturating_add(days as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_pace_reaches_its_mark() {
        let points: Vec<(i64, f64)> = (0..11).map(|n| (1000 + n, 0.40 + 0.01 * float(n))).collect();
        let line = Line::through(&points).unwrap();
        assert!((line.at(1010) - 0.50).abs() < 1e-9);
        assert_eq!(line.reaches(0.90), Some(1050));
        assert_eq!(line.reaches(0.45), None, "it is there already");
        assert!((line.at(1_000_000) - 1.0).abs() < 1e-9, "never above all");
    }

    #[test]
    fn old_days_do_not_count_and_few_days_tell_nothing() {
        let mut points: Vec<(i64, f64)> = (0..200).map(|n| (n, 0.1)).collect();
        points.extend((200..229).map(|n| (n, 0.1 + 0.02 * float(n - 200))));
        let line = Line::through(&points).unwrap();
        assert!(line.reaches(0.9).is_some_and(|day| (238..=244).contains(&day)), "{line:?}");
        assert_eq!(Line::through(&[]), None);
        assert_eq!(Line::through(&[(5, 0.1)]), None);
        assert_eq!(Line::through(&[(5, 0.1), (5, 0.2), (7, 0.3)]), None);
        let falling = Line::through(&[(1, 0.5), (3, 0.45), (9, 0.4)]).unwrap();
        assert_eq!(falling.reaches(0.9), None);
        let still = Line::through(&[(1, 0.5), (3, 0.5), (9, 0.5)]).unwrap();
        assert_eq!(still.reaches(0.9), None);
    }
}
