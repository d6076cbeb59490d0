//! The stream that lettre reads from: our own connection, with the server's replies handed on line by line, in a form that lettre
//! takes for what they are.
//!
//! It is there for three reasons:
//! - lettre's own STARTTLS keeps what its buffer held before TLS and reads it afterwards as the server's word (response injection). So
//!   greeting, EHLO and STARTTLS are done here, and bytes that came too early are an error. But a connection that is handed to lettre
//!   must begin with a greeting, which no server repeats after TLS (RFC 3207 section 4.2): [`Wire::replay`] hands on the one that came.
//! - lettre refuses replies that servers do send: a bare `250` (RFC 5321 section 4.2 bids clients to take it), codes like 571 whose second
//!   digit is not in the RFC, text in Latin-1. It reports them like a cut connection; after the final dot that would make a sent letter
//!   uncertain and an unknown recipient a temporary fault.
//! - lettre wants a peer address, which a stream of a test does not have.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};

use crate::net::BoxStream;

/// The longest line that is handed on; RFC 5321 section 4.5.3.1.5 allows 512 octets, lettre 1,000. The rest of a longer one is dropped.
const MAX_LINE: usize = 900;
/// The most lines of one reply: an EHLO of a rich server has about 20.
const MAX_LINES: usize = 100;

/// A connection whose replies are tidied up.
#[derive(Debug)]
pub(super) struct Wire {
    stream: BufReader<BoxStream>,
    /// A line that is not complete yet, as it came.
    partial: Vec<u8>,
    /// Tidied bytes that are still to be handed on, the next first.
    ready: Vec<u8>,
}

impl Wire {
    /// Reads and writes over `stream`.
    pub fn new(stream: BoxStream) -> Self {
        Self { stream: BufReader::new(stream), partial: Vec::new(), ready: Vec::new() }
    }

    /// Reads one whole reply. The caller sets the time limit.
    pub async fn response(&mut self) -> io::Result<Response> {
        let invalid = |text: &str| io::Error::new(io::ErrorKind::InvalidData, format!("not an SMTP reply: {}", text.trim_end()));
        let mut text = String::new();
        for _ in 0..MAX_LINES {
            let line = poll_fn(|cx| self.poll_line(cx)).await?;
            let more = line.get(3) == Some(&b'-');
            text.push_str(&String::from_utf8_lossy(&line));
            if !more {
                return text.parse().map_err(|_| invalid(&text));
            }
        }
        Err(invalid("too long"))
    }

    /// Sends a command, `line` without its end, and reads the reply.
    pub async fn command(&mut self, line: &str) -> io::Result<Response> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        self.response().await
    }

    /// Lets the next reader find `response` first.
    pub fn replay(mut self, response: &Response) -> Self {
        let (code, mut lines) = (response.code(), response.message().peekable());
        while let Some(line) = lines.next() {
            let mark = if lines.peek().is_some() { '-' } else { ' ' };
            self.ready.extend_from_slice(format!("{code}{mark}{line}\r\n").as_bytes());
        }
        self
    }

    /// The stream below, if nothing has been read from it that nobody has asked for.
    pub fn into_stream(self) -> io::Result<BoxStream> {
        if self.stream.buffer().is_empty() && self.partial.is_empty() && self.ready.is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the server spoke on in the clear after its reply to STARTTLS"))
        }
    }

    /// The next line, tidied. The end of the stream is an error: it never comes where a reply may end.
    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Vec<u8>>> {
        loop {
            let available = match ready!(Pin::new(&mut self.stream).poll_fill_buf(cx)) {
                Ok([]) => return Poll::Ready(Err(hung_up())),
                // TLS that ends without a goodbye, as most servers end it.
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Poll::Ready(Err(hung_up())),
                other => other?,
            };
            let end = available.iter().position(|b| *b == b'\n');
            let taken = end.map_or(available.len(), |at| at + 1);
            let room = MAX_LINE.saturating_sub(self.partial.len());
            self.partial.extend(available.iter().take(taken.min(room)));
            Pin::new(&mut self.stream).consume(taken);
            if end.is_some() {
                return Poll::Ready(Ok(tidy(&std::mem::take(&mut self.partial))));
            }
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.ready.is_empty() {
            self.ready = ready!(self.poll_line(cx))?;
        }
        let count = self.ready.len().min(buf.remaining());
        for byte in self.ready.drain(..count) {
            buf.put_slice(&[byte]);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn hung_up() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed the connection")
}

/// A line of a reply in the form that lettre knows: ASCII, CRLF at the end, a space after a bare code. A code like 571 becomes `550` with
/// the code as its first word: what counts is its first digit (RFC 5321 section 4.3.2).
fn tidy(line: &[u8]) -> Vec<u8> {
    let end = line.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |at| at + 1);
    let mut tidied: Vec<u8> =
        line.iter().take(end).map(|b| if b.is_ascii_graphic() || *b == b' ' || *b == b'\t' { *b } else { b'?' }).collect();
    if let [class @ b'2'..=b'5', b'6'..=b'9', b'0'..=b'9', rest @ ..] = tidied.as_slice() {
        let mark = if rest.first() == Some(&b'-') { b'-' } else { b' ' };
        let code = tidied.iter().take(3).copied();
        tidied = [*class, b'5', b'0', mark].into_iter().chain(code).chain([b' ']).chain(rest.iter().skip(1).copied()).collect();
    }
    if tidied.len() == 3 {
        tidied.push(b' ');
    }
    tidied.extend_from_slice(b"\r\n");
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[test]
    fn lines_are_tidied() {
        let check = |line: &[u8], want: &str| assert_eq!(String::from_utf8(tidy(line)).unwrap(), format!("{want}\r\n"));
        check(b"250 2.0.0 Ok: queued as 4F\r\n", "250 2.0.0 Ok: queued as 4F");
        check(b"250-SIZE 10240000\r\n", "250-SIZE 10240000");
        check(b"250\r\n", "250 ");
        check(b"250 bare LF\n", "250 bare LF");
        check(b"550 Empf\xe4nger\0 unbekannt\r\n", "550 Empf?nger? unbekannt");
        check(b"571 Delivery not authorized\r\n", "550 571 Delivery not authorized");
        check(b"571-more\r\n", "550-571 more");
        check(b"471\r\n", "450 471 ");
        check(b"\r\n", "");
        check(b"HTTP/1.0 400\r\n", "HTTP/1.0 400");
    }

    #[tokio::test]
    async fn replies_and_what_is_none() {
        async fn check(bytes: &[u8], want: Result<(u16, &str), &str>) {
            let (mut server, ours) = tokio::io::duplex(1 << 20);
            server.write_all(bytes).await.unwrap();
            drop(server);
            let got = Wire::new(Box::new(ours)).response().await;
            let got = got.map(|r| (u16::from(r.code()), r.message().collect::<Vec<_>>().join("|"))).map_err(|e| e.to_string());
            match (got, want) {
                (Ok((code, text)), Ok(want)) => assert_eq!((code, text.as_str()), want),
                (Err(text), Err(want)) => assert!(text.contains(want), "{text}"),
                (got, want) => panic!("{got:?} instead of {want:?}"),
            }
        }
        check(b"250-a\r\n250-b c\r\n250 d\r\nmore", Ok((250, "a|b c|d"))).await;
        check(b"220\r\n", Ok((220, ""))).await;
        check(b"571-a\n571 b\n", Ok((550, "571 a|571 b"))).await;
        check(b"", Err("the server closed the connection")).await;
        check(b"250 no line end", Err("the server closed the connection")).await;
        check(b"* OK IMAP4rev1 ready\r\n", Err("not an SMTP reply: * OK IMAP4rev1 ready")).await;
        check(b"250-a\r\n550 b\r\n", Err("not an SMTP reply")).await;
        check(&b"250-x\r\n".repeat(1000), Err("too long")).await;
        check(&[b"220 ".as_slice(), &vec![b'x'; 100_000], b"\r\n"].concat(), Ok((220, "x".repeat(MAX_LINE - 4).as_str()))).await;
    }

    #[tokio::test]
    async fn a_replayed_greeting_comes_first() {
        let (mut server, ours) = tokio::io::duplex(1000);
        server.write_all(b"220-one\r\n220 two\r\n250 later\r\n").await.unwrap();
        drop(server);
        let mut wire = Wire::new(Box::new(ours));
        let greeting = wire.response().await.unwrap();
        let mut text = Vec::new();
        let end = wire.replay(&greeting).read_to_end(&mut text).await.unwrap_err();
        assert_eq!(end.to_string(), "the server closed the connection");
        assert_eq!(String::from_utf8(text).unwrap(), "220-one\r\n220 two\r\n250 later\r\n");
    }

    #[tokio::test]
    async fn nothing_in_the_clear_outlives_starttls() {
        for (bytes, clean) in [(b"220 go\r\n".as_slice(), true), (b"220 go\r\n250 injected\r\n", false), (b"220 go\r\n2", false)] {
            let (mut server, ours) = tokio::io::duplex(1000);
            server.write_all(bytes).await.unwrap();
            let mut wire = Wire::new(Box::new(ours));
            wire.response().await.unwrap();
            assert_eq!(wire.into_stream().is_ok(), clean, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
