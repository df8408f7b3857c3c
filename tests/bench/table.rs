//! The table that is printed: what was measured beside what is aimed at.

use std::time::Duration;

/// Rows of text, printed in columns.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    /// Adds a line and shows it at once, since a run takes minutes.
    pub fn add(&mut self, what: &str, measured: String, aim: &str) {
        eprintln!("{what}: {measured}");
        self.rows.push([what.to_owned(), measured, aim.to_owned()]);
    }

    /// Prints it in Markdown.
    pub fn print(&self) {
        let head = ["what".to_owned(), "measured".to_owned(), "aim".to_owned()];
        let width = |n: usize| {
            let cells = self.rows.iter().chain([&head]).map(|row| row[n].chars().count());
            cells.max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2)];
        let line = |row: &[String; 3]| {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
            println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        };
        line(&head);
        println!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
        self.rows.iter().for_each(line);
    }
}

/// A time in milliseconds, with three figures that count.
pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 1.0 {
        format!("{ms:.3} ms")
    } else if ms < 10.0 {
        format!("{ms:.2} ms")
    } else if ms < 100.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}
