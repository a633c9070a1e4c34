//! What answers tell about a time in which storage was away, and about the time after it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::load::Answer;

/// Nobody can say to the millisecond when a server was gone or back.
const BLUR: Duration = Duration::from_millis(100);
/// A process may answer from what it read so long ago.
const RECENT: Duration = Duration::from_millis(1100);
/// The service is itself again within this time.
pub(super) const RECOVERY: Duration = Duration::from_secs(2);

/// A time without storage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Away {
    /// When it began to go.
    pub(super) from: Instant,
    /// When it was surely gone.
    pub(super) gone: Instant,
    /// When it could be used again.
    pub(super) back: Instant,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// 503 with `Retry-After` while it was away.
    pub(super) refused: usize,
    /// Answered from what had been read within the last second.
    pub(super) remembered: usize,
    /// Anything else while it was away.
    pub(super) wrong: Vec<String>,
    /// Neither good nor a refusal with `Retry-After`, whenever.
    pub(super) broken: Vec<String>,
    /// Refused although storage had been there for longer than [`RECOVERY`].
    pub(super) late: Vec<String>,
    /// Between the return and the first good answer of the kind that took longest.
    pub(super) recovery: Duration,
    /// Kinds that gave no good answer after a return.
    pub(super) silent: Vec<String>,
}

impl Seen {
    /// Sorts answers by the times in which storage was away, which are in order.
    pub(super) fn of(answers: &[Answer], away: &[Away]) -> Self {
        let mut seen = Self::default();
        for answer in answers {
            if !answer.good() && !answer.refused_well() {
                seen.broken.push(answer.word());
            }
            let during = away
                .iter()
                .find(|span| answer.begun >= span.gone && answer.ended + BLUR < span.back);
            match during {
                Some(_) if answer.refused_well() => seen.refused += 1,
                Some(span) if answer.good() && answer.begun < span.from + RECENT => {
                    seen.remembered += 1;
                }
                Some(_) => seen.wrong.push(answer.word()),
                None if !answer.good() && calm(answer, away) => seen.late.push(answer.word()),
                None => {}
            }
        }
        for (at, span) in away.iter().enumerate() {
            let next = away.get(at + 1).map(|next| next.from);
            seen.recover(answers, *span, next);
        }
        seen
    }

    fn recover(&mut self, answers: &[Answer], span: Away, next: Option<Instant>) {
        let mut first: BTreeMap<&str, Option<Instant>> =
            answers.iter().map(|answer| (answer.kind, None)).collect();
        for answer in answers
            .iter()
            .filter(|answer| answer.good() && answer.ended > span.back)
        {
            let known = first.entry(answer.kind).or_default();
            if known.is_none() && next.is_none_or(|next| answer.ended < next) {
                *known = Some(answer.ended);
            }
        }
        for (kind, ended) in first {
            match ended {
                Some(ended) => self.recovery = self.recovery.max(ended.duration_since(span.back)),
                None => self.silent.push(kind.to_owned()),
            }
        }
    }
}

/// Whether an answer lies wholly outside of every outage and the time that the service has to recover.
fn calm(answer: &Answer, away: &[Away]) -> bool {
    away.iter()
        .all(|span| answer.ended < span.from || answer.begun > span.back + RECOVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_sorted_by_the_time_in_which_storage_was_away() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let answer = |ms, status| Answer {
            kind: "list",
            begun: at(ms),
            ended: at(ms + 5),
            status,
            retry_after: status == 503,
            why: String::new(),
        };
        let away = [Away {
            from: at(1000),
            gone: at(1050),
            back: at(4000),
        }];
        let answers = [
            answer(500, 200),
            answer(1500, 200),
            answer(2500, 200),
            answer(3000, 503),
            answer(3100, 500),
            answer(4300, 503),
            answer(4500, 200),
            answer(6500, 503),
        ];
        let seen = Seen::of(&answers, &away);
        assert_eq!((seen.refused, seen.remembered), (1, 1));
        assert_eq!((seen.wrong.len(), seen.broken.len(), seen.late.len()), (2, 1, 1));
        assert_eq!(seen.recovery, Duration::from_millis(505));
        assert!(seen.silent.is_empty());
    }
}
