//! What the staff note beside a publication: only the dashboard ever shows it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Names of these fields in `merged` and in pointers.
pub const NAMES: [&str; 5] = ["q", "q_percentage", "if_value", "if5a_value", "funding"];

/// The dashboard-only fields; all can be absent.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffFields {
    /// Quartile: any whole number.
    pub q: Option<i64>,
    /// Percentile, 0 to 100.
    pub q_percentage: Option<u8>,
    /// Impact factor.
    pub if_value: Option<f64>,
    /// Five-year impact factor.
    pub if5a_value: Option<f64>,
    /// Whether it was funded.
    pub funding: Option<bool>,
}

impl StaffFields {
    /// As members of `merged`; absent ones are null.
    pub fn members(&self) -> Map<String, Value> {
        let values = [
            Value::from(self.q),
            Value::from(self.q_percentage),
            Value::from(self.if_value),
            Value::from(self.if5a_value),
            Value::from(self.funding),
        ];
        NAMES.into_iter().map(str::to_owned).zip(values).collect()
    }

    /// Takes a value over; null clears. The refusal says what the field takes.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), &'static str> {
        match name {
            "q" => {
                self.q = optional(value, whole).ok_or("must be a whole number or null")?;
            }
            "q_percentage" => {
                let percentage = |value: &Value| {
                    let number = u8::try_from(whole(value)?).ok()?;
                    Some(number).filter(|number| *number <= 100)
                };
                self.q_percentage =
                    optional(value, percentage).ok_or("must be a whole number between 0 and 100, or null")?;
            }
            "if_value" => self.if_value = optional(value, decimal).ok_or(A_DECIMAL)?,
            "if5a_value" => self.if5a_value = optional(value, decimal).ok_or(A_DECIMAL)?,
            "funding" => {
                self.funding = optional(value, Value::as_bool).ok_or("must be true, false or null")?;
            }
            _ => return Err("is not a field of a publication"),
        }
        Ok(())
    }
}

const A_DECIMAL: &str = "must be a decimal number, a string such as \"3,14\", or null";

/// `None` where the value is neither null nor what `read` takes.
#[expect(
    clippy::option_option,
    reason = "the outer one is the refusal, the inner one the absent value"
)]
fn optional<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() {
        return Some(None);
    }
    read(value).map(Some)
}

/// A whole number, also where it is written as `3.0`.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    })
}

/// A number, or its text with a comma or a point, blanks around it.
fn decimal(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()),
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            let mut parts = digits.splitn(2, [',', '.']);
            let is_number = parts
                .all(|part| (1..=15).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
            is_number.then(|| text.replace(',', ".").parse().ok()).flatten()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_each_field_takes() {
        let cases = [
            ("q", json!(1), Some(json!(1))),
            ("q", json!(-7), Some(json!(-7))),
            ("q", json!(2.0), Some(json!(2))),
            ("q", json!(i64::MAX), Some(json!(i64::MAX))),
            ("q", json!(u64::MAX), None),
            ("q", json!(1e300), None),
            ("q", json!(1.5), None),
            ("q", json!("1"), None),
            ("q", Value::Null, Some(Value::Null)),
            ("q_percentage", json!(0), Some(json!(0))),
            ("q_percentage", json!(100), Some(json!(100))),
            ("q_percentage", json!(101), None),
            ("q_percentage", json!(-1), None),
            ("q_percentage", json!(12.5), None),
            ("q_percentage", json!(true), None),
            ("if_value", json!(3), Some(json!(3.0))),
            ("if_value", json!(3.25), Some(json!(3.25))),
            ("if_value", json!("3,25"), Some(json!(3.25))),
            ("if_value", json!("  3.25 "), Some(json!(3.25))),
            ("if_value", json!("\u{a0}0,5\t"), Some(json!(0.5))),
            ("if_value", json!("12"), Some(json!(12.0))),
            ("if_value", json!("-1,5"), Some(json!(-1.5))),
            ("if_value", json!("1.234,5"), None),
            ("if_value", json!("1,2,3"), None),
            ("if_value", json!(",5"), None),
            ("if_value", json!("5,"), None),
            ("if_value", json!(""), None),
            ("if_value", json!("1e5"), None),
            ("if_value", json!("NaN"), None),
            ("if_value", json!("three"), None),
            ("if_value", json!(true), None),
            ("if5a_value", json!("4,2"), Some(json!(4.2))),
            ("if5a_value", json!([4]), None),
            ("funding", json!(true), Some(json!(true))),
            ("funding", json!(false), Some(json!(false))),
            ("funding", json!("yes"), None),
            ("funding", Value::Null, Some(Value::Null)),
            ("impact", json!(1), None),
        ];
        for (name, value, expected) in cases {
            let mut fields = StaffFields {
                q: Some(9),
                funding: Some(true),
                ..StaffFields::default()
            };
            let before = fields;
            match (fields.set(name, &value), expected) {
                (Ok(()), Some(expected)) => assert_eq!(fields.members()[name], expected, "{name} {value}"),
                (Err(_), None) => assert_eq!(fields, before, "{name} {value}"),
                (found, expected) => panic!("{name} {value}: {found:?}, not {expected:?}"),
            }
        }
        assert_eq!(StaffFields::default().members().len(), NAMES.len());
    }
}
