//! Reads a TOML file key by key and notes every fault with its line, instead of giving up at the first (as serde would).
//!
//! A [`Document`] is the file; a [`Section`] one of its tables, asked key by key; an [`Item`] the value of one key. Whatever key nobody
//! asked for is reported by [`Section::finish`] as unknown, with the nearest known key as a suggestion.

use std::cell::RefCell;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use crate::address::is_invisible;

/// A TOML file and what is wrong with it.
pub(super) struct Document {
    path: PathBuf,
    text: String,
    faults: RefCell<Vec<Fault>>,
}

impl Document {
    /// Reads the file; one that can't be read is a document without keys and with a fault.
    pub fn read(path: &Path) -> Self {
        let (text, fault) = match fs::read_to_string(path) {
            Ok(text) => (text, None),
            Err(e) => (String::new(), Some(Fault { file: path.into(), line: 0, key: String::new(), text: format!("can't be read: {e}") })),
        };
        Self { path: path.into(), text, faults: RefCell::new(fault.into_iter().collect()) }
    }

    /// The keys of the file; `None` if it could not be read or is no TOML, which is noted.
    pub fn parse(&self) -> Option<DeTable<'_>> {
        if !self.faults.borrow().is_empty() {
            return None;
        }
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        for error in &errors {
            self.note(error.span().unwrap_or_default(), String::new(), format!("not valid TOML: {}", error.message()));
        }
        errors.is_empty().then(|| table.into_inner())
    }

    /// The whole file as a section.
    pub fn root<'a>(&'a self, table: &'a DeTable<'a>) -> Section<'a> {
        Section { document: self, table, name: String::new(), span: 0..0, known: RefCell::default() }
    }

    /// The folder of the file: relative paths start there.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// What was wrong, in the order of the lines.
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort();
        faults
    }

    fn note(&self, at: Range<usize>, key: String, text: String) {
        let before = self.text.get(..at.start).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        self.faults.borrow_mut().push(Fault { file: self.path.clone(), line, key, text });
    }
}

/// Why a value was not taken.
pub(super) enum Wrong {
    /// It is not what was expected: the text says what was, and shows the value.
    Value,
    /// For this reason.
    Because(String),
    /// For reasons that were noted already, within it.
    Noted,
}

/// One table.
pub(super) struct Section<'a> {
    document: &'a Document,
    table: &'a DeTable<'a>,
    /// `[smtp]`; empty for the top of the file.
    name: String,
    span: Range<usize>,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The value of `key`, which must be there and be `wanted`; else that is noted.
    pub fn required<T>(&self, key: &'static str, wanted: &str, read: impl FnOnce(&Item<'a>) -> Result<T, Wrong>) -> Option<T> {
        if !self.has(key) {
            self.fault(key, format!("missing, expected {wanted}"));
        }
        self.optional(key, wanted, read)
    }

    /// The value of `key` if it is there and `wanted`; if it is something else, that is noted.
    pub fn optional<T>(&self, key: &'static str, wanted: &str, read: impl FnOnce(&Item<'a>) -> Result<T, Wrong>) -> Option<T> {
        self.take(key).and_then(|item| self.accept(key, wanted, &item, read))
    }

    /// The values of the array `key`, each of which must be `wanted`; what is something else is noted and left out.
    pub fn list<T>(&self, key: &'static str, wanted: &str, mut read: impl FnMut(&Item<'a>) -> Result<T, Wrong>) -> Option<Vec<T>> {
        let item = self.take(key)?;
        let Some(values) = item.value.as_array() else {
            self.document.note(
                item.span.clone(),
                self.full(key),
                format!("expected an array, each of them {wanted}, found {}", item.found()),
            );
            return None;
        };
        Some(values.iter().filter_map(|value| self.accept(key, wanted, &Item::new(value), &mut read)).collect())
    }

    /// The table `[key]`, if it is there.
    pub fn table(&self, key: &'static str) -> Option<Section<'a>> {
        let item = self.take(key)?;
        let section = item.section(self, format!("[{key}]"));
        if section.is_none() {
            self.document.note(item.span.clone(), self.full(key), format!("expected a table, written as [{key}], found {}", item.found()));
        }
        section
    }

    /// The tables `[[key]]`, in order.
    pub fn tables(&self, key: &'static str) -> Vec<Section<'a>> {
        let Some(item) = self.take(key) else { return Vec::new() };
        let values = item.value.as_array().map(|a| a.iter()).unwrap_or_default();
        let sections: Vec<_> = values.map(|v| Item::new(v).section(self, format!("[[{key}]]"))).collect();
        if sections.is_empty() || sections.iter().any(Option::is_none) {
            self.document.note(
                item.span.clone(),
                self.full(key),
                format!("expected tables, each written as [[{key}]], found {}", item.found()),
            );
        }
        sections.into_iter().flatten().collect()
    }

    /// Whether `key` is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes a fault at `key`, or at the head of the table if the key is not there.
    pub fn fault(&self, key: &str, text: String) {
        let span = self.table.get(key).map_or(self.span.clone(), Spanned::span);
        self.document.note(span, self.full(key), text);
    }

    /// Takes `keys` for known without reading them.
    pub fn allow(&self, keys: &[&'static str]) {
        let mut known = self.known.borrow_mut();
        for key in keys {
            if !known.contains(key) {
                known.push(key);
            }
        }
    }

    /// The folder of the file.
    pub fn folder(&self) -> &'a Path {
        self.document.folder()
    }

    /// Notes every key that nobody asked for.
    pub fn finish(&self) {
        let known = self.known.borrow();
        for name in self.table.keys() {
            let key = name.get_ref().as_ref();
            if !known.contains(&key) {
                let text = match nearest(key, &known) {
                    Some(near) => format!("unknown key, did you mean \"{near}\"?"),
                    None => format!("unknown key, allowed are {}", known.join(", ")),
                };
                self.document.note(name.span(), self.full(&clip(key)), text);
            }
        }
    }

    fn take(&self, key: &'static str) -> Option<Item<'a>> {
        self.allow(&[key]);
        self.table.get(key).map(Item::new)
    }

    fn accept<T>(&self, key: &str, wanted: &str, item: &Item<'a>, read: impl FnOnce(&Item<'a>) -> Result<T, Wrong>) -> Option<T> {
        let text = match read(item) {
            Ok(value) => return Some(value),
            Err(Wrong::Value) => format!("expected {wanted}, found {}", item.found()),
            Err(Wrong::Because(text)) => text,
            Err(Wrong::Noted) => return None,
        };
        self.document.note(item.span.clone(), self.full(key), text);
        None
    }

    fn full(&self, key: &str) -> String {
        [self.name.as_str(), key].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The value of one key.
pub(super) struct Item<'a> {
    value: &'a DeValue<'a>,
    span: Range<usize>,
}

impl<'a> Item<'a> {
    fn new(value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { value: value.get_ref(), span: value.span() }
    }

    /// The string.
    pub fn text(&self) -> Result<&'a str, Wrong> {
        self.value.as_str().ok_or(Wrong::Value)
    }

    /// The whole number.
    pub fn number(&self) -> Result<i64, Wrong> {
        let integer = self.value.as_integer().ok_or(Wrong::Value)?;
        i64::from_str_radix(integer.as_str(), integer.radix()).map_err(|_| Wrong::Value)
    }

    /// `true` or `false`.
    pub fn truth(&self) -> Result<bool, Wrong> {
        self.value.as_bool().ok_or(Wrong::Value)
    }

    /// A date or time, written with or without quotes, as text.
    pub fn moment(&self) -> Result<String, Wrong> {
        match self.value {
            DeValue::String(text) => Ok(text.trim().to_owned()),
            DeValue::Datetime(moment) => Ok(moment.to_string()),
            _ => Err(Wrong::Value),
        }
    }

    /// The one key of a table of texts and the text, as in `{ env = "NAME" }`.
    pub fn single(&self) -> Result<(&'a str, &'a str), Wrong> {
        let table = self.value.as_table().ok_or(Wrong::Value)?;
        match table.iter().collect::<Vec<_>>().as_slice() {
            [(key, value)] => Ok((key.get_ref(), value.get_ref().as_str().ok_or(Wrong::Value)?)),
            _ => Err(Wrong::Value),
        }
    }

    /// The table as a section within `parent`; `None` if it is none.
    pub fn section(&self, parent: &Section<'a>, name: String) -> Option<Section<'a>> {
        let table = self.value.as_table()?;
        Some(Section { document: parent.document, table, name, span: self.span.clone(), known: RefCell::default() })
    }

    /// The value for the eye, cut, and without the password that somebody may have written into a URL.
    fn found(&self) -> String {
        match self.value {
            DeValue::String(text) => format!("\"{}\"", clip(&without_password(text))),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::Array(values) if values.is_empty() => "an empty array".into(),
            DeValue::Array(_) => "an array".into(),
            DeValue::Table(table) => {
                let keys: Vec<_> = table.keys().map(|k| clip(k.get_ref())).collect();
                format!("a table with {}", if keys.is_empty() { "no keys".into() } else { keys.join(", ") })
            }
        }
    }
}

/// The known key that somebody who wrote `key` most likely meant.
fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let distance = |k: &&&'static str| strsim::damerau_levenshtein(key, k);
    let near = known.iter().min_by_key(distance)?;
    let close = strsim::damerau_levenshtein(key, near) <= 2.min(near.len() / 2) || near.starts_with(key) || key.starts_with(near);
    close.then_some(*near)
}

/// One line of at most 60 characters.
fn clip(text: &str) -> String {
    let shown = |c: char| if is_invisible(c) { c.escape_default().to_string() } else { c.to_string() };
    let mut short: String = text.chars().take(60).map(shown).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// `imaps://user:secret@host` without the secret.
fn without_password(url: &str) -> String {
    let masked = url.split_once("://").and_then(|(scheme, rest)| {
        let (login, host) = rest.rsplit_once('@')?;
        let (user, _) = login.split_once(':')?;
        Some(format!("{scheme}://{user}:…@{host}"))
    });
    masked.unwrap_or_else(|| url.to_owned())
}
