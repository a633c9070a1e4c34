//! scrypt behind the domain's [`PasswordHasher`] port: off the threads that answer requests, few at once.

use async_trait::async_trait;
use domain::session::PasswordHasher;
use domain::session::password::{HashingFailed, KEY_BYTES, SCRYPT};
use scrypt::Params;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Each takes 32 MiB and a processor for a while; the rest wait.
const AT_ONCE: usize = 4;

/// scrypt on blocking threads.
#[derive(Debug)]
pub struct ScryptHasher {
    permits: Semaphore,
}

impl Default for ScryptHasher {
    fn default() -> Self {
        Self {
            permits: Semaphore::new(AT_ONCE),
        }
    }
}

#[async_trait]
impl PasswordHasher for ScryptHasher {
    async fn derive(&self, password: Vec<u8>, salt: String) -> Result<[u8; KEY_BYTES], HashingFailed> {
        let failed = |why: &dyn std::fmt::Display| HashingFailed(why.to_string());
        let _permit = self.permits.acquire().await.map_err(|error| failed(&error))?;
        let (log_n, r, p) = SCRYPT;
        let params = Params::new(log_n, r, p).map_err(|error| failed(&error))?;
        let derive = move || {
            let mut key = [0; KEY_BYTES];
            scrypt::scrypt(&password, salt.as_bytes(), &params, &mut key).map(|()| key)
        };
        let derived = spawn_blocking(derive).await.map_err(|error| failed(&error))?;
        derived.map_err(|error| failed(&error))
    }
}

#[cfg(test)]
mod tests {
    use domain::session::password;

    use super::*;
    use crate::ids::SystemIds;

    /// Written down by Better Auth 1.7.25, or computed with its parameters.
    const WRITTEN: [(&str, &str); 3] = [
        (
            "correct horse battery",
            "441ebe60b39197bfbc2603441f1c9742:663d7039262ff6afcdc29a981ec1434432b1a243eb5d656e7920f0f8087a49dc8e7a0f1ef09768bc6b61287ad2f68d30a18b4c9b0c23aab0dad8462525457540",
        ),
        (
            "pa\u{301}ss\u{fb01}\u{2460} \u{e9}\u{e8} wort",
            "09ec5a65d44a56610dd6232e73ad0243:368034c1b4093d6536e1e9aa97b5924fc2cf87e23ebf93fe9ed1e11b8555fdd3f5ed0f9a03614bf2fd001599b2104337a62347ce13e99f4aa095bf430809973a",
        ),
        (
            "password123",
            "000102030405060708090a0b0c0d0e0f:eedf8cd62212c4ef27d18a5f1f23f875e2571a8d6bc3cea577255d2cfe8729d8d4646badd72958bccbc96ef736af3a9cc0a4735cee8541bee27d392aeafffc3c",
        ),
    ];

    #[tokio::test]
    async fn better_auth_s_passwords_are_read_and_ours_are_like_them() {
        let hasher = ScryptHasher::default();
        for (password, written) in WRITTEN {
            assert!(
                password::matches(&hasher, password, written).await.unwrap(),
                "{password}"
            );
            let shouted = written.to_uppercase();
            assert!(!password::matches(&hasher, password, &shouted).await.unwrap());
        }
        for (wrong, written) in [
            ("Password123", WRITTEN[2].1),
            ("password123", "argon2id$v=19$m=19456,t=2,p=1$AAAA"),
            ("password123", ""),
            ("", ":"),
        ] {
            assert!(
                !password::matches(&hasher, wrong, written).await.unwrap(),
                "{wrong} {written}"
            );
        }
        let own = password::hash(&hasher, &SystemIds, "password123").await.unwrap();
        assert_eq!(own.len(), 32 + 1 + 128);
        assert!(
            own.bytes()
                .all(|byte| byte == b':' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        );
        assert!(password::matches(&hasher, "password123", &own).await.unwrap());
    }
}
