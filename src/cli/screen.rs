//! What people see: text, tables and colours on a terminal, plain text or JSON lines elsewhere.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Standard output, or whatever a test gives. Colours are used only on a terminal, and not where `NO_COLOR` is set.
pub struct Screen {
    out: BufWriter<Box<dyn Write>>,
    colours: bool,
}

/// How a word stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// As it is.
    Plain,
    /// A heading.
    Bold,
    /// Besides the point.
    Faint,
    /// Went well.
    Green,
    /// Needs somebody.
    Yellow,
    /// Went wrong.
    Red,
}

impl Screen {
    /// Standard output.
    pub fn stdout() -> Self {
        let colours = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Self { out: BufWriter::new(Box::new(io::stdout())), colours }
    }

    /// A file, plain.
    pub fn file(path: &Path) -> io::Result<Self> {
        Ok(Self { out: BufWriter::new(Box::new(File::create(path)?)), colours: false })
    }

    /// One line.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// `text` in colour, if there are colours.
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => return text.to_owned(),
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Green => "32",
            Ink::Yellow => "33",
            Ink::Red => "31",
        };
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// `value` as a JSON object on one line.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    /// Rows below their headings, in columns; the last column is as long as it is.
    pub fn table<const N: usize>(&mut self, headings: [&str; N], rows: &[[Cell; N]]) -> io::Result<()> {
        let mut widths = headings.map(|h| h.chars().count());
        for row in rows {
            widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.text.chars().count()));
        }
        let headings = headings.map(|h| Cell { text: h.to_owned(), ink: Ink::Faint });
        for row in std::iter::once(&headings).chain(rows) {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
                line.push_str(&self.paint(cell.ink, &cell.text));
                if at + 1 < N {
                    line.extend(std::iter::repeat_n(' ', width - cell.text.chars().count().min(width) + 2));
                }
            }
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Writes out what is still held back.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// One cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    ink: Ink,
}

impl Cell {
    /// `text` in `ink`, cut to what a row can hold.
    pub fn new(text: &str, ink: Ink) -> Self {
        const MOST: usize = 60;
        let mut cut: String = text.chars().take(MOST).collect();
        if text.chars().count() > MOST {
            cut.push('…');
        }
        Self { text: cut, ink }
    }

    /// `text` as it is.
    pub fn plain(text: &str) -> Self {
        Self::new(text, Ink::Plain)
    }
}

/// A bar on standard error for `total` steps of `what`; invisible where nobody watches.
pub fn progress(total: usize, what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total as u64).with_style(style).with_message(what)
}

/// `2026-11-17T23:59:59+01:00`: the form of every time in JSON.
pub fn stamp(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `2026-11-17 23:59`, for the eye.
pub fn day_and_time(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}
