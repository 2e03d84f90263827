-- What happened. Rows are added and never changed, but for the position that the sequencer gives them.
CREATE TABLE facts_fact (
    entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- order of arrival; has gaps, says nothing officially
    id uuid NOT NULL UNIQUE,
    position bigint UNIQUE,    -- gapless place in the log, once committed
    at bigint NOT NULL,
    day date NOT NULL,         -- local day of the instant
    person uuid,
    acting_as uuid,            -- the organisational position acted in
    unit uuid,
    agency uuid,
    by_system boolean NOT NULL,
    action text COLLATE "C" NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject uuid NOT NULL,
    about_kind text COLLATE "C",
    about uuid,
    data text NOT NULL,        -- JSON; kept as the text that was hashed
    note_digest bytea,
    hash bytea NOT NULL        -- of all columns above but entry and position
);
CREATE INDEX facts_fact_pending ON facts_fact (entry) WHERE position IS NULL;
CREATE INDEX facts_fact_subject ON facts_fact (subject, id);
CREATE INDEX facts_fact_about ON facts_fact (about, id) WHERE about IS NOT NULL;
CREATE INDEX facts_fact_agency ON facts_fact (agency, id);
CREATE INDEX facts_fact_person ON facts_fact (person, id) WHERE person IS NOT NULL;

-- Free text of a fact; can be erased, since the fact keeps only its salted digest.
CREATE TABLE facts_note (
    fact uuid PRIMARY KEY,
    salt bytea NOT NULL,
    text text NOT NULL
);

-- Ranges of positions, chained and signed.
CREATE TABLE facts_seal (
    number bigint PRIMARY KEY, -- 1, 2, 3, …
    first bigint NOT NULL,
    last bigint NOT NULL,
    at bigint NOT NULL,
    previous bytea NOT NULL,   -- head of the seal before; zeros for the first
    hashes bytea NOT NULL,     -- the facts' hashes in order, 32 bytes each
    head bytea NOT NULL,       -- digest of all columns above
    key bytea NOT NULL,        -- public key
    signature bytea NOT NULL
);
