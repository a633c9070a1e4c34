//! How a DOI is found in what people and registries write.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Doi, InvalidDoi, MAX_INPUT, MAX_LEN};
use crate::text::markup::entity::decode_xml;

/// What publishers append to a DOI in the addresses of an article's forms.
const URL_TAILS: [&str; 22] = [
    "/",
    "/abstract",
    "/abs",
    "/citation",
    "/epdf",
    "/epub",
    "/full",
    "/fulltext",
    "/full-text",
    "/full/html",
    "/html",
    "/meta",
    "/pdf",
    "/pdfdirect",
    "/references",
    "/summary",
    "/tables",
    ".abstract",
    ".full",
    ".full-text",
    ".full.pdf",
    ".pdf",
];

/// Reads a DOI. See [`Doi::parse`] for what is accepted.
pub(super) fn read(text: &str) -> Result<Doi, InvalidDoi> {
    if text.chars().nth(MAX_INPUT).is_some() {
        return Err(InvalidDoi::default());
    }
    let found = find(text).ok_or_else(InvalidDoi::default)?;
    let key = normalise(&found.doi);
    let meant = key.replace(is_dash, "-").replace(is_invisible, "");
    // A reading that is itself read otherwise is still encoded: `%252F` is not decoded twice without asking.
    let is_settled =
        find(&key).is_some_and(|again| again.broken_off.is_none() && normalise(&again.doi) == key);
    if is_settled && meant == key && found.broken_off.is_none() {
        return doi(key);
    }
    let meant = match found.broken_off {
        Some(rest) => meant + &rest.to_ascii_lowercase(),
        None => meant,
    };
    let suggestion = find(&meant)
        .map(|again| normalise(&again.doi))
        .filter(|again| again != text);
    Err(InvalidDoi {
        suggestion: suggestion.and_then(|key| checked(&key)).map(Box::new),
    })
}

/// What a second look at a suggestion has to confirm: it reads as itself.
fn checked(key: &str) -> Option<Doi> {
    let again = find(key).filter(|found| found.broken_off.is_none())?;
    let is_clean = normalise(&again.doi) == key && !key.contains(is_dash) && !key.contains(is_invisible);
    is_clean.then(|| doi(key.to_owned()).ok()).flatten()
}

fn doi(key: String) -> Result<Doi, InvalidDoi> {
    let is_doi = key.chars().nth(MAX_LEN).is_none()
        && !key.contains(char::is_control)
        && suffix(&key).is_some_and(|suffix| suffix.contains(char::is_alphanumeric));
    if is_doi {
        Ok(Doi(key))
    } else {
        Err(InvalidDoi::default())
    }
}

/// ASCII only: the case of other letters is significant.
fn normalise(found: &str) -> String {
    collapse_slashes(&found.to_ascii_lowercase())
}

/// Prefix 10.1037 (APA) means one slash where two were written; elsewhere two are two.
pub(super) fn collapse_slashes(text: &str) -> String {
    match text.strip_prefix("10.1037//") {
        Some(rest) => format!("10.1037/{}", rest.trim_start_matches('/')),
        None => text.to_owned(),
    }
}

/// What stands after the prefix `10(.digits)+/`, at the beginning of a text.
pub(super) fn suffix(text: &str) -> Option<&str> {
    let (prefix, suffix) = text.split_once('/')?;
    let mut registrant = prefix.strip_prefix("10.")?.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    registrant.all(is_number).then_some(suffix)
}

/// A DOI within other text.
struct Found {
    doi: String,
    /// What follows after a blank, where it is likely to belong to the DOI.
    broken_off: Option<String>,
}

fn find(text: &str) -> Option<Found> {
    let text = decode_xml(trim(text));
    let text = unwrap(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut is_first = true;
    for (place, word) in words.iter().enumerate() {
        if let Some(address) = publisher_address(word) {
            if let Some(doi) = in_address(address) {
                return Some(Found {
                    doi,
                    broken_off: None,
                });
            }
            is_first = false;
            continue;
        }
        let decoded = decode_percent(word);
        if let Some((before, doi)) = first_in(&decoded) {
            let (doi, rest) = doi.split_once(char::is_whitespace).unwrap_or((doi, ""));
            let rest: Vec<&str> = rest
                .split_whitespace()
                .chain(words.iter().copied().skip(place + 1))
                .collect();
            let is_alone = is_first && is_label(before);
            let broken_off = (is_alone && belongs(&rest)).then(|| other_half(&rest));
            return Some(Found {
                doi: trim(doi).to_owned(),
                broken_off,
            });
        }
        is_first = is_first && is_label(&decoded);
    }
    None
}

/// Whether words after a lone DOI may be its other half: not what stands in brackets, not another DOI.
fn belongs(rest: &[&str]) -> bool {
    rest.first()
        .is_some_and(|word| !word.starts_with(['[', '(']) && first_in(&decode_percent(word)).is_none())
}

/// What to append to a broken DOI: one word; more are prose.
fn other_half(rest: &[&str]) -> String {
    match rest {
        [word] => (*word).to_owned(),
        _ => String::new(),
    }
}

/// Whether text only says that a DOI follows: nothing, `doi:`, a resolver's address.
fn is_label(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let address = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(&text);
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let label = if is_resolver(host) { path } else { address };
    matches!(
        label.trim_matches(['/', ':', '=']),
        "" | "doi" | "info:doi" | "urn:doi"
    )
}

/// The first DOI of a text, and what stands before it. It does not begin in the midst of a number.
fn first_in(text: &str) -> Option<(&str, &str)> {
    text.match_indices("10.").find_map(|(at, _)| {
        let (before, from) = text.split_at_checked(at)?;
        let is_within = before
            .trim_end_matches('.')
            .ends_with(|c: char| c.is_ascii_digit());
        let first = suffix(from)?.chars().next()?;
        (!is_within && !first.is_whitespace()).then_some((before, from))
    })
}

/// The address after its scheme, where it is a web address of anybody but a resolver.
fn publisher_address(word: &str) -> Option<&str> {
    let lower = word.to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme))
        .unwrap_or_default();
    if scheme.is_empty() && !lower.starts_with("www.") {
        return None;
    }
    let address = word.get(scheme.len()..)?;
    let host = address.split(['/', '?', '#']).next()?;
    let is_doi = address.starts_with("10.");
    (!is_doi && !is_resolver(host)).then_some(address)
}

/// `doi.org`, its other names, and the same behind a library's proxy.
fn is_resolver(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = ["www.", "dx.", "dx-"]
        .into_iter()
        .fold(host.as_str(), |host, name| {
            host.strip_prefix(name).unwrap_or(host)
        });
    // Without its slash the host runs into the DOI: `doi.org10.1234/x`.
    let ends = |rest: &str| {
        rest.is_empty() || rest.starts_with(|c: char| c == '.' || c == ':' || c.is_ascii_digit())
    };
    ["doi.org", "doi-org", "hdl.handle.net"]
        .into_iter()
        .filter_map(|name| host.strip_prefix(name))
        .any(ends)
}

/// The DOI in the path of an address, else in its query.
fn in_address(address: &str) -> Option<String> {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let host = path.split('/').next().unwrap_or_default();
    let path = decode_percent(path);
    if let Some((_, found)) = first_in(&path) {
        return Some(without_tails(first_word(found), host).to_owned());
    }
    query.split('&').find_map(|pair| {
        let value = decode_percent(pair);
        first_in(&value).map(|(_, found)| first_word(found).to_owned())
    })
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn without_tails<'a>(found: &'a str, host: &str) -> &'a str {
    let mut rest = found.split_once(";jsessionid=").map_or(found, |(rest, _)| rest);
    loop {
        // ASCII lower-casing keeps the places of all characters.
        let lower = rest.to_ascii_lowercase();
        let shorter = URL_TAILS
            .iter()
            .filter_map(|tail| rest.get(..lower.strip_suffix(tail)?.len()));
        let Some(shorter) = shorter.min_by_key(|shorter| shorter.len()) else {
            break;
        };
        if suffix(shorter).is_none_or(str::is_empty) {
            break;
        }
        rest = shorter;
    }
    if host.to_ascii_lowercase().ends_with("rxiv.org") {
        without_version(rest)
    } else {
        rest
    }
}

/// The addresses of two preprint servers hold the version (`10.1101/2020.01.01.123456v2`), their DOIs do not.
fn without_version(found: &str) -> &str {
    match found.rsplit_once('v') {
        Some((rest, version))
            if found.starts_with("10.1101/")
                && !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_digit())
                && rest.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            rest
        }
        _ => found,
    }
}

/// Decodes percent escapes once, and what XML may have been encoded with them. Bytes that are not UTF-8 stay
/// as they were.
fn decode_percent(text: &str) -> Cow<'_, str> {
    match percent_decode_str(text).decode_utf8() {
        Ok(Cow::Owned(decoded)) => Cow::Owned(decode_xml(&decoded)),
        Ok(Cow::Borrowed(_)) | Err(_) => Cow::Borrowed(text),
    }
}

/// Without the quotes or brackets that surround all of a text. No DOI begins with one.
fn unwrap(text: &str) -> &str {
    let pairs = [
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('<', '>'),
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
    ];
    let inner = |(open, close)| text.strip_prefix(open)?.strip_suffix(close).map(trim);
    pairs.into_iter().find_map(inner).unwrap_or(text)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Zero-width characters, soft hyphens and direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// What word processors and PDF files put in place of a hyphen.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '¬'
    )
}
