//! A [`Message`] and an [`Event`] become a [`Reading`]: who, from which company, for which
//! session, what for; every field with the words it was read from. Pure, and made for any input.

pub mod company;
pub mod doubt;
pub mod fold;
pub mod form;
pub mod intent;
pub mod learned;
pub mod name;
pub mod people;
pub mod scene;
pub mod session;
pub mod text;
pub mod understood;
pub mod words;

use std::ops::Range;

use self::intent::{Hints, Judgement};
use self::learned::act::Act;
use self::learned::naming::{Kind, Writer};
use self::people::{Guests, Voice};
use self::scene::{Quote, Scene};
use self::session::{Catalogue, Choice};
use self::text::Doc;
use self::understood::Said;
use self::words::WORDS;
use crate::address::Mailbox;
use crate::event::{Event, Field, Language, SessionId};
use crate::message::Message;

/// What a mail says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the sender wants.
    pub intent: Intent,
    /// Whom it concerns, in the order of the mail. With [`Intent::Change`] what holds afterwards, with `None` for what stays.
    pub attendees: Vec<Guest>,
    /// People announced without names ("wir kommen zu dritt").
    pub unnamed: u32,
    /// A question or wish besides, that a person must answer, in the sender's words.
    pub question: Option<String>,
    /// The language it is written in; `None` where that is not clear.
    pub language: Option<Language>,
    /// Why this intent: one English sentence for log, ledger and digest, without personal data.
    pub reason: String,
    /// The words from which the intent was read.
    pub words: String,
}

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// To register somebody.
    Register,
    /// To change a registration.
    Change,
    /// To withdraw one.
    Cancel,
    /// Something that a person must read: a question, a complaint, an apology of somebody who never registered, what is not understood.
    Person,
    /// Nothing: an automatic answer, a report, advertising, an accepted invitation.
    Nothing,
}

/// One attendee as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guest {
    /// The name.
    pub name: Option<Found<String>>,
    /// The company.
    pub company: Option<Found<String>>,
    /// The session.
    pub session: Option<Found<SessionId>>,
    /// Second choices, in order.
    pub alternatives: Vec<Found<SessionId>>,
    /// Fields that the mail names in a way that does not settle them (a session that does not exist, two without preference).
    pub unclear: Vec<(Field, String)>,
}

/// A value with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// The words from which it was read.
    pub words: String,
    /// Where they stand.
    pub place: Place,
    /// Which rule read them: a short English name.
    pub rule: &'static str,
    /// How sure it is, `0.0..=1.0`.
    pub certainty: f32,
}

/// Where words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In the text.
    Text,
    /// In the subject.
    Subject,
    /// In the signature.
    Signature,
    /// In the display name of From.
    From,
    /// In the sender's address.
    Address,
    /// In the Organization header.
    Organization,
    /// In an attached visiting card.
    Card,
    /// In a calendar answer.
    Calendar,
    /// In our own quoted mail.
    OwnQuote,
    /// In a forwarded or quoted mail of somebody else.
    Quote,
}

/// Reads the mails of one event; what is made of its titles and ids is made once.
#[derive(Debug)]
pub struct Reader {
    event: Event,
    catalogue: Catalogue,
}

impl Reader {
    /// A reader for `event`.
    pub fn new(event: &Event) -> Self {
        Self { event: event.clone(), catalogue: Catalogue::new(event) }
    }

    /// The event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// Reads a mail. Any message gives a reading.
    pub fn read(&self, message: &Message) -> Reading {
        read(&Scene::new(message, &self.event, &self.catalogue))
    }
}

fn read(scene: &Scene<'_>) -> Reading {
    let texts: Vec<&Doc> = scene.texts.iter().map(|(_, d)| d).chain(std::iter::once(&scene.subject)).collect();
    let voice = Voice::new(texts, None);
    let below = mail_below(scene, &voice);
    let mut judgement = intent::judge(scene, hints(scene, &voice, below.is_some()));
    let language = language(scene);
    let question = question(scene);
    let mut guests = match judgement.intent {
        Intent::Register => registered(scene, &voice, below),
        Intent::Change => changed(scene, &voice),
        Intent::Cancel => Guests { guests: withdrawn(scene), unnamed: 0 },
        Intent::Person | Intent::Nothing => Guests::default(),
    };
    if guests.guests.len() > people::MAX_GUESTS {
        // so many are rarely meant, and never checked by anybody if they are confirmed at once
        judgement =
            Judgement { intent: Intent::Person, reason: "names more people than one mail may register".to_owned(), words: String::new() };
        guests = Guests::default();
    }
    if judgement.intent == Intent::Register {
        doubt::weigh(scene, &mut guests.guests);
    }
    let Judgement { intent, reason, words } = judgement;
    let question = question.filter(|_| matches!(intent, Intent::Register | Intent::Change));
    Reading { intent, attendees: guests.guests, unnamed: guests.unnamed, question, language, reason, words }
}

/// What the judgement may know of names, sessions and forms before it falls.
fn hints(scene: &Scene<'_>, voice: &Voice<'_>, below: bool) -> Hints {
    let form = scene.texts.iter().any(|(_, d)| form::guests(scene, d).iter().any(|g| g.name.is_some() || g.company.is_some()))
        || scene.quotes.iter().filter(|q| q.own).any(|q| !scene.answers_confirmation() && typed_in(scene, &q.doc));
    let shared = people::shared_choice(scene, voice).map(|(_, choice)| choice).unwrap_or_default();
    let pointed = pointed_at(scene).is_some();
    let (session, settled) = (shared != Choice::default() || pointed, shared.session.is_some() || pointed);
    let people = people::names_attendees(scene, voice);
    Hints { session, settled, form, people, below }
}

/// Whether a quoted form of ours holds answers that somebody typed in.
fn typed_in(scene: &Scene<'_>, doc: &Doc) -> bool {
    form::guests(scene, doc).iter().any(|g| g.name.is_some())
}

/// The attendees of a registration.
fn registered(scene: &Scene<'_>, voice: &Voice<'_>, below: Option<&Quote>) -> Guests {
    if let Some(guests) = inline_form(scene) {
        return guests;
    }
    let mut guests = match below {
        Some(quote) => guests_below(scene, voice, quote),
        None => people::guests(scene, voice),
    };
    if let Some(found) = pointed_at(scene) {
        for guest in guests.guests.iter_mut().filter(|g| g.session.is_none() && g.unclear.is_empty()) {
            guest.session = Some(found.clone());
        }
    }
    fill_from_own_quote(scene, &mut guests);
    guests
}

/// Answers typed into a form of ours that the mail quotes: between the quoted lines, or behind the labels.
fn inline_form(scene: &Scene<'_>) -> Option<Guests> {
    let quoted = scene.quotes.iter().filter(|q| q.own).map(|q| form_labels(&q.doc)).sum::<usize>() >= 2;
    if !quoted || scene.answers_confirmation() {
        return None;
    }
    // the mail in its own order, quotes and answers together
    let mut text = String::new();
    for block in scene.message.blocks.iter().filter(|b| {
        matches!(b.kind, crate::message::BlockKind::New | crate::message::BlockKind::Quote | crate::message::BlockKind::Signature)
    }) {
        for line in &block.lines {
            text.push_str(line);
            text.push('\n');
        }
    }
    let doc = Doc::new(Place::Text, text);
    let voice = Voice::new(vec![&doc], None);
    let filled = form::guests(scene, &doc);
    // "dann nehme ich A", above our question: the form below is ours
    let told = Voice::new(scene.texts.iter().map(|(_, d)| d).collect(), None);
    if scene.answers_question() && people::shared_choice(scene, &told).is_some_and(|(_, c)| c.session.is_some()) {
        return None;
    }
    filled.iter().any(|g| g.name.is_some() && (g.company.is_some() || g.choice.is_some())).then(|| people::guests(scene, &voice))
}

fn form_labels(doc: &Doc) -> usize {
    doc.line_texts()
        .filter(|(_, l)| l.split_once(':').is_some_and(|(label, _)| form::label_of(label).is_some_and(|l| l != form::Label::Other)))
        .count()
}

/// The newest mail of somebody else below, where the sender points to it and says too little himself.
fn mail_below<'a>(scene: &'a Scene<'_>, voice: &Voice<'_>) -> Option<&'a Quote> {
    let said = scene.said();
    let quote = scene.quotes.iter().find(|q| !q.own && !q.doc.text.trim().is_empty())?;
    let complete = people::shared_choice(scene, voice).is_some_and(|(_, c)| c.session.is_some());
    let points = WORDS.pointer.found(&said) || said.trim().is_empty();
    (points && !complete && said.len() < 600).then_some(quote)
}

/// Reads the attendees from a mail below; people whom the sender names himself go before.
fn guests_below(scene: &Scene<'_>, voice: &Voice<'_>, quote: &Quote) -> Guests {
    let inner = Voice::new(vec![&quote.doc], quote.author.as_ref());
    let mut guests = people::guests(scene, &inner);
    let above = people::guests(scene, voice);
    let own = people::sender_name(scene, voice);
    let named: Vec<&Guest> = above
        .guests
        .iter()
        .filter(|g| {
            g.name.as_ref().is_some_and(|n| n.place == Place::Text && own.as_ref().is_none_or(|o| !name::compatible(&o.value, &n.value)))
        })
        .collect();
    if let [one] = named.as_slice()
        && let [guest] = guests.guests.as_mut_slice()
    {
        let agrees = guest.name.as_ref().zip(one.name.as_ref()).is_some_and(|(a, b)| name::compatible(&a.value, &b.value));
        if !agrees {
            guest.name.clone_from(&one.name);
        }
    }
    let firm = above.guests.first().and_then(|g| g.company.clone());
    for guest in &mut guests.guests {
        // what the inner mail says itself goes before what the outer one says, that before the sender's display name or domain
        let said = guest.company.take_if(|c| !matches!(c.place, Place::From | Place::Address | Place::Organization));
        guest.company = said.or_else(|| firm.clone()).or_else(|| guest.company.take());
    }
    guests
}

/// The session right above an inline answer such as "This one please!".
fn pointed_at(scene: &Scene<'_>) -> Option<Found<SessionId>> {
    for (index, doc) in &scene.texts {
        let Some(quote) = scene.quotes.iter().filter(|q| q.own && q.index < *index).max_by_key(|q| q.index) else { continue };
        let first = doc.line_texts().map(|(_, l)| l).find(|l| !l.trim().is_empty()).unwrap_or_default();
        let folded = Doc::new(Place::Text, first.to_owned()).fold;
        let begins = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        let points = WORDS.this_one.find(begins).is_some_and(|hit| {
            hit.start == 0
                && (folded.split_whitespace().count() <= 6 || begins.get(hit.end..).is_some_and(|t| t.starts_with([':', ',', '!', '.'])))
        });
        // typed between the lines of the quote, right below a session
        let between = scene.quotes.iter().any(|q| q.own && q.index > *index) && folded.split_whitespace().count() <= 12;
        let last_line = quote.doc.fold.trim_end().rfind('\n').unwrap_or(0);
        let mentions = scene.catalogue.mentions(&quote.doc, &(0..quote.doc.fold.len()), &[]);
        let mut sessions =
            mentions.iter().filter(|m| m.strength >= session::Strength::Title && matches!(m.target, session::Target::Session(_)));
        let Some(last) = sessions.next_back().filter(|m| points || between && m.range.end > last_line) else { continue };
        if let session::Target::Session(at) = last.target {
            let id = scene.catalogue.id(at)?;
            return Some(Found {
                value: id.clone(),
                words: quote.doc.words(&last.range).to_owned(),
                place: Place::OwnQuote,
                rule: "answer below the quoted session",
                certainty: 0.85,
            });
        }
    }
    None
}

/// What our own quoted mail says fills in what the answer leaves out.
fn fill_from_own_quote(scene: &Scene<'_>, guests: &mut Guests) {
    if !(scene.answers_question() || scene.answers_confirmation() || scene.quotes.iter().any(|q| q.own && typed_in(scene, &q.doc))) {
        return;
    }
    let Some(quote) = scene.quotes.iter().find(|q| q.own) else { return };
    let filled = form::guests(scene, &quote.doc);
    let [known] = filled.as_slice() else { return };
    if let [guest] = guests.guests.as_mut_slice() {
        let same = guest.name.as_ref().zip(known.name.as_ref()).is_none_or(|(a, (b, _))| name::compatible(&a.value, b));
        let found = |(value, range): &(String, Range<usize>)| Found {
            value: value.clone(),
            words: quote.doc.text.get(range.clone()).unwrap_or_default().to_owned(),
            place: Place::OwnQuote,
            rule: "our quoted mail",
            certainty: 0.8,
        };
        if same && guest.company.as_ref().is_none_or(|c| matches!(c.place, Place::Address | Place::From)) {
            guest.company = known.company.as_ref().map(found).or_else(|| guest.company.take());
        }
        if same && guest.name.is_none() {
            guest.name = known.name.as_ref().map(found);
        }
        if let (true, None, Some(choice)) = (same && guest.unclear.is_empty(), &guest.session, &known.choice)
            && let Some((at, mention)) = &choice.session
        {
            guest.session = scene.catalogue.id(*at).map(|id| Found {
                value: id.clone(),
                words: quote.doc.words(&mention.range).to_owned(),
                place: Place::OwnQuote,
                rule: "our quoted mail",
                certainty: 0.75,
            });
        }
    }
}

/// A session less sure than this is no change: words of topics stand in the reasons that people tell.
const LEAST_CHANGED: f32 = 0.6;

/// What holds after a change: the new person of a substitution, the new session, the corrected company.
fn changed(scene: &Scene<'_>, voice: &Voice<'_>) -> Guests {
    let mut guests = people::guests(scene, voice);
    let own = people::sender_name(scene, voice);
    let is_own = |guest: &Guest| guest.name.as_ref().zip(own.as_ref()).is_some_and(|(n, o)| name::compatible(&n.value, &o.value));
    let others = guests.guests.iter().any(|g| g.name.is_some() && !is_own(g));
    if others && !people::speaks_of_himself(scene, voice) {
        // who writes only that another one comes does not come himself
        guests.guests.retain(|g| !is_own(g));
    } else if others && guests.guests.iter().any(is_own) {
        // whoever changes his own registration and names others speaks of them, unless it is plain that they change with him
        guests.guests.retain(|g| is_own(g) || g.name.as_ref().is_some_and(|n| n.certainty >= 0.8));
    }
    let corrected = scene.texts.iter().find_map(|(_, doc)| corrected_firm(scene, doc));
    for guest in &mut guests.guests {
        // what the signature says was so before; a company is changed only by saying so
        guest.company.clone_from(&corrected);
        guest.session = guest.session.take().filter(|s| s.certainty >= LEAST_CHANGED && (s.place != Place::Subject || !scene.answered));
    }
    guests.unnamed = 0;
    guests
}

/// The firm that a sentence of correction names.
fn corrected_firm(scene: &Scene<'_>, doc: &Doc) -> Option<Found<String>> {
    let understood = scene.understood(doc);
    let firm = doc.named().iter().find(|n| {
        let said = understood.sentence_at(doc.folded(n.range.start));
        n.kind == Kind::Firm && said.is_some_and(|s| s.likelihood(Act::Correct).max(s.likelihood(Act::Already)) > 0.3)
    })?;
    let words = doc.text.get(firm.range.clone()).unwrap_or_default();
    Some(Found {
        value: company::tidy(words),
        words: words.to_owned(),
        place: doc.place,
        rule: "the firm as corrected",
        certainty: firm.certainty,
    })
}

/// Who withdraws: those named, nobody where the sender speaks for all.
fn withdrawn(scene: &Scene<'_>) -> Vec<Guest> {
    if let Some(attendee) = scene.message.calendar.as_ref().and_then(|c| c.attendee.as_ref()) {
        return answering(attendee).into_iter().collect();
    }
    let sender = people::sender_name(scene, &Voice::new(scene.texts.iter().map(|(_, d)| d).collect(), None));
    let mut guests: Vec<Guest> = Vec::new();
    for (_, doc) in &scene.texts {
        let understood = scene.understood(doc);
        for person in doc.people() {
            let own = sender.as_ref().is_some_and(|s| name::compatible(&s.value, &person.name));
            let said = understood.sentence_at(doc.folded(person.range.start));
            let does = |act: Act| said.is_some_and(|s| s.does(act));
            // "Frau Ott kommt nicht, Herr Noll wie gemeldet"
            let withdraws =
                does(Act::Cancel) || does(Act::Decline) || person.kind == Kind::Bystander && !does(Act::Already) && !does(Act::Thanks);
            let known = guests.iter().any(|g| g.name.as_ref().is_some_and(|n| name::compatible(&n.value, &person.name)));
            if own || known || !withdraws || people::is_addressed(doc, person) {
                continue;
            }
            let words = doc.text.get(person.range.clone()).unwrap_or_default().to_owned();
            let found = Found {
                value: person.name.clone(),
                words,
                place: Place::Text,
                rule: "named in the withdrawal",
                certainty: person.certainty,
            };
            guests.push(Guest { name: Some(found), ..Guest::default() });
        }
    }
    // who speaks of himself alone withdraws himself; "wir" means everybody whom the sender registered
    let said = format!(" {} ", scene.said().replace('\n', " "));
    let alone =
        [" ich ", " mich ", " meine ", " meinen ", " mir ", " i ", " me ", " my ", " i'm ", " i've "].iter().any(|w| said.contains(w));
    let together = [" wir ", " uns ", " unsere ", " we ", " us ", " our "].iter().any(|w| said.contains(w));
    if guests.is_empty() && alone && !together {
        guests.extend(sender.map(|name| Guest { name: Some(name), ..Guest::default() }));
    }
    guests
}

/// Who answers a calendar invitation.
fn answering(attendee: &Mailbox) -> Option<Guest> {
    let display = attendee
        .name
        .as_deref()
        .map(|n| name::from_display(n, &Writer::new(attendee.address.as_str())).person.unwrap_or_else(|| n.to_owned()));
    let value = display.or_else(|| name::from_local_part(attendee.address.local()))?;
    let found = Found { words: value.clone(), value, place: Place::Calendar, rule: "ATTENDEE of the calendar answer", certainty: 0.95 };
    Some(Guest { name: Some(found), ..Guest::default() })
}

/// A question or wish that a person must answer, in the sender's words.
fn question(scene: &Scene<'_>) -> Option<String> {
    let asks = |s: &&Said| {
        let likelihood = s.likelihood(Act::Question).max(s.likelihood(Act::Wish));
        // "Könnten Sie mich bitte eintragen?" asks for nothing but that
        likelihood >= 0.5 && (likelihood > s.likelihood(Act::Register) || s.likelihood(Act::Question) > 0.8)
    };
    // "Ich bitte um eine kurze Bestätigung": that we send anyway
    let answered = |words: &str| {
        let folded = fold::fold(words);
        ["bestaetig", "rueckmeldung", "confirm", "nachricht"].iter().any(|w| folded.contains(w)) && !folded.contains('?')
    };
    scene.texts.iter().find_map(|(_, doc)| {
        let said = scene.understood(doc).sentences.iter().filter(asks).find(|s| !answered(doc.words(&s.range)))?;
        Some(crate::address::clean(doc.words(&said.range), 200))
    })
}

/// German or English: by the commonest small words of the new text, else of the subject.
fn language(scene: &Scene<'_>) -> Option<Language> {
    const DE: &[&str] = &[
        "und", "ich", "wir", "der", "die", "das", "fuer", "mit", "bitte", "nicht", "zu", "zur", "zum", "an", "von", "guten", "hallo",
        "sehr", "danke", "gern", "gerne", "anmeldung", "mich", "den", "ist", "im", "am", "gruesse", "gruss", "sie", "uns", "ein", "eine",
        "melde", "moin", "leider", "auch", "herr", "frau", "tag", "komme", "firma",
    ];
    const EN: &[&str] = &[
        "and", "i", "we", "the", "for", "with", "please", "not", "to", "of", "a", "hello", "hi", "dear", "thanks", "thank", "you", "would",
        "like", "my", "is", "in", "at", "regards", "register", "me", "session", "from", "will", "be", "can", "could", "sorry", "your",
        "kind", "company", "best", "on", "it",
    ];
    let score = |text: &str| {
        let (mut de, mut en) = (0usize, 0usize);
        for word in text.split(|c: char| !c.is_alphabetic()).take(400) {
            de += usize::from(DE.contains(&word));
            en += usize::from(EN.contains(&word));
        }
        (de, en)
    };
    let (mut de, mut en) = score(&scene.said());
    if de == en {
        let more =
            score(&format!("{} {}", scene.subject.fold, scene.signatures.iter().map(|d| d.fold.as_str()).collect::<Vec<_>>().join(" ")));
        de += more.0;
        en += more.1;
    }
    match de.cmp(&en) {
        std::cmp::Ordering::Greater => Some(Language::De),
        std::cmp::Ordering::Less => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}
