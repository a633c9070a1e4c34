//! RFC 6902: reading a JSON Patch, and applying it to a document as a whole or not at all.
//!
//! The library moves values about; here are the bounds, the numbers (RFC 6902 §4.6: equal where they are numerically
//! equal) and what each refusal says.

use json_patch::jsonptr::Pointer;
use json_patch::{PatchErrorKind, PatchOperation};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

/// Most operations of a patch.
pub const MAX_OPERATIONS: usize = 100;
/// Longest pointer, in bytes.
pub const MAX_POINTER: usize = 1_000;
/// Deepest place of a document that a patch may make or name.
pub const MAX_DEPTH: usize = 32;
/// So many bytes of a document may be copied by one patch, in all: `copy` can double what it finds.
pub const MAX_COPIED: usize = 256 * 1024;

/// A patch that was read and lies within its bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch(Vec<PatchOperation>);

/// Why text is no patch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct MalformedPatch {
    /// Which operation, from 0; `None` where the whole is no patch.
    pub operation: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

/// Why a patch does not apply to a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("operation {operation} ({path}): {reason}")]
pub struct PatchConflict {
    /// Which operation, from 0.
    pub operation: usize,
    /// Its pointer.
    pub path: String,
    /// What it ran into.
    pub reason: &'static str,
}

impl Patch {
    /// Reads JSON text. Each operation has exactly one `op`, `path`, and `value` or `from` where it needs one;
    /// members that the RFC does not know are ignored.
    pub fn parse(text: &[u8]) -> Result<Self, MalformedPatch> {
        let whole = |reason: String| MalformedPatch {
            operation: None,
            reason,
        };
        let operations: Vec<&RawValue> = serde_json::from_slice(text)
            .map_err(|error| whole(format!("must be an array of operations: {}", sentence(&error))))?;
        if operations.len() > MAX_OPERATIONS {
            return Err(whole(format!("must have at most {MAX_OPERATIONS} operations")));
        }
        let read = |(index, raw): (usize, &RawValue)| {
            operation(raw.get()).map_err(|reason| MalformedPatch {
                operation: Some(index),
                reason,
            })
        };
        let operations = operations.into_iter().enumerate().map(read);
        Ok(Self(operations.collect::<Result<_, _>>()?))
    }

    /// How many operations.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// A patch without operations.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Operation → the top-level member that it may change; the whole document is the empty name. Tests change
    /// nothing; what `move` takes away counts.
    pub fn written(&self) -> Vec<(usize, String)> {
        let mut written = Vec::new();
        for (index, operation) in self.0.iter().enumerate() {
            let places: &[&Pointer] = match operation {
                PatchOperation::Test(_) => &[],
                PatchOperation::Move(moved) => &[&moved.from, &moved.path],
                other => &[other.path()],
            };
            written.extend(places.iter().map(|place| (index, first_token(place))));
        }
        written
    }

    /// The document with all operations applied, in order.
    pub fn apply(&self, document: &Value) -> Result<Value, PatchConflict> {
        let mut document = document.clone();
        let mut copied = 0;
        for (index, operation) in self.0.iter().enumerate() {
            step(&mut document, operation, &mut copied).map_err(|reason| PatchConflict {
                operation: index,
                path: operation.path().to_string(),
                reason,
            })?;
        }
        Ok(document)
    }
}

fn operation(text: &str) -> Result<PatchOperation, String> {
    let read: PatchOperation = serde_json::from_str(text).map_err(|error| sentence(&error))?;
    let from: Option<&Pointer> = match &read {
        PatchOperation::Move(moved) => Some(&moved.from),
        PatchOperation::Copy(copied) => Some(&copied.from),
        _ => None,
    };
    for pointer in [Some(read.path()), from].into_iter().flatten() {
        if pointer.as_str().len() > MAX_POINTER {
            return Err(format!("pointers must have at most {MAX_POINTER} bytes"));
        }
        if pointer.count() > MAX_DEPTH {
            return Err(format!("pointers must have at most {MAX_DEPTH} parts"));
        }
    }
    let value = match &read {
        PatchOperation::Add(added) => Some(&added.value),
        PatchOperation::Replace(replaced) => Some(&replaced.value),
        PatchOperation::Test(tested) => Some(&tested.value),
        PatchOperation::Remove(_) | PatchOperation::Move(_) | PatchOperation::Copy(_) => None,
    };
    match value {
        Some(value) if is_deeper_than(value, MAX_DEPTH) => {
            Err(format!("values must not be deeper than {MAX_DEPTH} levels"))
        }
        Some(value) if has_nul(value) => Err("values must not hold the character U+0000".to_owned()),
        _ if read.path().as_str().contains('\0') => {
            Err("pointers must not hold the character U+0000".to_owned())
        }
        _ => Ok(read),
    }
}

/// What serde says, without its line and column: an index says more.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((sentence, _)) => sentence.to_owned(),
        None => text,
    }
}

fn step(document: &mut Value, operation: &PatchOperation, copied: &mut usize) -> Result<(), &'static str> {
    match operation {
        PatchOperation::Test(test) => {
            let found = document
                .pointer(test.path.as_str())
                .ok_or("there is nothing at this path")?;
            if same(found, &test.value) {
                return Ok(());
            }
            return Err("the value is another one");
        }
        PatchOperation::Copy(copy) => {
            let source = document
                .pointer(copy.from.as_str())
                .ok_or("there is nothing at `from`")?;
            *copied = copied.saturating_add(size(source));
            if *copied > MAX_COPIED {
                return Err("the patch copies too much");
            }
            fits_at(source, &copy.path)?;
        }
        PatchOperation::Move(moved) => {
            let source = document
                .pointer(moved.from.as_str())
                .ok_or("there is nothing at `from`")?;
            fits_at(source, &moved.path)?;
        }
        PatchOperation::Add(added) => fits_at(&added.value, &added.path)?,
        PatchOperation::Replace(replaced) => fits_at(&replaced.value, &replaced.path)?,
        PatchOperation::Remove(_) => {}
    }
    json_patch::patch(document, std::slice::from_ref(operation)).map_err(|error| match error.kind {
        PatchErrorKind::InvalidFromPointer => "there is nothing at `from`",
        PatchErrorKind::CannotMoveInsideItself => "a value cannot be moved into itself",
        PatchErrorKind::TestFailed => "the value is another one",
        _ => "there is nothing at this path, or nothing can be put there",
    })
}

/// Whether the document stays within its depth with this value at this place.
fn fits_at(value: &Value, place: &Pointer) -> Result<(), &'static str> {
    let left = MAX_DEPTH.saturating_sub(place.count());
    if is_deeper_than(value, left) {
        Err("the document would become too deep")
    } else {
        Ok(())
    }
}

fn first_token(pointer: &Pointer) -> String {
    pointer
        .first()
        .map(|token| token.decoded().into_owned())
        .unwrap_or_default()
}

/// Looks no deeper than it has to.
fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let mut inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => return false,
    };
    match levels.checked_sub(1) {
        None => true,
        Some(left) => inner.any(|value| is_deeper_than(value, left)),
    }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// About the bytes of its text.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| size(item) + 1).sum::<usize>() + 2,
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| name.len() + size(value) + 4;
            members.iter().map(member).sum::<usize>() + 2
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

/// RFC 6902 §4.6: numbers by value, objects whatever the order of their members.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

fn same_number(left: &Number, right: &Number) -> bool {
    if left == right {
        return true;
    }
    let is_whole = |number: &Number| number.is_i64() || number.is_u64();
    // Whole numbers are compared exactly; beyond 2^53 a float could not tell them apart.
    !(is_whole(left) && is_whole(right)) && left.as_f64() == right.as_f64()
}
