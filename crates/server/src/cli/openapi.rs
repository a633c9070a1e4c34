//! `legaciti openapi SURFACE`: the document of a surface, as committed under `docs/openapi`.

use clap::{Args, ValueEnum};

use super::{CliError, output};

/// Which document.
#[derive(Debug, Args)]
pub(super) struct Openapi {
    /// Which surface
    surface: Surface,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Surface {
    Consumer,
    Integrations,
    Dashboard,
}

impl Openapi {
    pub(super) fn run(&self) -> Result<(), CliError> {
        let surface = match self.surface {
            Surface::Consumer => api::Surface::Consumer,
            Surface::Integrations => api::Surface::Integrations,
            Surface::Dashboard => api::Surface::Dashboard,
        };
        output::print(&api::openapi_document(surface))
    }
}
