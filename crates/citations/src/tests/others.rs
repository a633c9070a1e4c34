//! Works that stand for themselves: data, software, theses, reports, talks, media.

use serde_json::json;

use super::{Case, check};

#[test]
fn others() {
    check(&cases());
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn cases() -> Vec<Case> {
    vec![
        // 10.9, example 75.
        (
            json!({ "publication_type": "dataset", "doi": "10.5555/data.1", "title": "National survey of youth",
                "authors": [{ "given": "Denise", "family": "D’Souza" }, { "given": "Lucia", "family": "Wiegand" }],
                "publication_date": "2016-03-02", "publisher": "GESIS" }),
            "D’Souza, D., & Wiegand, L. (2016). National survey of youth [Data set]. GESIS. \
             https://doi.org/10.5555/data.1",
        ),
        // 10.10, example 77.
        (
            json!({ "publication_type": "software", "doi": "10.5555/soft.2", "title": "Comprehensive meta-analysis",
                "authors": [{ "given": "Michael", "family": "Borenstein" }], "publication_date": "2014",
                "publisher": "Biostat" }),
            "Borenstein, M. (2014). Comprehensive meta-analysis [Computer software]. Biostat. \
             https://doi.org/10.5555/soft.2",
        ),
        // 10.8, example 73: the server is the source.
        (
            json!({ "publication_type": "preprint", "doi": "10.5555/pre.3", "title": "When money talks",
                "authors": [{ "given": "Christina", "family": "Leuker" }], "publication_date": "2018-01-20",
                "container_title": "PsyArXiv", "publisher": "Center for Open Science" }),
            "Leuker, C. (2018). When money talks. PsyArXiv. https://doi.org/10.5555/pre.3",
        ),
        // 10.6, example 65: the university stands in the brackets.
        (
            json!({ "publication_type": "thesis", "doi": "10.5555/th.4", "title": "Instructional leadership",
                "authors": [{ "given": "Laura", "family": "Harris" }], "publication_date": "2014-05",
                "publisher": "University of Virginia",
                "raw_type": { "vocabulary": "crossref", "value": "dissertation" } }),
            "Harris, L. (2014). Instructional leadership [Doctoral dissertation, University of Virginia]. \
             https://doi.org/10.5555/th.4",
        ),
        (
            json!({ "publication_type": "thesis", "doi": "10.5555/th.5", "title": "Ecologia da ria",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2019",
                "publisher": "Universidade de Aveiro",
                "raw_type": { "vocabulary": "datacite", "value": "Dissertation:Master Thesis" } }),
            "Pires, R. (2019). Ecologia da ria [Master’s thesis, Universidade de Aveiro]. https://doi.org/10.5555/th.5",
        ),
        // Without a link the university is the source (example 64).
        (
            json!({ "publication_type": "thesis", "title": "Unread", "authors": [{ "given": "Rui", "family": "Pires" }],
                "publication_date": "1989", "publisher": "Universidade de Aveiro" }),
            "Pires, R. (1989). Unread [Doctoral dissertation]. Universidade de Aveiro.",
        ),
        // 10.4, example 50: author and publisher are one.
        (
            json!({ "publication_type": "report", "doi": "10.5555/rep.6", "title": "Working group on eels",
                "authors": [{ "name": "ICES" }], "publication_date": "2021-02-03", "container_title": "ICES Scientific Reports",
                "volume": "3", "publisher": "ICES" }),
            "ICES. (2021). Working group on eels (ICES Scientific Reports, Vol. 3). https://doi.org/10.5555/rep.6",
        ),
        (
            json!({ "publication_type": "report", "url": "https://reports.example.org/7", "title": "Democratic defense",
                "authors": [{ "given": "Daniel", "family": "Fried" }, { "given": "Alina", "family": "Polyakova" }],
                "publication_date": "2018", "publisher": "Atlantic Council" }),
            "Fried, D., & Polyakova, A. (2018). Democratic defense. Atlantic Council. https://reports.example.org/7",
        ),
        // 10.4, example 59: a standard is by the organisation that sets it.
        (
            json!({ "publication_type": "standard", "doi": "10.5555/std.7", "title": "Water quality: Salinity",
                "publication_date": "2018", "publisher": "International Organization for Standardization" }),
            "International Organization for Standardization. (2018). Water quality: Salinity. \
             https://doi.org/10.5555/std.7",
        ),
        // 10.5, examples 60 and 61.
        (
            json!({ "publication_type": "poster", "doi": "10.5555/post.8", "title": "Fat talk",
                "authors": [{ "given": "Jess", "family": "Pearson" }], "publication_date": "2018-09-27",
                "container_title": "Australian Psychological Society Congress", "publisher": "Zenodo" }),
            "Pearson, J. (2018, September 27). Fat talk [Poster presentation]. Australian Psychological Society Congress. \
             https://doi.org/10.5555/post.8",
        ),
        (
            json!({ "publication_type": "presentation", "doi": "10.5555/talk.9", "title": "Friend or foe?",
                "authors": [{ "given": "Seth", "family": "Maddox" }], "publication_date": "2016-03",
                "publisher": "Zenodo" }),
            "Maddox, S. (2016, March). Friend or foe? [Conference presentation]. Zenodo. https://doi.org/10.5555/talk.9",
        ),
        (
            json!({ "publication_type": "data-management-plan", "doi": "10.5555/dmp.10", "title": "Plan for the lagoon",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2022-05-01", "publisher": "Zenodo" }),
            "Pires, R. (2022). Plan for the lagoon [Data management plan]. Zenodo. https://doi.org/10.5555/dmp.10",
        ),
        (
            json!({ "publication_type": "peer-review", "doi": "10.5555/pr.11", "title": "Review for “Salt”",
                "publication_date": "2020", "publisher": "Wiley" }),
            "Review for “Salt” [Peer review]. (2020). Wiley. https://doi.org/10.5555/pr.11",
        ),
        // 10.16, example 113: the site is left out where it is the author.
        (
            json!({ "publication_type": "webpage", "url": "https://sea.example.org/a", "title": "Ten facts",
                "authors": [{ "name": "World Sea Organization" }], "publication_date": "2018-05-24",
                "container_title": "World Sea Organization" }),
            "World Sea Organization. (2018, May 24). Ten facts. https://sea.example.org/a",
        ),
        (
            json!({ "publication_type": "webpage", "url": "https://sea.example.org/b", "title": "How to taste",
                "authors": [{ "given": "John", "family": "Giovanetti" }], "container_title": "Sea site" }),
            "Giovanetti, J. (n.d.). How to taste. Sea site. https://sea.example.org/b",
        ),
        // 11.8: the number of a patent stands in parentheses.
        (
            json!({ "publication_type": "patent", "title": "Salt meter", "url": "https://patents.example.org/1",
                "authors": [{ "given": "Sandeep C.", "family": "Hiremath" }], "publication_date": "2016-03-01",
                "identifiers": { "patent": "9,275,130" }, "publisher": "U.S. Patent and Trademark Office" }),
            "Hiremath, S. C. (2016). Salt meter (Patent No. 9,275,130). U.S. Patent and Trademark Office. \
             https://patents.example.org/1",
        ),
        (
            json!({ "publication_type": "patent", "doi": "10.5555/pat.12", "title": "Salt meter",
                "authors": [{ "given": "Rui", "family": "Pires" }], "publication_date": "2016-03-01" }),
            "Pires, R. (2016). Salt meter [Patent]. https://doi.org/10.5555/pat.12",
        ),
        // 10.12 and 10.14: videos have their day, images have the year.
        (
            json!({ "publication_type": "media", "doi": "10.5555/vid.13", "title": "The lagoon from above",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2014-09-04", "publisher": "TIB",
                "raw_type": { "vocabulary": "datacite", "value": "Audiovisual" } }),
            "Berg, I. (2014, September 4). The lagoon from above [Video]. TIB. https://doi.org/10.5555/vid.13",
        ),
        (
            json!({ "publication_type": "media", "doi": "10.5555/img.14", "title": "Salt pans",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_date": "2014-09-04", "publisher": "Figshare",
                "raw_type": { "vocabulary": "datacite", "value": "Image" } }),
            "Berg, I. (2014). Salt pans [Image]. Figshare. https://doi.org/10.5555/img.14",
        ),
        (
            json!({ "publication_type": "component", "doi": "10.5555/comp.15", "title": "Table S1",
                "publication_date": "2012", "publisher": "PLoS" }),
            "Table S1 [Supplemental material]. (2012). PLoS. https://doi.org/10.5555/comp.15",
        ),
        (
            json!({ "publication_type": "grant", "doi": "10.5555/grant.16", "title": "Lagoons in change",
                "authors": [{ "given": "Barbara", "family": "Hofer" }], "publication_date": "2015-07-31",
                "publisher": "Science Foundation" }),
            "Hofer, B. (2015). Lagoons in change [Grant]. Science Foundation. https://doi.org/10.5555/grant.16",
        ),
        (
            json!({ "publication_type": "other", "doi": "10.5555/oth.17", "title": "Something",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_year": 2003, "publisher": "Somewhere" }),
            "Berg, I. (2003). Something. Somewhere. https://doi.org/10.5555/oth.17",
        ),
        (
            json!({ "publication_type": "other", "doi": "10.5555/oth.18", "title": "Something",
                "authors": [{ "given": "Ida", "family": "Berg" }], "publication_year": 2003,
                "container_title": "A journal", "volume": "3", "page": "4-5" }),
            "Berg, I. (2003). Something. A journal, 3, 4–5. https://doi.org/10.5555/oth.18",
        ),
        // A title with an exclamation, and one that stops itself.
        (
            json!({ "doi": "10.5555/nil.19", "title": "Salt!", "subtitle": "A cry.", "publication_date": "1999" }),
            "Salt! A cry. (1999). https://doi.org/10.5555/nil.19",
        ),
    ]
}
