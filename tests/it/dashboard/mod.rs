//! The dashboard from outside.

mod info;
mod people;
