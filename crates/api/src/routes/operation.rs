//! What the types of a handler say about its operation, written into the document.

use std::collections::BTreeSet;

use utoipa::openapi::path::{Operation, ParameterIn, Paths};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder,
    SecurityRequirement, Type,
};

use crate::auth::{Access, Input, Security};

/// What the types of caller and input say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) security: Security,
    pub(super) scope: Option<&'static str>,
    refusals: &'static [u16],
    body_optional: bool,
}

impl Terms {
    pub(super) fn of<A: Access, I: Input>() -> Self {
        Self {
            security: A::SECURITY,
            scope: A::scope(),
            refusals: I::REFUSALS,
            body_optional: I::BODY_OPTIONAL,
        }
    }

    /// The same paths, with these terms.
    pub(super) fn write_into(self, mut paths: Paths) -> Paths {
        for operation in paths.paths.values_mut().flat_map(operations_of) {
            self.describe(operation);
            loosen(operation, self.body_optional);
        }
        paths
    }

    /// Writes what the kinds of caller and input mean into the operation: security, refusals, headers.
    fn describe(self, operation: &mut Operation) {
        let Self { security, .. } = self;
        operation.security = Some(requirements(security));
        if let Some(line) = self.who() {
            let text = operation.description.take().unwrap_or_default();
            operation.description = Some(format!("{text}\n\n{line}").trim().to_owned());
        }
        let reads = matches!(security, Security::Optional | Security::Installation);
        let limited = reads || matches!(security, Security::ApiKey | Security::SessionOrIntegration);
        let responses = &mut operation.responses.responses;
        for (_, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
            if let RefOr::T(response) = response {
                add_headers(response, limited, reads);
            }
        }
        if reads {
            let unchanged = ResponseBuilder::new().description("The copy that the caller has is current.");
            responses
                .entry("304".to_owned())
                .or_insert_with(|| unchanged.build().into());
        }
        for status in self.statuses() {
            responses
                .entry(status.to_string())
                .or_insert_with(|| refusal(status, security).into());
        }
    }

    /// The sentence about who may call.
    fn who(self) -> Option<String> {
        match (self.security, self.scope) {
            (Security::Session, None) => Some("Any session will do.".to_owned()),
            (_, None) => None,
            (Security::Session, Some(role)) => Some(format!("Sessions need the role `{role}`.")),
            (Security::SessionOrIntegration, Some(role)) => Some(format!(
                "Sessions need the role `{role}`; an integration comes with its own secret."
            )),
            (_, Some(scope)) => Some(format!("Keys need the scope `{scope}`.")),
        }
    }

    /// Statuses with which a call may be refused.
    fn statuses(self) -> BTreeSet<u16> {
        let mut statuses: BTreeSet<u16> = self.refusals.iter().copied().collect();
        statuses.extend([500, 503]);
        statuses.extend::<&[u16]>(match self.security {
            Security::None | Security::OptionalSession => &[],
            Security::Session => &[400, 401, 403],
            Security::Optional | Security::SessionOrIntegration => &[400, 401, 403, 429],
            Security::Installation | Security::ApiKey => &[401, 403, 429],
        });
        statuses
    }
}

fn operations_of(item: &mut utoipa::openapi::PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

/// What a caller may prove themselves with; an empty requirement: with nothing.
fn requirements(security: Security) -> Vec<SecurityRequirement> {
    let by = |scheme: &str| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, []);
    let nothing = SecurityRequirement::default;
    match security {
        Security::None => Vec::new(),
        Security::Optional => vec![nothing(), by("apiKeyAuth")],
        Security::Installation | Security::ApiKey => vec![by("apiKeyAuth")],
        Security::Session => vec![by("betterAuthSession")],
        Security::OptionalSession => vec![nothing(), by("betterAuthSession")],
        Security::SessionOrIntegration => vec![by("betterAuthSession"), by("integrationSecret")],
    }
}

/// Says what may be left out: bodies of some, and the values of parameters (`?q=` is no search).
fn loosen(operation: &mut Operation, body_optional: bool) {
    if let Some(RefOr::T(body)) = operation.request_body.as_mut().filter(|_| body_optional) {
        body.required = Some(Required::False);
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let is_optional = parameter.required == Required::False;
        if is_optional && parameter.parameter_in == ParameterIn::Query {
            // The builder of extensions would put `x-` before the name.
            parameter.extensions = Some([("allowEmptyValue", true)].into_iter().collect());
        }
    }
}

fn add_headers(response: &mut Response, limited: bool, conditional: bool) {
    let mut add = |name: &str, kind: Type, text: &str| {
        let schema = ObjectBuilder::new().schema_type(kind);
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(text));
        response.headers.insert(name.to_owned(), header.build().into());
    };
    add(
        "X-Request-Id",
        Type::String,
        "The request's id, taken over from the request where it is a sane one.",
    );
    if limited {
        let words = [
            ("X-RateLimit-Limit", "Requests a minute (answers to a key only)."),
            (
                "X-RateLimit-Remaining",
                "Requests left in this minute (answers to a key only).",
            ),
            (
                "X-RateLimit-Reset",
                "Unix seconds of the next minute (answers to a key only).",
            ),
        ];
        for (name, text) in words {
            add(name, Type::Integer, text);
        }
    }
    if conditional {
        add("ETag", Type::String, "Weak validator, for `If-None-Match`.");
        add("Last-Modified", Type::String, "When the catalogue changed last.");
    }
}

fn refusal(status: u16, security: Security) -> Response {
    let text = match status {
        401 if security == Security::Session => "No session, or one that is over.",
        401 if security == Security::SessionOrIntegration => "No session and no known secret.",
        403 if matches!(security, Security::Session | Security::SessionOrIntegration) => {
            "The role is too low, the workspace is somebody else's, or a change comes from a page that is not \
                trusted: see `code`."
        }
        400 => "Invalid query parameters, body or workspace.",
        401 => "Missing or unknown key.",
        403 => {
            "The key is inactive or expired, lacks the scope, or the origin is not accepted: \
                see `code`."
        }
        408 => "The body did not arrive in time.",
        413 => "The body is too large.",
        415 => "The body is not declared as JSON.",
        429 => "Too many requests in this minute: wait for `Retry-After` seconds.",
        503 => "The service is not available now: try again after `Retry-After` seconds.",
        _ => "Something went wrong on our side; `details.request_id` finds it in the log.",
    };
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(text)
        .content("application/json", body);
    if matches!(status, 429 | 503) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer);
        let header = HeaderBuilder::new()
            .schema(Some(seconds))
            .description(Some("Seconds to wait."));
        response.header("Retry-After", header.build()).build()
    } else {
        response.build()
    }
}
