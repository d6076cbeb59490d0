//! What holds for the reading of any mail whatever: it is made, it is clean, it is short, it is said in the mail, and in linear time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::HashSet;
use std::fs;
use std::sync::LazyLock;
use std::time::Duration;

use empfang::address::is_invisible;
use empfang::message::Message;
use empfang::person::fold;
use empfang::reading::{Reader, Reading};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

#[path = "support/corpus.rs"]
mod corpus;

/// The limits of the fields, in characters, and of the list of attendees.
const NAME: usize = 80;
const COMPANY: usize = 120;
const UNCLEAR: usize = 80;
const QUESTION: usize = 200;
const REASON: usize = 300;
const ATTENDEES: usize = 20;

/// The mails that are mutated: those of the sets that anybody may look at.
static SETS: LazyLock<Vec<corpus::Set>> = LazyLock::new(|| ["kassel", "harbour", "own", "demo"].map(corpus::set).into());
static MAILS: LazyLock<Vec<(&'static [u8], &'static Reader)>> =
    LazyLock::new(|| SETS.iter().flat_map(|s| s.mails.iter().map(|m| (m.raw.as_slice(), &s.readers[&m.event]))).collect());

#[test]
fn what_is_read_from_the_corpus_stands_in_it() {
    let mut wrong = Vec::new();
    for set in SETS.iter() {
        for mail in &set.mails {
            let faults = faults(&mail.raw, &set.readers[&mail.event]);
            wrong.extend(faults.into_iter().map(|fault| format!("{} {}: {fault}", set.name, mail.file)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2000), event: Index) {
        sound(&raw, event.get(&MAILS).1)?;
    }

    #[test]
    fn a_damaged_mail_is_read(mail: Index, harm in prop::collection::vec(harm(), 1..4)) {
        let (raw, reader) = *mail.get(&MAILS);
        let raw = harm.iter().fold(raw.to_vec(), |raw, harm| harm.done_to(raw));
        sound(&raw, reader)?;
    }

    #[test]
    fn a_mail_of_telling_words_is_read(text in prop::collection::vec(word(), 1..120), from in display(), subject in text_line(), event: Index) {
        sound(&mail(&from, &subject, &text.concat()), event.get(&MAILS).1)?;
    }
}

/// The same few cases every time, so that the suite does not depend on luck; as many new ones as `PROPTEST_CASES` says to look for faults.
fn config() -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let rng_seed = if wanted.is_some() { RngSeed::Random } else { RngSeed::Fixed(3834) };
    ProptestConfig { cases: wanted.unwrap_or(128), rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// Harm that programs and hostile people do to mails.
#[derive(Clone, Debug)]
enum Harm {
    /// Everything behind is lost.
    Cut(Index),
    /// Bytes are changed.
    Flip(Vec<(Index, u8)>),
    /// A stretch stands there twice.
    Repeat(Index, Index),
    /// A stretch is lost.
    Lose(Index, Index),
    /// Two header lines change places.
    Swap(Index, Index),
    /// The text of another mail follows.
    Join(Index),
    /// Pieces that have broken something before get in.
    Insert(Index, &'static str),
}

const PIECES: &[&str] = &[
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "\x1b[31m",
    "\r",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    "=",
    "=E2=80=AE",
    "=?utf-8?q?=E2=80=AE?=",
    "=?utf-8?b?",
    "<table><tr><td>",
    "&#8238;",
    "&shy;",
    "--",
    "\r\n-- \r\n",
    "\r\n> ",
    "Content-Type: text/html\r\n",
    "BEGIN:VCARD\r\nFN:\u{202e}X\r\nEND:VCARD\r\n",
    "ß",
    "İ",
    "ﬃ",
    "e\u{301}",
    "😀",
    "Ⅷ",
    "²",
];

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        any::<Index>().prop_map(Harm::Cut),
        prop::collection::vec(any::<(Index, u8)>(), 1..20).prop_map(Harm::Flip),
        any::<(Index, Index)>().prop_map(|(a, b)| Harm::Repeat(a, b)),
        any::<(Index, Index)>().prop_map(|(a, b)| Harm::Lose(a, b)),
        any::<(Index, Index)>().prop_map(|(a, b)| Harm::Swap(a, b)),
        any::<Index>().prop_map(Harm::Join),
        (any::<Index>(), select(PIECES)).prop_map(|(at, piece)| Harm::Insert(at, piece)),
    ]
}

impl Harm {
    fn done_to(&self, mut raw: Vec<u8>) -> Vec<u8> {
        let place = |at: &Index| at.index(raw.len() + 1);
        let stretch = |a: &Index, b: &Index| place(a).min(place(b))..place(a).max(place(b));
        match self {
            Self::Cut(at) => raw.truncate(place(at)),
            Self::Flip(bytes) => bytes
                .iter()
                .filter(|_| !raw.is_empty())
                .map(|(at, b)| (at.index(raw.len()), b))
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|(at, b)| raw[at] = *b),
            Self::Repeat(a, b) => {
                let twice = raw[stretch(a, b)].to_vec();
                let at = place(b);
                raw.splice(at..at, twice);
            }
            Self::Lose(a, b) => drop(raw.drain(stretch(a, b))),
            Self::Swap(a, b) => {
                let head = raw.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(raw.len());
                let mut lines: Vec<Vec<u8>> = raw[..head].split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                let (a, b) = (a.index(lines.len()), b.index(lines.len()));
                lines.swap(a, b);
                raw.splice(..head, lines.join(&b'\n'));
            }
            Self::Join(mail) => raw.extend_from_slice(mail.get(&MAILS).0),
            Self::Insert(at, piece) => {
                let at = place(at);
                raw.splice(at..at, piece.bytes());
            }
        }
        raw
    }
}

/// What rules of reading look for, so that random text of it sets off as many of them as can be.
const WORDS: &[&str] = &[
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\t",
    ", ",
    ": ",
    ". ",
    " - ",
    "? ",
    "! ",
    "\"",
    "„",
    "“",
    "(",
    ")",
    " / ",
    "*",
    "• ",
    "1. ",
    "☒ ",
    "> ",
    "Name",
    "Vorname",
    "Nachname",
    "Firma",
    "Company",
    "Session",
    "Workshop",
    "Thema",
    "Alternativ",
    "E-Mail",
    "Telefon",
    "Teilnehmer",
    "1",
    "2",
    "3",
    "B",
    "IV",
    "#3",
    "17",
    "34117 Kassel",
    "HRB 1234",
    "zwei",
    "dritte",
    "Herr ",
    "Frau ",
    "Dr. ",
    "Prof. Dr.-Ing. ",
    "Mr ",
    "Max",
    "Müller",
    "Anna-Lena",
    "van der ",
    "O'Connell",
    "Đoàn",
    "Иванов",
    "李",
    "ŁUKASZ",
    "İpek",
    "ﬁnk",
    "Bäcker",
    "GmbH",
    " GmbH & Co. KG",
    " AG",
    " Ltd.",
    " e.V.",
    "Stadtwerke",
    "Autohaus Möller",
    "Muster ",
    "hiermit melde ich ",
    "mich ",
    "uns ",
    "an",
    "wir kommen zu dritt",
    "meinen Kollegen ",
    "für die ",
    "nicht die 1, sondern die 3",
    "wenn voll, dann ",
    "stattdessen ",
    "statt meiner kommt ",
    "ich kann leider nicht",
    "please register ",
    "I'd like to cancel",
    "instead of ",
    "one of ",
    "ersatzweise ",
    "lieber ",
    "oder ",
    " und ",
    " and ",
    " sowie ",
    "siehe unten",
    "this one",
    "alle Sessions",
    "egal welche",
    "Mit freundlichen Grüßen\n",
    "Kind regards\n",
    "\n-- \n",
    "i. A. ",
    "Geschäftsführer: ",
    "Von: a@b.example\n",
    "Am 1.2.2026 schrieb Max <m@x.example>:\n",
    "Von meinem iPhone gesendet",
    "Sehr geehrte Frau Dr. Otto,\n",
    "www.muster.example",
    "max@muster.example",
    "Energie",
    "Wärme",
    "Infrastruktur",
    "Fachkräfte",
    "Digitalisierung",
    "🗹 ",
    "\u{202e}",
    "\u{200d}",
    "\u{ad}",
    "²",
    "e\u{301}",
    "\u{1F1E9}\u{1F1EA}",
    "Ⅷ",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![20 => select(WORDS).prop_map(str::to_owned), 1 => any::<String>(), 1 => "\\PC{1,8}", 1 => "[A-ZÄÖÜ][a-zäöüß]{1,120}"]
}

fn text_line() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 0..8).prop_map(|words| words.concat().replace(['\r', '\n'], " "))
}

fn display() -> impl Strategy<Value = String> {
    let local = select(&["max.mustermann", "info", "m.mueller", "Anna_Schmidt", "jörg.İpek", "x", "anna.\u{202e}otto"][..]);
    let domain =
        select(&["muster-bau.example", "gmx.de", "stadt.kassel.example", "xn--mller-kva.example", "a.co.uk", "i\u{307}pek.example"][..]);
    (text_line(), local, domain).prop_map(|(name, local, domain)| format!("\"{}\" <{local}@{domain}>", name.replace(['"', '\\'], "")))
}

pub fn mail(from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: anmeldung@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"
    )
    .into_bytes()
}

fn sound(raw: &[u8], reader: &Reader) -> Result<(), TestCaseError> {
    let faults = faults(raw, reader);
    prop_assert!(faults.is_empty(), "{}\nin {:?}", faults.join("\n"), String::from_utf8_lossy(raw));
    Ok(())
}

/// What is wrong with the reading of a mail, whatever the mail.
fn faults(raw: &[u8], reader: &Reader) -> Vec<String> {
    let event = reader.event();
    let message = Message::parse(raw, true, std::slice::from_ref(&event.address));
    let reading = reader.read(&message);
    let mut faults = Vec::new();
    if reading != reader.read(&message) {
        faults.push("read again, it is read differently".to_owned());
    }
    if reading.attendees.len() > ATTENDEES {
        faults.push(format!("{} attendees", reading.attendees.len()));
    }
    faults.extend(fields(&reading).into_iter().filter_map(|field| field.fault()));
    let said = Said::new(&message);
    for guest in &reading.attendees {
        for (field, found) in [("name", &guest.name), ("company", &guest.company)] {
            faults.extend(
                found
                    .as_ref()
                    .filter(|f| !said.has(&f.value) && !said.verbatim(&f.value))
                    .map(|f| format!("{field} {:?} does not stand in the mail: {f:?}", f.value)),
            );
        }
        for found in guest.session.iter().chain(&guest.alternatives) {
            if event.session(&found.value).is_none() {
                faults.push(format!("session {} does not exist", found.value));
            }
            if !said.has(&found.words) && !said.verbatim(&found.words) {
                faults.push(format!("session {}: {:?} does not stand in the mail", found.value, found.words));
            }
        }
        let second = |i: usize| guest.alternatives[..i].iter().chain(&guest.session).any(|f| f.value == guest.alternatives[i].value);
        if (0..guest.alternatives.len()).any(second) {
            faults.push(format!("a second choice stands twice: {guest:?}"));
        }
    }
    faults
}

/// A text of the reading, with what holds for it.
struct TextField<'a> {
    name: &'static str,
    text: &'a str,
    max: usize,
    evidence: bool,
}

impl TextField<'_> {
    fn fault(&self) -> Option<String> {
        // evidence is shown as it stands in the mail, its line ends included
        let clean = |c: char| !is_invisible(c) && !matches!(c, '\u{2028}' | '\u{2029}') || self.evidence && matches!(c, '\n' | '\t');
        let Self { name, text, max, evidence } = *self;
        if text.trim().is_empty() && !evidence {
            Some(format!("{name} is empty: {text:?}"))
        } else if text.chars().count() > max {
            Some(format!("{name} is longer than {max}: {text:?}"))
        } else if !text.chars().all(clean) {
            Some(format!("{name} has characters that nobody sees: {text:?}"))
        } else if text.trim() != text && !evidence {
            Some(format!("{name} has space around it: {text:?}"))
        } else {
            None
        }
    }
}

fn fields(reading: &Reading) -> Vec<TextField<'_>> {
    let value = |name, text, max| TextField { name, text, max, evidence: false };
    let evidence = |text| TextField { name: "evidence", text, max: usize::MAX, evidence: true };
    let mut fields = vec![value("reason", &reading.reason, REASON), evidence(&reading.words)];
    fields.extend(reading.question.iter().map(|q| value("question", q, QUESTION)));
    for guest in &reading.attendees {
        fields.extend(guest.unclear.iter().map(|(_, words)| value("unclear", words, UNCLEAR)));
        for (name, found, max) in [("name", &guest.name, NAME), ("company", &guest.company, COMPANY)] {
            fields.extend(found.iter().flat_map(|f| [value(name, &f.value, max), evidence(&f.words)]));
        }
        fields.extend(guest.session.iter().chain(&guest.alternatives).map(|f| evidence(&f.words)));
    }
    fields
}

/// The words of a mail wherever they stand, folded; and the address, in which words may stand glued together.
struct Said {
    words: HashSet<String>,
    address: String,
    text: String,
}

impl Said {
    fn new(message: &Message) -> Self {
        let mut texts: Vec<&str> = vec![&message.subject];
        texts.extend(message.organization.as_deref());
        let authors = message.blocks.iter().filter_map(|b| b.author.as_ref());
        texts.extend(authors.flat_map(|a| a.name.iter().chain(&a.subject).map(String::as_str).chain(a.address.iter().map(|a| a.as_str()))));
        texts.extend(message.blocks.iter().flat_map(|b| &b.lines).map(String::as_str));
        texts.extend(message.cards.iter().flat_map(|c| [c.name.as_deref(), c.company.as_deref()].into_iter().flatten()));
        let calendar = message.calendar.as_ref().and_then(|c| c.attendee.as_ref());
        for mailbox in message.from.iter().chain(&message.reply_to).chain(&message.recipients).chain(calendar) {
            texts.extend(mailbox.name.as_deref());
            texts.push(mailbox.address.as_str());
        }
        // a word ends at a space, and also at a sign that the fold makes letters of (™) or keeps (&)
        let parts = texts.iter().flat_map(|t| t.split(|c: char| !c.is_alphanumeric())).chain(texts.iter().copied());
        let words = parts.flat_map(|t| fold(t).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
        let text = texts.join("\n");
        let address = message.from.as_ref().map(|f| fold(f.address.as_str()).replace(' ', "")).unwrap_or_default();
        Self { words, address, text }
    }

    /// Whether it stands there just so.
    fn verbatim(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Whether every word of `text` is said. Cut at its limit, its last word may be the beginning of one.
    fn has(&self, text: &str) -> bool {
        let cut = text.chars().count() >= NAME;
        let folded = fold(text);
        let stands =
            |word: &str| self.words.contains(word) || self.address.contains(word) || cut && self.words.iter().any(|w| w.starts_with(word));
        folded.split(' ').all(stands)
    }
}

/// Sizes of text in bytes, each 16 or 4 times the one before. Behind the second one the reading looks no further; the parsing does.
const SIZES: [usize; 3] = [4 * 1024, 64 * 1024, 256 * 1024];
/// A text may take this many times as long as its parts do one by one; quadratic would be 16 times for the first step, 4 for the second.
const MOST: [f64; 2] = [2.5, 2.5];
/// The length of lines, in bytes: no longer than mail programs make them, and all in one.
const LINES: [usize; 2] = [900, usize::MAX];

#[test]
fn time_grows_with_the_text_alone() {
    let reader = Reader::new(&corpus::event("kassel"));
    let mut slow = Vec::new();
    for (name, piece) in hostile() {
        for line in LINES {
            let [small, middle, large] = SIZES.map(|bytes| long(bytes, line, &piece));
            let parts = cpu_time(|| (0..16).for_each(|_| read(&reader, &small))).max(Duration::from_millis(20));
            let middle = cpu_time(|| read(&reader, &middle)).max(Duration::from_millis(20));
            let large = cpu_time(|| read(&reader, &large));
            let ratios = [middle.div_duration_f64(parts), large.div_duration_f64(4 * middle)];
            println!("{name:<20} {parts:>10.1?} {middle:>10.1?} {large:>10.1?} {ratios:>6.1?}");
            if ratios.iter().zip(MOST).any(|(ratio, most)| *ratio > most) {
                slow.push(format!("{name}: 16 x 4 KiB {parts:?}, 64 KiB {middle:?}, 256 KiB {large:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "more than linear:\n{}", slow.join("\n"));
}

fn read(reader: &Reader, text: &str) {
    let raw = mail("Max Mustermann <max@muster.example>", "Anmeldung", text);
    reader.read(&Message::parse(&raw, true, &[]));
}

/// A registration with this many bytes of pieces, in lines that are not much longer than `line`.
pub fn long(bytes: usize, line: usize, piece: &dyn Fn(usize) -> String) -> String {
    let mut text = "Guten Tag, hiermit melde ich an:\n".to_owned();
    let mut broken = text.len();
    for i in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&piece(i));
        if text.len() - broken >= line {
            text.push('\n');
            broken = text.len();
        }
    }
    text
}

/// A piece of text by its number.
type Piece = Box<dyn Fn(usize) -> String>;

/// What is repeated to slow the reading down.
pub fn hostile() -> Vec<(&'static str, Piece)> {
    let same = |text: &'static str| -> Piece { Box::new(move |_| text.to_owned()) };
    vec![
        ("capitals", same("A")),
        ("words in capitals", same("MUSTER ")),
        ("capital words", Box::new(|i| format!("{} ", title(i)))),
        ("commas", same(",")),
        ("words and commas", Box::new(|i| format!("{}, ", title(i)))),
        ("sessions", same("Session 1 ")),
        ("all sessions", Box::new(|i| format!("Session {}, ", i % 100))),
        ("refusals", same("nicht die 1, sondern die 3 ")),
        ("and", same("und ")),
        ("quotes", same("\"")),
        ("German quotes", same("„“")),
        ("brackets", same("(")),
        ("pairs of brackets", same("(a)")),
        ("tabs", same("\t")),
        ("cells", same("Max\t1\t")),
        ("line ends", same("\n")),
        ("quote marks", same(">")),
        ("quoted lines", same("> Muster\nMax\n")),
        ("ten thousand names", Box::new(|i| format!("Herr {} {}-{}, ", ["Max", "Anna", "Jörg", "Elif"][i % 4], title(i), title(i / 7)))),
        ("names a line", Box::new(|i| format!("{} {}\n", ["Max", "Anna"][i % 2], title(i)))),
        ("labels", Box::new(|i| format!("Name: Max {0}\nFirma: {0} GmbH\nSession: 2\n", title(i)))),
        ("firms", Box::new(|i| format!("{} GmbH & Co. KG ", title(i)))),
        ("legal forms", same("GmbH ")),
        ("abbreviations", same("z.B. Dr. ")),
        ("questions", same("Wann? ")),
    ]
}

/// A made-up word with a capital, another one for each number.
fn title(i: usize) -> String {
    let syllables = ["ba", "do", "fel", "gir", "ku", "lam", "nos", "pet", "rug", "sil", "tam", "wol", "zen"];
    let mut word = ["Bra", "Del", "Fin", "Gro", "Hol", "Kam", "Lus", "Mer", "Nor", "Pal"][i % 10].to_owned();
    let mut rest = i / 10;
    while rest > 0 {
        word.push_str(syllables[rest % syllables.len()]);
        rest /= syllables.len();
    }
    word
}

/// The processor time that this thread spends on something; other than the time of the clock it is the same on a busy machine.
fn cpu_time(work: impl FnOnce()) -> Duration {
    // proc(5): schedstat begins with the nanoseconds on the processor
    let spent = || fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok().map(Duration::from_nanos);
    let (before, clock) = (spent(), tokio::time::Instant::now());
    work();
    match (before, spent()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => clock.elapsed(),
    }
}
