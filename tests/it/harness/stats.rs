//! The rule for timing tests: two classes of requests must be alike (TIMING-RULE of the security requirements).

/// Two samples compared by rank.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// Two-sided p-value of the Mann-Whitney U test (normal approximation, corrected for ties).
    pub p: f64,
    /// How often a value of the first class is greater than one of the second; 0.5 when they are alike.
    pub auc: f64,
}

impl Comparison {
    /// Whether the classes can not be told apart: p > 0.01 and |AUC - 0.5| < 0.05.
    pub fn alike(self) -> bool {
        self.p > 0.01 && (self.auc - 0.5).abs() < 0.05
    }
}

/// Compares two samples.
#[expect(clippy::cast_precision_loss, reason = "samples have hundreds of values")]
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Comparison {
    let (n1, n2) = (first.len() as f64, second.len() as f64);
    assert!(n1 > 20.0 && n2 > 20.0, "too few values for the normal approximation");
    let mut all: Vec<(f64, bool)> = first.iter().map(|&v| (v, true)).collect();
    all.extend(second.iter().map(|&v| (v, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank_sum, mut ties, mut done) = (0.0, 0.0, 0.0);
    for equal in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let count = equal.len() as f64;
        let rank = done + (count + 1.0) / 2.0;
        rank_sum += rank * equal.iter().filter(|(_, is_first)| *is_first).count() as f64;
        ties += count.powi(3) - count;
        done += count;
    }
    let u = rank_sum - n1 * (n1 + 1.0) / 2.0;
    let n = n1 + n2;
    let sigma = (n1 * n2 / 12.0 * ((n + 1.0) - ties / (n * (n - 1.0)))).sqrt();
    let distance = ((u - n1 * n2 / 2.0).abs() - 0.5).max(0.0);
    let p = if sigma > 0.0 { erfc(distance / sigma / std::f64::consts::SQRT_2) } else { 1.0 };
    Comparison { p, auc: u / (n1 * n2) }
}

/// Measures both classes in random order, 30 warm-ups and `n` values each, up to three times; fails when they can be
/// told apart each time. `measure(true)` takes one value of the first class, in any unit.
pub async fn assert_alike(what: &str, n: usize, mut measure: impl AsyncFnMut(bool) -> f64) {
    let mut last = None;
    for _ in 0..3 {
        let mut samples = (Vec::new(), Vec::new());
        for round in 0..n + 30 {
            let order = rand::random::<bool>();
            for class in [order, !order] {
                let value = measure(class).await;
                if round >= 30 {
                    if class { samples.0.push(value) } else { samples.1.push(value) }
                }
            }
        }
        let found = mann_whitney(&samples.0, &samples.1);
        if found.alike() {
            return;
        }
        eprintln!("{what}: {found:?}, once more");
        last = Some(found);
    }
    panic!("{what} can be told apart: {last:?}");
}

/// The complementary error function (Abramowitz and Stegun 7.1.26; error below 1.5e-7).
fn erfc(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    poly.iter().fold(0.0, |sum, c| sum * t + c) * t * (-x * x).exp()
}

#[test]
fn the_rule_tells_different_samples_apart_and_equal_ones_not() {
    let even: Vec<f64> = (0..500).map(|n| f64::from((n * 7919) % 1000)).collect();
    let also: Vec<f64> = (0..500).map(|n| f64::from((n * 6007 + 13) % 1000)).collect();
    let later: Vec<f64> = also.iter().map(|v| v + 150.0).collect();
    assert!(mann_whitney(&even, &also).alike());
    let found = mann_whitney(&later, &even);
    assert!(!found.alike() && found.auc > 0.6, "{found:?}");
}
