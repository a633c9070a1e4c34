//! `legaciti demo`: everything at once, on a database of its own.

use std::path::PathBuf;

use clap::Args;

use super::session::Logs;
use super::{CliError, General, Session};
use crate::config::setting;
use crate::demo::{self, Listen, Place, Plan};

/// What kind of demo.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Ask no registry: ingest the fictional people that the demo brings along
    #[arg(long)]
    offline: bool,
    /// Folder of the demo's database, which is made afresh each time
    #[arg(long, default_value = "legaciti-demo", value_name = "DIR")]
    dir: PathBuf,
    /// Use this empty database instead of one of the demo's own, such as postgres://…
    #[arg(long, value_name = "URL", conflicts_with = "dir")]
    empty_database: Option<String>,
    /// Requests a minute of each of the keys that the demo makes
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit_per_minute: u32,
    /// End as soon as everything is shown to work
    #[arg(long)]
    exit_when_ready: bool,
    /// Address of the Consumer and Integrations APIs
    #[arg(long, value_name = "ADDRESS")]
    api_listen: Option<String>,
    /// Address of the dashboard
    #[arg(long, value_name = "ADDRESS")]
    dashboard_listen: Option<String>,
    /// Whom to ingest
    #[arg(value_name = "ORCID")]
    orcids: Vec<String>,
}

impl Demo {
    pub(super) async fn run(self, general: &General) -> Result<(), CliError> {
        if general.database_url.is_some() {
            return Err(CliError::usage(
                "the demo makes a database of its own: --database-url has no place here (--empty-database has)",
            ));
        }
        let chosen = [self.api_listen.is_some(), self.dashboard_listen.is_some()];
        let options = general
            .command_line()
            .with(&setting::API_LISTEN, "--api-listen", self.api_listen)
            .with(
                &setting::DASHBOARD_LISTEN,
                "--dashboard-listen",
                self.dashboard_listen,
            );
        let session = Session::of(general, options, Logs::Command)?;
        let [api_chosen, dashboard_chosen] = chosen;
        let http = &session.config.http;
        let plan = Plan {
            place: match self.empty_database {
                Some(url) => Place::Empty(url),
                None => Place::Folder(self.dir),
            },
            rate_limit_per_minute: self.rate_limit_per_minute,
            offline: self.offline,
            orcids: self.orcids,
            exit_when_ready: self.exit_when_ready,
            api_listen: Listen {
                address: http.api_listen,
                chosen: api_chosen,
            },
            dashboard_listen: Listen {
                address: http.dashboard_listen,
                chosen: dashboard_chosen,
            },
            threads: super::serve::threads(&session.config),
        };
        demo::run(&session, plan).await
    }
}
