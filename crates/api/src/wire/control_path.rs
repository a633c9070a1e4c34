//! What stands in the paths of the control plane. Names of integrations have to be well-formed; all other parts are
//! looked up, and what cannot be there is not.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::event::EventId;
use domain::identifier::Origin;
use domain::installation::{CredentialId, InstallationId};
use domain::integration::IntegrationName;
use domain::workspace::EntityId;
use percent_encoding::percent_decode_str;
use utoipa::IntoParams;

use crate::auth::Input;
use crate::problem::{Code, Problem};

/// Longest part, in bytes.
const MAX_PART: usize = 512;

/// The part of the path that a name of the route's pattern stands for, decoded once; empty where it cannot be one.
pub(crate) fn part(request: &HttpRequest, name: &str) -> String {
    let pattern = request.match_pattern().unwrap_or_default();
    let wanted = format!("{{{name}}}");
    let place = pattern.split('/').position(|part| part == wanted);
    let raw = place.and_then(|place| request.uri().path().split('/').nth(place));
    let text = raw.and_then(|raw| percent_decode_str(raw).decode_utf8().ok());
    text.filter(|text| text.len() <= MAX_PART && !text.contains(char::is_control))
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

/// What reads itself from the path.
trait Part: Sized {
    /// The part, or the refusal where it cannot be there.
    fn read(request: &HttpRequest) -> Result<Self, Problem>;
}

impl Part for IntegrationName {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        Self::parse(&part(request, "integrationName")).map_err(|why| {
            Problem::field(
                Code::InvalidIntegrationName,
                "the path names no integration",
                "integrationName",
                &why.to_string(),
            )
        })
    }
}

impl Part for Origin {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let origin = Self::parse(&part(request, "siteId")).ok();
        origin.ok_or_else(|| Problem::missing(Code::SiteNotFound))
    }
}

/// A workspace, by id or slug.
#[derive(Debug, Clone)]
pub(crate) struct Organization(String);

impl std::ops::Deref for Organization {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Organization {
    fn new(text: String) -> Self {
        Self(text)
    }
}

/// Opaque parts: each kind, and what it is called in patterns.
macro_rules! opaque {
    ($($kind:ident $name:literal,)+) => {
        $(
            impl Part for $kind {
                fn read(request: &HttpRequest) -> Result<Self, Problem> {
                    Ok(Self::new(part(request, $name)))
                }
            }
        )+
    };
}

opaque! {
    InstallationId "installationId",
    EntityId "spaceId",
    EventId "eventId",
    CredentialId "credentialId",
    Organization "organizationId",
}

/// Declares a path by its fields.
macro_rules! path {
    ($(#[$doc:meta])* $name:ident refuses $refusals:expr; $($fields:tt)+) => {
        path!(@struct $(#[$doc])* $name [] [] $refusals; $($fields)+);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($declared:tt)*] [$($field:ident)*] $refusals:expr;) => {
        $(#[$doc])*
        #[derive(Debug, Clone, IntoParams)]
        #[into_params(parameter_in = Path)]
        pub(crate) struct $name { $($declared)* }

        impl Input for $name {
            const REFUSALS: &'static [u16] = $refusals;

            async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
                Ok(Self { $($field: Part::read(request)?),* })
            }
        }
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; integration, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Name of the integration.
            #[param(value_type = String, rename = "integrationName", max_length = 100, pattern = "^[a-zA-Z0-9-_.]+$")]
            pub(crate) integration: IntegrationName,
        ] [$($r)* integration] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; installation, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the installation.
            #[param(value_type = String, rename = "installationId")]
            pub(crate) installation: InstallationId,
        ] [$($r)* installation] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; site, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The site: its origin, percent-encoded, such as `https%3A%2F%2Fwww.example.org`.
            #[param(value_type = String, rename = "siteId")]
            pub(crate) site: Origin,
        ] [$($r)* site] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; space, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The entity: its id, such as `cesam`.
            #[param(value_type = String, rename = "spaceId")]
            pub(crate) space: EntityId,
        ] [$($r)* space] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; event, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the event.
            #[param(value_type = String, rename = "eventId")]
            pub(crate) event: EventId,
        ] [$($r)* event] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; credential, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the credential.
            #[param(value_type = String, rename = "credentialId")]
            pub(crate) credential: CredentialId,
        ] [$($r)* credential] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:ident)*] $refusals:expr; organization, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The workspace, by id or slug; it has to be the one that the caller works in.
            #[param(value_type = String, rename = "organizationId")]
            pub(crate) organization: Organization,
        ] [$($r)* organization] $refusals; $($rest)*);
    };
}

path! {
    /// An integration.
    IntegrationPath refuses &[400]; integration,
}
path! {
    /// An event of an integration.
    EventPath refuses &[400]; integration, event,
}
path! {
    /// An installation of an integration.
    InstallationPath refuses &[400]; integration, installation,
}
path! {
    /// An entity that an installation may see.
    InstallationSpacePath refuses &[400]; integration, installation, space,
}
path! {
    /// A site of an installation.
    InstallationSitePath refuses &[400]; integration, installation, site,
}
path! {
    /// A credential of an installation.
    CredentialPath refuses &[400]; integration, installation, credential,
}
path! {
    /// An entity.
    SpacePath refuses &[]; space,
}
path! {
    /// A workspace.
    OrganizationPath refuses &[]; organization,
}
path! {
    /// An integration in a workspace.
    OrganizationIntegrationPath refuses &[400]; organization, integration,
}
path! {
    /// A site of a workspace.
    OrganizationSitePath refuses &[]; organization, site,
}
