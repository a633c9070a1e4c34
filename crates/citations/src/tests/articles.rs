//! Works in periodicals.

use serde_json::json;

use super::{Case, check};

#[test]
fn articles() {
    check(&cases());
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn cases() -> Vec<Case> {
    vec![
        // 9.25: volume(issue), pages with an en dash; the title of the journal as it is written.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/salt.1", "title": "Salt in the lagoon",
                "authors": [{ "given": "Maria João", "family": "Silva" }, { "given": "Per", "family": "Lind" }],
                "publication_date": "2021-05-03", "container_title": "Estuarine, Coastal and Shelf Science",
                "volume": "12", "issue": "3", "page": "45-67" }),
            "Silva, M. J., & Lind, P. (2021). Salt in the lagoon. Estuarine, Coastal and Shelf Science, 12(3), \
             45–67. https://doi.org/10.5555/salt.1",
        ),
        // Journals that begin with a small letter keep it.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/elife.2", "title": "Seagrass: A review.",
                "authors": [{ "given": "Ana", "family": "Reis" }], "publication_date": "2018",
                "container_title": "eLife", "volume": "7", "article_number": "e34567" }),
            "Reis, A. (2018). Seagrass: A review. eLife, 7, Article e34567. https://doi.org/10.5555/elife.2",
        ),
        // 9.27: an article number has the word Article before it, also where it was deposited as the page.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/plos.3", "title": "Crabs",
                "authors": [{ "given": "D.", "family": "Burin" }], "publication_date": "2016-07-06",
                "container_title": "PLoS ONE", "volume": "11", "issue": "7", "page": "e0158474" }),
            "Burin, D. (2016). Crabs. PLoS ONE, 11(7), Article e0158474. https://doi.org/10.5555/plos.3",
        ),
        // 9.25: shortened pages are written out.
        (
            json!({ "publication_type": "review-article", "doi": "10.5555/rev.4", "title": "Mercury in fish",
                "subtitle": "What is known", "authors": [{ "given": "Ana", "family": "Reis" }],
                "publication_date": "2010-11", "container_title": "Marine Pollution Bulletin", "volume": "60",
                "page": "1101-8" }),
            "Reis, A. (2010). Mercury in fish: What is known. Marine Pollution Bulletin, 60, 1101–1108. \
             https://doi.org/10.5555/rev.4",
        ),
        // 10.1, example 15: editorials are called so in brackets.
        (
            json!({ "publication_type": "editorial", "doi": "10.5555/ed.5", "title": "Study abroad programs",
                "authors": [{ "given": "Norma G.", "family": "Cuellar" }], "publication_date": "2016",
                "container_title": "Journal of Transcultural Nursing", "volume": "27", "issue": "3", "page": "209" }),
            "Cuellar, N. G. (2016). Study abroad programs [Editorial]. Journal of Transcultural Nursing, 27(3), 209. \
             https://doi.org/10.5555/ed.5",
        ),
        // The description stays beside an article number.
        (
            json!({ "publication_type": "letter", "doi": "10.5555/let.6", "title": "Why so salty?",
                "authors": [{ "given": "Per", "family": "Lind" }], "publication_date": "2020-02",
                "container_title": "The Sea", "volume": "4", "article_number": "112" }),
            "Lind, P. (2020). Why so salty? [Letter to the editor]. The Sea, 4, Article 112. \
             https://doi.org/10.5555/let.6",
        ),
        (
            json!({ "publication_type": "correction", "doi": "10.5555/cor.7", "title": "Correction to: Salt in the lagoon",
                "authors": [{ "given": "Maria João", "family": "Silva" }], "publication_date": "2022-01-09",
                "container_title": "The Sea", "volume": "6", "issue": "1", "page": "99" }),
            "Silva, M. J. (2022). Correction to: Salt in the lagoon. The Sea, 6(1), 99. \
             https://doi.org/10.5555/cor.7",
        ),
        // 10.1, example 19: a notice is by whom it names.
        (
            json!({ "publication_type": "retraction-notice", "doi": "10.5555/retr.8",
                "title": "Retraction—Ileal hyperplasia in children", "authors": [{ "name": "The Editors of The Lancet" }],
                "publication_date": "2010-02-06", "container_title": "The Lancet", "volume": "375", "issue": "9713",
                "page": "445" }),
            "The Editors of The Lancet. (2010). Retraction—Ileal hyperplasia in children. The Lancet, 375(9713), 445. \
             https://doi.org/10.5555/retr.8",
        ),
        // 10.1, example 17: a retracted article says so behind its DOI.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/gone.9", "title": "Silence and manners",
                "authors": [{ "given": "Janneke F.", "family": "Joly" }, { "given": "Siegwart M.", "family": "Lindenberg" }],
                "publication_date": "2008-08", "container_title": "Personality Bulletin", "volume": "34", "issue": "8",
                "page": "1047-1056", "is_retracted": true,
                "updates": [{ "type": "retraction", "doi": "10.5555/notice", "source": "publisher",
                    "date": "2012-09-01", "incoming": true }] }),
            "Joly, J. F., & Lindenberg, S. M. (2008). Silence and manners. Personality Bulletin, 34(8), 1047–1056. \
             https://doi.org/10.5555/gone.9 (Retraction published 2012)",
        ),
        (
            json!({ "publication_type": "book-review", "doi": "10.5555/br.10", "title": "A life on the shore",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2019",
                "container_title": "Journal of Coasts", "volume": "3", "page": "7-9" }),
            "Berg, I. (2019). A life on the shore [Book review]. Journal of Coasts, 3, 7–9. \
             https://doi.org/10.5555/br.10",
        ),
        // 10.1, example 12: the editors of an issue stand in front.
        (
            json!({ "publication_type": "journal-issue", "doi": "10.5555/iss.11", "title": "Heterodox issues",
                "editors": [{ "given": "Scott O.", "family": "Lilienfeld" }], "publication_date": "2018",
                "container_title": "Archives of Psychology", "volume": "6", "issue": "1", "page": "51-104" }),
            "Lilienfeld, S. O. (Ed.). (2018). Heterodox issues. Archives of Psychology, 6(1), 51–104. \
             https://doi.org/10.5555/iss.11",
        ),
        // 10.1, examples 14 and 16: magazines and newspapers have their day; letters of pages stay.
        (
            json!({ "publication_type": "magazine-article", "doi": "10.5555/mag.12", "title": "Really cool plasmas",
                "authors": [{ "given": "Scott", "family": "Bergeson" }], "publication_date": "2019-01-04",
                "container_title": "Science", "volume": "363", "issue": "6422", "page": "33-34" }),
            "Bergeson, S. (2019, January 4). Really cool plasmas. Science, 363(6422), 33–34. \
             https://doi.org/10.5555/mag.12",
        ),
        (
            json!({ "publication_type": "newspaper-article", "url": "https://news.example.org/salt",
                "title": "Salt rises in the lagoon", "authors": [{ "given": "Benedict", "family": "Carey" }],
                "publication_date": "2019-03-22", "container_title": "Diário da Ria", "page": "A1" }),
            "Carey, B. (2019, March 22). Salt rises in the lagoon. Diário da Ria, A1. https://news.example.org/salt",
        ),
        (
            json!({ "publication_type": "blog-post", "doi": "10.5555/blog.13", "title": "Can we talk about will?",
                "authors": [{ "given": "Mike", "family": "Klymkowsky" }], "publication_date": "2018-09-15",
                "container_title": "Sci-Ed" }),
            "Klymkowsky, M. (2018, September 15). Can we talk about will? Sci-Ed. https://doi.org/10.5555/blog.13",
        ),
        // Supplements: letters in issues and pages stay as they are.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/sup.14", "title": "Dunes",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2001",
                "container_title": "Shore", "volume": "9A", "issue": "Suppl. 2", "page": "S12-S25" }),
            "Berg, I. (2001). Dunes. Shore, 9A(Suppl. 2), S12–S25. https://doi.org/10.5555/sup.14",
        ),
        // Without pages; a DOI with characters that an address encodes.
        (
            json!({ "publication_type": "journal-article", "doi": "10.1175/1520-0469(2002)059<2951:rossrb>2.0.co;2",
                "title": "Rossby waves", "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2002",
                "container_title": "Journal of Waves", "volume": "59" }),
            "Berg, I. (2002). Rossby waves. Journal of Waves, 59. \
             https://doi.org/10.1175/1520-0469(2002)059%3C2951:rossrb%3E2.0.co;2",
        ),
        // 9.38: a title in another language has its translation in brackets.
        (
            json!({ "publication_type": "journal-article", "doi": "10.5555/pt.15", "language": "pt",
                "title": { "pt": "Sal na ria", "en": "Salt in the lagoon" },
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "1999",
                "container_title": "Revista do Mar", "volume": "1", "issue": "2", "page": "3" }),
            "Pires, R. (1999). Sal na ria [Salt in the lagoon]. Revista do Mar, 1(2), 3. \
             https://doi.org/10.5555/pt.15",
        ),
    ]
}
