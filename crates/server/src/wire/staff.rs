//! The use cases of the staff's desks.

use std::sync::Arc;

use domain::group::Groups;
use domain::profile::Arrivals;
use domain::profile::Profiles;
use domain::project::curation::ProjectDesk;
use domain::publication::AuthorRepairs;
use domain::publication::curation::Curation;
use domain::publication::curation::Histories;
use domain::publication::linking::LinkDesk;
use domain::session::Accounts;
use domain::session::Sessions;
use domain::staff::Teams;
use domain::work::curation::WorkDesk;
use domain::workspace::Workspaces;
use registries::Registries;

use super::System;

impl System {
    /// People as the staff see and edit them.
    pub fn profiles(&self) -> Profiles {
        Profiles {
            store: Arc::clone(&self.stores.profiles),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Adding people.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals {
            profiles: self.profiles(),
            queue: self.queue(),
        }
    }

    /// Sessions of the staff.
    pub fn sessions(&self) -> Sessions {
        Sessions {
            store: Arc::clone(&self.stores.sessions),
            users: Arc::clone(&self.stores.users),
            workspaces: Arc::clone(&self.stores.workspaces),
            passwords: Arc::clone(&self.passwords),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// The staff.
    pub fn accounts(&self) -> Accounts {
        Accounts {
            users: Arc::clone(&self.stores.users),
            passwords: Arc::clone(&self.passwords),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Who works in which workspace.
    pub fn teams(&self) -> Teams {
        Teams {
            store: Arc::clone(&self.stores.teams),
            accounts: self.accounts(),
        }
    }

    /// Making and changing workspaces.
    pub fn workspace_desk(&self) -> Workspaces {
        Workspaces {
            store: Arc::clone(&self.stores.workspaces),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Entities and categories.
    pub fn groups(&self) -> Groups {
        Groups {
            store: Arc::clone(&self.stores.groups),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Matching authors anew.
    pub fn author_repairs(&self) -> AuthorRepairs {
        AuthorRepairs {
            store: Arc::clone(&self.stores.author_links),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Publications as the staff edit them.
    pub fn curation(&self) -> Curation {
        Curation {
            store: Arc::clone(&self.stores.curation),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Every edit of publications.
    pub fn histories(&self) -> Histories {
        Histories {
            store: Arc::clone(&self.stores.histories),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Whose publications are, by the word of the staff.
    pub fn link_desk(&self) -> LinkDesk {
        LinkDesk {
            store: Arc::clone(&self.stores.links),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Projects as the staff write them.
    pub fn project_desk(&self) -> ProjectDesk {
        ProjectDesk {
            store: Arc::clone(&self.stores.project_curation),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Works as the staff write them.
    pub fn work_desk(&self, registries: &Registries) -> WorkDesk {
        WorkDesk {
            store: Arc::clone(&self.stores.work_curation),
            publications: Arc::clone(&self.stores.curation),
            importer: self.importer(registries),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }
}
