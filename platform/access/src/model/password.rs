//! Which passwords are good enough.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The longest password, in characters: more costs time and guards nothing.
const LONGEST: usize = 200;
/// So many different characters at least.
const DIFFERENT: usize = 5;

/// Words that guessers try first, without the digits that people hang on them.
static COMMON: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/common.txt").lines().filter(|line| !line.is_empty()).collect());

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// It has too few characters.
    #[error("shorter than {least}")]
    TooShort {
        /// The least it may have.
        least: usize,
    },
    /// It has too many characters.
    #[error("longer than {most}")]
    TooLong {
        /// The most it may have.
        most: usize,
    },
    /// It holds the user name.
    #[error("holds the user name")]
    UserName,
    /// It is one of the first that a guesser tries, or too uniform.
    #[error("too common")]
    Common,
}

/// Whether a password may be used.
///
/// # Errors
/// The first reason against it.
pub fn check_password(password: &str, user_name: &str, least: usize) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < least {
        return Err(PasswordFault::TooShort { least });
    }
    if length > LONGEST {
        return Err(PasswordFault::TooLong { most: LONGEST });
    }
    let folded = vietnamese::fold(password);
    let user = vietnamese::fold(user_name);
    if !user.is_empty() && folded.contains(&user) {
        return Err(PasswordFault::UserName);
    }
    let different: BTreeSet<char> = folded.chars().collect();
    let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    if different.len() < DIFFERENT || letters.is_empty() || COMMON.contains(undoubled(&letters)) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// The word that is written twice or more, or the text itself.
fn undoubled(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length))
        .filter_map(|length| text.get(..length))
        .find(|part| part.repeat(text.len() / part.len()) == text)
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_guessers_try_first_is_refused() {
        for (password, fault) in [
            ("ngắn", PasswordFault::TooShort { least: 12 }),
            ("VanThu.SNV#2023", PasswordFault::UserName),
            ("vănthu.snv-2023!", PasswordFault::UserName),
            ("123456789012", PasswordFault::Common),
            ("aaaaaaaaaaaa", PasswordFault::Common),
            ("Password@12345", PasswordFault::Common),
            ("Mật khẩu 123456", PasswordFault::Common),
            ("matkhaumatkhau", PasswordFault::Common),
            ("Hanoi@20231010", PasswordFault::Common),
        ] {
            assert_eq!(check_password(password, "vanthu.snv", 12), Err(fault), "{password}");
        }
        assert_eq!(
            check_password(&"đúng dài".repeat(30), "vanthu", 12),
            Err(PasswordFault::TooLong { most: 200 })
        );
    }

    #[test]
    fn a_phrase_is_good() {
        for password in ["bốn con voi tím", "trời mưa to quá", "Kx7!pq2#Lm9s"] {
            assert_eq!(check_password(password, "vanthu.snv", 12), Ok(()), "{password}");
        }
        // Without a user name nothing is held.
        assert_eq!(check_password("bốn con voi tím", "", 12), Ok(()));
    }
}
