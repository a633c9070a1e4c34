//! The use cases of integrations, installations and deliveries.

use std::sync::Arc;

use domain::delivery::Deliveries;
use domain::event::Tasks;
use domain::installation::InstallationDesk;
use domain::integration::Integrations;
use domain::origin::SiteProbe;

use super::{System, WireError, delivery_settings, patience, sites};
use crate::config::Config;
use crate::deliveries::DeliveryWorker;

impl System {
    /// Integrations.
    pub fn integrations(&self) -> Integrations {
        Integrations {
            store: Arc::clone(&self.stores.integrations),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Installations, for the control plane.
    pub fn installation_desk(&self, probe: Arc<dyn SiteProbe>) -> InstallationDesk {
        InstallationDesk {
            control: Arc::clone(&self.stores.installation_control),
            workspaces: Arc::clone(&self.stores.workspaces),
            probe,
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// What integrations want to be told later.
    pub fn tasks(&self) -> Tasks {
        Tasks {
            store: Arc::clone(&self.stores.integration_events),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// A worker over this catalogue's deliveries.
    pub fn delivery_worker(&self, config: &Config) -> Result<DeliveryWorker, WireError> {
        let deliveries = Deliveries {
            queue: Arc::clone(&self.stores.deliveries),
            courier: Arc::new(sites(config)?),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            patience: patience(config),
        };
        let settings = delivery_settings(config, self.ids.as_ref());
        Ok(DeliveryWorker::new(
            deliveries,
            settings,
            self.database.deliveries(),
        ))
    }
}
