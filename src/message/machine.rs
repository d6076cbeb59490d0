//! Person or machine (law 3). Headers decide; where automatic mail has none, its subject and its first sentences do.
//!
//! Measured on 315 delivery reports of some 60 systems (`tests/bounces.rs`): most carry a report part or an empty reverse path, a third
//! of the old ones nothing but the sender's name.

use super::mime::{Fields, Part};
use super::pattern::plain;
use super::phrases::{
    ABSENCE, ACKNOWLEDGEMENT, COMPLAINT, DAEMON, MAYBE_ABSENT, OUT_OF_OFFICE, RECEIPT, RECEIPT_TEXT, SMTP_WORDS, UNDELIVERED,
};
use super::{Block, BlockKind, CalendarReply, Machine, Message, Origin};
use crate::address::{Address, Mailbox};

/// More hops than this are a loop (Postfix `hopcount_limit`).
const MAX_HOPS: usize = 50;
/// Characters of the text that are looked at: automatic mail says so at once.
const MAX_TEXT: usize = 1500;

/// What there is to go by.
pub(super) struct Signs<'a> {
    /// The mail with its header.
    pub(super) root: &'a Part<'a>,
    /// The one sender.
    pub(super) from: Option<&'a Mailbox>,
    /// The one Reply-To.
    pub(super) reply_to: Option<&'a Mailbox>,
    /// The subject, decoded.
    pub(super) subject: &'a str,
    /// The blocks of the text.
    pub(super) blocks: &'a [Block],
    /// The calendar object.
    pub(super) calendar: Option<&'a CalendarReply>,
    /// Our addresses.
    pub(super) own: &'a [Address],
}

/// Who made the mail.
pub(super) fn origin(signs: &Signs<'_>) -> Origin {
    let fields = &signs.root.fields;
    let machine = own(signs)
        .or_else(|| report(signs))
        .or_else(|| declared(signs))
        .or_else(|| null_path(signs))
        .or_else(|| responder(fields))
        .or_else(|| list(fields, signs.own))
        .or_else(|| sender(signs))
        .or_else(|| subject(signs))
        .or_else(|| hops(fields));
    match machine {
        // A click on "decline" is a person's act, even where the calendar service sends it (Google: Auto-Submitted: auto-generated).
        Some((Machine::Generated | Machine::AutoReply, why))
            if signs.calendar.is_some_and(|c| matches!(c.method.as_str(), "REPLY" | "COUNTER")) =>
        {
            Origin::Doubtful(why)
        }
        Some((kind, why)) => Origin::Machine(kind, why),
        None => weak(fields, signs).map_or(Origin::Person, Origin::Doubtful),
    }
}

/// A kind of machine, and the sign of it in words.
type Sign = Option<(Machine, String)>;

fn sign(kind: Machine, why: &str) -> Sign {
    Some((kind, why.to_owned()))
}

/// Our own mail: by our marks, by our address as sender.
fn own(signs: &Signs<'_>) -> Sign {
    let fields = &signs.root.fields;
    let ours = |address: &Address| signs.own.iter().any(|o| o.same_mailbox(address));
    if fields.has("x-empfang") {
        return sign(Machine::Own, "carries our mark X-Empfang");
    }
    if fields.all("x-loop").filter_map(Address::parse).any(|a| ours(&a)) {
        return sign(Machine::Own, "carries our address in X-Loop");
    }
    let from_us = signs.from.is_some_and(|m| ours(&m.address));
    // Web forms send in the name of the address they write to, with the visitor in Reply-To.
    let form = signs.reply_to.is_some_and(|r| !ours(&r.address) && !is_robot(&r.address)) && !fields.has("auto-submitted");
    if from_us && !form { sign(Machine::Own, "its sender is our own address") } else { None }
}

/// Reports for machines: delivery (RFC 3464), receipts (RFC 8098), abuse (RFC 5965).
fn report(signs: &Signs<'_>) -> Sign {
    let root = signs.root;
    let kind = root.param("report-type").unwrap_or_default().to_lowercase();
    let parts = if root.media.starts_with("multipart/") {
        root.children.iter().map(|p| p.media.as_str()).collect()
    } else {
        vec![root.media.as_str()]
    };
    let has = |media: &str| parts.contains(&media);
    if kind == "disposition-notification" || has("message/disposition-notification") {
        return sign(Machine::Receipt, "a read receipt (RFC 8098)");
    }
    if kind == "feedback-report" || has("message/feedback-report") {
        return sign(Machine::DeliveryReport, "an abuse report (RFC 5965)");
    }
    if root.media == "multipart/report" || has("message/delivery-status") || has("message/global-delivery-status") {
        return sign(Machine::DeliveryReport, "a delivery report (RFC 3464)");
    }
    // Hotmail's reporting programme sends complaints without a report part.
    if has("message/rfc822") && COMPLAINT.is_match(&plain(signs.subject)) {
        return sign(Machine::DeliveryReport, "a complaint of a mail provider about a message");
    }
    if root.fields.has("x-failed-recipients") {
        sign(Machine::DeliveryReport, "names failed recipients (X-Failed-Recipients)")
    } else {
        None
    }
}

/// Auto-Submitted (RFC 3834 section 5); parameters and comments do not count.
fn declared(signs: &Signs<'_>) -> Sign {
    let fields = &signs.root.fields;
    let value = fields.first("auto-submitted").or_else(|| fields.first("autosubmitted"))?;
    let keyword = value.split([';', '(', ' ']).next().unwrap_or_default().to_lowercase();
    let kind = match keyword.as_str() {
        "no" | "" => return None,
        _ if is_daemon(signs.from) => Machine::DeliveryReport,
        "auto-replied" => Machine::AutoReply,
        _ if OUT_OF_OFFICE.is_match(&plain(signs.subject)) => Machine::AutoReply,
        _ => Machine::Generated,
    };
    sign(kind, &format!("says so itself (Auto-Submitted: {})", crate::address::clean(&keyword, 40)))
}

/// An empty reverse path: the mail wants no answer, not even a report (RFC 5321 section 4.5.5, RFC 3834 section 2).
fn null_path(signs: &Signs<'_>) -> Sign {
    let path = signs.root.fields.first("return-path")?;
    if path.replace(' ', "") != "<>" {
        return None;
    }
    let reply = OUT_OF_OFFICE.is_match(&plain(signs.subject)) && !is_daemon(signs.from);
    sign(if reply { Machine::AutoReply } else { Machine::DeliveryReport }, "has an empty reverse path")
}

/// The headers by which responders mark themselves.
fn responder(fields: &Fields) -> Sign {
    const MARKS: &[&str] = &[
        "x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply", "x-autoreply-domain",
        "x-vacation", "x-oof", "x-ms-exchange-generated-message-source", "x-autogenerated",
    ];
    for mark in MARKS {
        if fields.first(mark).is_some_and(|v| !v.eq_ignore_ascii_case("no") && !v.eq_ignore_ascii_case("false")) {
            return sign(Machine::AutoReply, &format!("is marked as an automatic answer ({mark})"));
        }
    }
    if fields.first("x-fc-machinegenerated").is_some_and(|v| v.eq_ignore_ascii_case("true")) {
        return sign(Machine::Generated, "is marked as generated (X-FC-MachineGenerated)");
    }
    let says = |name: &str, word: &str| fields.all(name).any(|v| v.to_lowercase().contains(word));
    let automatic = ["precedence", "x-precedence", "preference"].iter().any(|n| says(n, "auto_reply") || says(n, "auto-reply"));
    if automatic || says("delivered-to", "autoresponder") || says("x-post-messageclass", "autoresponder") {
        return sign(Machine::AutoReply, "is marked as an automatic answer");
    }
    None
}

/// Mailing lists and newsletters (RFC 2919, RFC 2369). A list that is our own address (a group mailbox at Google, Mailman, Exchange)
/// puts its headers on every mail and says nothing about it.
fn list(fields: &Fields, own: &[Address]) -> Sign {
    let ours = |value: &str| {
        let value = value.to_lowercase();
        own.iter().any(|o| value.contains(&o.key()) || value.contains(&o.key().replace('@', ".")))
    };
    for name in ["list-id", "list-post", "list-unsubscribe", "x-mailing-list", "mailing-list"] {
        if let Some(value) = fields.first(name) {
            let group = fields.first("list-id").is_some_and(ours) || fields.first("list-post").is_some_and(ours) || ours(value);
            if !group {
                return sign(Machine::List, &format!("comes from a list ({name})"));
            }
        }
    }
    None
}

/// Daemons, by their name or address; no-reply addresses, unless Reply-To names a person (the web form of a site).
fn sender(signs: &Signs<'_>) -> Sign {
    let from = signs.from.map(|m| &m.address);
    if is_daemon(signs.from) || daemon_in_raw(&signs.root.fields) {
        return sign(Machine::DeliveryReport, "its sender is a mail daemon");
    }
    if !from.is_some_and(is_robot) {
        return None;
    }
    let person = signs.reply_to.is_some_and(|r| !is_robot(&r.address) && Some(&r.address) != from);
    if person { None } else { sign(Machine::Generated, "its sender is an address that takes no answers") }
}

/// What subject and text say. A subject that only automatic mail has is enough for an absence; a report needs the words of one, too.
fn subject(signs: &Signs<'_>) -> Sign {
    let subject = plain(signs.subject);
    let text = || plain(&undated(&opening(signs.blocks))).into_owned();
    if OUT_OF_OFFICE.is_match(&subject) || (MAYBE_ABSENT.is_match(&subject) && ABSENCE.is_match(&text())) {
        return sign(Machine::AutoReply, "its subject is that of an automatic answer");
    }
    if UNDELIVERED.is_match(&subject) && Some(text()).is_some_and(|t| SMTP_WORDS.is_match(&t) || t.is_empty()) {
        return sign(Machine::DeliveryReport, "its subject and text are those of a delivery report");
    }
    if RECEIPT.is_match(&subject) && RECEIPT_TEXT.is_match(&text()) {
        return sign(Machine::Receipt, "its subject and text are those of a read receipt");
    }
    None
}

fn hops(fields: &Fields) -> Sign {
    let hops = fields.all("received").count();
    if hops > MAX_HOPS { sign(Machine::Generated, &format!("went through {hops} servers: a loop")) } else { None }
}

/// Signs that real people's mail carries, too.
fn weak(fields: &Fields, signs: &Signs<'_>) -> Option<String> {
    let precedence = fields.first("precedence").unwrap_or_default().to_lowercase();
    if matches!(precedence.as_str(), "bulk" | "junk" | "list") {
        return Some(format!("has the precedence of mass mail (Precedence: {precedence})"));
    }
    let suppress = fields.first("x-auto-response-suppress").unwrap_or_default().to_lowercase();
    if ["all", "oof", "autoreply"].iter().any(|v| suppress.contains(v)) {
        return Some("asks for no automatic answers (X-Auto-Response-Suppress)".to_owned());
    }
    if fields.first("x-spam-flag").is_some_and(|v| v.to_lowercase().starts_with("yes")) {
        return Some("was marked as spam by the mail server (X-Spam-Flag)".to_owned());
    }
    if signs.from.is_some_and(|m| signs.own.iter().any(|o| o.same_mailbox(&m.address))) {
        return Some("its sender is our own address, Reply-To somebody else's".to_owned());
    }
    if signs.from.is_none() && fields.has("from") {
        return Some("has no single sender".to_owned());
    }
    None
}

impl Message {
    /// Whether the text sounds like automatic mail that no header tells: absence notes of filter rules, ticket systems that acknowledge,
    /// requests to prove that one is a person. The sentence that says it, or `None`. A registration with an absence note in its signature
    /// sounds so, too: the caller weighs it against what else is said.
    pub fn sounds_automatic(&self) -> Option<String> {
        let text = opening(&self.blocks);
        let sentences = undated(&text);
        let mut start = 0;
        for sentence in sentences.split_inclusive(['.', '!', '?', '\n']) {
            let said = text.get(start..start + sentence.len())?.trim();
            start += sentence.len();
            let letters = plain(sentence);
            if ABSENCE.is_match(&letters) || ACKNOWLEDGEMENT.is_match(&letters) {
                return Some(said.to_owned());
            }
        }
        None
    }
}

/// The beginning of what is said now, in one string.
fn opening(blocks: &[Block]) -> String {
    let mut out = String::new();
    for line in
        blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Quote | BlockKind::Forward | BlockKind::Attribution)).flat_map(|b| &b.lines)
    {
        if out.len() > MAX_TEXT {
            break;
        }
        out.extend(line.chars().take(MAX_TEXT));
        // A blank line ends a sentence, the end of a line does not.
        out.push(if line.is_empty() { '\n' } else { ' ' });
    }
    out
}

/// The text with the dots of dates and numbers made commas (of the same length): they end no sentence.
fn undated(text: &str) -> String {
    let mut digit = false;
    let swap = |c: char| {
        let dotted = c == '.' && digit;
        digit = c.is_ascii_digit();
        if dotted { ',' } else { c }
    };
    text.chars().map(swap).collect()
}

/// Whether an address is a robot's by its name.
pub(super) fn is_robot(address: &Address) -> bool {
    const NAMES: &[&str] = &[
        "noreply", "donotreply", "dontreply", "noresponse", "keineantwort", "nichtantworten", "bittenichtantworten", "nepasrepondre",
        "notreply", "noanswer", "unattended", "autoreply", "autoresponder", "autorespond", "mailerdaemon", "maildaemon",
    ];
    let local = address.local().to_lowercase();
    let joined: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    NAMES.iter().any(|n| joined.contains(n)) || is_daemon_address(&local, &joined)
}

fn is_daemon_address(local: &str, joined: &str) -> bool {
    matches!(
        joined,
        "postmaster"
            | "mailer"
            | "bounce"
            | "bounces"
            | "listserv"
            | "majordomo"
            | "mailman"
            | "nobody"
            | "root"
            | "cron"
            | "complaints"
            | "abusereport"
    ) || ["bounce-", "bounces-", "bounce+", "bounces+", "owner-", "mailer-daemon"].iter().any(|p| local.starts_with(p))
        || ["-bounces", "-bounce", "-owner", "-request"].iter().any(|s| local.ends_with(s))
}

/// Whether the sender is a daemon that reports deliveries.
fn is_daemon(from: Option<&Mailbox>) -> bool {
    let Some(from) = from else { return false };
    let joined: String = from.address.local().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    joined.contains("mailerdaemon")
        || joined.contains("maildaemon")
        || joined == "postmaster"
        || from.name.as_deref().is_some_and(|n| DAEMON.is_match(n))
}

/// A From that is no address at all ("MAILER-DAEMON", "Mail Delivery System <>").
fn daemon_in_raw(fields: &Fields) -> bool {
    fields.all("from").any(|from| DAEMON.is_match(from) && (!from.contains('@') || from.to_lowercase().contains("daemon")))
}

/// Whether two addresses belong to one organisation: the same domain, or one is a sub-domain of the other.
pub(super) fn same_organisation(a: &Address, b: &Address) -> bool {
    let under = |sub: &Address, top: &Address| {
        // A bare top-level domain is no organisation.
        top.domain().contains('.') && sub.domain().strip_suffix(top.domain()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    a.domain() == b.domain() || under(a, b) || under(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(mail: &str) -> String {
        let own = [Address::parse("anmeldung@event.example").unwrap()];
        match Message::parse(mail.replace('|', "\n").as_bytes(), true, &own).origin {
            Origin::Person => "person".to_owned(),
            Origin::Doubtful(_) => "doubtful".to_owned(),
            Origin::Machine(kind, _) => format!("{kind:?}"),
        }
    }

    #[test]
    fn origins() {
        let check = |mail: &str, want: &str| assert_eq!(kind(mail), want, "{mail}");
        check("From: max@x.example||Session 2", "person");
        check("From: max@x.example|Auto-Submitted: no||Session 2", "person");
        check("From: max@x.example|Return-Path: <max@x.example>||Session 2", "person");
        check("From: max@x.example|Auto-Submitted: auto-replied (vacation)||Weg", "AutoReply");
        check("From: shop@x.example|Auto-Submitted: auto-generated; x=y||Rechnung", "Generated");
        check("From: max@x.example|Return-Path: <>|Subject: Abwesenheitsnotiz||Weg", "AutoReply");
        check("From: max@x.example|Return-Path: <>||Weg", "DeliveryReport");
        check("From: x@y.example|Content-Type: multipart/report; report-type=delivery-status; boundary=b||--b||x|--b--", "DeliveryReport");
        check(
            "From: x@y.example|Content-Type: multipart/report; report-type=disposition-notification; boundary=b||--b||x|--b--",
            "Receipt",
        );
        check(
            "From: x@y.example|Content-Type: multipart/mixed; boundary=b||--b||x|--b|Content-Type: message/delivery-status||x|--b--",
            "DeliveryReport",
        );
        check("From: MAILER-DAEMON@x.example||x", "DeliveryReport");
        check("From: Mail Delivery System <x@y.example>||x", "DeliveryReport");
        check("From: MAILER-DAEMON||x", "DeliveryReport");
        check("From: no-reply@x.example||Rechnung", "Generated");
        check("From: no-reply@x.example|Reply-To: max@y.example||Session 2", "person");
        check("From: no-reply@x.example|Reply-To: no-reply@x.example||x", "Generated");
        check("From: a@x.example|List-Id: <news.x.example>||x", "List");
        check("From: a@x.example|List-Unsubscribe: <mailto:u@x.example>||x", "List");
        check(
            "From: a@x.example|List-Id: <anmeldung.event.example>|List-Unsubscribe: <mailto:u@x.example>|Precedence: list||Session 2",
            "doubtful",
        );
        check("From: a@x.example|Precedence: bulk||x", "doubtful");
        check("From: a@x.example|X-Auto-Response-Suppress: All||x", "doubtful");
        check("From: a@x.example|X-Auto-Response-Suppress: DR, RN||x", "person");
        check("From: a@x.example|X-Autoreply: yes||x", "AutoReply");
        check("From: a@x.example|Precedence: auto_reply||x", "AutoReply");
        check("From: anmeldung@event.example||x", "Own");
        check("From: Anmeldung+tag@event.example||x", "Own");
        check("From: anmeldung@event.example|Reply-To: max@x.example||Session 2", "doubtful");
        check("From: a@x.example|X-Loop: anmeldung@event.example||x", "Own");
        check("From: a@x.example|X-Loop: other@event.example||x", "person");
        check("From: a@x.example|X-Empfang: 1||x", "Own");
        check("From: a@x.example|Subject: Automatische Antwort: Einladung||x", "AutoReply");
        check("From: a@x.example|Subject: AW: Einladung||Ich bin vom 16. bis 20. nicht im Büro. Session 2 bitte.", "person");
        check("From: a@x.example|Subject: Urlaub||Ich bin bis 20.11. im Urlaub.", "AutoReply");
        check("From: a@x.example|Subject: Urlaub||Session 2 bitte, danach habe ich Urlaub.", "person");
        check("From: a@x.example|Subject: Undelivered Mail Returned to Sender||550 5.1.1 user unknown", "DeliveryReport");
        check("From: a@x.example|Subject: WG: Unzustellbar: Anmeldung||Kam so zurück, bitte Session 2", "person");
        check("From: a@x.example|Subject: Gelesen: Einladung||Ihre Nachricht wurde am 10.11. gelesen.", "Receipt");
        check("From: a@x.example, b@x.example||x", "doubtful");
        check(&format!("From: a@x.example|{}|x", "Received: by x; y|".repeat(51)), "Generated");
        check(
            "From: a@x.example|Auto-Submitted: auto-generated|Content-Type: text/calendar; method=REPLY||BEGIN:VCALENDAR|METHOD:REPLY|BEGIN:VEVENT|UID:1|END:VEVENT|END:VCALENDAR",
            "doubtful",
        );
    }

    #[test]
    fn sounds() {
        let check = |text: &str, want: Option<&str>| {
            let mail = format!("From: a@x.example\n\n{text}\n");
            assert_eq!(Message::parse(mail.as_bytes(), true, &[]).sounds_automatic().as_deref(), want, "{text}");
        };
        check("Guten Tag.\n\nIch bin bis zum 20.11. nicht im Büro.\nDanke.", Some("Ich bin bis zum 20.11. nicht im Büro."));
        check("I am out of the office until Monday.", Some("I am out of the office until Monday."));
        check("Ihre Anfrage ist bei uns eingegangen.", Some("Ihre Anfrage ist bei uns eingegangen."));
        check("Hiermit melde ich mich zur Session 2 an.", None);
        check("Please register me for session B.", None);
    }
}
