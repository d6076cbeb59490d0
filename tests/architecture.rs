//! The direction of `src/`: a module uses only what stands above it in the map of `lib.rs`, and what is pure stays pure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The way of a mail, as `lib.rs` tells it. Modules of one line know nothing of each other.
const LAYERS: &[&[&str]] = &[
    &["address"],
    &["event", "backoff", "clock", "net"],
    &["person"],
    &["config"],
    &["message"],
    &["reading"],
    &["registry"],
    &["reply"],
    &["store", "inbox", "outbox"],
    &["intake"],
    &["daemon"],
    &["cli"],
];

/// The pure ones, and what they must not name: disk, network, processes, clocks, chance, and each other's doors to them.
const PURE: &[&str] = &["address", "event", "person", "backoff", "message", "reading", "registry", "reply"];
const IMPURE: &[&str] =
    &["std::fs", "std::net", "std::process", "std::env", "tokio::", "SystemTime", "Instant", "getrandom", "crate::clock", "crate::net"];

/// Words that one module alone may say.
const OWNERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("SystemTime::now", &["clock"]),
    ("Timestamp::now", &["clock"]),
    ("Zoned::now", &["clock"]),
    ("Instant::now", &["clock", "inbox", "outbox", "daemon", "intake", "cli"]),
    ("getrandom", &["clock"]),
    ("async_imap", &["inbox"]),
    ("mail_parser", &["message"]),
    ("minijinja", &["reply"]),
    ("toml", &["config"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
];

/// What may differ from the rules above, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("src/reply/template.rs", "std::fs", "the folder with templates is read once, at the start"),
    ("src/reply/letter.rs", "SystemTime", "the type that lettre takes a Date in; it is made from an argument"),
    ("src/cli/log.rs", "async_imap", "the name of the log target that is kept quiet"),
];

struct Source {
    module: String,
    path: String,
    code: String,
}

#[test]
fn nothing_is_used_from_below() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for source in sources() {
        let Some(mine) = layer(&source.module) else { continue };
        for used in used_modules(&source.code) {
            count += 1;
            let theirs = layer(&used).unwrap_or_else(|| panic!("{}: crate::{used} is in no layer; add it to the map", source.path));
            if used != source.module && theirs >= mine {
                wrong.push(format!("{} uses crate::{used}, which is not above {}", source.path, source.module));
            }
        }
    }
    assert!(count > 20, "only {count} uses found: does the test still read the sources?");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_is_complete() {
    let listed: BTreeSet<_> = LAYERS.iter().flat_map(|l| l.iter().map(|m| (*m).to_owned())).collect();
    let there: BTreeSet<_> = sources().into_iter().map(|s| s.module).filter(|m| m != "lib" && m != "main").collect();
    assert_eq!(listed, there);
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for module in listed {
        assert!(map.contains(&format!("[`{module}`]")), "{module} is not in the map of lib.rs");
    }
}

#[test]
fn what_is_pure_stays_pure() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| PURE.contains(&s.module.as_str())) {
        let found = IMPURE.iter().filter(|word| source.code.contains(**word) && !excepted(&source.path, word));
        wrong.extend(found.map(|word| format!("{} names {word}", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_module_each_for_sql_time_and_foreign_formats() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (word, owners) in OWNERS {
            let named = names(&source.code, word);
            if named && !owners.contains(&source.module.as_str()) && !excepted(&source.path, word) {
                wrong.push(format!("{} names {word}, which belongs to {}", source.path, owners.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_parser_of_this_test_sees_what_it_must() {
    let check =
        |code: &str, want: &[&str]| assert_eq!(used_modules(&strip(code)).iter().map(String::as_str).collect::<Vec<_>>(), want, "{code}");
    check("use crate::address::{Address, clean};", &["address"]);
    check("use crate::{store, reply::letter};", &["reply", "store"]);
    check("pub(crate) fn f(x: crate::event::Event) {}", &["event"]);
    check("// use crate::cli;\n/// [`crate::cli`]\nfn f() {}", &[]);
    check("use crate::event;\n#[cfg(test)]\nmod tests { use crate::cli; }", &["event"]);
    assert!(names("use toml::de;", "toml") && !names("let tomlike = 1; x.to_toml()", "toml"));
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|l| l.contains(&module))
}

fn excepted(path: &str, word: &str) -> bool {
    EXCEPTIONS.iter().any(|(p, w, _)| *p == path && *w == word)
}

/// The modules after `crate::`, alone or in braces.
fn used_modules(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in inner.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        modules.insert(word(&inner[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            modules.insert(word(rest));
        }
    }
    modules
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Whether `code` has `name` as a path of its own, not as a part of a longer name.
fn names(code: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(|c| part(c) || c == '.' || c == '"');
        let after = code[at + name.len()..].chars().next().is_some_and(|c| part(c) || c == '"');
        !before && !after
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    walk(&root().join("src"), &mut paths);
    let sources = paths.into_iter().map(|path| {
        let relative = path.strip_prefix(root().join("src")).unwrap();
        let module = relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        Source { module, path: format!("src/{}", relative.display()), code: strip(&fs::read_to_string(&path).unwrap()) }
    });
    // tests within a module may use whatever they like, as tests in files of their own do
    sources.filter(|s| !s.path.ends_with("/tests.rs") && !s.path.contains("/tests/")).collect()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// The code without comments and without its tests, which stand at the end of a file.
fn strip(code: &str) -> String {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or(line) });
    lines.collect::<Vec<_>>().join("\n")
}
