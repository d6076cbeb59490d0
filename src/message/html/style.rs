//! What of an HTML mail can be seen. Hidden text is the preview line of newsletters, the tracking of mail programs, or a trick; none of it
//! is what the sender shows, so none of it counts.

use std::collections::HashMap;

use super::tree::{Element, squeeze};

/// A colour as red, green, blue.
type Colour = (u8, u8, u8);

/// The colours in force at a place. `None` is a background that can't be known (a picture).
#[derive(Clone, Copy)]
pub(super) struct Look {
    text: Colour,
    ground: Option<Colour>,
}

impl Look {
    /// Black on white, as every mail program starts.
    pub(super) fn start() -> Self {
        Self { text: (0, 0, 0), ground: Some((255, 255, 255)) }
    }

    /// The look inside an element.
    pub(super) fn inside(self, element: &Element, style: &str) -> Self {
        let declared = |name: &str| property(style, name);
        let text = declared("color").or(Some(element.attribute("color")).filter(|c| !c.is_empty())).and_then(colour).unwrap_or(self.text);
        let ground = match declared("background-color")
            .or(declared("background"))
            .or(Some(element.attribute("bgcolor")).filter(|c| !c.is_empty()))
        {
            Some(value) if value.contains("url(") || value.contains("gradient") => None,
            Some("transparent" | "none" | "inherit" | "initial") => self.ground,
            Some(value) => value.split('(').next().filter(|v| !v.is_empty()).map_or(self.ground, |_| colour(value)),
            None if element.has("background") => None,
            None => self.ground,
        };
        Self { text, ground }
    }

    /// Whether text of this look can't be told from its background.
    pub(super) fn is_invisible(self) -> bool {
        let near = |a: u8, b: u8| a.abs_diff(b) < 6;
        self.ground.is_some_and(|g| near(self.text.0, g.0) && near(self.text.1, g.1) && near(self.text.2, g.2))
    }
}

/// The rules of `<style>` that matter here.
#[derive(Default)]
pub(super) struct Sheet {
    /// Selector (`p`, `.x`, `p.x`, `#x`) → declarations, squeezed.
    rules: HashMap<String, String>,
}

/// Rules that are read; programs write some 60.
const MAX_RULES: usize = 500;

impl Sheet {
    /// Reads the rules outside of `@media` and the like, of simple selectors alone.
    pub(super) fn read(sheet: &str) -> Self {
        let mut rules: HashMap<String, String> = HashMap::new();
        let mut rest = sheet;
        while let Some((selectors, after)) = rest.split_once('{') {
            if selectors.contains('@') && !selectors.contains('}') {
                // Skip the block of the at-rule with the blocks in it.
                rest = after_block(after);
                continue;
            }
            let (body, next) = after.split_once('}').unwrap_or((after, ""));
            let body = squeeze(body);
            for selector in selectors.rsplit("*/").next().unwrap_or_default().split(',').take(20) {
                let selector = selector.trim().trim_start_matches("-->").trim_start_matches("<!--").trim().to_lowercase();
                if rules.len() < MAX_RULES && !selector.is_empty() && selector.len() < 60 && !selector.contains([' ', '>', ':', '[']) {
                    let rule = rules.entry(selector).or_default();
                    if rule.len() < 2000 {
                        rule.push_str(&body);
                        rule.push(';');
                    }
                }
            }
            rest = next;
        }
        Self { rules }
    }

    /// All declarations for an element, the attribute's last, squeezed, each ended by `;`.
    pub(super) fn style(&self, element: &Element) -> String {
        let mut out = String::new();
        let mut add = |selector: &str| {
            if let Some(rule) = self.rules.get(selector) {
                out.push_str(rule);
            }
        };
        if !self.rules.is_empty() {
            add(&element.name);
            for class in element.attribute("class").split_whitespace().take(10) {
                let class = class.to_lowercase();
                add(&format!(".{class}"));
                add(&format!("{}.{class}", element.name));
            }
            if element.has("id") {
                add(&format!("#{}", element.attribute("id").to_lowercase()));
            }
        }
        out + &element.style() + ";"
    }
}

fn after_block(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

/// The last value that a squeezed style gives a property.
pub(super) fn property<'s>(style: &'s str, name: &str) -> Option<&'s str> {
    let value = style.rsplit(';').filter_map(|d| d.split_once(':')).find(|(n, _)| *n == name)?.1;
    Some(value.strip_suffix("!important").unwrap_or(value))
}

/// Whether nothing inside an element of this style is shown.
pub(super) fn is_hidden(element: &Element, style: &str) -> bool {
    let is = |name: &str, values: &[&str]| property(style, name).is_some_and(|v| values.contains(&v));
    // 0, 0px, 0.1pt, 1px: nobody reads that.
    let tiny = |name: &str, limit: f32| property(style, name).is_some_and(|v| length(v).is_some_and(|l| l <= limit));
    let clipped = is("overflow", &["hidden"]) || is("overflow-y", &["hidden"]);
    element.has("hidden")
        || is("display", &["none"])
        || is("visibility", &["hidden", "collapse"])
        || is("mso-hide", &["all"])
        || is("opacity", &["0", "0.0", "0%"])
        || tiny("font-size", 1.0)
        || (clipped && (tiny("max-height", 1.0) || tiny("height", 1.0) || tiny("max-width", 1.0) || tiny("width", 0.0)))
        || property(style, "text-indent").is_some_and(|v| length(v).is_some_and(|l| l < -900.0))
        || (is("position", &["absolute", "fixed"])
            && ["left", "top"].iter().any(|p| property(style, p).is_some_and(|v| length(v).is_some_and(|l| l < -900.0))))
}

/// A length in its unit; relative ones are as if in pixels, `em` and `%` scaled to a font of usual size.
fn length(value: &str) -> Option<f32> {
    let digits = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let number: f32 = value.get(..digits)?.parse().ok()?;
    match value.get(digits..)? {
        "em" | "rem" => Some(number * 16.0),
        "%" => Some(number * 0.16),
        _ => Some(number),
    }
}

fn colour(value: &str) -> Option<Colour> {
    let hex = |t: &str| u8::from_str_radix(t, 16).ok();
    let value = value.trim().to_lowercase();
    let text = value.strip_prefix('#').unwrap_or(&value);
    match value.as_str() {
        "white" | "window" => return Some((255, 255, 255)),
        "black" | "windowtext" => return Some((0, 0, 0)),
        "snow" | "ghostwhite" | "whitesmoke" => return Some((250, 250, 250)),
        _ => {}
    }
    if let Some(parts) = value.strip_prefix("rgba(").or(value.strip_prefix("rgb(")) {
        let mut numbers = parts.trim_end_matches(')').split([',', '/']).map(|n| n.trim().parse::<f32>().unwrap_or(0.0));
        let (r, g, b) = (numbers.next()?, numbers.next()?, numbers.next()?);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u8")]
        let byte = |n: f32| n.clamp(0.0, 255.0) as u8;
        return Some((byte(r), byte(g), byte(b)));
    }
    match text.len() {
        3 => {
            let digit = |n: usize| text.get(n..=n).and_then(hex).map(|d| d * 17);
            Some((digit(0)?, digit(1)?, digit(2)?))
        }
        6 => Some((text.get(..2).and_then(hex)?, text.get(2..4).and_then(hex)?, text.get(4..).and_then(hex)?)),
        _ => None,
    }
}
