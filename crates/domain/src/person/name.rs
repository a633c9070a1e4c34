//! Names to show and names to match by.
