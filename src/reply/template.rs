//! The templates: embedded in the program, each replaceable by a file of the same relative path in a folder of the administrator's.
//!
//! `templates/{de,en}/NAME.{txt,html}`, one pair a letter; the first line of the text is the subject (`Betreff: …` or `Subject: …`).
//! Files whose name begins with `_` are parts that others include or import: the frame of the HTML, the closing, lists of attendees. They
//! can be replaced as well, and a folder may bring parts of its own. The language is minijinja's (Jinja2); values are escaped in `.html`
//! and stay as they are in `.txt`; a name that does not exist is an error, found by `empfang check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::plain;
use crate::address::{Address, clean};
use crate::event::Language;
use crate::registry::decision::ReplyKind;

/// The templates that come with the program.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The longest subject, in characters: longer ones could exceed the line limit of RFC 5322 section 2.1.1 when nothing in them can be folded.
const MAX_SUBJECT: usize = 200;
/// What the first line of a text template begins with, one of them.
const SUBJECT_MARKS: [&str; 2] = ["Betreff:", "Subject:"];

/// Why a mail can't be written. The templates and the addresses are to blame, never the incoming mail.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file of the template folder can't be read.
    #[error("{}: can't be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the template folder that would never be used.
    #[error("{}: there is no template of that name; expected one of {expected}, or a part whose name begins with _", file.display())]
    Unknown {
        /// The file.
        file: PathBuf,
        /// The names that there are.
        expected: String,
    },
    /// A template that can't be parsed or rendered.
    #[error("{file}, line {line}: {problem}")]
    Broken {
        /// The file, or the name of the embedded template.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A text template that does not begin with a subject.
    #[error("{file}, line 1: expected the subject (\"Betreff: …\" or \"Subject: …\"), found {found:?}")]
    NoSubject {
        /// The file, or the name of the embedded template.
        file: String,
        /// The first line as it was rendered.
        found: String,
    },
    /// An address that no mail can be written to or from ([`super::letter::writable`]).
    #[error("{0}: no mail can be written to this address: {1}")]
    Address(Address, String),
    /// The mail could not be put together.
    #[error("the mail could not be put together: {0}")]
    Mail(String),
}

/// All templates, parsed.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// The files that replace embedded templates, for messages.
    files: BTreeMap<String, PathBuf>,
}

/// A letter's three texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// One line.
    pub subject: String,
    /// Laid out by [`plain::lay_out`].
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

impl Templates {
    /// Takes the embedded templates and what replaces them in `folder`, and parses them all.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let mut sources = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut sources);
        let mut files = BTreeMap::new();
        if let Some(folder) = folder {
            for (name, file) in template_files(folder)? {
                if !sources.contains_key(&name) && !is_part(&name) {
                    return Err(TemplateError::Unknown { file, expected: names().join(", ") });
                }
                let source = std::fs::read_to_string(&file).map_err(|source| TemplateError::Unreadable { file: file.clone(), source })?;
                sources.insert(name.clone(), source);
                files.insert(name, file);
            }
        }
        let mut templates = Self { environment: environment().map_err(|error| broken(&files, "", &error))?, files };
        for (name, source) in sources {
            templates.environment.add_template_owned(name.clone(), source).map_err(|error| broken(&templates.files, &name, &error))?;
        }
        Ok(templates)
    }

    /// Renders the pair of templates `name` of a language. The HTML gets `subject` besides what is in `values`.
    pub fn render(&self, name: &str, language: Language, values: Value) -> Result<Texts, TemplateError> {
        let text_name = format!("{}/{name}.txt", language.code());
        let rendered = self.render_one(&text_name, &values)?;
        let (first, text) = rendered.trim_start().split_once('\n').unwrap_or((rendered.trim(), ""));
        let Some(subject) = SUBJECT_MARKS.iter().find_map(|mark| first.strip_prefix(mark)) else {
            return Err(TemplateError::NoSubject { file: self.place(&text_name), found: clean(first, 80) });
        };
        let subject = clean(subject, MAX_SUBJECT);
        let values = minijinja::context! { subject => subject.as_str(), ..values };
        let html = self.render_one(&format!("{}/{name}.html", language.code()), &values)?;
        Ok(Texts { subject, text: plain::lay_out(text), html: tidy_html(&html) })
    }

    fn render_one(&self, name: &str, values: &Value) -> Result<String, TemplateError> {
        let render = || self.environment.get_template(name)?.render(values);
        render().map_err(|error| broken(&self.files, name, &error))
    }

    fn place(&self, name: &str) -> String {
        place(&self.files, name)
    }
}

/// The names of all letters, without language and extension.
pub fn names() -> Vec<&'static str> {
    ReplyKind::ALL.iter().map(|kind| kind.key()).chain(["digest", "alert"]).collect()
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    // Lines that hold nothing but a tag leave nothing behind: in plain text every line counts.
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("pad", |value: Value, width: usize| plain::pad(&value.to_string(), width));
    environment.add_filter("pad_left", |value: Value, width: usize| plain::pad_left(&value.to_string(), width));
    environment.add_filter("cut", |value: Value, width: usize| plain::cut(&value.to_string(), width));
    environment.add_filter("underlined", |text: String| format!("{text}\n{}", "-".repeat(text.chars().count())));
    environment.add_filter("mailto", |text: String| percent_encode(&text));
    Ok(environment)
}

fn collect_embedded(dir: &Dir<'_>, sources: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        if let (Some(name), Some(source)) = (file.path().to_str(), file.contents_utf8()) {
            sources.insert(name.replace('\\', "/"), source.to_owned());
        }
    }
    dir.dirs().for_each(|dir| collect_embedded(dir, sources));
}

/// The template files of a folder: directly in it, in `de` and in `en`; other files (a note, a backup) are left alone.
fn template_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, TemplateError> {
    let mut found = Vec::new();
    for prefix in ["", "de/", "en/"] {
        let dir = folder.join(prefix);
        if !prefix.is_empty() && !dir.is_dir() {
            continue;
        }
        let unreadable = |source| TemplateError::Unreadable { file: dir.clone(), source };
        for entry in std::fs::read_dir(&dir).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let template = name.ends_with(".html") || (name.ends_with(".txt") && !prefix.is_empty()) || is_part(name);
            if template && path.is_file() {
                found.push((format!("{prefix}{name}"), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_part(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.starts_with('_') && (file.ends_with(".html") || file.ends_with(".txt"))
}

/// minijinja names the innermost template in which the error arose; that is the file to be mended.
fn broken(files: &BTreeMap<String, PathBuf>, name: &str, error: &minijinja::Error) -> TemplateError {
    let mut inner = error;
    while let Some(next) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<minijinja::Error>()) {
        inner = next;
    }
    let problem = match inner.detail() {
        Some(detail) => format!("{}: {detail}", inner.kind()),
        None => inner.kind().to_string(),
    };
    let named = inner.name().or(error.name()).unwrap_or(name);
    TemplateError::Broken { file: place(files, named), line: inner.line().or(error.line()).unwrap_or(1), problem }
}

fn place(files: &BTreeMap<String, PathBuf>, name: &str) -> String {
    files.get(name).map_or_else(|| format!("templates/{name} (embedded)"), |file| file.display().to_string())
}

/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3), for the parts of a `mailto:` link (RFC 6068 section 2).
pub fn percent_encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Takes away the indentation and empty lines of the templates: bytes that nobody sees (Gmail clips after 102 kB).
fn tidy_html(html: &str) -> String {
    let lines = html.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}
