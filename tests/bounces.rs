//! Of the delivery reports and automatic answers of some 60 mail systems none may ever be answered (law 3).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::PathBuf;

use empfang::message::{Message, Origin};

/// How many of the collection must be known as machines; the rest may be handed to a person (one is a bounce forwarded by hand).
const KNOWN: usize = 314;

/// Where the collection lies: beside the checkout, or where `EMPFANG_BOUNCES` says.
fn folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/bounces");
    std::env::var_os("EMPFANG_BOUNCES").map_or_else(beside, PathBuf::from)
}

#[test]
fn no_delivery_report_is_taken_for_a_person() {
    let folder = folder();
    let entries = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("the delivery reports are not in {}: {e}; set EMPFANG_BOUNCES", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "eml")).collect();
    files.sort();
    assert_eq!(files.len(), 315, "mails in {}", folder.display());
    let mut missed = Vec::new();
    for file in &files {
        let message = Message::parse(&std::fs::read(file).unwrap(), true, &[]);
        if !matches!(message.origin, Origin::Machine(..)) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            missed.push(format!("{name}: {:?} from {:?}: {}", message.origin, message.from.map(|m| m.to_string()), message.subject));
        }
    }
    let known = files.len() - missed.len();
    println!("{known} of {} known as machines; not: {missed:#?}", files.len());
    assert!(known >= KNOWN, "only {known} of {} known as machines: {missed:#?}", files.len());
    assert!(missed.iter().all(|m| !m.contains(": Person")), "taken for a person: {missed:#?}");
}
