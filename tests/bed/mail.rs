//! The mails of the tests: written as businesses write them, and read back from a mailbox.

use mail_parser::{MessageParser, MimeHeaders};

/// A mail to be written. `to_bytes` gives it with CRLF line ends.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The sender's address, also the envelope sender.
    pub from: String,
    /// The sender's name.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// Further header lines.
    pub headers: Vec<String>,
    /// The text.
    pub text: String,
}

/// A registration in the words of a careful person: nothing is missing, nothing is in doubt.
pub fn registration(from: &str, name: &str, company: &str, session: &str) -> Mail {
    let text = format!(
        "Guten Tag,\n\nhiermit melde ich mich verbindlich zur Veranstaltung an.\n\nName: {name}\nFirma: {company}\nSession: {session}\n\n\
         Mit freundlichen Grüßen\n{name}\n{company}\n"
    );
    Mail { from: from.to_owned(), name: name.to_owned(), subject: "Anmeldung zur Veranstaltung".to_owned(), headers: Vec::new(), text }
}

impl Mail {
    /// A mail with that text.
    pub fn new(from: &str, name: &str, subject: &str, text: &str) -> Self {
        let own = str::to_owned;
        Self { from: own(from), name: own(name), subject: own(subject), headers: Vec::new(), text: own(text) }
    }

    /// With one more header line.
    pub fn header(mut self, line: &str) -> Self {
        self.headers.push(line.to_owned());
        self
    }

    /// Its Message-ID: the same sender, subject and text make the same.
    pub fn id(&self) -> String {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (&self.from, &self.subject, &self.text).hash(&mut hasher);
        format!("{:x}@{}", hasher.finish(), self.from.rsplit_once('@').map_or("sender.example", |(_, domain)| domain))
    }

    /// As it goes over the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { from, name, subject, headers, text } = self;
        let id = self.id();
        let more: String = headers.iter().map(|h| format!("{h}\n")).collect();
        let date = if more.starts_with("Date:") { "" } else { "Date: Mon, 04 May 2020 09:00:00 +0200\n" };
        format!(
            "From: \"{name}\" <{from}>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}>\n{date}{more}MIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}",
            to = super::DESK
        )
        .replace('\n', "\r\n")
        .into_bytes()
    }
}

/// A mail as it lies in a mailbox.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its folder.
    pub folder: String,
    /// Its UID there.
    pub uid: u32,
    /// Its flags, among them `\Recent`.
    pub flags: Vec<String>,
    /// Its INTERNALDATE as the server writes it.
    pub internaldate: String,
    /// The whole message.
    pub raw: Vec<u8>,
}

impl Stored {
    /// Whether it has that flag.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// Its decoded subject.
    pub fn subject(&self) -> String {
        MessageParser::default().parse(&self.raw).and_then(|m| m.subject().map(str::to_owned)).unwrap_or_default()
    }

    /// Its first text part, decoded.
    pub fn text(&self) -> String {
        let message = MessageParser::default().parse(&self.raw).unwrap();
        message.body_text(0).unwrap_or_default().into_owned()
    }

    /// The types of its parts: `text/plain`.
    pub fn part_types(&self) -> Vec<String> {
        let message = MessageParser::default().parse(&self.raw).unwrap();
        let types = message.parts.iter().filter_map(|p| p.content_type());
        types.map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default())).collect()
    }

    /// The unfolded raw value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(&self.raw)?;
        let raw = message.header_raw(name.to_owned())?;
        Some(raw.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Its Message-ID without brackets.
    pub fn message_id(&self) -> String {
        self.header("Message-ID").unwrap_or_default().trim_matches(['<', '>']).to_owned()
    }
}
