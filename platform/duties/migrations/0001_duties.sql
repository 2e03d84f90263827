-- Who owes what to whom by when. A duty without a due instant (standing, or while its clock stands still) holds
-- the last instant there is, so that it sorts behind all others and is never late.
CREATE TABLE duties_duty (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,          -- documents.accept
    subject_kind text COLLATE "C" NOT NULL,  -- the record owed
    subject uuid NOT NULL,
    about_kind text COLLATE "C",             -- the record whose page shows it
    about uuid,
    owner_agency uuid NOT NULL,
    owner_unit uuid,
    owner_position uuid,
    creditor_agency uuid,
    creditor_unit uuid,
    creditor_position uuid,
    state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
    outcome text COLLATE "C" CHECK (outcome IN ('done', 'withdrawn', 'refused')),
    start_at bigint NOT NULL,                -- from which an allowance counts
    basis jsonb NOT NULL,                    -- the allowance, day or instant from which the due instant follows
    basis_at bigint NOT NULL,                -- when the basis was set; earlier pauses do not move a fixed date
    first_due_at bigint NOT NULL,            -- as it was when the duty was opened
    due_at bigint NOT NULL,
    due_day date,                            -- local day of due_at; none if that is never
    extensions integer NOT NULL,
    closed_at bigint,                        -- when the duty was fulfilled or given up
    next_remind_at bigint NOT NULL,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL))
);
CREATE INDEX duties_duty_subject ON duties_duty (subject, kind);
CREATE INDEX duties_duty_about ON duties_duty (about) WHERE about IS NOT NULL;
CREATE INDEX duties_duty_by_position ON duties_duty (owner_position, due_at, id)
    WHERE state <> 'closed' AND owner_position IS NOT NULL;
CREATE INDEX duties_duty_by_unit ON duties_duty (owner_unit, due_at, id)
    WHERE state <> 'closed' AND owner_unit IS NOT NULL;
CREATE INDEX duties_duty_by_agency ON duties_duty (owner_agency, due_at, id) WHERE state <> 'closed';
CREATE INDEX duties_duty_to_position ON duties_duty (creditor_position, due_at, id)
    WHERE state <> 'closed' AND creditor_position IS NOT NULL;
CREATE INDEX duties_duty_to_unit ON duties_duty (creditor_unit, due_at, id)
    WHERE state <> 'closed' AND creditor_unit IS NOT NULL;
CREATE INDEX duties_duty_to_agency ON duties_duty (creditor_agency, due_at, id)
    WHERE state <> 'closed' AND creditor_agency IS NOT NULL;
CREATE INDEX duties_duty_running ON duties_duty (id) WHERE state <> 'closed';
CREATE INDEX duties_duty_remind ON duties_duty (next_remind_at, id) WHERE state = 'open';

-- Times in which the clock of a duty stood still.
CREATE TABLE duties_pause (
    duty uuid NOT NULL REFERENCES duties_duty (id),
    from_at bigint NOT NULL,
    until_at bigint,                         -- none while it lasts
    PRIMARY KEY (duty, from_at)
);

-- Every due instant that a duty had, and why.
CREATE TABLE duties_due (
    duty uuid NOT NULL REFERENCES duties_duty (id),
    ordinal integer NOT NULL,                -- 1, 2, 3, …
    at bigint NOT NULL,                      -- when it was set
    due_at bigint NOT NULL,
    reason text COLLATE "C" NOT NULL CHECK (reason IN ('opened', 'paused', 'resumed', 'extended', 'rederived')),
    by_position uuid,                        -- who set it; none for the system
    PRIMARY KEY (duty, ordinal)
);

-- How duties of a kind remind, where administrators depart from what law/ proposes.
CREATE TABLE duties_rule (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL UNIQUE,
    rule jsonb NOT NULL
);
