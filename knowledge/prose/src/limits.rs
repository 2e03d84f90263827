//! How large a body may be: what can be set within the limits of a worker, and read by somebody.

use crate::{Block, Prose};

/// The most letters of a body: some 150 full pages.
pub const MOST_LETTERS: usize = 400_000;
/// The most blocks of a body.
pub const MOST_BLOCKS: usize = 6_000;
/// The most rows of a table; more belong into a spreadsheet that is enclosed.
pub const MOST_ROWS: usize = 1_000;
/// The most columns of a table.
pub const MOST_COLUMNS: usize = 20;
/// The most cells of all tables.
pub const MOST_CELLS: usize = 12_000;

/// Where a body is too large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More letters than [`MOST_LETTERS`].
    Letters {
        /// How many.
        letters: usize,
    },
    /// More blocks than [`MOST_BLOCKS`].
    Blocks {
        /// How many.
        blocks: usize,
    },
    /// A table with more rows than [`MOST_ROWS`].
    Rows {
        /// Which table, from 1.
        table: usize,
        /// How many.
        rows: usize,
    },
    /// A table with more columns than [`MOST_COLUMNS`].
    Columns {
        /// Which table, from 1.
        table: usize,
        /// How many.
        columns: usize,
    },
    /// Tables with more cells than [`MOST_CELLS`] together.
    Cells {
        /// How many.
        cells: usize,
    },
}

impl Prose {
    /// Where it is too large; nothing for what can be set.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let letters: usize = self.blocks.iter().map(letters).sum();
        if letters > MOST_LETTERS {
            faults.push(Fault::Letters { letters });
        }
        if self.blocks.len() > MOST_BLOCKS {
            faults.push(Fault::Blocks { blocks: self.blocks.len() });
        }
        let mut cells = 0;
        let tables = self.blocks.iter().filter_map(|block| match block {
            Block::Table { head, rows, .. } => Some((head.len(), rows.len())),
            _ => None,
        });
        for (table, (columns, rows)) in (1..).zip(tables) {
            cells += columns * rows;
            if rows > MOST_ROWS {
                faults.push(Fault::Rows { table, rows });
            }
            if columns > MOST_COLUMNS {
                faults.push(Fault::Columns { table, columns });
            }
        }
        if cells > MOST_CELLS && faults.is_empty() {
            faults.push(Fault::Cells { cells });
        }
        faults
    }
}

fn letters(block: &Block) -> usize {
    let count = |words: &crate::Words| words.runs.iter().map(|run| run.text.chars().count()).sum::<usize>();
    match block {
        Block::Basis { words }
        | Block::Resolve { words }
        | Block::Heading { words, .. }
        | Block::Article { words, .. }
        | Block::Point { words, .. }
        | Block::Paragraph { words } => count(words),
        Block::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).map(count).sum(),
    }
}
