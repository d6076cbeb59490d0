//! The mail's text as the reading sees it: what was written now, signature, quotes, footers; the words that were read stand out.

use std::io;

use super::super::screen::{Ink, Screen};
use crate::address::clean;
use crate::message::{Block, BlockKind, Message};
use crate::reading::{Guest, Reading};

/// A line is cut here, in characters.
const MAX_LINE: usize = 110;
/// Of a quote so many lines are shown: enough to tell whose it is.
const QUOTED_LINES: usize = 3;

/// Prints the blocks of a mail.
pub fn show(message: &Message, reading: &Reading, screen: &mut Screen) -> io::Result<()> {
    let words: Vec<&str> =
        reading.attendees.iter().flat_map(evidence).chain([reading.words.as_str()]).filter(|w| w.trim().len() > 1).collect();
    for block in &message.blocks {
        let (mark, most) = match block.kind {
            BlockKind::New => ("│ ", usize::MAX),
            BlockKind::Signature => ("~ ", usize::MAX),
            BlockKind::Quote | BlockKind::Forward => ("> ", QUOTED_LINES),
            BlockKind::Attribution | BlockKind::Footer => ("  ", QUOTED_LINES),
        };
        let lines: Vec<&String> = block.lines.iter().filter(|l| !l.trim().is_empty()).collect();
        for line in lines.iter().take(most) {
            screen.line(&format!("  {}{}", screen.paint(Ink::Faint, mark), inked(line, block, &words, screen)))?;
        }
        if lines.len() > most {
            let more = format!("{mark}… {} more lines", lines.len() - most);
            screen.line(&format!("  {}", screen.paint(Ink::Faint, &more)))?;
        }
    }
    Ok(())
}

/// The words from which a guest was read.
fn evidence(guest: &Guest) -> impl Iterator<Item = &str> {
    let text = [guest.name.as_ref(), guest.company.as_ref()].into_iter().flatten().map(|f| f.words.as_str());
    let sessions = guest.session.iter().chain(&guest.alternatives).map(|f| f.words.as_str());
    text.chain(sessions)
}

/// A line with the first stretch that was read in green; what was not written now is faint.
fn inked(line: &str, block: &Block, words: &[&str], screen: &Screen) -> String {
    let line = clean(line, MAX_LINE);
    let plain = match block.kind {
        BlockKind::New | BlockKind::Signature => Ink::Plain,
        _ => Ink::Faint,
    };
    let lines = words.iter().flat_map(|w| w.lines()).map(str::trim).filter(|w| w.len() > 1);
    let hit = lines.filter_map(|w| line.find(w).map(|at| (at, w.len()))).max_by_key(|(_, length)| *length);
    match hit.and_then(|(at, length)| Some((line.get(..at)?, line.get(at..at + length)?, line.get(at + length..)?))) {
        Some((before, found, after)) => {
            format!("{}{}{}", screen.paint(plain, before), screen.paint(Ink::Green, found), screen.paint(plain, after))
        }
        None => screen.paint(plain, &line),
    }
}
