//! Floor 2: logs and metrics. The log writes what a line says and never who a person is: fields named like personal
//! data or secrets are not written, whatever code logs them (R101; see `docs/logging.md`).

pub mod causes;
pub mod metric;

use std::{
    io::Write as _,
    panic::PanicHookInfo,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use serde_json::{Map, Value};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    EnvFilter, Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

use crate::domain::time::Clock;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line.
    Json,
    /// For a person at a terminal.
    Text,
}

/// Longest value of a field, in characters; more is cut.
const FIELD_CHARACTERS: usize = 1024;
/// Lines per second that are neither warnings nor errors, and that are; more are counted and dropped, so that a
/// flood of requests can not fill the disk (R153).
const LINES_PER_SECOND: u32 = 500;
const URGENT_PER_SECOND: u32 = 200;

/// Words in a field's name that keep its value out of the log.
const PRIVATE: &[&str] = &[
    "login",
    "logins",
    "code",
    "codes",
    "password",
    "passwords",
    "phone",
    "phones",
    "mail",
    "mails",
    "email",
    "contact",
    "contacts",
    "cookie",
    "cookies",
    "token",
    "tokens",
    "authorization",
    "secret",
    "secrets",
    "csrf",
];
/// Names with such a word that are no secret.
const PUBLIC: &[&str] = &["code", "status_code", "error_code", "exit_code", "result_code"];

/// Whether the value of a field with this name is kept out.
fn private(name: &str) -> bool {
    !PUBLIC.contains(&name)
        && name.split(['.', '_', '-']).any(|part| PRIVATE.contains(&part.to_ascii_lowercase().as_str()))
}

/// `text` on one line and without anything that a terminal or a viewer would act upon.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (count, character) in text.chars().enumerate() {
        if count == FIELD_CHARACTERS {
            out.push('…');
            break;
        }
        let acts = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if character.is_control() || acts {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

#[derive(Default, Clone)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        let name = field.name();
        // A stable code of ours is fine, six digits are not.
        let digits = name == "code" && value.to_string().bytes().filter(u8::is_ascii_digit).count() > 4;
        let value = if private(name) || digits { Value::from("[private]") } else { value };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field, Value::from(harmless(&format!("{value:?}"))));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::from(harmless(value)));
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::from(value));
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::from(value));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::from(value));
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, Value::from(value));
    }
}

/// Where finished lines go.
pub type Sink = Arc<dyn Fn(&str) + Send + Sync>;

/// The layer that writes lines.
pub struct Lines {
    format: Format,
    clock: Arc<dyn Clock>,
    sink: Sink,
    second: AtomicI64,
    written: [AtomicU32; 2],
    dropped: AtomicU32,
}

impl Lines {
    /// Lines in this format, with this clock's time, to `sink`.
    #[must_use]
    pub fn new(format: Format, clock: Arc<dyn Clock>, sink: Sink) -> Self {
        let zero = || AtomicU32::new(0);
        Self { format, clock, sink, second: AtomicI64::new(0), written: [zero(), zero()], dropped: zero() }
    }

    /// Whether one more line may be written in this second; tells of the lines that were not.
    fn admit(&self, urgent: bool, now: i64) -> bool {
        let second = now.div_euclid(1000);
        let [usual, warnings] = &self.written;
        if self.second.swap(second, Ordering::Relaxed) != second {
            usual.store(0, Ordering::Relaxed);
            warnings.store(0, Ordering::Relaxed);
            let dropped = self.dropped.swap(0, Ordering::Relaxed);
            if dropped > 0 {
                let mut fields = Map::new();
                fields.insert("message".to_owned(), Value::from("log lines were dropped, there were too many"));
                fields.insert("dropped".to_owned(), Value::from(dropped));
                self.write(now, Level::WARN, "latchkey::telemetry", fields);
            }
        }
        let (counter, most) = if urgent { (warnings, URGENT_PER_SECOND) } else { (usual, LINES_PER_SECOND) };
        let admitted = counter.fetch_add(1, Ordering::Relaxed) < most;
        if !admitted {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        admitted
    }

    fn write(&self, now: i64, level: Level, target: &str, mut fields: Map<String, Value>) {
        let time = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
        let line = match self.format {
            Format::Json => {
                let mut line = Map::new();
                line.insert("time".to_owned(), Value::from(format!("{time:.3}")));
                line.insert("level".to_owned(), Value::from(level.as_str()));
                line.insert("target".to_owned(), Value::from(target));
                for (name, value) in fields {
                    line.entry(name).or_insert(value);
                }
                Value::Object(line).to_string()
            }
            Format::Text => {
                let message = fields.remove("message");
                let message = message.as_ref().and_then(Value::as_str).unwrap_or_default();
                let mut line = format!("{time:.3} {level:>5} {message}");
                for (name, value) in fields {
                    line.push_str(&format!(" {name}={value}"));
                }
                line
            }
        };
        (self.sink)(&line);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let level = *event.metadata().level();
        let now = self.clock.now().millis();
        if !self.admit(level <= Level::WARN, now) {
            return;
        }
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flatten().collect::<Vec<_>>().into_iter().rev() {
            if let Some(own) = span.extensions().get::<Fields>() {
                fields.0.extend(own.0.clone());
            }
        }
        event.record(&mut fields);
        self.write(now, level, event.metadata().target(), fields.0);
    }
}

/// Why telemetry can not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not one (`info,latchkey=debug`).
    #[error("the log filter is not valid: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// It was set up before.
    #[error("logging was set up twice")]
    Twice,
    /// The metrics recorder could not be built.
    #[error(transparent)]
    Metrics(#[from] BuildError),
}

/// Starts logging to the standard output, and logs panics.
///
/// # Errors
/// [`TelemetryError`] for a bad filter or a second call.
pub fn init(format: Format, filter: &str, clock: Arc<dyn Clock>) -> Result<(), TelemetryError> {
    // A reader that went away must not end the process.
    let sink: Sink = Arc::new(|line| drop(writeln!(std::io::stdout().lock(), "{line}")));
    let subscriber =
        tracing_subscriber::registry().with(EnvFilter::try_new(filter)?).with(Lines::new(format, clock, sink));
    tracing::subscriber::set_global_default(subscriber).map_err(|_| TelemetryError::Twice)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Logs where a panic happened. Not what it says: that may quote what someone typed.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    metrics::counter!(metric::PANICS).increment(1);
    tracing::error!(place, thread = thread.name().unwrap_or_default(), "panic");
}

/// Installs the metrics recorder and describes every metric.
///
/// # Errors
/// [`TelemetryError::Metrics`] when one is installed already.
pub fn install_metrics() -> Result<PrometheusHandle, TelemetryError> {
    const BUCKETS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    let handle = PrometheusBuilder::new().set_buckets(BUCKETS)?.install_recorder()?;
    for (name, kind, text) in metric::ALL {
        match kind {
            metric::Kind::Counter => metrics::describe_counter!(*name, *text),
            metric::Kind::Gauge => metrics::describe_gauge!(*name, *text),
            metric::Kind::Seconds => metrics::describe_histogram!(*name, metrics::Unit::Seconds, *text),
        }
    }
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::domain::time::Timestamp;

    #[derive(Debug)]
    struct Fixed(AtomicI64);
    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    fn logged(format: Format, act: impl FnOnce(&Fixed)) -> Vec<String> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let clock = Arc::new(Fixed(AtomicI64::new(1_000)));
        let sink: Sink = {
            let lines = Arc::clone(&lines);
            Arc::new(move |line| lines.lock().unwrap().push(line.to_owned()))
        };
        let layer = Lines::new(format, Arc::clone(&clock) as Arc<dyn Clock>, sink);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || act(&clock));
        Arc::try_unwrap(lines).map_or_else(|shared| shared.lock().unwrap().clone(), |own| own.into_inner().unwrap())
    }

    #[test]
    fn r101_lines_can_not_be_forged() {
        for evil in ["a\r\nb", "\u{1b}[31m", "x\u{2028}y", "\"}{\"level\":\"ERROR\"", "\u{202e}txt", "\0"] {
            for format in [Format::Json, Format::Text] {
                let lines = logged(format, |_| tracing::info!(name = evil, "hello {evil}"));
                assert_eq!(lines.len(), 1);
                assert!(!lines[0].chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{202e}')), "{evil:?}");
                if format == Format::Json {
                    let line: Value = serde_json::from_str(&lines[0]).unwrap();
                    assert_eq!(line["level"], "INFO");
                }
            }
        }
        let long = "ü".repeat(5000);
        let lines = logged(Format::Json, |_| tracing::info!(name = long, "long"));
        assert!(lines[0].chars().count() < 1200);
    }

    #[test]
    fn private_fields_are_never_written() {
        let lines = logged(Format::Json, |_| {
            let span = tracing::info_span!("s", login_name = "CANARY", later = tracing::field::Empty);
            let _entered = span.enter();
            span.record("later", "kept");
            tracing::info!(password = "CANARY", sms_code = 123456, user_mail = ?"CANARY", phone = "CANARY",
                authorization = "CANARY", code = "123456", status = 200_u64, "done");
            tracing::info!(code = %crate::domain::error::Code::NotInScope, "refused");
        });
        assert!(!lines.concat().contains("CANARY") && !lines.concat().contains("123456"), "{lines:?}");
        assert!(lines[0].contains("\"later\":\"kept\"") && lines[0].contains("\"status\":200"), "{lines:?}");
        assert!(lines[1].contains("LK-0013"), "{lines:?}");
    }

    #[test]
    fn r153_a_flood_of_lines_is_cut_and_told() {
        let lines = logged(Format::Json, |clock| {
            for _ in 0..10_000 {
                tracing::info!("request");
            }
            tracing::error!("still heard");
            clock.0.store(2_000, Ordering::Relaxed);
            tracing::info!("next second");
        });
        assert_eq!(lines.len(), 500 + 1 + 2);
        assert!(lines[500].contains("still heard"));
        assert!(lines[501].contains("\"dropped\":9500"), "{}", lines[501]);
    }
}
