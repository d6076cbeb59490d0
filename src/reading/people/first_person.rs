//! Who speaks of himself, in plain words: "ich komme" and "melden Sie mich an" against "ich melde Frau Ott an" and "unseren Geschäftsführer".

/// Whether a folded sentence speaks in the first person.
pub(super) fn in_first_person(said: &str) -> bool {
    let words: Vec<&str> = words(said).collect();
    let speaks = |(at, word): (usize, &&str)| match *word {
        // "weil das bei uns gerade Thema ist", "haben wir uns geeinigt"
        "uns" | "us" => !at
            .checked_sub(1)
            .and_then(|b| words.get(b))
            .is_some_and(|b| matches!(*b, "bei" | "von" | "with" | "from" | "at" | "wir" | "hinter" | "vor")),
        word => {
            matches!(
                word,
                "ich"
                    | "mich"
                    | "mir"
                    | "meine"
                    | "meiner"
                    | "meinen"
                    | "meinem"
                    | "selbst"
                    | "selber"
                    | "wir"
                    | "i"
                    | "me"
                    | "my"
                    | "myself"
                    | "mine"
                    | "we"
                    | "i'd"
                    | "i'm"
                    | "i'll"
                    | "we'd"
                    | "we'll"
                    | "we're"
                    | "bin"
                    | "komme"
                    | "nehme"
                    | "waere"
                    | "moechte"
                    | "wuerde"
            )
        }
    };
    words.iter().enumerate().any(speaks)
}

/// Whether a folded sentence says "ich".
pub(super) fn is_i(said: &str) -> bool {
    words(said).any(|w| matches!(w, "ich" | "i" | "i'm" | "i'll"))
}

/// Whether a folded sentence has its writer register somebody else and not himself. `named` tells whether it names somebody.
pub(super) fn for_others(said: &str, named: bool) -> bool {
    let words: Vec<&str> = words(said).collect();
    let has = |list: &[&str]| words.iter().any(|w| list.contains(w));
    if !has(REGISTERING) || !named && !announces(&words) {
        return false;
    }
    let pair = |a: &[&str], b: &[&str]| words.windows(2).any(|w| matches!(w, [x, y] if a.contains(x) && b.contains(y)));
    let oneself = has(&["mich", "me", "myself", "selbst", "selber", "ourselves", "beide", "beiden", "both"])
        || pair(&["und", "and", "sowie", "mit", "with"], &["ich", "i", "mir", "mich"])
        || pair(&["ich", "i"], &["und", "and", "sowie", "selbst"])
        || words.iter().enumerate().any(|(at, w)| matches!(*w, "uns" | "us") && !at.checked_sub(1).and_then(|b| words.get(b)).is_some_and(|b| matches!(*b, "bei" | "von" | "with" | "from" | "wir")))
        || pair(&["ich", "wir"], COMING)
        || pair(COMING, &["ich", "wir"])
        || words.windows(4).any(|w| matches!(w, [a, rest @ ..] if matches!(*a, "i" | "i'll" | "i'd" | "we" | "we'll" | "i'm" | "we're") && rest.iter().any(|v| ATTENDING.contains(v))));
    !oneself
}

/// Whether a folded sentence puts its writer beside others: "Greg and I", "ich und mein Kollege", "wir beide", "we will both be there".
pub(super) fn together(said: &str) -> bool {
    let words: Vec<&str> = words(said).collect();
    let pair = |a: &[&str], b: &[&str]| words.windows(2).any(|w| matches!(w, [x, y] if a.contains(x) && b.contains(y)));
    let both = words.windows(4).any(|w| matches!(w, [a, rest @ ..] if matches!(*a, "we" | "wir" | "we'll" | "we'd") && rest.iter().any(|v| matches!(*v, "both" | "beide"))));
    // "mein Kollege und ich", not "to me and I will tell him"
    let joined = words.windows(3).any(|w| matches!(w, [who, and, i] if matches!(*and, "und" | "and" | "sowie") && matches!(*i, "ich" | "i" | "myself") && is_somebody(who)));
    joined
        || pair(&["ich", "mich", "mir"], &["und", "sowie"])
        || words.windows(3).any(|w| matches!(w, ["for" | "register" | "book" | "sign" | "add" | "put" | "of", "me" | "myself", "and"]))
        || both
}

/// Whether a folded sentence brings somebody along without a name: "mit einer Mitarbeiterin", "plus a colleague".
pub(super) fn brings_unnamed(said: &str) -> bool {
    let words: Vec<&str> = words(said).collect();
    let with = |w: &&str| matches!(*w, "mit" | "und" | "with" | "and" | "plus" | "bringe" | "bring" | "bringing" | "sowie");
    let whose = |w: &&str| {
        matches!(
            *w,
            "einem"
                | "einer"
                | "ein"
                | "eine"
                | "meinem"
                | "meiner"
                | "mein"
                | "meine"
                | "a"
                | "my"
                | "another"
                | "unserem"
                | "unserer"
                | "our"
                | "one"
        )
    };
    words.windows(3).any(|w| matches!(w, [a, b, c] if with(a) && whose(b) && WHO.iter().any(|who| c.starts_with(who))))
}

/// What one does with others as well as with oneself.
const REGISTERING: &[&str] = &[
    "anmelden", "anzumelden", "melde", "melden", "nachmelden", "nachzumelden", "eintragen", "einzutragen", "trage", "vormerken",
    "vorzumerken", "registrieren", "buchen", "buche", "schicken", "schicke", "entsenden", "entsende", "senden", "reservieren", "benennen",
    "benenne", "register", "registering", "enrol", "enroll", "book", "sign", "put", "nominate", "send", "sending", "add", "reserve",
];

const COMING: &[&str] =
    &["komme", "kommen", "nehme", "nehmen", "bin", "sind", "gehe", "gehen", "waere", "waeren", "besuche", "besuchen", "begleite"];

const ATTENDING: &[&str] = &["attend", "attending", "come", "coming", "join", "joining", "go", "going", "take"];

/// Beginnings and ends of what people are called at work.
const WHO: &[&str] = &[
    "kolleg", "chef", "geschaeftsf", "mitarbeit", "leiter", "meister", "assisten", "azubi", "auszubild", "lehrling", "manager", "director",
    "colleague", "boss", "partner", "prokurist", "vorstand", "inhaber", "foreman", "apprentice", "employee", "trainee", "werkstudent",
    "praktikant", "sekretaer", "vertret", "techniker", "ingenieur", "engineer", "buchhalter", "betriebsleit", "abteilungsleit",
    "vertriebsleit", "produktionsleit",
];

/// Whether a word calls a person by work or family.
fn is_somebody(word: &str) -> bool {
    WHO.iter().any(|w| word.starts_with(w))
        || matches!(
            word,
            "mann"
                | "frau"
                | "husband"
                | "wife"
                | "son"
                | "daughter"
                | "sohn"
                | "tochter"
                | "bruder"
                | "brother"
                | "sister"
                | "schwester"
                | "vater"
                | "father"
        )
}

/// "unseren Geschäftsführer", "my boss": people without a name.
fn announces(words: &[&str]) -> bool {
    const WHOSE: &[&str] =
        &["unser", "unsere", "unseren", "unserer", "mein", "meine", "meinen", "our", "my", "einen", "eine", "a", "den", "die", "the"];
    let whose = |at: usize| words.get(at.saturating_sub(3)..at).unwrap_or_default().iter().any(|w| WHOSE.contains(w));
    words.iter().enumerate().any(|(at, word)| {
        WHO.iter().any(|w| word.starts_with(w) || word.ends_with(w) || word.ends_with("leiter") || word.ends_with("leiterin")) && whose(at)
    })
}

fn words(said: &str) -> impl Iterator<Item = &str> {
    said.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_tell_whether_they_come() {
        let check = |said: &str, named: bool, others: bool| assert_eq!(for_others(said, named), others, "{said}");
        check("ich moechte unseren geschaeftsfuehrer fuer die session 2 anmelden.", false, true);
        check("hiermit melde ich frau ott an.", true, true);
        check("i would like to register our foreman tom baker.", true, true);
        check("hiermit melde ich mich und frau ott an.", true, false);
        check("frau ott und ich melden uns an.", true, false);
        check("ich komme mit frau ott, bitte beide anmelden.", true, false);
        check("bitte melden sie mich an.", false, false);
        check("i will attend, please register tom baker as well.", true, false);
        check("ich melde mich fuer session 2 an.", false, false);
        check("bitte tom baker anmelden, ich nehme auch teil.", true, false);
    }

    #[test]
    fn writers_come_with_others() {
        let check = |said: &str, want: bool| assert_eq!(together(said), want, "{said}");
        check("my colleague and i would love to attend", true);
        check("please send it to me and i will tell him", false);
        check("we will both be in session 3", true);
        check("ich und frau ott kommen", true);
        check("ich melde frau ott an", false);
        let check = |said: &str, want: bool| assert_eq!(brings_unnamed(said), want, "{said}");
        check("ich komme mit einer mitarbeiterin zu workshop 1", true);
        check("i'll bring a colleague", true);
        check("ich komme mit dem zug", false);
    }

    #[test]
    fn what_is_with_us_is_not_said_of_us() {
        let check = |said: &str, want: bool| assert_eq!(in_first_person(said), want, "{said}");
        check("alle vier gehen ins panel, weil das bei uns gerade das thema ist.", false);
        check("das waere etwas fuer uns", true);
        check("ich komme", true);
        check("frau ott kommt", false);
    }
}
