//! A scripted SMTP server over in-memory streams. It behaves well, but for what the script says about a stage; it keeps a record of every
//! connection, command and mail.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use empfang::net::{BoxStream, Dialler, Security};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// What the server does at one stage.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Replies, `\r\n` included.
    Say(String),
    /// Replies after so many seconds.
    After(u64, String),
    /// Closes the connection; as a reply to CONNECT, refuses it.
    Cut,
    /// Never replies, and keeps the connection.
    Silence,
}

/// Where a dialogue stands when the script is asked: `CONNECT`, `GREETING`, a command's first word, or `.`.
pub struct Ask<'a> {
    /// The connection, from 1.
    pub connection: usize,
    /// The stage.
    pub stage: &'a str,
    /// The whole command.
    pub line: &'a str,
}

/// What happened.
#[derive(Debug, Default)]
pub struct Record {
    /// Connections dialled.
    pub connections: usize,
    /// Commands, in their order, each after the number of its connection.
    pub commands: Vec<String>,
    /// The mails that came whole, as they came over the wire between DATA's CRLF and the final `.CRLF`.
    pub mails: Vec<String>,
}

type Script = Arc<dyn Fn(&Ask<'_>) -> Option<Answer> + Send + Sync>;

/// A dialler to the server, and its record. `script` gives the answers that differ from a good server's.
pub fn server(security: Security, script: impl Fn(&Ask<'_>) -> Option<Answer> + Send + Sync + 'static) -> (Dialler, Arc<Mutex<Record>>) {
    let record = Arc::new(Mutex::new(Record::default()));
    let (script, kept): (Script, _) = (Arc::new(script), record.clone());
    let dialler = Dialler::new(move |_, _| {
        let (script, record) = (script.clone(), record.clone());
        async move {
            let connection = {
                let mut record = record.lock().unwrap();
                record.connections += 1;
                record.connections
            };
            match script(&Ask { connection, stage: "CONNECT", line: "" }) {
                Some(Answer::Cut) => return Err(std::io::ErrorKind::ConnectionRefused.into()),
                Some(Answer::Silence) => std::future::pending().await,
                _ => {}
            }
            let (ours, theirs) = tokio::io::duplex(1 << 16);
            let serve = async move { serve(Box::new(ours), connection, security, script, record).await.unwrap_or_default() };
            tokio::spawn(serve);
            Ok(Box::new(theirs) as BoxStream)
        }
    });
    (dialler, kept)
}

async fn serve(
    mut stream: BoxStream,
    connection: usize,
    security: Security,
    script: Script,
    record: Arc<Mutex<Record>>,
) -> std::io::Result<()> {
    let mut secured = security == Security::Tls;
    if secured {
        stream = accept(stream).await?;
    }
    let mut peer = BufReader::new(stream);
    if answer(&mut peer, &script, Ask { connection, stage: "GREETING", line: "" }, "220 smtp.test ready\r\n").await?.is_none() {
        return Ok(());
    }
    loop {
        let mut line = String::new();
        if peer.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        record.lock().unwrap().commands.push(format!("{connection} {line}"));
        let stage = line.split(' ').next().unwrap().to_uppercase();
        let ehlo = if security == Security::StartTls && !secured {
            "250-smtp.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n"
        } else {
            "250-smtp.test\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 SIZE 10240000\r\n"
        };
        let usual = match stage.as_str() {
            "EHLO" => ehlo,
            "STARTTLS" => "220 go ahead\r\n",
            "AUTH" => "235 2.7.0 welcome\r\n",
            "DATA" => "354 end with a dot\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "250 2.1.0 ok\r\n",
        };
        let Some(said) = answer(&mut peer, &script, Ask { connection, stage: &stage, line }, usual).await? else { return Ok(()) };
        if stage == "STARTTLS" && said.starts_with("220") {
            peer = BufReader::new(accept(peer.into_inner()).await?);
            secured = true;
        }
        if stage == "DATA" && said.starts_with("354") {
            let mut mail = String::new();
            loop {
                let start = mail.len();
                if peer.read_line(&mut mail).await? == 0 {
                    return Ok(());
                }
                if &mail[start..] == ".\r\n" {
                    mail.truncate(start);
                    break;
                }
            }
            record.lock().unwrap().mails.push(mail);
            if answer(&mut peer, &script, Ask { connection, stage: ".", line: "" }, "250 2.0.0 queued as 4F\r\n").await?.is_none() {
                return Ok(());
            }
        }
    }
}

/// Gives the script's answer, or else the usual one, and returns it; `None` if the connection is to be closed.
async fn answer(peer: &mut BufReader<BoxStream>, script: &Script, ask: Ask<'_>, usual: &str) -> std::io::Result<Option<String>> {
    let text = match script(&ask) {
        None => usual.to_owned(),
        Some(Answer::Say(text)) => text,
        Some(Answer::After(seconds, text)) => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            text
        }
        Some(Answer::Cut) => return Ok(None),
        Some(Answer::Silence) => std::future::pending().await,
    };
    peer.write_all(text.as_bytes()).await?;
    peer.flush().await?;
    // A 421 is followed by the end (RFC 5321 section 3.8).
    Ok((!text.starts_with("421")).then_some(text))
}

async fn accept(stream: BoxStream) -> std::io::Result<BoxStream> {
    let file = |name: &str| format!("{}/tests/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let certificate = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let settings = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    Ok(Box::new(tokio_rustls::TlsAcceptor::from(Arc::new(settings)).accept(stream).await?))
}
