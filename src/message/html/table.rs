//! Tables. People fill in forms and send lists as tables; mail programs and firms use them for layout. A row is data if each of its cells
//! is one line: it becomes one line with tabs. Any other row is layout, and its cells are written one below the other.

use super::super::text::{Hint, Line};
use super::Writer;
use super::style::{Look, is_hidden};
use super::tree::{Element, Node};

/// Cells of a row, in characters of the line, beyond which nobody reads a row as one line.
const MAX_ROW: usize = 2000;

/// Writes a table.
pub(super) fn write(writer: &mut Writer<'_>, table: &Element, look: Look) {
    writer.end_line();
    rows(writer, table, look);
    writer.end_line();
}

/// The rows of a table or of a part of it.
fn rows(writer: &mut Writer<'_>, element: &Element, look: Look) {
    for child in &element.children {
        let Some(Node::Element(part)) = writer.tree.node(*child) else {
            // Text between rows is shown above the table by browsers; here it keeps its place.
            writer.node(*child, look);
            continue;
        };
        let style = writer.sheet.style(part);
        if is_hidden(part, &style) {
            continue;
        }
        let inside = look.inside(part, &style);
        match part.name.as_str() {
            "tbody" | "thead" | "tfoot" => rows(writer, part, inside),
            "tr" => row(writer, part, inside),
            "col" | "colgroup" => {}
            _ => writer.node(*child, look),
        }
    }
}

fn row(writer: &mut Writer<'_>, row: &Element, look: Look) {
    let mut cells: Vec<Vec<Line>> = Vec::new();
    for child in &row.children {
        let mut inner = writer.fresh();
        match writer.tree.node(*child) {
            Some(Node::Element(cell)) if matches!(cell.name.as_str(), "td" | "th") => {
                let style = writer.sheet.style(cell);
                if is_hidden(cell, &style) {
                    continue;
                }
                inner.children(cell, look.inside(cell, &style));
            }
            Some(Node::Text(text)) if text.trim().is_empty() => continue,
            _ => inner.node(*child, look),
        }
        cells.push(trimmed(inner.finish()));
    }
    let filled: Vec<&Vec<Line>> = cells.iter().filter(|c| !c.is_empty()).collect();
    let one_line = filled.iter().all(|c| c.len() == 1 && c.iter().all(|l| l.hint == Hint::None && l.depth == 0));
    // A label with a value of a few lines (an address) is still one entry of a form.
    let labelled = matches!(filled.as_slice(), [label, value] if label.len() == 1 && is_label(label) && value.len() <= 6 && value.iter().all(|l| l.depth == 0 && l.hint == Hint::None));
    if filled.len() >= 2 && (one_line || labelled) {
        let text: Vec<String> =
            cells.iter().map(|c| c.iter().map(|l| l.text.as_str()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")).collect();
        let line = text.join("\t");
        if line.len() <= MAX_ROW {
            writer.begin_text();
            writer.lines.push(Line::new(writer.depth, &line));
            return;
        }
    }
    for cell in cells {
        for mut line in cell {
            line.depth += writer.depth;
            writer.lines.push(line);
        }
    }
}

fn is_label(cell: &[Line]) -> bool {
    cell.first().is_some_and(|l| l.text.ends_with(':') && l.text.len() < 60)
}

/// Without the empty lines at both ends.
fn trimmed(mut lines: Vec<Line>) -> Vec<Line> {
    let blank = |l: &Line| l.text.is_empty() && l.hint == Hint::None;
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    let start = lines.iter().position(|l| !blank(l)).unwrap_or_default();
    lines.drain(..start);
    lines
}
