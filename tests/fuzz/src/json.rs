//! JSON of any shape, and what may go wrong with good JSON.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value, json};

use crate::text::odd_text;

/// Numbers at which types end.
const NUMBERS: [&str; 18] = [
    "0",
    "-0",
    "-1",
    "1.0",
    "0.1",
    "1e308",
    "-1e308",
    "1e-400",
    "255",
    "65536",
    "2147483647",
    "-2147483649",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "99999",
    "2024",
];

fn number() -> BoxedStrategy<Value> {
    let known = select(NUMBERS.as_slice()).prop_map(|text| {
        let number: Option<Number> = text.parse().ok();
        number.map_or(Value::Null, Value::Number)
    });
    prop_oneof![
        2 => known,
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
    ]
    .boxed()
}

fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => number(),
        3 => odd_text().prop_map(Value::from),
    ]
    .boxed()
}

/// Any JSON, with these names now and then.
pub fn any_json(names: &'static [&'static str]) -> BoxedStrategy<Value> {
    let name = prop_oneof![4 => select(names).prop_map(str::to_owned), 1 => odd_text()];
    leaf()
        .prop_recursive(6, 80, 8, move |inner| {
            prop_oneof![
                vec(inner.clone(), 0..8).prop_map(Value::from),
                btree_map(name.clone(), inner, 0..8)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
            ]
        })
        .boxed()
}

/// What may happen to one place of a document.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    /// Something else stands there.
    Replace(Value),
    /// It is gone.
    Remove,
    /// It is wrapped so many times.
    Nest(u8),
    /// A list that holds it so many times.
    Repeat(u16),
    /// As text.
    Quote,
    /// A part of its text is gone, or there is more of it.
    Text(String),
}

pub(crate) fn damage() -> BoxedStrategy<Damage> {
    prop_oneof![
        4 => leaf().prop_map(Damage::Replace),
        1 => select(vec![json!([]), json!({}), json!([null]), json!([[]]), json!([[null]]), json!([[[2020]]]), json!({"": null})])
            .prop_map(Damage::Replace),
        2 => Just(Damage::Remove),
        1 => any::<u8>().prop_map(Damage::Nest),
        1 => (0_u16..600).prop_map(Damage::Repeat),
        1 => Just(Damage::Quote),
        3 => odd_text().prop_map(Damage::Text),
    ]
    .boxed()
}

/// How many values a document holds, itself counted.
pub(crate) fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum::<usize>(),
        Value::Object(fields) => fields.values().map(places).sum(),
        _ => 0,
    }
}

/// Damages the value at a place, counted in the order of the document.
pub(crate) fn harm(value: &mut Value, place: &mut usize, damage: &Damage) {
    if *place == 0 {
        *value = harmed(value, damage);
        *place = usize::MAX;
        return;
    }
    *place -= 1;
    let removes = matches!(damage, Damage::Remove);
    match value {
        Value::Array(items) => {
            let mut gone = None;
            for (index, item) in items.iter_mut().enumerate() {
                if *place == 0 && removes {
                    gone = Some(index);
                }
                harm(item, place, damage);
                if *place == usize::MAX {
                    break;
                }
            }
            if let Some(index) = gone {
                items.remove(index);
            }
        }
        Value::Object(fields) => {
            let mut gone = None;
            for (name, field) in fields.iter_mut() {
                if *place == 0 && removes {
                    gone = Some(name.clone());
                }
                harm(field, place, damage);
                if *place == usize::MAX {
                    break;
                }
            }
            if let Some(name) = gone {
                fields.remove(&name);
            }
        }
        _ => {}
    }
}

fn harmed(value: &Value, damage: &Damage) -> Value {
    match damage {
        Damage::Replace(other) => other.clone(),
        Damage::Remove => Value::Null,
        Damage::Nest(times) => (0..*times / 2).fold(value.clone(), |inner, turn| {
            if turn % 2 == 0 {
                json!([inner])
            } else {
                json!({ "value": inner })
            }
        }),
        // What is large stays as it is: the aim is many, not much.
        Damage::Repeat(times) if places(value) < 20 => Value::from(vec![value.clone(); usize::from(*times)]),
        Damage::Repeat(_) => value.clone(),
        Damage::Quote => Value::from(value.to_string()),
        Damage::Text(odd) => match value {
            Value::String(text) => {
                let half: String = text.chars().take(text.chars().count() / 2).collect();
                Value::from(format!("{half}{odd}"))
            }
            _ => Value::from(odd.clone()),
        },
    }
}
