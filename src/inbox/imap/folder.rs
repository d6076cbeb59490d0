//! The names of folders: what a configuration calls `Empfang/Prüfen` may be `INBOX.Empfang.Pr&APw-fen` to a server.
//!
//! The separator and a prefix for all personal folders are learned from LIST. NAMESPACE (RFC 2342) would tell them, but its response is
//! one that async-imap can't read and closes the connection over.

use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};

use super::super::{InboxError, utf7};
use super::wire::{Answer, SILENCE, Wire, quoted};

/// The folders of an account.
#[derive(Debug, Default)]
pub(super) struct Folders {
    delimiter: Option<char>,
    listed: Vec<Listed>,
}

#[derive(Debug)]
struct Listed {
    /// The name, decoded.
    name: String,
    /// Whether it can hold messages.
    selectable: bool,
    /// What it is for (RFC 6154), such as `\Sent`.
    uses: Vec<&'static str>,
}

impl Folders {
    /// Asks for all folders.
    pub(super) async fn list(wire: &mut Wire) -> Result<Self, InboxError> {
        let mut folders = Self::default();
        let answer = wire.ask("LIST", r#"LIST "" "*""#, SILENCE, |response| {
            if let Response::MailboxData(MailboxDatum::List(item)) = response {
                folders.take(item.delimiter.as_deref(), &item.name, &item.name_attributes);
            }
        });
        answer.await?.accepted("LIST")?;
        Ok(folders)
    }

    /// The prefix that all folders but INBOX carry ("INBOX."), if they do.
    pub(super) fn prefix(&self) -> Option<String> {
        let prefix = format!("INBOX{}", self.delimiter?);
        let mut others = self.listed.iter().filter(|folder| folder.name != "INBOX").peekable();
        others.peek()?;
        others.all(|folder| folder.name.starts_with(&prefix)).then_some(prefix)
    }

    /// The separator between the levels of a name.
    pub(super) fn delimiter(&self) -> Option<char> {
        self.delimiter
    }

    /// The folders with a special use (RFC 6154), as (use, name).
    pub(super) fn special(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.listed.iter().flat_map(|folder| folder.uses.iter().map(|special| (*special, folder.name.as_str())))
    }

    /// The folder that the configuration calls `wanted`, decoded, if it is there: by its special use if that begins with `\`
    /// (`\Archive`), else by its path with `/` between the levels.
    pub(super) fn find(&self, wanted: &str) -> Option<String> {
        if wanted.starts_with('\\') {
            return self.special().find(|(special, _)| special.eq_ignore_ascii_case(wanted)).map(|(_, name)| name.to_owned());
        }
        self.candidates(wanted).into_iter().find(|name| self.listed.iter().any(|folder| folder.selectable && folder.name == *name))
    }

    /// Under which names `wanted` may be made, the likeliest first. Where nothing but INBOX is there yet, nobody knows whether the
    /// prefix is needed; then the server's refusal of the first tells.
    pub(super) fn candidates(&self, wanted: &str) -> Vec<String> {
        if wanted.starts_with('\\') {
            return Vec::new();
        }
        // A separator of the server's within a level would make two of it.
        let separator = self.delimiter.unwrap_or('-');
        let level = |level: &str| if separator == '/' { level.to_owned() } else { level.replace(separator, "_") };
        let levels: Vec<String> = wanted.split('/').filter(|l| !l.is_empty()).map(level).collect();
        let plain = levels.join(&separator.to_string());
        if plain.is_empty() || plain.eq_ignore_ascii_case("INBOX") {
            return Vec::new();
        }
        let prefixed = format!("INBOX{separator}{plain}");
        let has_prefix = plain.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(&format!("INBOX{separator}")));
        match (self.delimiter, self.prefix()) {
            (None, _) => vec![plain],
            _ if has_prefix => vec![plain],
            (Some(_), Some(_)) => vec![prefixed, plain],
            (Some(_), None) => vec![plain, prefixed],
        }
    }

    fn take(&mut self, delimiter: Option<&str>, encoded: &str, attributes: &[NameAttribute<'_>]) {
        self.delimiter = self.delimiter.or_else(|| unescaped(delimiter?).chars().next());
        let selectable = !attributes.iter().any(|attribute| match attribute {
            NameAttribute::NoSelect => true,
            NameAttribute::Extension(name) => name.eq_ignore_ascii_case("\\NonExistent"),
            _ => false,
        });
        let name = utf7::decode(&unescaped(encoded));
        self.listed.push(Listed { name, selectable, uses: attributes.iter().filter_map(special_use).collect() });
    }
}

/// Creates `wanted` and subscribes to it, so that it shows in mail programs. Returns its name, decoded, or what the server said.
pub(super) async fn create(wire: &mut Wire, folders: &Folders, wanted: &str) -> Result<Result<String, String>, InboxError> {
    let mut said = "there is no such folder, and none can be made of that name".to_owned();
    for name in folders.candidates(wanted) {
        match ask(wire, "CREATE", &name).await? {
            Answer::Refused(refusal) if !refusal.says_exists() => said = refusal.text,
            Answer::Refused(_) | Answer::Accepted => {
                // A refusal costs nothing but the convenience.
                ask(wire, "SUBSCRIBE", &name).await?;
                tracing::info!(folder = name, "made a folder");
                return Ok(Ok(name));
            }
        }
    }
    Ok(Err(said))
}

/// `name` as it goes into a command.
pub(super) fn on_the_wire(name: &str) -> String {
    quoted(&utf7::encode(name))
}

async fn ask(wire: &mut Wire, command: &str, name: &str) -> Result<Answer, InboxError> {
    let answer = wire.ask(command, &format!("{command} {}", on_the_wire(name)), SILENCE, |_| ()).await?;
    match answer {
        Answer::Refused(refusal) if refusal.wait().is_some() => Err(refusal.of(command)),
        answer => Ok(answer),
    }
}

/// The parser leaves `\"` and `\\` as they are.
fn unescaped(quoted: &str) -> String {
    let mut escaped = false;
    let keep = |c: &char| {
        escaped = *c == '\\' && !escaped;
        !escaped
    };
    quoted.chars().filter(keep).collect()
}

fn special_use(attribute: &NameAttribute<'_>) -> Option<&'static str> {
    match attribute {
        NameAttribute::All => Some("\\All"),
        NameAttribute::Archive => Some("\\Archive"),
        NameAttribute::Drafts => Some("\\Drafts"),
        NameAttribute::Flagged => Some("\\Flagged"),
        NameAttribute::Junk => Some("\\Junk"),
        NameAttribute::Sent => Some("\\Sent"),
        NameAttribute::Trash => Some("\\Trash"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(delimiter: Option<&str>, names: &[&str]) -> Folders {
        let mut folders = Folders::default();
        names.iter().for_each(|name| folders.take(delimiter, name, &[]));
        folders
    }

    #[test]
    fn a_path_becomes_the_servers_name() {
        let check = |delimiter, listed: &[&str], wanted: &str, candidates: &[&str]| {
            assert_eq!(folders(delimiter, listed).candidates(wanted), candidates, "{wanted} among {listed:?}");
        };
        check(Some("/"), &["INBOX", "Sent"], "Empfang/Erledigt", &["Empfang/Erledigt", "INBOX/Empfang/Erledigt"]);
        check(Some("."), &["INBOX", "INBOX.Sent"], "Empfang/Erledigt", &["INBOX.Empfang.Erledigt", "Empfang.Erledigt"]);
        check(Some("."), &["INBOX"], "Empfang/Erledigt", &["Empfang.Erledigt", "INBOX.Empfang.Erledigt"]);
        check(Some("."), &["INBOX", "INBOX.Sent"], "INBOX/Fertig", &["INBOX.Fertig"]);
        check(Some("."), &["INBOX", "Sent"], "St. Georg/2.", &["St_ Georg.2_", "INBOX.St_ Georg.2_"]);
        check(None, &["INBOX"], "Empfang/Erledigt", &["Empfang-Erledigt"]);
        check(Some("\\\\"), &["INBOX"], "a/b", &["a\\b", "INBOX\\a\\b"]);
        check(Some("/"), &["INBOX"], "//a//b/", &["a/b", "INBOX/a/b"]);
        check(Some("/"), &["INBOX"], "üü", &["üü", "INBOX/üü"]);
        for nothing in ["", "/", "inbox", "INBOX/", "\\Archive"] {
            check(Some("/"), &["INBOX"], nothing, &[]);
        }
    }

    #[test]
    fn folders_are_found_whatever_they_are_called() {
        let mut all = folders(Some("."), &["INBOX", "INBOX.Empfang.Pr&APw-fen", r#"INBOX.a\"b\\c"#, "INBOX.&-"]);
        let check = |all: &Folders, wanted: &str, found: Option<&str>| assert_eq!(all.find(wanted).as_deref(), found, "{wanted}");
        check(&all, "Empfang/Prüfen", Some("INBOX.Empfang.Prüfen"));
        check(&all, "a\"b\\c", Some("INBOX.a\"b\\c"));
        check(&all, "&", Some("INBOX.&"));
        check(&all, "Empfang", None);
        check(&all, "INBOX", None);
        check(&all, "\\Archive", None);
        all.take(Some("."), "INBOX.Ablage", &[NameAttribute::Archive]);
        check(&all, "\\archive", Some("INBOX.Ablage"));
        all.take(Some("."), "INBOX.Nur", &[NameAttribute::NoSelect]);
        check(&all, "Nur", None);
    }

    #[test]
    fn no_name_leaves_its_string() {
        for name in ["a\r\nE9 DELETE INBOX", "a\" \"b", "a\\", "\0", "ä\"*%{3}"] {
            let wire = on_the_wire(name);
            let inner = wire.strip_prefix('"').and_then(|w| w.strip_suffix('"')).unwrap();
            assert!(wire.chars().all(|c| matches!(c, ' '..='~')), "{wire}");
            assert!(!inner.replace("\\\\", "").replace("\\\"", "").contains(['"', '\\']), "{wire}");
            assert_eq!(utf7::decode(&unescaped(inner)), name);
        }
    }
}
