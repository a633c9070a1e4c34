//! One SQL type for Better Auth's dates: `timestamptz` on PostgreSQL, ISO 8601 text on SQLite; Unix milliseconds in
//! Rust.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::data_types::PgTimestamp;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{SqlType, Text, Timestamptz};
use diesel::sqlite::{Sqlite, SqliteValue};
use jiff::Timestamp;
use jiff::civil::DateTime;

/// Microseconds between 1970 and 2000, where PostgreSQL begins to count.
const TO_2000: i64 = 946_684_800_000_000;

/// The SQL type. The OID is `timestamptz`'s own, so that no look-up in `pg_type` is needed.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Moment;

/// Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow, AsExpression)]
#[diesel(sql_type = Moment)]
pub(crate) struct Millis(pub(crate) i64);

impl FromSql<Moment, Pg> for Millis {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgTimestamp(micros) = FromSql::<Timestamptz, Pg>::from_sql(value)?;
        Ok(Self(micros.saturating_add(TO_2000).div_euclid(1000)))
    }
}

impl ToSql<Moment, Pg> for Millis {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = self.0.saturating_mul(1000).saturating_sub(TO_2000);
        ToSql::<Timestamptz, Pg>::to_sql(&PgTimestamp(micros), &mut out.reborrow())
    }
}

impl FromSql<Moment, Sqlite> for Millis {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        // SQLite gives numbers as text too, where text is asked for.
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        parse(&text).map(Self).ok_or_else(|| "not a date".into())
    }
}

impl ToSql<Moment, Sqlite> for Millis {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(iso(self.0)?);
        Ok(IsNull::No)
    }
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`, exactly: Better Auth compares dates as text.
fn iso(millis: i64) -> Result<String, jiff::Error> {
    Ok(format!("{:.3}", Timestamp::from_millisecond(millis)?))
}

/// What others write: with any fraction or none, with an offset, with a blank for the `T` and no zone (taken as
/// UTC), a day alone, or a number of milliseconds.
fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(millis) = text.parse::<i64>() {
        return Some(millis);
    }
    if let Some((whole, fraction)) = text.split_once('.')
        && let Ok(millis) = whole.parse::<i64>()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(millis);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let civil = text.parse::<DateTime>().ok()?;
    let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_795_300_580_837;

    #[test]
    fn written_with_three_digits_whatever_they_are() {
        for (millis, text) in [
            (AT, "2026-11-21T22:36:20.837Z"),
            (AT - 837, "2026-11-21T22:36:20.000Z"),
            (AT - 7, "2026-11-21T22:36:20.830Z"),
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(iso(millis).unwrap(), text);
            assert_eq!(parse(text), Some(millis));
        }
    }

    #[test]
    fn the_dates_of_others_are_read() {
        for (text, millis) in [
            ("2026-11-21T22:36:20Z", Some(AT - 837)),
            ("2026-11-21T22:36:20.837123Z", Some(AT)),
            ("2026-11-21T22:36:20.837+00:00", Some(AT)),
            ("2026-11-22T00:36:20.837+02:00", Some(AT)),
            ("2026-11-21 22:36:20", Some(AT - 837)),
            ("2026-11-21 22:36:20.837", Some(AT)),
            ("2026-11-21", Some(1_795_219_200_000)),
            ("1795300580837", Some(AT)),
            ("1795300580837.0", Some(AT)),
            ("1795300580", Some(1_795_300_580)),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(parse(text), millis, "{text}");
        }
    }
}
