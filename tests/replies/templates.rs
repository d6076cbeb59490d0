//! Templates of the administrator's own: what replaces what, and what is told when something is wrong.

use std::path::Path;

use empfang::address::Mailbox;
use empfang::event::Language;
use empfang::registry::decision::ReplyKind;
use empfang::reply::Stationery;

use super::fixtures::*;
use super::parse;

fn load(folder: &Path) -> Result<Stationery, String> {
    let from = Mailbox::parse("Anmeldung <anmeldung@wtv.example>").unwrap();
    Stationery::load(Some(folder), &from).map_err(|error| error.to_string().replace(&folder.display().to_string(), "FOLDER"))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    folder
}

#[test]
fn a_file_of_the_same_name_replaces_a_template() {
    let folder = folder(&[
        ("de/late.txt", "Betreff: Zu spät: {{ event.title }}\n\n{% include 'de/_hello.txt' %}\n\n{{ arrival.text }}\n"),
        ("de/_hello.txt", "Moin {{ name }}!"),
        ("README.txt", "not a template"),
        ("de/late.txt~", "not a template"),
    ]);
    let (_, reply, message) = one(ReplyKind::Late, Language::De);
    let stationery = load(folder.path()).unwrap();
    let written = stationery.write(&reply, &message, arrival(ReplyKind::Late), &kassel(), 7, arrival(ReplyKind::Late)).unwrap();
    let parsed = parse(&written);
    assert_eq!(parsed.text.trim_end(), "Moin Max Mustermann!\n18. November 2026, 08:12 Uhr");
    assert!(parsed.headers.contains(&("Subject".to_owned(), format!("Zu spät: {}", kassel().title))));
    assert!(parsed.html.contains("vielen Dank für Ihr Interesse"), "the HTML is still the embedded one");
    assert!(stationery.rehearse(&kassel()).is_ok());
}

#[test]
fn faults_are_told_with_file_and_line() {
    let check = |name: &str, text: &str, want: &str| {
        let folder = folder(&[(name, text)]);
        let told = match load(folder.path()) {
            Err(told) => told,
            Ok(stationery) => {
                let told = stationery.rehearse(&kassel()).map(|_| ()).unwrap_err().to_string();
                told.replace(&folder.path().display().to_string(), "FOLDER")
            }
        };
        assert!(told.starts_with(want), "{name}: expected {want:?}, got {told:?}");
    };
    check("de/late.txt", "Betreff: x\n\n{% if name %}\nno end\n", "FOLDER/de/late.txt, line ");
    check("de/late.txt", "Betreff: x\n\n{{ event.titel }}\n", "FOLDER/de/late.txt, line 3: undefined value");
    check("en/late.html", "a\nb\n{{ nmae }}\n", "FOLDER/en/late.html, line 3: undefined value");
    check(
        "de/late.txt",
        "\nGuten Tag\n",
        "FOLDER/de/late.txt, line 1: expected the subject (\"Betreff: …\" or \"Subject: …\"), found \"Guten Tag\"",
    );
    check("de/_parts.txt", "{% macro greeting(name) %}\n{{ naem }}\n{% endmacro %}", "FOLDER/de/_parts.txt, line 2: undefined value");
    check(
        "de/confrim.txt",
        "x",
        "FOLDER/de/confrim.txt: there is no template of that name; expected one of confirm, ask, late, already, changed,",
    );
    check("de/late.html", "{% extends 'nothing.html' %}", "FOLDER/de/late.html, line 1: template not found");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let told = load(Path::new("/nowhere/at/all")).unwrap_err();
    assert!(told.starts_with("FOLDER") && told.contains("can't be read"), "{told}");
}

#[test]
fn a_file_that_is_no_text_is_told() {
    let folder = folder(&[]);
    std::fs::create_dir(folder.path().join("de")).unwrap();
    std::fs::write(folder.path().join("de/late.txt"), [0xff, 0xfe, 0]).unwrap();
    assert!(load(folder.path()).unwrap_err().starts_with("FOLDER/de/late.txt: can't be read"));
}
