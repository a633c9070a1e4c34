//! What the staff work at, on mocked ports.

use std::sync::Arc;

use domain::context::{Clock, Ids};
use domain::event::Tasks;
use domain::event::store::MockEventStore;
use domain::group::Groups;
use domain::group::store::MockGroupStore;
use domain::installation::InstallationDesk;
use domain::installation::control::MockInstallationControl;
use domain::integration::Integrations;
use domain::integration::store::MockIntegrationStore;
use domain::origin::probe::MockSiteProbe;
use domain::project::curation::ProjectDesk;
use domain::project::curation::store::MockProjectCuration;
use domain::publication::PublicationStore;
use domain::publication::curation::Curation;
use domain::publication::curation::Histories;
use domain::publication::curation::history::store::MockHistoryStore;
use domain::publication::curation::store::MockCurationStore;
use domain::publication::linking::LinkDesk;
use domain::publication::linking::store::MockLinkStore;
use domain::session::password::MockPasswordHasher;
use domain::session::store::{MockSessionStore, MockUserStore};
use domain::session::{Accounts, Sessions};
use domain::staff::Teams;
use domain::staff::store::MockTeamStore;
use domain::work::curation::WorkDesk;
use domain::work::curation::store::MockWorkCuration;
use domain::workspace::store::MockWorkspaceStore;
use domain::workspace::{WorkspaceStore, Workspaces};

use super::bench::importer;

pub(super) fn accounts(
    (users, passwords): (MockUserStore, MockPasswordHasher),
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn Ids>,
) -> Accounts {
    Accounts {
        users: Arc::new(users),
        passwords: Arc::new(passwords),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn sessions(
    store: MockSessionStore,
    workspaces: &Arc<dyn WorkspaceStore>,
    accounts: &Accounts,
) -> Sessions {
    let Accounts {
        users,
        passwords,
        clock,
        ids,
    } = accounts.clone();
    Sessions {
        store: Arc::new(store),
        users,
        workspaces: Arc::clone(workspaces),
        passwords,
        clock,
        ids,
    }
}

pub(super) fn workspace_desk(
    store: Arc<dyn WorkspaceStore>,
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn Ids>,
) -> Workspaces {
    Workspaces {
        store,
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn teams(accounts: &Accounts) -> Teams {
    Teams {
        store: Arc::new(MockTeamStore::new()),
        accounts: accounts.clone(),
    }
}

pub(super) fn groups(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Groups {
    Groups {
        store: Arc::new(MockGroupStore::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn installation_desk(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> InstallationDesk {
    InstallationDesk {
        control: Arc::new(MockInstallationControl::new()),
        workspaces: Arc::new(MockWorkspaceStore::new()),
        probe: Arc::new(MockSiteProbe::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn integrations(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Integrations {
    Integrations {
        store: Arc::new(MockIntegrationStore::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn tasks(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Tasks {
    Tasks {
        store: Arc::new(MockEventStore::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn histories(now: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Histories {
    Histories {
        store: Arc::new(MockHistoryStore::new()),
        clock: Arc::clone(now),
        ids: Arc::clone(ids),
    }
}

pub(super) fn links(now: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> LinkDesk {
    LinkDesk {
        store: Arc::new(MockLinkStore::new()),
        clock: Arc::clone(now),
        ids: Arc::clone(ids),
    }
}

pub(super) fn work_desk(
    (publications, people): (&Arc<dyn PublicationStore>, &Arc<dyn domain::person::PersonStore>),
    now: &Arc<dyn Clock>,
    ids: &Arc<dyn Ids>,
) -> WorkDesk {
    WorkDesk {
        store: Arc::new(MockWorkCuration::new()),
        publications: Arc::new(MockCurationStore::new()),
        importer: importer((Arc::clone(publications), Arc::clone(people)), now, ids),
        clock: Arc::clone(now),
        ids: Arc::clone(ids),
    }
}

pub(super) fn project_desk(now: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> ProjectDesk {
    ProjectDesk {
        store: Arc::new(MockProjectCuration::new()),
        clock: Arc::clone(now),
        ids: Arc::clone(ids),
    }
}

pub(super) fn curation(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Curation {
    Curation {
        store: Arc::new(MockCurationStore::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}
