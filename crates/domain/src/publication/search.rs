//! The text by which a publication is found: folded titles and folded author names.
