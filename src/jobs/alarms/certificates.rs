//! Certificates that end: our own, and those of the servers that we talk to.

use std::{collections::BTreeMap, time::Duration};

use super::{Settings, watch::one};
use crate::{
    crypto::certificate::{self, Shown},
    domain::{
        alarm::{Alarm, AlarmKind},
        time::Timestamp,
    },
    store::alarms::Raised,
};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// R154: days before the end of our own that are told.
const ENDS: [u32; 3] = [certificate::WARNED_DAYS, 14, 3];
/// How often directory servers are asked for theirs.
const ASK: Duration = Duration::from_secs(10 * 60);
/// Behind one name there may be several machines. What one of them showed counts for so long, so that they do not raise
/// and clear the alarm by turns.
const COUNTS: Duration = Duration::from_secs(60 * 60);

/// Our own certificate (R154). A file that can not be read now says nothing; its reader complains.
pub(super) fn own(now: Timestamp, settings: &Settings) -> Option<Vec<Alarm>> {
    let Some(file) = &settings.certificate else { return Some(Vec::new()) };
    let left = certificate::end_of(file).ok()?.since(now);
    let days = left.as_secs() / DAY.as_secs();
    let node = &settings.node;
    let near = ENDS.into_iter().filter(|stage| left < DAY.saturating_mul(*stage));
    Some(near.map(|stage| one(AlarmKind::Certificate, format!("{node}: {stage}"), days)).collect())
}

/// What servers showed.
#[derive(Debug, Default)]
pub struct Seen {
    /// When directory servers were asked last.
    asked: Option<Timestamp>,
    /// By server: ends of certificates, and when each was seen last.
    servers: BTreeMap<String, BTreeMap<Timestamp, Timestamp>>,
}

impl Seen {
    fn note(&mut self, now: Timestamp, shown: Shown) {
        let ends = self.servers.entry(shown.server).or_default();
        if let Some(end) = shown.ends {
            ends.insert(end, now);
        }
        // The newest stays, however old: a server that is away has not renewed it.
        let newest = ends.values().max().copied();
        ends.retain(|_, seen| now.since(*seen) < COUNTS || Some(*seen) == newest);
    }
}

/// The certificates of directory servers and collectors that end soon, one alarm each; `known` are raised. Of a server
/// that showed nothing since the start of this process, what is known stays.
pub(super) async fn of_servers(
    now: Timestamp,
    settings: &Settings,
    seen: &mut Seen,
    known: impl Iterator<Item = &Raised>,
) -> Vec<Alarm> {
    if let Some(servers) = &settings.servers
        && seen.asked.is_none_or(|at| now.since(at) >= ASK)
    {
        seen.asked = Some(now);
        for server in servers.servers().await {
            seen.note(now, Shown { server: server.server, ends: server.certificate_ends });
        }
    }
    for shown in settings.collectors.iter().filter_map(|sink| sink.shown()) {
        seen.note(now, shown);
    }
    let known: BTreeMap<&str, &Raised> = known.map(|alarm| (alarm.subject.as_str(), alarm)).collect();
    let alarm = |(server, ends): (&String, &BTreeMap<Timestamp, Timestamp>)| {
        let subject = format!("{}: {server}", settings.node);
        match ends.keys().next() {
            Some(end) => {
                let left = end.since(now);
                let soon = left < DAY.saturating_mul(certificate::WARNED_DAYS);
                soon.then(|| one(AlarmKind::ServerCertificate, subject, left.as_secs() / DAY.as_secs()))
            }
            None => {
                let raised = known.get(subject.as_str())?;
                Some(one(AlarmKind::ServerCertificate, subject, &raised.figure))
            }
        }
    };
    seen.servers.iter().filter_map(alarm).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn two_machines_of_one_name_do_not_take_turns_and_a_renewal_ends_it() {
        let (mut seen, start) = (Seen::default(), Timestamp(1_795_000_000_000));
        let (soon, late) = (start.after(DAY * 9), start.after(DAY * 90));
        let show = |seen: &mut Seen, minutes: u32, end| {
            seen.note(start.after(MINUTE * minutes), Shown { server: "dc".to_owned(), ends: end });
            seen.servers["dc"].keys().next().copied()
        };
        assert_eq!(show(&mut seen, 0, None), None);
        assert_eq!(show(&mut seen, 0, Some(late)), Some(late));
        assert_eq!(show(&mut seen, 10, Some(soon)), Some(soon));
        assert_eq!(show(&mut seen, 20, Some(late)), Some(soon), "the other machine is still there");
        assert_eq!(show(&mut seen, 60, None), Some(soon));
        assert_eq!(show(&mut seen, 70, Some(late)), Some(late), "not seen for an hour");
        assert_eq!(show(&mut seen, 2_000, None), Some(late), "the newest is not forgotten");
    }
}
