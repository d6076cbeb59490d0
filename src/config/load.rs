//! A configuration file, its sections in order, and the event files that it names.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::time;

use super::fault::Fault;
use super::reader::{Document, Item, Section, Wrong};
use super::secret::{self, Secrets};
use super::{Account, Config, DigestConfig, Limits, MailboxConfig, Route, SmtpConfig, Source, event, server, value};
use crate::address::Mailbox;
use crate::event::Event;
use crate::net;

const KIB: u32 = 1 << 10;
const MIB: u32 = 1 << 20;
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Loads the configuration at `path`, its events and its passwords; or all that is wrong with them.
pub fn load(path: &Path) -> Result<Config, Vec<Fault>> {
    load_config(path, Secrets::Fetch)
}

/// As [`load`], without fetching passwords: for commands that look into the database and log in nowhere.
pub fn load_without_secrets(path: &Path) -> Result<Config, Vec<Fault>> {
    load_config(path, Secrets::Leave)
}

/// Loads one event file, or all that is wrong with it.
pub fn load_event(path: &Path) -> Result<Event, Vec<Fault>> {
    let document = Document::read(path);
    let event = document.parse().and_then(|table| event::read(document.root(&table)));
    finished(event, document.into_faults())
}

fn load_config(path: &Path, secrets: Secrets) -> Result<Config, Vec<Fault>> {
    let document = Document::read(path);
    let mut faults = Vec::new();
    let config = document.parse().and_then(|table| read(&document.root(&table), secrets, &mut faults));
    faults.splice(..0, document.into_faults());
    finished(config, faults)
}

fn finished<T>(value: Option<T>, mut faults: Vec<Fault>) -> Result<T, Vec<Fault>> {
    faults.dedup();
    value.filter(|_| faults.is_empty()).ok_or(faults)
}

fn read(top: &Section<'_>, secrets: Secrets, event_faults: &mut Vec<Fault>) -> Option<Config> {
    let database = top.optional("database", "the path of a file", |item| value::path(item.text()?, top.folder()));
    let files = top.required("events", "a file or a pattern like \"events/*.toml\"", |item| event_files(item, top.folder()));
    let events = events(&files.unwrap_or_default(), event_faults);
    let mailbox = needed(top, "mailbox").and_then(|section| mailbox(section, secrets));
    let smtp = needed(top, "smtp").and_then(|section| smtp(section, secrets));
    let digest = top.table("digest").map(digest);
    let templates = top.optional("templates", "the path of a folder", |item| folder(item, top.folder()));
    let limits = top.table("limits").map(limits);
    top.finish();
    Some(Config {
        database: database.unwrap_or_else(|| top.folder().join("var/empfang.db")),
        events,
        mailbox: mailbox?,
        smtp: smtp?,
        digest: digest.unwrap_or(DigestConfig { to: Vec::new(), at: time(7, 0, 0, 0) }),
        templates,
        limits: limits.unwrap_or_default(),
    })
}

fn needed<'a>(top: &Section<'a>, name: &'static str) -> Option<Section<'a>> {
    if !top.has(name) {
        top.fault(name, format!("missing, expected a table [{name}]"));
    }
    top.table(name)
}

fn mailbox(section: Section<'_>, secrets: Secrets) -> Option<MailboxConfig> {
    let url = section.required("url", server::MAILBOX, Item::text);
    let source = url.and_then(|url| match url.strip_prefix("maildir:") {
        Some(path) => section.optional("url", server::MAILBOX, |_| value::path(path, section.folder())).map(Source::Maildir),
        None => account(&section, server::MAILBOX, server::IMAP_SCHEMES, secrets).map(Source::Imap),
    });
    if let Some(Source::Imap(Account { user: None, .. })) = source {
        section.fault("url", format!("expected a user to log in as, found none: {}", server::MAILBOX));
    }
    let poll = section.optional("poll", "a time from \"1s\" to \"1d\", like \"60s\", \"5m\" or \"2h\"", |item| {
        value::duration(item, Duration::from_secs(1), DAY)
    });
    let (usual_done, usual_review) = match source {
        Some(Source::Maildir(_)) => ("Done", "Review"),
        _ => ("Empfang/Erledigt", "Empfang/Prüfen"),
    };
    let done = section.optional("done", "the name of a folder", folder_name).unwrap_or_else(|| usual_done.into());
    let review = section.optional("review", "the name of a folder", folder_name).unwrap_or_else(|| usual_review.into());
    if done == review {
        section.fault("review", format!("expected another folder than done, found \"{review}\" for both"));
    }
    let fetch_limit =
        section.optional("fetch_limit", "a size from \"1 KiB\" to \"64 MiB\", or as many bytes", |item| value::size(item, KIB, 64 * MIB));
    let batch = section.optional("batch", "a whole number from 1 to 1000", |item| value::number(item, 1, 1000));
    let authserv_id = section.optional("authserv_id", "the name of a server", value::line);
    // a mailbox without login leaves them unread
    section.allow(&["password", "ca"]);
    section.finish();
    Some(MailboxConfig {
        source: source?,
        poll: poll.unwrap_or(MINUTE),
        done,
        review,
        fetch_limit: fetch_limit.unwrap_or(256 * KIB),
        batch: batch.unwrap_or(50),
        authserv_id,
    })
}

fn smtp(section: Section<'_>, secrets: Secrets) -> Option<SmtpConfig> {
    let url = section.required("url", server::SMTP, Item::text);
    let route = url.and_then(|url| match (url.strip_prefix("maildir:"), url.strip_prefix("sendmail:")) {
        (Some(path), _) => section.optional("url", server::SMTP, |_| value::path(path, section.folder())).map(Route::Maildir),
        (_, Some(path)) => section.optional("url", server::SMTP, |_| program(path, section.folder())).map(Route::Sendmail),
        _ => account(&section, server::SMTP, server::SMTP_SCHEMES, secrets).map(Route::Smtp),
    });
    let from = section
        .required("from", "an address like \"Anmeldung <anmeldung@example.org>\"", |item| Mailbox::parse(item.text()?).ok_or(Wrong::Value));
    let connections = section.optional("connections", "a whole number from 1 to 10", |item| value::number(item, 1, 10));
    // a mailbox without login leaves them unread
    section.allow(&["password", "ca"]);
    section.finish();
    Some(SmtpConfig { route: route?, from: from?, connections: connections.unwrap_or(3) })
}

/// Server, user, password and authority of a section with the keys `url`, `password` and `ca`.
fn account(section: &Section<'_>, wanted: &str, schemes: &[server::Scheme], secrets: Secrets) -> Option<Account> {
    let parsed = section.optional("url", wanted, |item| server::parse(item.text()?, schemes));
    let password = section.optional("password", secret::WANTED, |item| secret::read(item, section.folder(), secrets));
    let ca = section.optional("ca", "the path of a PEM file with certificates", |item| {
        let path = value::path(item.text()?, section.folder())?;
        match net::tls_settings(Some(&path)) {
            Ok(_) => Ok(path),
            Err(e) if e.kind() == ErrorKind::NotFound && path.exists() => Err(Wrong::Value),
            Err(e) => Err(Wrong::Because(format!("expected a PEM file with certificates: {e}"))),
        }
    });
    let (endpoint, user) = parsed?;
    if user.is_some() && !section.has("password") {
        section.fault("password", format!("missing, since the url names a user; expected {}", secret::WANTED));
    }
    if user.is_none() && section.has("password") {
        section.fault("password", "the url names no user whose password that could be".into());
    }
    Some(Account { endpoint, user, password: password.flatten(), ca })
}

fn digest(section: Section<'_>) -> DigestConfig {
    let to = section.list("to", "an email address", event::address).unwrap_or_default();
    let at = section.optional("at", "a time of day like \"07:00\"", value::time_of_day);
    section.finish();
    DigestConfig { to, at: at.unwrap_or(time(7, 0, 0, 0)) }
}

fn limits(section: Section<'_>) -> Limits {
    let count = |key| section.optional(key, "a whole number from 1 to 1000000", |item| value::number(item, 1, 1_000_000));
    let usual = Limits::default();
    let limits = Limits {
        per_address_hour: count("per_address_hour").unwrap_or(usual.per_address_hour),
        per_address_day: count("per_address_day").unwrap_or(usual.per_address_day),
        total_hour: count("total_hour").unwrap_or(usual.total_hour),
    };
    section.finish();
    limits
}

/// All events, each with an id and an address of its own.
fn events(files: &[PathBuf], faults: &mut Vec<Fault>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for file in files {
        match load_event(file) {
            Ok(event) => {
                if events.iter().any(|e| e.id == event.id) {
                    let text = format!("another event file has the id \"{}\" as well, expected one of its own", event.id);
                    faults.push(Fault { file: file.clone(), line: 0, key: "id".into(), text });
                }
                events.push(event);
            }
            Err(more) => faults.extend(more),
        }
    }
    events
}

/// The files that a pattern names, in the order of their names. `*` and `?` are taken in the last part of the path.
fn event_files(item: &Item<'_>, folder: &Path) -> Result<Vec<PathBuf>, Wrong> {
    let pattern = value::path(item.text()?, folder)?;
    let (Some(parent), Some(name)) = (pattern.parent(), pattern.file_name().and_then(|n| n.to_str())) else { return Err(Wrong::Value) };
    if parent.to_string_lossy().contains('*') {
        return Err(Wrong::Because("a * is taken in the name of the file only, not in its folder".into()));
    }
    let listing = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let entries = fs::read_dir(listing).map_err(|e| Wrong::Because(format!("{} can't be read: {e}", listing.display())))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut files: Vec<_> = names.filter(|n| !n.starts_with('.') && glob(name, n)).map(|n| parent.join(n)).collect();
    files.sort();
    if files.is_empty() {
        return Err(Wrong::Because(format!("expected at least one event, found no file {}", pattern.display())));
    }
    Ok(files)
}

/// Whether `name` fits `pattern`, in which `*` stands for any characters and `?` for one.
fn glob(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('*') => {
            name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| glob(rest.as_str(), name.get(at..).unwrap_or_default()))
        }
        Some(c) => {
            let mut after = name.chars();
            after.next().is_some_and(|n| c == '?' || c == n) && glob(rest.as_str(), after.as_str())
        }
    }
}

/// The name of an IMAP folder; RFC 3501 section 5.1.1 advises against `%` and `*`.
fn folder_name(item: &Item<'_>) -> Result<String, Wrong> {
    let name = value::line(item)?;
    let odd = name.contains(['%', '*', '\\', '"']) || name.split('/').any(str::is_empty) || name.eq_ignore_ascii_case("inbox");
    if odd { Err(Wrong::Value) } else { Ok(name) }
}

fn folder(item: &Item<'_>, base: &Path) -> Result<PathBuf, Wrong> {
    let path = value::path(item.text()?, base)?;
    if path.is_dir() { Ok(path) } else { Err(Wrong::Because(format!("expected a folder, found none at {}", path.display()))) }
}

fn program(path: &str, base: &Path) -> Result<PathBuf, Wrong> {
    let path = value::path(path, base)?;
    if path.is_file() { Ok(path) } else { Err(Wrong::Because(format!("expected a program, found none at {}", path.display()))) }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn patterns() {
        let check = |pattern: &str, yes: &[&str], no: &[&str]| {
            yes.iter().for_each(|name| assert!(glob(pattern, name), "{pattern} {name}"));
            no.iter().for_each(|name| assert!(!glob(pattern, name), "{pattern} {name}"));
        };
        check("*.toml", &["kassel.toml", ".toml", "ä.toml"], &["kassel.toml~", "kassel", "toml"]);
        check("kassel.toml", &["kassel.toml"], &["kassel2.toml", ""]);
        check("k*s?.t*", &["kass1.toml", "ksä.t"], &["ks.toml", "kass.md"]);
    }
}
