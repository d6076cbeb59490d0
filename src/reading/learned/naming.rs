//! What of a word and its neighbours tells whether it belongs to a person's or a firm's name.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::fold::fold;
use super::super::words::companies::{is_freemail, is_trade};
use super::super::words::names::{NEVER_NAMES, PARTICLES, SALUTATIONS, SIGNED_FOR, TITLES, is_family_name, is_given_name};
use super::super::words::set::Set;
use super::learner::{Feature, Model, feature};
use super::token::{Gap, Token, tokens};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody who is registered, or who writes.
    Person,
    /// Somebody else: addressee, contact, whoever does not come.
    Bystander,
    /// The firm for which they come.
    Firm,
    /// Another one: holding, customer, organiser.
    OtherFirm,
}

impl Kind {
    /// All kinds; the letters are their marks in the examples.
    pub const ALL: [(Self, char); 4] = [(Self::Person, 'n'), (Self::Bystander, 'o'), (Self::Firm, 'f'), (Self::OtherFirm, 'g')];
}

/// Tags of words: outside of names, and for each kind the first word and the further ones.
pub const TAGS: usize = 1 + 2 * Kind::ALL.len();
/// No name.
pub const OUTSIDE: usize = 0;

/// The tag of the first (or a further) word of a name.
pub fn tag_of(kind: Kind, first: bool) -> usize {
    let at = Kind::ALL.iter().position(|(k, _)| *k == kind).unwrap_or_default();
    1 + 2 * at + usize::from(!first)
}

/// What a tag says: the kind, and whether the name begins here.
pub fn kind_of(tag: usize) -> Option<(Kind, bool)> {
    let at = tag.checked_sub(1)?;
    Kind::ALL.get(at / 2).map(|(kind, _)| (*kind, at % 2 == 0))
}

/// Whether a folded word is a legal form, or part of one.
pub fn is_form(fold: &str) -> bool {
    static FORMS: LazyLock<Set> = LazyLock::new(|| {
        [
            "gmbh", "mbh", "ag", "kg", "ohg", "og", "gbr", "ug", "se", "ltd", "limited", "llp", "plc", "inc", "llc", "e.k", "ek", "e.v",
            "ev", "eg", "e.g", "ggmbh", "kgaa", "partg", "partgmbb", "mbb", "b.v", "bv", "n.v", "nv", "ab", "oy", "aps", "a/s", "as",
            "sas", "sarl", "srl", "s.r.l", "spa", "s.p.a", "cic", "e.u", "eu", "stiftung", "anstalt", "gesmbh", "ges.m.b.h", "m.b.h",
            "gesbr", "zt", "egen", "egmbh", "aoer", "kdoer", "corp", "pty", "incorporated", "gug", "egbr", "e.kfr", "e.kfm", "teo", "dac",
            "clg", "bvba", "s.a", "sa", "d.o.o", "s.r.o", "sp", "z.o.o", "o.o", "kft", "haftungsbeschraenkt", "genossenschaft",
            "cooperative", "trust", "foundation",
        ]
        .into_iter()
        .collect()
    });
    FORMS.contains(fold)
}

fn is_title(fold: &str) -> bool {
    static SET: LazyLock<Set> = LazyLock::new(|| TITLES.iter().copied().collect());
    SET.contains(fold) || fold.contains(['.', '-']) && fold.split(['.', '-']).filter(|p| !p.is_empty()).all(|p| SET.contains(p))
}

fn is_common(fold: &str) -> bool {
    static SET: LazyLock<Set> = LazyLock::new(|| NEVER_NAMES.iter().copied().collect());
    SET.contains(fold)
}

/// How a word is written: `Aa`, `aa`, `AA`, `A`, `AaA`, `9`, `a9`, with `.`, `-`, `&`, `@`, `'` where it has them.
fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    let mut run = 0;
    for c in text.chars().take(24) {
        let class = match c {
            _ if c.is_uppercase() => 'A',
            _ if c.is_alphabetic() => 'a',
            _ if c.is_numeric() => '9',
            '\u{300}'..='\u{36f}' => continue,
            _ => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 {
            out.push(class);
        }
    }
    out
}

/// What is known of a word by itself, made once a word.
#[derive(Debug)]
struct Look {
    shape: String,
    classes: Vec<&'static str>,
}

impl Look {
    fn new(token: &Token<'_>) -> Self {
        let fold = token.fold.as_str();
        let mut classes = Vec::new();
        let mut is = |yes: bool, name: &'static str| {
            if yes {
                classes.push(name);
            }
        };
        is(fold.split('-').any(is_given_name), "given");
        is(fold.split('-').any(is_family_name), "family");
        is(is_title(fold), "title");
        is(SALUTATIONS.contains(&fold), "salutation");
        is(PARTICLES.contains(&fold), "particle");
        is(is_form(fold), "form");
        is(is_trade(fold), "trade");
        is(is_common(fold), "common");
        is(SIGNED_FOR.contains(&fold), "signs");
        Self { shape: shape(token.text), classes }
    }
}

/// What the address of whoever wrote a text tells of names: people and firms are called like it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writer {
    /// The local part, folded, letters and digits only.
    local: String,
    /// The domain without its ending; empty for mail providers.
    domain: String,
}

impl Writer {
    /// Whoever has this address.
    pub fn new(address: &str) -> Self {
        let (local, domain) = address.rsplit_once('@').unwrap_or_default();
        let plain = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let mut labels: Vec<&str> = domain.split('.').collect();
        labels.pop();
        if labels.len() > 1 && labels.last().is_some_and(|l| matches!(*l, "co" | "com" | "org" | "ac" | "gov" | "net")) {
            labels.pop();
        }
        let label = if is_freemail(domain) { "" } else { labels.last().copied().unwrap_or_default() };
        Self { local: plain(local), domain: plain(label) }
    }

    /// What a word has to do with the address.
    fn relation(&self, word: &str) -> Option<&'static str> {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let within = |whole: &str| word.len() >= 3 && whole.contains(&word);
        let around = |whole: &str| whole.len() >= 4 && word.contains(whole);
        match (within(&self.domain) || around(&self.domain), within(&self.local) || around(&self.local)) {
            (true, true) => Some("both"),
            (true, false) if word == self.domain => Some("domain"),
            (true, false) => Some("in domain"),
            (false, true) => Some("local"),
            (false, false) => None,
        }
    }
}

/// A text made ready to be looked at word by word.
#[derive(Debug)]
pub struct Words<'a> {
    tokens: &'a [Token<'a>],
    writer: &'a Writer,
    looks: Vec<Look>,
    /// For each word the first of its line.
    line_start: Vec<usize>,
    /// For each word the one behind the last of its line.
    line_end: Vec<usize>,
    /// For each word, how many words ahead on its line, with nothing between that parts names, a legal form stands.
    form_ahead: Vec<Option<usize>>,
}

impl<'a> Words<'a> {
    /// Looks at the words of a text.
    pub fn new(tokens: &'a [Token<'a>], writer: &'a Writer) -> Self {
        let looks: Vec<Look> = tokens.iter().map(Look::new).collect();
        let mut line_start = Vec::with_capacity(tokens.len());
        let mut start = 0;
        for (at, token) in tokens.iter().enumerate() {
            if token.gap >= Gap::Line {
                start = at;
            }
            line_start.push(start);
        }
        let mut line_end = vec![tokens.len(); tokens.len()];
        let mut form_ahead = vec![None; tokens.len()];
        let mut end = tokens.len();
        let mut form: Option<usize> = None;
        for (at, token) in tokens.iter().enumerate().rev() {
            if let Some(slot) = line_end.get_mut(at) {
                *slot = end;
            }
            if looks.get(at).is_some_and(|l| l.classes.contains(&"form")) {
                form = Some(0);
            }
            if let Some(slot) = form_ahead.get_mut(at) {
                *slot = form;
            }
            form = form.map(|n| n + 1).filter(|n| *n < 8 && !token.gap.parts());
            if token.gap >= Gap::Line {
                end = at;
            }
        }
        Self { tokens, writer, looks, line_start, line_end, form_ahead }
    }

    fn token(&self, at: usize, offset: isize) -> Option<(&Token<'a>, &Look)> {
        let at = at.checked_add_signed(offset)?;
        Some((self.tokens.get(at)?, self.looks.get(at)?))
    }

    /// The features of the word at `at`, its tag's history apart.
    pub fn features(&self, at: usize) -> Vec<Feature> {
        let mut found = Vec::with_capacity(80);
        self.features_into(at, &mut |parts| found.push(feature(parts)));
        found
    }

    fn features_into(&self, at: usize, add: &mut dyn FnMut(&[&str])) {
        let Some((token, look)) = self.token(at, 0) else { return };
        let word = token.fold.as_str();
        add(&["w", word]);
        add(&["sh", &look.shape]);
        for (n, name) in [(2, "e2"), (3, "e3"), (4, "e4"), (5, "e5")] {
            if let Some((cut, _)) = word.char_indices().rev().nth(n - 1) {
                add(&[name, word.get(cut..).unwrap_or_default()]);
            }
        }
        for (n, name) in [(3, "b3"), (5, "b5")] {
            if let Some((cut, c)) = word.char_indices().nth(n - 1) {
                add(&[name, word.get(..cut + c.len_utf8()).unwrap_or_default()]);
            }
        }
        for class in &look.classes {
            add(&["c", class]);
            add(&["csh", class, &look.shape]);
        }
        if look.classes.is_empty() {
            add(&["c", "none", &look.shape]);
        }
        add(&["gap", token.gap.name()]);
        add(&["gapsh", token.gap.name(), &look.shape]);
        let after = self.token(at, 1).map_or("end", |(t, _)| t.gap.name());
        add(&["after", after]);
        add(&["gaps", token.gap.name(), after]);
        if token.dotted {
            add(&["dot", &look.shape]);
        }
        for (offset, name) in [(-2, "-2"), (-1, "-1"), (1, "+1"), (2, "+2")] {
            match self.token(at, offset) {
                Some((t, l)) => {
                    add(&["nw", name, &t.fold]);
                    add(&["nsh", name, &l.shape, if offset < 0 { token.gap.name() } else { t.gap.name() }]);
                    for class in &l.classes {
                        add(&["nc", name, class]);
                        if offset.abs() == 1 {
                            for own in &look.classes {
                                add(&["ncc", name, class, own]);
                            }
                            add(&["ncs", name, class, &look.shape]);
                        }
                    }
                    if offset == 1 || offset == -1 {
                        if let Some((cut, _)) = t.fold.char_indices().rev().nth(3) {
                            add(&["ne", name, t.fold.get(cut..).unwrap_or_default()]);
                        }
                        add(&["nwsh", name, &t.fold, &look.shape]);
                    }
                }
                None => add(&["nw", name, "none"]),
            }
        }
        if let (Some((a, _)), Some((b, _))) = (self.token(at, -2), self.token(at, -1)) {
            add(&["before2", &a.fold, &b.fold]);
        }
        // what stands on the line and in front of it: "Geschäftsführer: …", the greeting above a signature
        let start = self.line_start.get(at).copied().unwrap_or_default();
        let end = self.line_end.get(at).copied().unwrap_or_default();
        let length = match end.saturating_sub(start) {
            1 => "1",
            2 => "2",
            3 => "3",
            4..=6 => "4",
            7..=10 => "7",
            _ => "11",
        };
        let place = if at == start {
            "first"
        } else if at + 1 == end {
            "last"
        } else {
            "mid"
        };
        add(&["line", length, place]);
        add(&["lineshape", length, &look.shape]);
        if let Some(first) = self.tokens.get(start) {
            add(&["starts", &first.fold]);
        }
        if let Some(above) = start.checked_sub(1) {
            let from = self.line_start.get(above).copied().unwrap_or_default();
            if let Some(first) = self.tokens.get(from) {
                add(&["above", &first.fold]);
            }
            let count = if above + 1 - from > 6 { "many" } else { "few" };
            add(&["aboven", count, length]);
        } else {
            add(&["above", "none"]);
        }
        add(&["over", self.line_class(start.checked_sub(1))]);
        add(&["under", self.line_class(Some(end).filter(|e| *e < self.tokens.len()))]);
        add(&[
            "around",
            self.line_class(start.checked_sub(1)),
            self.line_class(Some(end).filter(|e| *e < self.tokens.len())),
            length,
            place,
        ]);
        if let Some(relation) = self.writer.relation(word) {
            add(&["writer", relation]);
            add(&["writer", relation, &look.shape]);
        }
        for (offset, name) in [(-1, "-1"), (1, "+1")] {
            if let Some(relation) = self.token(at, offset).and_then(|(t, _)| self.writer.relation(&t.fold)) {
                add(&["nwriter", name, relation]);
            }
        }
        let form = match self.form_ahead.get(at).copied().flatten() {
            None => "no",
            Some(0) => "is",
            Some(1) => "1",
            Some(2) => "2",
            Some(_) => "3",
        };
        add(&["form", form]);
        add(&["formsh", form, &look.shape]);
        // words of the clause around, by themselves
        for offset in 3..=6 {
            if let Some((t, _)) = self.token(at, -offset).filter(|_| (at as isize - offset) >= start as isize) {
                add(&["left", &t.fold]);
            }
            if let Some((t, _)) = self.token(at, offset).filter(|_| at + offset.unsigned_abs() < end) {
                add(&["right", &t.fold]);
            }
        }
    }

    /// What kind of line the word at `at` stands on, as far as one sees at a glance.
    fn line_class(&self, at: Option<usize>) -> &'static str {
        let Some(at) = at else { return "none" };
        let start = self.line_start.get(at).copied().unwrap_or_default();
        let end = self.line_end.get(at).copied().unwrap_or_default();
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let looks = self.looks.get(start..end).unwrap_or_default();
        let has = |class: &str| looks.iter().any(|l| l.classes.contains(&class));
        let digits: usize = tokens.iter().map(|t| t.text.chars().filter(char::is_ascii_digit).count()).sum();
        match tokens.len() {
            _ if tokens.iter().any(|t| t.text.contains('@')) => "mail",
            _ if digits >= 4 => "digits",
            _ if has("form") => "form",
            1..=4 if has("given") => "person",
            1..=5 if has("common") => "common",
            1..=5 => "short",
            _ => "long",
        }
    }

    /// What the tags of the two words before add.
    pub fn history(&self, at: usize, last: usize, before: usize) -> Vec<Feature> {
        let Some((token, look)) = self.token(at, 0) else { return Vec::new() };
        let (last, before) = (last.to_string(), before.to_string());
        vec![
            feature(&["t1", &last]),
            feature(&["t2", &before, &last]),
            feature(&["t1sh", &last, &look.shape]),
            feature(&["t1gap", &last, token.gap.name()]),
            feature(&["t1w", &last, &token.fold]),
        ]
    }
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Where it stands, as a range of the text.
    pub range: Range<usize>,
    /// Whose it is.
    pub kind: Kind,
    /// How likely it is that just these words are a name of this kind, `0.0..=1.0`.
    pub certainty: f32,
}

/// A way so much less likely than the best, as a difference of logarithms, is not followed any further.
const HOPELESS: f32 = 6.0;

/// The best row of tags for the words of a text (Viterbi 1967), each with its likelihood.
///
/// What a word is depends on what the word before was. The tag before that one is taken from the best way to it, which is all but exact.
fn best_tags(model: &Model, tokens: &[Token<'_>], writer: &Writer) -> Vec<(usize, f32)> {
    /// The best way that ends in a tag.
    #[derive(Clone, Copy, Debug, Default)]
    struct Way {
        score: f32,
        from: usize,
        likelihood: f32,
    }
    let words = Words::new(tokens, writer);
    let mut steps: Vec<[Option<Way>; TAGS]> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let own = words.features(at);
        let sums = model.sums(&own);
        let mut ways = [None; TAGS];
        let start = [Some(Way::default()), None, None, None, None, None, None, None, None];
        let before = steps.last().copied().unwrap_or(start);
        let best = before.iter().flatten().map(|w| w.score).fold(f32::NEG_INFINITY, f32::max);
        for (last, way) in
            before.iter().enumerate().filter_map(|(tag, way)| way.map(|w| (tag, w))).filter(|(_, w)| w.score > best - HOPELESS)
        {
            let history = words.history(at, last, way.from);
            let all: Vec<f32> = sums.iter().zip(model.sums(&history)).map(|(a, b)| a + b).collect();
            let likely = model.likely(&all, own.len() + history.len());
            let total = likely.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            for (tag, (slot, p)) in ways.iter_mut().zip(likely).enumerate() {
                let likelihood = (p / total).max(1e-6);
                let score = way.score + likelihood.ln();
                if may_follow(last, tag, token.gap) && slot.is_none_or(|s: Way| s.score < score) {
                    *slot = Some(Way { score, from: last, likelihood });
                }
            }
        }
        steps.push(ways);
    }
    let score = |way: &Option<Way>| way.map_or(f32::NEG_INFINITY, |w| w.score);
    let last = steps
        .last()
        .and_then(|ways| (0..TAGS).max_by(|a, b| score(ways.get(*a).unwrap_or(&None)).total_cmp(&score(ways.get(*b).unwrap_or(&None)))));
    let mut tag = last.unwrap_or(OUTSIDE);
    let mut found: Vec<(usize, f32)> = steps
        .iter()
        .rev()
        .map(|ways| {
            let way = ways.get(tag).copied().flatten().unwrap_or_default();
            let here = (tag, way.likelihood);
            tag = way.from;
            here
        })
        .collect();
    found.reverse();
    found
}

/// Whether a word of tag `tag` may stand behind one of tag `last` and the gap between: further words stand behind words of the same name, which goes on
/// over no full stop; a firm's name may be wrapped, a person's is not.
fn may_follow(last: usize, tag: usize, gap: Gap) -> bool {
    match (kind_of(tag), kind_of(last)) {
        (Some((kind, false)), Some((before, _))) => {
            let firm = matches!(kind, Kind::Firm | Kind::OtherFirm);
            kind == before && (gap < Gap::Stop || firm && gap == Gap::Line)
        }
        (Some((_, false)), None) => false,
        _ => true,
    }
}

/// The names of a text that `writer` wrote, in order.
pub fn named(model: &Model, text: &str, writer: &Writer) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found: Vec<Named> = Vec::new();
    for (token, (tag, certainty)) in tokens.iter().zip(best_tags(model, &tokens, writer)) {
        match (kind_of(tag), found.last_mut()) {
            (Some((kind, true)), _) => found.push(Named { range: token.range.clone(), kind, certainty }),
            (Some((_, false)), Some(name)) => {
                name.range.end = token.range.end;
                name.certainty = name.certainty.min(certainty);
            }
            _ => {}
        }
    }
    for name in &mut found {
        // "Pflegestift Annahof (Stiftung)": a bracket within is closed within
        let words = text.get(name.range.clone()).unwrap_or_default();
        if words.contains('(') && !words.contains(')') && text.get(name.range.end..).is_some_and(|t| t.starts_with(')')) {
            name.range.end += 1;
        }
        // "Co.", "e. V.": the full stop of an abbreviation at the end belongs to the name
        let dotted = text.get(name.range.end..).is_some_and(|t| t.starts_with('.'));
        let last = text.get(name.range.clone()).and_then(|t| t.rsplit([' ', '\n']).next()).unwrap_or_default();
        let short = last.contains('.')
            || last.chars().count() == 1
            || matches!(last, "Co" | "Inc" | "Ltd" | "Corp" | "Bros" | "Jr" | "Pty" | "ehf" | "hf");
        if dotted && short {
            name.range.end += 1;
        }
    }
    found
}
