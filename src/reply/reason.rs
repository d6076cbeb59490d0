//! Reasons as organisers read them. The ledger keeps them in English, for logs and other programs; a German digest says them in German.

use crate::event::Language;

/// A reason in the language of the organisers. One that is not known is left as it is.
pub fn told(reason: &str, language: Language) -> String {
    match language {
        Language::En => reason.to_owned(),
        Language::De => in_german(reason).unwrap_or_else(|| reason.to_owned()),
    }
}

fn in_german(reason: &str) -> Option<String> {
    if let Some((_, german)) = SENTENCES.iter().find(|(english, _)| *english == reason) {
        return Some((*german).to_owned());
    }
    let (lead, rest, german) = LEADS.iter().find_map(|(lead, german)| Some((*lead, reason.strip_prefix(lead)?, *german)))?;
    let rest = if lead.ends_with("leaves open: ") { fields(rest) } else { in_german(rest).unwrap_or_else(|| rest.to_owned()) };
    Some(format!("{german}{rest}"))
}

fn fields(words: &str) -> String {
    words.replace("name", "Name").replace("company", "Firma").replace("session", "Session")
}

/// Beginnings, after which something follows.
const LEADS: &[(&str, &str)] = &[
    ("wants a change: ", "Änderungswunsch: "),
    ("wants to cancel: ", "Abmeldung: "),
    ("written by a machine: ", "von einem Programm geschrieben: "),
    ("a registration that leaves open: ", "Anmeldung, in der noch fehlt: "),
    ("a registration that arrived ", "nach Anmeldeschluss eingegangen: "),
    ("would change an earlier registration: ", "würde eine bestehende Anmeldung ändern: "),
    ("could not be recorded: ", "konnte nicht verbucht werden: "),
];

/// Whole sentences.
const SENTENCES: &[(&str, &str)] = &[
    ("registers one person with all that is required", "vollständige Anmeldung; darin steht außerdem eine Frage oder ein Wunsch"),
    ("was registered already, just so", "war bereits so angemeldet"),
    ("answered by hand", "schon von Hand beantwortet; bitte prüfen, ob jemand anzumelden ist"),
    ("a calendar answer that needs a person", "Antwort auf die Kalendereinladung, die jemand ansehen muss"),
    ("a complaint or a matter of data protection", "Beschwerde oder Datenschutz-Anliegen"),
    ("a request of the press", "Presseanfrage"),
    ("advertising", "Werbung"),
    ("an answer to the organisers' digest", "Antwort auf die Tagesübersicht"),
    ("an apology of somebody who is not known to be registered", "Absage von jemandem, der nicht angemeldet ist"),
    ("an earlier registration is to be corrected", "eine Anmeldung soll berichtigt werden"),
    ("another person comes instead", "jemand anderes kommt an der Stelle"),
    ("from one session to another", "Wechsel in eine andere Session"),
    ("a registration is withdrawn", "eine Anmeldung wird zurückgezogen"),
    ("the calendar invitation was declined", "die Kalendereinladung wurde abgelehnt"),
    ("answers a confirmation with a session", "antwortet auf die Bestätigung mit einer Session"),
    ("answers a confirmation without saying what is to change", "antwortet auf die Bestätigung, ohne zu sagen, was sich ändern soll"),
    ("no registration found", "keine Anmeldung erkannt"),
    ("only questions", "nur Fragen"),
    ("names more people than one mail may register", "nennt mehr Personen, als eine Mail anmelden darf"),
    ("other business, no registration", "anderes Anliegen, keine Anmeldung"),
    ("text and HTML of the mail say different things", "Text und HTML der Mail widersprechen sich"),
    ("thanks, and nothing to do", "Dank, nichts zu tun"),
    ("the mail can't be read", "die Mail ist nicht lesbar"),
    ("the mail has more than one sender", "die Mail hat mehrere Absender"),
    ("the mail is encrypted", "die Mail ist verschlüsselt"),
    ("the mail says nothing that could be read", "die Mail enthält keinen lesbaren Text"),
    ("the sender has not decided yet", "noch nicht entschieden"),
    ("a registration without an address that can be answered", "Anmeldung ohne Adresse, an die geantwortet werden kann"),
    ("an incomplete registration with a sign of a machine", "unvollständige Anmeldung, vielleicht von einem Programm geschrieben"),
    (
        "differs from an earlier registration, and nothing proves that its owner wrote",
        "weicht von einer bestehenden Anmeldung ab, und es ist nicht belegt, dass sie vom selben Absender kommt",
    ),
    ("the owner of an earlier registration says otherwise now", "eine bestehende Anmeldung wurde vom Absender geändert"),
    ("which event it is about is not clear", "nicht klar, um welche Veranstaltung es geht"),
    ("a delivery report about a letter of ours", "eine unserer Antworten war nicht zustellbar"),
    ("could not be fetched", "konnte nicht vom Server geholt werden"),
    ("the program erred while parsing it", "das Programm konnte die Mail nicht verarbeiten"),
    ("the program erred while reading it", "das Programm konnte die Mail nicht auswerten"),
    ("the program erred while deciding", "das Programm konnte nicht entscheiden"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_in_german() {
        let check = |reason: &str, want: &str| assert_eq!(told(reason, Language::De), want);
        check("only questions", "nur Fragen");
        check("wants to cancel: a registration is withdrawn", "Abmeldung: eine Anmeldung wird zurückgezogen");
        check("a registration that leaves open: name, session", "Anmeldung, in der noch fehlt: Name, Session");
        check("something else", "something else");
        assert_eq!(told("only questions", Language::En), "only questions");
    }

    /// Every reason for which a mail goes to a person has its German sentence.
    #[test]
    fn every_reason_for_a_person_is_known() {
        let source = include_str!("../reading/intent.rs");
        let mut known = 0;
        for part in source.split("(Intent::").skip(1) {
            let Some((intent, rest)) = part.split_once(',') else { continue };
            if !matches!(intent, "Person" | "Change" | "Cancel") {
                continue;
            }
            let reason = rest.split('"').nth(1).unwrap();
            assert!(in_german(reason).is_some(), "{reason}");
            known += 1;
        }
        assert!(known > 15);
    }
}
