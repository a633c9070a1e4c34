//! The tables, as both databases have them.

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    workspaces (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        default_entity -> Text,
        default_status -> Text,
        revision -> BigInt,
        changed_at -> BigInt,
        public_publications -> BigInt,
        public_people -> BigInt,
        public_works -> BigInt,
        public_projects -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::json::JsonDoc;
    entities (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        name -> JsonDoc,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    slugs (workspace_id, kind, slug) {
        workspace_id -> Text,
        kind -> Text,
        slug -> Text,
        subject -> Text,
        chosen_at -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::json::JsonDoc;
    activity_events (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        at -> BigInt,
        kind -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_label -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        message -> Text,
        details -> JsonDoc,
        severity -> Text,
        status -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    people (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        orcid -> Text,
        slug -> Text,
        display_name -> Text,
        name_edit -> Nullable<JsonDoc>,
        biography_edit -> Nullable<JsonDoc>,
        photo_url -> Nullable<Text>,
        people_type -> Nullable<Text>,
        is_internal -> Bool,
        public_publication_count -> Integer,
        sort_name -> Text,
        changed_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        last_fetched_at -> Nullable<BigInt>,
        created_at -> BigInt,
        names -> JsonDoc,
        biography -> Nullable<Text>,
        locale -> Nullable<Text>,
        search_text -> Text,
        hidden_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    person_aliases (workspace_id, alias) {
        workspace_id -> Text,
        alias -> Text,
        orcid -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    person_name_keys (workspace_id, name_key, orcid) {
        workspace_id -> Text,
        name_key -> Text,
        orcid -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    memberships (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        person_orcid -> Text,
        entity_id -> Text,
        status -> Text,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::BigInt;
    // SQLite's word index; it has more columns, which nothing reads.
    publications_fts (rowid) {
        rowid -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Double, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    publications (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        doi -> Text,
        slug -> Text,
        title -> Nullable<JsonDoc>,
        publication_date -> Nullable<Text>,
        publication_year -> Nullable<Integer>,
        publication_type -> Nullable<Text>,
        cited_by_count -> Nullable<BigInt>,
        last_fetched_at -> BigInt,
        author_match_state -> Text,
        journal -> Nullable<Text>,
        date_sort -> Integer,
        cited_by_sort -> BigInt,
        visible -> Bool,
        deleted_at -> Nullable<BigInt>,
        is_public -> Bool,
        resolution -> Text,
        changed_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        last_edited_at -> Nullable<BigInt>,
        edit_count -> BigInt,
        created_at -> BigInt,
        #[sql_name = "abstract"]
        abstract_text -> Nullable<Text>,
        search_title -> Text,
        search_authors -> Text,
        // Inside this macro `q` is taken.
        #[sql_name = "q"]
        quartile -> Nullable<BigInt>,
        q_percentage -> Nullable<Integer>,
        if_value -> Nullable<Double>,
        if5a_value -> Nullable<Double>,
        funding -> Nullable<Bool>,
        sort_title -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::json::JsonDoc;
    publication_records (workspace_id, publication_id) {
        workspace_id -> Text,
        publication_id -> BigInt,
        original -> JsonDoc,
        edited -> JsonDoc,
        merged -> JsonDoc,
        provenance -> JsonDoc,
        attention -> JsonDoc,
        edit_bases -> JsonDoc,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    publication_aliases (workspace_id, doi) {
        workspace_id -> Text,
        doi -> Text,
        publication_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::json::JsonDoc;
    publication_sources (workspace_id, publication_id, provider, record_of) {
        workspace_id -> Text,
        publication_id -> BigInt,
        provider -> Text,
        record_of -> Text,
        asked_at -> BigInt,
        status -> Text,
        error -> Nullable<Text>,
        record -> Nullable<JsonDoc>,
        payload -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Double, Integer, Nullable, Text};
    publication_people (workspace_id, publication_id, person_orcid) {
        workspace_id -> Text,
        publication_id -> BigInt,
        person_orcid -> Text,
        position -> Nullable<Integer>,
        origin -> Text,
        score -> Double,
        claimed -> Bool,
        confirmed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::json::JsonDoc;
    publication_edits (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        publication_id -> BigInt,
        entry_id -> Text,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_label -> Text,
        fields -> JsonDoc,
        reverts -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    publication_refusals (workspace_id, publication_id, person_orcid) {
        workspace_id -> Text,
        publication_id -> BigInt,
        person_orcid -> Text,
        at -> BigInt,
        actor_label -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    publication_projects (workspace_id, publication_id, project_id) {
        workspace_id -> Text,
        publication_id -> BigInt,
        project_id -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    works (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        work_id -> Text,
        orcid -> Nullable<Text>,
        put_code -> Nullable<BigInt>,
        title -> Text,
        work_type -> Nullable<Text>,
        publication_date -> Nullable<Text>,
        publication_year -> Nullable<Integer>,
        date_sort -> Integer,
        verified -> Bool,
        visible -> Bool,
        deleted_at -> Nullable<BigInt>,
        is_public -> Bool,
        created_at -> BigInt,
        changed_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        fields -> JsonDoc,
        search_text -> Text,
        edited_at -> Nullable<BigInt>,
        people_by_hand -> Bool,
        promoted_to -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    work_people (workspace_id, work_id, person_orcid) {
        workspace_id -> Text,
        work_id -> Text,
        person_orcid -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    work_projects (workspace_id, work_id, project_id) {
        workspace_id -> Text,
        work_id -> Text,
        project_id -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    projects (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        project_id -> Text,
        funding_currency -> Text,
        start_sort -> Integer,
        end_sort -> Integer,
        visible -> Bool,
        deleted_at -> Nullable<BigInt>,
        is_public -> Bool,
        created_at -> BigInt,
        changed_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        fields -> JsonDoc,
        search_text -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    project_people (workspace_id, project_id, role, position) {
        workspace_id -> Text,
        project_id -> Text,
        role -> Text,
        position -> Integer,
        person_orcid -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    installations (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        platform -> Text,
        status -> Text,
        display_name -> Text,
        description -> Nullable<Text>,
        scopes -> JsonDoc,
        rate_limit_per_minute -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
        space_selection -> Text,
        site_selection -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    installation_origins (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        installation_id -> Text,
        origin -> Text,
        status -> Text,
        token -> Text,
        verified_at -> Nullable<BigInt>,
        last_verification_error -> Nullable<Text>,
        added_at -> Nullable<BigInt>,
        last_checked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    installation_entities (workspace_id, installation_id, entity_id) {
        workspace_id -> Text,
        installation_id -> Text,
        entity_id -> Text,
    }
}

diesel::table! {
    installation_external_ids (workspace_id, installation_id, external_id) {
        workspace_id -> Text,
        installation_id -> Text,
        external_id -> Text,
        place -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::json::JsonDoc;
    integrations (name) {
        name -> Text,
        name_key -> Text,
        workspace_id -> Nullable<Text>,
        built_in -> Bool,
        title -> Text,
        description -> Text,
        summary -> Text,
        icon -> Nullable<Text>,
        preview_images -> JsonDoc,
        visibility -> Text,
        target -> Text,
        categories -> JsonDoc,
        scopes -> JsonDoc,
        blocks -> JsonDoc,
        script_hash -> Nullable<Text>,
        content_security_policy -> Nullable<Text>,
        webhook_url -> Nullable<Text>,
        secret_hash -> Nullable<Text>,
        unpublished_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    integration_scripts (hash) {
        hash -> Text,
        content -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    integration_development (integration) {
        integration -> Text,
        workspace_id -> Text,
        tunnel_url -> Text,
        all_workspaces -> Bool,
        since -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    integration_events (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        integration -> Text,
        installation_id -> Nullable<Text>,
        kind -> Text,
        payload -> JsonDoc,
        created_at -> BigInt,
        lane -> Nullable<Text>,
        place -> Nullable<BigInt>,
        waiting -> Bool,
        due_from -> Nullable<BigInt>,
        failures -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    delivery_lanes (workspace_id, lane) {
        workspace_id -> Text,
        lane -> Text,
        last_place -> BigInt,
        due_at -> Nullable<BigInt>,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    event_deliveries (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        event_id -> Text,
        attempt -> Integer,
        status -> Text,
        due_at -> BigInt,
        started_at -> Nullable<BigInt>,
        duration_ms -> Nullable<BigInt>,
        response_status -> Nullable<Integer>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    installation_credentials (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        installation_id -> Text,
        key_hash -> Text,
        active -> Bool,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        created_at -> BigInt,
        temporary -> Bool,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    api_keys (workspace_id, key_hash) {
        workspace_id -> Text,
        key_hash -> Text,
        client_name -> Text,
        scopes -> JsonDoc,
        active -> Bool,
        rate_limit_per_minute -> Integer,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Text};
    api_key_log (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        key_hash -> Text,
        at -> BigInt,
        method -> Text,
        path -> Text,
        status -> Integer,
        request_id -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Text};
    rate_windows (key_hash, starts_at) {
        key_hash -> Text,
        starts_at -> BigInt,
        used -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::json::JsonDoc;
    ingestion_jobs (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        orcid -> Text,
        status -> Text,
        run_at -> BigInt,
        attempts -> Integer,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        progress -> JsonDoc,
        reason -> Nullable<Text>,
        created_at -> BigInt,
        started_at -> Nullable<BigInt>,
        updated_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    tombstones (workspace_id, kind, external_id) {
        workspace_id -> Text,
        kind -> Text,
        external_id -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    doi_agencies (doi_or_prefix) {
        doi_or_prefix -> Text,
        agency -> Text,
        learnt_at -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::json::JsonDoc;
    categories (workspace_id, id) {
        workspace_id -> Text,
        id -> Text,
        name -> JsonDoc,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    person_categories (workspace_id, category_id, person_orcid) {
        workspace_id -> Text,
        category_id -> Text,
        person_orcid -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    categories,
    person_categories,
    workspaces,
    entities,
    slugs,
    activity_events,
    people,
    person_aliases,
    person_name_keys,
    memberships,
    publications,
    publication_records,
    publication_aliases,
    publication_sources,
    publication_people,
    publication_edits,
    publication_refusals,
    publication_projects,
    works,
    work_people,
    work_projects,
    projects,
    project_people,
    installations,
    installation_origins,
    installation_credentials,
    installation_entities,
    installation_external_ids,
    integrations,
    integration_scripts,
    integration_development,
    integration_events,
    event_deliveries,
    delivery_lanes,
    api_keys,
    api_key_log,
    rate_windows,
    ingestion_jobs,
    tombstones,
    doi_agencies,
);

// Better Auth's tables, by its own names.

diesel::table! {
    use diesel::sql_types::{Bool, Nullable, Text};
    use crate::moment::Moment;
    #[sql_name = "user"]
    auth_users (id) {
        id -> Text,
        name -> Text,
        email -> Text,
        #[sql_name = "emailVerified"]
        email_verified -> Bool,
        image -> Nullable<Text>,
        #[sql_name = "createdAt"]
        created_at -> Moment,
        #[sql_name = "updatedAt"]
        updated_at -> Moment,
        role -> Nullable<Text>,
        banned -> Nullable<Bool>,
        #[sql_name = "banReason"]
        ban_reason -> Nullable<Text>,
        #[sql_name = "banExpires"]
        ban_expires -> Nullable<Moment>,
        superadmin -> Nullable<Bool>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::moment::Moment;
    #[sql_name = "session"]
    auth_sessions (id) {
        id -> Text,
        #[sql_name = "expiresAt"]
        expires_at -> Moment,
        token -> Text,
        #[sql_name = "createdAt"]
        created_at -> Moment,
        #[sql_name = "updatedAt"]
        updated_at -> Moment,
        #[sql_name = "ipAddress"]
        ip_address -> Nullable<Text>,
        #[sql_name = "userAgent"]
        user_agent -> Nullable<Text>,
        #[sql_name = "userId"]
        user_id -> Text,
        #[sql_name = "impersonatedBy"]
        impersonated_by -> Nullable<Text>,
        #[sql_name = "activeOrganizationId"]
        active_organization_id -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::moment::Moment;
    #[sql_name = "account"]
    auth_accounts (id) {
        id -> Text,
        #[sql_name = "accountId"]
        account_id -> Text,
        #[sql_name = "providerId"]
        provider_id -> Text,
        #[sql_name = "userId"]
        user_id -> Text,
        password -> Nullable<Text>,
        #[sql_name = "createdAt"]
        created_at -> Moment,
        #[sql_name = "updatedAt"]
        updated_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::moment::Moment;
    #[sql_name = "organization"]
    organizations (id) {
        id -> Text,
        name -> Text,
        slug -> Text,
        logo -> Nullable<Text>,
        #[sql_name = "createdAt"]
        created_at -> Moment,
        metadata -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::moment::Moment;
    #[sql_name = "member"]
    members (id) {
        id -> Text,
        #[sql_name = "organizationId"]
        organization_id -> Text,
        #[sql_name = "userId"]
        user_id -> Text,
        role -> Text,
        #[sql_name = "createdAt"]
        created_at -> Moment,
    }
}

diesel::joinable!(auth_sessions -> auth_users (user_id));
diesel::joinable!(members -> auth_users (user_id));
diesel::joinable!(members -> organizations (organization_id));
diesel::allow_tables_to_appear_in_same_query!(
    auth_users,
    auth_sessions,
    auth_accounts,
    organizations,
    members,
    workspaces,
);
