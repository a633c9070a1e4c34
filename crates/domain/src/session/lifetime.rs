//! How long sessions last. All numbers are Better Auth's defaults, so that both sides agree; times in milliseconds.

const DAY: i64 = 86_400_000;
/// How long a session lasts, from its beginning or its last renewal (`session.expiresIn`).
pub const EXPIRES_IN: i64 = 7 * DAY;
/// How long one lasts that is not to be remembered.
pub const BRIEF: i64 = DAY;
/// A session is renewed at most so often (`session.updateAge`).
const UPDATE_AGE: i64 = DAY;
/// What is delicate needs a session that was begun within this time (`session.freshAge`).
const FRESH_AGE: i64 = DAY;

/// Whether a session is over.
pub fn is_over(expires_at: i64, now: i64) -> bool {
    expires_at < now
}

/// Whether a session is due for renewal: a day or more after the last one.
pub fn is_due(expires_at: i64, now: i64) -> bool {
    expires_at - EXPIRES_IN + UPDATE_AGE <= now
}

/// Whether a session was begun lately enough to see and end the others.
pub fn is_fresh(created_at: i64, now: i64) -> bool {
    now - created_at < FRESH_AGE
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_300_747_750;

    #[test]
    fn a_session_ends_is_renewed_and_grows_old_to_the_millisecond() {
        for (left, over, due) in [
            (-1, true, true),
            (0, false, true),
            (6 * DAY, false, true),
            (6 * DAY + 1, false, false),
            (7 * DAY, false, false),
        ] {
            assert_eq!(is_over(NOW + left, NOW), over, "{left}");
            assert_eq!(is_due(NOW + left, NOW), due, "{left}");
        }
        assert!(is_fresh(NOW - DAY + 1, NOW));
        assert!(!is_fresh(NOW - DAY, NOW));
    }
}
