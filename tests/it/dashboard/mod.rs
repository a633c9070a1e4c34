//! The dashboard from outside.

mod info;
