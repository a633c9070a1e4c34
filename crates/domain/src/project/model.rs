//! What is known of a project.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::form::InvalidField;
use crate::identifier::{Orcid, opaque_id};
use crate::partial_date::PartialDate;
use crate::profile::texts;
use crate::storage::{Direction, PageRequest};
use crate::text::Localised;
use crate::text::address::is_web_reference;

/// Most characters of a title.
pub const LONGEST_TITLE: usize = 1_000;
/// Most characters of names: programmes, institutions.
pub const LONGEST_NAME: usize = 300;
/// Most characters of an abstract.
pub const LONGEST_ABSTRACT: usize = 20_000;
/// Most funders and images.
const MOST_FUNDERS: usize = 100;

opaque_id! {
    /// A project's identifier: UUIDv7, or a slug chosen by a person.
    ProjectId
}

/// Currencies that amounts are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Currency {
    /// Euro; the default.
    #[default]
    #[serde(rename = "EUR")]
    Eur,
    /// US dollar.
    #[serde(rename = "USD")]
    Usd,
}

impl Currency {
    /// ISO 4217 code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
        }
    }

    /// From an ISO 4217 code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Eur, Self::Usd].into_iter().find(|c| c.as_str() == code)
    }
}

/// What a project says; also the shape of a file given to `legaciti project create`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectFields {
    /// Funding programme.
    pub programme: String,
    /// Plain text, or language code → text.
    pub title: Localised,
    /// The same.
    #[serde(default, rename = "abstract")]
    pub abstract_text: Option<Localised>,
    /// First day.
    #[serde(default)]
    pub start_date: Option<PartialDate>,
    /// Last day.
    #[serde(default)]
    pub end_date: Option<PartialDate>,
    /// The centre's share.
    #[serde(default)]
    pub cesam_funding_amount: Option<f64>,
    /// Its currency.
    #[serde(default)]
    pub cesam_funding_currency: Currency,
    /// The whole budget.
    #[serde(default)]
    pub total_funding_amount: Option<f64>,
    /// Its currency.
    #[serde(default)]
    pub total_funding_currency: Currency,
    /// Who funds it: names or objects, as the centre keeps them.
    #[serde(default)]
    pub funding_entities: Vec<Value>,
    /// Who proposed it.
    #[serde(default)]
    pub proponent_institution: Option<String>,
    /// An image: `url`, `alt`, …
    #[serde(default)]
    pub project_logo: Option<Map<String, Value>>,
    /// Images of the funders.
    #[serde(default)]
    pub funding_partner_images: Vec<Map<String, Value>>,
    /// Anything else that the centre wants to show.
    #[serde(default)]
    pub data: Map<String, Value>,
}

impl ProjectFields {
    /// The fields as they are kept: titles are lines and not empty, texts within their bounds, the end is not before the
    /// start, amounts are not negative, images are on the web.
    pub fn checked(mut self) -> Result<Self, InvalidField> {
        let invalid = |field, reason: &str| Err(InvalidField::new(field, reason));
        let unfit = |field| move |why: texts::TextFault| InvalidField::new(field, why.to_string());
        self.title = texts::line(self.title, LONGEST_TITLE).map_err(unfit("title"))?;
        self.programme = one_line("programme", self.programme)?;
        self.abstract_text = self
            .abstract_text
            .map(|text| texts::lines(text, LONGEST_ABSTRACT).map_err(unfit("abstract")))
            .transpose()?;
        self.proponent_institution = self
            .proponent_institution
            .map(|text| one_line("proponent_institution", text))
            .transpose()?;
        if let (Some(start), Some(end)) = (self.start_date, self.end_date)
            && ends_before(start, end)
        {
            return invalid("end_date", "must not be before start_date");
        }
        let amount_ok = |amount: Option<f64>| amount.is_none_or(|a| a.is_finite() && a >= 0.0);
        if !amount_ok(self.cesam_funding_amount) {
            return invalid("cesam_funding_amount", "must not be negative");
        }
        if !amount_ok(self.total_funding_amount) {
            return invalid("total_funding_amount", "must not be negative");
        }
        if !self.project_logo.iter().all(links_to_the_web) {
            return invalid("project_logo", "must have a url of http or https");
        }
        if !self.funding_partner_images.iter().all(links_to_the_web) {
            return invalid("funding_partner_images", "must have urls of http or https");
        }
        if self.funding_partner_images.len() > MOST_FUNDERS {
            return invalid("funding_partner_images", "must hold at most 100 images");
        }
        if self.funding_entities.len() > MOST_FUNDERS {
            return invalid("funding_entities", "must hold at most 100 items");
        }
        Ok(self)
    }

    /// All that is searched.
    pub fn words(&self) -> String {
        let mut texts = vec![self.programme.as_str()];
        texts.extend(self.title.all());
        texts.extend(self.abstract_text.iter().flat_map(Localised::all));
        texts.join(" ")
    }
}

/// A line that says something.
pub(crate) fn one_line(field: &'static str, text: String) -> Result<String, InvalidField> {
    match texts::line(Localised::Plain(text), LONGEST_NAME) {
        Ok(text) => Ok(text.any().to_owned()),
        Err(why) => Err(InvalidField::new(field, why.to_string())),
    }
}

/// Whether an image's address, where it has one, is one that a page may show.
fn links_to_the_web(image: &Map<String, Value>) -> bool {
    let mut addresses = ["url", "href", "src"]
        .iter()
        .filter_map(|name| image.get(*name)?.as_str());
    addresses.all(is_web_reference)
}

/// Compares only the parts that both dates have: 2024 does not end before 2024-05.
fn ends_before(start: PartialDate, end: PartialDate) -> bool {
    let parts = |d: PartialDate| (d.year(), d.month(), d.day());
    let ((sy, sm, sd), (ey, em, ed)) = (parts(start), parts(end));
    if ey != sy {
        return ey < sy;
    }
    match (sm, em) {
        (Some(sm), Some(em)) if sm != em => em < sm,
        (Some(_), Some(_)) => matches!((sd, ed), (Some(sd), Some(ed)) if ed < sd),
        _ => false,
    }
}

/// A project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Identifier.
    pub id: ProjectId,
    /// What it says.
    pub fields: ProjectFields,
    /// Members, by iD. They need not be in the catalogue.
    pub members: Vec<Orcid>,
    /// Coordinators, by iD.
    pub coordinators: Vec<Orcid>,
    /// Shown.
    pub visible: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

/// Sort keys of project lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProjectSort {
    /// Newest in the catalogue; the default.
    #[default]
    CreatedAt,
    /// First day.
    StartDate,
    /// Last day.
    EndDate,
}

/// What narrows a project list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ProjectFilter {
    /// Every word must begin a word of programme, title or abstract; empty = all.
    pub q: String,
    /// The centre's share is in this currency.
    pub funding_currency: Option<Currency>,
    /// Only what changed at or after this time (Unix seconds).
    pub updated_since: Option<i64>,
}

/// A public project list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectQuery {
    /// What.
    pub filter: ProjectFilter,
    /// By what; ties by id.
    pub sort: ProjectSort,
    /// Which way.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(start: Option<&str>, end: Option<&str>, amount: Option<f64>) -> ProjectFields {
        serde_json::from_value(serde_json::json!({
            "programme": "H2020", "title": "Sea", "start_date": start, "end_date": end, "total_funding_amount": amount
        }))
        .unwrap()
    }

    #[test]
    fn texts_are_lines_within_their_bounds_in_every_language() {
        let with = |name: &str, value: Value| {
            let mut fields = serde_json::json!({ "programme": "H2020", "title": "Sea" });
            fields[name] = value;
            serde_json::from_value::<ProjectFields>(fields).unwrap().checked()
        };
        let long = "x".repeat(LONGEST_TITLE + 1);
        for (name, value, field) in [
            ("title", serde_json::json!(" Deep\n sea "), None),
            ("title", serde_json::json!({ "en": "Sea", "PT-br": "Mar" }), None),
            ("title", serde_json::json!("  "), Some("title")),
            ("title", serde_json::json!({}), Some("title")),
            ("title", serde_json::json!({ "portuguese": "Mar" }), Some("title")),
            ("title", serde_json::json!({ "pt": "" }), Some("title")),
            ("title", serde_json::json!(long), Some("title")),
            ("programme", serde_json::json!(""), Some("programme")),
            ("abstract", serde_json::json!("One.\nTwo."), None),
            ("abstract", serde_json::json!(""), Some("abstract")),
            (
                "proponent_institution",
                serde_json::json!("\u{0}"),
                Some("proponent_institution"),
            ),
            (
                "project_logo",
                serde_json::json!({ "url": "javascript:x" }),
                Some("project_logo"),
            ),
            (
                "funding_entities",
                serde_json::json!(vec!["x"; 101]),
                Some("funding_entities"),
            ),
        ] {
            let found = with(name, value.clone()).err().map(|fault| fault.field);
            assert_eq!(found, field, "{name} {value}");
        }
        let kept = with("title", serde_json::json!({ "en": " Deep  sea", "PT-br": "Mar" })).unwrap();
        assert_eq!(
            serde_json::json!(kept.title),
            serde_json::json!({ "en": "Deep sea", "pt-BR": "Mar" })
        );
        assert_eq!(kept.words(), "H2020 Deep sea Mar");
    }

    #[test]
    fn dates_and_amounts_are_checked() {
        let cases = [
            (None, None, None, None),
            (Some("2024"), Some("2024-05"), None, None),
            (Some("2024-05"), Some("2024"), None, None),
            (Some("2024-05-02"), Some("2024-05-01"), None, Some("end_date")),
            (Some("2024-05"), Some("2024-04-30"), None, Some("end_date")),
            (Some("2024"), Some("2023"), None, Some("end_date")),
            (None, Some("2023"), Some(0.0), None),
            (None, None, Some(-1.0), Some("total_funding_amount")),
        ];
        for (start, end, amount, field) in cases {
            let found = fields(start, end, amount).checked().err().map(|e| e.field);
            assert_eq!(found, field, "{start:?} {end:?} {amount:?}");
        }
    }
}
