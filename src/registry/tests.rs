//! Decisions, as stories: mails one after the other, carried out on a list in memory.

use super::admission::appraise;
use super::decision::RegistrationId;
use super::*;
use crate::config::load_event;
use crate::event::Language;
use crate::message::Machine;
use crate::reading::{Found, Place};

fn kassel() -> Event {
    load_event(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/events/kassel.toml"))).unwrap()
}

const IN_TIME: &str = "2026-11-10T09:00:00+01:00";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn found<T>(value: T) -> Found<T> {
    Found { value, words: String::new(), place: Place::Text, rule: "test", certainty: 1.0 }
}

/// `name / company / session`, `-` for what is not said.
fn guest(text: &str) -> Guest {
    let mut parts = text.split('/').map(str::trim).map(|part| (part != "-").then(|| found(part.to_owned())));
    let mut next = || parts.next().flatten();
    Guest { name: next(), company: next(), session: next().map(|f| found(SessionId(f.value))), ..Guest::default() }
}

fn reading(intent: Intent, guests: &[&str]) -> Reading {
    Reading {
        intent,
        attendees: guests.iter().map(|text| guest(text)).collect(),
        unnamed: 0,
        question: None,
        language: Some(Language::En),
        reason: "as the test says".to_owned(),
        words: String::new(),
    }
}

fn register(guests: &[&str]) -> Reading {
    reading(Intent::Register, guests)
}

fn from(contact: &str) -> Sender {
    Sender { contact: Some(address(contact)), ..Sender::default() }
}

fn proven(contact: &str) -> Sender {
    Sender { proven: vec![address(contact)], ..from(contact) }
}

/// A list that does what decisions say.
struct Story {
    event: Event,
    roster: Roster,
}

impl Story {
    fn new() -> Self {
        Self { event: kassel(), roster: Roster::default() }
    }

    /// Carries out what is decided, and tells it: `outcome, letter: list`.
    fn mail_at(&mut self, arrival: &str, sender: &Sender, reading: &Reading) -> (String, Decision) {
        let arrival: Timestamp = arrival.parse().unwrap();
        let decision = decide(&self.event, &self.roster, reading, sender, arrival);
        for effect in &decision.effects {
            match effect.clone() {
                Effect::Register { attendee, state, contact } => {
                    let id = RegistrationId(self.roster.entries.len() as i64 + 1);
                    self.roster.entries.push(Entry { id, attendee, state, contact, arrived: arrival });
                }
                Effect::Amend { id, attendee, state } => {
                    let entry = self.roster.entries.iter_mut().find(|entry| entry.id == id).unwrap();
                    (entry.attendee, entry.state) = (attendee, state);
                }
            }
        }
        let letter = decision.reply.as_ref().map_or("nothing", |reply| reply.kind.key());
        (format!("{}, {letter}: {}", decision.outcome.key(), self.list()), decision)
    }

    fn list(&self) -> String {
        let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let row = |entry: &Entry| {
            let session = entry.attendee.session.as_ref().map(|id| id.0.clone());
            format!("{}/{}/{} {}", word(&entry.attendee.name), word(&entry.attendee.company), word(&session), entry.state.key())
        };
        self.roster.entries.iter().map(row).collect::<Vec<_>>().join("; ")
    }

    fn check(&mut self, sender: &Sender, reading: &Reading, want: &str) -> Decision {
        self.check_at(IN_TIME, sender, reading, want)
    }

    fn check_at(&mut self, arrival: &str, sender: &Sender, reading: &Reading, want: &str) -> Decision {
        let (got, decision) = self.mail_at(arrival, sender, reading);
        assert_eq!(got, want, "{reading:?}");
        decision
    }
}

#[test]
fn one_mail_on_an_empty_list() {
    let check = |reading: &Reading, want: &str| Story::new().check(&from("max@muster.example"), reading, want);
    check(&register(&["Max Muster/Muster GmbH/2"]), "confirm, confirm: Max Muster/Muster GmbH/2 confirmed");
    check(&register(&["Max Muster/Muster GmbH/-"]), "ask, ask: Max Muster/Muster GmbH/- incomplete");
    check(&register(&["-/Muster GmbH/2"]), "ask, ask: -/Muster GmbH/2 incomplete");
    check(&register(&[]), "ask, ask: -/-/- incomplete");
    check(&register(&["A Muster/M/1", "B Muster/M/-"]), "ask, ask: A Muster/M/1 confirmed; B Muster/M/- incomplete");
    check(&reading(Intent::Person, &[]), "human, received-for-a-person: ");
    check(&reading(Intent::Change, &["Max Muster/-/3"]), "human, received-for-a-person: ");
    check(&reading(Intent::Cancel, &["Max Muster/-/-"]), "human, received-for-a-person: ");
    check(&reading(Intent::Nothing, &[]), "ignore, nothing: ");
}

#[test]
fn what_is_asked_for() {
    let missing = |reading: &Reading| {
        let decision = decide(&kassel(), &Roster::default(), reading, &from("max@muster.example"), IN_TIME.parse().unwrap());
        let verdict = appraise(&kassel(), reading, IN_TIME.parse().unwrap());
        let asked = decision.reply.unwrap().missing;
        assert_eq!(asked, verdict.missing, "what is decided is what was appraised");
        asked.iter().map(|field| field.key()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(missing(&register(&[])), "name company session");
    assert_eq!(missing(&register(&["A Muster/-/-", "-/M/-"])), "name company session");
    assert_eq!(missing(&register(&["A Muster/M/-"])), "session");
    assert_eq!(missing(&Reading { unnamed: 2, ..register(&["A Muster/M/1"]) }), "name");
    assert_eq!(missing(&Reading { unnamed: 2, ..register(&["A Muster/M/-"]) }), "name session");
    let mut unclear = register(&["A Muster/M/-"]);
    unclear.attendees[0].unclear.push((Field::Session, "Session 9".to_owned()));
    assert_eq!(missing(&unclear), "session");
    let twice = register(&["A Muster/M/1", "a MUSTER/M/2"]);
    let decision = decide(&kassel(), &Roster::default(), &twice, &from("max@muster.example"), IN_TIME.parse().unwrap());
    assert_eq!((decision.outcome, decision.effects.len()), (Outcome::Ask, 1), "one person can't be in two parallel sessions");
}

#[test]
fn the_deadline_includes_its_last_second() {
    let check = |arrival: &str, want: &str| {
        Story::new().check_at(arrival, &from("max@muster.example"), &register(&["Max Muster/Muster GmbH/2"]), want)
    };
    check("2026-11-17T23:59:59.9+01:00", "confirm, confirm: Max Muster/Muster GmbH/2 confirmed");
    let late = check("2026-11-18T00:00:00+01:00", "late, late: Max Muster/Muster GmbH/2 late");
    assert_eq!(late.reason, "a registration that arrived 2026-11-18 00:00:00 CET, after the deadline 2026-11-17 23:59:59 CET");
}

#[test]
fn after_the_deadline() {
    const LATE: &str = "2026-11-18T08:00:00+01:00";
    let mut story = Story::new();
    story.check(
        &from("max@muster.example"),
        &register(&["Max Muster/Muster GmbH/2"]),
        "confirm, confirm: Max Muster/Muster GmbH/2 confirmed",
    );
    let again = register(&["Max Muster/Muster GmbH/2"]);
    story.check_at(LATE, &from("max@muster.example"), &again, "confirm, already: Max Muster/Muster GmbH/2 confirmed");
    let other = register(&["Max Muster/Muster GmbH/3"]);
    story.check_at(LATE, &proven("max@muster.example"), &other, "human, received-for-a-person: Max Muster/Muster GmbH/2 confirmed");
    let new = register(&["Eva Beispiel/Beispiel AG/1"]);
    let after = "late, late: Max Muster/Muster GmbH/2 confirmed; Eva Beispiel/Beispiel AG/1 late";
    story.check_at(LATE, &from("eva@beispiel.example"), &new, after);
    story.check_at(LATE, &from("eva@beispiel.example"), &new, after);

    let mut story = Story::new();
    story.check(&from("max@muster.example"), &register(&["Max Muster/Muster GmbH/-"]), "ask, ask: Max Muster/Muster GmbH/- incomplete");
    let rest = register(&["-/-/2"]);
    story.check_at("2026-11-20T00:00:00+01:00", &from("max@muster.example"), &rest, "late, late: Max Muster/Muster GmbH/- incomplete");
    story.check_at(LATE, &from("max@muster.example"), &rest, "confirm, confirm: Max Muster/Muster GmbH/2 confirmed");
}

#[test]
fn the_same_person_again() {
    let begin = || {
        let mut story = Story::new();
        story.check(
            &from("max@muster.example"),
            &register(&["Jörg Müller/Muster GmbH/2"]),
            "confirm, confirm: Jörg Müller/Muster GmbH/2 confirmed",
        );
        story
    };
    let check = |sender: &Sender, guests: &[&str], want: &str| begin().check(sender, &register(guests), want);
    let (max, office) = (from("Max@muster.example"), from("office@muster.example"));
    let stands = "Jörg Müller/Muster GmbH/2 confirmed";
    check(&max, &["Jörg Müller/Muster GmbH/2"], &format!("confirm, already: {stands}"));
    check(&max, &["JOERG MUELLER/Muster/2"], &format!("confirm, already: {stands}"));
    check(&office, &["Jörg Müller/Muster GmbH/2"], &format!("confirm, already: {stands}"));
    check(&max, &["Jörg Müller/-/-"], &format!("confirm, already: {stands}"));
    check(&office, &["Jörg Müller/Muster GmbH/-"], &format!("human, received-for-a-person: {stands}"));
    check(&max, &["J. Müller/Muster GmbH/2"], &format!("human, received-for-a-person: {stands}"));
    check(&max, &["Jörg Müller/Muster GmbH/3"], &format!("human, received-for-a-person: {stands}"));
    check(&office, &["Jörg Müller/Muster GmbH/3"], &format!("human, received-for-a-person: {stands}"));
    check(&proven("office@muster.example"), &["Jörg Müller/Muster GmbH/3"], &format!("human, received-for-a-person: {stands}"));
    let other = from("x@beispiel.example");
    check(&other, &["Jörg Müller/Beispiel AG/2"], &format!("confirm, confirm: {stands}; Jörg Müller/Beispiel AG/2 confirmed"));
    check(&max, &["Jan Müller/Muster GmbH/2"], &format!("confirm, confirm: {stands}; Jan Müller/Muster GmbH/2 confirmed"));
    check(
        &max,
        &["Jörg Müller/Muster GmbH/2", "Eva Beispiel/Muster GmbH/1"],
        &format!("confirm, confirm: {stands}; Eva Beispiel/Muster GmbH/1 confirmed"),
    );
    let owner = proven("max@muster.example");
    let change =
        check(&owner, &["Eva Neu/M/1", "Jörg Müller/-/3"], "change, changed: Jörg Müller/Muster GmbH/3 confirmed; Eva Neu/M/1 confirmed");
    let reply = change.reply.unwrap();
    assert_eq!((reply.before, reply.attendees[0].name.as_deref()), (Some(SessionId("2".into())), Some("Jörg Müller")));
    check(&owner, &["Jörg Müller/Beispiel AG/2"], "change, changed: Jörg Müller/Beispiel AG/2 confirmed");
}

#[test]
fn sessions_one_after_the_other_are_two_seats() {
    let mut story = Story::new();
    story.event.parallel = false;
    let max = from("max@muster.example");
    story.check(
        &max,
        &register(&["Max Muster/M/1", "Max Muster/M/2"]),
        "confirm, confirm: Max Muster/M/1 confirmed; Max Muster/M/2 confirmed",
    );
    story.check(&max, &register(&["Max Muster/M/2"]), "confirm, already: Max Muster/M/1 confirmed; Max Muster/M/2 confirmed");
    story.check(
        &max,
        &register(&["Max Muster/M/3"]),
        "confirm, confirm: Max Muster/M/1 confirmed; Max Muster/M/2 confirmed; Max Muster/M/3 confirmed",
    );
}

#[test]
fn completing() {
    let max = from("max@muster.example");
    let mut story = Story::new();
    story.check(&max, &register(&["Max Muster/-/-"]), "ask, ask: Max Muster/-/- incomplete");
    story.check(&max, &register(&["-/-/2"]), "ask, ask: Max Muster/-/2 incomplete");
    story.check(&from("evil@other.example"), &register(&["-/Böse AG/-"]), "ask, ask: Max Muster/-/2 incomplete; -/Böse AG/- incomplete");
    let forged = register(&["Max Muster/Muster GmbH/3"]);
    story.check(&max, &forged, "human, received-for-a-person: Max Muster/-/2 incomplete; -/Böse AG/- incomplete");
    story.check(
        &max,
        &register(&["max muster/Muster GmbH/-"]),
        "confirm, confirm: Max Muster/Muster GmbH/2 confirmed; -/Böse AG/- incomplete",
    );

    let mut nameless = Story::new();
    nameless.check(&max, &register(&["-/Muster GmbH/2"]), "ask, ask: -/Muster GmbH/2 incomplete");
    nameless.check(&max, &register(&["Eva Muster/Muster GmbH/2"]), "confirm, confirm: Eva Muster/Muster GmbH/2 confirmed");

    let mut several = Story::new();
    several.check(&max, &register(&["A Muster/M/-", "B Muster/M/-"]), "ask, ask: A Muster/M/- incomplete; B Muster/M/- incomplete");
    several.check(&max, &register(&["-/-/2"]), "human, received-for-a-person: A Muster/M/- incomplete; B Muster/M/- incomplete");
    several.check(&max, &register(&["B Muster/-/2"]), "confirm, confirm: A Muster/M/- incomplete; B Muster/M/2 confirmed");
}

#[test]
fn the_conversation_names_whom_it_concerns() {
    let mut story = Story::new();
    story.check(&from("max@muster.example"), &register(&["Max Muster/M/2"]), "confirm, confirm: Max Muster/M/2 confirmed");
    story.roster.conversation = vec![RegistrationId(1)];
    story.check(&proven("max@muster.example"), &register(&["-/-/3"]), "human, received-for-a-person: Max Muster/M/2 confirmed");
}

#[test]
fn machines_and_hands() {
    let machine = Sender { origin: Origin::Machine(Machine::AutoReply, "Auto-Submitted".into()), ..from("max@muster.example") };
    let doubtful = Sender { origin: Origin::Doubtful("Precedence: bulk".into()), ..from("max@muster.example") };
    let answered = Sender { answered: true, ..from("max@muster.example") };
    let check = |sender: &Sender, reading: &Reading, want: &str| Story::new().check(sender, reading, want);
    let complete = register(&["Max Muster/M/2"]);
    check(&machine, &complete, "ignore, nothing: ");
    check(&machine, &reading(Intent::Person, &[]), "ignore, nothing: ");
    check(&doubtful, &complete, "confirm, confirm: Max Muster/M/2 confirmed");
    check(&doubtful, &register(&["Max Muster/-/2"]), "human, nothing: ");
    check(&doubtful, &reading(Intent::Person, &[]), "human, nothing: ");
    check(&answered, &complete, "human, nothing: ");
    check(&answered, &reading(Intent::Nothing, &[]), "ignore, nothing: ");
    check(&Sender::default(), &complete, "human, nothing: ");
    check(&Sender::default(), &reading(Intent::Person, &[]), "human, nothing: ");
}

#[test]
fn questions_besides_are_passed_on() {
    let asks = Reading { question: Some("Gibt es Parkplätze?".into()), ..register(&["Max Muster/M/2"]) };
    let decision = Story::new().check(&from("max@muster.example"), &asks, "confirm, confirm: Max Muster/M/2 confirmed");
    assert!(decision.also_human && decision.reply.unwrap().passed_on);
    let verdict = appraise(&kassel(), &asks, IN_TIME.parse().unwrap());
    assert_eq!((verdict.outcome, verdict.also_human), (Outcome::Confirm, true));
}
