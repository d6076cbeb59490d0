//! The list as far as one mail needs it, and how the same person is told apart from another.

use jiff::Timestamp;

use crate::address::Address;
use crate::person::{Attendee, fold};
use crate::registry::decision::{RegistrationId, State};

/// The registrations that a mail may concern: those of the people whom it names (by family name), those of its sender, those of the
/// conversation in which it stands. [`crate::store`] fills it by index, so that its size does not grow with the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// The registrations, oldest first.
    pub entries: Vec<Entry>,
    /// Those that the mail answers to: our letter that it quotes was about them.
    pub conversation: Vec<RegistrationId>,
}

/// A registration as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub id: RegistrationId,
    /// Who, from where, for what.
    pub attendee: Attendee,
    /// Its state.
    pub state: State,
    /// The address on record.
    pub contact: Address,
    /// When the mail that made it reached the server.
    pub arrived: Timestamp,
}

impl Entry {
    /// Whether it counts: cancelled and late ones do not.
    pub fn stands(&self) -> bool {
        matches!(self.state, State::Confirmed | State::Waitlisted | State::Incomplete)
    }
}

/// Whether two names or people are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Somebody else.
    Different,
    /// Perhaps the same ("F. Ott", "Friedhelm Ott"): a person decides (law 9).
    Perhaps,
    /// The same.
    Same,
}

impl Roster {
    /// How like `attendee`, registered by `contact`, is to an entry: the same name, from the same company or the same address. The boss
    /// registered by himself and by his assistant is one person; two people of one name at two companies are two.
    pub fn likeness(entry: &Entry, attendee: &Attendee, contact: &Address) -> Likeness {
        let (Some(theirs), Some(ours)) = (&entry.attendee.name, &attendee.name) else { return Likeness::Different };
        if same_company(entry.attendee.company.as_deref(), attendee.company.as_deref()) || entry.contact.same_mailbox(contact) {
            same_name(theirs, ours)
        } else {
            Likeness::Different
        }
    }

    /// Incomplete registrations that a mail of `contact` may complete: its own, or those of the conversation.
    pub fn open(&self, contact: &Address) -> impl Iterator<Item = &Entry> {
        let mine = |entry: &&Entry| entry.contact.same_mailbox(contact) || self.conversation.contains(&entry.id);
        self.entries.iter().filter(|entry| entry.state == State::Incomplete).filter(mine)
    }

    /// The standing registrations of the conversation.
    pub fn conversation(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.stands() && self.conversation.contains(&entry.id))
    }
}

/// Compares two names without regard to case, umlauts and punctuation. The same family name is perhaps the same person where one of the
/// given names is missing, an initial, or has a further one beside it.
pub fn same_name(a: &str, b: &str) -> Likeness {
    let (a, b) = (fold(a), fold(b));
    if a == b && !a.is_empty() {
        return Likeness::Same;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let (Some((family_a, given_a)), Some((family_b, given_b))) = (a.split_last(), b.split_last()) else { return Likeness::Different };
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let alike = match (given_a.first(), given_b.first()) {
        (Some(a), Some(b)) => a == b || initial(a, b) || initial(b, a),
        _ => true,
    };
    if family_a == family_b && !family_a.is_empty() && alike { Likeness::Perhaps } else { Likeness::Different }
}

/// The last word of a folded name: by it the list is searched for people who may be the same.
pub fn family_key(name: &str) -> String {
    fold(name).rsplit(' ').next().unwrap_or_default().to_owned()
}

/// Whether both name one company, with or without its legal form. Unknown ones are not the same.
pub fn same_company(a: Option<&str>, b: Option<&str>) -> bool {
    match (a.map(company_key), b.map(company_key)) {
        (Some(a), Some(b)) => !a.is_empty() && a == b,
        _ => false,
    }
}

/// A company's folded name without its legal form; the whole folded name where nothing else is left.
pub fn company_key(company: &str) -> String {
    // Single letters are what is left of "e. K." and "e. V." after folding.
    const FORMS: &[&str] = &[
        "gmbh", "mbh", "ggmbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "se", "eg", "ek", "ev", "e", "k", "v", "co", "cie",
        "haftungsbeschraenkt", "ltd", "limited", "inc", "llc", "plc", "corp", "bv", "sa", "sarl", "srl", "spa", "&", "+", "und",
    ];
    let folded = fold(company);
    let core: Vec<&str> = folded.split(' ').filter(|word| !FORMS.contains(word)).collect();
    if core.is_empty() { folded } else { core.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        use Likeness::{Different, Perhaps, Same};
        let check = |a, b, want| assert_eq!((same_name(a, b), same_name(b, a)), (want, want), "{a} / {b}");
        check("Jörg Müller", "joerg MUELLER", Same);
        check("Hans-Peter Ott", "Hans Peter Ott", Same);
        check("F. Ott", "Friedhelm Ott", Perhaps);
        check("Ott", "Friedhelm Ott", Perhaps);
        check("Anna Ott", "Anna Maria Ott", Perhaps);
        check("G. Ott", "Friedhelm Ott", Different);
        check("Frieda Ott", "Friedhelm Ott", Different);
        check("Max Ott", "Max Otto", Different);
        check("", "", Different);
        check("", "Max", Different);
    }

    #[test]
    fn companies() {
        let check = |a, b, want| assert_eq!(same_company(Some(a), Some(b)), want, "{a} / {b}");
        check("Muster GmbH", "muster", true);
        check("Köhler & Söhne GmbH & Co. KG", "Koehler Soehne", true);
        check("Tischlerei Ott e.K.", "Tischlerei Ott", true);
        check("Muster GmbH", "Beispiel GmbH", false);
        check("GmbH", "AG", false);
        check("", "", false);
        assert!(!same_company(None, None));
        assert_eq!(company_key("Co & Co"), "co & co");
    }
}
