//! Schemas of what identifies a record on the wire, as precise as a pattern can be.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// Bare, without hyphens, or as a URL. (The last digit checks the others, which no pattern can say.)
const ORCID: &str = "^\\s*(https?://)?(www\\.|sandbox\\.)?(orcid\\.org/|orcid:)?\
                     [0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9Xx]/?\\s*$";
/// Text in which a DOI stands: its forms are more than a pattern can tell.
const DOI: &str = "10\\.[0-9]{2,9}(\\.[0-9]+)*(/|%2[Ff])\\S";
/// SHA-256, in hexadecimal digits.
const KEY_HASH: &str = "^[0-9A-Fa-f]{64}$";
/// Words of a-z and 0-9 with single hyphens between them. (At most 190 characters.)
const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
/// What ids of origins are made of.
const ORIGIN_ID: &str = "^[A-Za-z0-9_-]{1,190}$";
/// A language, perhaps with a script, a region or a variant (BCP 47).
const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

fn text(format: &str, pattern: Option<&str>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
        .pattern(pattern)
}

/// Schema of an ORCID iD that is read.
pub(crate) fn orcid_schema() -> ObjectBuilder {
    text("orcid", Some(ORCID))
}

/// Schema of a DOI that is read.
pub(crate) fn doi_schema() -> ObjectBuilder {
    text("doi", Some(DOI))
}

/// Schema of a slug.
pub(crate) fn slug_schema() -> ObjectBuilder {
    text("slug", Some(SLUG))
        .min_length(Some(1))
        .max_length(Some(domain::identifier::slug::MAX_LEN))
}

/// Schema of a language code.
pub(crate) fn language_schema() -> ObjectBuilder {
    text("language-tag", Some(LANGUAGE))
}

/// Schema of the language in which names and titles are shown.
pub(super) fn locale_schema() -> Object {
    language_schema()
        .max_length(Some(35))
        .default(Some("en".into()))
        .description(Some(
            "Language of names and titles; where a text has none in it, English, then any.",
        ))
        .build()
}

/// Schema of a body that changes what another one makes: everything may be left out, and the identifier has to be.
pub(crate) fn changes_of(schema: RefOr<Schema>, text: &str) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            object.required.clear();
            object.properties.remove("id");
            object.description = Some(text.to_owned());
            RefOr::T(Schema::Object(object))
        }
        other => other,
    }
}

/// A type that is nothing but the schema of a parameter.
macro_rules! parameter {
    ($(#[$doc:meta])* $name:ident, $schema:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let schema: Object = $schema.build();
                RefOr::T(Schema::Object(schema))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    };
}

parameter!(
    /// An ORCID iD in a path.
    OrcidText,
    orcid_schema()
);
parameter!(
    /// A DOI in a path.
    DoiText,
    doi_schema()
);
parameter!(
    /// The hash of an API key in a path.
    KeyHashText,
    text("key-hash", Some(KEY_HASH))
);
parameter!(
    /// The id of a job in a path.
    JobIdText,
    text("job-id", None)
);
parameter!(
    /// The id of an origin in a path.
    OriginIdText,
    text("origin-id", Some(ORIGIN_ID))
);
parameter!(
    /// A slug in a path.
    SlugText,
    slug_schema()
);
