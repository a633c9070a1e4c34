//! What the demo says once it serves: one document for programs, or lines to try for a person.

use std::fmt;

use domain::identifier::Orcid;
use serde::Serialize;

use crate::ingested::Ingested;

/// A demo that serves.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    #[serde(rename = "ready")]
    pub(super) serves: bool,
    pub(super) api_url: String,
    pub(super) dashboard_url: String,
    pub(super) installation_key: String,
    pub(super) api_key: String,
    /// `name=value` of a session's cookie.
    pub(super) session_cookie: String,
    /// Whom the session belongs to, by e-mail address.
    pub(super) dashboard_user: String,
    /// What they sign in with; made for this run.
    pub(super) dashboard_password: String,
    /// The workspace's slug.
    pub(super) workspace: String,
    pub(super) orcid_ids: Vec<String>,
    pub(super) ingested: Ingested,
    #[serde(skip)]
    pub(super) example: Option<Example>,
}

/// Something of the catalogue to look for.
#[derive(Debug)]
pub(super) struct Example {
    /// A DOI, as a path segment.
    pub(super) doi: String,
    /// A word of a title.
    pub(super) word: String,
    /// A person who has publications.
    pub(super) person: Orcid,
}

impl Ready {
    fn tries(&self) -> Vec<(&'static str, String)> {
        let Self {
            api_url: url,
            installation_key,
            api_key,
            orcid_ids,
            example,
            ..
        } = self;
        let list = format!("{url}/v1/publications?per_page=3");
        let mut tries = vec![("All publications", format!("curl '{list}'"))];
        if let Some(Example { doi, word, person }) = example {
            tries.extend([
                (
                    "Search in titles",
                    format!("curl '{url}/v1/publications?q={word}'"),
                ),
                ("One publication", format!("curl '{url}/v1/doi/{doi}'")),
                (
                    "Somebody's publications",
                    format!(
                        "curl -H 'X-API-Key: {installation_key}' '{url}/v1/people/{person}/publications'"
                    ),
                ),
            ]);
        }
        tries.extend([
            ("People, with the site's key", format!("curl -H 'X-API-Key: {installation_key}' '{url}/v1/people'")),
            (
                "What the WordPress plugin reads",
                format!("curl -H 'X-API-Key: {installation_key}' '{url}/integrations/v1/publications'"),
            ),
            (
                "Nothing changed: 304",
                format!(
                    "curl -si '{list}' -H \"If-None-Match: $(curl -si '{list}' | tr -d '\\r' | sed -n 's/^etag: //Ip')\" | head -1"
                ),
            ),
        ]);
        if let Some(orcid) = orcid_ids.first() {
            tries.push((
                "Ingest again, with the API key",
                format!(
                    "curl -X POST '{url}/api/ingest' -H 'X-API-Key: {api_key}' -H 'Content-Type: application/json' -d '{{\"orcid_ids\": [\"{orcid}\"]}}'"
                ),
            ));
        }
        tries.extend(self.dashboard_tries());
        tries.push(("All of it, described", format!("{url}/docs/")));
        tries
    }
}

impl Ready {
    /// Signing in, and a call with the session that the demo has begun already.
    fn dashboard_tries(&self) -> [(&'static str, String); 3] {
        let Self {
            dashboard_url: url,
            session_cookie: cookie,
            dashboard_user: user,
            dashboard_password: password,
            ..
        } = self;
        [
            (
                "Sign in at the dashboard (the cookie goes into cookies.txt)",
                format!(
                    "curl -c cookies.txt '{url}/api/auth/sign-in/email' -H 'Content-Type: application/json' -d '{{\"email\": \"{user}\", \"password\": \"{password}\"}}'"
                ),
            ),
            (
                "Who is signed in, with the session that has begun already",
                format!("curl -b {cookie} '{url}/me'"),
            ),
            ("The dashboard's API, described", format!("{url}/docs/")),
        ]
    }
}

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.ingested)?;
        writeln!(
            f,
            "\nServing the APIs at {} and the dashboard at {}",
            self.api_url, self.dashboard_url
        )?;
        for (what, line) in self.tries() {
            writeln!(f, "\n# {what}\n{line}")?;
        }
        writeln!(f, "\nCtrl-C stops it.")
    }
}

/// A word worth searching for: the longest of a title that is plain ASCII.
pub(super) fn search_word(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() > 3 && word.is_ascii())
        .max_by_key(|word| word.len())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_title_is_searched_for() {
        for (title, word) in [
            ("On the Acoustics of Cracked Pots", Some("acoustics")),
            ("Água e maré", None),
            ("海洋", None),
            ("", None),
            ("Ecologia da maré-baixa", Some("ecologia")),
        ] {
            assert_eq!(search_word(title).as_deref(), word, "{title}");
        }
    }

    #[test]
    fn programs_and_people_are_told_the_same() {
        let ready = Ready {
            serves: true,
            api_url: "http://127.0.0.1:8080".to_owned(),
            dashboard_url: "http://127.0.0.1:8081".to_owned(),
            installation_key: "lgi_x".to_owned(),
            api_key: "lgc_x".to_owned(),
            session_cookie: "better-auth.session_token=t.s".to_owned(),
            dashboard_user: "curator@example.org".to_owned(),
            dashboard_password: "geheimgeheim".to_owned(),
            workspace: "demo".to_owned(),
            orcid_ids: vec!["0000-0002-1825-0097".to_owned()],
            ingested: Ingested {
                requested: 1,
                queued: 1,
                complete: 1,
                failed: 0,
                publications: 2,
                works: 0,
                errors: Vec::new(),
            },
            example: Some(Example {
                doi: "10.5555%2F1".to_owned(),
                word: "tides".to_owned(),
                person: Orcid::parse("0000-0002-1825-0097").unwrap(),
            }),
        };
        let document = serde_json::to_value(&ready).unwrap();
        assert_eq!(document["ready"], true);
        assert_eq!(document["ingested"]["publications"], 2);
        assert!(document.get("example").is_none());
        let text = ready.to_string();
        for part in [
            "q=tides",
            "/v1/doi/10.5555%2F1'",
            "X-API-Key: lgi_x",
            "lgc_x",
            "/api/auth/sign-in/email",
            "geheimgeheim",
            "-b better-auth.session_token=t.s 'http://127.0.0.1:8081/me'",
            "/integrations/v1/publications",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
