//! What one decision about a person does to a publication's links.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::activity::{Actor, Event};
use crate::identifier::{Doi, Orcid};
use crate::publication::matching::{
    Candidate, Considered, Link, LinkOrigin, MatchState, Matched, match_around, positions,
};
use crate::publication::model::Contributor;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The person is an author: this one, or whichever matching finds.
    Link {
        /// From 1.
        position: Option<u32>,
    },
    /// The link goes. Nothing is said about later: matching may find it again.
    Unlink,
    /// The link is right as it is.
    Confirm,
    /// The publication is not this person's, whatever is found later.
    Refuse,
    /// The refusal is withdrawn; matching decides.
    Withdraw,
}

/// One decision of the staff.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkOrder {
    /// About whom; the primary iD.
    pub person: Orcid,
    /// What.
    pub decision: Decision,
    /// Who decides.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

/// A publication as decisions find it.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// Who wrote it.
    pub authors: &'a [Contributor],
    /// All links.
    pub links: &'a [Link],
    /// People of whom staff said that it is not theirs.
    pub refused: &'a [Orcid],
    /// People whose ORCID record lists it.
    pub claimed_by: &'a [Orcid],
    /// People who may be among the authors, and everyone of the above.
    pub candidates: &'a [Candidate],
}

/// Why nothing was decided; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// The workspace has no such person.
    #[error("there is no such person in the workspace")]
    NoPerson,
    /// The person is not linked.
    #[error("the person is not linked to the publication")]
    NotLinked,
    /// Nobody said that it is not theirs.
    #[error("nobody said that the publication is not this person's")]
    NotRefused,
    /// The publication has no author there.
    #[error("the publication has no author at position {position}: it has {authors}")]
    NoAuthor {
        /// As asked.
        position: u32,
        /// How many there are.
        authors: usize,
    },
    /// Staff gave that author to somebody else.
    #[error("the author at position {position} is {by}, by the word of the staff: unlink them first")]
    Given {
        /// As asked.
        position: u32,
        /// To whom.
        by: Orcid,
    },
}

/// The publication's people afterwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Relinked {
    /// All links, by person.
    pub links: Vec<Link>,
    /// Everyone refused, in order.
    pub refused: Vec<Orcid>,
    /// Whether the staff should look.
    pub state: MatchState,
    /// An author's iD belongs to a person whose names have nothing in common with the author's.
    pub name_conflict: bool,
}

/// A decision carried out, before the others are matched around it.
struct Draft {
    /// Links that stay as they are.
    links: Vec<Link>,
    /// Links whose author was given away, or who have none and could get one: their people are matched anew.
    loose: BTreeSet<Orcid>,
    refused: Vec<Orcid>,
    /// Who is not to be matched this time.
    left_out: Option<Orcid>,
    /// Who is matched as readily as a claimer, and stays linked.
    named: Option<Orcid>,
}

impl Draft {
    /// An author has become free: it may be one of the people who are linked without an author.
    fn loosen_the_placeless(&mut self) {
        let placeless = self
            .links
            .iter()
            .filter(|link| link.position.is_none() && !link.is_decided());
        self.loose.extend(placeless.map(|link| link.person.clone()));
    }
}

impl LinkOrder {
    /// What the decision makes of the publication. Authors that become free, and people who lose theirs, are matched
    /// anew; all other links stay.
    pub fn decide(&self, present: Present<'_>) -> Result<Relinked, LinkRefusal> {
        if !present.candidates.iter().any(|who| who.orcid == self.person) {
            return Err(LinkRefusal::NoPerson);
        }
        let draft = self.draft(present)?;
        let mut named: Vec<Orcid> = draft.named.iter().cloned().collect();
        // Who withdraws a refusal wants the claim to count again.
        if self.decision == Decision::Withdraw && present.claimed_by.contains(&self.person) {
            named.push(self.person.clone());
        }
        let mut out = draft.refused.clone();
        out.extend(draft.left_out.clone());
        let considered = Considered::without(&out, &draft.links, &named, present.candidates);
        let Matched {
            mut links,
            state,
            name_conflict,
            ..
        } = match_around(
            present.authors,
            &considered.links,
            &considered.claimed_by,
            &considered.candidates,
            |link| !draft.loose.contains(&link.person),
        );
        if let Some(person) = &draft.named {
            let claimed = present.claimed_by.contains(person);
            for link in links.iter_mut().filter(|link| link.person == *person) {
                link.origin = LinkOrigin::Manual;
                link.claimed = claimed;
            }
        }
        Ok(Relinked {
            links,
            refused: draft.refused,
            state,
            name_conflict,
        })
    }

    fn draft(&self, present: Present<'_>) -> Result<Draft, LinkRefusal> {
        let own = present.links.iter().find(|link| link.person == self.person);
        let mut draft = Draft {
            links: present.links.to_vec(),
            loose: BTreeSet::new(),
            refused: present.refused.to_vec(),
            left_out: None,
            named: None,
        };
        let is_refused = present.refused.contains(&self.person);
        let is_other = |orcid: &Orcid| *orcid != self.person;
        match self.decision {
            Decision::Link { position } => {
                draft.refused.retain(is_other);
                self.link(&mut draft, own, position, present)?;
            }
            Decision::Confirm => {
                own.ok_or(LinkRefusal::NotLinked)?;
                self.confirm(&mut draft);
            }
            Decision::Unlink => {
                own.ok_or(LinkRefusal::NotLinked)?;
                draft.links.retain(|link| is_other(&link.person));
                draft.left_out = Some(self.person.clone());
            }
            Decision::Refuse => {
                draft.links.retain(|link| is_other(&link.person));
                if !is_refused {
                    draft.refused.push(self.person.clone());
                    draft.refused.sort();
                }
            }
            Decision::Withdraw if is_refused => draft.refused.retain(is_other),
            Decision::Withdraw => return Err(LinkRefusal::NotRefused),
        }
        let place = |links: &[Link]| {
            let own = links.iter().find(|link| link.person == self.person);
            own.and_then(|link| link.position)
        };
        let had = place(present.links);
        if had.is_some() && had != place(&draft.links) {
            draft.loosen_the_placeless();
        }
        Ok(draft)
    }

    fn link(
        &self,
        draft: &mut Draft,
        own: Option<&Link>,
        position: Option<u32>,
        present: Present<'_>,
    ) -> Result<(), LinkRefusal> {
        let Some(position) = position else {
            match own {
                Some(_) => self.confirm(draft),
                None => draft.named = Some(self.person.clone()),
            }
            return Ok(());
        };
        let places = positions(present.authors);
        if !places.contains(&position) {
            return Err(LinkRefusal::NoAuthor {
                position,
                authors: places.len(),
            });
        }
        if own.is_some_and(|link| link.position == Some(position)) {
            self.confirm(draft);
            return Ok(());
        }
        let holders = present
            .links
            .iter()
            .filter(|link| link.position == Some(position) && link.person != self.person);
        for holder in holders {
            if holder.is_decided() {
                return Err(LinkRefusal::Given {
                    position,
                    by: holder.person.clone(),
                });
            }
            draft.loose.insert(holder.person.clone());
        }
        draft.links.retain(|link| link.person != self.person);
        draft.links.push(Link {
            person: self.person.clone(),
            position: Some(position),
            origin: LinkOrigin::Manual,
            score: 1.0,
            claimed: own.is_some_and(|link| link.claimed) || present.claimed_by.contains(&self.person),
            confirmed: false,
        });
        Ok(())
    }

    /// How the link was found stays known.
    fn confirm(&self, draft: &mut Draft) {
        let own = draft.links.iter_mut().filter(|link| link.person == self.person);
        for link in own.filter(|link| !link.is_decided()) {
            link.confirmed = true;
        }
    }

    /// What the timeline is told.
    pub fn event(&self, doi: &Doi, before: Present<'_>, after: &Relinked) -> Event {
        let person = &self.person;
        let (kind, told) = match self.decision {
            Decision::Link { .. } => ("publication.person_linked", "was linked to"),
            Decision::Unlink => ("publication.person_unlinked", "was unlinked from"),
            Decision::Confirm => ("publication.person_confirmed", "was confirmed as an author of"),
            Decision::Refuse => ("publication.person_refused", "is not an author of"),
            Decision::Withdraw => ("publication.refusal_withdrawn", "may be an author again of"),
        };
        let position = |links: &[Link]| -> Value {
            let own = links.iter().find(|link| link.person == *person);
            own.map_or(Value::Null, |link| {
                json!({ "position": link.position, "origin": link.origin, "confirmed": link.is_decided() })
            })
        };
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "publication".to_owned(),
            subject_id: doi.as_str().to_owned(),
            message: format!("{person} {told} {doi}"),
            details: json!({
                "orcid_id": person.as_str(),
                "before": position(before.links),
                "after": position(&after.links),
            }),
        }
    }
}
