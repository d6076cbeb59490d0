//! An authority of one's own and a certificate for 127.0.0.1 from it; besides, an authority that has nothing to do with it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// PEM files.
pub struct Certificates {
    /// The authority that the servers' certificate is from.
    pub ca: PathBuf,
    /// Another authority.
    pub foreign: PathBuf,
    /// The servers' certificate.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

const EXTENSIONS: &str = "[req]\ndistinguished_name = dn\n[dn]\n[ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\n\
    subjectKeyIdentifier = hash\n[server]\nbasicConstraints = critical,CA:FALSE\nsubjectAltName = IP:127.0.0.1,DNS:localhost\n\
    extendedKeyUsage = serverAuth\n";

impl Certificates {
    /// Makes them in `dir`.
    pub fn make(dir: &Path) -> Self {
        super::process::open_folder(dir);
        std::fs::write(dir.join("openssl.cnf"), EXTENSIONS).unwrap();
        let request = |name: &str, extensions: &str, more: &[&str]| {
            let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
            let output = Command::new("openssl")
                .current_dir(dir)
                .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650"])
                .args(["-config", "openssl.cnf", "-extensions", extensions, "-subj", &format!("/CN={name}")])
                .args(["-keyout", &key, "-out", &certificate])
                .args(more)
                .output()
                .unwrap();
            assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
            (dir.join(certificate), dir.join(key))
        };
        let (ca, _) = request("own-authority", "ca", &[]);
        let (foreign, _) = request("foreign-authority", "ca", &[]);
        let (certificate, key) = request("server", "server", &["-CA", "own-authority.pem", "-CAkey", "own-authority.key"]);
        Self { ca, foreign, certificate, key }
    }
}
