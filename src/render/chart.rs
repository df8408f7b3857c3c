//! Charts, drawn here: SVG with a name and a description, without styles or scripts of its own (the policy of content
//! forbids them), in the reading direction. Colours are classes, `c1` to `c4`, which differ in lightness too; where
//! colours are forced they differ by pattern. What a chart shows stands in a table beside it as well.

use std::fmt::Write as _;

use super::locale::Direction;

/// Units across. About as many pixels wide as it is on a small screen, so that its words stay readable there.
const WIDTH: f64 = 360.0;

/// What a chart is called.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Unlike any other on its page; letters, digits, hyphens.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What can be seen in it, in a sentence.
    pub description: &'a str,
    /// Where lines begin.
    pub dir: Direction,
}

/// One bar, or one part of a stack.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How long it is.
    pub value: u64,
    /// How its value is told.
    pub shown: String,
}

/// One line through days.
#[derive(Debug, Clone)]
pub struct Series {
    /// What it is.
    pub label: String,
    /// (day, share from 0 to 1), in order.
    pub points: Vec<(i64, f64)>,
    /// Where it is expected to go: drawn broken.
    pub ahead: Vec<(i64, f64)>,
}

/// One day of a chart of columns.
#[derive(Debug, Clone)]
pub struct Column {
    /// The day.
    pub day: i64,
    /// Its parts, from the ground up.
    pub parts: Vec<u64>,
}

/// A picture under way.
struct Drawing {
    svg: String,
    rtl: bool,
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No XML holds these.
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "a chart is 360 units wide")]
const fn float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "a chart shows some hundred days")]
const fn days(number: i64) -> f64 {
    number as f64
}

impl Drawing {
    fn new(words: &Words<'_>, height: f64) -> Self {
        let (id, rtl) = (escaped(words.id), words.dir == Direction::Rtl);
        let dir = if rtl { "rtl" } else { "ltr" };
        let mut svg = String::with_capacity(4096);
        // Writing to a String does not fail, here and below.
        let _ = write!(
            svg,
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" direction=\"{dir}\" \
             aria-labelledby=\"{id}-title {id}-desc\" focusable=\"false\"><title id=\"{id}-title\">{}</title>\
             <desc id=\"{id}-desc\">{}</desc>",
            escaped(words.title),
            escaped(words.description)
        );
        Self { svg, rtl }
    }

    /// A place counted from the side where reading begins.
    fn x(&self, x: f64) -> f64 {
        if self.rtl { WIDTH - x } else { x }
    }

    fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let x = if self.rtl { WIDTH - x - width } else { x };
        let _ = write!(
            self.svg,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
            width.max(0.0)
        );
    }

    /// `anchor`: `start`, `middle` or `end`, in the reading direction.
    fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
        let (x, text) = (self.x(x), escaped(text));
        let _ = write!(
            self.svg,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let (x1, x2) = (self.x(x1), self.x(x2));
        let _ =
            write!(self.svg, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
    }

    fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut d = String::new();
        for (place, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{:.1} {y:.1}", if place == 0 { "M" } else { "L" }, self.x(*x));
        }
        let _ = write!(self.svg, "<path class=\"{class}\" fill=\"none\" d=\"{d}\"/>");
    }

    fn dot(&mut self, class: &str, (x, y): (f64, f64)) {
        let x = self.x(x);
        let _ = write!(self.svg, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>");
    }

    fn done(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }
}

/// Bars below each other, with what they are above them: parts of `all`, or of the longest.
#[must_use]
pub fn bars(words: &Words<'_>, bars: &[Bar], all: Option<u64>) -> String {
    const STEP: f64 = 44.0;
    let rows = bars.iter().fold(0.0, |rows, _| rows + 1.0);
    let longest = all.or_else(|| bars.iter().map(|bar| bar.value).max()).unwrap_or(0).max(1);
    let mut drawing = Drawing::new(words, rows * STEP + 4.0);
    let mut y = 0.0;
    for bar in bars {
        drawing.text("label", (0.0, y + 16.0), "start", &bar.label);
        drawing.text("value", (WIDTH, y + 16.0), "end", &bar.shown);
        drawing.rect("ground", (0.0, y + 22.0), (WIDTH, 14.0));
        let length = float(bar.value.min(longest)) / float(longest) * WIDTH;
        // What is there can be seen.
        let length = if bar.value > 0 { length.max(2.0) } else { 0.0 };
        drawing.rect("c1", (0.0, y + 22.0), (length, 14.0));
        y += STEP;
    }
    drawing.done()
}

/// The steps of a journey below each other, each as long as the share that came so far, with who left between two.
#[must_use]
pub fn funnel(words: &Words<'_>, steps: &[Bar]) -> String {
    const STEP: f64 = 48.0;
    let rows = steps.iter().fold(0.0, |rows, _| rows + 1.0);
    let first = steps.first().map_or(1, |step| step.value).max(1);
    let mut drawing = Drawing::new(words, rows * STEP + 2.0);
    let mut y = 0.0;
    for (place, step) in steps.iter().enumerate() {
        let length = float(step.value.min(first)) / float(first) * WIDTH;
        let length = if step.value > 0 { length.max(2.0) } else { 0.0 };
        let class = if place + 1 == steps.len() { "c2" } else { "c1" };
        drawing.text("label", (0.0, y + 16.0), "start", &step.label);
        drawing.text("value", (WIDTH, y + 16.0), "end", &step.shown);
        drawing.rect("ground", (0.0, y + 22.0), (WIDTH, 18.0));
        drawing.rect(class, (0.0, y + 22.0), (length, 18.0));
        y += STEP;
    }
    drawing.done()
}

/// One bar of several parts, and below it what each part is.
#[must_use]
pub fn stack(words: &Words<'_>, parts: &[Bar]) -> String {
    const ROW: f64 = 24.0;
    let rows = parts.iter().fold(0.0, |rows, _| rows + 1.0);
    let all = parts.iter().map(|part| part.value).sum::<u64>().max(1);
    let mut drawing = Drawing::new(words, 36.0 + rows * ROW);
    drawing.rect("ground", (0.0, 0.0), (WIDTH, 24.0));
    let (mut x, mut y) = (0.0, 36.0);
    for (place, part) in parts.iter().enumerate() {
        let class = class_of(place);
        let length = float(part.value) / float(all) * WIDTH;
        drawing.rect(&class, (x, 0.0), (length, 24.0));
        x += length;
        drawing.rect(&class, (0.0, y + 4.0), (14.0, 14.0));
        drawing.text("label", (22.0, y + 16.0), "start", &part.label);
        drawing.text("value", (WIDTH, y + 16.0), "end", &part.shown);
        y += ROW;
    }
    drawing.done()
}

fn class_of(place: usize) -> String {
    format!("c{}", place % 4 + 1)
}

/// The frame of a chart over days: where its picture is.
const TOP: f64 = 8.0;
const LEFT: f64 = 44.0;
const BOTTOM: f64 = 168.0;

/// Where a day stands between the first and the last.
fn across(day: i64, (first, last): (i64, i64)) -> f64 {
    let span = days(last.saturating_sub(first).max(1));
    LEFT + days(day.saturating_sub(first)) / span * (WIDTH - LEFT - 8.0)
}

/// Names below the first and the last day, and the lines that values are read at.
fn grid(drawing: &mut Drawing, marks: &[(f64, String)], first: &str, last: &str) {
    for (share, name) in marks {
        let y = BOTTOM - share * (BOTTOM - TOP);
        drawing.line("grid", (LEFT, y), (WIDTH, y));
        drawing.text("axis", (LEFT - 6.0, y + 4.0), "end", name);
    }
    drawing.text("axis", (LEFT, BOTTOM + 18.0), "start", first);
    drawing.text("axis", (WIDTH, BOTTOM + 18.0), "end", last);
}

/// Shares over days, with what is expected, and below it what each line is. `names`: the first and the last day.
/// `marks`: names of shares.
#[must_use]
pub fn lines(words: &Words<'_>, series: &[Series], names: (&str, &str), marks: &[(f64, String)]) -> String {
    const ROW: f64 = 24.0;
    let rows = series.iter().fold(0.0, |rows, _| rows + 1.0);
    let all = || series.iter().flat_map(|line| line.points.iter().chain(&line.ahead)).map(|(day, _)| *day);
    let span = (all().min().unwrap_or(0), all().max().unwrap_or(0));
    let mut drawing = Drawing::new(words, BOTTOM + 32.0 + rows * ROW);
    grid(&mut drawing, marks, names.0, names.1);
    let mut y = BOTTOM + 28.0;
    for (place, line) in series.iter().enumerate() {
        let class = class_of(place);
        let at = |(day, share): &(i64, f64)| (across(*day, span), BOTTOM - share.clamp(0.0, 1.0) * (BOTTOM - TOP));
        let points: Vec<(f64, f64)> = line.points.iter().map(at).collect();
        drawing.path(&format!("line {class}"), &points);
        let ahead: Vec<(f64, f64)> = line.points.last().iter().copied().chain(&line.ahead).map(at).collect();
        if ahead.len() > 1 {
            drawing.path(&format!("line ahead {class}"), &ahead);
        }
        if let Some(end) = points.last() {
            drawing.dot(&format!("dot {class}"), *end);
        }
        drawing.line(&format!("line {class}"), (0.0, y + 11.0), (18.0, y + 11.0));
        drawing.dot(&format!("dot {class}"), (9.0, y + 11.0));
        drawing.text("label", (26.0, y + 16.0), "start", &line.label);
        y += ROW;
    }
    drawing.done()
}

/// Columns of parts over days, and below them what each part is. `most`: how the greatest value is told.
#[must_use]
pub fn columns(
    words: &Words<'_>,
    shown: &[Column],
    parts: &[String],
    names: (&str, &str),
    told: impl Fn(u64) -> String,
) -> String {
    const ROW: f64 = 24.0;
    let rows = parts.iter().fold(0.0, |rows, _| rows + 1.0);
    let sum = |column: &Column| column.parts.iter().sum::<u64>();
    let most = shown.iter().map(sum).max().unwrap_or(0).max(1);
    let days = (shown.first().map_or(0, |c| c.day), shown.last().map_or(0, |c| c.day));
    let span = (days.0, days.1.saturating_add(1));
    let wide = ((WIDTH - LEFT - 8.0) / self::days(span.1.saturating_sub(span.0).max(1)) - 2.0).max(1.0);
    let mut drawing = Drawing::new(words, BOTTOM + 32.0 + rows * ROW);
    grid(&mut drawing, &[(0.0, told(0)), (1.0, told(most))], names.0, names.1);
    for column in shown {
        let mut y = BOTTOM;
        for (place, value) in column.parts.iter().enumerate() {
            let height = float(*value) / float(most) * (BOTTOM - TOP);
            y -= height;
            drawing.rect(&class_of(place), (across(column.day, span) + 1.0, y), (wide, height));
        }
    }
    let mut y = BOTTOM + 28.0;
    for (place, part) in parts.iter().enumerate() {
        drawing.rect(&class_of(place), (0.0, y + 4.0), (14.0, 14.0));
        drawing.text("label", (22.0, y + 16.0), "start", part);
        y += ROW;
    }
    drawing.done()
}
