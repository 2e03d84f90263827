//! Hashing of passwords, which costs much by design.

use crate::secret::{CodeSeed, random};
use crate::{Error, FactorKey, PasswordFault, check_password};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use context::{Ctx, Time};
use std::fmt;
use std::sync::{Condvar, Mutex, PoisonError};

/// What is asked of passwords, codes and sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The shortest password, in characters.
    pub shortest_password: usize,
    /// How long a one-time code is good (microseconds).
    pub code_valid: i64,
    /// A session ends when unused for so long (microseconds).
    pub idle: i64,
    /// A session ends after so long in any case (microseconds).
    pub longest: i64,
}

impl Default for Policy {
    /// Twelve characters; codes for two weeks; sessions for four hours unused and sixteen in all.
    fn default() -> Policy {
        Policy {
            shortest_password: 12,
            code_valid: 14 * Time::DAY,
            idle: 4 * Time::HOUR,
            longest: 16 * Time::HOUR,
        }
    }
}

/// A password's hash, ready to be stored.
#[derive(Clone)]
pub struct Prepared(pub(crate) String);

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared")
    }
}

/// Hashes passwords (argon2id, 19 MiB), at most as many at once as there are cores. Keeps the policy, and the
/// key from which one-time codes follow until this process ends.
pub struct Hasher {
    policy: Policy,
    argon2: Argon2<'static>,
    /// What is compared when there is nothing to compare with, so that it takes as long.
    nobody: String,
    key: [u8; 32],
    factors: FactorKey,
    free: Mutex<usize>,
    returned: Condvar,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher for this machine.
    ///
    /// # Errors
    /// [`Error::Chance`] on a machine without a source of randomness.
    pub fn new(policy: Policy) -> Result<Hasher, Error> {
        let argon2 = Argon2::default();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash(&argon2, &random::<16>()?)?;
        let (free, returned) = (Mutex::new(cores), Condvar::new());
        let factors = FactorKey::fresh()?;
        Ok(Hasher { policy, argon2, nobody, key: random()?, factors, free, returned })
    }

    /// The same with the key under which second factors are kept; without it, they are lost when this ends.
    pub fn with_factor_key(self, factors: FactorKey) -> Hasher {
        Hasher { factors, ..self }
    }

    /// The key under which the secrets of second factors are kept.
    pub fn factor_key(&self) -> &FactorKey {
        &self.factors
    }

    /// What is asked of passwords, codes and sessions.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Prepares a new password of a user, if it is good enough.
    ///
    /// # Errors
    /// [`Error::Password`] with the reason against it.
    pub fn prepare(&self, password: &str, user_name: &str) -> Result<Prepared, Error> {
        self.check(password, user_name)?;
        let permit = self.permit();
        let prepared = hash(&self.argon2, password.as_bytes()).map(Prepared);
        drop(permit);
        prepared
    }

    /// Whether a password is good enough.
    pub(crate) fn check(&self, password: &str, user_name: &str) -> Result<(), PasswordFault> {
        check_password(password, user_name, self.policy.shortest_password)
    }

    /// Whether a password is the one that was hashed. Takes as long when there is no hash, and is false then.
    pub(crate) fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let permit = self.permit();
        let against = hash.unwrap_or(&self.nobody);
        let same = PasswordHash::new(against)
            .is_ok_and(|hash| self.argon2.verify_password(password.as_bytes(), &hash).is_ok());
        drop(permit);
        same && hash.is_some()
    }

    /// From which the one-time codes of an act follow.
    ///
    /// # Errors
    /// [`Error::Chance`] on a machine without a source of randomness.
    pub fn code_seed(&self, ctx: &Ctx) -> Result<CodeSeed, Error> {
        CodeSeed::of(&self.key, ctx)
    }

    /// Waits until a core is free for hashing.
    fn permit(&self) -> Permit<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Permit(self)
    }
}

/// The right to hash, given back when dropped.
struct Permit<'h>(&'h Hasher);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.returned.notify_one();
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8]) -> Result<String, Error> {
    let hash = argon2.hash_password(password).map_err(|error| Error::Chance(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn only_the_right_password_matches() {
        let hasher = Hasher::new(Policy::default()).unwrap();
        let prepared = hasher.prepare("bốn con voi tím", "vanthu").unwrap();
        assert!(prepared.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", prepared.0);
        assert!(hasher.matches("bốn con voi tím", Some(&prepared.0)));
        assert!(!hasher.matches("bốn con voi xám", Some(&prepared.0)));
        assert!(!hasher.matches("bốn con voi tím", Some("no hash")));
        assert!(!hasher.matches("bốn con voi tím", None));
        assert!(matches!(hasher.prepare("123", "vanthu"), Err(Error::Password(_))));
        assert_eq!(format!("{prepared:?} {hasher:?}").find("argon2id"), None);
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        let hasher = Hasher::new(Policy::default()).unwrap();
        let prepared = hasher.prepare("bốn con voi tím", "vanthu").unwrap();
        let fastest = |hash: Option<&str>| {
            let once = || {
                let start = Instant::now();
                hasher.matches("sai mật khẩu rồi", hash);
                start.elapsed()
            };
            (0..5).map(|_| once()).min().unwrap()
        };
        let (nobody, somebody) = (fastest(None), fastest(Some(&prepared.0)));
        let ratio = nobody.as_secs_f64() / somebody.as_secs_f64();
        assert!((0.2..5.0).contains(&ratio), "{nobody:?} and {somebody:?}");
    }

    #[test]
    fn all_permits_come_back() {
        let hasher = Hasher::new(Policy::default()).unwrap();
        let before = *hasher.free.lock().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..before * 3 {
                scope.spawn(|| hasher.matches("sai mật khẩu rồi", None));
            }
        });
        assert_eq!(*hasher.free.lock().unwrap(), before);
    }
}
