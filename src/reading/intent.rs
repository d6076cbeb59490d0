//! What the sender wants: to register, to change, to withdraw, something that a person must read, or nothing.
//!
//! Headers and calendar answers decide by themselves. All else is decided by what the sentences of the new text do (see [`Act`]), weighed against each
//! other and against what else is known: whether the mail answers one of ours, names people, a session, fills in a form.

use super::learned::act::Act;
use super::scene::Scene;
use super::session::Stance;
use super::understood::Said;
use super::{Intent, Place};
use crate::message::{Machine, Oddity, Origin};

/// What the sender wants, and why we think so.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The intent.
    pub intent: Intent,
    /// One English sentence, without personal data.
    pub reason: String,
    /// The words that decided.
    pub words: String,
}

/// What else is known when the intent is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    /// The new text or the subject chooses a session, or leaves several open.
    pub session: bool,
    /// It chooses one session.
    pub settled: bool,
    /// The new text has filled-in fields.
    pub form: bool,
    /// The new text names people in an attending role, besides the sender.
    pub people: bool,
    /// It points to a mail below that says the rest.
    pub below: bool,
}

/// Judges a mail.
pub fn judge(scene: &Scene<'_>, hints: Hints) -> Judgement {
    by_origin(scene).or_else(|| by_calendar(scene)).or_else(|| by_oddity(scene, hints)).unwrap_or_else(|| by_text(scene, hints))
}

fn judgement(intent: Intent, reason: &str, words: &str) -> Judgement {
    Judgement { intent, reason: reason.to_owned(), words: words.trim().to_owned() }
}

/// Machines want nothing, unless they carry a calendar answer.
fn by_origin(scene: &Scene<'_>) -> Option<Judgement> {
    match &scene.message.origin {
        Origin::Machine(Machine::AutoReply | Machine::Generated, sign) if scene.message.calendar.is_some() => {
            by_calendar(scene).or_else(|| Some(judgement(Intent::Nothing, "written by a machine", sign)))
        }
        Origin::Machine(kind, sign) => {
            let reason = match kind {
                Machine::Own => "our own mail came back",
                Machine::DeliveryReport => "a delivery report",
                Machine::Receipt => "a read receipt",
                Machine::AutoReply => "an automatic answer",
                Machine::List => "a mailing list or newsletter",
                Machine::Generated => "written by a machine",
            };
            Some(judgement(Intent::Nothing, reason, sign))
        }
        _ => None,
    }
}

/// RFC 5546 section 3.2.3: an attendee answers an invitation.
fn by_calendar(scene: &Scene<'_>) -> Option<Judgement> {
    let calendar = scene.message.calendar.as_ref()?;
    let status = calendar.status.as_deref().unwrap_or_default();
    match (calendar.method.as_str(), status) {
        ("REPLY", "DECLINED") => Some(judgement(Intent::Cancel, "the calendar invitation was declined", "PARTSTAT=DECLINED")),
        ("REPLY", "ACCEPTED" | "TENTATIVE") => Some(judgement(Intent::Nothing, "the calendar invitation was accepted", status)),
        ("REPLY" | "COUNTER", _) => Some(judgement(Intent::Person, "a calendar answer that needs a person", calendar.method.as_str())),
        _ => None,
    }
}

fn by_oddity(scene: &Scene<'_>, hints: Hints) -> Option<Judgement> {
    let odd = |oddity| scene.message.oddities.contains(&oddity);
    if odd(Oddity::Unreadable) {
        return Some(judgement(Intent::Person, "the mail can't be read", ""));
    }
    if odd(Oddity::Encrypted) && scene.texts.iter().all(|(_, d)| d.text.trim().is_empty()) {
        return Some(judgement(Intent::Person, "the mail is encrypted", ""));
    }
    if odd(Oddity::Contradictory) {
        return Some(judgement(Intent::Person, "text and HTML of the mail say different things", ""));
    }
    if odd(Oddity::SeveralSenders) {
        return Some(judgement(Intent::Person, "the mail has more than one sender", ""));
    }
    let empty = scene.said().trim().is_empty() && scene.subject.fold.trim().is_empty() && !hints.below && !hints.form;
    empty.then(|| judgement(Intent::Person, "the mail says nothing that could be read", ""))
}

/// What a mail's sentences do, all taken together.
struct Acts<'s> {
    /// Each with its words.
    said: Vec<(&'s Said, &'s str, Place)>,
}

impl<'s> Acts<'s> {
    fn new(scene: &'s Scene<'_>) -> Self {
        // the subject of an answer was written before, for another mail
        let spoken = scene.texts.iter().any(|(_, doc)| !doc.fold.trim().is_empty());
        let subject = Some(&scene.subject).filter(|_| !(scene.answered && spoken));
        let docs = scene.texts.iter().map(|(_, doc)| doc).chain(subject);
        let said = docs.flat_map(|doc| scene.understood(doc).sentences.iter().map(|s| (s, doc.words(&s.range), doc.place))).collect();
        Self { said }
    }

    /// How likely the likeliest sentence does this. A subject is too short to say more than that it registers or withdraws.
    fn likelihood(&self, act: Act) -> f32 {
        let believed = |place: Place| {
            place != Place::Subject
                || matches!(
                    act,
                    Act::Register
                        | Act::Already
                        | Act::Cancel
                        | Act::Switch
                        | Act::Substitute
                        | Act::Absence
                        | Act::Ticket
                        | Act::Advert
                        | Act::Press
                )
        };
        // what says thanks is no complaint
        let meant = |s: &Said| {
            !matches!(act, Act::Complaint | Act::Press | Act::Business | Act::Advert) || s.likelihood(act) > s.likelihood(Act::Thanks)
        };
        self.said.iter().filter(|(s, _, place)| believed(*place) && meant(s)).map(|(s, _, _)| s.likelihood(act)).fold(0.0, f32::max)
    }

    /// Whether a sentence does this.
    fn does(&self, act: Act) -> bool {
        self.likelihood(act) >= 0.5
    }

    /// The same, in the text alone.
    fn text_does(&self, act: Act) -> bool {
        self.said.iter().any(|(s, _, place)| *place != Place::Subject && s.does(act))
    }

    /// How many sentences do this, each by its likelihood. Subjects count where they are believed to say so.
    fn weight(&self, act: Act) -> f32 {
        let counts = |place: Place| place != Place::Subject || matches!(act, Act::Absence | Act::Ticket);
        self.said.iter().filter(|(_, _, place)| counts(*place)).map(|(s, _, _)| s.likelihood(act)).filter(|p| *p > 0.2).sum()
    }

    /// The words that do this most likely.
    fn words(&self, act: Act) -> &'s str {
        let best = self.said.iter().max_by(|a, b| a.0.likelihood(act).total_cmp(&b.0.likelihood(act)));
        best.map_or("", |(_, words, _)| words)
    }

    /// Whether some sentence registers without doing any of these besides.
    fn registers_without(&self, others: &[Act]) -> bool {
        self.said.iter().any(|(s, _, _)| s.does(Act::Register) && !others.iter().any(|a| s.does(*a)))
    }
}

/// What the new text says; where there is none, the subject.
fn by_text(scene: &Scene<'_>, hints: Hints) -> Judgement {
    let acts = Acts::new(scene);
    let by = |intent: Intent, reason: &str, act: Act| judgement(intent, reason, acts.words(act));
    // a subject that only names the event registers nobody who calls off below
    let refuses = acts.text_does(Act::Cancel) || acts.text_does(Act::Decline) || acts.text_does(Act::Absence);
    let registers = if refuses { acts.text_does(Act::Register) } else { acts.does(Act::Register) };
    let concrete = hints.form || hints.session || hints.people;
    if let Some(judged) = automatic(scene, &acts, registers && concrete) {
        return judged;
    }
    if digest_answered(scene) {
        return judgement(Intent::Person, "an answer to the organisers' digest", "");
    }
    if let Some(judged) = unwanted(&acts, hints, registers) {
        return judged;
    }
    let confirmed = scene.answers_confirmation();
    let registered = confirmed || acts.does(Act::Already);
    let withdraws = acts.does(Act::Cancel);
    let declines = acts.does(Act::Decline);
    let registers_others = hints.people && acts.registers_without(&[Act::Cancel]);

    if acts.does(Act::Substitute) && (hints.people || hints.session) {
        return match registered || withdraws || replaces(scene) {
            true => by(Intent::Change, "another person comes instead", Act::Substitute),
            false => by(Intent::Register, "somebody comes in the place of the one invited", Act::Substitute),
        };
    }
    let moves = left_and_chosen(scene);
    let switches = acts.does(Act::Switch) && (registered || moves || acts.likelihood(Act::Switch) > 0.8) || moves && registered;
    if switches && hints.session && !acts.does(Act::Another) {
        return by(Intent::Change, "from one session to another", Act::Switch);
    }
    if (withdraws || declines && registered)
        && !registers_others
        && !(hints.session && acts.registers_without(&[Act::Cancel, Act::Decline, Act::Already]))
    {
        let act = if withdraws { Act::Cancel } else { Act::Decline };
        return by(Intent::Cancel, "a registration is withdrawn", act);
    }
    if acts.does(Act::Correct) && (registered || !registers) && !acts.does(Act::Another) {
        return by(Intent::Change, "an earlier registration is to be corrected", Act::Correct);
    }
    if scene.answers_question() && !declines && !withdraws && !only_asks(&acts) && !scene.said().trim().is_empty() {
        return judgement(Intent::Register, "answers our question", "");
    }
    if hints.form {
        return judgement(Intent::Register, "filled-in fields", "");
    }
    if acts.does(Act::Undecided) && acts.likelihood(Act::Undecided) > acts.likelihood(Act::Register) {
        return by(Intent::Person, "the sender has not decided yet", Act::Undecided);
    }
    // "da kann ich leider nicht, ich wäre gern dabei gewesen"
    let regrets = declines && !concrete && acts.likelihood(Act::Decline) >= acts.likelihood(Act::Register);
    if regrets || declines && !registers_others && !(registers && acts.registers_without(&[Act::Decline])) {
        return by(Intent::Person, "an apology of somebody who is not known to be registered", Act::Decline);
    }
    if acts.does(Act::Another) && (registers || hints.people || hints.session) {
        return by(Intent::Register, "one more person", Act::Another);
    }
    if only_asks(&acts) && !hints.people {
        return by(Intent::Person, "only questions", Act::Question);
    }
    if confirmed && !registers && !hints.people {
        return match hints.session {
            true => judgement(Intent::Change, "answers a confirmation with a session", ""),
            false => judgement(Intent::Person, "answers a confirmation without saying what is to change", ""),
        };
    }
    if registers || hints.below {
        return by(Intent::Register, "asks to be registered", if registers { Act::Register } else { Act::Pointer });
    }
    let short = scene.said().len() < 600;
    if hints.session && (short || hints.people) || hints.people && acts.likelihood(Act::Register) > 0.3 {
        return judgement(Intent::Register, "names who or what, and nothing else", "");
    }
    if acts.does(Act::Unnamed) && acts.likelihood(Act::Register) > 0.2 {
        return by(Intent::Register, "announces people", Act::Unnamed);
    }
    if acts.text_does(Act::Thanks) {
        return by(Intent::Person, "thanks, and nothing to do", Act::Thanks);
    }
    judgement(Intent::Person, "no registration found", "")
}

/// Absence notes, ticket acknowledgements and alike without any telling header.
fn automatic(scene: &Scene<'_>, acts: &Acts<'_>, registers: bool) -> Option<Judgement> {
    let act = if acts.weight(Act::Absence) >= acts.weight(Act::Ticket) { Act::Absence } else { Act::Ticket };
    let weight = acts.weight(Act::Absence) + acts.weight(Act::Ticket);
    let told = scene.message.sounds_automatic().is_some();
    let in_subject = acts.said.iter().any(|(s, _, place)| *place == Place::Subject && (s.does(Act::Absence) || s.does(Act::Ticket)));
    let sure = weight + f32::from(u8::from(told)) * 0.5 + f32::from(u8::from(in_subject)) * 0.5;
    let enough = if registers { 3.0 } else { 1.2 };
    (sure >= enough).then(|| judgement(Intent::Nothing, "reads like an automatic answer", acts.words(act)))
}

/// Complaints, the press, other business, advertising.
fn unwanted(acts: &Acts<'_>, hints: Hints, registers: bool) -> Option<Judgement> {
    let by = |intent: Intent, reason: &str, act: Act| Some(judgement(intent, reason, acts.words(act)));
    let positive = registers && acts.text_does(Act::Register) && (hints.session || hints.people || hints.form);
    if acts.does(Act::Complaint) && !positive {
        return by(Intent::Person, "a complaint or a matter of data protection", Act::Complaint);
    }
    if acts.does(Act::Press) && !positive {
        return by(Intent::Person, "a request of the press", Act::Press);
    }
    let adverts = acts.weight(Act::Advert);
    if adverts >= 2.0 && !registers && !hints.form {
        return by(Intent::Nothing, "advertising", Act::Advert);
    }
    if adverts >= 1.5 && !hints.settled && !hints.people && !hints.form {
        return by(Intent::Person, "advertising", Act::Advert);
    }
    if adverts >= 0.9 && !positive && !hints.form {
        return by(Intent::Person, "advertising", Act::Advert);
    }
    if acts.does(Act::Business) && !positive && !hints.form {
        return by(Intent::Person, "other business, no registration", Act::Business);
    }
    None
}

/// Whether the mail answers a digest of ours: that is for the organisers to talk about.
fn digest_answered(scene: &Scene<'_>) -> bool {
    let subject = super::text::Doc::new(Place::Subject, scene.message.subject.clone()).fold;
    let reply = ["re:", "aw:", "antwort:", "wg:", "fwd:"].iter().any(|w| subject.starts_with(w));
    reply
        && ["tagesuebersicht", "tagesbericht", "daily digest", "digest", "uebersicht der anmeldungen", "anmeldestand"]
            .iter()
            .any(|w| subject.contains(w))
}

/// Whether all that the mail has to say are questions: no sentence registers anybody by itself.
fn only_asks(acts: &Acts<'_>) -> bool {
    let asks = |s: &Said, words: &str| s.does(Act::Question) || words.ends_with('?') && s.likelihood(Act::Register) < 0.5;
    acts.said.iter().any(|(s, words, _)| asks(s, words)) && !acts.said.iter().any(|(s, _, _)| s.does(Act::Register))
}

/// Whether somebody is named in whose place another comes; not where only the invitation went to him.
fn replaces(scene: &Scene<'_>) -> bool {
    scene.texts.iter().any(|(_, doc)| {
        let invited = ["einlad", "eingelad", "invit"].iter().any(|w| doc.fold.contains(w));
        !invited && doc.people().iter().any(|p| super::people::is_replaced(doc, p))
    })
}

/// Whether the text names both a session that is left and one that is entered.
fn left_and_chosen(scene: &Scene<'_>) -> bool {
    scene.texts.iter().any(|(_, doc)| {
        let mentions = &scene.understood(doc).mentions;
        mentions.iter().any(|m| m.stance == Stance::Left) && mentions.iter().any(|m| m.stance == Stance::Chosen)
    })
}
