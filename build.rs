//! Teaches the reader before it is built: the examples in `src/reading/examples` become three small models (see `src/reading/learned`).
//!
//! `EMPFANG_LEAVE_OUT=set,set` leaves out the examples taken from these sets of mails, so that one can measure how well others are read.

use std::path::Path;
use std::{env, fs, io};

use reading::learned::lesson;
use reading::learned::marks::{self, Marked};

#[allow(dead_code, missing_docs, reason = "the library uses what this script does not")]
#[path = "src/reading"]
mod reading {
    pub mod fold;
    #[path = ""]
    pub mod words {
        #[path = "words/companies.rs"]
        pub mod companies;
        #[path = "words/names.rs"]
        pub mod names;
        #[path = "words/set.rs"]
        pub mod set;
    }
    #[path = "learned"]
    pub mod learned {
        pub mod act;
        pub mod learner;
        pub mod lesson;
        pub mod marks;
        pub mod naming;
        pub mod sentence;
        pub mod stance;
        pub mod teacher;
        pub mod token;
    }
}

/// The files of examples, and which of them teach what: sentences what they do, names, mentions of sessions.
const SENTENCES: &[&str] = &["sentences.de.txt", "sentences.en.txt", "mails.txt"];
const NAMES: &[&str] = &["names.de.txt", "names.en.txt", "mails.txt"];
const SESSIONS: &[&str] = &["sessions.de.txt", "sessions.en.txt", "mails.txt"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=src/reading/examples");
    println!("cargo:rerun-if-changed=src/reading/fold.rs");
    println!("cargo:rerun-if-changed=src/reading/learned");
    println!("cargo:rerun-if-changed=src/reading/words");
    println!("cargo:rerun-if-env-changed=EMPFANG_LEAVE_OUT");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let write = |name: &str, model: reading::learned::learner::Model| fs::write(Path::new(&out).join(name), model.to_bytes());
    write("acts.model", lesson::acts(&examples(SENTENCES)?))?;
    write("names.model", lesson::names(&examples(NAMES)?))?;
    write("stances.model", lesson::stances(&examples(SESSIONS)?))
}

fn examples(files: &[&str]) -> io::Result<Vec<Marked>> {
    let left_out = env::var("EMPFANG_LEAVE_OUT").unwrap_or_default();
    let left_out: Vec<&str> = left_out.split(',').filter(|s| !s.is_empty()).collect();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(Path::new("src/reading/examples").join(file))?;
        found.extend(marks::texts(&text).into_iter().filter(|t| !left_out.contains(&t.source.as_str())));
    }
    Ok(found)
}
