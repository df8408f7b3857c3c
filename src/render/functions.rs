//! What templates can call: `t` (text), `a` (text for attributes), `clock`, `moment`, `machine_time`, `seconds_until`.

use std::sync::Arc;

use tera::{Error, Function, Kwargs, State, Tera, TeraResult, Value};

use super::{
    clock,
    error::RenderError,
    text::{Arg, Target, Texts},
};
use crate::domain::time::Timestamp;

/// Arguments whose direction is known: codes, phones, login names, ids (U68).
const LTR: [&str; 7] = ["code", "hint", "login", "support_id", "network", "contact", "host"];

/// Registers all of them. Before templates are added: Tera checks names then.
pub(super) fn register(tera: &mut Tera, texts: &Arc<Texts>) {
    tera.register_function("t", Text { texts: Arc::clone(texts), marked: true });
    tera.register_function("a", Text { texts: Arc::clone(texts), marked: false });
    tera.register_function("clock", Time { texts: Arc::clone(texts), key: "clock" });
    tera.register_function("moment", Time { texts: Arc::clone(texts), key: "moment" });
    tera.register_function("machine_time", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        Ok(clock::machine(Timestamp(kwargs.must_get("at")?)))
    });
    tera.register_function("seconds_until", |kwargs: Kwargs, _: &State| -> TeraResult<i64> {
        let (at, now): (i64, i64) = (kwargs.must_get("at")?, kwargs.must_get("now")?);
        // Rounded up: "now" shown a moment early would lead to a refusal.
        Ok(at.saturating_sub(now).max(0).saturating_add(999) / 1000)
    });
}

fn locale(state: &State) -> TeraResult<String> {
    state.get("locale")?.ok_or_else(|| Error::message("no `locale` here: the component must declare `@locale`"))
}

fn failed(error: &RenderError) -> Error {
    Error::message(error)
}

/// `t(key="…", name=…)` and `a(…)`.
struct Text {
    texts: Arc<Texts>,
    marked: bool,
}

impl Function<TeraResult<Value>> for Text {
    fn call(&self, kwargs: Kwargs, state: &State) -> TeraResult<Value> {
        let key: &str = kwargs.must_get("key")?;
        let mut args = Vec::new();
        for (name, value) in kwargs.iter() {
            let Some(name) = name.as_str().filter(|name| *name != "key") else { continue };
            // What is not there is not given: Fluent then names the variable that the message misses.
            if value.is_none() || value.is_undefined() {
                continue;
            }
            let arg = match (value.as_i64(), value.as_str()) {
                (Some(number), _) => Arg::Number(number),
                (None, Some(text)) if value.is_safe() => Arg::Bare(text.to_owned()),
                (None, Some(text)) if LTR.contains(&name) => Arg::Ltr(text.to_owned()),
                (None, Some(text)) => Arg::Text(text.to_owned()),
                (None, None) => return Err(Error::message(format!("argument `{name}` of `{key}` is no text"))),
            };
            args.push((name, arg));
        }
        let target = match (self.marked, state.autoescaping_enabled()) {
            (true, true) => Target::Html,
            (true, false) => Target::Isolated,
            (false, _) => Target::Plain,
        };
        let text = self.texts.format(&locale(state)?, key, &args, target).map_err(|error| failed(&error))?;
        // `a` goes through Tera's own escaping; `t` has escaped already.
        Ok(if target == Target::Html { Value::safe_string(&text) } else { Value::normal_string(&text) })
    }
}

/// `clock(at=…)`: 14:32. `moment(at=…)`: 21 November 2026 at 14:32 (CET). Both in the frame's zone.
struct Time {
    texts: Arc<Texts>,
    key: &'static str,
}

impl Function<TeraResult<Value>> for Time {
    fn call(&self, kwargs: Kwargs, state: &State) -> TeraResult<Value> {
        let at = Timestamp(kwargs.must_get("at")?);
        let zone: String = state.get("time_zone")?.ok_or_else(|| Error::message("no `time_zone` here"))?;
        let args = clock::arguments(at, &zone);
        let text =
            self.texts.format(&locale(state)?, self.key, &args, Target::Plain).map_err(|error| failed(&error))?;
        // Made of our own words and of digits: nothing to escape, nothing to isolate. It may be an argument of `t`,
        // which escapes the whole.
        Ok(Value::safe_string(&text))
    }
}
