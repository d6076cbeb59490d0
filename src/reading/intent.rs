//! What the sender wants: to register, to change, to withdraw, something that a person must read, or nothing.

use super::scene::Scene;
use super::words::WORDS;
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
    /// The new text or the subject names a session.
    pub session: bool,
    /// The new text has filled-in fields.
    pub form: bool,
    /// The new text names people in an attending role.
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

/// What the new text says; where there is none, the subject.
fn by_text(scene: &Scene<'_>, hints: Hints) -> Judgement {
    let said = scene.said();
    let all = format!("{}\n\n{said}", scene.subject.fold);
    let has = |phrases: &super::words::Phrases| phrases.found(&all);
    let quote = |phrases: &super::words::Phrases| phrases.find(&all).and_then(|r| all.get(r)).unwrap_or_default().to_owned();

    let registers = WORDS.register.found(&said) || (said.trim().len() < 400 && WORDS.register.found(&scene.subject.fold));
    let concrete = hints.session || hints.form || hints.people;

    if let Some(automatic) = automatic(scene, &said, concrete) {
        return automatic;
    }
    if digest_answered(scene) {
        return judgement(Intent::Person, "an answer to the organisers' digest", "");
    }
    if has(&WORDS.complaint) && (!concrete || !registers_positively(&said)) {
        return judgement(Intent::Person, "a complaint or a matter of data protection", &quote(&WORDS.complaint));
    }
    if has(&WORDS.press) && !hints.form && !WORDS.oneself.found(&said) {
        return judgement(Intent::Person, "a request of the press", &quote(&WORDS.press));
    }
    if WORDS.business.found(&all) && !registers {
        return judgement(Intent::Person, "other business, no registration", &quote(&WORDS.business));
    }
    let adverts = count(&WORDS.advertising, &all);
    if adverts >= 3 && !hints.form && !WORDS.oneself.found(&said) {
        return judgement(Intent::Nothing, "advertising", &quote(&WORDS.advertising));
    }
    if adverts >= 2 && !(hints.form && hints.session) && !WORDS.oneself.found(&said) {
        return judgement(Intent::Person, "advertising", &quote(&WORDS.advertising));
    }

    let confirmed = scene.answers_confirmation();
    let registered = confirmed || WORDS.registered.found(&said);
    let substitutes = WORDS.substitute.found(&said);
    let cancels = WORDS.cancel.found(&all);
    let regrets = WORDS.regret.found(&said);

    let complete = hints.people && hints.session && !registered && !cancels;
    if substitutes && (hints.people || hints.session) && !complete && (registered || cancels || regrets) {
        return judgement(Intent::Change, "another person comes instead", &quote(&WORDS.substitute));
    }
    let asks_only = only_questions(scene);
    if WORDS.change.found(&all) && hints.session && registered && !WORDS.cancel.found(&all) && !WORDS.additional.found(&said) {
        return judgement(Intent::Change, "an earlier registration is to be altered", &quote(&WORDS.change));
    }
    if complete && substitutes {
        return judgement(Intent::Register, "somebody comes in the place of the one invited", &quote(&WORDS.substitute));
    }
    if cancels || regrets {
        let withdraws = WORDS.withdraw.found(&all) && (WORDS.cancel.found(&all) || regrets)
            || cancels && registered
            || regrets && (confirmed || WORDS.registered.found(&said))
            || WORDS.cancel.found(&said) && !concrete && !registers_positively(&said);
        if withdraws && !positive_after_regret(&said, hints) {
            return judgement(
                Intent::Cancel,
                "a registration is withdrawn",
                &quote(if WORDS.cancel.found(&all) { &WORDS.cancel } else { &WORDS.regret }),
            );
        }
    }
    if (WORDS.change.found(&said) || WORDS.correction.found(&said)) && registered && !WORDS.additional.found(&said) {
        let words = if WORDS.change.found(&said) { &WORDS.change } else { &WORDS.correction };
        return judgement(Intent::Change, "an earlier registration is to be altered", &quote(words));
    }
    if WORDS.change.found(&said) && hints.session && moves(scene) && !WORDS.undecided.found(&said) {
        return judgement(Intent::Change, "from one session to another", &quote(&WORDS.change));
    }
    if scene.answers_question() && !asks_only && !regrets && !cancels && !said.trim().is_empty() {
        return judgement(Intent::Register, "answers our question", "");
    }
    if WORDS.undecided.found(&said) && !hints.form {
        return judgement(Intent::Person, "the sender has not decided yet", &quote(&WORDS.undecided));
    }
    if asks_only && !hints.form {
        return judgement(Intent::Person, "only questions", &quote(&WORDS.question));
    }
    if hints.form {
        return judgement(Intent::Register, "filled-in fields", "");
    }
    if regrets && !concrete_registration(&said, hints) && !(hints.people && hints.session) {
        return judgement(Intent::Person, "an apology of somebody who is not known to be registered", &quote(&WORDS.regret));
    }
    if confirmed
        && !hints.session
        && !hints.people
        && !WORDS.additional.found(&said)
        && !WORDS.register.find_all(&said).iter().any(|r| said.get(r.clone()).is_some_and(|w| w.contains("meld") || w.contains("regist")))
    {
        return judgement(Intent::Person, "answers a confirmation without saying what is to change", "");
    }
    if registers || hints.below || hints.people && hints.session {
        let words = if registers { quote(&WORDS.register) } else { quote(&WORDS.pointer) };
        return judgement(Intent::Register, "asks to be registered", &words);
    }
    if hints.session && said.len() < 600 {
        return judgement(Intent::Register, "names a session and nothing else", "");
    }
    if only_thanks(&said) && (confirmed || !hints.session) {
        return judgement(Intent::Person, "thanks, and nothing to do", "");
    }
    if confirmed && hints.session {
        return judgement(Intent::Change, "answers a confirmation with a session", "");
    }
    judgement(Intent::Person, "no registration found", "")
}

/// Absence notes, ticket acknowledgements and alike without any telling header: two signs in the text, or one in the subject and one in
/// the text, and nothing that registers anybody.
fn automatic(scene: &Scene<'_>, said: &str, registers: bool) -> Option<Judgement> {
    let subject = fold_subject(scene);
    let in_subject = WORDS.automatic.found(&subject)
        || [
            "auto:", "autoreply", "automatische antwort", "abwesenheit", "out of office", "automatic reply", "ticket",
            "eingangsbestaetigung", "empfangsbestaetigung", "ihre anfrage", "your request", "autoantwort", "auto reply", "auto-reply",
            "urlaub",
        ]
        .iter()
        .any(|w| subject.contains(w));
    let signs = count(&WORDS.automatic, said);
    let sure = in_subject && signs >= 1 || signs >= 2;
    if !sure || registers && !in_subject {
        return None;
    }
    let words = WORDS.automatic.find(said).and_then(|r| said.get(r)).unwrap_or_default();
    Some(judgement(Intent::Nothing, "reads like an automatic answer", words))
}

/// Whether the mail answers a digest of ours: that is for the organisers to talk about.
fn digest_answered(scene: &Scene<'_>) -> bool {
    let subject = fold_subject(scene);
    let reply = ["re:", "aw:", "antwort:", "wg:", "fwd:"].iter().any(|w| subject.starts_with(w));
    reply
        && ["tagesuebersicht", "tagesbericht", "daily digest", "digest", "uebersicht der anmeldungen", "anmeldestand"]
            .iter()
            .any(|w| subject.contains(w))
}

/// Whether a text holds nothing but thanks and politeness.
fn only_thanks(said: &str) -> bool {
    let words = said.split_whitespace().count();
    words <= 25
        && ["dank", "thank", "super", "prima", "perfekt", "great"].iter().any(|w| said.contains(w))
        && !WORDS.question.found(said)
        && !said.contains('?')
}

fn fold_subject(scene: &Scene<'_>) -> String {
    super::text::Doc::new(Place::Subject, scene.message.subject.clone()).fold
}

fn count(phrases: &super::words::Phrases, text: &str) -> usize {
    let mut seen: Vec<&str> = phrases.find_all(text).into_iter().filter_map(|r| text.get(r)).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Whether all that the text has to say are questions: no sentence registers anybody by itself.
fn only_questions(scene: &Scene<'_>) -> bool {
    let mut questions = 0;
    for (_, doc) in &scene.texts {
        for sentence in &doc.sentences {
            let text = doc.folded_str(sentence);
            let asks = text.ends_with('?') || WORDS.question.found(text);
            let wants = WORDS.oneself.found(text) && WORDS.register.found(text);
            if asks && !wants && !WORDS.request.found(text) {
                questions += 1;
            } else if WORDS.register.found(text) && !WORDS.salutation.found(text.split(' ').next().unwrap_or_default()) {
                return false;
            }
        }
    }
    questions > 0 && !WORDS.register.found(&scene.subject.fold)
}

/// Whether a positive registration stands besides a regret ("ich selbst kann nicht, bitte melden Sie Frau X an").
fn concrete_registration(said: &str, hints: Hints) -> bool {
    (hints.session || hints.people) && registers_positively(said)
}

fn registers_positively(said: &str) -> bool {
    WORDS.register.find_all(said).into_iter().any(|hit| {
        let words = said.get(hit.clone()).unwrap_or_default();
        let before = said.get(..hit.start).unwrap_or_default();
        let near = before.rsplit(['.', ',', '!', '\n']).next().unwrap_or_default();
        let negated = ["nicht", "kein", "not", "never", "cannot", "can't", "absag", "cancel", "leider"]
            .iter()
            .any(|w| words.contains(w) || near.contains(w));
        let follows = said.get(hit.end..).unwrap_or_default().split(['.', ',', '!', '\n']).next().unwrap_or_default();
        !negated && !["nicht", "absagen", "zurueck", "not"].iter().any(|w| follows.split_whitespace().take(4).any(|f| f.starts_with(w)))
    })
}

/// "Ich kann selbst nicht, es kommt Frau X in die Session 2": a regret that ends in a registration.
fn positive_after_regret(said: &str, hints: Hints) -> bool {
    hints.session && hints.people && registers_positively(said) && !WORDS.withdraw.found(said) && !WORDS.cancel.found(said)
}

/// Whether the text names both a session that is left and one that is entered.
fn moves(scene: &Scene<'_>) -> bool {
    use super::session::Stance;
    scene.texts.iter().any(|(_, doc)| {
        let mentions = scene.catalogue.mentions(doc, &(0..doc.fold.len()), &scene.title_mask(doc));
        mentions.iter().any(|m| m.stance == Stance::Refused)
            && mentions.iter().any(|m| m.stance == Stance::Chosen)
            && mentions.iter().any(|m| m.stance == Stance::Refused && from_word(doc, m.range.start))
    })
}

/// Whether "von" or "from" leads to the mention: only somebody already in a session can leave it.
fn from_word(doc: &super::text::Doc, at: usize) -> bool {
    let sentence = doc.sentence_at(at);
    let before = doc.folded_str(&(sentence.start..at));
    before.split_whitespace().rev().take(3).any(|w| matches!(w, "von" | "from" | "aus"))
}
