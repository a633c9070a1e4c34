//! What Legaciti means: publications, people, projects, installations, API keys and ingestion jobs,
//! and what may happen to each. Pure: no SQL, no HTTP, no clock, no randomness, no runtime.
//!
//! Reading order: [`identifier`] and [`partial_date`] are the words; [`workspace`], [`person`],
//! [`membership`], [`publication`], [`work`] and [`project`] are the catalogue; [`integration`]s are the
//! apps that read it, each [`installation`] of one has [`origin`]s and [`credential`]s and hears of [`event`]s
//! by [`delivery`];
//! [`api_key`]s are the other callers, [`staff`] its curators, signed in by a [`session`], who make a
//! [`profile`] of a person and sort people into a [`group`]; [`ingestion`] fills it; [`activity`] remembers, [`maintenance`] starts over. [`storage`],
//! [`registry`] and [`context`] hold what every port shares, [`form`] reads what people write.
//!
//! An area is a room with the same doors: `model` (types and transitions), `store` (the port),
//! `usecases` where something has to be decided, and further files named by what they hold.

pub mod activity;
pub mod api_key;
mod civil_year;
pub mod context;
pub mod credential;
pub mod delivery;
pub mod event;
pub mod form;
pub mod group;
pub mod identifier;
pub mod ingestion;
pub mod installation;
pub mod integration;
pub mod maintenance;
pub mod membership;
pub mod origin;
pub mod partial_date;
pub mod person;
pub mod profile;
pub mod project;
pub mod publication;
pub mod registry;
pub mod session;
pub mod staff;
pub mod storage;
pub mod text;
mod vocabulary;
pub mod work;
pub mod workspace;
pub mod written;
