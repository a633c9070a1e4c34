//! Every form in which a DOI was seen to be written, and what is none.

use proptest::prelude::*;

use super::*;

fn key(text: &str) -> Option<String> {
    Doi::parse(text).ok().map(|doi| doi.as_str().to_owned())
}

fn doi(text: &str) -> Doi {
    Doi::parse(text).unwrap()
}

fn assert_reads(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(key(text).as_deref(), Some(*expected), "{text}");
    }
}

#[test]
fn reads_what_people_write() {
    let simple = "10.1371/journal.pone.0042793";
    for text in [
        "10.1371/JOURNAL.PONE.0042793",
        "  10.1371/journal.pone.0042793\u{a0}\n",
        "\u{200b}10.1371/journal.pone.0042793\u{feff}",
        "doi:10.1371/journal.pone.0042793",
        "DOI: 10.1371/journal.pone.0042793",
        "DOI 10.1371/journal.pone.0042793",
        "info:doi/10.1371/journal.pone.0042793",
        "urn:doi:10.1371/journal.pone.0042793",
        "https://doi.org/10.1371/journal.pone.0042793",
        "http://dx.doi.org/10.1371/journal.pone.0042793",
        "HTTPS://WWW.DOI.ORG/10.1371/journal.pone.0042793",
        "doi.org/10.1371/journal.pone.0042793",
        "doi.org10.1371/journal.pone.0042793",
        "https://doi.org//10.1371/journal.pone.0042793",
        "http://dx.doi.org/doi:10.1371/journal.pone.0042793",
        "https://doi.org/https://doi.org/10.1371/journal.pone.0042793",
        "https://doi-org.proxy.example.edu/10.1371/journal.pone.0042793",
        "http://10.1371/journal.pone.0042793",
        "10.1371%2Fjournal.pone.0042793",
        "https://doi.org/10.1371%2Fjournal.pone.0042793",
        "https%3A%2F%2Fdoi.org%2F10.1371%2Fjournal.pone.0042793",
        "doi%3A%2010.1371/journal.pone.0042793",
        "<https://doi.org/10.1371/journal.pone.0042793>",
        "\"10.1371/journal.pone.0042793\"",
        "(doi:10.1371/journal.pone.0042793)",
        "10.1371/journal.pone.0042793 [doi]",
        "10.1371/journal.pone.0042793 10.5555/other",
    ] {
        assert_eq!(key(text).as_deref(), Some(simple), "{text}");
    }
}

#[test]
fn keeps_every_character_of_a_suffix() {
    assert_reads(&[
        (
            "10.1002/(SICI)1097-0274(199909)36:1+<1::AID-AJIM2>3.0.CO;2-0",
            "10.1002/(sici)1097-0274(199909)36:1+<1::aid-ajim2>3.0.co;2-0",
        ),
        (
            "https://doi.org/10.1002/(SICI)1097-0274(199909)36%3A1%2B%3C1%3A%3AAID-AJIM2%3E3.0.CO%3B2-0",
            "10.1002/(sici)1097-0274(199909)36:1+<1::aid-ajim2>3.0.co;2-0",
        ),
        (
            "10.1002/(sici)1099-1190(200001/02)10:1<51::aid-nem357>3.0.co;2-g",
            "10.1002/(sici)1099-1190(200001/02)10:1<51::aid-nem357>3.0.co;2-g",
        ),
        (
            "10.1175/1520-0469(2002)059&amp;lt;2951:ROSSRB&amp;gt;2.0.CO;2",
            "10.1175/1520-0469(2002)059<2951:rossrb>2.0.co;2",
        ),
        (
            "10.1890/0012-9615(1999)069[0569:EDILSA]2.0.CO;2",
            "10.1890/0012-9615(1999)069[0569:edilsa]2.0.co;2",
        ),
        (
            "10.1206/0003-0090(2003)277<0001:TSSAAA>2.0.CO;2",
            "10.1206/0003-0090(2003)277<0001:tssaaa>2.0.co;2",
        ),
    ]);
}

#[test]
fn keeps_what_looks_odd() {
    assert_reads(&[
        ("10.1049/el:20000645", "10.1049/el:20000645"),
        ("10.1021/ac010694+", "10.1021/ac010694+"),
        (
            "10.24192/2386-7027(2015)(v3)(09)",
            "10.24192/2386-7027(2015)(v3)(09)",
        ),
        (
            "10.5067/terra+aqua/ceres/cldtyphist_l3.004",
            "10.5067/terra+aqua/ceres/cldtyphist_l3.004",
        ),
        ("10.1207/s15327957pspr0203&4_5", "10.1207/s15327957pspr0203&4_5"),
        (
            "10.1207/s15327957pspr0203&amp;4_5",
            "10.1207/s15327957pspr0203&4_5",
        ),
        ("https://doi.org/10.5555/a?b=c#d", "10.5555/a?b=c#d"),
        ("10.5555/a;b:c,d'e\"f", "10.5555/a;b:c,d'e\"f"),
        ("10.5555/100%", "10.5555/100%"),
        (
            "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
            "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
        ),
        (
            "https://doi.org/10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
            "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
        ),
        ("10.978.962201/9270", "10.978.962201/9270"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("10.1037//0002-9432.72.1.50", "10.1037/0002-9432.72.1.50"),
        ("10.1026//1616-1041.3.2.86", "10.1026//1616-1041.3.2.86"),
        (
            "10.36652/0042-4633-2023-102-5-404-413/",
            "10.36652/0042-4633-2023-102-5-404-413/",
        ),
        ("10.1016/j.ijom.2013.05.017.", "10.1016/j.ijom.2013.05.017."),
        (
            "10.30466/vrf.2019.98547.2350\u{200e}",
            "10.30466/vrf.2019.98547.2350",
        ),
        // Letters beyond ASCII keep their case.
        ("10.1016/üNIкóδé-ДôΐX", "10.1016/üniкóδé-Дôΐx"),
        ("10.6002/ect.2020.häyry", "10.6002/ect.2020.häyry"),
    ]);
}

#[test]
fn finds_a_doi_in_other_text() {
    assert_reads(&[
        (
            "S0022-2828(12)00261-1 [pii]\n10.1016/j.yjmcc.2012.07.013",
            "10.1016/j.yjmcc.2012.07.013",
        ),
        (
            "10.1016/j.yjmcc.2012.07.013 [doi]\nS0022-2828(12)00261-1 [pii]",
            "10.1016/j.yjmcc.2012.07.013",
        ),
        (
            "Br J Sports Med 2013;47:e3 doi:10.1136/bjsports-2013-092558.24",
            "10.1136/bjsports-2013-092558.24",
        ),
        ("see doi:10.5555/abc for more", "10.5555/abc"),
        ("see https://doi.org/10.5555/abc/pdf and so on", "10.5555/abc/pdf"),
        ("3. 10.5555/abc", "10.5555/abc"),
        ("papers3://publication/doi/10.5555/abc", "10.5555/abc"),
    ]);
}

#[test]
fn takes_the_tails_off_a_publishers_address() {
    let host = "https://journals.example.org/doi";
    for (path, expected) in [
        ("/10.5555/abc/pdf", "10.5555/abc"),
        ("/epdf/10.5555/abc", "10.5555/abc"),
        ("/10.5555/abc/epdf?needAccess=true", "10.5555/abc"),
        ("/10.5555/abc/full/html#sec-2", "10.5555/abc"),
        ("/10.5555/ABC.full.pdf+html", "10.5555/abc.full.pdf+html"),
        ("/10.5555/abc.full.pdf", "10.5555/abc"),
        ("/10.5555/abc/abstract;jsessionid=1F.f04t01", "10.5555/abc"),
        ("/10.5555/abc/", "10.5555/abc"),
        ("/10.5555%2Fabc", "10.5555/abc"),
        ("/abs/10.5555/2013/47/pdf-report", "10.5555/2013/47/pdf-report"),
        (
            "?uri=info%3adoi%2f10.5555%2fabc&representation=PDF",
            "10.5555/abc",
        ),
        ("/view?a=1&amp;doi=10.5555/abc&amp;b=2", "10.5555/abc"),
        ("/10.5555/pdf", "10.5555/pdf"),
    ] {
        assert_eq!(key(&format!("{host}{path}")).as_deref(), Some(expected), "{path}");
    }
    assert_reads(&[
        (
            "http://scitation.aip.org/content/aip/journal/jcp/115/11/10.1063/1.1395625",
            "10.1063/1.1395625",
        ),
        ("www.example.org/doi/10.5555/abc/full", "10.5555/abc"),
        (
            "https://www.biorxiv.org/content/10.1101/242230v2.full.pdf",
            "10.1101/242230",
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.02.123456v1",
            "10.1101/2020.01.02.123456",
        ),
        // A DOI may end so; only addresses of publishers are known to append it.
        ("10.5555/abc/pdf", "10.5555/abc/pdf"),
        ("https://doi.org/10.5555/abc.pdf", "10.5555/abc.pdf"),
    ]);
}

#[test]
fn refuses_what_is_no_doi() {
    for text in [
        "",
        " ",
        "10.",
        "10.1038",
        "10.1000/",
        "10.1000/ ",
        "10.1000/.",
        "10.10O0/123456",
        "10.1.NOTGOOD.0/123456",
        "10./x",
        "20.1371/x",
        "2010.1371/x",
        "10/d8g2nw",
        "https://doi.org/d8g2nw",
        "papers3://publication/doi/10.1038",
        "https://www.journal.example/article/12",
        "in press",
        "doi pending",
        "n/a",
        "0000-0002-1825-0097",
        "10.5555/a\u{7}b",
    ] {
        assert_eq!(Doi::parse(text), Err(InvalidDoi::default()), "{text:?}");
    }
    assert!(Doi::parse(&format!("10.5555/{}", "x".repeat(MAX_LEN - 8))).is_ok());
    assert!(Doi::parse(&format!("10.5555/{}", "x".repeat(MAX_LEN - 7))).is_err());
    assert!(Doi::parse(&format!("10.5555/abc{}", " ".repeat(MAX_INPUT))).is_err());
}

#[test]
fn suggests_what_was_meant_and_does_not_assume_it() {
    for (text, suggestion) in [
        ("10.1007/s10711–018–0327–4", Some("10.1007/s10711-018-0327-4")),
        (
            "https://doi.org/10.1007/s10711%E2%80%93018",
            Some("10.1007/s10711-018"),
        ),
        ("10.1007/s10711\u{2043}018¬0327", Some("10.1007/s10711-018-0327")),
        ("10.5555/a\u{200b}b\u{ad}c", Some("10.5555/abc")),
        ("10.23750/abm.v88i2 -s.6506", Some("10.23750/abm.v88i2-s.6506")),
        (
            "doi: 10.23750/abm.v88i2%20-S.6506",
            Some("10.23750/abm.v88i2-s.6506"),
        ),
        ("10.5555/abc is a DOI", Some("10.5555/abc")),
        ("10.1093/nar%252Fgkx", Some("10.1093/nar/gkx")),
        ("10.1093%252Fnar", None),
    ] {
        let invalid = Doi::parse(text).unwrap_err();
        assert_eq!(invalid.suggestion().map(Doi::as_str), suggestion, "{text}");
        assert_eq!(invalid.to_string().contains("did you mean"), suggestion.is_some());
    }
}

#[test]
fn stored_forms_are_checked_not_changed() {
    assert_eq!(
        Doi::from_stored("10.5555/abc%41").unwrap().as_str(),
        "10.5555/abc%41"
    );
    assert_eq!(Doi::from_stored("10.1037//abc").unwrap().as_str(), "10.1037//abc");
    for text in [
        "",
        "10.5555",
        "10.5555/",
        "10.5555/A",
        "10.5555/a b",
        "doi:10.5555/a",
        "10.x/a",
        " 10.5555/a",
    ] {
        assert!(Doi::from_stored(text).is_err(), "{text}");
    }
}

#[test]
fn encodes_for_urls() {
    let sici = doi("10.1206/0003-0090(2003)277<0001:TSSAAA>2.0.CO;2");
    assert_eq!(
        sici.path_segment(),
        "10.1206%2F0003-0090(2003)277%3C0001%3Atssaaa%3E2.0.co%3B2"
    );
    assert_eq!(
        sici.url(),
        "https://doi.org/10.1206/0003-0090(2003)277%3C0001:tssaaa%3E2.0.co;2"
    );
    assert_eq!(sici.prefix(), "10.1206");
    for (text, url) in [
        ("10.5555/a?b#c%d", "https://doi.org/10.5555/a%3Fb%23c%25d"),
        (
            "10.5555/a[b]{c}|d\\e^f`g\"",
            "https://doi.org/10.5555/a%5Bb%5D%7Bc%7D%7Cd%5Ce%5Ef%60g%22",
        ),
        (
            "10.5555/a+b&c=d,e;f:g@h!i*j'k$l~m_n",
            "https://doi.org/10.5555/a+b&c=d,e;f:g@h!i*j'k$l~m_n",
        ),
        ("10.5555/ä/b/", "https://doi.org/10.5555/%C3%A4/b/"),
        ("10.5555/../b", "https://doi.org/10.5555%2F..%2Fb"),
    ] {
        assert_eq!(doi(text).url(), url);
    }
}

#[test]
fn tries_the_likely_forms_in_order() {
    for (text, expected) in [
        ("10.5555/abc", &["10.5555/abc"][..]),
        ("10.5555/abc.", &["10.5555/abc.", "10.5555/abc"]),
        ("10.5555/abc/", &["10.5555/abc/", "10.5555/abc"]),
        (
            "10.5555/abc).,",
            &["10.5555/abc).,", "10.5555/abc)", "10.5555/abc"],
        ),
        ("10.5555/abc(1)", &["10.5555/abc(1)"]),
        ("10.5555/abc(1)]", &["10.5555/abc(1)]", "10.5555/abc(1)"]),
        ("10.5555/a<b>c>", &["10.5555/a<b>c>", "10.5555/a<b>c"]),
    ] {
        let forms: Vec<String> = doi(text).candidates().iter().map(ToString::to_string).collect();
        assert_eq!(forms, expected, "{text}");
    }
    let stored = Doi::from_stored("10.1037//abc").unwrap();
    assert_eq!(stored.candidates(), [stored.clone(), doi("10.1037/abc")]);
}

/// Text in which DOIs are likely.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = [
        "10.",
        "10.5555/",
        "10.1037//",
        "1",
        "/",
        "//",
        ".",
        "a",
        "B",
        "ä",
        "%",
        "%2F",
        "%25",
        "%3C",
        "%20",
        "41",
        "&",
        "amp;",
        "lt;",
        "&lt;",
        "&#37;",
        "&#x200b;",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        ";",
        ":",
        " ",
        "\u{200b}",
        "–",
        "doi:",
        "https://",
        "doi.org/",
        "www.",
        "example.org/",
        "/pdf",
        "?",
        "#",
        "=",
        "\"",
        "%ff",
        "\n",
        "..",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn reading_again_changes_nothing(text in prop_oneof![nearly(), any::<String>(), "10\\.[0-9]{4}/\\PC{1,40}"]) {
        match Doi::parse(&text) {
            Ok(doi) => {
                prop_assert_eq!(Doi::parse(doi.as_str()), Ok(doi.clone()));
                prop_assert_eq!(Doi::from_stored(doi.as_str()), Ok(doi.clone()));
                prop_assert_eq!(Doi::parse(&doi.url()), Ok(doi.clone()));
                prop_assert_eq!(Doi::parse(&doi.path_segment()), Ok(doi.clone()));
                for candidate in doi.candidates() {
                    prop_assert_eq!(Doi::from_stored(candidate.as_str()), Ok(candidate));
                }
            }
            Err(invalid) => if let Some(suggestion) = invalid.suggestion() {
                prop_assert_eq!(Doi::parse(suggestion.as_str()), Ok(suggestion.clone()));
            }
        }
    }

    #[test]
    fn urls_are_urls(text in "10\\.[0-9]{4}/[!-~]{1,40}") {
        if let Ok(doi) = Doi::parse(&text) {
            let url = doi.url();
            prop_assert_eq!(url::Url::parse(&url).map(String::from), Ok(url));
        }
    }
}
