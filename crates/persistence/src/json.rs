//! One SQL type for documents: `jsonb` on PostgreSQL, JSON text on SQLite, any serde type in Rust.

use std::fmt::Debug;
use std::io::Write;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{SqlType, Text};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The SQL type. The OID is `jsonb`'s own, so that no look-up in `pg_type` is needed.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct JsonDoc;

/// A value kept as a document.
#[derive(Debug, Clone, PartialEq, FromSqlRow, AsExpression)]
#[diesel(sql_type = JsonDoc)]
pub(crate) struct Json<T: Debug>(pub(crate) T);

impl<T: DeserializeOwned + Debug> FromSql<JsonDoc, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            [1, json @ ..] => Ok(Self(serde_json::from_slice(json)?)),
            _ => Err("unknown version of jsonb".into()),
        }
    }
}

impl<T: Serialize + Debug> ToSql<JsonDoc, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?;
        out.write_all(text(&self.0)?.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned + Debug> FromSql<JsonDoc, Sqlite> for Json<T> {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}

impl<T: Serialize + Debug> ToSql<JsonDoc, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(text(&self.0)?);
        Ok(IsNull::No)
    }
}

/// JSON text without U+0000, which `jsonb` cannot hold: registries do send it now and then.
fn text<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    if !text.contains("\\u0000") {
        return Ok(text);
    }
    let mut value: Value = serde_json::from_str(&text)?;
    drop_nul(&mut value);
    serde_json::to_string(&value)
}

fn drop_nul(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|c| c != '\0'),
        Value::Array(items) => items.iter_mut().for_each(drop_nul),
        Value::Object(fields) => {
            let keys: Vec<String> = fields.keys().filter(|key| key.contains('\0')).cloned().collect();
            for key in keys {
                fields.remove(&key);
            }
            fields.values_mut().for_each(drop_nul);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
