//! A receiver of signed POSTs that fails in several ways.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use latchkey::{crypto::mac::hmac_hex, jobs::sinks::Round};
use serde_json::Value;
use uuid::Uuid;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

use super::{LONG, Place, drain, events_of, write, wrong};

pub const SECRET: &str = "a secret of the webhook 0123456789";
const ME: Uuid = Uuid::from_u128(1);

/// Answers with what is in the list, then with 204.
struct Answers(Arc<Mutex<Vec<ResponseTemplate>>>);

impl Respond for Answers {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let mut answers = self.0.lock().unwrap();
        if answers.is_empty() { ResponseTemplate::new(204) } else { answers.remove(0) }
    }
}

pub struct Receiver(MockServer);

impl Receiver {
    pub async fn start(answers: Vec<ResponseTemplate>) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(Answers(Arc::new(Mutex::new(answers)))).mount(&server).await;
        Self(server)
    }

    pub fn config(&self, section: &str) -> String {
        format!("[{section}]\nurl = \"{}/hook\"\nsecret = \"{SECRET}\"", self.0.uri())
    }

    /// The bodies of all requests, their signatures checked.
    pub async fn bodies(&self) -> Vec<Value> {
        let requests = self.0.received_requests().await.unwrap();
        requests
            .iter()
            .map(|request| {
                let body = String::from_utf8(request.body.clone()).unwrap();
                let signature = request.headers["Latchkey-Signature"].to_str().unwrap();
                let (time, code) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
                assert_eq!(code, hmac_hex(SECRET.as_bytes(), format!("{time}.{body}").as_bytes()));
                let value: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(request.headers["Latchkey-Delivery"].to_str().unwrap(), value["delivery"]);
                value
            })
            .collect()
    }
}

fn events(bodies: &[Value]) -> Vec<Vec<i64>> {
    bodies.iter().map(|body| events_of(body["records"].as_array().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r149_a_webhook_gets_signed_batches_in_order_at_least_once() {
    let receiver = Receiver::start(vec![
        ResponseTemplate::new(500),
        ResponseTemplate::new(429).insert_header("Retry-After", "120"),
    ])
    .await;
    let place = Place::new(&receiver.config("audit.webhook"));
    let app = place.start().await;
    write(&app, (0..150).map(wrong)).await;
    let sink = app.sinks()[0].clone();
    assert_eq!(drain(&app, sink.as_ref(), ME).await, Round::Failed);
    place.clock.advance(Duration::from_secs(2));
    assert_eq!(drain(&app, sink.as_ref(), ME).await, Round::Failed);
    place.clock.advance(Duration::from_secs(119));
    assert_eq!(drain(&app, sink.as_ref(), ME).await, Round::Idle, "it asked for two minutes");
    place.clock.advance(Duration::from_secs(1));
    assert_eq!(drain(&app, sink.as_ref(), ME).await, Round::Idle);
    let bodies = receiver.bodies().await;
    let hundred: Vec<i64> = (1..=100).collect();
    assert_eq!(events(&bodies), [hundred.clone(), hundred.clone(), hundred, (101..=150).collect()]);
    let id = |n: usize| bodies[n]["records"][0]["id"].clone();
    assert!(id(0) == id(2) && id(0) != id(3), "what came twice is known by its id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_does_not_answer_gets_it_again_after_a_restart() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(20));
    let receiver = Receiver::start(vec![slow]).await;
    let place = Place::new(&format!("{}\ntimeout_seconds = 1", receiver.config("audit.webhook")));
    let app = place.start().await;
    write(&app, [wrong(1)]).await;
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), ME).await, Round::Failed);
    app.core.store.close().await;
    let app = place.start().await;
    place.clock.advance(LONG);
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), Uuid::from_u128(2)).await, Round::Idle);
    assert_eq!(events(&receiver.bodies().await), [vec![1], vec![1]]);
}
