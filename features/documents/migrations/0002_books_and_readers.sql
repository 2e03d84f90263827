-- Who opened what: once for each person, record and day. Apart from the log, which would otherwise mostly say this.
CREATE TABLE documents_seen (
    record uuid NOT NULL,                 -- a document or an arrival
    person uuid NOT NULL,
    day date NOT NULL,
    position uuid NOT NULL,               -- in which they opened it first on that day
    at bigint NOT NULL,
    PRIMARY KEY (record, person, day)
);

-- Numbers that stand for no document: few, and every register says how many.
CREATE INDEX documents_number_unused ON documents_number (series, year, state) WHERE state <> 'used';
