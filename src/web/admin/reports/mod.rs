//! The overview and the reports: figures, the lists behind them, and all of it as files.

mod asked;
mod coverage;
mod events;
mod file;
mod forms;
mod journeys;
mod overview;
mod people;
mod registrations;
mod resets;
mod say;

use actix_web::web;

use crate::{
    domain::role::Right,
    flows::StepError,
    render::paths_admin as paths,
    store::StoreError,
    web::{pages::Answer, routes::Entry},
};

use super::Console;

/// The routes of this part.
#[must_use]
pub fn entries_reports() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SeeOverview, paths::HOME, || web::to(overview::show)),
        Entry::console_read(Right::SeeReports, paths::REPORTS, || web::to(coverage::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_PEOPLE, || web::to(people::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_RESETS, || web::to(resets::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_JOURNEYS, || web::to(journeys::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_REGISTRATIONS, || web::to(registrations::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_EVENTS, || web::to(events::show)),
        Entry::console_read(Right::SeeReports, paths::REPORT_FILE, || web::to(file::send)),
        Entry::console_form(Right::RunSync, paths::REPORT_COUNT, || web::to(forms::count)),
        Entry::console_form(Right::ChangePolicy, paths::REPORT_PRICE, || web::to(forms::price)),
    ]
}

/// Rows of a page of a list.
const PAGE: u32 = 50;

impl Console {
    /// The page for figures that could not be read.
    ///
    /// # Errors
    /// As [`Console::step_error`].
    fn store_error(self, error: StoreError) -> Answer {
        self.step_error(&StepError::Store(error))
    }
}
