//! Tokens and codes: made by chance, kept as digests.

use crate::Error;
use context::{Ctx, Uuid};
use data_encoding::{BASE64URL_NOPAD, Encoding, Specification};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::LazyLock;

/// Letters and digits that are not taken for one another, in words that are read out or typed from paper.
static LEGIBLE: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("23456789ABCDEFGHJKLMNPQRSTUVWXYZ");
    specification.encoding().ok()
});

/// So many recovery codes are handed out.
const RECOVERY_CODES: usize = 10;

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Chance(error.to_string()))?;
    Ok(bytes)
}

pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// A new session's token. It is shown to the browser once.
pub(crate) fn token() -> Result<String, Error> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// Ten legible characters, 50 bits, in two groups.
fn legible(bytes: &[u8]) -> String {
    let text = LEGIBLE.as_ref().map(|encoding| encoding.encode(bytes)).unwrap_or_default();
    match (text.get(..5), text.get(5..10)) {
        (Some(head), Some(tail)) => format!("{head}-{tail}"),
        _ => text,
    }
}

/// The digest of a code as somebody has typed it.
pub(crate) fn code_digest(typed: &str) -> [u8; 32] {
    let plain: String = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    digest(&[b"code", plain.as_bytes()])
}

/// From which the one-time codes of accounts follow, so that a write stores digests only and whoever holds
/// the seed can still hand the codes out. [`crate::Hasher::code_seed`] makes one.
#[derive(Clone)]
pub struct CodeSeed([u8; 32]);

impl CodeSeed {
    /// The seed of one act: the same for the same idempotency key, so that a form sent twice shows one code.
    pub(crate) fn of(key: &[u8; 32], ctx: &Ctx) -> Result<CodeSeed, Error> {
        Ok(CodeSeed(match &ctx.once {
            Some(once) => {
                let person = ctx.actor.person.unwrap_or_default();
                digest(&[key, person.as_bytes(), once.as_bytes()])
            }
            None => random()?,
        }))
    }

    /// The one-time code (mã kích hoạt) of an account.
    pub fn code(&self, account: Uuid) -> String {
        legible(&digest(&[&self.0, account.as_bytes()]))
    }

    pub(crate) fn digest(&self, account: Uuid) -> [u8; 32] {
        code_digest(&self.code(account))
    }
}

impl fmt::Debug for CodeSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSeed")
    }
}

/// Codes that stand in for a lost second factor (mã khôi phục), each good once.
#[derive(Clone)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// New ones.
    ///
    /// # Errors
    /// [`Error::Chance`] on a machine without a source of randomness.
    pub fn fresh() -> Result<RecoveryCodes, Error> {
        let codes = (0..RECOVERY_CODES).map(|_| Ok(legible(&random::<8>()?)));
        Ok(RecoveryCodes(codes.collect::<Result<_, Error>>()?))
    }

    /// The codes, to be shown once.
    pub fn codes(&self) -> &[String] {
        &self.0
    }

    pub(crate) fn digests(&self) -> Vec<[u8; 32]> {
        self.0.iter().map(|code| code_digest(code)).collect()
    }
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_legible_and_typed_freely() {
        let seed = CodeSeed([7; 32]);
        let code = seed.code(Uuid::from_u128(1));
        assert_eq!(code.len(), 11);
        assert!(code.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()), "{code}");
        assert!(!code.contains(['0', '1', 'I', 'O']), "{code}");
        let typed = format!(" {} ", code.replace('-', " ").to_lowercase());
        assert_eq!(code_digest(&typed), seed.digest(Uuid::from_u128(1)));
        assert_ne!(code, seed.code(Uuid::from_u128(2)));
        assert_ne!(code_digest(""), code_digest(&code));
    }

    #[test]
    fn a_form_sent_twice_gives_one_code() {
        let mut ctx = testkit::system();
        let key = [1; 32];
        let first = CodeSeed::of(&key, &ctx).unwrap().0;
        assert_ne!(first, CodeSeed::of(&key, &ctx).unwrap().0);
        ctx.once = Some("form".into());
        let first = CodeSeed::of(&key, &ctx).unwrap().0;
        assert_eq!(first, CodeSeed::of(&key, &ctx).unwrap().0);
        assert_ne!(first, CodeSeed::of(&[2; 32], &ctx).unwrap().0);
    }

    #[test]
    fn tokens_and_recovery_codes_differ() {
        assert_ne!(token().unwrap(), token().unwrap());
        assert_eq!(token().unwrap().len(), 43);
        let codes = RecoveryCodes::fresh().unwrap();
        let mut different = codes.codes().to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!((different.len(), different[0].len()), (RECOVERY_CODES, 11));
    }
}
