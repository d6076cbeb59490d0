//! The words by which mail programs and people mark what is quoted, passed on, or the end of a letter. Data, in the languages that
//! businesses here write in; a language more is a line more.

/// What a label of a header block means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Who wrote it.
    From,
    /// When.
    Date,
    /// To whom.
    To,
    /// The subject.
    Subject,
    /// Cc, reply-to, priority, attachments.
    Other,
}

/// The labels of header blocks in lower case (Outlook, Thunderbird, Notes, GMX … in the language of the program).
pub(super) const FIELDS: &[(&str, Field)] = &[
    ("von", Field::From),
    ("from", Field::From),
    ("de", Field::From),
    ("van", Field::From),
    ("fra", Field::From),
    ("från", Field::From),
    ("da", Field::From),
    ("od", Field::From),
    ("expéditeur", Field::From),
    ("absender", Field::From),
    ("sender", Field::From),
    ("gesendet", Field::Date),
    ("gesendet am", Field::Date),
    ("datum", Field::Date),
    ("sent", Field::Date),
    ("sent on", Field::Date),
    ("date", Field::Date),
    ("envoyé", Field::Date),
    ("verzonden", Field::Date),
    ("sendt", Field::Date),
    ("dato", Field::Date),
    ("skickat", Field::Date),
    ("inviato", Field::Date),
    ("data", Field::Date),
    ("enviado", Field::Date),
    ("enviado el", Field::Date),
    ("fecha", Field::Date),
    ("wysłano", Field::Date),
    ("an", Field::To),
    ("to", Field::To),
    ("à", Field::To),
    ("aan", Field::To),
    ("til", Field::To),
    ("till", Field::To),
    ("a", Field::To),
    ("para", Field::To),
    ("do", Field::To),
    ("empfänger", Field::To),
    ("betreff", Field::Subject),
    ("subject", Field::Subject),
    ("objet", Field::Subject),
    ("onderwerp", Field::Subject),
    ("emne", Field::Subject),
    ("ämne", Field::Subject),
    ("oggetto", Field::Subject),
    ("asunto", Field::Subject),
    ("assunto", Field::Subject),
    ("temat", Field::Subject),
    ("cc", Field::Other),
    ("kopie", Field::Other),
    ("kopie (cc)", Field::Other),
    ("bcc", Field::Other),
    ("antwort an", Field::Other),
    ("antwort-an", Field::Other),
    ("reply-to", Field::Other),
    ("reply to", Field::Other),
    ("priorität", Field::Other),
    ("wichtigkeit", Field::Other),
    ("importance", Field::Other),
    ("priority", Field::Other),
    ("anlagen", Field::Other),
    ("anlage", Field::Other),
    ("attachments", Field::Other),
    ("organisation", Field::Other),
    ("organization", Field::Other),
    ("message-id", Field::Other),
    ("nachrichten-id", Field::Other),
    ("vertraulichkeit", Field::Other),
    ("sensitivity", Field::Other),
    ("resent-from", Field::Other),
    ("bericht", Field::Other),
    ("cci", Field::Other),
    ("categories", Field::Other),
    ("kategorien", Field::Other),
];

/// Separators above a quoted original, in lower case.
pub(super) const ORIGINAL: &[&str] = &[
    "ursprüngliche nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "originalnachricht", "original-nachricht",
    "original nachricht", "originalmail", "originale nachricht", "original message", "original email", "original e-mail", "original mail",
    "original appointment", "ursprünglicher termin", "reply message", "message d'origine", "message original", "message d’origine",
    "oorspronkelijk bericht", "oprindelig meddelelse", "original meddelelse", "ursprungligt meddelande", "originalmeddelande",
    "mensaje original", "messaggio originale", "mensagem original", "wiadomość oryginalna", "oryginalna wiadomość", "antwort nachricht",
    "nachricht",
];

/// Separators above a mail that is passed on, in lower case.
pub(super) const FORWARDED: &[&str] = &[
    "weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitete e-mail", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "beginn der weitergeleiteten nachricht", "weitergeleitet von", "forwarded message",
    "forwarded mail", "forwarded email", "forwarded by", "begin forwarded message", "start of forwarded message", "message transféré",
    "message transmis", "transféré par", "début du message transféré", "début du message réexpédié", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "videresendt meddelelse", "videresendt besked", "vidarebefordrat meddelande", "vidarebefordrat brev",
    "mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem encaminhada", "mensagem reencaminhada",
    "wiadomość przekazana dalej", "przekazana wiadomość", "początek przekazywanej wiadomości",
];

/// "wrote", as attribution lines have it; each stands as a word of its own.
pub(super) const WROTE: &str = "schrieb|schrieben|geschrieben|wrote|writes|a écrit|écrit|schreef|skrev|escribió|ha scritto|scritto|escreveu|napisał|napisała|napisał\\(a\\)|pisze|kirjoitti";

/// Prefixes of a subject that answers, in lower case.
const ANSWER: &[&str] = &["re", "aw", "antw", "antwort", "sv", "vs", "ré", "rif", "odp", "r", "res"];

/// Prefixes of a subject that passes on, in lower case.
const FORWARD: &[&str] = &["wg", "fw", "fwd", "weiterleitung", "tr", "i", "vl", "doorst", "enc", "rv", "pd", "vb", "vs"];

/// Whether the first prefix of a subject passes another mail on ("WG: AW: …" does, "AW: WG: …" does not).
pub(super) fn says_forward(subject: &str) -> bool {
    let prefix = subject.split_once(':').map(|(p, _)| p.trim().to_lowercase()).unwrap_or_default();
    let prefix = prefix.rsplit(']').next().unwrap_or_default().trim();
    FORWARD.contains(&prefix) && !ANSWER.contains(&prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards() {
        for yes in ["WG: Einladung", "Fwd: AW: x", "FW: x", "[extern] Fwd: x", "TR: x"] {
            assert!(says_forward(yes), "{yes}");
        }
        for no in ["AW: WG: Einladung", "Re: x", "Einladung: WG", "x", ""] {
            assert!(!says_forward(no), "{no}");
        }
    }
}
