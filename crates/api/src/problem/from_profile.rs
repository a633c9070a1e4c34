//! What refusals of edits of people mean to the staff.

use std::collections::BTreeMap;

use domain::membership::ChangeError;
use domain::profile::{EditError, EditRefusal};
use serde_json::json;

use super::{Code, Problem};

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NoPerson => Self::missing(Code::PersonNotFound),
            EditError::Refused(refusal) => {
                let fields = BTreeMap::from([("category_ids", refusal.to_string())]);
                let (code, message, ids) = match &refusal {
                    EditRefusal::UnknownCategories(ids) => {
                        (Code::UnknownCategory, "some categories do not exist", ids)
                    }
                    EditRefusal::RetiredCategories(ids) => {
                        (Code::CategoryRetired, "some categories take nobody new", ids)
                    }
                };
                Self::fields(code, message, &fields).with_detail("category_ids", json!(ids))
            }
            EditError::Store(error) => Self::from(error),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Start(fault) => Self::field(
                Code::InvalidBody,
                "some fields of the body cannot be used",
                "starts_at",
                &fault.to_string(),
            ),
            ChangeError::Store(error) => Self::from(error),
        }
    }
}
