//! Given names, titles, particles, and the words that look like names but are none.

use std::sync::LazyLock;

use super::set::Set;

/// Given names of many languages, folded; source and licence stand in the file.
static GIVEN: LazyLock<Set> =
    LazyLock::new(|| include_str!("given_names.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect());

/// Whether `fold` is a known given name.
pub fn is_given_name(fold: &str) -> bool {
    GIVEN.contains(fold) && !is_never_name(fold)
}

/// Family names of many languages, folded; source and licence stand in the file.
static FAMILY: LazyLock<Set> =
    LazyLock::new(|| include_str!("family_names.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect());

/// Whether `fold` is a known family name; many are ordinary words as well.
pub fn is_family_name(fold: &str) -> bool {
    FAMILY.contains(fold)
}

/// Words that announce a person: salutations and titles, folded, without full stops.
pub const TITLES: &[&str] = &[
    "herr", "herrn", "hr", "hrn", "frau", "fr", "fraeulein", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "madam", "monsieur", "madame",
    "mme", "dr", "prof", "professor", "dipl", "ing", "mag", "di", "fh", "tu", "bba", "mba", "msc", "bsc", "ma", "ba", "m", "rer", "nat",
    "phil", "med", "dent", "vet", "jur", "iur", "pol", "oec", "theol", "agr", "habil", "mult", "hc", "h", "c", "dipl-ing", "dr-ing", "kfm",
    "kffr", "wirt", "inform", "captain", "capt", "lt", "cdr", "commander", "col", "colonel", "major", "gen", "rev", "rt", "hon", "lord",
    "lady", "ra", "rain", "stb", "wp", "mdl", "mdb", "phd", "llm", "ll", "betriebswirt", "bgm", "kommerzialrat", "kommr", "baurat",
    "hofrat", "oberbaurat", "regierungsrat", "amtsrat", "stadtrat", "studienrat", "buergermeister", "buergermeisterin", "pe", "p.e",
    "mcilt", "fcilt", "cmilt", "ceng", "frics", "mrics", "fcca", "acca", "fca", "cpa", "pmp", "miet", "esq", "obe", "mbe", "cbe",
    "oberbuergermeister", "magister", "magistra", "pfarrer", "pfarrerin", "dekan", "cllr", "councillor", "judge", "senator", "senatorin",
    "landrat", "landraetin", "paed", "biol", "geol", "geogr", "soz", "verw", "betr", "ret'd", "retd", "techn", "h.c", "dipl.-ing",
    "dr.-ing", "mcips", "freng", "obe", "mbe", "cbe", "frics", "mrics", "ceng", "mice", "fca", "aca", "acca", "fcca", "cpa", "esq", "revd",
    "dr.in", "dr.a", "dir.in", "diin", "dipl.-ing.in", "mag.a", "mag.fh", "geom", "arch", "sig", "sig.ra", "dott", "dott.ssa", "mphil",
    "dphil", "riba", "arb", "llb", "bed", "frcs", "frcp", "jp", "dl", "qc", "kc", "sc", "mp", "msp", "td",
];

/// Titles that by themselves show that a person follows.
pub const SALUTATIONS: &[&str] = &[
    "herr", "herrn", "hr", "hrn", "frau", "fr", "fraeulein", "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "captain", "capt",
    "madame", "monsieur", "sir", "kommerzialrat", "baurat", "hofrat", "buergermeister", "buergermeisterin", "cllr", "dipl-ing", "dr-ing",
    "dipl.-ing", "dr.-ing",
];

/// Small words inside family names.
pub const PARTICLES: &[&str] = &[
    "von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "dem", "des", "di", "da", "dos", "das", "do", "du", "del", "della",
    "dalla", "la", "le", "les", "el", "al", "bin", "ibn", "ben", "ter", "ten", "te", "op", "'t", "'s", "vd", "v.d", "nic", "ni", "mac",
    "o", "ua", "y", "e", "af", "av", "und",
];

/// Marks that somebody signs for somebody, before a name in a signature.
pub const SIGNED_FOR: &[&str] = &[
    "i. a", "i.a", "i. v", "i.v", "ppa", "pp", "p.p", "gez", "im auftrag", "in vertretung", "ihr", "ihre", "euer", "eure", "inh",
    "inhaber", "inhaberin",
];

/// Words with a capital letter (or all of them) that are no part of a person's name. Kinds: greetings, weekdays, months, pronouns, words of
/// registration, positions, places of an address, words that begin a sentence.
pub const NEVER_NAMES: &[&str] = &[
    // greetings and politeness
    "sehr", "geehrte", "geehrter", "geehrten", "damen", "herren", "hallo", "liebe", "lieber", "liebes", "guten", "gute", "guter", "gutes",
    "tag", "morgen", "abend", "moin", "servus", "mit", "freundlichen", "freundliche", "freundlichem", "beste", "besten", "bestem",
    "herzliche", "herzlichen", "viele", "vielen", "schoene", "schoenen", "gruss", "gruesse", "gruessen", "mfg", "lg", "vg", "bg", "dank",
    "danke", "bitte", "dear", "hello", "hi", "hey", "kind", "best", "warm", "regards", "sincerely", "yours", "faithfully", "cheers",
    "thanks", "thank", "please", "many", "good", "afternoon", "evening", "team", "organisers", "organizers", "organisationsteam", "orga",
    "orgateam", "veranstalter", "zusammen", "sonnige", "vorab", "hochachtung", "hochachtungsvoll", "grussformel", "greetings", "wishes",
    "sir", "madam", "everyone", "all", "folks", "br", "rgds", "groetjes", "kveðja", "kveda", "cordialement", "saludos",
    // days and months
    "uhr", "id", "im", "ill", "ive", "its", "dont", "thats", "hows", "lets", "wont", "cant", "hope", "hoping", "seit", "ab", "denken",
    "grueezi", // pronouns, articles, adverbs at the beginning of a sentence
    "ich", "wir", "sie", "er", "es", "ihr", "ihre", "ihrer", "ihren", "unser", "unsere", "unserer", "unserem", "mein", "meine", "meiner",
    "der", "die", "das", "dem", "den", "ein", "eine", "einen", "einer", "und", "oder", "aber", "auch", "als", "am", "an", "auf", "aus",
    "bei", "beim", "bis", "da", "dann", "dass", "doch", "falls", "fuer", "gern", "gerne", "hier", "hiermit", "im", "in", "ins", "ist",
    "ja", "kann", "kein", "keine", "leider", "nach", "nein", "nicht", "noch", "nun", "nur", "ob", "ohne", "seit", "siehe", "so", "sollte",
    "sowie", "statt", "ueber", "um", "unten", "vom", "von", "vor", "wann", "was", "weil", "welche", "wenn", "wer", "wie", "wo", "wurde",
    "zu", "zum", "zur", "zwei", "drei", "vier", "fuenf", "wegen", "weitere", "ebenfalls", "beide", "alle", "anbei", "komme", "kommt",
    "kommen", "melde", "nehme", "the", "a", "and", "or", "but", "for", "from", "to", "of", "on", "at", "by", "with", "we", "i", "my",
    "our", "your", "you", "he", "she", "it", "they", "this", "that", "these", "those", "is", "are", "was", "will", "would", "could",
    "should", "can", "not", "no", "yes", "if", "when", "where", "which", "who", "how", "what", "why", "one", "two", "three", "there",
    "here", "also", "as", "be", "before", "after", "both", "each", "every", "just", "looking", "sorry", "sent", "two", "i'd", "i'm",
    "i'll", "i've", "it's", "count", "put", "sign", "book", "register", "registration", "kindly", "purchase", "order", "let", "me", "from",
    "unfortunately", "name", "delighted", "happy", "attending", "booking", "could", // words of registration
    "anmeldung", "anmeldungen", "abmeldung", "absage", "zusage", "teilnahme", "teilnehmer", "teilnehmerin", "teilnehmerinnen",
    "teilnehmende", "einladung", "veranstaltung", "event", "termin", "session", "sessions", "workshop", "workshops", "forum", "foren",
    "thema", "themen", "themenschwerpunkt", "block", "panel", "track", "nummer", "nr", "no", "platz", "plaetze", "person", "personen",
    "vorname", "nachname", "familienname", "firma", "unternehmen", "company", "organisation", "organization", "institution", "betrieb",
    "funktion", "position", "telefon", "tel", "fon", "phone", "fax", "mobil", "mobile", "handy", "mail", "email", "e-mail", "web", "www",
    "internet", "adresse", "anschrift", "address", "strasse", "street", "road", "lane", "avenue", "platz", "weg", "allee", "postfach",
    "plz", "ort", "betreff", "subject", "datum", "date", "gesendet", "anfrage", "frage", "fragen", "rueckmeldung", "bestaetigung",
    "confirmation", "anlage", "anhang", "attachment", "wahl", "prioritaet", "choice", "topic", "title", "titel", "group", "deadline", "re",
    "aw", "wg", "fwd", "fw", "antwort", "reply", "info", "office", "service", "support", "kontakt", "contact", "empfang", "zentrale",
    "buchhaltung", "newsletter", "noreply", "erste", "ersten", "erster", "zweite", "zweiten", "dritte", "dritten", "vierte", "first",
    "second", "third", "herr", "frau", "mr", "mrs", "ms", "kollege", "kollegin", "kollegen", "colleague", "colleagues", "chef", "chefin",
    "boss", "ja", "nein", // positions and departments
    "geschaeftsfuehrer", "geschaeftsfuehrerin", "geschaeftsfuehrung", "geschaeftsleitung", "geschaeftsfuehrender", "gesellschafter",
    "gesellschafterin", "vorstand", "vorstaendin", "vorsitzender", "vorsitzende", "prokurist", "prokuristin", "inhaber", "inhaberin",
    "inh", "leiter", "leiterin", "leitung", "assistenz", "assistent", "assistentin", "sekretariat", "sekretaerin", "sachbearbeiter",
    "sachbearbeiterin", "vertrieb", "verkauf", "einkauf", "marketing", "verwaltung", "personal", "personalentwicklung", "disposition",
    "werkstatt", "dachdeckermeister", "architekt", "architektin", "rechtsanwalt", "rechtsanwaeltin", "steuerberater", "steuerberaterin",
    "manager", "director", "managing", "head", "chief", "officer", "ceo", "cto", "cfo", "coo", "founder", "owner", "partner", "president",
    "chairman", "secretary", "assistant", "sales", "engineer", "engineering", "consultant", "abteilung", "department", "bereich",
    "referat", "fachbereich", "stabsstelle", "projektleiter", "projektleiterin", "redaktion", "redakteurin", "redakteur", "senior",
    "junior", "technical", "commercial", "operations", "deputy", "vorzimmer", "pa", "standortentwicklung", "serviceleitung",
    "fahrdienstleitung", "buero", "praxis", "kanzlei", "teilnahmewunsch", "bookings", "reservations", "gf", "vertretungsberechtigter",
    "amtsgericht", "registergericht", "sitz", "handelsregister", "hrb", "hra",
    // nouns that often stand where a name could
    "unterlagen", "programm", "agenda", "rathaus", "visitenkarte", "daten", "formular", "angaben", "interesse", "mail", "nachricht",
    "server", "system", "client", "outlook", "iphone", "ipad", "android", "galaxy", "handy", "smartphone", "samsung", "google", "gmail",
    "germany", "deutschland", "europe", "kassel", "harbour", "tech", "day", "english", "german", "deutsch", "englisch",
];

/// Words that are family names as well: weekdays, months, towns, common nouns. They can follow a given name, but never begin a name.
pub const NEVER_FIRST: &[&str] = &[
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "januar", "februar", "maerz", "juli",
    "september", "oktober", "november", "dezember", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "july", "october", "december", "stadt", "region", "wirtschaft", "haus", "hause", "kraft", "zeit", "woche",
    "berlin", "hamburg", "muenchen", "frankfurt", "meister", "notar", "amt", "sommer", "winter", "herbst", "koch", "baecker", "schmied",
    "mueller", "jaeger", "fischer", "weber", "bauer", "vogel", "stein", "wald", "bach", "berg", "burg", "graf", "koenig", "kaiser",
    "ritter", "herzog", "sohn", "kind", "freund", "feld", "hof", "dorf", "turm", "brunnen", "acker", "garten", "baum", "blum", "rose",
    "busch", "hecht", "hahn", "fuchs", "wolf", "baer", "loewe", "adler", "falke", "hirsch", "lamm", "pferd", "hund", "katze", "maus",
];

/// Whether a folded word can't be part of a person's name.
pub fn is_never_name(fold: &str) -> bool {
    static SET: LazyLock<Set> = LazyLock::new(|| NEVER_NAMES.iter().copied().collect());
    SET.contains(fold)
}

/// Family-name-like words of a firm: where they stand among the words of a supposed name, it is a firm.
pub const ROLES: &[&str] = &[
    "info", "kontakt", "office", "team", "service", "post", "mail", "anmeldung", "buero", "zentrale", "empfang", "verwaltung",
    "sekretariat", "dispo", "gl", "hello", "sales", "bookings", "booking", "events", "event", "admin", "kanzlei", "praxis", "werkstatt",
    "redaktion", "marketing", "personal", "vertrieb", "akademie", "support", "contact", "enquiries", "reception", "accounts", "hr",
    "office", "webmaster", "newsletter",
];
