//! One SQL text on SQLite and PostgreSQL: reads, writes, migrations.
