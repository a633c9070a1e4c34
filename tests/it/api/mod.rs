//! The two public surfaces over real HTTP, on both databases.

mod consumer;
mod integrations;
mod partners;
