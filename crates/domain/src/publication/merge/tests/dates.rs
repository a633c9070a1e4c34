//! Dates: the earliest that a reader could have held the work, as precise as anyone knows.

use super::*;
use crate::publication::model::Attention;
use DateKind::{Available, Issued, Online, Posted, Print, Published, Year};
use Provider::{Crossref, Datacite, DoiOrg, Openalex, Orcid};

#[test]
fn publication_dates() {
    let one = |record: ProviderRecord| merged(&[record]).record.publication_date;
    for (provider, dates, expected) in [
        (
            Crossref,
            vec![(Print, "2014-05"), (Online, "2014-03-02"), (Issued, "2014-03")],
            "2014-03-02",
        ),
        (Crossref, vec![(Issued, "2014"), (Print, "2014-05")], "2014-05"),
        (Crossref, vec![(Print, "2014-05"), (Issued, "2014")], "2014-05"),
        (Crossref, vec![(Print, "2014-01-01"), (Online, "2013")], "2013"),
        (Crossref, vec![(Posted, "2019-11-30")], "2019-11-30"),
        (Crossref, vec![(Print, "0001"), (Online, "2011-02")], "2011-02"),
        (DoiOrg, vec![(Issued, "2003-07")], "2003-07"),
        (
            Datacite,
            vec![
                (Issued, "2015"),
                (Issued, "2015-06-01"),
                (Available, "2014-01-01"),
            ],
            "2015-06-01",
        ),
        (Datacite, vec![(Year, "2016"), (Available, "2015-06")], "2015-06"),
        (Datacite, vec![(Year, "2016")], "2016"),
        (Orcid, vec![(Published, "2012-10")], "2012-10"),
        (Openalex, vec![(Published, "2012-10-01")], "2012-10-01"),
        (Crossref, vec![(Issued, "1000")], "1000"),
        (Crossref, vec![(Issued, "2028")], "2028"),
    ] {
        assert_eq!(
            one(dated(provider, &dates)),
            Some(date(expected)),
            "{provider:?} {dates:?}"
        );
    }
}

#[test]
fn dates_of_several_providers() {
    let crossref = dated(Crossref, &[(Print, "2014-05"), (Online, "2014-03-02")]);
    let orcid = dated(Orcid, &[(Published, "2013-01-01")]);
    let openalex = dated(Openalex, &[(Published, "2012-01-01")]);
    let all = merged(&[openalex.clone(), orcid.clone(), crossref]);
    assert_eq!(all.record.publication_date, Some(date("2014-03-02")));
    assert_eq!(all.record.publication_year, Some(2014));
    assert_eq!(all.record.published_print, Some(date("2014-05")));
    assert_eq!(all.record.published_online, Some(date("2014-03-02")));
    for field in [
        "publication_date",
        "publication_year",
        "published_print",
        "published_online",
    ] {
        assert_eq!(by(&all, field), Some(Crossref), "{field}");
    }
    let without_agency = merged(&[openalex, orcid, titled(Crossref, "Salt")]);
    assert_eq!(without_agency.record.publication_date, Some(date("2013-01-01")));
    assert_eq!(by(&without_agency, "publication_date"), Some(Orcid));
}

#[test]
fn implausible_years_give_no_date() {
    for year in ["0001", "0999", "2029", "2562", "9000"] {
        let result = merged(&[
            dated(Crossref, &[(Issued, year)]),
            dated(Orcid, &[(Published, "2019")]),
        ]);
        assert_eq!(result.record.publication_date, None, "{year}");
        assert_eq!(result.record.publication_year, None, "{year}");
        assert_eq!(result.attention, [Attention::ImplausibleDate], "{year}");
    }
    let beside = merged(&[dated(Crossref, &[(Print, "2562"), (Online, "2019-02")])]);
    assert_eq!(beside.record.publication_date, Some(date("2019-02")));
    assert_eq!(beside.record.published_print, None);
    assert_eq!(beside.attention, [Attention::ImplausibleDate]);
}
