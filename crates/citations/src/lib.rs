//! Citations by a processor of the Citation Style Language: [`CslCitations`] answers the port
//! [`domain::publication::Citations`].
//!
//! The style (`apa`) and the locale come with the processor and are licensed CC BY-SA 3.0; see NOTICE.

mod item;
mod text;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use domain::publication::Record;
use domain::publication::citation::{Citations, Reference};
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style};
use hayagriva::{BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest};

/// Citations worded by hayagriva with the styles of its archive.
#[derive(Default)]
pub struct CslCitations {
    /// Read on the first citation: tens of milliseconds that most commands of the command line never need.
    apa: OnceLock<Option<Apa>>,
}

/// A style with the words that it needs.
struct Apa {
    style: IndependentStyle,
    locales: Vec<Locale>,
}

impl CslCitations {
    /// Costs nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Citations for CslCitations {
    fn apa(&self, record: &Record) -> Option<String> {
        let reference = Reference::of(record)?;
        self.apa.get_or_init(Apa::load).as_ref()?.word(&reference)
    }
}

impl Apa {
    /// The archive is part of the binary, so this is always there; a test says so.
    fn load() -> Option<Self> {
        let Style::Independent(style) = ArchivedStyle::AmericanPsychologicalAssociation.get() else {
            return None;
        };
        let english = |locale: &Locale| locale.lang.as_ref().is_some_and(LocaleCode::is_english);
        let locales = locales().into_iter().filter(english).collect();
        Some(Self { style, locales })
    }

    fn word(&self, reference: &Reference) -> Option<String> {
        let (item, texts) = item::of(reference);
        // The processor has a few `unwrap`s that data can reach. No such data is known with these items; should
        // a record find some, it has no citation, and the request that asked goes on.
        let worded = catch_unwind(AssertUnwindSafe(|| self.bibliography_entry(&item))).ok()??;
        Some(texts.put_back(&worded))
    }

    fn bibliography_entry(&self, item: &Item) -> Option<String> {
        let language = LocaleCode::en_us();
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::new(
            vec![CitationItem::with_entry(item)],
            &self.style,
            Some(language.clone()),
            &self.locales,
            Some(1),
        ));
        let rendered = driver.finish(BibliographyRequest {
            style: &self.style,
            locale: Some(language),
            locale_files: &self.locales,
        });
        let mut text = String::new();
        let entry = rendered.bibliography?.items.into_iter().next()?;
        entry.content.write_buf(&mut text, BufWriteFormat::Plain).ok()?;
        Some(text)
    }
}
