//! Reading JSON that does not keep to its schema: `null`, numbers for text, one thing for a list of them. What
//! cannot be read counts as absent, and never takes its neighbours along.

use std::fmt;
use std::marker::PhantomData;

use domain::registry::RegistryError;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;

/// Reads one JSON text; an error names the place and holds no text of the registry's.
pub(crate) fn read<'a, T: Deserialize<'a>>(
    provider: &'static str,
    text: &'a str,
) -> Result<T, RegistryError> {
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (line, column) = (error.inner().line(), error.inner().column());
        let at = match error.path().to_string() {
            path if path == "." => format!("line {line}, column {column}"),
            path => path,
        };
        RegistryError::Unreadable { provider, at }
    })
}

/// Text; numbers and booleans as their text. Blank text is no text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Text(pub(crate) Option<String>);

/// A whole number; text that spells one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Int(pub(crate) Option<i64>);

/// True or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flag(pub(crate) Option<bool>);

/// An object, or none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

/// Things in order. A thing alone is a list of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

/// Names and their things, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pairs<T>(pub(crate) Vec<(String, T)>);

impl Text {
    /// The text, taken out.
    pub(crate) fn take(self) -> Option<String> {
        self.0
    }

    /// The text, looked at.
    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl Int {
    /// The number, if it counts something.
    pub(crate) fn count(self) -> Option<u64> {
        u64::try_from(self.0?).ok()
    }
}

impl<T> List<T> {
    /// What can be made of the things, in order.
    pub(crate) fn each<U>(self, make: impl FnMut(T) -> Option<U>) -> Vec<U> {
        self.0.into_iter().filter_map(make).collect()
    }
}

impl List<Text> {
    /// Those that are text.
    pub(crate) fn texts(self) -> Vec<String> {
        self.each(Text::take)
    }

    /// The first text, and the others.
    pub(crate) fn first_and_rest(self) -> (Option<String>, Vec<String>) {
        let mut texts = self.texts().into_iter();
        (texts.next(), texts.collect())
    }
}

impl<T> Maybe<T> {
    /// The object, taken out.
    pub(crate) fn take(self) -> Option<T> {
        self.0
    }
}

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A JSON value without its parts.
enum Scalar {
    Text(String),
    Bool(bool),
    Int(i64),
    Float(f64),
    None,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Bool(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Int(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(i64::try_from(value).map_or_else(|_| Scalar::Text(value.to_string()), Scalar::Int))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Float(value))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }

            fn visit_string<E: de::Error>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(value))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
                Ok(Scalar::None)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::None)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::None)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => Some(text).filter(|text| !text.trim().is_empty()),
            Scalar::Bool(value) => Some(value.to_string()),
            Scalar::Int(value) => Some(value.to_string()),
            Scalar::Float(value) => Some(value.to_string()),
            Scalar::None => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Int(value) => Some(value),
            Scalar::Text(text) => text.trim().parse().ok(),
            // `2012.0` is 2012; a text of it is the simplest exact way from one to the other.
            Scalar::Float(value) => format!("{value:.0}")
                .parse()
                .ok()
                .filter(|_| value.fract() == 0.0),
            Scalar::Bool(_) | Scalar::None => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Bool(value) => Some(value),
            Scalar::Text(text) => text.trim().to_ascii_lowercase().parse().ok(),
            Scalar::Int(_) | Scalar::Float(_) | Scalar::None => None,
        }))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(if value.is_null() {
            None
        } else {
            T::deserialize(value).ok()
        }))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            value => vec![value],
        };
        Ok(Self(
            values
                .into_iter()
                .filter_map(|value| T::deserialize(value).ok())
                .collect(),
        ))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for Reader<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    pairs.extend(T::deserialize(value).ok().map(|thing| (name, thing)));
                }
                Ok(pairs)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Vec::new())
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }
        }

        deserializer.deserialize_any(Reader(PhantomData)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Default, Deserialize)]
    #[serde(default)]
    struct Odd {
        text: Text,
        int: Int,
        flag: Flag,
        list: List<Text>,
        inner: Maybe<Inner>,
        inners: List<Inner>,
        pairs: Pairs<List<Inner>>,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    struct Inner {
        must: i64,
    }

    fn odd(json: &str) -> Odd {
        read("Testref", json).unwrap()
    }

    fn text(text: &str) -> Text {
        Text(Some(text.to_owned()))
    }

    #[test]
    fn whatever_stands_there_is_read_or_absent() {
        for nothing in ["null", "{}", "[]", "[null]", "{\"x\":[1,{}]}", "\" \""] {
            let names = ["text", "int", "flag", "inner", "inners", "pairs"];
            let json: Vec<String> = names.iter().map(|name| format!("\"{name}\":{nothing}")).collect();
            let json = format!("{{{}}}", json.join(","));
            assert_eq!(
                odd(&json),
                Odd {
                    pairs: odd(&json).pairs,
                    ..Odd::default()
                },
                "{json}"
            );
        }
        assert_eq!(odd("{\"text\":12}").text, text("12"));
        assert_eq!(odd("{\"text\":\" as is \"}").text, text(" as is "));
        assert_eq!(
            odd("{\"text\":18446744073709551615}").text,
            text("18446744073709551615")
        );
        assert_eq!(odd("{\"text\":true}").text, text("true"));
        for (json, expected) in [
            ("5", Some(5)),
            ("\" 05 \"", Some(5)),
            ("5.0", Some(5)),
            ("5.5", None),
            ("\"V\"", None),
            ("-3", Some(-3)),
        ] {
            assert_eq!(odd(&format!("{{\"int\":{json}}}")).int, Int(expected), "{json}");
        }
        assert_eq!(odd("{\"flag\":\"True\"}").flag, Flag(Some(true)));
        assert_eq!(odd("{\"flag\":1}").flag, Flag(None));
    }

    #[test]
    fn one_bad_element_loses_no_other() {
        assert_eq!(odd("{\"list\":[\"a\",null,2,{},\"\"]}").list.texts(), ["a", "2"]);
        assert_eq!(odd("{\"list\":\"alone\"}").list.texts(), ["alone"]);
        let inners = odd("{\"inners\":[{\"must\":1},{\"must\":\"x\"},null,3,{\"must\":2}]}").inners;
        assert_eq!(inners.0, [Inner { must: 1 }, Inner { must: 2 }]);
        assert_eq!(odd("{\"inner\":{\"must\":\"x\"}}").inner, Maybe(None));
        let pairs = odd("{\"pairs\":{\"b\":[{\"must\":1},7],\"a\":{\"must\":2},\"c\":null}}")
            .pairs
            .0;
        let names: Vec<(&str, usize)> = pairs
            .iter()
            .map(|(name, list)| (name.as_str(), list.0.len()))
            .collect();
        assert_eq!(names, [("b", 1), ("a", 1), ("c", 0)]);
        for json in ["3", "-3", "1.5", "true", "\"x\"", "[1]", "null"] {
            assert_eq!(odd(&format!("{{\"pairs\":{json}}}")).pairs.0, [], "{json}");
        }
    }

    #[test]
    fn errors_name_the_place_and_nothing_else() {
        #[derive(Debug, Deserialize)]
        struct Strict {
            #[expect(dead_code, reason = "only read")]
            outer: Vec<Inner>,
        }
        let at = |json| match read::<Strict>("Testref", json).unwrap_err() {
            RegistryError::Unreadable { at, .. } => at,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            at("{\"outer\":[{\"must\":1},{\"must\":\"sesame\"}]}"),
            "outer[1].must"
        );
        assert_eq!(at("{\"outr\":[]}"), "line 1, column 11");
        assert_eq!(at("\"sesame\""), "line 1, column 8");
    }
}
