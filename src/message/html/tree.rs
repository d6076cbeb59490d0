//! HTML source becomes a small tree. html5ever tokenizes; the tree is our own and much simpler than a browser's: it needs no repair of
//! misnested markup, is never deeper than [`MAX_DEPTH`], and takes time linear in the source (a browser's tree builder does not).

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Levels of elements that are told apart; deeper ones count as text of the last. Mails of newsletters have some 40.
const MAX_DEPTH: usize = 120;
/// Bytes of one tag that are read: an attribute list is compared with itself by the tokenizer, and pictures stand in `src` as a whole.
const MAX_TAG: usize = 8 * 1024;

/// A node of the tree.
pub(super) enum Node {
    /// Text as it stands, entities decoded.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with what matters of it.
#[derive(Default)]
pub(super) struct Element {
    /// The tag's name in lower case.
    pub(super) name: String,
    /// The attributes in their order.
    attributes: Vec<(String, String)>,
    /// Indices of the children.
    pub(super) children: Vec<usize>,
}

impl Element {
    /// The value of an attribute; empty if it has none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// Whether it has the attribute.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(n, _)| n == name)
    }

    /// The style attribute in lower case without white space.
    pub(super) fn style(&self) -> String {
        squeeze(self.attribute("style"))
    }
}

/// Lower case, without white space: how styles are compared.
pub(super) fn squeeze(style: &str) -> String {
    style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The whole document; node 0 is the root.
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// What stands in `<style>`.
    pub(super) sheet: String,
}

impl Tree {
    /// Reads a document.
    pub(super) fn read(html: &str) -> Self {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(without_long_tags(html).as_str()));
        let tokenizer = Tokenizer::new(Builder(RefCell::new(State::new())), TokenizerOpts::default());
        // The handle is (), so that no script ever pauses the tokenizer.
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        let state = tokenizer.sink.0.into_inner();
        Self { nodes: state.nodes, sheet: state.sheet }
    }

    /// A node.
    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// The first characters of the visible words below a node, for a look at what stands there.
    pub(super) fn peek(&self, at: usize, max: usize) -> String {
        let mut out = String::new();
        let mut stack = vec![at];
        let mut steps = 0;
        while let Some(at) = stack.pop() {
            steps += 1;
            if out.len() >= max || steps > 200 {
                break;
            }
            match self.node(at) {
                Some(Node::Text(text)) => out.extend(text.trim_start().chars().take(max)),
                Some(Node::Element(element)) => stack.extend(element.children.iter().rev()),
                None => {}
            }
        }
        out
    }
}

struct Builder(RefCell<State>);

struct State {
    nodes: Vec<Node>,
    /// The open elements, from the root on.
    open: Vec<usize>,
    /// Start tags beyond the deepest level whose end tags are still to come.
    beyond: usize,
    /// The element whose text is not shown (`style`, `script`, `title`), while it is open.
    skipping: Option<String>,
    sheet: String,
}

impl TokenSink for Builder {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "embed", "source", "track", "param", "bgsound"];

impl State {
    fn new() -> Self {
        let root = Node::Element(Element { name: "html".to_owned(), ..Element::default() });
        Self { nodes: vec![root], open: vec![0], beyond: 0, skipping: None, sheet: String::new() }
    }

    fn text(&mut self, text: &str) {
        match self.skipping.as_deref() {
            Some("style") => self.sheet.push_str(text),
            Some(_) => {}
            None => self.add(Node::Text(text.to_owned())),
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        match name {
            "style" | "script" | "noframes" | "xml" if !tag.self_closing => {
                self.skipping = Some(name.to_owned());
                // `<xml>` (Office settings) is ordinary markup; the others are raw text (HTML, "Parsing elements that contain only text").
                return if name == "xml" { TokenSinkResult::Continue } else { TokenSinkResult::RawData(RawKind::Rawtext) };
            }
            "title" | "textarea" => {
                self.skipping = (name == "title").then(|| name.to_owned());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "html" | "head" | "!doctype" => return TokenSinkResult::Continue,
            _ if self.skipping.is_some() => return TokenSinkResult::Continue,
            _ => {}
        }
        self.imply_ends(name);
        let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        let element = Element { name: name.to_owned(), attributes, children: Vec::new() };
        let void = VOID.contains(&name) || (tag.self_closing && name.contains(':'));
        if !void && self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
        } else {
            let at = self.nodes.len();
            self.add(Node::Element(element));
            if !void {
                self.open.push(at);
            }
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &str) {
        if let Some(skipped) = &self.skipping {
            if skipped == name {
                self.skipping = None;
            }
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if name == "br" {
            self.add(Node::Element(Element { name: "br".to_owned(), ..Element::default() }));
            return;
        }
        // An end tag closes what is open in it, but never the cell or table around it.
        let scope = !matches!(name, "table" | "body" | "html");
        for depth in (1..self.open.len()).rev() {
            let open = self.open.get(depth).map_or("", |at| self.name(*at));
            if open == name {
                self.open.truncate(depth);
                return;
            }
            if scope && (open == "table" || (matches!(open, "td" | "th") && !matches!(name, "tr" | "tbody" | "thead"))) {
                return;
            }
        }
    }

    /// End tags that HTML lets people leave out: `<p>`, `<li>`, `<td>`, `<tr>`, `<option>`, `<dd>`.
    fn imply_ends(&mut self, name: &str) {
        let (closed, border): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table", "td", "th", "blockquote"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "dd" | "dt" => (&["dd", "dt"], &["dl", "table"]),
            "option" => (&["option"], &["select"]),
            "p" | "div" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "hr" | "pre" | "dl" => {
                (&["p"], &["div", "td", "th", "li", "blockquote", "table", "body", "center", "dd"])
            }
            _ => return,
        };
        for depth in (1..self.open.len()).rev() {
            let open = self.open.get(depth).map_or("", |at| self.name(*at));
            if closed.contains(&open) {
                self.open.truncate(depth);
                return;
            }
            if border.contains(&open) {
                return;
            }
        }
    }

    fn name(&self, at: usize) -> &str {
        match self.nodes.get(at) {
            Some(Node::Element(element)) => &element.name,
            _ => "",
        }
    }

    fn add(&mut self, node: Node) {
        let at = self.nodes.len();
        let parent = self.open.last().copied().unwrap_or_default();
        if let Some(Node::Element(element)) = self.nodes.get_mut(parent) {
            element.children.push(at);
        }
        self.nodes.push(node);
    }
}

/// Takes the middle out of tags longer than [`MAX_TAG`], quotes kept in pairs.
fn without_long_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // Bytes since the tag began.
    let mut tag: Option<usize> = None;
    let mut chars = html.chars().peekable();
    while let Some(c) = chars.next() {
        tag = match tag {
            None => (c == '<' && chars.peek().is_some_and(|n| n.is_ascii_alphabetic())).then_some(0),
            Some(_) if c == '>' => None,
            Some(n) => Some(n + c.len_utf8()),
        };
        if tag.is_none_or(|n| n < MAX_TAG || matches!(c, '"' | '\'')) {
            out.push(c);
        }
    }
    out
}
