//! The key under which the secrets of second factors are kept. It lies outside the database, so that whoever has
//! only that, or a copy of it, cannot make codes.

use crate::secret::{digest, random};
use crate::{Error, TotpSecret};
use context::Uuid;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Begins what is stored encrypted; a change of the method gets another.
const METHOD: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;
/// How long a secret is, and how long what an earlier version stored of one.
const SECRET: usize = 20;

/// The key (AES-256-GCM).
#[derive(Clone)]
pub struct FactorKey([u8; 32]);

impl fmt::Debug for FactorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactorKey")
    }
}

impl FactorKey {
    /// A new key that is kept nowhere.
    ///
    /// # Errors
    /// [`Error::Chance`] on a machine without a source of randomness.
    pub fn fresh() -> Result<FactorKey, Error> {
        Ok(FactorKey(random()?))
    }

    /// Reads the key from its file, which only its owner may read; the first time, makes both.
    ///
    /// # Errors
    /// [`Error::Key`] when others may read the file, or it holds something else or cannot be read or made.
    pub fn load_or_create(path: &Path) -> Result<FactorKey, Error> {
        let fault = |fault: String| Error::Key { path: path.to_owned(), fault };
        let text = match fs::read_to_string(path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return FactorKey::create(path),
            read => read.map_err(|cause| fault(cause.to_string()))?,
        };
        let mode = fs::metadata(path).map_err(|cause| fault(cause.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(fault(format!("others may read it (mode {:o})", mode & 0o777)));
        }
        let key = HEX.decode(text.trim().as_bytes()).ok().and_then(|key| key.try_into().ok());
        key.map(FactorKey).ok_or_else(|| fault("not 64 hexadecimal digits".to_owned()))
    }

    fn create(path: &Path) -> Result<FactorKey, Error> {
        let key = FactorKey::fresh()?;
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        made.and_then(|mut file| {
            writeln!(file, "{}", HEX.encode(&key.0))?;
            file.sync_all()
        })
        .map_err(|cause| Error::Key { path: path.to_owned(), fault: cause.to_string() })?;
        Ok(key)
    }

    /// What the database keeps of the key, to know it again; it does not lead back.
    pub(crate) fn mark(&self) -> [u8; 32] {
        digest(&[b"factor", &self.0])
    }

    /// A secret as it is stored: good for this account and no other.
    pub(crate) fn encrypt(&self, account: Uuid, secret: &TotpSecret) -> Result<Vec<u8>, Error> {
        let nonce = random::<NONCE>()?;
        let mut tag = [0; TAG];
        let aad = account.as_bytes();
        let hidden = encrypt_aead(Cipher::aes_256_gcm(), &self.0, Some(&nonce), aad, &secret.0, &mut tag)
            .map_err(|error| Error::Chance(error.to_string()))?;
        Ok([&[METHOD][..], &nonce, &hidden, &tag].concat())
    }

    /// The secret of an account; none if it was stored under another key, for another account, or by another hand.
    pub(crate) fn decrypt(&self, account: Uuid, stored: &[u8]) -> Option<[u8; SECRET]> {
        let rest = stored.strip_prefix(&[METHOD])?;
        let (nonce, rest) = rest.split_at_checked(NONCE)?;
        let (hidden, tag) = rest.split_at_checked(SECRET)?;
        // A shorter tag would be taken too, and sooner guessed.
        if tag.len() != TAG {
            return None;
        }
        let aad = account.as_bytes();
        decrypt_aead(Cipher::aes_256_gcm(), &self.0, Some(nonce), aad, hidden, tag).ok()?.try_into().ok()
    }

    /// The secret that an earlier version has stored as it is.
    pub(crate) fn stored_plain(stored: &[u8]) -> Option<TotpSecret> {
        stored.try_into().ok().map(TotpSecret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Uuid = Uuid::from_u128(7);

    #[test]
    fn a_secret_opens_only_under_its_key_for_its_account_and_whole() {
        let (key, secret) = (FactorKey::fresh().unwrap(), TotpSecret::fresh().unwrap());
        let stored = key.encrypt(ACCOUNT, &secret).unwrap();
        assert_eq!(key.decrypt(ACCOUNT, &stored), Some(secret.0));
        assert!(!stored.windows(4).any(|part| secret.0.windows(4).any(|other| other == part)));
        assert_ne!(stored, key.encrypt(ACCOUNT, &secret).unwrap());
        assert_eq!(FactorKey::fresh().unwrap().decrypt(ACCOUNT, &stored), None);
        assert_eq!(key.decrypt(Uuid::from_u128(8), &stored), None);
        for at in 0..stored.len() {
            let mut other = stored.clone();
            other[at] ^= 1;
            assert_eq!(key.decrypt(ACCOUNT, &other), None, "byte {at}");
            assert_eq!(key.decrypt(ACCOUNT, &stored[..at]), None, "cut at {at}");
        }
        // What somebody writes into the database unencrypted is no secret.
        assert_eq!(key.decrypt(ACCOUNT, &secret.0), None);
    }

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("factor.key");
        let made = FactorKey::load_or_create(&path).unwrap();
        assert_eq!(FactorKey::load_or_create(&path).unwrap().0, made.0);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(FactorKey::load_or_create(&path), Err(Error::Key { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "abc").unwrap();
        assert!(matches!(FactorKey::load_or_create(&path), Err(Error::Key { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "abc");
    }
}
