//! Brings deliveries to webhooks.

use async_trait::async_trait;
use domain::delivery::{Courier, CourierFault, Parcel};
use domain::origin::ProbeFault;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Response};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::{Errand, GuardedClient, fault};

/// Bytes of an answer that are read, and not looked at: a receiver that has said all it has to say should not see a
/// broken connection.
const MAX_ANSWER: usize = 16 * 1024;

const EVENT: &str = "legaciti-event";
const DELIVERY: &str = "legaciti-delivery";
const SIGNATURE: &str = "legaciti-signature";

#[async_trait]
impl Courier for GuardedClient {
    async fn bring(&self, parcel: Parcel) -> Result<u16, CourierFault> {
        let errand = errand(parcel).ok_or(CourierFault::Broken)?;
        let end = Instant::now() + self.patience;
        let sent = timeout(self.patience, self.send(errand)).await;
        let sent = sent.unwrap_or(Err(ProbeFault::TimedOut));
        let response = sent.map_err(|fault| of_probe(&fault))?;
        let status = response.status().as_u16();
        // The status is the answer; how the rest ends does not count.
        let _read = timeout_at(end, drain(response)).await;
        Ok(status)
    }
}

/// `None` where a value cannot stand in a header.
fn errand(parcel: Parcel) -> Option<Errand> {
    let value = |text: &str| HeaderValue::from_str(text).ok();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(EVENT, HeaderValue::from_static(parcel.kind.as_str()));
    headers.insert(DELIVERY, value(&parcel.delivery)?);
    if let Some(signature) = &parcel.signature {
        headers.insert(SIGNATURE, value(signature)?);
    }
    Some(Errand {
        method: Method::POST,
        url: Url::parse(parcel.url.as_str()).ok()?,
        headers,
        body: parcel.body,
        max_bytes: MAX_ANSWER,
    })
}

async fn drain(mut response: Response) -> Result<(), ProbeFault> {
    let mut read = 0;
    while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
        read += chunk.len();
        if read > MAX_ANSWER {
            break;
        }
    }
    Ok(())
}

fn of_probe(fault: &ProbeFault) -> CourierFault {
    match fault {
        ProbeFault::Unknown => CourierFault::Unknown,
        ProbeFault::NotPublic(why) => CourierFault::NotPublic(*why),
        ProbeFault::TimedOut => CourierFault::TimedOut,
        ProbeFault::Unreachable => CourierFault::Unreachable,
        ProbeFault::TooLarge | ProbeFault::Status(_) | ProbeFault::Elsewhere | ProbeFault::Broken => {
            CourierFault::Broken
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::event::EventKind;
    use domain::identifier::WebAddress;
    use domain::origin::{Guard, NotPublic};
    use wiremock::matchers::{body_string, header, headers, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn client(allow_private: bool) -> GuardedClient {
        GuardedClient::new(Guard { allow_private }, Duration::from_millis(500)).unwrap()
    }

    fn parcel(url: &str) -> Parcel {
        Parcel {
            url: WebAddress::parse(url).unwrap(),
            kind: EventKind::SiteAdded,
            delivery: "d-1".to_owned(),
            signature: Some("t=1,v1=ab".to_owned()),
            body: b"{}".to_vec(),
        }
    }

    async fn receiver(response: ResponseTemplate) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/events"))
            .and(header("content-type", "application/json"))
            .and(header("legaciti-event", "site.added"))
            .and(header("legaciti-delivery", "d-1"))
            // The mock splits values at commas.
            .and(headers("legaciti-signature", vec!["t=1", "v1=ab"]))
            .and(body_string("{}"))
            .respond_with(response)
            .mount(&server)
            .await;
        server
    }

    #[tokio::test]
    async fn the_status_is_the_answer() {
        for (response, expected) in [
            (ResponseTemplate::new(204), Ok(204)),
            (ResponseTemplate::new(500), Ok(500)),
            (
                ResponseTemplate::new(200).set_body_string("x".repeat(1024 * 1024)),
                Ok(200),
            ),
            (
                ResponseTemplate::new(307).insert_header("location", "https://elsewhere.example.org/"),
                Ok(307),
            ),
            (
                ResponseTemplate::new(200).set_delay(Duration::from_secs(5)),
                Err(CourierFault::TimedOut),
            ),
        ] {
            let server = receiver(response).await;
            let url = format!("{}/events", server.uri());
            assert_eq!(client(true).bring(parcel(&url)).await, expected);
            assert_eq!(server.received_requests().await.unwrap().len(), 1);
        }
    }

    #[tokio::test]
    async fn what_is_not_public_is_not_asked() {
        let server = receiver(ResponseTemplate::new(204)).await;
        let port = server.address().port();
        for (host, why) in [
            ("127.0.0.1", NotPublic::Loopback),
            ("localhost", NotPublic::Loopback),
            ("[::1]", NotPublic::Loopback),
        ] {
            let url = format!("http://{host}:{port}/events");
            let refused = client(false).bring(parcel(&url)).await;
            assert_eq!(refused, Err(CourierFault::NotPublic(why)), "{host}");
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 0);
    }

    #[tokio::test]
    async fn nobody_there_is_a_fault() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/events", free.local_addr().unwrap());
        drop(free);
        assert_eq!(
            client(true).bring(parcel(&url)).await,
            Err(CourierFault::Unreachable)
        );
    }
}
