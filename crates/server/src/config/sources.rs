//! Where values come from, which source wins, and how a wrong value is told.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::setting::{self, Setting};

/// What our environment variables begin with.
pub(super) const PREFIX: &str = "LEGACITI_";
/// Variables of the test suite, which are no settings.
const TEST_PREFIX: &str = "LEGACITI_TEST_";
/// Where Better Auth keeps what we share with it.
const SHARED: [(&Setting, &str); 2] = [
    (&setting::AUTH_SECRET, "BETTER_AUTH_SECRET"),
    (&setting::TRUSTED_ORIGINS, "BETTER_AUTH_TRUSTED_ORIGINS"),
];

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An option, such as `--database-url`.
    CommandLine(&'static str),
    /// A variable of the environment.
    Environment(String),
    /// A key of the file.
    File(String, PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(option) => write!(f, "{option}"),
            Self::Environment(name) => write!(f, "{name} (environment)"),
            Self::File(key, path) => write!(f, "{key} ({})", path.display()),
        }
    }
}

/// Why the service does not start: one clear line, without any secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that cannot be.
    #[error("{place}: expected {expected}{}", shown(found.as_deref()))]
    Value {
        /// Where it stands.
        place: Place,
        /// What would do.
        expected: String,
        /// What stands there; `None` where that is a secret.
        found: Option<String>,
    },
    /// One of two settings that belong together.
    #[error("{place} needs {missing} as well")]
    Lacking {
        /// The one that is there.
        place: Place,
        /// The other one's name.
        missing: String,
    },
    /// Bytes that are no text.
    #[error("{0} (environment): the value is not UTF-8 text")]
    NotText(String),
    /// The file cannot be read.
    #[error("cannot read the configuration file {}: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no TOML.
    #[error("the configuration file {} is not TOML: line {line}: {reason}", path.display())]
    NotToml {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// The parser's words.
        reason: String,
    },
}

fn shown(found: Option<&str>) -> String {
    found.map(|text| format!(", not `{text}`")).unwrap_or_default()
}

/// What the command line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandLine {
    file: Option<PathBuf>,
    values: BTreeMap<&'static str, (&'static str, String)>,
}

impl CommandLine {
    /// With `--config FILE`, where that was given.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self {
            file,
            values: BTreeMap::new(),
        }
    }

    /// Notes an option's value, where it was given: `.with(&setting::API_LISTEN, "--api-listen", value)`.
    #[must_use]
    pub fn with(mut self, setting: &Setting, option: &'static str, value: Option<String>) -> Self {
        if let Some(value) = value {
            self.values.insert(setting.name, (option, value));
        }
        self
    }
}

/// All sources, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    command_line: CommandLine,
    environment: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
    file_path: PathBuf,
}

impl Sources {
    /// Reads the environment and the file. A file that was named has to be there; the default one may lack.
    pub fn collect(command_line: CommandLine) -> Result<Self, ConfigError> {
        Self::read(command_line, environment()?)
    }

    /// The same with a given environment.
    pub fn read(
        command_line: CommandLine,
        environment: BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let named = command_line.file.clone().or_else(|| {
            environment
                .get(&setting::CONFIG.variable())
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
        });
        let path = named
            .clone()
            .unwrap_or_else(|| PathBuf::from(setting::CONFIG.default));
        let file = match fs::read_to_string(&path) {
            Ok(text) => parse_file(&text, &path)?,
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        };
        Ok(Self {
            command_line,
            environment,
            file,
            file_path: path,
        })
    }

    /// The value of a setting, or its default.
    pub(super) fn required<T>(
        &self,
        setting: &Setting,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let (text, place) = self
            .find(setting)
            .unwrap_or((setting.default, Place::Environment(setting.variable())));
        read(setting, text, place, parse)
    }

    /// The value of a setting that may be left out.
    pub(super) fn optional<T>(
        &self,
        setting: &Setting,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        self.find(setting)
            .map(|(text, place)| read(setting, text, place, parse))
            .transpose()
    }

    /// The error for one of two settings that belong together.
    pub(super) fn lacks(&self, given: &Setting, missing: &Setting) -> ConfigError {
        let place = self
            .find(given)
            .map_or_else(|| Place::Environment(given.variable()), |(_, place)| place);
        ConfigError::Lacking {
            place,
            missing: missing.variable(),
        }
    }

    /// A line for each name that looks like ours and is no setting.
    pub(super) fn unknown(&self) -> Vec<String> {
        let is_variable = |name: &String| setting::ALL.iter().any(|setting| setting.variable() == **name);
        let is_key = |key: &String| setting::ALL.iter().any(|setting| setting.key() == **key);
        let variables = self
            .environment
            .keys()
            .filter(|name| name.starts_with(PREFIX) && !name.starts_with(TEST_PREFIX) && !is_variable(name))
            .map(|name| format!("{name} (environment) is no setting; it is ignored"));
        let keys = self.file.keys().filter(|key| !is_key(key)).map(|key| {
            format!(
                "{key} ({}) is no setting; it is ignored",
                self.file_path.display()
            )
        });
        variables.chain(keys).collect()
    }

    /// The text of a setting from the first source that has it. An empty text counts as not given, so that a
    /// variable can be blanked.
    fn find(&self, setting: &Setting) -> Option<(&str, Place)> {
        let from_command_line = self
            .command_line
            .values
            .get(setting.name)
            .map(|(option, text)| (text.as_str(), Place::CommandLine(option)));
        let shared = SHARED.iter().find(|(ours, _)| *ours == setting);
        let shared = shared.map(|(_, theirs)| (*theirs).to_owned());
        let from_environment = [Some(setting.variable()), shared]
            .into_iter()
            .flatten()
            .filter_map(|name| Some((self.environment.get(&name)?.as_str(), Place::Environment(name))));
        let key = setting.key();
        let from_file = self
            .file
            .get(&key)
            .map(|text| (text.as_str(), Place::File(key, self.file_path.clone())));
        from_command_line
            .into_iter()
            .chain(from_environment)
            .chain(from_file)
            .map(|(text, place)| (text.trim(), place))
            .find(|(text, _)| !text.is_empty())
    }
}

fn read<T>(
    setting: &Setting,
    text: &str,
    place: Place,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, ConfigError> {
    parse(text).map_err(|expected| ConfigError::Value {
        place,
        expected,
        found: (!setting.is_secret).then(|| text.to_owned()),
    })
}

/// The part of the environment that may concern us. The only place that reads it.
fn environment() -> Result<BTreeMap<String, String>, ConfigError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    let all = env::vars_os();
    all.filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with(PREFIX) || SHARED.iter().any(|(_, theirs)| name == theirs))
        .map(|(name, value)| {
            let value = value
                .into_string()
                .map_err(|_bytes: OsString| ConfigError::NotText(name.clone()))?;
            Ok((name, value))
        })
        .collect()
}

/// The file's keys, lower-case, with their values as one would write them in a variable.
fn parse_file(text: &str, path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| ConfigError::NotToml {
            path: path.to_path_buf(),
            line: error
                .span()
                .and_then(|span| text.get(..span.start))
                .map_or(1, |before| before.split('\n').count()),
            // Its `Display` quotes the line, which may hold a secret.
            reason: error.message().to_owned(),
        })?;
    table
        .into_iter()
        .map(|(key, value)| {
            let text = plain(&value).ok_or_else(|| ConfigError::Value {
                place: Place::File(key.clone(), path.to_path_buf()),
                expected: "text, a number, true or false, or a list of texts".to_owned(),
                found: None,
            })?;
            Ok((key.to_ascii_lowercase(), text))
        })
        .collect()
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(items) => Some(items.iter().map(plain).collect::<Option<Vec<_>>>()?.join(",")),
        toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}
