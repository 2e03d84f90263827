//! The key that signs seals. It lies outside the database, so that whoever can write there cannot sign.

use crate::Error;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::str::FromStr;

/// The private key of the seals (ed25519).
pub struct SealKey(SigningKey);

/// Its public half, which verifies. Written as 64 hexadecimal digits; an auditor keeps a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl SealKey {
    /// Reads the key from its file, which only its owner may read; the first time, makes both.
    ///
    /// # Errors
    /// [`Error::KeyExposed`] when others may read the file, [`Error::NoKey`] when it holds something else,
    /// [`Error::File`] when it cannot be read or made.
    pub fn load_or_create(path: &Path) -> Result<SealKey, Error> {
        match SealKey::load(path) {
            Err(Error::File { cause, .. }) if cause.kind() == ErrorKind::NotFound => SealKey::create(path),
            loaded => loaded,
        }
    }

    /// Reads the key from its file.
    ///
    /// # Errors
    /// As [`SealKey::load_or_create`].
    pub fn load(path: &Path) -> Result<SealKey, Error> {
        let text = fs::read_to_string(path).map_err(Error::file(path))?;
        let mode = fs::metadata(path).map_err(Error::file(path))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Error::KeyExposed { path: path.to_owned() });
        }
        let secret = bytes::<32>(text.trim()).ok_or_else(|| Error::NoKey { path: path.to_owned() })?;
        Ok(SealKey(SigningKey::from_bytes(&secret)))
    }

    fn create(path: &Path) -> Result<SealKey, Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| Error::NoChance(error.to_string()))?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(Error::file(path))?;
        writeln!(file, "{}", HEX.encode(&secret))
            .and_then(|()| file.sync_all())
            .map_err(Error::file(path))?;
        Ok(SealKey(SigningKey::from_bytes(&secret)))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, head: &[u8]) -> [u8; 64] {
        self.0.sign(head).to_bytes()
    }
}

impl PublicKey {
    pub(crate) fn bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether this key's private half has signed.
    pub(crate) fn has_signed(&self, head: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify_strict(head, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&HEX.encode(&self.bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = String;

    /// Reads what `Display` wrote.
    fn from_str(text: &str) -> Result<PublicKey, String> {
        bytes::<32>(text.trim())
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .map(PublicKey)
            .ok_or_else(|| "not a public key: expected 64 hexadecimal digits".to_owned())
    }
}

/// Exactly `N` bytes written in hexadecimal.
pub(crate) fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEX.decode(hex.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let made = SealKey::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(SealKey::load_or_create(&path).unwrap().public(), made.public());

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(SealKey::load_or_create(&path), Err(Error::KeyExposed { .. })));
    }

    #[test]
    fn a_file_that_holds_no_key_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        for text in ["", "abc", &"0".repeat(63), &"g".repeat(64)] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(SealKey::load_or_create(&path), Err(Error::NoKey { .. })), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_public_key_is_written_and_read() {
        let key = SealKey(SigningKey::from_bytes(&[7; 32])).public();
        assert_eq!(key.to_string().parse::<PublicKey>().unwrap(), key);
        assert!("".parse::<PublicKey>().is_err());
    }
}
