//! How sure a reading is: fields that support each other raise certainty, contradictions lower it, and what falls below the line is
//! asked for. Confirming something wrong is the worst mistake; a question is a small one (law 9).

use super::company::overlaps_domain;
use super::name;
use super::people::{Voice, shared_choice};
use super::scene::Scene;
use super::session::Strength;
use super::{Found, Guest, Place};
use crate::event::{Field, SessionId};
use crate::person::fold;

/// A field less sure than this is asked for.
const LINE: f32 = 0.5;
/// The same for a session: words of a topic stand in any letter.
const SESSION_LINE: f32 = 0.57;
/// What one more witness adds.
const SUPPORT: f32 = 0.1;
/// What a contradiction takes.
const CONTRADICTION: f32 = 0.5;

/// Weighs the fields of all guests and turns those below the line into questions.
pub fn weigh(scene: &Scene<'_>, guests: &mut [Guest]) {
    let contradicted = contradicted_session(scene);
    for guest in guests {
        if let Some(name) = &mut guest.name {
            adjust(name, name_support(scene, name));
        }
        if let Some(company) = &mut guest.company {
            adjust(company, company_support(scene, company));
        }
        if let Some(session) = &mut guest.session {
            let contradiction = contradicted.as_ref().filter(|(id, _)| *id != session.value && session.place == Place::Text);
            adjust(session, if contradiction.is_some() { -CONTRADICTION } else { 0.0 });
        }
        let words = contradicted.as_ref().map_or("", |(_, words)| words.as_str());
        drop_below(&mut guest.name, Field::Name, LINE, "", &mut guest.unclear);
        drop_below(&mut guest.company, Field::Company, LINE, "", &mut guest.unclear);
        drop_below(&mut guest.session, Field::Session, SESSION_LINE, words, &mut guest.unclear);
    }
}

fn adjust<T>(found: &mut Found<T>, by: f32) {
    found.certainty = (found.certainty + by).clamp(0.0, 1.0);
}

fn drop_below<T>(field: &mut Option<Found<T>>, which: Field, line: f32, against: &str, unclear: &mut Vec<(Field, String)>) {
    if let Some(found) = field.take_if(|f| f.certainty < line) {
        let words = if against.is_empty() { found.words } else { format!("{} / {against}", found.words) };
        unclear.push((which, crate::address::clean(&words, 80)));
    }
}

/// A name that the display name or the address bears out.
fn name_support(scene: &Scene<'_>, found: &Found<String>) -> f32 {
    let local = scene.message.from.as_ref().map(|f| fold(f.address.local())).unwrap_or_default();
    let family = fold(found.value.rsplit(' ').next().unwrap_or_default());
    let by_address = family.len() > 3 && local.contains(&family) && found.place != Place::Address;
    let by_display = scene.display.person.as_deref().is_some_and(|d| name::compatible(d, &found.value)) && found.place != Place::From;
    SUPPORT * f32::from(u8::from(by_address) + u8::from(by_display))
}

/// A company that the domain, the display name or the Organization header bears out.
fn company_support(scene: &Scene<'_>, found: &Found<String>) -> f32 {
    let same = |other: Option<&str>| other.is_some_and(|o| fold(o).contains(&fold(&found.value)) || fold(&found.value).contains(&fold(o)));
    let by_domain = overlaps_domain(&found.value, scene.firm_domain()) && found.place != Place::Address;
    let by_display = same(scene.display.rest.as_deref()) && found.place != Place::From;
    let by_header = same(scene.message.organization.as_deref()) && found.place != Place::Organization;
    SUPPORT * f32::from(u8::from(by_domain) + u8::from(by_display) + u8::from(by_header))
}

/// The session that the subject names by its number. Where the text chooses another one, one of the two is a slip, and only the sender knows
/// which.
fn contradicted_session(scene: &Scene<'_>) -> Option<(SessionId, String)> {
    let (doc, choice) = shared_choice(scene, &Voice::new(vec![&scene.subject], None))?;
    let (at, mention) = choice.session.filter(|(_, m)| m.strength == Strength::Number)?;
    Some((scene.catalogue.id(at)?.clone(), doc.words(&mention.range).to_owned()))
}
