//! What is wrong with a configuration, said so that it can be mended without looking anything up.

use std::fmt;
use std::path::PathBuf;

/// One fault. Prints as `empfang.toml:12: [smtp] connections: expected a whole number from 1 to 10, found "three"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as it was named on the command line or found by `events`.
    pub file: PathBuf,
    /// The line, from 1; 0 if the fault is about the whole file.
    pub line: usize,
    /// The table and the key (`[smtp] connections`); empty if the fault is not about a key.
    pub key: String,
    /// What was expected and what was found. Holds no secret.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, " {}:", self.key)?;
        }
        write!(f, " {}", self.text)
    }
}

impl std::error::Error for Fault {}
