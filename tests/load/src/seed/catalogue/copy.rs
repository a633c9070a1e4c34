//! Rows as PostgreSQL's `COPY` reads them: its documentation, "COPY", section "Text Format".

use serde_json::Value;

use super::is_document;

/// A line for each row.
pub(super) fn lines(table: &str, rows: &[Value]) -> String {
    let mut text = String::new();
    for row in rows {
        let Some(columns) = row.as_object() else {
            continue;
        };
        for (at, (name, value)) in columns.iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            match value {
                Value::Null => text.push_str("\\N"),
                Value::String(value) if !is_document(table, name) => escaped(&mut text, value),
                other => escaped(&mut text, &other.to_string()),
            }
        }
        text.push('\n');
    }
    text
}

fn escaped(text: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lines;

    #[test]
    fn values_keep_what_they_are() {
        let rows = [
            json!({ "doi": "one\ttwo\\three\nfour", "journal": null, "title": "Tamail", "visible": true }),
            json!({ "doi": "", "journal": "x", "title": { "en": "v\"w" }, "visible": false }),
        ];
        assert_eq!(
            lines("publications", &rows),
            "one\\ttwo\\\\three\\nfour\t\\N\t\"Tamail\"\ttrue\n\tx\t{\"en\":\"v\\\\\"w\"}\tfalse\n"
        );
    }
}
