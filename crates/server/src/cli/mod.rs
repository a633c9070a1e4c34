//! The command line: one file for each command, shared options, exit codes.

mod api_key;
mod category;
mod check;
mod demo;
mod doctor;
mod entity;
mod error;
mod groups;
mod import_doi;
mod ingest;
mod input;
mod installation;
mod membership;
mod migrate;
mod openapi;
mod output;
mod project;
mod records;
mod serve;
mod session;
mod user;
mod words;
mod work;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use error::CliError;
pub use output::Output;
pub use session::Session;

/// The publication catalogue of research centres: from ORCID iDs to a public API.
#[derive(Debug, Parser)]
#[command(name = "legaciti", version)]
pub struct Cli {
    #[command(flatten)]
    general: General,
    #[command(subcommand)]
    command: Command,
}

/// What `--help` says; a documentation comment would have to make a link of it.
const DATABASE_HELP: &str = "Where the catalogue is: sqlite://PATH or postgres://…";

/// Options of every command. Everything else is configured by environment variables and the configuration file.
#[derive(Debug, Clone, Default, Args)]
pub struct General {
    /// Configuration file [default: legaciti.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the catalogue is.
    #[arg(long, global = true, value_name = "URL", help = DATABASE_HELP)]
    pub database_url: Option<String>,
    /// Print one JSON document on standard output
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the APIs and work the ingestion queue
    Serve(serve::Serve),
    /// Try everything at once: a fresh database, sample data, a running service
    Demo(demo::Demo),
    /// Bring the tables of the database up to date
    Migrate,
    /// Queue the ingestion of researchers by ORCID iD
    Ingest(ingest::Ingest),
    /// Fetch single publications by DOI, now
    ImportDoi(import_doi::ImportDois),
    /// Workspaces: one for each research centre
    #[command(subcommand)]
    Workspace(workspace::Command),
    /// Units inside a workspace
    #[command(subcommand)]
    Entity(entity::Command),
    /// Groups that people are put into
    #[command(subcommand)]
    Category(category::Command),
    /// Who belongs to which entity
    #[command(subcommand)]
    Membership(membership::Command),
    /// Sites that show the catalogue, their origins and credentials
    #[command(subcommand)]
    Installation(installation::Command),
    /// Keys of machine-to-machine clients
    #[command(subcommand)]
    ApiKey(api_key::Command),
    /// Funded projects
    #[command(subcommand)]
    Project(project::Command),
    /// Works without a DOI
    #[command(subcommand)]
    Work(work::Command),
    /// The staff of the dashboard, and what they may do
    #[command(subcommand)]
    User(user::Command),
    /// Print the OpenAPI document of a surface
    Openapi(openapi::Openapi),
    /// Check configuration, database and registries
    Doctor,
    /// Recompute every flag and count that reads rely on, and check the file of an embedded database
    Check(check::Check),
}

/// Runs the command line of this process. Exit codes: 0 done, 1 failed, 2 wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&CliError::failed(format!("no runtime could be started: {error}"))),
    };
    let ended = actix_web::rt::System::with_tokio_rt(|| runtime).block_on(run(cli));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &CliError) -> ExitCode {
    eprintln!("error: {}", error.line());
    ExitCode::from(error.exit_code())
}

async fn run(cli: Cli) -> Result<(), CliError> {
    let Cli { general, command } = cli;
    match command {
        // The document describes the program, not an installation of it.
        Command::Openapi(openapi) => openapi.run(),
        Command::Doctor => doctor::run(&general).await,
        Command::Serve(serve) => serve.run(&general).await,
        Command::Demo(demo) => demo.run(&general).await,
        Command::Migrate => migrate::run(&Session::begin(&general)?).await,
        Command::Ingest(ingest) => ingest.run(&Session::begin(&general)?).await,
        Command::ImportDoi(import) => import.run(&Session::begin(&general)?).await,
        Command::Workspace(command) => command.run(&Session::begin(&general)?).await,
        Command::Entity(command) => command.run(&Session::begin(&general)?).await,
        Command::Category(command) => command.run(&Session::begin(&general)?).await,
        Command::Membership(command) => command.run(&Session::begin(&general)?).await,
        Command::Installation(command) => command.run(&Session::begin(&general)?).await,
        Command::ApiKey(command) => command.run(&Session::begin(&general)?).await,
        Command::Project(command) => command.run(&Session::begin(&general)?).await,
        Command::User(command) => command.run(&Session::begin(&general)?).await,
        Command::Check(check) => check.run(&Session::begin(&general)?).await,
        Command::Work(command) => command.run(&Session::begin(&general)?).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("legaciti").chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_documented_command_lines_are_understood() {
        for line in [
            "serve",
            "serve --roles worker --database-url postgres://localhost/x",
            "serve --roles api,dashboard --migrate --config legaciti.toml",
            "demo --offline --json --dir d --api-listen 127.0.0.1:0 --dashboard-listen 127.0.0.1:0",
            "demo 0000-0002-1825-0097 --exit-when-ready",
            "migrate --json",
            "ingest 0000-0002-1825-0097 --wait --workspace cesam --json",
            "ingest --file people.txt --skip-existing",
            "import-doi 10.5555/1 https://doi.org/10.5555/2 --person 0000-0002-1825-0097",
            "workspace create --slug cesam --name CESAM --entity centre",
            "workspace list --json",
            "entity create --workspace cesam --id mare --name MARE",
            "entity list",
            "membership set --workspace cesam --entity cesam --status external 0000-0002-1825-0097",
            "membership list 0000-0002-1825-0097",
            "installation create --workspace cesam --platform wordpress --name Main --origin https://www.example.org \
             --scope people.read --scope publications.read --scope works.read --scope projects.read --active",
            "installation list",
            "installation set-status id disabled",
            "installation add-origin id https://www.example.org --verified",
            "installation verify-origin id https://www.example.org",
            "installation issue-credential id --expires-in-days 30",
            "api-key create --client-name partner --scope ingest --scope membership.update",
            "api-key list",
            "api-key revoke 0123",
            "project create --workspace cesam --file project.json",
            "project list",
            "work create --file -",
            "work list --json",
            "user create --workspace cesam --email ana@example.org --name Ana --role workspace_admin --superadmin --password-stdin",
            "user list --json",
            "user set-role --email ana@example.org --role editor",
            "user set-role --email ana@example.org --superadmin false",
            "user set-password --email ana@example.org --password-stdin",
            "openapi consumer",
            "doctor --json",
            "check --workspace cesam --json",
        ] {
            if let Err(error) = parse(line) {
                panic!("{line}: {error}");
            }
        }
    }

    #[test]
    fn wrong_usage_is_refused() {
        for line in [
            "",
            "ingest",
            "ingest 0000-0002-1825-0097 --file people.txt --wait=maybe",
            "membership set --entity cesam --status emeritus 0000-0002-1825-0097",
            "membership set --entity cesam --status external",
            "membership list 0000-0002-1825-0098x",
            "installation create --platform wordpress --name Main --scope people.write",
            "installation create --platform wordpress --name Main --scope people.read --active",
            "installation create --platform wordpress --name Main --scope people.read --origin ftp://example.org",
            "installation set-status id resting",
            "api-key create --client-name partner --scope everything",
            "api-key create --client-name partner",
            "api-key create --client-name partner --scope ingest --rate-limit-per-minute 0",
            "user create --email ana@example.org --name Ana --role owner --password-stdin",
            "user create --email ana@example.org --name Ana --role editor",
            "user set-role --email ana@example.org",
            "openapi weather",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
