//! The flood guard: requests per source and class of route, in memory, one per node and shared by its workers.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
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
    /// What other applications ask, for all of their people from one address.
    Machine,
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
    /// [`RouteClass::Machine`].
    pub machine: Rate,
    /// Most sources remembered; beyond, those that are not share buckets until some are forgotten.
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
        Self {
            asset: rate(200, 1000),
            page: rate(50, 300),
            form: rate(20, 100),
            machine: rate(2000, 10_000),
            sources: 200_000,
        }
    }
}

type Limiter = RateLimiter<IpAddr, Sources, DefaultClock>;

/// The sources of one class. A flood from ever new addresses must not fill the memory: who is remembered keeps a
/// bucket of their own, and while there is no room strangers share one with their neighbours.
#[derive(Debug)]
struct Sources {
    known: DashMapStateStore<IpAddr>,
    most: usize,
}

impl StateStore for Sources {
    type Key = IpAddr;

    fn measure_and_replace<T, F, E>(&self, source: &IpAddr, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let own = self.known.contains_key(source) || self.known.len() < self.most;
        let bucket = if own { *source } else { shared_key(*source) };
        self.known.measure_and_replace(&bucket, f)
    }
}

impl ShrinkableKeyedStateStore<IpAddr> for Sources {
    fn retain_recent(&self, drop_below: Nanos) {
        self.known.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        self.known.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.known.len()
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

/// The flood guard.
#[derive(Debug)]
pub struct Flood {
    asset: Limiter,
    page: Limiter,
    form: Limiter,
    machine: Limiter,
    clock: DefaultClock,
}

impl Flood {
    /// A guard with these numbers.
    #[must_use]
    pub fn new(numbers: &FloodNumbers) -> Self {
        let clock = DefaultClock::default();
        let limiter = |rate: Rate| {
            let sources = Sources { known: DashMapStateStore::default(), most: numbers.sources };
            Limiter::new(Quota::per_second(rate.per_second).allow_burst(rate.burst), sources, clock.clone())
        };
        Self {
            asset: limiter(numbers.asset),
            page: limiter(numbers.page),
            form: limiter(numbers.form),
            machine: limiter(numbers.machine),
            clock,
        }
    }

    const fn of(&self, class: RouteClass) -> &Limiter {
        match class {
            RouteClass::Asset => &self.asset,
            RouteClass::Page => &self.page,
            RouteClass::Form => &self.form,
            RouteClass::Machine => &self.machine,
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// How long to wait, when it is one too many.
    pub fn check(&self, class: RouteClass, address: IpAddr) -> Result<(), Duration> {
        let limiter = self.of(class);
        limiter.check_key(&super::source(address)).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Forgets the sources that have been quiet. For every minute.
    pub fn housekeeping(&self) {
        for limiter in [&self.asset, &self.page, &self.form, &self.machine] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// Sources remembered, over all classes; for the metrics.
    #[must_use]
    pub fn len(&self) -> usize {
        [&self.asset, &self.page, &self.form, &self.machine].iter().map(|l| l.len()).sum()
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
        FloodNumbers { asset: slow, page: slow, form: slow, machine: slow, sources }
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
    fn a_flood_of_strangers_leaves_those_that_are_remembered_alone() {
        let flood = Flood::new(&numbers(1000));
        let (early, late): (IpAddr, IpAddr) = ("10.200.0.7".parse().unwrap(), "10.200.0.8".parse().unwrap());
        flood.check(RouteClass::Page, early).unwrap();
        for n in 0..100_000_u32 {
            let _ = flood.check(RouteClass::Page, IpAddr::V4((0x0a00_0000 + n).into()));
        }
        assert!(flood.check(RouteClass::Page, late).is_err(), "a stranger shares the bucket of the flood");
        assert_eq!(flood.check(RouteClass::Page, early), Ok(()), "who was here before does not");
        assert_eq!(flood.check(RouteClass::Page, "203.0.113.7".parse().unwrap()), Ok(()), "nor who is elsewhere");
    }

    #[test]
    fn quiet_sources_are_forgotten() {
        let fast = rate(1_000_000, 1);
        let flood = Flood::new(&FloodNumbers { asset: fast, page: fast, form: fast, machine: fast, sources: 1000 });
        flood.check(RouteClass::Page, "203.0.113.7".parse().unwrap()).unwrap();
        assert_eq!(flood.len(), 1);
        let start = std::time::Instant::now();
        while !flood.is_empty() {
            assert!(start.elapsed() < Duration::from_secs(5), "still remembered");
            flood.housekeeping();
        }
    }
}
