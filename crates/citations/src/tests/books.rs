//! Books, their parts, and papers of conferences.

use serde_json::json;

use super::{Case, check};

#[test]
fn books() {
    check(&cases());
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn cases() -> Vec<Case> {
    vec![
        // 10.2, example 20.
        (
            json!({ "publication_type": "book", "doi": "10.5555/book.1", "title": "Feminist therapy",
                "authors": [{ "given": "Laura S.", "family": "Brown" }], "publication_date": "2018-04-01",
                "publisher": "American Psychological Association" }),
            "Brown, L. S. (2018). Feminist therapy. American Psychological Association. \
             https://doi.org/10.5555/book.1",
        ),
        // A series without a number is not named (9.32); with one the book is a volume of it (10.2, example 30).
        (
            json!({ "publication_type": "book", "doi": "10.5555/book.2", "title": "Tides",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2011",
                "container_title": "Topics in Oceanography", "publisher": "Springer" }),
            "Berg, I. (2011). Tides. Springer. https://doi.org/10.5555/book.2",
        ),
        (
            json!({ "publication_type": "book", "doi": "10.5555/book.3", "title": "History and theory",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2018",
                "container_title": "Handbook of tides", "volume": "1", "publisher": "Springer" }),
            "Berg, I. (2018). Handbook of tides: Vol. 1. History and theory. Springer. https://doi.org/10.5555/book.3",
        ),
        // 10.2, example 24: editors stand in front, and a publisher that is the author is named once (9.29).
        (
            json!({ "publication_type": "edited-book", "doi": "10.5555/book.4", "title": "Moral objectivism",
                "editors": [{ "given": "Torill", "family": "Kornfeld" }, { "given": "Ana M.", "family": "Reis" }],
                "publication_date": "2016", "publisher": "Academic Press" }),
            "Kornfeld, T., & Reis, A. M. (Eds.). (2016). Moral objectivism. Academic Press. \
             https://doi.org/10.5555/book.4",
        ),
        (
            json!({ "publication_type": "edited-book", "doi": "10.5555/book.5", "title": "One shore",
                "editors": [{ "given": "Torill", "family": "Kornfeld" }], "publication_date": "2016",
                "volume": "2", "publisher": "Academic Press" }),
            "Kornfeld, T. (Ed.). (2016). One shore (Vol. 2). Academic Press. https://doi.org/10.5555/book.5",
        ),
        (
            json!({ "publication_type": "book", "doi": "10.5555/book.6", "title": "Diagnostic manual",
                "authors": [{ "name": "American Psychiatric Association" }], "publication_date": "2013",
                "publisher": "American Psychiatric Association" }),
            "American Psychiatric Association. (2013). Diagnostic manual. https://doi.org/10.5555/book.6",
        ),
        // An author and an editor (10.2, example 26).
        (
            json!({ "publication_type": "book", "doi": "10.5555/book.7", "title": "Collected essays",
                "authors": [{ "given": "William", "family": "Hacker" }],
                "editors": [{ "given": "Tom", "family": "Watkins" }], "publication_date": "1966",
                "publisher": "Hacker Press" }),
            "Hacker, W. (1966). Collected essays (T. Watkins, Ed.). Hacker Press. https://doi.org/10.5555/book.7",
        ),
        // 10.3, example 38: chapters; one editor, several, pages in Roman numbers, a single page.
        (
            json!({ "publication_type": "book-chapter", "doi": "10.5555/ch.8", "title": "Perspectives on methods",
                "authors": [{ "given": "Kevin", "family": "Aron" }],
                "editors": [{ "given": "Kristine M.", "family": "Balsam" }, { "given": "A.-M.", "family": "Dahl" },
                    { "given": "Rui", "family": "Pires" }],
                "publication_date": "2019-06", "container_title": "Handbook of relations", "page": "101-119",
                "publisher": "Guilford Press" }),
            "Aron, K. (2019). Perspectives on methods. In K. M. Balsam, A.-M. Dahl, & R. Pires (Eds.), Handbook of \
             relations (pp. 101–119). Guilford Press. https://doi.org/10.5555/ch.8",
        ),
        (
            json!({ "publication_type": "book-chapter", "doi": "10.5555/ch.9", "title": "Preface",
                "authors": [{ "given": "Kevin", "family": "Aron" }],
                "editors": [{ "given": "Kristine", "family": "van der Meer" }], "publication_date": "2019",
                "container_title": "Sand", "volume": "3", "page": "xi–xx", "publisher": "Wiley" }),
            "Aron, K. (2019). Preface. In K. van der Meer (Ed.), Sand (Vol. 3, pp. xi–xx). Wiley. \
             https://doi.org/10.5555/ch.9",
        ),
        // Without an author the title stands in front, not the book's editor (9.12).
        (
            json!({ "publication_type": "book-chapter", "doi": "10.5555/ch.10", "title": "Index",
                "editors": [{ "given": "Kristine", "family": "Balsam" }], "publication_date": "2019",
                "container_title": "Sand", "page": "301", "publisher": "Wiley" }),
            "Index. (2019). In K. Balsam (Ed.), Sand (p. 301). Wiley. https://doi.org/10.5555/ch.10",
        ),
        // 10.3, example 46, and 10.5, example 62: a numbered series, then the book.
        (
            json!({ "publication_type": "book-chapter", "doi": "10.5555/ch.11", "title": "Genetic estimation",
                "authors": [{ "given": "Anne-Lise", "family": "Bedenel" }, { "given": "Laetitia", "family": "Jourdan" }],
                "publication_date": "2019", "container_title": "Lecture notes in computer science",
                "alternate_container_titles": ["Learning and optimization"], "volume": "11353", "page": "225-240",
                "publisher": "Springer" }),
            "Bedenel, A.-L., & Jourdan, L. (2019). Genetic estimation. In Lecture notes in computer science: \
             Vol. 11353. Learning and optimization (pp. 225–240). Springer. https://doi.org/10.5555/ch.11",
        ),
        (
            json!({ "publication_type": "reference-entry", "doi": "10.5555/ent.12", "title": "Behaviorism",
                "authors": [{ "given": "George", "family": "Graham" }],
                "editors": [{ "given": "Edward N.", "family": "Zalta" }], "publication_date": "2019",
                "container_title": "The encyclopedia of philosophy", "publisher": "Stanford University" }),
            "Graham, G. (2019). Behaviorism. In E. N. Zalta (Ed.), The encyclopedia of philosophy. Stanford University. \
             https://doi.org/10.5555/ent.12",
        ),
        (
            json!({ "publication_type": "reference-entry", "doi": "10.5555/ent.13", "title": "Salt marsh",
                "container_title": "Dictionary of shores", "publisher": "Shore Press" }),
            "Salt marsh. (n.d.). In Dictionary of shores. Shore Press. https://doi.org/10.5555/ent.13",
        ),
        (
            json!({ "publication_type": "proceedings", "doi": "10.5555/proc.14", "title": "Evolutionary theory of the sea",
                "editors": [{ "given": "John T.", "family": "Cacioppo" }], "publication_date": "2019-04",
                "publisher": "ACM" }),
            "Cacioppo, J. T. (Ed.). (2019). Evolutionary theory of the sea. ACM. https://doi.org/10.5555/proc.14",
        ),
        // 10.5: papers in a book are chapters, papers in a journal are articles.
        (
            json!({ "publication_type": "conference-paper", "doi": "10.5555/conf.15", "title": "Sensing salt",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2020-11-03",
                "container_title": "2020 IEEE Conference on Oceans", "page": "1-6", "publisher": "IEEE" }),
            "Pires, R. (2020). Sensing salt. In 2020 IEEE Conference on Oceans (pp. 1–6). IEEE. \
             https://doi.org/10.5555/conf.15",
        ),
        (
            json!({ "publication_type": "conference-paper", "doi": "10.5555/conf.16", "title": "Predictors of success",
                "authors": [{ "given": "Angela L.", "family": "Duckworth" }], "publication_date": "2019",
                "container_title": "Proceedings of the National Academy", "volume": "116", "issue": "47",
                "page": "23499-23504", "publisher": "National Academy" }),
            "Duckworth, A. L. (2019). Predictors of success. Proceedings of the National Academy, 116(47), 23499–23504. \
             https://doi.org/10.5555/conf.16",
        ),
        (
            json!({ "publication_type": "conference-paper", "doi": "10.5555/conf.17", "title": "Mapping dunes",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2020-05-06",
                "publisher": "Zenodo" }),
            "Pires, R. (2020). Mapping dunes [Conference paper]. Zenodo. https://doi.org/10.5555/conf.17",
        ),
        (
            json!({ "publication_type": "conference-abstract", "doi": "10.5555/abs.18", "title": "Eels at night",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2017",
                "container_title": "Frontiers in Eels", "volume": "4", "page": "12" }),
            "Pires, R. (2017). Eels at night [Abstract]. Frontiers in Eels, 4, 12. https://doi.org/10.5555/abs.18",
        ),
        (
            json!({ "publication_type": "journal", "doi": "10.5555/journal.19", "title": "Journal of Salt",
                "publication_date": "2001", "publisher": "Salt Press" }),
            "Journal of Salt. (2001). Salt Press. https://doi.org/10.5555/journal.19",
        ),
    ]
}
