//! Of a mail that says its text twice, plain and as HTML, the better version; and whether both say the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::blocks;
use super::body::is_blank;
use super::pattern::{plain as ascii, regex};
use super::text::Line;
use super::{Block, BlockKind};

/// Words of each version that are compared; what is behind them is quotes.
const MAX_WORDS: usize = 3000;

/// The better version, and whether the two contradict each other.
///
/// Plain text is what it seems to be, so it is preferred, unless it is missing, only says that there is HTML, lacks what HTML has, has
/// lost the rows of a table, or does not show where the quote begins.
pub(super) fn choose(plain: Vec<Line>, rich: Vec<Line>) -> (Vec<Line>, bool) {
    if is_blank(&rich) {
        return (plain, false);
    }
    if is_blank(&plain) || is_placeholder(&plain) {
        return (rich, false);
    }
    // The words of all that is not quoted are quickly compared; only where they differ is it worth while to look for signatures.
    let (mut p, mut r) = (Words::of(&plain, blocks::unquoted), Words::of(&rich, blocks::unquoted));
    if !p.missing_in(&r).is_empty() || !r.missing_in(&p).is_empty() {
        (p, r) = (Words::of(&plain, |lines| blocks::cut(lines, "", None)), Words::of(&rich, |lines| blocks::cut(lines, "", None)));
    }
    let (only_plain, only_rich) = (p.missing_in(&r), r.missing_in(&p));
    if !only_plain.is_empty() && !only_rich.is_empty() {
        return (plain, true);
    }
    let fuller = only_plain.is_empty() && only_rich.len() >= 3;
    let rows = |lines: &[Line]| lines.iter().filter(|l| l.depth == 0 && l.text.trim().contains('\t')).count();
    let clearer = r.quotes && !p.quotes;
    if fuller || rows(&rich) > rows(&plain) || clearer { (rich, false) } else { (plain, false) }
}

/// What mail programs of newsletters and calendars put in place of a plain text.
fn is_placeholder(lines: &[Line]) -> bool {
    let text: String = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
    text.len() < 500 && PLACEHOLDER.is_match(&ascii(&text))
}

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)(?:kein|nicht|no|not|doesn.t|cannot|can.t|unable)\b[^.!?]*\bhtml\b|\bhtml\b[^.!?]*\b(?:nicht|no|not|doesn.t|cannot|can.t|unable|fähig|aktivier|capable|compatible|support|unterstütz)",
        r"|(?:nur|only|im|in|als) html(?:-|\s)?(?:format|version|mail|e-mail|ansicht|nachricht|message)|html-(?:e-?mail|nachricht|message)|view (?:this|it) (?:message|e-?mail|mail)?[^.!?]*in (?:a|your) (?:browser|html)"
    ))
});

/// Links, pictures and their addresses: plain versions spell them out, HTML does not show them.
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)<?\b(?:https?://|mailto:|tel:|www\.)[^\s>\])]*[>\])]?|\[(?:cid:|image|bild|logo|grafik|foto|inline|http)[^\]]{0,200}\]|<[^<>\s]+@[^<>\s]+>|\b\S+\.(?:png|jpe?g|gif)\b",
    )
});

/// The words of a version.
struct Words {
    /// How often each word stands in what is said now, signature and footer included.
    all: HashMap<String, usize>,
    /// The words of the new text alone.
    new: Vec<String>,
    /// All words without anything between them: hyphens and lost spaces are layout.
    joined: String,
    /// Whether a quote was found.
    quotes: bool,
}

impl Words {
    fn of(lines: &[Line], cut: impl Fn(&[Line]) -> Vec<Block>) -> Self {
        let blocks = cut(lines);
        let mut words = Self { all: HashMap::new(), new: Vec::new(), joined: String::new(), quotes: false };
        let mut count = 0;
        for block in &blocks {
            words.quotes |= matches!(block.kind, BlockKind::Quote | BlockKind::Forward);
            // The quote may be cut at another place in the other version, so it counts as known there.
            for line in &block.lines {
                let text = ascii(line).to_lowercase();
                let text = NOISE.replace_all(&text, " ");
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                    count += 1;
                    if count > MAX_WORDS {
                        return words;
                    }
                    words.joined.push_str(word);
                    *words.all.entry(word.to_owned()).or_default() += 1;
                    if block.kind == BlockKind::New {
                        words.new.push(word.to_owned());
                    }
                }
            }
        }
        words
    }

    /// The essential words of this version's new text that the other does not have anywhere: numbers by their count, words as such.
    fn missing_in(&self, other: &Self) -> Vec<&str> {
        let missing = |word: &&str| {
            let number = word.chars().all(|c| c.is_ascii_digit());
            let (mine, theirs) = (self.all.get(*word).copied().unwrap_or_default(), other.all.get(*word).copied().unwrap_or_default());
            if number { theirs < mine } else { theirs == 0 && word.len() > 1 && !other.joined.contains(*word) }
        };
        let mut out: Vec<&str> = self.new.iter().map(String::as_str).filter(missing).collect();
        out.dedup();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::super::text::{Flow, lines};
    use super::*;

    #[test]
    fn which() {
        let check = |plain: &str, rich: &str, want: &str, contradictory: bool| {
            let (chosen, odd) = choose(lines(plain, Flow::Fixed), html::lines(rich));
            let text: Vec<&str> = chosen.iter().map(|l| l.text.as_str()).filter(|t| !t.is_empty()).collect();
            assert_eq!((text.join(" / ").as_str(), odd), (want, contradictory), "{plain}");
        };
        check("Session 2 bitte", "<p>Session <b>2</b> bitte</p>", "Session 2 bitte", false);
        check("Session 2 bitte", "<p>Session 3 bitte</p>", "Session 2 bitte", true);
        check("Max kommt", "<p>Anna kommt</p>", "Max kommt", true);
        check("\n \n", "<p>Session 3 bitte</p>", "Session 3 bitte", false);
        check("Ihr E-Mail-Programm unterstützt leider keine HTML-E-Mails.", "<p>Session 3 bitte</p>", "Session 3 bitte", false);
        check("Your email client does not support HTML.", "<p>Session 3 bitte</p>", "Session 3 bitte", false);
        check(
            "Name\n\nMax Muster\n\nSession\n\n2",
            "<table><tr><td>Name</td><td>Max Muster</td></tr><tr><td>Session</td><td>2</td></tr></table>",
            "Name\tMax Muster / Session\t2",
            false,
        );
        check(
            "Siehe https://x.example/1 [cid:logo123]",
            "<p>Siehe <a href='https://x.example/1'>hier</a></p>",
            "Siehe https://x.example/1",
            false,
        );
        check("Bau- leitplanung", "<p>Bauleitplanung</p>", "Bau- leitplanung", false);
        check("Hallo", "<p>Hallo, ich nehme an Session 2 teil</p>", "Hallo, ich nehme an Session 2 teil", false);
        check("Hallo<br>", "", "Hallo<br>", false);
    }
}
