//! Adding, verifying and removing sites.

use super::site::{SiteChange, SiteOrder, new};
use crate::identifier::Origin;
use crate::installation::{
    Caller, DeskError, InstallationDesk, InstallationFile, InstallationOrigin, InstallationRefusal, Place,
};

impl InstallationDesk {
    /// Adds a site, which has to be verified.
    pub async fn add_site(
        &self,
        place: &Place,
        origin: Origin,
        caller: &Caller,
    ) -> Result<InstallationOrigin, DeskError> {
        let site = new(self.ids.as_ref(), origin, false, self.clock.now());
        let (_, added) = self
            .change_site(place, site.origin.clone(), SiteChange::Add(site), caller)
            .await?;
        added.ok_or(DeskError::Missing)
    }

    /// Removes a site.
    pub async fn remove_site(&self, place: &Place, origin: Origin, caller: &Caller) -> Result<(), DeskError> {
        let change = SiteChange::Remove(origin.clone());
        self.change_site(place, origin, change, caller).await?;
        Ok(())
    }

    /// Asks a site for its proof, and keeps what comes of it. No connection to the database is held meanwhile.
    pub async fn verify_site(
        &self,
        place: &Place,
        origin: Origin,
        caller: &Caller,
    ) -> Result<(InstallationFile, InstallationOrigin), DeskError> {
        let file = self.control.file(place).await?.ok_or(DeskError::Missing)?;
        if file.installation.is_over() {
            return Err(InstallationRefusal::Over(file.installation.status).into());
        }
        if file.installation.origin(&origin).is_none() {
            return Err(InstallationRefusal::NoSite.into());
        }
        let answer = self.probe.proof(&origin).await;
        let change = SiteChange::Asked(origin.clone(), answer);
        let (file, site) = self.change_site(place, origin, change, caller).await?;
        Ok((file, site.ok_or(DeskError::Missing)?))
    }

    /// Carries a change out; the site afterwards.
    async fn change_site(
        &self,
        place: &Place,
        origin: Origin,
        change: SiteChange,
        caller: &Caller,
    ) -> Result<(InstallationFile, Option<InstallationOrigin>), DeskError> {
        let order = SiteOrder {
            change,
            act: self.act(caller),
        };
        let file = self.order(place, order).await?;
        let site = file.installation.origin(&origin).cloned();
        Ok((file, site))
    }
}
