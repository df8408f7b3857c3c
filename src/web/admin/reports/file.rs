//! `GET /admin/reports/file`: a report as a file, sent as it is made. One part is in memory at a time, however long the
//! file is, and a browser that reads slowly slows the database down, not the memory up.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use futures_util::stream;
use tokio::sync::mpsc;

use super::{asked, say::Query};
use crate::{
    domain::error::Code,
    flows::admin::{
        report_files::{File, Format, Report},
        reports,
    },
    render::clock::day_name,
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// Parts that wait for the browser.
const WAITING: usize = 2;

/// What is asked for; `None` for what there is not.
fn read(query: &Query, today: i64) -> Option<(Report, Format)> {
    let period = || asked::period(query, today);
    let report = match query.get("report")? {
        "people" => Report::People(asked::question(query)?),
        "resets" => Report::Journeys(asked::journeys(query, today)),
        "coverage" => Report::Coverage(period()),
        "days" => Report::Days(period()),
        _ => return None,
    };
    Some((report, Format::parse(query.get("format").unwrap_or("csv"))?))
}

pub async fn send(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let today = app.org.time_zone.day(app.core.now());
    let asked = read(&Query::read(request.query_string()), today).ok_or(Failure(Code::NotFound))?;
    let (report, format) = asked;
    let (name, day) = (report.name(), day_name(today));
    let Console { visit, token, admin } = console;
    let (house, told) = (Arc::clone(&app), report.clone());
    let (noted, admin) = visit
        .offload(async move {
            let noted = reports::note_file(&house.core, &admin, &told, format).await;
            (noted, admin)
        })
        .await?;
    if let Err(error) = noted {
        return Console { visit, token, admin }.step_error(&error);
    }
    let mut file = File::new((app.core.store.clone(), app.core.tenant), report, format, day_name);
    let (parts, receiver) = mpsc::channel::<Result<web::Bytes, std::io::Error>>(WAITING);
    // On the main runtime, where the database's sockets are; it ends when the browser hangs up.
    app.runtime().spawn(async move {
        loop {
            let part = match file.next().await {
                Ok(Some(part)) if part.is_empty() => continue,
                Ok(Some(part)) => Ok(web::Bytes::from(part)),
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "a report could not be written to its end");
                    // The connection is cut, so that nobody takes a part for the whole.
                    Err(std::io::Error::other("the report ends early"))
                }
            };
            let last = part.is_err();
            if parts.send(part).await.is_err() || last {
                return;
            }
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) });
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/x-ndjson; charset=utf-8",
    };
    let file_name = format!("attachment; filename=\"latchkey-{name}-{day}.{}\"", format.as_str());
    let file_name = HeaderValue::from_str(&file_name).map_err(|_| Failure(Code::Internal))?;
    let response = HttpResponse::build(StatusCode::OK)
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(kind)))
        .insert_header((header::CONTENT_DISPOSITION, file_name))
        .streaming(Box::pin(body));
    visit.finish(response)
}
