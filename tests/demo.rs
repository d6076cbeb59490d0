//! The demo: the same at every run, and its letters, digest and list as golden files.
//!
//! `UPDATE_GOLDEN=1 cargo test --test demo` writes `tests/golden/demo` anew; read the diff before committing it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is compared; the rest is the mailbox and the database.
const COMPARED: [&str; 4] = ["replies", "digest", "registrations.txt", "registrations.jsonl"];

type Files = BTreeMap<PathBuf, Vec<u8>>;

#[test]
fn the_demo_writes_what_it_always_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let got = demo(&folder.path().join("demo"));
    let again = demo(&folder.path().join("demo"));
    assert_eq!(differences(&again, &got), Vec::<String>::new(), "two runs differ");
    let replies = got.keys().filter(|path| path.starts_with("replies")).count();
    assert!(replies >= 12, "only {replies} answers");

    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/demo");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&golden);
        for (path, bytes) in &got {
            fs::create_dir_all(golden.join(path).parent().unwrap()).unwrap();
            fs::write(golden.join(path), bytes).unwrap();
        }
    }
    let wrong = differences(&got, &files(&golden, &golden));
    assert!(wrong.is_empty(), "other than the golden files (UPDATE_GOLDEN=1 rewrites them):\n{}", wrong.join("\n"));
}

#[test]
fn the_demo_leaves_strange_folders_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "precious").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_empfang")).args(["demo", "--dir"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected a new or empty folder"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Runs the demo in `folder`; gives what it wrote, and what it said.
fn demo(folder: &Path) -> Files {
    let output = Command::new(env!("CARGO_BIN_EXE_empfang")).env_remove("RUST_LOG").args(["demo", "--dir"]).arg(folder).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && log.is_empty(), "the log is not clean:\n{log}");
    let said = String::from_utf8(output.stdout).unwrap().replace(&folder.display().to_string(), "DIR").into_bytes();
    let mut all = files(folder, folder);
    all.retain(|path, _| COMPARED.iter().any(|kept| path.starts_with(kept)));
    all.insert("summary.txt".into(), said);
    all
}

fn files(folder: &Path, root: &Path) -> Files {
    let mut all = Files::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path, root));
        } else {
            all.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    all
}

/// One line for each file that differs, with the first line that does.
fn differences(got: &Files, want: &Files) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, bytes) in got {
        match want.get(path) {
            None => wrong.push(format!("{}: new", path.display())),
            Some(other) if other != bytes => {
                let (got, want) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(other));
                let line = got.lines().zip(want.lines()).position(|(a, b)| a != b).unwrap_or(0);
                let at = |text: &str| text.lines().nth(line).unwrap_or_default().to_owned();
                wrong.push(format!("{}:{}: got {:?}, want {:?}", path.display(), line + 1, at(&got), at(&want)));
            }
            Some(_) => {}
        }
    }
    wrong.extend(want.keys().filter(|path| !got.contains_key(*path)).map(|path| format!("{}: missing", path.display())));
    wrong
}
