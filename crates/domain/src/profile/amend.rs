//! What the staff set on a person one by one: photo, slug, type, whether they are shown at all.

use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use super::edit::Stamp;
use crate::activity::Event;
use crate::identifier::{Orcid, slug};
use crate::text::address::is_web_address;

/// Most characters of a photo's address, as sites store it.
pub const LONGEST_PHOTO: usize = 500;
/// Most characters of a type.
pub const LONGEST_TYPE: usize = 100;

/// Why a value cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendFault {
    /// Not an address that pages may show.
    #[error("must be an http or https address without a user name or password")]
    Address,
    /// Longer than sites can store.
    #[error("must have at most {LONGEST_PHOTO} characters")]
    LongAddress,
    /// Not a slug.
    #[error(
        "must consist of a-z, 0-9 and single hyphens between them, at most {} characters",
        slug::MAX_LEN
    )]
    Slug,
    /// It would look like somebody else.
    #[error("must not be the ORCID iD of somebody else")]
    ForeignOrcid,
    /// Blank, or longer than it may be.
    #[error("must have between 1 and {LONGEST_TYPE} characters")]
    Type,
}

/// The address of a photo, as a browser would write it: nothing in it can end an attribute or a line.
pub fn photo_address(text: &str) -> Result<String, AmendFault> {
    let text = text.trim();
    let url = Url::parse(text).ok().filter(|_| is_web_address(text));
    let url = url.ok_or(AmendFault::Address)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AmendFault::Address);
    }
    let address = String::from(url);
    if address.chars().count() > LONGEST_PHOTO {
        return Err(AmendFault::LongAddress);
    }
    Ok(address)
}

/// A slug for this person.
pub fn chosen_slug(text: &str, of: &Orcid) -> Result<String, AmendFault> {
    if !slug::is_slug(text) {
        return Err(AmendFault::Slug);
    }
    match Orcid::parse(text) {
        Ok(named) if named != *of => Err(AmendFault::ForeignOrcid),
        _ => Ok(text.to_owned()),
    }
}

/// A type: one line.
pub fn people_type(text: &str) -> Result<String, AmendFault> {
    let visible = text.replace(char::is_control, " ");
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if (1..=LONGEST_TYPE).contains(&line.chars().count()) {
        Ok(line)
    } else {
        Err(AmendFault::Type)
    }
}

/// What is set; values have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amendment {
    /// The address of a photo, or none.
    Photo(Option<String>),
    /// The slug. The one before goes on leading to the person.
    Slug(String),
    /// The type, or none.
    Type(Option<String>),
    /// They leave the public answers, with all that only they made public.
    Hide,
    /// They come back.
    Show,
}

/// What can be set, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Address of a photo.
    pub photo_url: Option<String>,
    /// Slug.
    pub slug: String,
    /// Type.
    pub people_type: Option<String>,
    /// Since when they are hidden (Unix seconds).
    pub hidden_at: Option<i64>,
}

impl Amendment {
    /// What is to be stored, and what the timeline says of it; `None` where nothing changes.
    pub fn on(&self, orcid: &Orcid, before: &Standing, stamp: &Stamp) -> Option<(Standing, Event)> {
        let mut after = before.clone();
        match self {
            Self::Photo(address) => after.photo_url.clone_from(address),
            Self::Slug(slug) => after.slug.clone_from(slug),
            Self::Type(word) => after.people_type.clone_from(word),
            Self::Hide => after.hidden_at = before.hidden_at.or(Some(stamp.at)),
            Self::Show => after.hidden_at = None,
        }
        if after == *before {
            return None;
        }
        let event = self.event(orcid, (before, &after), stamp);
        Some((after, event))
    }

    /// Whether it changes who is public.
    pub fn moves_the_public_set(&self) -> bool {
        matches!(self, Self::Hide | Self::Show)
    }

    fn event(&self, orcid: &Orcid, (before, after): (&Standing, &Standing), stamp: &Stamp) -> Event {
        let (verb, message, details) = match self {
            Self::Photo(_) => (
                "photo_changed",
                format!("{orcid} has another photo, or none"),
                change("photo_url", &before.photo_url, &after.photo_url),
            ),
            Self::Slug(slug) => (
                "slug_changed",
                format!("{orcid} is now found under {slug}"),
                change("slug", &before.slug, &after.slug),
            ),
            Self::Type(_) => (
                "type_changed",
                format!("{orcid} has another type, or none"),
                change("people_type", &before.people_type, &after.people_type),
            ),
            Self::Hide => ("hidden", format!("{orcid} was hidden"), json!({})),
            Self::Show => ("shown", format!("{orcid} was shown again"), json!({})),
        };
        Event {
            id: stamp.event_id.clone(),
            at: stamp.at,
            kind: format!("person.{verb}"),
            actor: stamp.actor.clone(),
            subject_kind: "person".to_owned(),
            subject_id: orcid.as_str().to_owned(),
            message,
            details,
        }
    }
}

fn change<T: Serialize>(field: &str, before: &T, after: &T) -> Value {
    json!({ "before": { field: before }, "after": { field: after } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Actor;

    const ORCID: &str = "0000-0002-1825-0097";

    fn orcid() -> Orcid {
        Orcid::parse(ORCID).unwrap()
    }

    fn standing() -> Standing {
        Standing {
            photo_url: None,
            slug: "ana-reis".to_owned(),
            people_type: Some("researcher".to_owned()),
            hidden_at: None,
        }
    }

    #[test]
    fn addresses_are_of_the_web_and_end_nothing() {
        let long = |n: usize| format!("https://example.org/{}", "a".repeat(n - 20));
        for (text, expected) in [
            ("https://example.org/a.jpg", Ok("https://example.org/a.jpg")),
            (" http://example.org/a b.jpg ", Ok("http://example.org/a%20b.jpg")),
            (
                "HTTPS://Example.ORG/\"><i>",
                Ok("https://example.org/%22%3E%3Ci%3E"),
            ),
            ("https://exa\nmple.org/a", Ok("https://example.org/a")),
            ("javascript:alert(1)", Err(AmendFault::Address)),
            ("data:image/png;base64,AAAA", Err(AmendFault::Address)),
            ("ftp://example.org/a.jpg", Err(AmendFault::Address)),
            ("/photos/a.jpg", Err(AmendFault::Address)),
            ("https://ana:secret@example.org/a.jpg", Err(AmendFault::Address)),
            ("https://ana@example.org/a.jpg", Err(AmendFault::Address)),
            ("", Err(AmendFault::Address)),
            (&long(500), Ok(&long(500))),
            (&long(501), Err(AmendFault::LongAddress)),
        ] {
            assert_eq!(photo_address(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn slugs_look_like_nobody_else() {
        for (text, expected) in [
            ("ana-reis", Ok("ana-reis")),
            (ORCID, Ok(ORCID)),
            ("0000-0001-5109-3700", Err(AmendFault::ForeignOrcid)),
            ("0000000151093700", Err(AmendFault::ForeignOrcid)),
            ("0000-0001-5109-3701", Ok("0000-0001-5109-3701")),
            ("Ana-Reis", Err(AmendFault::Slug)),
            ("ana--reis", Err(AmendFault::Slug)),
            ("", Err(AmendFault::Slug)),
            (&"a".repeat(190), Ok(&"a".repeat(190))),
            (&"a".repeat(191), Err(AmendFault::Slug)),
        ] {
            assert_eq!(chosen_slug(text, &orcid()), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn types_are_one_line() {
        for (text, expected) in [
            (" PhD \n student ", Ok("PhD student")),
            ("", Err(AmendFault::Type)),
            (" \u{7}", Err(AmendFault::Type)),
            (&"é".repeat(100), Ok(&"é".repeat(100))),
            (&"é".repeat(101), Err(AmendFault::Type)),
        ] {
            assert_eq!(people_type(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_changes_is_told_and_what_does_not_is_nothing() {
        use Amendment::{Hide, Photo, Show, Slug, Type};
        let hidden = Standing {
            hidden_at: Some(3),
            ..standing()
        };
        let some = |text: &str| Some(text.to_owned());
        for (amendment, before, kind) in [
            (
                Photo(some("https://example.org/a")),
                standing(),
                Some("person.photo_changed"),
            ),
            (Photo(None), standing(), None),
            (Slug("reis".to_owned()), standing(), Some("person.slug_changed")),
            (Slug("ana-reis".to_owned()), standing(), None),
            (Type(None), standing(), Some("person.type_changed")),
            (Type(some("researcher")), standing(), None),
            (Hide, standing(), Some("person.hidden")),
            (Hide, hidden.clone(), None),
            (Show, standing(), None),
            (Show, hidden, Some("person.shown")),
        ] {
            let stamp = Stamp {
                event_id: "e".to_owned(),
                at: 7,
                actor: Actor::Operator,
            };
            let found = amendment.on(&orcid(), &before, &stamp);
            let told = found.as_ref().map(|(_, event)| event.kind.as_str());
            assert_eq!(told, kind, "{amendment:?} on {before:?}");
            if let Some((after, event)) = found {
                assert_ne!(after, before);
                let hides = (before.hidden_at, after.hidden_at);
                assert_eq!(hides.0 != hides.1, amendment.moves_the_public_set());
                assert_eq!(event.subject_id, ORCID);
            }
        }
        let slug = Slug("reis".to_owned());
        let stamp = Stamp {
            event_id: "e".to_owned(),
            at: 7,
            actor: Actor::Operator,
        };
        let (_, event) = slug.on(&orcid(), &standing(), &stamp).unwrap();
        assert_eq!(
            event.details,
            json!({ "before": { "slug": "ana-reis" }, "after": { "slug": "reis" } })
        );
    }
}
