//! The matching itself: who may be which author, round by round, the surest first.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{Author, AuthorList, Person};
use super::{Ambiguity, Link, LinkOrigin, MatchState, Matched, Possible};
use crate::person::name::{INITIALS_AGREE, MAY_AGREE, NAMES_AGREE, best_agreement, nothing_in_common};

/// A seat that is taken: which author, by which evidence, how sure (0 to 100).
#[derive(Clone, Copy)]
struct Seat {
    position: u32,
    origin: LinkOrigin,
    score: u8,
}

/// A person (by place in the list) and an author (likewise) whose names agree so far.
#[derive(Clone, Copy)]
struct Fit {
    person: usize,
    author: usize,
    score: u8,
}

/// Authors on one side, people on the other, and what is decided so far.
pub(super) struct Board<'a> {
    authors: &'a [Author],
    people: &'a [Person<'a>],
    settled: Vec<Link>,
    taken: BTreeSet<u32>,
    seats: BTreeMap<usize, Seat>,
    /// Authors whose iD cannot be theirs.
    doubtful: BTreeSet<usize>,
    name_conflict: bool,
    undecided: bool,
}

impl<'a> Board<'a> {
    /// Nothing decided but what was settled before.
    pub(super) fn new(authors: &'a AuthorList, people: &'a [Person<'a>], settled: Vec<Link>) -> Self {
        Self {
            authors: &authors.0,
            people,
            taken: settled.iter().filter_map(|link| link.position).collect(),
            settled,
            seats: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            name_conflict: false,
            undecided: false,
        }
    }

    /// An author who carries a person's iD is that person, unless their names have nothing in common. Where one
    /// person's present and former iDs stand at several authors, no iD decides.
    pub(super) fn by_id(&mut self) {
        for (at, person) in self.people.iter().enumerate() {
            let mut carriers = self
                .authors
                .iter()
                .enumerate()
                .filter(|(_, author)| author.orcid.as_deref().is_some_and(|orcid| person.has_id(orcid)));
            let (Some((place, author)), None) = (carriers.next(), carriers.next()) else {
                continue;
            };
            if nothing_in_common(&author.readings, &person.readings) {
                self.name_conflict = true;
                self.doubtful.insert(place);
            } else if self.taken.insert(author.position) {
                let seat = Seat {
                    position: author.position,
                    origin: LinkOrigin::Orcid,
                    score: NAMES_AGREE,
                };
                self.seats.insert(at, seat);
            }
        }
    }

    /// Who claims the publication is one of its authors: the best author is theirs where no other author fits
    /// them as well, and no other claimer fits that author as well.
    pub(super) fn claimers_by_name(&mut self) {
        let claims = |person: &Person<'_>| person.claims;
        let mut fits = self.fits(MAY_AGREE, claims, |board, fit| !board.is_somebody_elses(fit));
        // Only then those authors who carry an iD that is not theirs: some people have two.
        let second_ids = self.fits(INITIALS_AGREE, claims, Self::is_somebody_elses);
        self.seat_the_best(&fits);
        fits.retain(|fit| !self.seats.contains_key(&fit.person));
        let waiting: BTreeSet<usize> = fits.iter().map(|fit| fit.person).collect();
        let second_ids: Vec<Fit> = second_ids
            .into_iter()
            .filter(|fit| !waiting.contains(&fit.person))
            .collect();
        self.seat_the_best(&second_ids);
    }

    /// Everyone else by name, where exactly one person fits exactly one author. Internal people who fit without
    /// being told apart are left to the staff.
    pub(super) fn others_by_name(&mut self) {
        let fits = self.fits(
            INITIALS_AGREE,
            |_| true,
            |board, fit| !board.is_somebody_elses(fit),
        );
        for fit in &fits {
            let alone = !fits
                .iter()
                .any(|other| (other.person == fit.person) != (other.author == fit.author));
            if alone {
                self.seat(*fit);
            }
        }
        self.undecided = fits.iter().any(|fit| {
            !self.seats.contains_key(&fit.person) && self.people.get(fit.person).is_some_and(|p| p.internal)
        });
    }

    /// The links, and whether somebody should look.
    pub(super) fn finish(self) -> Matched {
        let ambiguous = self.ambiguous();
        let mut links = self.settled;
        for (at, person) in self.people.iter().enumerate() {
            let seat = self.seats.get(&at);
            if seat.is_none() && !person.claims {
                continue;
            }
            links.push(Link {
                person: person.orcid.clone(),
                position: seat.map(|seat| seat.position),
                origin: seat.map_or(LinkOrigin::Record, |seat| seat.origin),
                score: seat.map_or(0.0, |seat| f64::from(seat.score) / 100.0),
                claimed: person.claims,
                confirmed: false,
            });
        }
        links.sort_by(|a, b| a.person.cmp(&b.person));
        let complete =
            links.iter().all(|link| link.position.is_some()) && !self.name_conflict && !self.undecided;
        let state = if complete {
            MatchState::Complete
        } else {
            MatchState::NeedsAttention
        };
        Matched {
            links,
            state,
            name_conflict: self.name_conflict,
            ambiguous,
        }
    }

    /// Free authors whom people without a seat still fit. Claimers fit as readily as when they were matched.
    fn ambiguous(&self) -> Vec<Ambiguity> {
        let mut open: BTreeMap<usize, Vec<Possible>> = BTreeMap::new();
        for fit in self.fits(MAY_AGREE, |_| true, |board, fit| !board.is_somebody_elses(fit)) {
            let Some(person) = self.people.get(fit.person) else {
                continue;
            };
            if person.claims || fit.score >= INITIALS_AGREE {
                open.entry(fit.author).or_default().push(Possible {
                    person: person.orcid.clone(),
                    score: f64::from(fit.score) / 100.0,
                    internal: person.internal,
                });
            }
        }
        let mut ambiguous: Vec<Ambiguity> = Vec::new();
        for (at, mut candidates) in open {
            // Equal ones stay in the order of their iDs.
            candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
            ambiguous.extend(self.authors.get(at).map(|author| Ambiguity {
                position: author.position,
                author: author.name.clone(),
                candidates,
            }));
        }
        ambiguous.sort_by_key(|one| one.position);
        ambiguous
    }

    /// Pairs of people without a seat and free authors whose names agree at least so far.
    fn fits(
        &self,
        least: u8,
        who: impl Fn(&Person<'_>) -> bool,
        keep: impl Fn(&Self, Fit) -> bool,
    ) -> Vec<Fit> {
        let mut fits = Vec::new();
        let waiting = |(at, person): &(usize, &Person<'_>)| !self.seats.contains_key(at) && who(person);
        for (person, theirs) in self.people.iter().enumerate().filter(waiting) {
            for (author, ours) in self.authors.iter().enumerate() {
                if self.taken.contains(&ours.position) {
                    continue;
                }
                let score = best_agreement(&ours.readings, &theirs.readings);
                let fit = Fit {
                    person,
                    author,
                    score,
                };
                if score >= least && keep(self, fit) {
                    fits.push(fit);
                }
            }
        }
        fits
    }

    /// The author carries an iD, and it is not this person's.
    fn is_somebody_elses(&self, fit: Fit) -> bool {
        let Some((author, person)) = self.authors.get(fit.author).zip(self.people.get(fit.person)) else {
            return false;
        };
        !self.doubtful.contains(&fit.author)
            && author.orcid.as_deref().is_some_and(|orcid| !person.has_id(orcid))
    }

    /// Seats who is best for an author that is best for them, until nothing moves.
    fn seat_the_best(&mut self, fits: &[Fit]) {
        loop {
            let free: Vec<Fit> = fits.iter().copied().filter(|fit| self.is_open(*fit)).collect();
            let best = |fit: &&Fit| {
                !free.iter().any(|other| {
                    (other.person == fit.person) != (other.author == fit.author) && other.score >= fit.score
                })
            };
            let seated: Vec<Fit> = free.iter().filter(best).copied().collect();
            if seated.is_empty() {
                return;
            }
            for fit in seated {
                self.seat(fit);
            }
        }
    }

    fn is_open(&self, fit: Fit) -> bool {
        let free = self
            .authors
            .get(fit.author)
            .is_some_and(|author| !self.taken.contains(&author.position));
        free && !self.seats.contains_key(&fit.person)
    }

    fn seat(&mut self, fit: Fit) {
        if let Some(author) = self.authors.get(fit.author)
            && self.taken.insert(author.position)
        {
            let seat = Seat {
                position: author.position,
                origin: LinkOrigin::Name,
                score: fit.score,
            };
            self.seats.insert(fit.person, seat);
        }
    }
}
