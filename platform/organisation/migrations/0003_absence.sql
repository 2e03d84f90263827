-- Absences (vắng mặt) of whoever holds a position: from `starts` until the day before `ends`.
CREATE TABLE organisation_absence (
    id uuid PRIMARY KEY,
    position uuid NOT NULL REFERENCES organisation_position (id),
    person uuid NOT NULL REFERENCES organisation_person (id),
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    starts date NOT NULL,
    ends date NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX organisation_absence_position ON organisation_absence (position, ends);
CREATE INDEX organisation_absence_agency ON organisation_absence (agency, ends);

-- Who stands in (người thay), by kind of work.
CREATE TABLE organisation_substitute (
    absence uuid NOT NULL REFERENCES organisation_absence (id),
    work text COLLATE "C" NOT NULL,       -- approve | direct | handle | desk
    position uuid NOT NULL REFERENCES organisation_position (id),
    PRIMARY KEY (absence, work)
);
CREATE INDEX organisation_substitute_position ON organisation_substitute (position);

-- Assistants (thư ký, trợ lý) of a position: they prepare, and never decide.
CREATE TABLE organisation_assistant (
    id uuid PRIMARY KEY,
    position uuid NOT NULL REFERENCES organisation_position (id),
    assistant uuid NOT NULL REFERENCES organisation_position (id),
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_assistant_position ON organisation_assistant (position);
CREATE INDEX organisation_assistant_assistant ON organisation_assistant (assistant);

-- Delegations of powers (ủy quyền ký): what a substitute needs to sign.
CREATE TABLE organisation_delegation (
    id uuid PRIMARY KEY,
    position uuid NOT NULL REFERENCES organisation_position (id),
    delegate uuid NOT NULL REFERENCES organisation_position (id),
    form text COLLATE "C" NOT NULL,       -- tuq | kt, codes of law/signing-forms
    basis text NOT NULL,                  -- the written act
    scope text NOT NULL,                  -- what may be signed, in its words
    starts date NOT NULL,
    ends date NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX organisation_delegation_position ON organisation_delegation (position, ends);
