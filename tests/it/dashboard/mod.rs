//! The dashboard from outside.

mod info;
mod publications;
