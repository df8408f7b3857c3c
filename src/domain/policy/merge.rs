//! Two people changed the same document: what each of them changed, in one. Where both changed one setting, the later
//! one's word counts; the preview shows it before anything is saved.

use serde_json::{Map, Value};

use super::Document;

/// `mine` and `theirs`, both made from `base`, in one. `None` when the result is no document, which is never expected.
#[must_use]
pub fn merged(base: &Document, theirs: &Document, mine: &Document) -> Option<Document> {
    let value = |document: &Document| serde_json::to_value(document).ok();
    serde_json::from_value(both(&value(base)?, &value(theirs)?, &value(mine)?)).ok()
}

fn both(base: &Value, theirs: &Value, mine: &Value) -> Value {
    if mine == base {
        return theirs.clone();
    }
    if theirs == base {
        return mine.clone();
    }
    match (base, theirs, mine) {
        (Value::Object(base), Value::Object(theirs), Value::Object(mine)) => {
            let mut keys: Vec<&String> = mine.keys().chain(theirs.keys()).chain(base.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            let mut all = Map::new();
            for key in keys {
                // What is absent is compared as absent: a list that became empty is left out of the document.
                let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                let merged = both(&of(base), &of(theirs), &of(mine));
                if !merged.is_null() {
                    all.insert(key.clone(), merged);
                }
            }
            Value::Object(all)
        }
        (_, Value::Array(theirs), Value::Array(mine)) => {
            let none = Vec::new();
            let base = base.as_array().unwrap_or(&none);
            Value::Array(if is_named(theirs) && is_named(mine) {
                policies(base, theirs, mine)
            } else {
                list(base, theirs, mine)
            })
        }
        _ => mine.clone(),
    }
}

fn name(value: &Value) -> Option<&str> {
    value.get("name")?.as_str()
}

fn is_named(list: &[Value]) -> bool {
    list.iter().all(|value| name(value).is_some())
}

/// Policies by name, in my order; theirs that are new come last.
fn policies(base: &[Value], theirs: &[Value], mine: &[Value]) -> Vec<Value> {
    let find = |list: &[Value], wanted: &Value| list.iter().find(|value| name(value) == name(wanted)).cloned();
    let mut all = Vec::new();
    for own in mine {
        match (find(base, own), find(theirs, own)) {
            (Some(before), Some(other)) => all.push(both(&before, &other, own)),
            // They removed what I did not touch.
            (Some(before), None) if before == *own => {}
            _ => all.push(own.clone()),
        }
    }
    for other in theirs.iter().filter(|other| find(mine, other).is_none()) {
        match find(base, other) {
            // I removed what they did not touch.
            Some(before) if before == *other => {}
            _ => all.push(other.clone()),
        }
    }
    all
}

/// A plain list: mine, with what they added, without what they took away.
fn list(base: &[Value], theirs: &[Value], mine: &[Value]) -> Vec<Value> {
    let gone = |value: &&Value| base.contains(value) && !theirs.contains(value);
    let mut all: Vec<Value> = mine.iter().filter(|value| !gone(value)).cloned().collect();
    let came = theirs.iter().filter(|value| !base.contains(value) && !mine.contains(value));
    all.extend(came.cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::document::Bound;

    fn bound(name: &str) -> Bound {
        Bound { name: name.into(), for_groups: vec![name.to_uppercase()], ..Bound::usual() }
    }

    #[test]
    fn what_each_changed_is_in_the_result() {
        let mut base = Document { policies: vec![bound("a"), bound("b")], ..Document::default() };
        base.shared.own_mail_domains = vec!["one.test".into(), "two.test".into()];
        let (mut theirs, mut mine) = (base.clone(), base.clone());
        theirs.shared.writeback = false;
        theirs.everybody.reconfirm_days = 30;
        theirs.policies.push(bound("theirs"));
        theirs.policies[0].rules.gates = 1;
        theirs.shared.own_mail_domains = vec!["two.test".into(), "three.test".into()];
        mine.everybody.gates = 1;
        mine.everybody.reconfirm_days = 90;
        mine.everybody.groups = vec!["Pilot".into()];
        mine.policies.remove(1);
        mine.policies[0].rules.reconfirm_days = 7;
        mine.policies.insert(0, bound("mine"));
        mine.shared.own_mail_domains.push("four.test".into());
        let merged = merged(&base, &theirs, &mine).unwrap();
        assert!(!merged.shared.writeback);
        assert_eq!((merged.everybody.gates, merged.everybody.reconfirm_days), (1, 90), "mine where both did");
        assert_eq!(merged.everybody.groups, ["Pilot"]);
        let names: Vec<&str> = merged.policies.iter().map(|bound| bound.name.as_str()).collect();
        assert_eq!(names, ["mine", "a", "theirs"]);
        assert_eq!((merged.policies[1].rules.gates, merged.policies[1].rules.reconfirm_days), (1, 7));
        assert_eq!(merged.shared.own_mail_domains, ["two.test", "four.test", "three.test"]);
    }

    #[test]
    fn who_changed_nothing_gets_the_others() {
        let base = Document { policies: vec![bound("a")], ..Document::default() };
        let mut theirs = base.clone();
        theirs.policies.clear();
        assert_eq!(merged(&base, &theirs, &base), Some(theirs.clone()));
        assert_eq!(merged(&base, &base, &theirs), Some(theirs));
    }
}
