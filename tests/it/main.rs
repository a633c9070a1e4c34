//! The system from outside.

mod contracts;
