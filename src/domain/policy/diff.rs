//! What differs between two documents, setting by setting.

use std::fmt;

use super::{
    document::{Bound, Document},
    field::{Field, Part, Value},
    set::EVERYBODY,
};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A policy that was not there. What differs from the usual values follows as [`Change::Set`].
    Added {
        /// Its name.
        policy: String,
        /// Its place, from 1.
        place: usize,
    },
    /// A policy that is no longer there.
    Removed {
        /// Its name.
        policy: String,
    },
    /// The same policy with another name.
    Renamed {
        /// As it was called.
        from: String,
        /// As it is called.
        to: String,
    },
    /// A policy that is asked earlier or later than the others.
    Moved {
        /// Its name.
        policy: String,
        /// Its place before, from 1.
        from: usize,
        /// Its place now.
        to: usize,
    },
    /// A setting with another value.
    Set {
        /// Whose it is; `None` for what all policies share.
        policy: Option<String>,
        /// Which.
        field: Field,
        /// Its value before.
        old: Value,
        /// Its value now.
        new: Value,
        /// What came, of a list.
        added: Vec<String>,
        /// What went, of a list.
        removed: Vec<String>,
    },
}

/// What differs, in the order of the file.
#[must_use]
pub fn changes(old: &Document, new: &Document) -> Vec<Change> {
    let mut all = Vec::new();
    for field in Field::of(Part::Shared) {
        set(&mut all, None, field, field.in_shared(&old.shared), field.in_shared(&new.shared));
    }
    let pairs = pairs(&old.policies, &new.policies);
    let before = |place: usize| pairs.iter().find(|(_, n)| *n == place).map(|(o, _)| *o);
    let moved = moved(&pairs);
    for (place, bound) in new.policies.iter().enumerate() {
        let was = before(place);
        let earlier = was.and_then(|was| old.policies.get(was));
        let usual = Bound::usual();
        match (was, earlier) {
            (Some(was), Some(earlier)) => {
                if earlier.name != bound.name {
                    all.push(Change::Renamed { from: earlier.name.clone(), to: bound.name.clone() });
                }
                if moved.contains(&place) {
                    all.push(Change::Moved { policy: bound.name.clone(), from: was + 1, to: place + 1 });
                }
            }
            _ => all.push(Change::Added { policy: bound.name.clone(), place: place + 1 }),
        }
        let earlier = earlier.unwrap_or(&usual);
        let fields = Field::of(Part::Bound).filter(|field| *field != Field::Name).chain(Field::of(Part::Rules));
        for field in fields {
            set(&mut all, Some(&bound.name), field, field.in_bound(earlier), field.in_bound(bound));
        }
    }
    for field in Field::of(Part::Rules) {
        let (old, new) = (field.in_rules(&old.everybody), field.in_rules(&new.everybody));
        set(&mut all, Some(EVERYBODY), field, old, new);
    }
    for (place, bound) in old.policies.iter().enumerate() {
        if !pairs.iter().any(|(o, _)| *o == place) {
            all.push(Change::Removed { policy: bound.name.clone() });
        }
    }
    all
}

fn set(all: &mut Vec<Change>, policy: Option<&str>, field: Field, old: Value, new: Value) {
    if old == new {
        return;
    }
    let texts = |value: &Value| match value {
        Value::List(list) | Value::Kept(list) => list.clone(),
        Value::Methods(methods) => methods.iter().map(|method| method.as_str().to_owned()).collect(),
        _ => Vec::new(),
    };
    let (before, after) = (texts(&old), texts(&new));
    all.push(Change::Set {
        policy: policy.map(str::to_owned),
        field,
        added: after.iter().filter(|text| !before.contains(text)).cloned().collect(),
        removed: before.iter().filter(|text| !after.contains(text)).cloned().collect(),
        old,
        new,
    });
}

/// Which policy of the old document is which of the new one: by name, then those that differ in nothing else.
fn pairs(old: &[Bound], new: &[Bound]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let alike: [fn(&Bound, &Bound) -> bool; 2] = [
        |a, b| a.name == b.name,
        |a, b| (&a.for_groups, &a.for_below, &a.rules) == (&b.for_groups, &b.for_below, &b.rules),
    ];
    for same in alike {
        for (n, bound) in new.iter().enumerate() {
            let free = |(o, was): &(usize, &Bound)| {
                !pairs.iter().any(|(taken, place)| taken == o || *place == n) && same(was, bound)
            };
            if let Some((o, _)) = old.iter().enumerate().find(free) {
                pairs.push((o, n));
            }
        }
    }
    pairs.sort_unstable_by_key(|(_, n)| *n);
    pairs
}

/// The new places of those that were moved: all but the longest run that kept its order.
fn moved(pairs: &[(usize, usize)]) -> Vec<usize> {
    // For each, the longest run that ends with it; few enough to compare all with all.
    let mut runs: Vec<Vec<usize>> = Vec::with_capacity(pairs.len());
    for (at, (o, n)) in pairs.iter().enumerate() {
        let ends = pairs.iter().zip(&runs).take(at);
        let longest = ends.filter(|((before, _), _)| before < o).map(|(_, run)| run).max_by_key(|run| run.len());
        let mut run = longest.cloned().unwrap_or_default();
        run.push(*n);
        runs.push(run);
    }
    let kept = runs.into_iter().max_by_key(Vec::len).unwrap_or_default();
    pairs.iter().map(|(_, n)| *n).filter(|n| !kept.contains(n)).collect()
}

impl fmt::Display for Change {
    /// One line of plain English, for the command line and the log. Words and mailboxes are counted only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { policy, place } => write!(f, "policy \"{policy}\" is added at place {place}"),
            Self::Removed { policy } => write!(f, "policy \"{policy}\" is removed"),
            Self::Renamed { from, to } => write!(f, "policy \"{from}\" is now called \"{to}\""),
            Self::Moved { policy, from, to } => write!(f, "policy \"{policy}\" moves from place {from} to {to}"),
            Self::Set { policy, field, old, new, added, removed } => {
                match policy {
                    Some(policy) => write!(f, "{policy}: ")?,
                    None => f.write_str("shared: ")?,
                }
                let name = field.as_str();
                match new {
                    Value::Kept(_) => write!(f, "{name}: {} added, {} removed", added.len(), removed.len()),
                    Value::List(_) => {
                        let listed = |sign: char, list: &[String]| {
                            list.iter().map(|text| format!(" {sign} {text}")).collect::<Vec<_>>().join(",")
                        };
                        let (plus, minus) = (listed('+', added), listed('-', removed));
                        let both = if plus.is_empty() || minus.is_empty() { "" } else { "," };
                        if plus.is_empty() && minus.is_empty() {
                            return write!(f, "{name}: in another order");
                        }
                        write!(f, "{name}:{plus}{both}{minus}")
                    }
                    _ => write!(f, "{name}: {old} -> {new}"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{method::Method, policy::document::Scope};

    fn bound(name: &str, group: &str) -> Bound {
        Bound { name: name.to_owned(), for_groups: vec![group.to_owned()], ..Bound::usual() }
    }

    fn lines(old: &Document, new: &Document) -> Vec<String> {
        changes(old, new).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_differs_from_itself() {
        let document = Document { policies: vec![bound("a", "A"), bound("b", "B")], ..Document::default() };
        assert!(changes(&document, &document).is_empty());
    }

    #[test]
    fn each_setting_is_told_with_old_and_new() {
        let old = Document::default();
        let mut new = old.clone();
        new.shared.writeback = false;
        new.shared.banned_words = vec!["contoso".into(), "fabrikam".into()];
        new.shared.own_mail_domains = vec!["contoso.com".into()];
        new.everybody.enabled = Scope::Selected;
        new.everybody.groups = vec!["CN=Pilot,DC=x".into()];
        new.everybody.reconfirm_days = 90;
        new.everybody.methods_to_register = Some(3);
        new.everybody.methods = vec![Method::App, Method::Email];
        assert_eq!(
            lines(&old, &new),
            [
                "shared: writeback: yes -> no",
                "shared: own_mail_domains: + contoso.com",
                "shared: banned_words: 2 added, 0 removed",
                "everybody: enabled: none -> selected",
                "everybody: groups: + CN=Pilot,DC=x",
                "everybody: methods: passkey, app, sms, email, recovery-code, pass -> app, email",
                "everybody: methods_to_register: (none) -> 3",
                "everybody: reconfirm_days: 180 -> 90",
            ]
        );
        let Some(Change::Set { added, removed, .. }) =
            changes(&old, &new).into_iter().find(|c| matches!(c, Change::Set { field: Field::Methods, .. }))
        else {
            panic!("methods differ")
        };
        assert_eq!((added.len(), removed.len()), (0, 4));
        let text = lines(&old, &new).join("\n");
        assert!(!text.contains("fabrikam"), "words are counted, not told: {text}");
    }

    #[test]
    fn policies_come_go_move_and_get_other_names() {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| bound(name, &name.to_uppercase()));
        let of = |policies: &[&Bound]| Document {
            policies: policies.iter().map(|bound| (*bound).clone()).collect(),
            ..Document::default()
        };
        assert_eq!(lines(&of(&[&a]), &of(&[&a, &b])), ["policy \"b\" is added at place 2", "b: for_groups: + B"]);
        assert_eq!(lines(&of(&[&a, &b]), &of(&[&b])), ["policy \"a\" is removed"]);
        assert_eq!(lines(&of(&[&a, &b, &c, &d]), &of(&[&d, &a, &b, &c])), ["policy \"d\" moves from place 4 to 1"]);
        let renamed = Bound { name: "alpha".into(), ..a.clone() };
        assert_eq!(lines(&of(&[&a, &b]), &of(&[&renamed, &b])), ["policy \"a\" is now called \"alpha\""]);
    }
}
