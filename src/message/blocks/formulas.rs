//! How letters end, and what is put below them: patterns for lines in the form of `pattern::plain`. Data, like `words`.

use std::sync::LazyLock;

use regex::Regex;

use super::super::pattern::regex;

/// Formulas that begin a closing line by themselves; abbreviations must be the whole first word.
pub(super) static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^[\s*_>~•\-–]*(?:i\. ?[av]\. )?(?:",
        r"(?:m\.?\s?f\.?\s?g\.?|g?lg|vg|bg|hg|sg|mbg|mvg|mhg|ffg|gr|br|kr|rgds|brgds|brgs|vlg|mvh|vh|mvgr|mfkg|kg)\b[\s.,!]*(?:$|aus\b|und\b|&|/|(?-i:\p{Lu}))",
        r"|(?:mit\s+(?:\p{L}+\s+){0,4})?(?:\p{L}+[ ,&/]+){0,4}(?:grüße|grüßen|gruß|grüsse|grüssen|gruss|gruesse|gruessen|gruesze|gruß)\b",
        r"|(?:mit\s+)?(?:vorzüglicher\s+)?hochachtung(?:svoll)?\b|hochachtungsvoll\b|herzlichst\b|ihr(?:e)?\s*[,]?$",
        r"|(?:with\s+)?(?:\p{L}+[ ,&/]+){0,4}(?:regards|wishes|greetings|salutations)\b|yours\s+(?:sincerely|faithfully|truly)|sincerely\b|respectfully\b|cheers\b|all the best\b|best[,.!]?$|warmly\b|(?:many )?thanks (?:and|&) (?:kind |best )?regards",
        r"|(?:bien )?cordialement\b|bien à vous|meilleures salutations|sincères salutations|salutations distinguées|amicalement\b|cdlt\b",
        r"|met (?:vriendelijke|hartelijke) groet|(?:hartelijke |vriendelijke )?groet(?:en|jes)?\b",
        r"|(?:med )?(?:venlig|vennlig|bedste|beste|vänlig|vänliga|bästa)\s+(?:hilsen|hilsener|hälsning|hälsningar)\b|hälsningar\b|hilsen\b",
        r"|(?:un (?:cordial )?)?saludos?\b|atentamente\b|(?:cordiali|distinti|cari) saluti|saluti\b|com os melhores cumprimentos|cumprimentos\b|z poważaniem|pozdrawiam|z pozdrowieniami|s pozdravem|üdvözlettel",
        r")"
    ))
});

/// A whole line that only thanks or takes leave.
pub(super) static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^(?:(?:(?:ein(?:en)? )?schöne[ns]? (?:tag|abend|feierabend|woche|wochenende|start|sonntag|rest)|bis (?:dann|bald|dahin|zum|am)|gute nacht|have a (?:nice|good|great)|see you|danke und bis)\b[^:?]*",
        r"|(?:(?:vielen|herzlichen|besten|schönen|tausend|lieben|recht herzlichen)\s+)?(?:dank|danke|thanks|thank you|thx|merci|many thanks|danke schön|dankeschön|danke sehr|danke vielmals|bedankt|tak|tack|gracias|grazie)(?:\s+(?:im|schon|schonmal|vorab|voraus|schon mal|im voraus|vielmals|sehr|schön|a lot|so much|very much|in advance|und|for your help|für ihre mühe|für die mühe|für ihre hilfe))*\s*[!.,;)\-–]*)$"
    ))
});

/// Words that end a sentence of its own, not a letter ("Viele Grüße ausrichten").
pub(super) static NO_GREETING: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\b(?:ausrichten|bestellen|richten|übermitteln|grußwort|grusswort|sende|senden|überbringen|wünsche|soll)\b|[?]$|\d{2}")
});

/// Lines that mail programs, providers and scanners put below (or a server above) a mail.
pub(super) static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^[\s*_\-–—\[(<|●•▪■►▶]*(?:",
        r"diese (?:nachricht|e-?mail|mail) wurde (?:von|vom|mit|über|aus|per|via)\b.*(?:gesendet|geschickt|verschickt|versendet|versandt|verfasst)[.!]?$|(?:diese nachricht wurde |diese e-?mail wurde |diese mail wurde )?(?:gesendet|geschickt|verschickt|versendet|versandt|übermittelt) (?:von|vom|mit|über|aus|per|via)\b.*$",
        r"|(?:von|vom|über|aus|mit) (?:meine[mnr]|dem|der|unterwegs|outlook|iphone|ipad|android|mobil\w*|my)\b.*(?:iphone|ipad|ipod|watch|android|handy|smartphone|mobil|galaxy|samsung|huawei|xiaomi|pixel|fairphone|tablet|gerät|blackberry|outlook|telefon|phone|app|unterwegs).*(?:gesendet|geschickt|verschickt|versendet|gesandt|verfasst)[.!]?$",
        r"|von unterwegs (?:gesendet|geschrieben)|von (?:meinem )?(?:iphone|ipad|android|outlook|galaxy)\w* gesendet|(?:mobil|unterwegs) gesendet|von unterwegs[.!]?$",
        r"|sent (?:from|with|via|by|using)\b.*$|(?:get|holen sie sich|laden sie) outlook (?:for|für)\b.*$|get .* for (?:ios|android|windows).*$",
        r"|(?:envoyé|envoye) (?:de|depuis|à partir)\b.*$|verzonden (?:vanaf|met|via)\b.*$|sendt fra\b.*$|skickat från\b.*$|inviato (?:da|dal)\b.*$|enviado (?:desde|do)\b.*$|wysłane z\b.*$|pobierz .*$",
        r"|(?:virenfrei|virus-free|viren-frei|keine viren)\b.*$|diese e-?mail wurde von .*(?:antivirus|virus|viren).*$|this email has been checked for viruses.*$|(?:geprüft|überprüft) (?:von|durch|mit) .*(?:avast|avg|antivirus|norton|kaspersky|eset).*$",
        r"|.*\b(?:avast\.com|avg\.com/|mail_app|emclient\.com|go\.onelink\.me|aka\.ms/\w+|gmx\.net/|web\.de/|mailapp|mailbird\.com|getmailbird|(?:https?://|www\.)(?:protonmail\.com|proton\.me)).*$",
        r"|(?:gmx|web\.de|freenet|1&1|ionos|t-online)\b.*(?:freemail|app|club|mail)\b.*$|jetzt .*(?:gmx|web\.de|freenet)\b.*$|ihre? e-?mail-?postfächer sicher.*$",
        r"|(?:p )?(?:bitte )?.*\b(?:ausdruck|ausdrucken|drucken|ausgedruckt)\b.*(?:umwelt|erforderlich|notwendig|nötig|natur|papier|wirklich).*$|.*\b(?:umwelt|natur|papier)\b.*\b(?:ausdruck|ausdrucken|drucken|ausgedruckt)\b.*$|(?:p )?(?:bitte )?denken sie an (?:die|unsere) umwelt\b.*$|(?:please )?(?:consider|think of|save) .*(?:environment|paper|printing)\b.*$|.*\bbevor sie diese (?:e-?)?mail (?:aus)?drucken.*$",
        r"|(?:achtung|caution|warning|vorsicht|external|extern|\[extern|\[external|hinweis)\b[\]:!\s*-]+(?:.*(?:mail|nachricht|message|absender|sender)\b.*\b(?:extern\w*|external|outside|unbekannt\w*)|.*\b(?:extern\w*|external|outside|unbekannt\w*)\b.*(?:mail|nachricht|message|absender|sender|quelle|source)).*$|\[?(?:external|extern)(?: email| e-mail|e mail|e e-mail)?\][\s:]*$|(?:sie erhalten nicht (?:oft|häufig) e-mails von|you don't often get email from|einige personen, die diese nachricht erhalten haben).*$",
        r"|datenschutz(?:hinweise?|erklärung|informationen|information)?\s*(?:[:>]\s*(?:https?:|www)|finden|unter\b).*$|datenschutz(?:hinweise?|erklärung|informationen)\s*$|informationen? (?:zum|zur|über die).*(?:datenschutz|verarbeitung).*$|(?:privacy (?:policy|notice|statement)|data protection).*$",
        r"|folgen sie uns\b.*$|follow us\b.*$|besuchen sie uns (?:auf|bei|im|am)\b.*$|find us on\b.*$",
        r")"
    ))
});

/// Phrases of confidentiality notices and the like.
pub(super) static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)vertrauliche(?:\s+und/oder\s+rechtlich\s+geschützte)?(?:n|r|s)?\s+(?:informationen|inhalt|information|daten)|rechtlich geschützt|nicht der (?:richtige|beabsichtigte|bestimmungsgemäße|vorgesehene) (?:adressat|empfänger)|irrtümlich erhalten",
        r"|ausschließlich für (?:den|die|das)\b[^.!?]*(?:adressat|empfänger|bezeichnet)|unbefugte (?:weitergabe|kopieren)|unerlaubte (?:kopieren|weitergabe)|unerlaubtes kopieren|versehentlich erhalten|diese (?:e-?mail|nachricht) (?:und|enthält|ist|kann|sowie)[^.!?]*(?:vertraulich|anhänge|bestimmt|geschützt)",
        r"|(?:e-?mail|message|communication|transmission|it|information)\b[^.!?]*\b(?:confidential|privileged|proprietary)|intended (?:solely|only|recipient|exclusively)|intended for the (?:addressee|named|use|individual|recipient)|if you (?:have|are)\b[^.!?]*\b(?:received this|not the (?:intended|named|correct))|in error[^.!?]*(?:delete|notify)|unauthori[sz]ed (?:use|copying|disclosure|review)",
        r"|(?:keine|nicht) [^.!?]*rechtsverbindlich|viren ?frei|virus-?free|haftung für [^.!?]*(?:viren|e-?mail)|(?:our|your) privacy|privacy (?:notice|policy|statement)|(?:unsere|zum|der|zur) datenschutz(?:erklärung|hinweise|information|bestimmung)|art(?:ikel|\.)? ?1[34] (?:abs\. ?\d )?(?:der )?ds-?gvo|datenschutz-?grundverordnung|verarbeitung (?:ihrer )?(?:personenbezogener|personenbezogenen|der) daten",
        r"|ce message (?:et|est|peut)|confidentiel|vertrouwelijk|confidenciais?|riservatezz?|informazioni riservate|poufn",
        r"|you(?:'re| are)? receiv(?:ed|ing) this (?:message|e-?mail) because|to unsubscribe|vom newsletter abmelden|unsubscribe from this group"
    ))
});

/// Words by which somebody speaks of taking part, or of himself: such a line is never a footer, whatever else it says.
pub(super) static OWN_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\b(?:session|workshop|teilnehm\w*|teilnahme|anmeld\w*|anzumelden|attend\w*|participat\w*|ich|mich|mir)\b|(?-i:\bI\b)")
});

/// How a disclaimer begins, where contact data stand above it in one paragraph.
pub(super) static DISCLAIMER_START: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^[\s*]*(?:diese|der inhalt|this|the (?:information|content)|hinweis|wichtige?r? hinweis|disclaimer|confidential|vertraulich|important|datenschutz|haftungs|privacy|rechtliche|legal|sollten sie|if you)\b",
    )
});

/// "PS: …" below the signature.
pub(super) static POSTSCRIPT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)^[\s*]*(?:p\.?\s?s\.?\s?(?:[:;.\-–,]|\s)|p\.?p\.?s\.?[:\s]|nachtrag\b|postskriptum|n\.b\.[: ])"));

/// The lines of a form, by their labels.
pub(super) static FORM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^[\s*•\-]*(?:name|vorname|nachname|familienname|tn|teilnehmer(?:in|innen|name)?|firma|betrieb|institution|org|themen?\w*|unternehmen|company|organisation|organization|first name|last name|surname|participants?|attendees?|(?:gewünschte )?session|workshop|forum|track|kategorie)\b[^:]*(?::|\t)",
    )
});

/// Words of the matter: a line with them is no contact data.
pub(super) static MATTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:session|workshop|forum|teilnehm\w*|teilnahme|anmeld\w*|angemeldet|abmeld\w*|register\w*|registration|attend\w*|bitte|please|nehme|nehmen|komme|kommen|möchte|würde|dabei)\b",
    )
});

/// A line that only greets at the start.
pub(super) static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:sehr geehrte\w*|liebe\w*|hallo|guten (?:tag|morgen|abend)|gute[nr]? \p{L}+|moin|servus|grüß (?:gott|sie)|grüezi|hi|hello|dear|good (?:morning|afternoon|evening|day)|hey|tach|bonjour|to whom)\b.*[,!.]?$",
    )
});

/// Telephone, address, register entries: what stands in signatures.
pub(super) static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)\b(?:tel(?:efon)?|fon|phone|fax|telefax|mobil|mobile|handy|durchwahl|cell|t|m|f|e-?mail|mail|web|internet)\b\.?\s*[:.+(/|]|\bwww\.|https?://|@\S+\.\w",
        r"|\b\d{4,5}\s+\p{Lu}\p{L}+|\b(?:str(?:aße|asse|\.)|straße|weg|platz|allee|road|street|avenue|lane)\b\.?\s*\d|\p{L}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm)\s+\d",
        r"|\bHR[AB]\b|amtsgericht|registergericht|handelsregister|geschäftsführ|ust-?id|steuernummer|vorstand|aufsichtsrat|managing director|registered (?:in|office)|company (?:no|number|registration)|vat (?:no|id|reg)|sitz der gesellschaft|iban\b|\bInh(?:aber(?:in)?)?\b",
        r"|\+\d[\d ()/.-]{6,}|\b0\d{2,5}[ /-]+\d{3,}"
    ))
});
