//! What the staff work at, on mocked ports.

use std::sync::Arc;

use domain::context::{Clock, Ids};
use domain::group::Groups;
use domain::group::store::MockGroupStore;
use domain::session::password::MockPasswordHasher;
use domain::session::store::{MockSessionStore, MockUserStore};
use domain::session::{Accounts, Sessions};
use domain::staff::Teams;
use domain::staff::store::MockTeamStore;
use domain::workspace::{WorkspaceStore, Workspaces};

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
