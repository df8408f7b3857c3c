//! What can be changed on the pages of reports: what a call costs, and when all accounts are counted.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use crate::{
    flows::admin::reports,
    render::{numbers, paths_admin as paths},
    store::report_figures::Price,
    web::{
        admin::{Console, console},
        form::Form,
        pages::{Answer, Portal},
    },
};

/// Most characters of a currency.
const CURRENCY: usize = 12;

/// `POST /admin/reports/count`.
pub async fn count(request: HttpRequest, portal: web::Data<Portal>, _: Form) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    match console.visit.offload(async move { reports::recount(&app.core).await }).await? {
        Ok(()) => console.visit.see(paths::REPORTS),
        Err(error) => console.step_error(&error),
    }
}

/// `POST /admin/reports/price`.
pub async fn price(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    form.fields.only(&["price", "currency"])?;
    let (typed, currency) = (form.fields.text("price")?.to_owned(), form.fields.text("currency")?.trim().to_owned());
    let currency: String = currency.chars().filter(|c| !c.is_control()).take(CURRENCY).collect();
    let Some(hundredths) = numbers::read_amount(&typed) else {
        return super::resets::page(console, Some((typed, currency))).await;
    };
    let app = Arc::clone(&console.visit.portal.app);
    let Console { visit, token, admin } = console;
    let (done, admin) = visit
        .offload(async move {
            let done = reports::set_price(&app.core, &admin, &Price { hundredths, currency }).await;
            (done, admin)
        })
        .await?;
    match done {
        Ok(()) => visit.see(paths::REPORT_RESETS),
        Err(error) => Console { visit, token, admin }.step_error(&error),
    }
}
