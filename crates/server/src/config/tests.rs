//! Tables of what is resolved from which sources.

use std::collections::BTreeMap;
use std::fs;

use domain::session::Signer;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn resolve(pairs: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    Config::resolve(&Sources::read(CommandLine::default(), environment(pairs))?)
}

fn config(pairs: &[(&str, &str)]) -> Config {
    resolve(pairs).unwrap().config
}

#[test]
fn the_defaults_are_those_of_the_manual() {
    let Loaded { config, warnings } = resolve(&[]).unwrap();
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        config.roles,
        Roles {
            api: true,
            dashboard: true,
            worker: true
        }
    );
    assert_eq!(config.database.url.to_string(), "sqlite://legaciti.db");
    assert_eq!(config.http.api_listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.dashboard_listen.to_string(), "127.0.0.1:8081");
    assert_eq!(config.http.cache_bytes, 64_000_000);
    assert_eq!(config.telemetry.metrics_listen, None);
    assert_eq!(config.telemetry.format, LogFormat::Human);
    assert_eq!(config.jobs.lease, Duration::from_secs(30));
    assert_eq!(
        config.registries.orcid.registry.base_url.as_str(),
        "https://pub.orcid.org/v3.0"
    );
    assert_eq!(
        config.registries.crossref.base_url.as_str(),
        "https://api.crossref.org"
    );
    assert_eq!(config.registries.crossref.rate, Rate::PerSecond(4.0));
    assert_eq!(config.registries.orcid.daily_budget, 10_000);
    assert!(!config.access.allow_private_origins);
}

#[test]
fn the_command_line_beats_the_environment_beats_the_file_beats_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("legaciti.toml");
    fs::write(
        &file,
        "api_listen = '127.0.0.1:3'\ndashboard_listen = '127.0.0.1:3'\nmetrics_listen = '127.0.0.1:3'\n",
    )
    .unwrap();
    let command_line = CommandLine::new(Some(file))
        .with(
            &setting::API_LISTEN,
            "--api-listen",
            Some("127.0.0.1:1".to_owned()),
        )
        .with(&setting::DASHBOARD_LISTEN, "--dashboard-listen", None);
    let variables = environment(&[
        ("LEGACITI_API_LISTEN", "127.0.0.1:2"),
        ("LEGACITI_DASHBOARD_LISTEN", "127.0.0.1:2"),
    ]);
    let config = Config::resolve(&Sources::read(command_line, variables).unwrap())
        .unwrap()
        .config;
    assert_eq!(config.http.api_listen.port(), 1);
    assert_eq!(config.http.dashboard_listen.port(), 2);
    assert_eq!(config.telemetry.metrics_listen.unwrap().port(), 3);
    assert_eq!(config.jobs.concurrency, 32);
}

#[test]
fn the_file_may_hold_every_plain_kind_of_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my.toml");
    let text = "reset_emails = ['Ana@Example.org', 'rui@example.org']\njob_concurrency = 4\norcid_rate = 2.5\n\
                allow_private_origins = true\nspeling = 1\n";
    fs::write(&file, text).unwrap();
    let path = file.to_string_lossy().into_owned();
    let Loaded { config, warnings } = resolve(&[("LEGACITI_CONFIG", &path)]).unwrap();
    assert_eq!(config.access.reset_emails, ["ana@example.org", "rui@example.org"]);
    assert_eq!(config.jobs.concurrency, 4);
    assert_eq!(config.registries.orcid.registry.rate, Rate::PerSecond(2.5));
    assert!(config.access.allow_private_origins);
    assert_eq!(
        warnings,
        [format!("speling ({path}) is no setting; it is ignored")]
    );
}

#[test]
fn a_named_file_has_to_be_there_and_to_be_toml() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.toml").to_string_lossy().into_owned();
    let error = resolve(&[("LEGACITI_CONFIG", &missing)]).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("cannot read the configuration file {missing}: ")),
        "{error}"
    );

    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "a = 1\nauth_secret = 'geheim\n").unwrap();
    let error = resolve(&[("LEGACITI_CONFIG", &broken.to_string_lossy())])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("is not TOML: line 2: ") && !error.contains('\n') && !error.contains("geheim"),
        "{error}"
    );

    let nested = folder.path().join("nested.toml");
    fs::write(&nested, "[orcid]\nrate = 1\n").unwrap();
    let error = resolve(&[("LEGACITI_CONFIG", &nested.to_string_lossy())])
        .unwrap_err()
        .to_string();
    let place = nested.display();
    assert_eq!(
        error,
        format!("orcid ({place}): expected text, a number, true or false, or a list of texts")
    );
}

/// Setting, value, what is said about it.
const WRONG: [(&str, &str, &str); 15] = [
    (
        "API_LISTEN",
        "localhost",
        "an IP address with a port, such as 127.0.0.1:8080, not `localhost`",
    ),
    (
        "ROLES",
        "api,cook",
        "some of api, dashboard and worker, separated by commas, not `api,cook`",
    ),
    ("WORKERS", "0", "a whole number from 1 to 1024, not `0`"),
    ("WORKERS", "many", "a whole number from 1 to 1024, not `many`"),
    (
        "JOB_LEASE_SECONDS",
        "1",
        "a whole number from 5 to 3600, in seconds, not `1`",
    ),
    (
        "ORCID_RATE",
        "-1",
        "requests a second (up to 1000), or `off`, not `-1`",
    ),
    (
        "ORCID_RATE",
        "NaN",
        "requests a second (up to 1000), or `off`, not `NaN`",
    ),
    (
        "CROSSREF_BASE_URL",
        "ftp://x",
        "an http or https URL without query, such as https://api.crossref.org, not `ftp://x`",
    ),
    (
        "CROSSREF_BASE_URL",
        "https://x/?a=1",
        "an http or https URL without query, such as https://api.crossref.org, not `https://x/?a=1`",
    ),
    ("CONTACT_EMAIL", "nobody", "an e-mail address, not `nobody`"),
    ("RESET_EMAILS", "a@b.org,c", "an e-mail address, not `a@b.org,c`"),
    ("ALLOW_PRIVATE_ORIGINS", "maybe", "true or false, not `maybe`"),
    ("LOG_FORMAT", "xml", "human or json, not `xml`"),
    (
        "DATABASE_URL",
        "mysql://ana:geheim@db/x",
        "sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE",
    ),
    (
        "DATABASE_URL",
        "sqlite://",
        "sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE",
    ),
];

#[test]
fn a_wrong_value_is_told_in_one_line_with_its_place() {
    for (name, value, expected) in WRONG {
        let variable = format!("LEGACITI_{name}");
        let error = resolve(&[(&variable, value)]).unwrap_err().to_string();
        assert_eq!(error, format!("{variable} (environment): expected {expected}"));
    }
    let error = resolve(&[("LEGACITI_LOG", "info,=,=")]).unwrap_err().to_string();
    assert!(
        error.starts_with("LEGACITI_LOG (environment): expected a level or directives"),
        "{error}"
    );
}

#[test]
fn a_wrong_option_is_called_by_its_name() {
    let command_line =
        CommandLine::default().with(&setting::API_LISTEN, "--api-listen", Some("x".to_owned()));
    let error = Config::resolve(&Sources::read(command_line, BTreeMap::new()).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "--api-listen: expected an IP address with a port, such as 127.0.0.1:8080, not `x`"
    );
}

#[test]
fn an_empty_value_is_none_and_blanks_do_not_count() {
    let config = config(&[
        ("LEGACITI_API_LISTEN", ""),
        ("LEGACITI_METRICS_LISTEN", " 127.0.0.1:9 "),
    ]);
    assert_eq!(config.http.api_listen.port(), 8080);
    assert_eq!(config.telemetry.metrics_listen.unwrap().port(), 9);
}

#[test]
fn rates_follow_the_contact_unless_given() {
    let with_contact = config(&[
        ("LEGACITI_CONTACT_EMAIL", "Ana@example.org"),
        ("LEGACITI_DOI_RATE", "OFF"),
    ]);
    assert_eq!(
        with_contact.registries.contact_email.as_deref(),
        Some("ana@example.org")
    );
    assert_eq!(with_contact.registries.crossref.rate, Rate::PerSecond(8.0));
    assert_eq!(with_contact.registries.datacite.rate, Rate::PerSecond(3.0));
    assert_eq!(with_contact.registries.doi.rate, Rate::Off);
    let given = config(&[("LEGACITI_CROSSREF_RATE", "0.5")]);
    assert_eq!(given.registries.crossref.rate, Rate::PerSecond(0.5));
}

#[test]
fn base_urls_end_without_a_slash() {
    let config = config(&[
        ("LEGACITI_ORCID_BASE_URL", "http://127.0.0.1:9/orcid/v3.0/"),
        ("LEGACITI_PUBLIC_URL", "https://catalogue.example.org/"),
    ]);
    assert_eq!(
        config.registries.orcid.registry.base_url.as_str(),
        "http://127.0.0.1:9/orcid/v3.0"
    );
    assert_eq!(
        config.http.public_url.unwrap().as_str(),
        "https://catalogue.example.org"
    );
}

#[test]
fn the_secret_is_shared_with_better_auth_and_ours_wins() {
    let (theirs, ours) = (&"t".repeat(40), &"o".repeat(40));
    let signer = |pairs: &[(&str, &str)]| config(pairs).access.signer.unwrap();
    let of = |secret: &str| Signer::new(secret).unwrap();
    assert_eq!(signer(&[("BETTER_AUTH_SECRET", theirs)]), of(theirs));
    assert_eq!(
        signer(&[("BETTER_AUTH_SECRET", theirs), ("LEGACITI_AUTH_SECRET", ours)]),
        of(ours)
    );
    assert_eq!(
        signer(&[("BETTER_AUTH_SECRET", theirs), ("LEGACITI_AUTH_SECRET", "")]),
        of(theirs)
    );
}

#[test]
fn guessable_secrets_and_wide_origins_are_refused_without_showing_secrets() {
    for (name, value, said) in [
        (
            "LEGACITI_AUTH_SECRET",
            "geheim",
            "a secret of at least 32 characters",
        ),
        (
            "BETTER_AUTH_SECRET",
            "better-auth-secret-12345678901234567890",
            "a secret of your own",
        ),
        (
            "LEGACITI_TRUSTED_ORIGINS",
            "https://*",
            "a pattern whose host ends in a domain",
        ),
        ("BETTER_AUTH_TRUSTED_ORIGINS", "example.org", "an origin such as"),
        (
            "LEGACITI_DASHBOARD_URL",
            "dashboard.example.org",
            "an http or https URL",
        ),
    ] {
        let error = resolve(&[(name, value)]).unwrap_err().to_string();
        assert!(error.contains(said) && error.starts_with(name), "{error}");
        assert!(!name.ends_with("SECRET") || !error.contains(value), "{error}");
    }
    let trusted = config(&[(
        "BETTER_AUTH_TRUSTED_ORIGINS",
        "https://*.example.org, http://localhost:3000",
    )]);
    assert_eq!(trusted.access.trusted_origins.len(), 2);
}

#[test]
fn an_orcid_client_needs_both_halves() {
    let whole = config(&[
        ("LEGACITI_ORCID_CLIENT_ID", "APP-1"),
        ("LEGACITI_ORCID_CLIENT_SECRET", "s"),
    ]);
    assert_eq!(whole.registries.orcid.client.unwrap().id, "APP-1");
    let error = resolve(&[("LEGACITI_ORCID_CLIENT_ID", "APP-1")])
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "LEGACITI_ORCID_CLIENT_ID (environment) needs LEGACITI_ORCID_CLIENT_SECRET as well"
    );
}

#[test]
fn unknown_names_of_ours_warn_and_others_do_not_concern_us() {
    let loaded = resolve(&[
        ("LEGACITI_API_LISTN", "x"),
        ("LEGACITI_TEST_POSTGRES_URL", "x"),
        ("PATH", "x"),
    ])
    .unwrap();
    assert_eq!(
        loaded.warnings,
        ["LEGACITI_API_LISTN (environment) is no setting; it is ignored"]
    );
}

#[test]
fn no_secret_is_shown() {
    let config = config(&[
        (
            "LEGACITI_DATABASE_URL",
            "postgres://ana:geheim@db.example.org/x?password=geheim",
        ),
        ("LEGACITI_AUTH_SECRET", &"geheim".repeat(8)),
        ("LEGACITI_OPENALEX_API_KEY", "geheim"),
        ("LEGACITI_ORCID_CLIENT_ID", "APP-1"),
        ("LEGACITI_ORCID_CLIENT_SECRET", "geheim"),
    ]);
    let shown = format!("{config:?} {}", config.database.url);
    assert!(!shown.contains("geheim"), "{shown}");
    assert!(shown.contains("db.example.org"), "{shown}");
    assert_eq!(
        config.database.url.reveal(),
        "postgres://ana:geheim@db.example.org/x?password=geheim"
    );
}

#[test]
fn every_default_can_be_written_out() {
    let variables: Vec<(String, &str)> = setting::ALL
        .iter()
        .filter(|setting| **setting != setting::CONFIG)
        .map(|setting| (setting.variable(), setting.default))
        .collect();
    let pairs: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    assert_eq!(resolve(&pairs).unwrap(), resolve(&[]).unwrap());
}
