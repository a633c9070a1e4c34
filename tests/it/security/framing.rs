//! Where one request ends and the next begins: whatever two servers could read in two ways is refused, and the
//! connection closed, so that nothing is smuggled past a proxy.

use tests::{Centre, TestDatabase};

use super::raw::{address, exchange, exchanges, listeners};

/// What would be smuggled.
const NEXT: &str = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

/// Heads and bodies after the request line and `Host`; the smuggled request follows each.
const AMBIGUOUS: [(&str, &str); 34] = [
    (
        "length and chunks",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunks and length",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    ),
    (
        "one length twice",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    ),
    ("two lengths", "Content-Length: 2\r\nContent-Length: 36\r\n\r\n{}"),
    ("a list of lengths", "Content-Length: 2, 2\r\n\r\n{}"),
    ("a signed length", "Content-Length: +2\r\n\r\n{}"),
    ("a negative length", "Content-Length: -2\r\n\r\n{}"),
    ("a length in hexadecimal", "Content-Length: 0x2\r\n\r\n{}"),
    ("an empty length", "Content-Length: \r\n\r\n{}"),
    (
        "an endless length",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
    ),
    ("a blank before the colon", "Content-Length : 2\r\n\r\n{}"),
    ("another coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    (
        "a second coding",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunks that are not last",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    ),
    (
        "no coding",
        "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
    ),
    (
        "two codings",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    ),
    (
        "a tab in the coding",
        "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "a folded coding",
        "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    ),
    ("a folded header", "X-Note: a\r\n b\r\n\r\n"),
    ("a carriage return alone", "X-Note: a\rContent-Length: 36\r\n\r\n"),
    ("a NUL in a value", "X-Note: a\0b\r\n\r\n"),
    ("a NUL in a name", "X\0Note: a\r\n\r\n"),
    ("a control character", "X-Note: a\x01b\r\n\r\n"),
    ("a blank in a name", "X Note: a\r\n\r\n"),
    ("a header without a name", ": a\r\n\r\n"),
    ("a header without a colon", "XNote\r\n\r\n"),
    ("a second host", "Host: y\r\n\r\n"),
    ("a chunk of no size", "Transfer-Encoding: chunked\r\n\r\n\r\n\r\n"),
    (
        "a chunk of no number",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "a negative chunk",
        "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "an overflowing chunk",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "a chunk that is longer",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "chunks with line feeds",
        "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
    ),
    (
        "a line feed in a chunk's extension",
        "Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
    ),
];

/// The same for the first line.
const NO_REQUESTS: [&str; 14] = [
    "GET /health\r\n\r\n",
    "GET /health HTTP/0.9\r\nHost: x\r\n\r\n",
    "GET /health HTTP/1.2\r\nHost: x\r\n\r\n",
    "GET /health HTTP/2.0\r\nHost: x\r\n\r\n",
    "GET /health http/1.1\r\nHost: x\r\n\r\n",
    "GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET\t/health HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /hea\x01lth HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /hea\0lth HTTP/1.1\r\nHost: x\r\n\r\n",
    "G<T /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /health HTTP/1.1\r\n\r\n",
    "GET /health HTTP/1.1\r\n Host: x\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\x16\x03\x01\x02\x02\x01\x02\x01\x7c\x03\x03hello\r\n\r\n",
];

/// A request line on each listener whose body is read before anything else is asked, as far as that goes.
fn starts(centre: &Centre) -> [(&str, String); 3] {
    let key = &centre.api_key;
    let json = "Content-Type: application/json\r\n";
    [
        (
            address(&centre.service.api),
            format!("POST /api/ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\n{json}"),
        ),
        (
            address(&centre.service.api),
            "GET /v1/works HTTP/1.1\r\nHost: x\r\n".to_owned(),
        ),
        (
            address(&centre.service.dashboard),
            format!("POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\n{json}"),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_be_read_in_two_ways_ends_the_connection() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let starts = starts(&centre);
    let mut asked = Vec::new();
    for (listener, start) in &starts {
        for (name, rest) in AMBIGUOUS {
            let name = format!("{name} after {start}");
            asked.push((name, *listener, format!("{start}{rest}{NEXT}")));
        }
    }
    for (name, found) in exchanges(asked).await {
        // A body can turn out to be broken after its route has answered without it: the answer stands then.
        let unread = name.contains("chunk") && name.contains("GET ");
        let refused = found.statuses.iter().all(|status| (400..500).contains(status));
        assert!(
            found.statuses.len() <= 1 && (unread || refused),
            "{name}: {found:?}"
        );
        assert!(found.closed, "{name}: {found:?}");
    }
    // The same harness sees two answers where there are two requests.
    let (api, ingest) = &starts[0];
    let sound = [
        "Content-Length: 2\r\n\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n1;note=x\r\n{\r\n1\r\n}\r\n0\r\nX-Trailer: y\r\n\r\n",
    ];
    let asked = sound.map(|body| (body.to_owned(), *api, format!("{ingest}{body}{NEXT}")));
    for (name, found) in exchanges(asked.into()).await {
        let seen = (found.statuses.as_slice(), found.closed);
        assert_eq!(seen, ([400, 200].as_slice(), false), "{name}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_ends_the_connection() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let many = |n: usize| "X-More: y\r\n".repeat(n);
    let get = "GET /health HTTP/1.1\r\nHost: x\r\n";
    let long = [
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000)),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(1_000_000)),
        format!("{get}X-Long: {}\r\n\r\n", "y".repeat(1_000_000)),
        format!("{get}{}\r\n", many(200)),
        format!("{get}{}\r\n", many(100_000)),
    ];
    for listener in listeners(&centre.service) {
        let requests = NO_REQUESTS.iter().copied().chain(long.iter().map(String::as_str));
        let asked = requests.map(|request| {
            let shown: String = request.chars().take(60).collect();
            (
                format!("{shown:?} of {}", request.len()),
                listener,
                format!("{request}{NEXT}"),
            )
        });
        for (name, found) in exchanges(asked.collect()).await {
            let refused = found.statuses.iter().all(|status| (400..500).contains(status));
            assert!(
                found.statuses.len() <= 1 && refused && found.closed,
                "{name}: {found:?}"
            );
        }
        let found = exchange(listener, format!("{get}{}\r\n{NEXT}", many(90)).as_bytes()).await;
        assert_eq!(found.statuses, [200, 200], "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_on_behalf_of_others() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let mut asked = Vec::new();
    for listener in listeners(&centre.service) {
        for (target, status) in [
            ("CONNECT evil.example:443", 404),
            ("CONNECT /health", 405),
            ("GET evil.example:80", 404),
            ("OPTIONS *", 404),
            ("TRACE /health", 405),
            // A whole address is read as its path (RFC 9112 §3.2.2); its host is not asked.
            ("GET http://evil.example/health", 200),
        ] {
            let request = format!("{target} HTTP/1.1\r\nHost: x\r\nX-Secret: mirrored?\r\n\r\n");
            asked.push((format!("{status} {target}"), listener, request));
        }
        for upgrade in ["websocket", "h2c"] {
            let head = format!(
                "GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\n\r\n"
            );
            asked.push((format!("200 without {upgrade}"), listener, head));
        }
    }
    for (name, found) in exchanges(asked).await {
        let status: u16 = name.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(found.statuses, [status], "{name}: {found:?}");
        assert!(!found.text.contains("mirrored"), "{name}: {found:?}");
    }
    let api = address(&centre.service.api);
    let whole = format!("GET http://evil.example/v1/publications?per_page=1 HTTP/1.1\r\nHost: {api}\r\n\r\n");
    let found = exchange(api, whole.as_bytes()).await;
    assert!(
        found.text.contains(&format!("\"next_page_url\":\"http://{api}/")),
        "{found:?}"
    );
}
