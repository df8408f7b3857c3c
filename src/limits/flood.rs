//! The flood guard: requests per source and class of route, in memory, one per node and shared by its workers.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};

/// Classes of routes with limits of their own, so that pictures do not use up what forms need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteClass {
    /// Style sheets, pictures, fonts.
    Asset,
    /// Pages that are only looked at.
    Page,
    /// Forms that are posted.
    Form,
}

/// How many requests per second one source may send for good, and how many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// For good, per second.
    pub per_second: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

/// Rates of all classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloodNumbers {
    /// [`RouteClass::Asset`].
    pub asset: Rate,
    /// [`RouteClass::Page`].
    pub page: Rate,
    /// [`RouteClass::Form`].
    pub form: Rate,
    /// Most sources remembered; beyond, unknown ones share one bucket until some are forgotten.
    pub sources: usize,
}

const fn rate(per_second: u32, burst: u32) -> Rate {
    let (Some(per_second), Some(burst)) = (NonZeroU32::new(per_second), NonZeroU32::new(burst)) else {
        return Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN };
    };
    Rate { per_second, burst }
}

impl Default for FloodNumbers {
    /// Wide enough for an office behind one address: N17 limits what matters.
    fn default() -> Self {
        Self { asset: rate(200, 1000), page: rate(50, 300), form: rate(20, 100), sources: 200_000 }
    }
}

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>;

/// The flood guard.
#[derive(Debug)]
pub struct Flood {
    asset: Limiter,
    page: Limiter,
    form: Limiter,
    sources: usize,
    clock: DefaultClock,
}

impl Flood {
    /// A guard with these numbers.
    #[must_use]
    pub fn new(numbers: &FloodNumbers) -> Self {
        let limiter = |rate: Rate| Limiter::keyed(Quota::per_second(rate.per_second).allow_burst(rate.burst));
        Self {
            asset: limiter(numbers.asset),
            page: limiter(numbers.page),
            form: limiter(numbers.form),
            sources: numbers.sources,
            clock: DefaultClock::default(),
        }
    }

    const fn of(&self, class: RouteClass) -> &Limiter {
        match class {
            RouteClass::Asset => &self.asset,
            RouteClass::Page => &self.page,
            RouteClass::Form => &self.form,
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// How long to wait, when it is one too many.
    pub fn check(&self, class: RouteClass, address: IpAddr) -> Result<(), Duration> {
        let limiter = self.of(class);
        let source = super::source(address);
        // A flood from ever new addresses must not fill the memory: strangers then share a bucket.
        let key = if limiter.len() < self.sources { source } else { shared_key(source) };
        limiter.check_key(&key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Forgets the sources that have been quiet. For every minute.
    pub fn housekeeping(&self) {
        for limiter in [&self.asset, &self.page, &self.form] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// Sources remembered, over all classes; for the metrics.
    #[must_use]
    pub fn len(&self) -> usize {
        [&self.asset, &self.page, &self.form].iter().map(|l| l.len()).sum()
    }

    /// Whether no source is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// When the memory is full: one bucket per /8 (IPv4) or /16 (IPv6), at most 65,792 more.
fn shared_key(source: IpAddr) -> IpAddr {
    match source {
        IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() & 0xff00_0000).into()),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (0xffff << 112)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(sources: usize) -> FloodNumbers {
        let slow = rate(1, 3);
        FloodNumbers { asset: slow, page: slow, form: slow, sources }
    }

    #[test]
    fn r31_each_source_and_class_has_its_own_bucket() {
        let flood = Flood::new(&numbers(100));
        let here: IpAddr = "203.0.113.7".parse().unwrap();
        for _ in 0..3 {
            assert_eq!(flood.check(RouteClass::Form, here), Ok(()));
        }
        let wait = flood.check(RouteClass::Form, here).unwrap_err();
        assert!(wait <= Duration::from_secs(1));
        assert_eq!(flood.check(RouteClass::Page, here), Ok(()));
        assert_eq!(flood.check(RouteClass::Form, "203.0.113.8".parse().unwrap()), Ok(()));
        let (a, b) = ("2001:db8::1".parse().unwrap(), "2001:db8::2".parse().unwrap());
        for address in [a, b, a] {
            assert_eq!(flood.check(RouteClass::Form, address), Ok(()));
        }
        assert!(flood.check(RouteClass::Form, b).is_err(), "one /64 is one source");
    }

    #[test]
    fn memory_is_bounded() {
        let flood = Flood::new(&numbers(1000));
        for n in 0..100_000_u32 {
            let _ = flood.check(RouteClass::Page, IpAddr::V4((0x0a00_0000 + n).into()));
        }
        assert!(flood.len() <= 1001, "{}", flood.len());
    }

    #[test]
    fn quiet_sources_are_forgotten() {
        let fast = rate(1_000_000, 1);
        let flood = Flood::new(&FloodNumbers { asset: fast, page: fast, form: fast, sources: 1000 });
        flood.check(RouteClass::Page, "203.0.113.7".parse().unwrap()).unwrap();
        assert_eq!(flood.len(), 1);
        let start = std::time::Instant::now();
        while !flood.is_empty() {
            assert!(start.elapsed() < Duration::from_secs(5), "still remembered");
            flood.housekeeping();
        }
    }
}
