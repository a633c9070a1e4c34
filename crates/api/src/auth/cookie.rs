//! Better Auth's cookies: their names, how they are read, and how they are set and cleared.

use actix_web::HttpRequest;
use actix_web::http::header::COOKIE;
use domain::session::lifetime;

/// Carries the token.
const SESSION: &str = "session_token";
/// A cache of Better Auth's, which is only ever cleared here.
const CACHE: &str = "session_data";
/// Says that the session ends with the browser.
const BRIEF: &str = "dont_remember";

/// The cookies of this deployment; over https they are `Secure` and bear a prefix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    /// For a dashboard at this address.
    pub(crate) fn of(url: &str) -> Self {
        Self {
            secure: url.starts_with("https://"),
        }
    }

    fn name(self, of: &str) -> String {
        let prefix = if self.secure { "__Secure-" } else { "" };
        format!("{prefix}better-auth.{of}")
    }

    /// The session's cookie as it was sent.
    pub(super) fn session(self, request: &HttpRequest) -> Option<String> {
        read(request, &self.name(SESSION))
    }

    /// The cookie that says that the session is brief.
    pub(super) fn brief(self, request: &HttpRequest) -> Option<String> {
        read(request, &self.name(BRIEF))
    }

    /// Sets the session's cookie; `value` is signed and encoded. A brief one goes with the browser.
    pub(super) fn set_session(self, value: &str, brief: bool) -> String {
        let age = (!brief).then_some(lifetime::EXPIRES_IN / 1000);
        self.set(SESSION, value, age)
    }

    /// Notes in the browser that the session is brief.
    pub(super) fn set_brief(self, value: &str) -> String {
        self.set(BRIEF, value, None)
    }

    /// Takes all of them back.
    pub(super) fn clear(self) -> [String; 3] {
        [SESSION, CACHE, BRIEF].map(|of| self.set(of, "", Some(0)))
    }

    /// The order of the attributes is Better Auth's.
    fn set(self, of: &str, value: &str, age: Option<i64>) -> String {
        let name = self.name(of);
        let age = age.map_or_else(String::new, |age| format!("Max-Age={age}; "));
        let secure = if self.secure { "Secure; " } else { "" };
        format!("{name}={value}; {age}Path=/; HttpOnly; {secure}SameSite=Lax")
    }
}

/// The first cookie of this name.
fn read(request: &HttpRequest, name: &str) -> Option<String> {
    let headers = request.headers().get_all(COOKIE);
    let texts = headers.filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';'));
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn cookies_are_written_as_better_auth_writes_them() {
        let plain = Cookies::of("http://127.0.0.1:8081");
        let secure = Cookies::of("https://dashboard.example.org");
        assert_eq!(
            plain.set_session("v", false),
            "better-auth.session_token=v; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            secure.set_session("v", false),
            "__Secure-better-auth.session_token=v; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax"
        );
        assert_eq!(
            plain.set_session("v", true),
            "better-auth.session_token=v; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            plain.set_brief("v"),
            "better-auth.dont_remember=v; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            secure.clear(),
            ["session_token", "session_data", "dont_remember"].map(|of| format!(
                "__Secure-better-auth.{of}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"
            ))
        );
    }

    #[test]
    fn the_first_of_equal_names_counts() {
        let plain = Cookies::of("");
        for (header, found) in [
            ("better-auth.session_token=a", Some("a")),
            (
                "x=1; better-auth.session_token=a; better-auth.session_token=b",
                Some("a"),
            ),
            ("x=1;better-auth.session_token = \"a=\" ", Some("\"a=\"")),
            ("__Secure-better-auth.session_token=a", None),
            ("xbetter-auth.session_token=a", None),
            ("", None),
        ] {
            let request = TestRequest::get()
                .insert_header(("Cookie", header))
                .to_http_request();
            assert_eq!(plain.session(&request).as_deref(), found, "{header}");
        }
    }
}
