//! The query parameters of the control plane: parts of lists that are walked by cursor, and filters.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::integration::Category;
use domain::storage::{Cursor, SliceRequest};
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};

use super::query::{MAX_CURSOR, QueryReader};
use super::word::{Word, words};
use crate::auth::Input;
use crate::problem::Problem;

/// Rows of a part where nothing is said.
const LIMIT: u32 = 50;
/// Rows of a part at most.
const MAX_LIMIT: u32 = 1_000;
/// Longest host of a block.
const MAX_DOMAIN: usize = 100;

impl Word for Category {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("analytics", Self::Analytics),
        ("cms", Self::Cms),
        ("communication", Self::Communication),
        ("references", Self::References),
        ("reporting", Self::Reporting),
        ("other", Self::Other),
    ];
}

/// Nobody but us makes cursors: the format says so to tools that invent values.
fn cursor_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("slice-cursor".to_owned())))
        .max_length(Some(MAX_CURSOR))
        .description(Some("Where to go on: the `next.page` of the part before."))
        .build()
}

fn category_schema() -> Object {
    words::<Category>()
        .description(Some("Only of this kind."))
        .examples([serde_json::json!("cms")])
        .build()
}

/// Declares the parameters of a list: `page` and `limit`, further ones, and what reads those.
macro_rules! list_params {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $read:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, IntoParams)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
            /// Where to go on: the `next.page` of the part before.
            #[param(required = false, schema_with = cursor_schema)]
            page: Option<Cursor>,
            /// Items of this part at most.
            #[param(required = false, default = 50, minimum = 1, maximum = 1000)]
            limit: u32,
            $($(#[$field_doc])* pub(crate) $field: $kind,)*
        }

        impl Input for $name {
            const REFUSALS: &'static [u16] = &[400];

            async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
                let mut query = QueryReader::new(request.query_string());
                let read = Self {
                    page: query.cursor("page"),
                    limit: query.number("limit", 1..=MAX_LIMIT).unwrap_or(LIMIT),
                    $($field: $read(&mut query),)*
                };
                query.finish(read)
            }
        }

        impl $name {
            /// Which part.
            pub(crate) fn slice(&self) -> SliceRequest {
                SliceRequest {
                    after: self.page.clone(),
                    limit: self.limit,
                }
            }
        }
    };
}

/// Declares parameters that are no list's.
macro_rules! params {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $read:expr,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, IntoParams)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
            $($(#[$field_doc])* pub(crate) $field: $kind,)+
        }

        impl Input for $name {
            const REFUSALS: &'static [u16] = &[400];

            async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
                let mut query = QueryReader::new(request.query_string());
                let read = Self { $($field: $read(&mut query),)+ };
                query.finish(read)
            }
        }
    };
}

fn search(query: &mut QueryReader<'_>) -> String {
    query.text("search").unwrap_or_default()
}

fn extended(query: &mut QueryReader<'_>) -> bool {
    query.choice("extended").unwrap_or_default()
}

fn category(query: &mut QueryReader<'_>) -> Option<Category> {
    query.choice("category")
}

fn blocks(query: &mut QueryReader<'_>) -> Option<bool> {
    query.choice("blocks")
}

fn force(query: &mut QueryReader<'_>) -> bool {
    query.choice("force").unwrap_or_default()
}

fn external_id(query: &mut QueryReader<'_>) -> Option<String> {
    query.text("externalId")
}

fn block_domain(query: &mut QueryReader<'_>) -> Option<String> {
    let domain = query.text("blockDomain")?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if domain.len() > MAX_DOMAIN || !domain.bytes().all(is_word) {
        let why = format!("must be at most {MAX_DOMAIN} characters of a-z, A-Z, 0-9, -, _ and .");
        query.fault("blockDomain", why);
        return None;
    }
    Some(domain)
}

list_params! {
    /// Which part of a list.
    SliceParams {}
}

list_params! {
    /// Which integrations; filters combine.
    CatalogueParams {
        /// Words of the name or the title: each must begin one.
        #[param(required = false, default = "", max_length = 200)]
        search: String = search,
        /// Only of this kind.
        #[param(required = false, schema_with = category_schema)]
        category: Option<Category> = category,
        /// Only with a block for links of this host.
        #[param(rename = "blockDomain", nullable = false, max_length = 100, pattern = "^[a-zA-Z0-9-_.]+$", example = "doi.org")]
        block_domain: Option<String> = block_domain,
        /// True: only integrations with blocks; false: only those without.
        #[param(nullable = false)]
        blocks: Option<bool> = blocks,
    }
}

list_params! {
    /// Which installations.
    InstallationParams {
        /// Only the one that the integration calls so.
        #[param(rename = "externalId", nullable = false, max_length = 200)]
        external_id: Option<String> = external_id,
    }
}

list_params! {
    /// Which part of a list, and how much of each item.
    ExtendedListParams {
        /// True: whole objects; false: their ids.
        #[param(required = false, default = false)]
        extended: bool = extended,
    }
}

list_params! {
    /// Which entities, across installations.
    SpacesParams {
        /// Only of the installation that the integration calls so.
        #[param(rename = "externalId", nullable = false, max_length = 200)]
        external_id: Option<String> = external_id,
        /// True: whole objects; false: their ids.
        #[param(required = false, default = false)]
        extended: bool = extended,
    }
}

list_params! {
    /// Which statuses.
    StatusParams {
        /// Words of the integration's name or title: each must begin one.
        #[param(required = false, default = "", max_length = 200)]
        search: String = search,
    }
}

params! {
    /// How much of an object.
    ExtendedParams {
        /// True: the whole object; false: its id.
        #[param(required = false, default = false)]
        extended: bool = extended,
    }
}

params! {
    /// Which integrations.
    SearchParams {
        /// Words of the name or the title: each must begin one.
        #[param(required = false, default = "", max_length = 200)]
        search: String = search,
    }
}

params! {
    /// Whether to go on regardless.
    ForceParams {
        /// True: installations are uninstalled as well.
        #[param(required = false, default = false)]
        force: bool = force,
    }
}
