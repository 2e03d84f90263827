//! The second factor: codes by time (RFC 6238).

use crate::Error;
use crate::secret::random;
use context::Time;
use data_encoding::BASE32_NOPAD;
use std::fmt;
use totp_rs::{Algorithm, Builder, Totp};

/// How the system is called in authenticator applications.
const ISSUER: &str = "Khuê Văn";

/// A second factor's secret before it is confirmed (khóa xác thực hai bước).
#[derive(Clone)]
pub struct TotpSecret(pub(crate) [u8; 20]);

impl TotpSecret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Chance`] on a machine without a source of randomness.
    pub fn fresh() -> Result<TotpSecret, Error> {
        Ok(TotpSecret(random()?))
    }

    /// The secret to be typed where no picture can be read, in groups of four.
    pub fn text(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        let groups: Vec<&str> = (0..text.len()).step_by(4).filter_map(|at| text.get(at..at + 4)).collect();
        groups.join(" ")
    }

    /// The address that authenticator applications read from a picture.
    ///
    /// # Errors
    /// [`Error::Chance`] never in practice: the secret has the right length.
    pub fn url(&self, user_name: &str) -> Result<String, Error> {
        let totp = builder(&self.0)
            .with_issuer(Some(ISSUER))
            .with_account_name(user_name)
            .build()
            .map_err(|error| Error::Chance(error.to_string()))?;
        totp.to_url().map_err(|error| Error::Chance(error.to_string()))
    }

    /// The code that an authenticator application shows at an instant: for the demo and for tests.
    pub fn code_at(&self, now: Time) -> String {
        totp(&self.0).map(|totp| totp.generate(seconds(now)).to_string()).unwrap_or_default()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret")
    }
}

/// The time step of a right code that was not used before; none for any other.
pub(crate) fn step(secret: &[u8], typed: &str, now: Time, used: i64) -> Option<i64> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let step = totp(secret)?.check(&digits, seconds(now))?;
    i64::try_from(step).ok().filter(|step| *step > used)
}

fn totp(secret: &[u8]) -> Option<Totp> {
    builder(secret).build().ok()
}

/// What all authenticator applications know: SHA-1, six digits, thirty seconds, one step to either side.
fn builder(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1)
        .with_secret(secret)
}

fn seconds(now: Time) -> u64 {
    u64::try_from(now.0 / Time::SECOND).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_692_237_720 * Time::SECOND);

    #[test]
    fn a_code_is_good_for_a_minute_and_a_half_and_once() {
        let secret = TotpSecret([3; 20]);
        let code = secret.code_at(NOW);
        let step = |typed: &str, now, used| super::step(&secret.0, typed, now, used);
        let used = step(&code, NOW, 0).unwrap();
        assert_eq!(step(&code, NOW, used), None);
        assert!(step(&format!("{} {}", &code[..3], &code[3..]), NOW, 0).is_some());
        assert!(step(&code, NOW.plus(29 * Time::SECOND), 0).is_some());
        assert_eq!(step(&code, NOW.plus(90 * Time::SECOND), 0), None);
        for wrong in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(step(wrong, NOW, 0), None, "{wrong}");
        }
    }

    /// The test values of RFC 6238, cut to six digits.
    #[test]
    fn the_values_of_the_standard_come_out() {
        let secret = TotpSecret(*b"12345678901234567890");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(secret.code_at(Time(seconds * Time::SECOND)), code);
        }
    }

    #[test]
    fn the_address_names_system_and_user() {
        let url = TotpSecret([3; 20]).url("vanthu.snv").unwrap();
        assert!(url.starts_with("otpauth://totp/Khu%C3%AA%20V%C4%83n:vanthu.snv?secret="), "{url}");
        assert_eq!(TotpSecret([3; 20]).text().len(), 39);
    }
}
