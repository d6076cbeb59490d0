//! The lines of a mail are cut into blocks: what is said now, signature, footer, quotes.
//!
//! First each line (or the few lines that make one attribution or header block) is classified by itself (`marks`), then the sequence is
//! looked at here: who owns which depth of quotes. What nobody else owns was written now, and `closing` sets its end apart.
//!
//! Limit: an answer typed into an unmarked original (Outlook below its header block, without colour or marks) can't be told from it and
//! stays in the quote.

mod closing;
mod formulas;
mod marks;
mod words;

use super::text::{Hint, Line};
use super::{Author, Block, BlockKind};
use crate::address::Mailbox;
use marks::Mark;

/// Cuts the lines of the best text into blocks. `subject` tells whether the mail passes another one on, `from` whose name signs it.
pub(super) fn cut(lines: &[Line], subject: &str, from: Option<&Mailbox>) -> Vec<Block> {
    finish(pieces(lines, words::says_forward(subject)), |lines| closing::divide(lines, from))
}

/// Tells quotes from what is said now, and no more: signatures and footers count as new.
pub(super) fn unquoted(lines: &[Line]) -> Vec<Block> {
    finish(pieces(lines, false), |lines| vec![(BlockKind::New, lines.iter().map(|l| l.text.clone()).collect())])
}

fn pieces(lines: &[Line], passed_on: bool) -> Vec<Piece> {
    let mut cutter = Cutter { passed_on, ..Cutter::default() };
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match marks::mark(lines, at) {
            Some(mark) => {
                let taken = mark.lines.max(1);
                cutter.attribution(mark, lines, at);
                at += taken;
            }
            None => {
                cutter.line(line);
                at += 1;
            }
        }
    }
    cutter.pieces
}

/// Who wrote the lines of a depth, and whether they were answered or passed on.
#[derive(Clone)]
struct Owner {
    author: Option<Author>,
    forward: bool,
}

/// A block in the making; `New` is not yet divided into text, signature and footer.
struct Piece {
    kind: BlockKind,
    author: Option<Author>,
    lines: Vec<Line>,
}

#[derive(Default)]
struct Cutter {
    /// The owners of the depths; what is quoted by nobody known has none.
    owners: Vec<Option<Owner>>,
    /// The subject says that the mail passes another one on.
    passed_on: bool,
    pieces: Vec<Piece>,
}

impl Cutter {
    /// Takes an attribution or header block: what follows belongs to its author.
    fn attribution(&mut self, mark: Mark, lines: &[Line], at: usize) {
        let rest = lines.get(at + mark.lines..).unwrap_or_default();
        let depth = lines.get(at).map_or(0, |l| l.depth);
        let forward = self.is_forward(depth) || mark.forward || (self.passed_on && mark.header && self.pieces.iter().all(is_new));
        let own: Vec<Line> = lines.get(at..at + mark.lines).unwrap_or_default().to_vec();
        self.push(BlockKind::Attribution, mark.author.clone(), own);
        let owner = Owner { author: mark.author, forward };
        let level = if marks_its_quote(rest, depth) { depth + 1 } else { depth };
        self.owners.truncate(level);
        self.owners.resize(level, None);
        self.owners.push(Some(owner));
    }

    fn line(&mut self, line: &Line) {
        if line.text.is_empty() && line.depth == 0 && line.hint != Hint::Signature {
            // Empty lines inside quotes often lose their marks.
            match self.pieces.last_mut() {
                Some(piece) if piece.kind != BlockKind::Attribution => piece.lines.push(line.clone()),
                _ => self.push_owned(line),
            }
            return;
        }
        // Owners of greater depths stay: between the lines of a quote stand the answers to it.
        self.push_owned(line);
    }

    fn push_owned(&mut self, line: &Line) {
        let owner = self.owners.get(line.depth).cloned().flatten();
        let quoted = line.depth > 0 || owner.is_some();
        let kind = match quoted {
            false => BlockKind::New,
            true if self.is_forward(line.depth) => BlockKind::Forward,
            true => BlockKind::Quote,
        };
        self.push(kind, owner.and_then(|o| o.author), vec![line.clone()]);
    }

    fn is_forward(&self, depth: usize) -> bool {
        self.owners.iter().take(depth + 1).flatten().any(|o| o.forward)
    }

    fn push(&mut self, kind: BlockKind, author: Option<Author>, lines: Vec<Line>) {
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind && last.author == author && kind != BlockKind::Attribution => last.lines.extend(lines),
            _ => self.pieces.push(Piece { kind, author, lines }),
        }
    }
}

fn is_new(piece: &Piece) -> bool {
    piece.kind == BlockKind::New || piece.kind == BlockKind::Attribution
}

/// Whether the quote below an attribution at `depth` carries marks of its own: its first line does, or, where an answer comes first,
/// a later one before any other attribution.
fn marks_its_quote(rest: &[Line], depth: usize) -> bool {
    let mut lines = rest.iter().enumerate().filter(|(_, l)| !l.text.is_empty());
    let Some((_, first)) = lines.next() else { return false };
    if first.depth != depth {
        return first.depth > depth;
    }
    for (n, line) in lines {
        if line.depth != depth {
            return line.depth > depth;
        }
        if marks::mark(rest, n).is_some() {
            return false;
        }
    }
    false
}

/// Divides what is new, and drops empty blocks.
fn finish(pieces: Vec<Piece>, divide: impl Fn(&[Line]) -> Vec<(BlockKind, Vec<String>)>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for piece in pieces {
        let divided = match piece.kind {
            BlockKind::New => divide(&piece.lines),
            kind => vec![(kind, piece.lines.into_iter().map(|l| l.text).collect())],
        };
        for (kind, mut lines) in divided {
            trim_empty(&mut lines);
            if !lines.is_empty() {
                out.push(Block { kind, author: piece.author.clone(), lines });
            }
        }
    }
    out
}

fn trim_empty(lines: &mut Vec<String>) {
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().position(|l| !l.is_empty()).unwrap_or_default();
    lines.drain(..start);
}
