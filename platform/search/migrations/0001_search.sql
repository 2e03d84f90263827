-- What can be found. The words of an entry lie in the full-text index under its id.
CREATE TABLE search_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    title text NOT NULL,
    symbol text NOT NULL,
    symbol_key text COLLATE "C" NOT NULL,
    issuer text NOT NULL,
    day date,
    body text NOT NULL                    -- the words of the paper, as they were indexed
);
CREATE INDEX search_entry_symbol ON search_entry (symbol_key, id);

-- Who may find a record: the position, unit or agency on whose desk it lies. They are words of the entry too.
CREATE TABLE search_holder (
    record uuid NOT NULL,
    holder uuid NOT NULL,
    PRIMARY KEY (record, holder)
);
