//! What refusals mean that the staff run into while they look after their centre: teams, groups, people.

use domain::group::GroupRefusal;
use domain::profile::{AmendError, ArrivalError};
use domain::session::ChangeError;
use domain::staff::{TeamError, TeamRefusal};
use domain::workspace::WorkspaceRefusal;
use serde_json::json;

use super::{Code, Problem};

const UNFIT: &str = "some fields of the body cannot be used";

impl From<GroupRefusal> for Problem {
    fn from(refusal: GroupRefusal) -> Self {
        match refusal {
            GroupRefusal::Default => Self::new(Code::DefaultEntity, refusal.to_string()),
        }
    }
}

impl From<WorkspaceRefusal> for Problem {
    fn from(refusal: WorkspaceRefusal) -> Self {
        match refusal {
            WorkspaceRefusal::UnknownEntity => Self::missing(Code::EntityNotFound),
            WorkspaceRefusal::RetiredEntity => Self::new(Code::EntityRetired, refusal.to_string()),
        }
    }
}

impl From<TeamRefusal> for Problem {
    fn from(refusal: TeamRefusal) -> Self {
        let code = match refusal {
            TeamRefusal::AboveOwn => Code::Forbidden,
            TeamRefusal::AlreadyMember => Code::AlreadyMember,
            TeamRefusal::NotMember => Code::MemberNotFound,
            TeamRefusal::LastAdmin => Code::LastAdmin,
        };
        Self::new(code, refusal.to_string())
    }
}

impl From<TeamError> for Problem {
    fn from(error: TeamError) -> Self {
        let message = error.to_string();
        match error {
            TeamError::Refused(refusal) => refusal.into(),
            TeamError::NoAccount => Self::new(Code::UserNotFound, message),
            TeamError::Unconfirmed => Self::new(Code::UnconfirmedAddress, message),
            TeamError::Account(why) => account(why),
            TeamError::Store(error) => error.into(),
        }
    }
}

/// Why an account was not made.
fn account(error: ChangeError) -> Problem {
    let message = error.to_string();
    match error {
        ChangeError::InvalidEmail => Problem::field(Code::InvalidBody, UNFIT, "email", &message),
        ChangeError::Unfit(_) => Problem::field(Code::InvalidBody, UNFIT, "password", &message),
        ChangeError::Unknown => Problem::missing(Code::MemberNotFound),
        ChangeError::Store(error) => error.into(),
        ChangeError::WrongPassword | ChangeError::NoPassword | ChangeError::Hashing(_) => {
            Problem::internal(&message)
        }
    }
}

impl From<AmendError> for Problem {
    fn from(error: AmendError) -> Self {
        let message = error.to_string();
        match error {
            AmendError::NoPerson => Self::missing(Code::PersonNotFound),
            AmendError::SlugTaken => Self::new(Code::Taken, message),
            AmendError::Store(error) => error.into(),
        }
    }
}

impl From<ArrivalError> for Problem {
    fn from(error: ArrivalError) -> Self {
        let message = error.to_string();
        match error {
            ArrivalError::Known(orcid) => {
                Self::new(Code::Taken, message).with_detail("orcid_id", json!(orcid.as_str()))
            }
            ArrivalError::Queue(error) => error.into(),
            ArrivalError::Store(error) => error.into(),
        }
    }
}
