//! The overview and the reports: pages of figures, charts with a table beside each, and lists. Their words depend on
//! what was counted: they come in already in the page's language.

use serde::Serialize;

use crate::render::pages::Page;

/// A drawing of [`crate::render::chart`]: markup, which goes into the page as it is.
/// The template puts it out with `safe`: nothing but `chart` makes one.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Svg(pub String);

/// A link.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Way {
    /// What it says.
    pub label: String,
    /// Where it leads; to a page of the console.
    pub href: String,
    /// It leads to what is shown.
    pub current: bool,
}

/// A choice of pages.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is chosen.
    pub label: String,
    /// What there is.
    pub ways: Vec<Way>,
}

/// A figure.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The number, as it is told.
    pub number: String,
    /// What it counts.
    pub label: String,
    /// What share that is, and of what.
    pub share: Option<String>,
    /// The list behind it.
    pub href: Option<String>,
}

/// One cell of a table.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Cell {
    /// What stands there.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A number.
    pub number: bool,
    /// For machines, when it is a time.
    pub time: Option<String>,
}

impl Cell {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number.
    #[must_use]
    pub fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: true, ..Self::default() }
    }

    /// The same as a link.
    #[must_use]
    pub fn to(self, href: Option<String>) -> Self {
        Self { href, ..self }
    }
}

/// A table: the first cell of a row names it.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headings.
    pub headings: Vec<Cell>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One part of a page.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Block {
    /// Unlike any other on the page.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What can be seen.
    pub lead: Vec<String>,
    /// A chart; a table always comes with it.
    pub chart: Option<Svg>,
    /// The table.
    pub table: Option<Table>,
    /// The table is folded, under these words.
    pub folded: Option<String>,
    /// What to do next, as a list.
    pub steps: Vec<Way>,
    /// Links below it.
    pub ways: Vec<Way>,
}

/// The form for what a call costs.
#[derive(Debug, Clone, Serialize)]
pub struct PriceForm {
    /// The amount as it was typed.
    pub price: String,
    /// What stands behind it.
    pub currency: String,
    /// The amount can not be read.
    pub wrong: bool,
}

/// A page of figures: the overview, coverage, resets, registrations.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Report {
    /// Its heading.
    pub title: String,
    /// What it is of, and of when.
    pub lead: Vec<String>,
    /// What needs somebody's attention.
    pub warnings: Vec<Way>,
    /// The other reports.
    pub tabs: Vec<Way>,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Figures at the top.
    pub figures: Vec<Figure>,
    /// The rest.
    pub blocks: Vec<Block>,
    /// The form for what a call costs.
    pub price: Option<PriceForm>,
    /// The button that counts anew.
    pub count: bool,
}

/// A list behind a figure.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Listing {
    /// Its heading: the figure.
    pub title: String,
    /// How many there are, and of when.
    pub lead: Vec<String>,
    /// The other reports.
    pub tabs: Vec<Way>,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// The page of the list.
    pub table: Option<Table>,
    /// What is said, and what to do, when nobody is in it.
    pub empty: String,
    /// The page before: the first one.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// It as a file.
    pub files: Vec<Way>,
    /// Back to where the figure stands.
    pub back: Way,
}

fn way(label: &str, current: bool) -> Way {
    Way { label: label.to_owned(), href: "/admin/reports".to_owned(), current }
}

fn table() -> Table {
    let time = Cell { time: Some("2026-11-21T09:00:00Z".to_owned()), ..Cell::text("21 November 2026") };
    Table {
        caption: "By kind".to_owned(),
        headings: vec![Cell::text("Kind"), Cell::number("People"), Cell::text("Since")],
        rows: vec![
            vec![Cell::text("App").to(Some("/admin/reports".to_owned())), Cell::number("1,204"), time],
            vec![Cell::text("Phone"), Cell::number("9").to(Some("/admin/reports".to_owned())), Cell::text("")],
        ],
    }
}

impl Page for Report {
    const TEMPLATE: &'static str = "admin/reports_page.html";

    fn sample() -> Vec<Self> {
        let figure = |share: Option<&str>, href: Option<&str>| Figure {
            number: "1,204".to_owned(),
            label: "in scope".to_owned(),
            share: share.map(str::to_owned),
            href: href.map(str::to_owned),
        };
        let svg = "<svg class=\"chart\" role=\"img\" aria-labelledby=\"s-title\"><title id=\"s-title\">A</title></svg>";
        let block = |id: &str, folded: bool| Block {
            id: id.to_owned(),
            title: format!("By kind {id}"),
            lead: vec!["Most have a phone.".to_owned()],
            chart: Some(Svg(svg.replace("s-title", &format!("{id}-chart-title")))),
            table: Some(table()),
            folded: folded.then(|| "The same as a table".to_owned()),
            steps: Vec::new(),
            ways: vec![way("As a file", false)],
        };
        let steps =
            Block { id: "d".into(), title: "Do next".into(), steps: vec![way("Scan", false)], ..Block::default() };
        let full = Self {
            title: "Coverage".to_owned(),
            lead: vec!["Counted on 21 November 2026.".to_owned()],
            warnings: vec![way("An alarm is raised", false)],
            tabs: vec![way("Coverage", true), way("Resets", false)],
            choices: vec![Choice { label: "Days".into(), ways: vec![way("7 days", true), way("30 days", false)] }],
            figures: vec![figure(Some("42.3% of 2,000"), Some("/admin/reports")), figure(None, None)],
            blocks: vec![block("a", true), block("b", false), steps],
            price: Some(PriceForm { price: "20".into(), currency: "EUR".into(), wrong: false }),
            count: true,
        };
        let wrong = PriceForm { price: "x".into(), currency: String::new(), wrong: true };
        let bare = Self { title: "Overview".to_owned(), price: Some(wrong), ..Self::default() };
        vec![full, bare]
    }
}

impl Page for Listing {
    const TEMPLATE: &'static str = "admin/reports_list.html";

    fn sample() -> Vec<Self> {
        let full = Self {
            title: "In scope".to_owned(),
            lead: vec!["2 people.".to_owned()],
            tabs: vec![way("Coverage", true)],
            choices: vec![Choice { label: "Policy".into(), ways: vec![way("everybody", true)] }],
            table: Some(table()),
            empty: String::new(),
            first: Some("/admin/reports".to_owned()),
            next: Some("/admin/reports".to_owned()),
            files: vec![way("CSV", false)],
            back: way("Coverage", false),
        };
        let empty = Self {
            title: "In scope".to_owned(),
            empty: "Nobody. Look at the policy.".to_owned(),
            back: way("Coverage", false),
            ..Self::default()
        };
        vec![full, empty]
    }
}
