//! What automatic mail says of itself in names, subjects and texts: patterns for texts in the form of `pattern::plain`. Data.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::regex;

/// Names of daemons.
pub(super) static DAEMON: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\bmailer[- _]?daemon\b|\bmail[- ]?daemon\b|\b(?:internet |e?-?mail )?(?:mail|message) (?:delivery|transfer|transport) (?:sub)?(?:system|service|agent|status)|\bdelivery (?:sub)?system\b|^(?:the )?(?:post ?master|system ?administrator|mail ?administrator|mail ?delivery|e-?mail administrator)\b|mail router\b|postmaster$",
    )
});

/// Subjects of mail providers' complaints.
pub(super) static COMPLAINT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)^\s*(?:complaint about message from|email feedback report for|abuse report:)\s"));

/// Subjects that only automatic answers begin with.
pub(super) static OUT_OF_OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^\s*(?:(?:\[[^\]]{1,30}\]|\([^)]{1,30}\))\s*)?(?:(?:re|aw)\s*:\s*)?(?:",
        r"automatische (?:antwort|rückantwort|e-?mail-?antwort|abwesenheits\w*)|abwesenheits(?:notiz|assistent|nachricht|meldung|benachrichtigung|info|agent|mitteilung)\w*|abwesend\s*:|abwesenheit\s*:|(?:i(?:ch )?bin |wir sind )?(?:derzeit |zur ?zeit |momentan )?(?:nicht im (?:büro|haus|office)|außer haus|ausser haus)\s*[:(\[–-]",
        r"|auto(?:matic|mated|matisierte)?[ -]?(?:reply|response|responder|antwort|answer)\b|out[ -]of[ -](?:the[ -])?office\b|ooo\s*[:\-]|away from (?:the office|my mail)|vacation (?:reply|message|notice|response|auto)|on (?:vacation|holiday|leave)\s*[:\-]|i am (?:currently )?(?:out of|away)|autoreply|auto:|urlaubs(?:notiz|meldung|nachricht|benachrichtigung)\w*|eingangsbestätigung\s*:|empfangsbestätigung ihrer",
        r"|réponse automatique|absence du bureau|message d.absence|automatisch antwoord|afwezigheids\w*|autosvar|automatisk svar|automatiskt svar|frånvaro\w*|fraværs\w*|ikke til stede|risposta automatica|fuori sede|respuesta automática|fuera de la oficina|resposta automática|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|automatikus válasz|poissaoloilmoitus",
        r")"
    ))
});

/// Subjects that people use, too, when they are away.
pub(super) static MAYBE_ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)abwesen|urlaub|außer haus|nicht im (?:büro|haus)|nicht erreichbar|\baway\b|absence|vacation|holiday|on leave|betriebsferien|geschlossen|elternzeit|mutterschutz|neue e-?mail-?adresse",
    )
});

/// What absence notes say.
pub(super) static ABSENCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)\b(?:bin|sind|ist)\b[^.!?]*\b(?:nicht (?:im (?:büro|haus|hause|dienst)|am arbeitsplatz|erreichbar|da\b|anwesend|zu erreichen|im office)|abwesend|außer haus|ausser haus|im urlaub|auf dienstreise|in elternzeit|im mutterschutz|geschlossen|wieder (?:im büro|für sie da|da\b|erreichbar|zurück))",
        r"|(?:e-?mails?|nachrichten?|mails?)\b[^.!?]*\b(?:nicht|weder)\b[^.!?]*\b(?:weitergeleitet|gelesen|bearbeitet|abgerufen|beantwortet)|\b(?:keinen|nur (?:eingeschränkt|sporadisch|unregelmäßig)\w*|begrenzten) (?:zugriff|zugang) auf\b|in (?:dringenden|eiligen) (?:fällen|angelegenheiten)\b[^.!?]*\b(?:wenden|kontaktieren|hilft|erreichen|vertretung|schreiben)|während meiner abwesenheit|meine vertretung",
        r"|\b(?:i am|i.m|i will be|we are|our office is|the office is)\b[^.!?]*\b(?:out of (?:the )?office|on (?:annual |parental |maternity |sick )?leave|on (?:vacation|holiday)|away (?:from|until|on)|travell?ing|closed|not in the office|out until|returning)|(?:limited|no|intermittent) access to (?:my )?e?-?mail|(?:will|shall) (?:respond|reply|get back)\b[^.!?]*(?:return|back|soon)|during my absence|for urgent (?:matters|enquiries|inquiries|issues)",
        r"|je suis (?:absent|actuellement absent|en congé)|ben ik (?:niet|afwezig)|wyjazd|estoy fuera|sono fuori"
    ))
});

/// What ticket systems and spam walls say.
pub(super) static ACKNOWLEDGEMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)\b(?:diese|dies ist eine?|das ist eine?)\b[^.!?]*\b(?:automatisch|maschinell|automatisiert)\w*\b[^.!?]*\b(?:e-?mail|nachricht|antwort|erzeugt|erstellt|generiert|versendet|versandt|verschickt)|automatisch (?:erzeugt|generiert|erstellt|versandt|versendet|verschickt)|bitte (?:antworten sie )?nicht auf diese (?:e-?mail|nachricht)|auf diese (?:e-?mail|nachricht)\b[^.!?]*\bnicht (?:antworten|geantwortet)",
        r"|\b(?:ihre|ihr|deine)\b[^.!?]*\b(?:anfrage|nachricht|e-?mail|anliegen|ticket|schreiben)\b[^.!?]*\b(?:eingegangen|erhalten|erfasst|registriert|unter der (?:ticket|vorgangs|bearbeitungs)\w*|ticket|vorgangsnummer)|\bticket(?:nummer|-?nr\.?|-?id| number| id)?\s*[:#\[]|vorgangsnummer",
        r"|this is an auto(?:matic|mated|-?generated)|auto(?:matically)?[- ]generated|do not reply to this|please do not (?:reply|respond)|your (?:request|message|e-?mail|ticket|enquiry|inquiry)\b[^.!?]*\b(?:has been|was) (?:received|logged|assigned|created|registered)|we have received your (?:e-?mail|message|request|enquiry)",
        r"|(?:click|klicken sie)\b[^.!?]*\b(?:verify|confirm you|bestätigen|zustellung|deliver)\w*|(?:spam|anti-?spam)[- ]?(?:schutz|filter|arrest|protection)\b[^.!?]*|prove (?:that )?you are (?:a )?human|challenge[- ]response|sender verification"
    ))
});

/// Subjects that delivery reports begin with.
pub(super) static UNDELIVERED: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^\W*(?:undeliver(?:able|ed)|mail delivery (?:failed|failure|problem|error)|delivery (?:status notification|failure|notification|has failed|report|problem)|failure notice|failed (?:mail|delivery)|returned mail|mail (?:could not be|not) delivered|message (?:could not be|not|undeliver)|non[- ]?delivery|non remis|warning: (?:could not|message)|(?:delayed|failed) (?:mail|message)|mail system error|user unknown|rejected|delivery delayed|nondeliverable|error sending|permanent(?:er)? (?:error|fehler)|could not send|bounce",
        r"|unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|verzögert)|unzustellbarkeit|fehler bei der zustellung|mail konnte nicht|nachricht (?:konnte )?nicht|zustellfehler|benachrichtigung (?:zum|über den) (?:übermittlungs|zustell|sende))"
    ))
});

/// What a delivery report has in its text.
pub(super) static SMTP_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b[45]\d\d[ -]\d?|\b[45],\d{1,2}[.,]\d{1,3}\b|\brecipient|\bmailbox\b|\bundeliver|could not be delivered|delivery (?:to|of|failed)|unknown user|user unknown|no such user|empfänger\w*|zugestellt|zustell|postfach|not delivered|\bquota\b|bounced?\b",
    )
});

/// Subjects that read receipts begin with.
pub(super) static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\s*(?:gelesen|ungelesen|nicht gelesen|lesebestätigung|empfangsbestätigung|read|not read|return receipt|read receipt|delivered|zugestellt|übermittelt|relayed|lu|lettura|leído|gelezen|läst|læst)\b[^:]*[:(-]",
    )
});

/// What a read receipt says.
pub(super) static RECEIPT_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\bgelesen\b|\bungelesen gelöscht|angezeigt|\bwas (?:read|displayed|deleted|opened)|has been (?:read|displayed|opened)|return receipt|empfangsbestätigung|lesebestätigung|your message\b.*\b(?:read|delivered)|ihre nachricht",
    )
});
