-- Who of the agency does it, and the working time that it took in minutes (0 while it is not done).
ALTER TABLE measures_contribution ADD COLUMN unit uuid;
ALTER TABLE measures_contribution ADD COLUMN minutes bigint NOT NULL DEFAULT 0;

-- Summaries by day and by month, so that a year of a city is added up from twelve rows an agency and not from 250;
-- and by holder: the unit that does it, else the agency itself. `measures::recompute` fills them.
DROP TABLE measures_summary;
CREATE TABLE measures_summary (
    measure text COLLATE "C" NOT NULL,
    span text COLLATE "C" NOT NULL,   -- day | month
    agency uuid NOT NULL,
    day date NOT NULL,                -- the day, or the first of the month
    holder uuid NOT NULL,
    begun bigint NOT NULL,
    done_on_time bigint NOT NULL,
    done_late bigint NOT NULL,
    minutes bigint NOT NULL,
    PRIMARY KEY (measure, span, agency, day, holder)
);
