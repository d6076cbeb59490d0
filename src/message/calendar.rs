//! Answers to calendar invitations (RFC 5546): only what tells who answers what to which invitation.

use super::CalendarReply;
use crate::address::{Address, Mailbox, clean};

/// Lines of a calendar object that are read.
const MAX_LINES: usize = 5000;
/// Characters of an id that are kept.
const MAX_ID: usize = 300;

/// Reads the first event of a calendar object. `method` is that of the Content-Type, where the object itself has none.
pub(super) fn read(text: &str, method: Option<&str>) -> Option<CalendarReply> {
    let mut reply =
        CalendarReply { method: method.unwrap_or_default().to_uppercase(), uid: None, status: None, attendee: None, sequence: None };
    let mut within: Vec<String> = Vec::new();
    let mut attendees = 0;
    for line in unfold(text) {
        let Some(property) = Property::read(&line) else { continue };
        let place = within.last().map(String::as_str).unwrap_or_default();
        match (property.name.as_str(), place) {
            ("BEGIN", _) if within.len() < 10 => within.push(property.value.to_uppercase()),
            // One event is the answer; what follows are its other dates.
            ("END", "VEVENT" | "VTODO") if reply.uid.is_some() => break,
            ("END", _) => drop(within.pop()),
            ("METHOD", "VCALENDAR") => reply.method = clean(property.value, 40).to_uppercase(),
            ("UID", "VEVENT" | "VTODO") => reply.uid = Some(clean(property.value, MAX_ID)).filter(|u| !u.is_empty()),
            ("SEQUENCE", "VEVENT" | "VTODO") => reply.sequence = property.value.trim().parse().ok(),
            ("ATTENDEE", "VEVENT" | "VTODO") => {
                attendees += 1;
                reply.status = property.parameter("PARTSTAT").map(|s| clean(s, 40).to_uppercase());
                reply.attendee = property.attendee();
            }
            _ => {}
        }
    }
    // An answer has one attendee, who answers (RFC 5546 section 3.2.3); of many none does.
    if attendees != 1 {
        (reply.status, reply.attendee) = (None, None);
    }
    (!reply.method.is_empty() || reply.uid.is_some()).then_some(reply)
}

/// A content line in its pieces (RFC 5545 section 3.1).
struct Property<'a> {
    name: String,
    parameters: Vec<(String, &'a str)>,
    value: &'a str,
}

impl<'a> Property<'a> {
    /// `NAME;PARAM=value;PARAM="quoted: value":value`
    fn read(line: &'a str) -> Option<Self> {
        let mut pieces = Vec::new();
        let (mut quoted, mut start) = (false, 0);
        let mut value = None;
        for (at, c) in line.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ';' | ':' if !quoted => {
                    pieces.push(line.get(start..at)?);
                    start = at + 1;
                    if c == ':' {
                        value = line.get(start..);
                        break;
                    }
                }
                _ => {}
            }
        }
        let mut pieces = pieces.into_iter();
        let name = pieces.next()?.trim().to_uppercase();
        let parameters =
            pieces.filter_map(|p| p.split_once('=')).map(|(n, v)| (n.trim().to_uppercase(), v.trim().trim_matches('"'))).collect();
        Some(Self { name, parameters, value: value?.trim() })
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
    }

    fn attendee(&self) -> Option<Mailbox> {
        let address =
            self.value.get(..7).filter(|p| p.eq_ignore_ascii_case("mailto:")).and_then(|_| self.value.get(7..)).unwrap_or(self.value);
        let address = Address::parse(address).or_else(|| Address::parse(self.parameter("EMAIL")?))?;
        // Many programs give the address where they know no name.
        Some(Mailbox::new(self.parameter("CN").filter(|n| !n.contains('@')), address))
    }
}

/// The lines with their continuations joined (RFC 5545 section 3.1): a line that begins with white space belongs to the one above.
fn unfold(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n').take(MAX_LINES) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), out.last_mut()) {
            (Some(rest), Some(last)) if last.len() < 10_000 => last.push_str(rest),
            (Some(_), Some(_)) => {}
            _ => out.push(line.to_owned()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, method: Option<&str>, want: &str) {
        let got = read(text, method).map(|r| {
            let attendee = r.attendee.map(|a| a.to_string()).unwrap_or_default();
            format!(
                "{} {} {} {attendee} {}",
                r.method,
                r.uid.unwrap_or_default(),
                r.status.unwrap_or_default(),
                r.sequence.map(|s| s.to_string()).unwrap_or_default()
            )
        });
        assert_eq!(got.unwrap_or_default(), want);
    }

    #[test]
    fn replies() {
        let outlook = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:y\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=DECLINED;CN=\"Muster: Max\";RSVP\r\n =TRUE:mailto:max@x.exa\r\n mple\r\nUID:abc-\r\n 123\r\nSEQUENCE:2\r\nBEGIN:VALARM\r\nUID:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        check(outlook, None, "REPLY abc-123 DECLINED Muster: Max <max@x.example> 2");
        check(
            "BEGIN:VEVENT\nUID:a\nATTENDEE;CN=max@x.example;PARTSTAT=accepted:MAILTO:max@x.example\nEND:VEVENT",
            Some("reply"),
            "REPLY a ACCEPTED max@x.example ",
        );
        check(
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:a\nATTENDEE:mailto:a@x.example\nATTENDEE:mailto:b@x.example\nEND:VEVENT",
            None,
            "REQUEST a   ",
        );
        check("nothing", None, "");
        check(&"BEGIN:VEVENT\n".repeat(10_000), None, "");
    }
}
