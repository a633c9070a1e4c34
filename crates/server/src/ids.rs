//! Identifiers and secrets from the system behind the domain's [`Ids`] port.

use domain::context::Ids;
use rand::Rng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use uuid::Uuid;

/// `UUIDv7` identifiers, and secrets straight from the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter behind the Ids port"
    )]
    fn id(&self) -> String {
        Uuid::now_v7().to_string()
    }

    /// # Panics
    ///
    /// Where the operating system has no randomness: going on would mean guessable keys.
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        UnwrapErr(SysRng).fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_secrets_differ() {
        let ids: Vec<String> = (0..100).map(|_| SystemIds.id()).collect();
        assert!(ids.is_sorted());
        assert_ne!(SystemIds.secret(), SystemIds.secret());
        assert_ne!(SystemIds.secret(), [0; 32]);
    }
}
