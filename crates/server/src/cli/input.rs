//! Reading what commands are given in files.

use std::io::Read;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::CliError;

/// The text of a file; `-` is standard input.
pub(super) fn text(file: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(CliError::failed(format!(
            "{} cannot be read: {error}",
            file.display()
        ))),
    }
}

/// One JSON document, or a list of them.
pub(super) fn documents<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>, CliError> {
    let unreadable = |error: serde_json::Error| CliError::failed(format!("{}: {error}", file.display()));
    let value: serde_json::Value = serde_json::from_str(&text(file)?).map_err(unreadable)?;
    let each = match value {
        serde_json::Value::Array(values) => values,
        one => vec![one],
    };
    each.into_iter()
        .map(|value| serde_json::from_value(value).map_err(unreadable))
        .collect()
}

/// One entry a line; blank lines and what follows a `#` are left out. A URL's fragment needs a blank before
/// its `#` to count as a remark.
pub(super) fn lines(text: &str) -> Vec<String> {
    let entry = |line: &str| {
        let end = if line.trim_start().starts_with('#') {
            Some(0)
        } else {
            line.find(" #")
        };
        let kept = end.map_or(Some(line), |end| line.get(..end));
        kept.unwrap_or_default()
            .trim()
            .trim_start_matches('\u{feff}')
            .to_owned()
    };
    text.lines().map(entry).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_blank_lines_are_left_out() {
        let text =
            "\u{feff}0000-0002-1825-0097\r\n\n  # a remark\nhttps://orcid.org/0000-0001-5109-3700 # Ana\n";
        assert_eq!(
            lines(text),
            ["0000-0002-1825-0097", "https://orcid.org/0000-0001-5109-3700"]
        );
    }

    #[test]
    fn one_document_or_a_list() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("n.json");
        for (text, expected) in [("7", vec![7]), ("[7, 8]", vec![7, 8]), ("[]", vec![])] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(documents::<u8>(&file).unwrap(), expected);
        }
        std::fs::write(&file, "{").unwrap();
        assert!(documents::<u8>(&file).unwrap_err().line().contains("n.json"));
        assert!(documents::<u8>(&folder.path().join("absent")).is_err());
    }
}
