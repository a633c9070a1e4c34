//! Words of the domain as arguments: what may be written, and what it means.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::api_key::ApiKeyScope;
use domain::identifier::{Orcid, Origin};
use domain::installation::{InstallationStatus, Scope};
use domain::membership::MembershipStatus;
use domain::staff::Role;

/// `people.read`, …
pub(super) fn scope() -> impl TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::as_str)).try_map(|word| known(Scope::from_word(&word)))
}

/// `ingest`, …
pub(super) fn api_key_scope() -> impl TypedValueParser<Value = ApiKeyScope> {
    PossibleValuesParser::new(ApiKeyScope::ALL.map(ApiKeyScope::as_str))
        .try_map(|word| known(ApiKeyScope::from_word(&word)))
}

/// `draft`, …
pub(super) fn installation_status() -> impl TypedValueParser<Value = InstallationStatus> {
    PossibleValuesParser::new(InstallationStatus::ALL.map(InstallationStatus::as_str))
        .try_map(|word| known(InstallationStatus::from_word(&word)))
}

/// `cesam`, `external`
pub(super) fn membership_status() -> impl TypedValueParser<Value = MembershipStatus> {
    PossibleValuesParser::new(
        [MembershipStatus::Internal, MembershipStatus::External].map(MembershipStatus::as_str),
    )
    .try_map(|word| known(MembershipStatus::from_word(&word)))
}

/// `viewer`, `editor`, `workspace_admin`: what a membership can give.
pub(super) fn role() -> impl TypedValueParser<Value = Role> {
    let words = [Role::Viewer, Role::Editor, Role::WorkspaceAdmin].map(Role::as_str);
    PossibleValuesParser::new(words).try_map(|word| known(Role::of_member(&word)))
}

/// An ORCID iD in any of its forms.
pub(super) fn orcid(text: &str) -> Result<Orcid, String> {
    Orcid::parse(text).map_err(|why| why.to_string())
}

/// A web origin.
pub(super) fn origin(text: &str) -> Result<Origin, String> {
    Origin::parse(text).map_err(|why| why.to_string())
}

/// A slug.
pub(super) fn slug(text: &str) -> Result<String, String> {
    if domain::identifier::slug::is_slug(text) {
        Ok(text.to_owned())
    } else {
        Err("a slug consists of a-z, 0-9 and single hyphens between them".to_owned())
    }
}

fn known<T>(value: Option<T>) -> Result<T, &'static str> {
    value.ok_or("not one of the possible values")
}
