//! HTML becomes lines, as a person sees them: hidden text out, quotes with their depth, rows of data tables with their cells separated by
//! tabs, links as their text.
//!
//! The html2text crate lays out for terminals (boxes, wrapped lines, link footnotes); what is needed here is the structure.

mod style;
mod table;
mod tree;

use super::text::{Hint, Line};
use style::{Look, Sheet, is_hidden, property};
use tree::{Element, Node, Tree};

/// The lines of an HTML document.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let tree = Tree::read(html);
    let sheet = Sheet::read(&tree.sheet);
    let mut writer = Writer::new(&tree, &sheet);
    writer.node(0, Look::start());
    writer.finish()
}

/// Writes nodes as lines.
struct Writer<'t> {
    tree: &'t Tree,
    sheet: &'t Sheet,
    lines: Vec<Line>,
    line: String,
    depth: usize,
    /// White space is kept (`<pre>`, `white-space: pre`).
    keep: bool,
    /// White space was seen and is not yet written.
    space: bool,
    /// An empty line is due before the next text.
    gap: bool,
    /// Markers of the open lists: `None` a bullet, else the next number.
    lists: Vec<Option<u32>>,
}

impl<'t> Writer<'t> {
    fn new(tree: &'t Tree, sheet: &'t Sheet) -> Self {
        let (lines, line, lists) = (Vec::new(), String::new(), Vec::new());
        Self { tree, sheet, lines, line, depth: 0, keep: false, space: false, gap: false, lists }
    }

    /// A writer for a part of the same document.
    fn fresh(&self) -> Self {
        Self::new(self.tree, self.sheet)
    }

    fn finish(mut self) -> Vec<Line> {
        self.end_line();
        self.lines
    }

    fn node(&mut self, at: usize, look: Look) {
        match self.tree.node(at) {
            Some(Node::Text(text)) if !look.is_invisible() => self.text(text),
            Some(Node::Element(element)) => self.element(at, element, look),
            _ => {}
        }
    }

    fn children(&mut self, element: &Element, look: Look) {
        for child in &element.children {
            self.node(*child, look);
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.keep && c == '\n' {
                self.break_line();
            } else if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') && !self.keep {
                self.space = true;
            } else {
                self.begin_text();
                self.line.push(c);
            }
        }
    }

    /// Writes what is due before a word: the empty line of a paragraph's margin, the space between words.
    fn begin_text(&mut self) {
        if self.gap {
            if self.lines.last().is_some_and(|l| !l.text.is_empty() || l.hint != Hint::None) {
                self.lines.push(Line { depth: self.depth, ..Line::default() });
            }
            self.gap = false;
        }
        if self.space && !self.line.is_empty() && !self.line.ends_with([' ', '\t']) {
            self.line.push(' ');
        }
        self.space = false;
    }

    /// `<br>`: ends the line even if it is empty.
    fn break_line(&mut self) {
        self.gap = false;
        self.push_line();
    }

    /// Begin or end of a block: ends the line if there is one.
    fn end_line(&mut self) {
        self.space = false;
        if !self.line.is_empty() {
            self.push_line();
        }
    }

    fn push_line(&mut self) {
        self.space = false;
        let text = std::mem::take(&mut self.line);
        self.lines.push(Line::new(self.depth, &text));
    }

    fn hint(&mut self, hint: Hint) {
        self.end_line();
        self.lines.push(Line { depth: self.depth, hint, ..Line::default() });
    }

    fn element(&mut self, at: usize, element: &Element, look: Look) {
        let style = self.sheet.style(element);
        if is_hidden(element, &style) {
            return;
        }
        let look = look.inside(element, &style);
        match element.name.as_str() {
            "br" => self.break_line(),
            "hr" => self.hint(Hint::Rule),
            "img" | "object" | "video" | "audio" | "select" | "button" | "map" | "svg" | "template" | "noscript" => {}
            "input" => self.input(element),
            "table" => table::write(self, element, look),
            "ul" | "ol" => self.list(element, look),
            "li" => self.item(element, look),
            "pre" => {
                let kept = std::mem::replace(&mut self.keep, true);
                self.block(element, look, true);
                self.keep = kept;
            }
            "p" => self.block(element, look, !is_tight(element, &style)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(element, look, true),
            "blockquote" | "div" | "section" | "article" | "header" | "footer" | "center" | "address" | "dl" | "dt" | "dd" | "fieldset"
            | "form" | "body" | "main" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "details" | "summary" => {
                self.container(at, element, look, &style);
            }
            _ => {
                let kept = self.keep;
                self.keep |= property(&style, "white-space").is_some_and(|v| v.starts_with("pre"));
                if property(&style, "display") == Some("block") {
                    self.block(element, look, false);
                } else {
                    self.mark(element);
                    self.children(element, look);
                }
                self.keep = kept;
            }
        }
    }

    /// A block with or without empty lines around it.
    fn block(&mut self, element: &Element, look: Look, margin: bool) {
        self.end_line();
        self.mark(element);
        self.gap |= margin;
        let before = self.lines.len();
        self.children(element, look);
        // `<p>&nbsp;</p>` is how Outlook writes an empty line.
        if self.line.trim().is_empty() && self.lines.len() == before && !self.line.is_empty() {
            self.line.clear();
            self.break_line();
        }
        self.end_line();
        self.gap |= margin;
    }

    fn container(&mut self, at: usize, element: &Element, look: Look, style: &str) {
        self.end_line();
        let quote = self.is_quote(at, element, style);
        if !quote && starts_quote(element, style) {
            self.hint(Hint::Rule);
        }
        let kept = self.keep;
        self.keep |= property(style, "white-space").is_some_and(|v| v.starts_with("pre"));
        self.depth += usize::from(quote);
        self.block(element, look, false);
        self.depth -= usize::from(quote);
        self.keep = kept;
    }

    /// Quotes: `<blockquote>` where it is not used to indent, and the containers that some programs use instead.
    fn is_quote(&self, at: usize, element: &Element, style: &str) -> bool {
        let class = element.attribute("class").to_lowercase();
        let line = property(style, "border-left").or(property(style, "border-left-style")).or(property(style, "border-left-width"));
        let lined = line.is_some_and(|v| v.contains("solid") || v.chars().any(|c| c.is_ascii_digit() && c != '0'));
        if element.name == "blockquote" {
            let cited = element.attribute("type").eq_ignore_ascii_case("cite")
                || element.has("cite")
                || class.contains("quote")
                || class.contains("cite");
            // Gmail and Outlook indent with `<blockquote style="margin:0 0 0 40px;border:none;padding:0">`.
            return cited
                || lined
                || !(style.contains("border:none")
                    || style.contains("border:0")
                    || style.contains("margin-left:")
                    || style.contains("margin:00"));
        }
        // GMX, WEB.DE and Outlook draw a line beside a `<div>`. Signatures do that, too: only one that begins like a quoted mail is one.
        let named =
            element.attribute("name").eq_ignore_ascii_case("quote") || element.attribute("id").eq_ignore_ascii_case("olk_src_body_section");
        element.name == "div" && (named || (lined && self.begins_like_a_quote(at)))
    }

    fn begins_like_a_quote(&self, at: usize) -> bool {
        let start = self.tree.peek(at, 40).to_lowercase();
        ["von:", "from:", "gesendet:", "sent:", "de:", "am ", "on ", "-----"].iter().any(|w| start.trim_start().starts_with(w))
    }

    /// What a program says by class or id: here begins the signature.
    fn mark(&mut self, element: &Element) {
        let (class, id) = (element.attribute("class"), element.attribute("id"));
        let signature = class.split_whitespace().any(|c| {
            matches!(
                c,
                "moz-signature" | "gmail_signature" | "gmail_signature_prefix" | "k9mail-signature" | "bloop_sign" | "io-ox-signature"
            )
        }) || matches!(
            id,
            "Signature" | "ms-outlook-mobile-signature" | "AppleMailSignature" | "lineBreakAtBeginningOfSignature" | "_signature"
        );
        if signature && id != "lineBreakAtBeginningOfSignature" {
            self.hint(Hint::Signature);
        }
    }

    fn list(&mut self, element: &Element, look: Look) {
        self.end_line();
        let start = element.attribute("start").parse().unwrap_or(1);
        self.lists.push((element.name == "ol").then_some(start));
        self.children(element, look);
        self.lists.pop();
        self.end_line();
    }

    fn item(&mut self, element: &Element, look: Look) {
        self.end_line();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = element.attribute("value").parse().unwrap_or(*number);
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "- ".to_owned(),
        };
        self.begin_text();
        self.line.push_str(&marker);
        let before = self.lines.len();
        // A paragraph in the item is no reason to leave the marker alone.
        let mut inner = self.fresh();
        inner.keep = self.keep;
        inner.lists.clone_from(&self.lists);
        inner.children(element, look);
        let mut inner = inner.finish().into_iter().skip_while(|l| l.text.is_empty()).peekable();
        match inner.next() {
            Some(first) => self.line.push_str(&first.text),
            None => self.line.clear(),
        }
        self.end_line();
        for mut line in inner {
            line.depth += self.depth;
            self.lines.push(line);
        }
        while self.lines.len() > before && self.lines.last().is_some_and(|l| l.text.is_empty() && l.hint == Hint::None) {
            self.lines.pop();
        }
    }

    /// Forms that somebody filled in and sent as HTML.
    fn input(&mut self, element: &Element) {
        let text = match element.attribute("type").to_lowercase().as_str() {
            "checkbox" | "radio" if element.has("checked") => "[x] ",
            "checkbox" | "radio" => "[ ] ",
            "hidden" | "submit" | "button" | "image" | "password" | "reset" => "",
            _ => element.attribute("value"),
        };
        self.text(text);
    }
}

/// A paragraph without margins: Outlook's, and those that say so.
fn is_tight(element: &Element, style: &str) -> bool {
    let zero = |name: &str| property(style, name).is_some_and(|v| v.starts_with('0') && !v.starts_with("0."));
    element.attribute("class").split_whitespace().any(|c| c.to_lowercase().starts_with("mso"))
        || zero("margin")
        || (zero("margin-top") && zero("margin-bottom"))
        || zero("margin-bottom") && property(style, "margin-top").is_none()
        || zero("margin-block-end")
}

/// The containers that stand where a quoted mail begins: Outlook's line above its header block, Gmail's and K-9's container.
fn starts_quote(element: &Element, style: &str) -> bool {
    let id = element.attribute("id");
    if element
        .attribute("class")
        .split_whitespace()
        .any(|c| matches!(c, "gmail_quote" | "gmail_quote_container" | "yahoo_quoted" | "moz-forward-container"))
    {
        return true;
    }
    let line = property(style, "border-top").is_some_and(|v| v.contains("solid"));
    matches!(id, "divRplyFwdMsg" | "x_divRplyFwdMsg" | "mail-editor-reference-message-container") || (line && style.contains("border:none"))
}
