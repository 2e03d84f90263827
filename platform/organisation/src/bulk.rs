//! Many rows by few statements, for imports: on an engine behind a socket each statement costs a way there
//! and back.

use db::{Result, Tx, Value};

/// So many rows go by one statement. The names are those of their parameters.
const NAMES: [&str; 32] = [
    "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
    "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "r30",
    "r31",
];

/// Inserts rows. `head` is the statement up to and with `VALUES`; `rest` stands behind the values of each row
/// and gives the columns that are the same for all; `tail` ends the statement. Returns how many rows were
/// inserted.
///
/// A row has as many values as a list parameter can have without being padded: a power of two.
///
/// # Errors
/// Those of the database.
pub fn insert<const N: usize>(
    tx: &mut Tx<'_>,
    head: &str,
    rest: &str,
    tail: &str,
    rows: Vec<[Value<'_>; N]>,
) -> Result<u64> {
    const { assert!(N.is_power_of_two()) };
    let mut inserted = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<(&'static str, Value<'_>)> = NAMES
            .into_iter()
            .zip(rows.by_ref().take(NAMES.len()))
            .map(|(name, values)| (name, Value::List(values.into())))
            .collect();
        let tuples: Vec<String> = part.iter().map(|(name, _)| format!("(:{name}{rest})")).collect();
        inserted += tx.run(&format!("{head} {} {tail}", tuples.join(", ")), &part)?;
    }
    Ok(inserted)
}
