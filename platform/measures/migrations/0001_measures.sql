-- What each record contributes to a measure at an agency. A correction adds a row and closes the one before, so
-- that a figure can be counted again as it was at any instant. "Never" is the last instant there is.
CREATE TABLE measures_contribution (
    id uuid PRIMARY KEY,
    measure text COLLATE "C" NOT NULL,
    record_kind text COLLATE "C" NOT NULL,
    record uuid NOT NULL,
    agency uuid NOT NULL,
    counts boolean NOT NULL,      -- false: taken back
    from_day date NOT NULL,       -- the local day on which it begins to count
    until_day date NOT NULL,      -- the last day; 9999-12-31 while it goes on
    due_at bigint NOT NULL,       -- never without a deadline
    done_at bigint NOT NULL,      -- never while it is not done
    recorded_at bigint NOT NULL,
    replaced_at bigint NOT NULL   -- never for the row that holds
);
CREATE UNIQUE INDEX measures_contribution_holds ON measures_contribution (record, measure, agency)
    WHERE replaced_at = 9223372036854775807;
CREATE INDEX measures_contribution_begun ON measures_contribution (measure, agency, from_day, id);
CREATE INDEX measures_contribution_lasting ON measures_contribution (measure, agency, until_day)
    WHERE until_day > from_day;
CREATE INDEX measures_contribution_open ON measures_contribution (measure, agency, due_at, from_day)
    WHERE replaced_at = 9223372036854775807 AND done_at = 9223372036854775807;

-- What holds now, by the record's own agency and the day on which it began to count. Only what no passing of
-- time changes: who is late is counted when it is asked for.
CREATE TABLE measures_summary (
    measure text COLLATE "C" NOT NULL,
    agency uuid NOT NULL,
    day date NOT NULL,
    begun bigint NOT NULL,
    done_on_time bigint NOT NULL,
    done_late bigint NOT NULL,
    PRIMARY KEY (measure, agency, day)
);
