//! Dialling and TLS, for IMAP and SMTP alike. The dialler comes in as an argument (law 8), so that a test can hand in streams of its own.

use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// After so long a silence TCP asks whether the peer is still there; many routers forget a connection after five minutes.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// What was sent must be acknowledged within so long, else the connection counts as broken (RFC 5482).
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(120);

/// A connection, whatever it is made of.
pub trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug> Stream for T {}

/// A connection on the heap.
pub type BoxStream = Box<dyn Stream>;

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (`imaps:`, `smtps:`).
    Tls,
    /// TLS after STARTTLS, never without (`imap+starttls:`, `submission:`).
    StartTls,
    /// None: to the loopback interface only (`imap:`, `smtp:`).
    None,
}

/// A server to dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Opens plain connections: `(host, port)` to a stream. TLS comes on top with [`secure`].
#[derive(Clone)]
pub struct Dialler(Arc<dyn Fn(String, u16) -> Dialling + Send + Sync>);

type Dialling = Pin<Box<dyn Future<Output = io::Result<BoxStream>> + Send>>;

impl std::fmt::Debug for Dialler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dialler")
    }
}

impl Dialler {
    /// Dials by TCP, without Nagle's delay, and such that a peer which vanished without a word is found out.
    pub fn tcp() -> Self {
        Self::new(|host, port| async move {
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            stream.set_nodelay(true)?;
            let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 4).with_retries(4);
            SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
            #[cfg(target_os = "linux")]
            SockRef::from(&stream).set_tcp_user_timeout(Some(UNACKNOWLEDGED))?;
            Ok(Box::new(stream) as BoxStream)
        })
    }

    /// Dials by `dial`.
    pub fn new<F: Future<Output = io::Result<BoxStream>> + Send + 'static>(
        dial: impl Fn(String, u16) -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |host, port| Box::pin(dial(host, port))))
    }

    /// Opens a plain connection. The caller sets the time limit.
    pub async fn dial(&self, host: &str, port: u16) -> io::Result<BoxStream> {
        (self.0)(host.to_owned(), port).await
    }
}

/// The TLS settings: the system's authorities, or those in the PEM file `ca` alone. Fails if there are none.
pub fn tls_settings(ca: Option<&Path>) -> io::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    match ca {
        Some(file) => {
            let invalid = |e| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {e}", file.display()));
            for certificate in CertificateDer::pem_file_iter(file).map_err(invalid)? {
                roots.add(certificate.map_err(invalid)?).map_err(io::Error::other)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no certificate authorities found: install ca-certificates, or set `ca`"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(io::Error::other)?;
    Ok(Arc::new(settings.with_root_certificates(roots).with_no_client_auth()))
}

/// Speaks TLS over `stream` with the server called `host`. The caller sets the time limit.
pub async fn secure(stream: BoxStream, host: &str, settings: Arc<ClientConfig>) -> io::Result<BoxStream> {
    let name = ServerName::try_from(host.to_owned()).map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
    Ok(Box::new(tokio_rustls::TlsConnector::from(settings).connect(name, stream).await?))
}
