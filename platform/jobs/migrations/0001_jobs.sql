-- Work to be done. A job that is done is deleted.
CREATE TABLE jobs_job (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C",          -- unique with the kind: asking twice is asking once
    payload text NOT NULL,         -- JSON
    asked_at bigint NOT NULL,
    due_at bigint NOT NULL,        -- when it may next be taken: its time, the end of a wait, or of a lease
    holder uuid,                   -- the runner that works on it
    attempt integer NOT NULL,      -- how often it was taken
    again_at bigint,               -- asked for anew while it was being worked on: when it is due again
    error text,                    -- how the last attempt failed
    died_at bigint,                -- when it was given up: a dead letter
    batch uuid,
    units integer NOT NULL         -- how many units of its batch it does
);
CREATE UNIQUE INDEX jobs_job_key ON jobs_job (kind, key) WHERE key IS NOT NULL;
CREATE INDEX jobs_job_due ON jobs_job (due_at) WHERE died_at IS NULL AND batch IS NULL;
CREATE INDEX jobs_job_due_in_batch ON jobs_job (due_at) WHERE died_at IS NULL AND batch IS NOT NULL;
CREATE INDEX jobs_job_batch ON jobs_job (batch) WHERE batch IS NOT NULL;
CREATE INDEX jobs_job_dead ON jobs_job (died_at, id) WHERE died_at IS NOT NULL;

-- Large pieces of work, cut into jobs. What is done is what no job is left for.
CREATE TABLE jobs_batch (
    id uuid PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    about_kind text COLLATE "C",
    about uuid,
    started_at bigint NOT NULL,
    units bigint NOT NULL,
    discarded bigint NOT NULL      -- units whose dead letter was discarded
);
CREATE INDEX jobs_batch_about ON jobs_batch (about, started_at) WHERE about IS NOT NULL;

-- When each periodic kind is next due, for all nodes together.
CREATE TABLE jobs_timer (
    kind text COLLATE "C" PRIMARY KEY,
    due_at bigint NOT NULL
);
