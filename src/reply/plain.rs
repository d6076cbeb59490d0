//! Plain text as it is read in a mail program with a fixed-width font: lines of at most 72 columns, columns that stand under each other.

/// Lines are at most so long where words allow it (RFC 3676 section 4.2 asks for 78 or less; 72 leaves room for quote marks).
const WIDTH: usize = 72;
/// A gap of two spaces within so many columns begins a second column, under which a wrapped line goes on.
const DEEPEST_COLUMN: usize = 30;
/// The signature mark (RFC 3676 section 4.3): its space at the end is part of it.
const SIGNATURE_MARK: &str = "-- ";

/// Lays out what a text template made: long lines are wrapped with their indentation kept, spaces at line ends and more than one empty
/// line in a row are taken away, no-break spaces have done their service and become spaces (searching and copying is easier so).
pub fn lay_out(text: &str) -> String {
    let mut out = String::new();
    let mut empty = true;
    for line in text.lines() {
        let line = if line == SIGNATURE_MARK { line } else { line.trim_end() };
        if line.is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        wrap(line, &mut out);
    }
    out.truncate(out.trim_end_matches('\n').len());
    out.push('\n');
    out.replace('\u{a0}', " ")
}

/// `text` filled up with spaces to `width` columns; a longer one is left whole.
pub fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}

/// `text` at the right end of `width` columns.
pub fn pad_left(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{}{text}", " ".repeat(missing))
}

/// At most `width` columns of `text`, the last one an ellipsis if something was cut.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn wrap(line: &str, out: &mut String) {
    if line.chars().count() <= WIDTH {
        out.push_str(line);
        out.push('\n');
        return;
    }
    let indent = hanging_indent(line);
    let (mut column, mut at_start) = (0, true);
    let own_indent = line.chars().take_while(|c| *c == ' ').count();
    out.push_str(&" ".repeat(own_indent));
    column += own_indent;
    // Runs of spaces inside the first line are columns, and stay.
    for word in line.trim_start_matches(' ').split_inclusive(' ') {
        let visible = word.trim_end_matches(' ').chars().count();
        if column + visible > WIDTH && !at_start {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        if visible > 0 {
            at_start = false;
        }
        out.push_str(word);
        column += word.chars().count();
    }
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

/// Where a wrapped line goes on: under the second column if there is one, behind the dash of a list, else under its own beginning.
fn hanging_indent(line: &str) -> usize {
    let own = line.chars().take_while(|c| *c == ' ').count();
    let chars: Vec<char> = line.chars().take(DEEPEST_COLUMN + 1).collect();
    let gap = chars.windows(3).enumerate().rev().find_map(|(at, three)| match three {
        [' ', ' ', c] if *c != ' ' && at >= own => Some(at + 2),
        _ => None,
    });
    let dash = line.trim_start_matches(' ').starts_with("- ");
    gap.unwrap_or(if dash { own + 2 } else { own })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout() {
        let check = |text: &str, want: &str| assert_eq!(lay_out(text), want);
        check("\n\na  \n\n\n\nb\n\n", "a\n\nb\n");
        check("a\n-- \nb", "a\n-- \nb\n");
        check("am 17.\u{a0}November", "am 17. November\n");
        check(&"wort ".repeat(20), &format!("{}\n{}\n", "wort ".repeat(14).trim_end(), "wort ".repeat(6).trim_end()));
        check(
            &format!("  Session:  2 – {}", "Wort ".repeat(14)),
            &format!("  Session:  2 – {}\n            {}\n", "Wort ".repeat(11).trim_end(), "Wort ".repeat(3).trim_end()),
        );
        check(
            &format!("  - {}", "Wort ".repeat(15)),
            &format!("  - {}\n    {}\n", "Wort ".repeat(13).trim_end(), "Wort ".repeat(2).trim_end()),
        );
        // What has no space stays whole: an address that is cut can't be followed.
        check(&"x".repeat(100), &format!("{}\n", "x".repeat(100)));
        // No-break spaces hold: the date goes to the next line as a whole.
        check(&format!("{} 17.\u{a0}November", "x".repeat(65)), &format!("{}\n17. November\n", "x".repeat(65)));
    }

    #[test]
    fn columns() {
        assert_eq!(pad("Ä", 3), "Ä  ");
        assert_eq!(pad("lang", 3), "lang");
        assert_eq!(pad_left("7", 3), "  7");
        assert_eq!(cut("Müller", 4), "Mül…");
        assert_eq!(cut("Müll", 4), "Müll");
    }
}
