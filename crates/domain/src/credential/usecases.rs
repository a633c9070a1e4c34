//! Issuing, rotating and revoking credentials.

use super::change::{CredentialChange, Issue, MAX_OVERLAP_SECONDS, Revoke, Rotate, TOKEN_SECONDS, issue};
use crate::identifier::Key;
use crate::installation::{
    Caller, Credential, CredentialId, DeskError, InstallationDesk, InstallationFile, Place,
};

/// A credential, and its key in plain text, to show once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The key.
    pub key: Key,
    /// What is kept of it.
    pub credential: Credential,
}

/// A credential in the place of another.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// The new one.
    pub new: Issued,
    /// The old one, as it is now.
    pub old: Credential,
}

impl InstallationDesk {
    /// Issues a credential.
    pub async fn issue(
        &self,
        place: &Place,
        expires_at: Option<i64>,
        caller: &Caller,
    ) -> Result<Issued, DeskError> {
        let (key, credential) = issue(self.ids.as_ref(), self.clock.now(), expires_at);
        self.add(place, key, credential, caller).await
    }

    /// Issues a token that lives for an hour.
    pub async fn token(&self, place: &Place, caller: &Caller) -> Result<Issued, DeskError> {
        let now = self.clock.now();
        let (key, credential) = issue(self.ids.as_ref(), now, Some(now.saturating_add(TOKEN_SECONDS)));
        let token = Credential {
            temporary: true,
            ..credential
        };
        self.add(place, key, token, caller).await
    }

    async fn add(
        &self,
        place: &Place,
        key: Key,
        credential: Credential,
        caller: &Caller,
    ) -> Result<Issued, DeskError> {
        let order = CredentialChange::Issue(Issue {
            credential: credential.clone(),
            act: self.act(caller),
        });
        self.order(place, order).await?;
        Ok(Issued { key, credential })
    }

    /// Revokes a credential; once is enough.
    pub async fn revoke(
        &self,
        place: &Place,
        id: &CredentialId,
        caller: &Caller,
    ) -> Result<Credential, DeskError> {
        let order = CredentialChange::Revoke(Revoke {
            id: id.clone(),
            act: self.act(caller),
        });
        let file = self.order(place, order).await?;
        find(file, id)
    }

    /// Puts a new credential in the place of another; both are good for `overlap` seconds.
    pub async fn rotate(
        &self,
        place: &Place,
        id: &CredentialId,
        overlap: i64,
        caller: &Caller,
    ) -> Result<Rotated, DeskError> {
        let (key, successor) = issue(self.ids.as_ref(), self.clock.now(), None);
        let order = CredentialChange::Rotate(Rotate {
            id: id.clone(),
            successor: successor.clone(),
            overlap: overlap.clamp(0, MAX_OVERLAP_SECONDS),
            act: self.act(caller),
        });
        let file = self.order(place, order).await?;
        Ok(Rotated {
            new: Issued {
                key,
                credential: find(file.clone(), &successor.id)?,
            },
            old: find(file, id)?,
        })
    }
}

fn find(file: InstallationFile, id: &CredentialId) -> Result<Credential, DeskError> {
    let mut credentials = file.credentials.into_iter();
    credentials
        .find(|found| found.id == *id)
        .ok_or(DeskError::Missing)
}
