//! How long we hold back when a registry says so.

use wiremock::matchers::method;
use wiremock::{Mock, MockServer};

use super::*;

#[tokio::test]
async fn retry_after_pauses_the_whole_registry() {
    for code in [429, 503] {
        let server = mock(vec![
            status(code).insert_header("retry-after", "1"),
            text("{}"),
            text("{}"),
        ])
        .await;
        let http = http(&server.uri());
        let begin = Instant::now();
        let first = ask(&http);
        let second = async {
            sleep(Duration::from_millis(300)).await;
            let reply = ask(&http).await;
            (reply, begin.elapsed())
        };
        let (first, (second, second_took)) = tokio::join!(first, second);
        assert!(first.is_ok() && second.is_ok());
        assert!(second_took >= Duration::from_millis(950), "{second_took:?}");
    }
}

#[tokio::test]
async fn a_long_retry_after_is_handed_on() {
    let server = mock(vec![status(429).insert_header("retry-after", "60")]).await;
    let http = http(&server.uri());
    let slow_down = |error: RegistryError| match error {
        RegistryError::RateLimited {
            provider: "Testref",
            retry_after: Some(59..=60),
        } => {}
        other => panic!("{other:?}"),
    };
    slow_down(ask(&http).await.unwrap_err());
    slow_down(ask(&http).await.unwrap_err());
    assert_eq!(
        server.received_requests().await.unwrap().len(),
        1,
        "nobody asks during the pause"
    );
}

#[tokio::test]
async fn orcids_quota_ends_with_the_day() {
    let body = "You have exceeded the daily quota for anonymous usage of this API.";
    let server = mock(vec![status(429).set_body_string(body)]).await;
    let error = ask(&http(&server.uri())).await.unwrap_err();
    let RegistryError::RateLimited {
        retry_after: Some(seconds),
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(seconds, 12 * 3600);
}

#[tokio::test]
async fn a_429_without_a_hint_may_pause_everybody() {
    let server = mock(vec![status(429).set_body_string("slow"), text("{}")]).await;
    let pause = Some(Duration::from_millis(300));
    let http = http_with(&ProviderSettings {
        blind_pause: pause,
        ..settings(&server.uri())
    });
    let begin = Instant::now();
    assert!(ask(&http).await.is_ok());
    assert!(begin.elapsed() >= Duration::from_millis(290));
}

#[tokio::test]
async fn headers_slow_us_down() {
    let answer = text("{}")
        .insert_header("x-rate-limit-limit", "5")
        .insert_header("x-rate-limit-interval", "1s");
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let http = http_with(&ProviderSettings {
        rate: Rate::PerSecond(1_000.0),
        ..settings(&server.uri())
    });
    let begin = Instant::now();
    for _ in 0..4 {
        ask(&http).await.unwrap();
    }
    // The first is free, the second is the new pace's first, two wait a quarter of a second each.
    assert!(
        begin.elapsed() >= Duration::from_millis(480),
        "{:?}",
        begin.elapsed()
    );
}
