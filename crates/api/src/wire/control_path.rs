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
fn part(request: &HttpRequest, name: &str) -> String {
    let pattern = request.match_pattern().unwrap_or_default();
    let wanted = format!("{{{name}}}");
    let place = pattern.split('/').position(|part| part == wanted);
    let raw = place.and_then(|place| request.uri().path().split('/').nth(place));
    let text = raw.and_then(|raw| percent_decode_str(raw).decode_utf8().ok());
    text.filter(|text| text.len() <= MAX_PART && !text.contains(char::is_control))
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

fn integration(request: &HttpRequest) -> Result<IntegrationName, Problem> {
    IntegrationName::parse(&part(request, "integrationName")).map_err(|why| {
        Problem::field(
            Code::InvalidIntegrationName,
            "the path names no integration",
            "integrationName",
            &why.to_string(),
        )
    })
}

fn site(request: &HttpRequest) -> Result<Origin, Problem> {
    let origin = Origin::parse(&part(request, "siteId")).ok();
    origin.ok_or_else(|| Problem::missing(Code::SiteNotFound))
}

/// Declares a path: its fields, what they are called in patterns and documents, and how each is read.
macro_rules! path {
    ($(#[$doc:meta])* $name:ident refuses $refusals:expr; $($fields:tt)+) => {
        path!(@struct $(#[$doc])* $name [] [] $refusals; $($fields)+);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($declared:tt)*] [$($read:tt)*] $refusals:expr;) => {
        $(#[$doc])*
        #[derive(Debug, Clone, IntoParams)]
        #[into_params(parameter_in = Path)]
        pub(crate) struct $name { $($declared)* }

        impl Input for $name {
            const REFUSALS: &'static [u16] = $refusals;

            async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
                let at = request;
                Ok(path!(@build at $name $($read)*))
            }
        }
    };
    (@build $at:ident $name:ident $($field:ident = $read:expr;)*) => {
        $name { $($field: $read($at)?),* }
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; integration, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Name of the integration.
            #[param(value_type = String, rename = "integrationName", max_length = 100, pattern = "^[a-zA-Z0-9-_.]+$")]
            pub(crate) integration: IntegrationName,
        ] [$($r)* integration = integration;] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; installation, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the installation.
            #[param(value_type = String, rename = "installationId")]
            pub(crate) installation: InstallationId,
        ] [$($r)* installation = |at| Ok::<_, Problem>(InstallationId::new(part(at, "installationId")));]
            $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; site, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The site: its origin, percent-encoded, such as `https%3A%2F%2Fwww.example.org`.
            #[param(value_type = String, rename = "siteId")]
            pub(crate) site: Origin,
        ] [$($r)* site = site;] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; space, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The entity: its id, such as `cesam`.
            #[param(value_type = String, rename = "spaceId")]
            pub(crate) space: EntityId,
        ] [$($r)* space = |at| Ok::<_, Problem>(EntityId::new(part(at, "spaceId")));] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; event, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the event.
            #[param(value_type = String, rename = "eventId")]
            pub(crate) event: EventId,
        ] [$($r)* event = |at| Ok::<_, Problem>(EventId::new(part(at, "eventId")));] $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; credential, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// Identifier of the credential.
            #[param(value_type = String, rename = "credentialId")]
            pub(crate) credential: CredentialId,
        ] [$($r)* credential = |at| Ok::<_, Problem>(CredentialId::new(part(at, "credentialId")));]
            $refusals; $($rest)*);
    };
    (@struct $(#[$doc:meta])* $name:ident [$($d:tt)*] [$($r:tt)*] $refusals:expr; organization, $($rest:tt)*) => {
        path!(@struct $(#[$doc])* $name [$($d)*
            /// The workspace, by id or slug; it has to be the one that the caller works in.
            #[param(value_type = String, rename = "organizationId")]
            pub(crate) organization: String,
        ] [$($r)* organization = |at| Ok::<_, Problem>(part(at, "organizationId"));] $refusals; $($rest)*);
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
