//! What mail programs make of an answer: the blocks that are cut out of it. Each case is the text or HTML as the program writes it, made
//! short, with the kinds of blocks and their words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use empfang::message::{Message, Oddity};

/// One line a block: kind, author in brackets, lines joined by ` / `.
fn blocks(message: &Message) -> String {
    let mut out = Vec::new();
    for block in &message.blocks {
        let author = block.author.as_ref().map(|a| {
            let address = a.address.as_ref().map(|a| a.to_string()).unwrap_or_default();
            format!("[{}]", [a.name.clone().unwrap_or_default(), address].join(" ").trim())
        });
        let lines: Vec<&str> = block.lines.iter().map(String::as_str).filter(|l| !l.is_empty()).collect();
        out.push(format!("{:?}{} {}", block.kind, author.unwrap_or_default(), lines.join(" / ").replace('\t', " | ")));
    }
    out.join("\n")
}

fn parse(subject: &str, media: &str, body: &str) -> Message {
    let mail = format!("From: Max Muster <max@x.example>\nSubject: {subject}\nContent-Type: {media}; charset=utf-8\n\n{body}\n");
    Message::parse(mail.as_bytes(), true, &[])
}

/// Whether `body` is cut into the blocks `want`, attributions left out of the comparison.
fn check(program: &str, media: &str, body: &str, want: &[&str]) {
    let got = blocks(&parse("AW: Einladung", media, body));
    let got: Vec<&str> = got.lines().filter(|l| !l.starts_with("Attribution")).collect();
    assert_eq!(got, want, "{program}");
}

const ME: &str = "New Session 2 bitte.";

#[test]
fn html() {
    let check = |program: &str, body: &str, want: &[&str]| check(program, "text/html", body, want);
    check(
        "Outlook",
        r#"<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style><!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--></head><body lang=DE><div class=WordSection1><p class=MsoNormal>Session 2 bitte.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Mit freundlichen Grüßen<o:p></o:p></p><p class=MsoNormal>Max Muster<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Von:</b> Stadt &lt;stadt@x.example&gt; <br><b>Gesendet:</b> Montag, 19. Oktober 2026 09:02<br><b>An:</b> Max Muster<br><b>Betreff:</b> Einladung<o:p></o:p></p></div></div><p class=MsoNormal>Wir laden Sie ein.</p></div></body></html>"#,
        &[ME, "Signature Mit freundlichen Grüßen / Max Muster", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Outlook on the web",
        r#"<div style="font-family:Aptos" class="elementToProof">Session 2 bitte.</div><div id="Signature"><p>Max Muster</p></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Von:</b> Stadt &lt;stadt@x.example&gt;<br><b>Gesendet:</b> Montag<br><b>An:</b> Max<br><b>Betreff:</b> Einladung</font><div>&nbsp;</div></div><div>Wir laden Sie ein.</div>"#,
        &[ME, "Signature Max Muster", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Outlook for Android",
        r#"<div dir="auto">Session 2 bitte.</div><div id="ms-outlook-mobile-signature" dir="auto">Holen Sie sich <a href="https://aka.ms/x">Outlook für Android</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> Stadt &lt;stadt@x.example&gt;<br><b>Sent:</b> Monday<br><b>Subject:</b> Einladung</div>Wir laden Sie ein."#,
        &[ME, "Footer Holen Sie sich Outlook für Android", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Gmail",
        r#"<div dir="ltr">Session 2 bitte.<div><br></div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Am Mo., 19. Okt. 2026 um 09:02 Uhr schrieb Stadt &lt;<a href="mailto:stadt@x.example">stadt@x.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Wir laden Sie ein.</blockquote></div><div><br clear="all"></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">Max Muster</div>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein.", "Signature Max Muster"],
    );
    check(
        "Apple Mail",
        r#"<html><body style="overflow-wrap: break-word;">Session 2 bitte.<div><br><blockquote type="cite"><div>Am 19.10.2026 um 09:02 schrieb Stadt &lt;stadt@x.example&gt;:</div><br class="Apple-interchange-newline"><div>Wir laden Sie ein.<br></div></blockquote></div><br></body></html>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "iPhone",
        r#"<div dir="auto">Session 2 bitte.<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 19.10.2026 um 09:02 schrieb Stadt &lt;stadt@x.example&gt;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">﻿Wir laden Sie ein.</div></blockquote></div>"#,
        &[ME, "Footer Von meinem iPhone gesendet", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Thunderbird",
        r#"<p>Session 2 bitte.</p><div class="moz-cite-prefix">Am 19.10.26 um 09:02 schrieb Stadt:<br></div><blockquote type="cite" cite="mid:1@x"><p>Wir laden Sie ein.</p></blockquote><div class="moz-signature">-- <br>Max Muster</div>"#,
        &[ME, "Quote[Stadt] Wir laden Sie ein.", "Signature Max Muster"],
    );
    check(
        "GMX and WEB.DE",
        r#"<div style="font-family: Verdana;font-size: 12.0px;"><div>Session 2 bitte.</div><div>&nbsp;<div style="margin: 10.0px 5.0px 5.0px 10.0px;padding: 10.0px 0 10.0px 10.0px;border-left: 2.0px solid rgb(195,217,229);"><div style="margin: 0 0 10.0px 0;"><b>Gesendet:</b>&nbsp;Montag, 19. Oktober 2026 um 09:02 Uhr<br/><b>Von:</b>&nbsp;&quot;Stadt&quot; &lt;stadt@x.example&gt;<br/><b>An:</b>&nbsp;max@x.example<br/><b>Betreff:</b>&nbsp;Einladung</div><div name="quoted-content">Wir laden Sie ein.</div></div></div></div>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "T-Online",
        r#"<html><body>Session 2 bitte.<br /><br /><br />-----Original-Nachricht-----<br />Betreff: Einladung<br />Datum: 2026-10-19T09:02:00+0200<br />Von: "Stadt" &lt;stadt@x.example&gt;<br />An: "max@x.example" &lt;max@x.example&gt;<br /><br />Wir laden Sie ein.</body></html>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Notes",
        r#"<font size=2 face="sans-serif">Session 2 bitte.</font><br><br><font size=2 color=#990099>-----"Stadt" &lt;stadt@x.example&gt; schrieb: -----</font><div>An: max@x.example<br>Von: "Stadt" &lt;stadt@x.example&gt;<br>Datum: 19.10.2026 09:02<br>Betreff: Einladung<br><br>Wir laden Sie ein.</div>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Open-Xchange (IONOS)",
        r#"<div class="default-style">Session 2 bitte.</div><div class="io-ox-signature default-style">Max Muster</div><blockquote type="cite"><div>Stadt &lt;stadt@x.example&gt; hat am 19.10.2026 09:02 CEST geschrieben:</div><div><br></div><div>Wir laden Sie ein.</div></blockquote>"#,
        &[ME, "Signature Max Muster", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Zimbra",
        r#"<html><body><div style="font-family: arial"><div>Session 2 bitte.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Von: </b>"Stadt" &lt;stadt@x.example&gt;<br><b>An: </b>"max" &lt;max@x.example&gt;<br><b>Gesendet: </b>Montag, 19. Oktober 2026 09:02:00<br><b>Betreff: </b>Einladung<br></div><div data-marker="__QUOTED_TEXT__">Wir laden Sie ein.</div></div></body></html>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Yahoo",
        r#"<div class="ydpx">Session 2 bitte.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>Am Montag, 19. Oktober 2026 um 09:02:00 MESZ hat Stadt &lt;stadt@x.example&gt; Folgendes geschrieben:</div><div><br></div><div>Wir laden Sie ein.</div></div></div>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Samsung",
        r#"<div>Session 2 bitte.</div><div id="composer_signature">Von meinem Galaxy gesendet</div><div><br></div><div style="font-size:100%;color:#000000"><div>-------- Ursprüngliche Nachricht --------</div><div>Von: Stadt &lt;stadt@x.example&gt; </div><div>Datum: 19.10.26  09:02  (GMT+01:00) </div><div>An: max@x.example </div><div>Betreff: Einladung </div><div><br></div></div>Wir laden Sie ein."#,
        &[ME, "Footer Von meinem Galaxy gesendet", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "K-9",
        r#"<div dir="auto">Session 2 bitte.</div><br><br><div class="gmail_quote"><div dir="auto">Stadt:</div><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204);"><pre class="k9mail">Wir laden Sie ein.</pre></blockquote></div>"#,
        &[ME, "Quote[Stadt] Wir laden Sie ein."],
    );
    check(
        "David",
        r#"<DIV><FONT face=Arial size=2>Session 2 bitte.</FONT></DIV><DIV>&nbsp;</DIV><BLOCKQUOTE style="BORDER-LEFT: #000080 2px solid; PADDING-LEFT: 5px"><DIV>-----original message-----<BR>Von: "Stadt" &lt;stadt@x.example&gt;<BR>Gesendet: 19.10.2026 09:02<BR>An: max@x.example<BR>Betreff: Einladung</DIV><DIV>Wir laden Sie ein.</DIV></BLOCKQUOTE>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Roundcube",
        r#"<p>Session 2 bitte.</p><p id="reply-intro">Am 2026-10-19 09:02, schrieb Stadt:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div>Wir laden Sie ein.</div></blockquote>"#,
        &[ME, "Quote[Stadt] Wir laden Sie ein."],
    );
    check(
        "eM Client",
        r#"<div>Session 2 bitte.</div><div id="signature_old">Viele Grüße<br>Max Muster</div><div><br></div><div>------ Originalnachricht ------</div><div>Von "Stadt" &lt;<a href="mailto:stadt@x.example">stadt@x.example</a>&gt;</div><div>An max@x.example</div><div>Datum 19.10.2026 09:02:00</div><div>Betreff Einladung</div><div><br></div><div id="x1"><blockquote cite="stadt" type="cite" class="cite2"><div>Wir laden Sie ein.</div></blockquote></div>"#,
        &[ME, "Signature Viele Grüße / Max Muster", "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
    check(
        "Mailbird",
        r#"<html><body><div>Session 2 bitte.</div><div class="mb_sig"></div><blockquote class="history_container" type="cite" style="border-left-style: solid; border-width: 1px;"><p style="color: #AAAAAA; margin-top: 10px;">Am 19.10.2026 09:02:00 schrieb Stadt &lt;stadt@x.example&gt;:</p><div>Wir laden Sie ein.</div></blockquote></body></html>"#,
        &[ME, "Quote[Stadt stadt@x.example] Wir laden Sie ein."],
    );
}

#[test]
fn plain() {
    let check = |program: &str, body: &str, want: &[&str]| check(program, "text/plain", body, want);
    let quote = "Quote[Stadt stadt@x.example] Wir laden Sie ein.";
    check(
        "Outlook",
        "Session 2 bitte.\n\nMax Muster\n\n\nVon: Stadt <stadt@x.example> \nGesendet: Montag\nAn: Max Muster <max@x.example>; Anna\n <anna@x.example>\nBetreff: Einladung\n\nWir laden Sie ein.",
        &[ME, "Signature Max Muster", quote],
    );
    check(
        "Outlook 2003",
        "Session 2 bitte.\n\n-----Ursprüngliche Nachricht-----\nVon: Stadt [mailto:stadt@x.example] \nGesendet: Montag\nAn: Max\nBetreff: Einladung\n\nWir laden Sie ein.",
        &[ME, quote],
    );
    check(
        "iPhone",
        "Session 2 bitte.\n\nVon meinem iPhone gesendet\n\n> Am 19.10.2026 um 09:02 schrieb Stadt <stadt@x.example>:\n> \n> Wir laden Sie ein.",
        &[ME, "Footer Von meinem iPhone gesendet", quote],
    );
    check(
        "mutt",
        "On Mon, Oct 19, 2026 at 09:02:00AM +0200, Stadt wrote:\n> Welche Session?\nSession 2 bitte.\n\n-- \nMax Muster",
        &["Quote[Stadt] Welche Session?", ME, "Signature Max Muster"],
    );
    check(
        "inline answers",
        "Am 19.10.26 um 09:02 schrieb Stadt:\n> Name:\nMax Muster\n> Session:\n2\n\n> Danke\n",
        &["Quote[Stadt] Name:", "New Max Muster", "Quote[Stadt] Session:", "New 2", "Quote[Stadt] Danke"],
    );
    check(
        "nested",
        "Session 2 bitte.\n\nAm 20.10.26 um 10:00 schrieb Anna <anna@x.example>:\n> Geht das?\n>\n> Am 19.10.26 um 09:02 schrieb Stadt <stadt@x.example>:\n>> Wir laden Sie ein.\n> Anna",
        &[ME, "Quote[Anna anna@x.example] Geht das?", quote, "Quote[Anna anna@x.example] Anna"],
    );
    check(
        "answer first, marked quote below",
        "Am 19.10.26 um 09:02 schrieb Stadt <stadt@x.example>:\n\nSession 2 bitte.\n\n> Wir laden Sie ein.",
        &[ME, quote],
    );
    check(
        "Outlook thread",
        "Session 2 bitte.\n\nVon: Anna <anna@x.example>\nGesendet: Montag\nAn: Max\nBetreff: AW: Einladung\n\nGeht das?\n\nVon: Stadt <stadt@x.example>\nGesendet: Sonntag\nAn: Anna\nBetreff: Einladung\n\nWir laden Sie ein.",
        &[ME, "Quote[Anna anna@x.example] Geht das?", quote],
    );
    check(
        "Outlook on the phone",
        "Session 2 bitte.\n\nGesendet von Outlook für iOS<https://aka.ms/x>\n________________________________\nVon: Stadt <stadt@x.example>\nGesendet: Montag\nAn: Max\nBetreff: Einladung\n\nWir laden Sie ein.",
        &[ME, "Footer Gesendet von Outlook für iOS", quote],
    );
    check(
        "a form with a date is no header",
        "Name: Max\nDatum: 26.11.\nBetreff: Anmeldung\nSession: 2",
        &["New Name: Max / Datum: 26.11. / Betreff: Anmeldung / Session: 2"],
    );
    check(
        "a warning put above by a server",
        "ACHTUNG: Diese E-Mail kommt von einem externen Absender.\n\nSession 2 bitte.",
        &["Footer ACHTUNG: Diese E-Mail kommt von einem externen Absender.", ME],
    );
}

#[test]
fn forwards() {
    let check = |subject: &str, body: &str, want: &str| {
        let got = blocks(&parse(subject, "text/plain", body));
        let got: Vec<&str> = got.lines().filter(|l| !l.starts_with("Attribution")).collect();
        assert_eq!(got.join(" ~ "), want, "{body}");
    };
    let head = "Von: Anna <anna@x.example>\nGesendet: Montag\nAn: Max\nBetreff: Einladung\n\n";
    check(
        "WG: Einladung",
        &format!("Bitte anmelden.\n\n{head}Session 2 für mich."),
        "New Bitte anmelden. ~ Forward[Anna anna@x.example] Session 2 für mich.",
    );
    check(
        "AW: WG: Einladung",
        &format!("Bitte anmelden.\n\n{head}Session 2 für mich."),
        "New Bitte anmelden. ~ Quote[Anna anna@x.example] Session 2 für mich.",
    );
    check(
        "Fwd: x",
        "Bitte\n\n---------- Forwarded message ---------\nVon: Anna <anna@x.example>\nDate: Mo\nSubject: x\nTo: Max\n\nText\n\nAm 1.1.2026 um 10:00 schrieb Stadt:\n> alt",
        "New Bitte ~ Forward[Anna anna@x.example] Text ~ Forward[Stadt] alt",
    );
    check(
        "Einladung",
        "Bitte\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \tMo\nVon: \tAnna <anna@x.example>\nAn: \tMax\n\nText",
        "New Bitte ~ Forward[Anna anna@x.example] Text",
    );
    check("WG: Einladung", head, "");
}

#[test]
fn hidden_text_does_not_count() {
    for hidden in [
        r#"<div style="display:none">Session 3</div>"#,
        r#"<span style="visibility: hidden">Session 3</span>"#,
        r#"<div style="font-size:0px">Session 3</div>"#,
        r#"<p style="font-size: 1px; color:#fff">Session 3</p>"#,
        r#"<div hidden>Session 3</div>"#,
        r#"<span style="mso-hide:all">Session 3</span>"#,
        r#"<div style="max-height:0;overflow:hidden">Session 3</div>"#,
        r#"<span style="color:#ffffff">Session 3</span>"#,
        r#"<font color="white">Session 3</font>"#,
        r#"<table bgcolor="black"><tr><td style="color:#000">Session 3</td></tr></table>"#,
        r#"<style>.x { display: none }</style><p class="x">Session 3</p>"#,
        "<!-- Session 3 -->",
        "<title>Session 3</title>",
        "<script>Session 3</script>",
        r#"<input type="hidden" value="Session 3">"#,
        r#"<div style="opacity:0">Session 3</div>"#,
    ] {
        let message = parse("x", "text/html", &format!("<html><body>{hidden}<p>Session 2 bitte.</p></body></html>"));
        assert_eq!(message.new_text(), "Session 2 bitte.", "{hidden}");
    }
    for shown in [
        r#"<table bgcolor="black"><tr><td style="color:#fff">Session 3</td></tr></table>"#,
        r#"<span style="color:#fff;background-color:#003366">Session 3</span>"#,
        r#"<span style="font-size:10px">Session 3</span>"#,
        r#"<style>@media print { p { display: none } }</style><p>Session 3</p>"#,
        "<p style='max-height:100px;overflow:hidden'>Session 3</p>",
    ] {
        assert_eq!(parse("x", "text/html", shown).new_text(), "Session 3", "{shown}");
    }
}

#[test]
fn tables_and_lists() {
    let check = |html: &str, want: &str| {
        assert_eq!(parse("x", "text/html", html).new_text().replace('\t', " | ").replace('\n', " / "), want, "{html}")
    };
    check("<table><tr><td>Name:</td><td>Max</td></tr><tr><td>Session:</td><td>2</td></tr></table>", "Name: | Max / Session: | 2");
    check("<table><tr><th>Name<th>Session<tr><td>Max<td>2<tr><td>Anna<td>3</table>", "Name | Session / Max | 2 / Anna | 3");
    check("<table><tr><td>Adresse:</td><td>Weg 1<br>34117 Kassel</td></tr></table>", "Adresse: | Weg 1, 34117 Kassel");
    check("<table><tr><td><p>Hallo,</p><p>Session 2</p></td><td><img src=x></td></tr></table>", "Hallo, /  / Session 2");
    check("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>", "a | b");
    check("<table><tr><td>x</td><td></td><td>y</td></tr></table>", "x |  | y");
    check("<ol><li>Max<li>Anna</ol><ul><li><p>x</p></li></ul>", "1. Max / 2. Anna / - x");
    check("<ol start=3><li>Max</ol>", "3. Max");
    check("a<br>b<div>c</div>d<p>e</p>f", "a / b / c / d /  / e /  / f");
    check("<b>Ses</b>sion&nbsp;2 <a href='https://x.example'>hier</a>", "Session 2 hier");
    check("<pre>a\nb</pre>", "a / b");
    check("<p>a<p>b", "a /  / b");
    check("<input type=checkbox checked> Session 2<br><input type=checkbox> Session 3", "[x] Session 2 / [ ] Session 3");
}

#[test]
fn parts() {
    let parse = |mail: &str| Message::parse(mail.as_bytes(), true, &[]);
    let check = |mail: &str, text: &str, oddities: &[Oddity], attachments: usize| {
        let message = parse(mail);
        assert_eq!(
            (message.new_text().replace('\n', " / ").as_str(), message.oddities.as_slice(), message.attachments.len()),
            (text, oddities, attachments),
            "{mail}"
        );
    };
    let multi = |kind: &str, parts: &[&str]| {
        format!(
            "From: a@x.example\nContent-Type: multipart/{kind}; boundary=b\n\n{}--b--\n",
            parts.iter().map(|p| format!("--b\n{p}\n")).collect::<String>()
        )
    };
    let plain = "Content-Type: text/plain\n\nSession 2";
    check(
        &multi("mixed", &[plain, "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nAAAA"]),
        "Session 2",
        &[],
        1,
    );
    check(&multi("signed", &[plain, "Content-Type: application/pgp-signature\n\nx"]), "Session 2", &[], 0);
    check(
        &multi("encrypted", &["Content-Type: application/pgp-encrypted\n\nVersion: 1", "Content-Type: application/octet-stream\n\nx"]),
        "",
        &[Oddity::Encrypted, Oddity::NoText],
        0,
    );
    check(&multi("mixed", &[plain, "Content-Type: message/rfc822\n\nFrom: b@x.example\n\nSession 3"]), "Session 2", &[], 1);
    check(&multi("alternative", &["Content-Type: text/plain\n\n", "Content-Type: text/html\n\n<p>Session 2</p>"]), "Session 2", &[], 0);
    check(&multi("alternative", &[plain, "Content-Type: text/html\n\n<p>Session 3</p>"]), "Session 2", &[Oddity::Contradictory], 0);
    check(
        &multi("mixed", &[plain, "Content-Type: text/plain; name=\"liste.txt\"\nContent-Disposition: attachment\n\nSession 3"]),
        "Session 2",
        &[],
        1,
    );
    check(
        &multi(
            "mixed",
            &[
                "Content-Type: text/plain\n\nSession",
                "Content-Type: image/png\n\nx",
                "Content-Type: text/plain; name=ATT00001.txt\nContent-Disposition: attachment\n\nzwei",
            ],
        ),
        "Session /  / zwei",
        &[],
        1,
    );
    check("From: a@x.example\nContent-Type: text/html\n\n", "", &[Oddity::NoText], 0);
    check("From: a@x.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\nDonau \ndampf \n", "Donaudampf", &[], 0);
    check("From: a@x.example\nContent-Transfer-Encoding: base64\n\nU2Vzc2lvbiAy\n", "Session 2", &[], 0);
    check(
        "From: a@x.example\n\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n",
        "",
        &[Oddity::Encrypted, Oddity::NoText],
        0,
    );
    check(
        "From: a@x.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
        "",
        &[Oddity::Encrypted, Oddity::NoText],
        0,
    );
    check("From: a@x.example, b@x.example\n\nSession 2", "Session 2", &[Oddity::SeveralSenders], 0);
    check("", "", &[Oddity::Unreadable, Oddity::NoText], 0);
    check("\u{0}\u{1}\u{2}", "", &[Oddity::Unreadable, Oddity::NoText], 0);
    let half = Message::parse(b"From: a@x.example\n\nSession 2 und", false, &[]);
    assert_eq!((half.new_text().as_str(), half.oddities.as_slice()), ("Session 2 und", [Oddity::Truncated].as_slice()));
    let cut = multi("mixed", &[plain, "Content-Type: application/pdf\n\nAAAA"]);
    assert_eq!(Message::parse(&cut.as_bytes()[..cut.len() - 10], false, &[]).oddities, [], "cut off within an attachment");
}
