-- Whatever is dated here holds from `starts` until the day before `ends`; without `ends` it goes on.

-- Agencies (cơ quan), as they are now; an ended one as it was at the end. Never deleted.
CREATE TABLE organisation_agency (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL,       -- identifier (mã định danh): H26.2
    symbol text NOT NULL,                 -- in the symbols of its documents: SNV
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    kind text NOT NULL,                   -- people_committee | office | department | public_unit | …
    tier bigint NOT NULL,
    parent uuid REFERENCES organisation_agency (id),
    gso_code text NOT NULL,               -- of the statistics office; empty if it has none
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_agency_parent ON organisation_agency (parent);

-- What an agency was called and where in the tree it stood, over time; the present is the last row.
CREATE TABLE organisation_standing (
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    starts date NOT NULL,
    ends date,
    symbol text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    tier bigint NOT NULL,
    parent uuid REFERENCES organisation_agency (id),
    PRIMARY KEY (agency, starts)
);
CREATE INDEX organisation_standing_parent ON organisation_standing (parent, starts);
CREATE INDEX organisation_standing_tier ON organisation_standing (tier, starts);

-- Identifiers over time. A closed one may name another agency later, never two at once.
CREATE TABLE organisation_code (
    code text COLLATE "C" NOT NULL,
    starts date NOT NULL,
    ends date,
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    PRIMARY KEY (code, starts)
);
CREATE UNIQUE INDEX organisation_code_open ON organisation_code (code) WHERE ends IS NULL;
CREATE INDEX organisation_code_agency ON organisation_code (agency);

-- Which agency went on as which: merged into, or split off from.
CREATE TABLE organisation_succession (
    former uuid NOT NULL REFERENCES organisation_agency (id),
    successor uuid NOT NULL REFERENCES organisation_agency (id),
    day date NOT NULL,
    kind text NOT NULL,                   -- merged | split
    PRIMARY KEY (former, successor)
);
CREATE INDEX organisation_succession_successor ON organisation_succession (successor);

-- Issuing bodies (cơ quan ban hành): who a document is by. One records desk serves several.
CREATE TABLE organisation_body (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL REFERENCES organisation_agency (id),  -- whose records desk numbers and issues
    stands_for uuid REFERENCES organisation_agency (id),       -- the agency that this body is, if it is one
    symbol text NOT NULL,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    kind text NOT NULL,                   -- agency | committee
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_body_agency ON organisation_body (agency);
CREATE INDEX organisation_body_stands_for ON organisation_body (stands_for);

-- Units (phòng, ban, bộ phận) of an agency, themselves a tree.
CREATE TABLE organisation_unit (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    parent uuid REFERENCES organisation_unit (id),
    symbol text NOT NULL,                 -- in the symbols of official letters: VX
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    ordinal bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_unit_agency ON organisation_unit (agency, ordinal);

-- People. One field for the whole name; the key sorts by given name first.
CREATE TABLE organisation_person (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,  -- nguyen van an
    given_folded text COLLATE "C" NOT NULL, -- an nguyen van
    email text NOT NULL,
    phone text NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX organisation_person_name ON organisation_person (name_folded, id);
CREATE INDEX organisation_person_given ON organisation_person (given_folded, id);

-- Positions (vị trí việc làm, chức vụ): one chair each, in a unit or right below the agency.
CREATE TABLE organisation_position (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    unit uuid REFERENCES organisation_unit (id),
    title text NOT NULL,
    title_folded text COLLATE "C" NOT NULL,
    rank text NOT NULL,                   -- leader | head | deputy | officer | clerk | office
    is_appointed boolean NOT NULL,        -- proposes directions before the leader
    ordinal bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_position_agency ON organisation_position (agency, ordinal);
CREATE INDEX organisation_position_unit ON organisation_position (unit);

-- Who holds a position, over time.
CREATE TABLE organisation_tenure (
    id uuid PRIMARY KEY,
    position uuid NOT NULL REFERENCES organisation_position (id),
    person uuid NOT NULL REFERENCES organisation_person (id),
    starts date NOT NULL,
    ends date
);
CREATE UNIQUE INDEX organisation_tenure_open ON organisation_tenure (position) WHERE ends IS NULL;
CREATE INDEX organisation_tenure_position ON organisation_tenure (position, starts);
CREATE INDEX organisation_tenure_person ON organisation_tenure (person);

-- Bodies and persons outside the system (cơ quan ngoài hệ thống), and how papers reach them.
CREATE TABLE organisation_outside (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    symbol text NOT NULL,
    kind text NOT NULL,
    delivery text NOT NULL,               -- post | hand | mail | axis
    address text NOT NULL,
    email text NOT NULL,
    starts date NOT NULL,
    ends date,
    version bigint NOT NULL
);
CREATE INDEX organisation_outside_name ON organisation_outside (name_folded, id);

-- Saved groups of recipients, each kept by one agency.
CREATE TABLE organisation_group (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL REFERENCES organisation_agency (id),
    name text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX organisation_group_agency ON organisation_group (agency, name_folded);
CREATE TABLE organisation_member (
    group_id uuid NOT NULL REFERENCES organisation_group (id),
    ordinal bigint NOT NULL,
    agency uuid REFERENCES organisation_agency (id),
    outside uuid REFERENCES organisation_outside (id),
    PRIMARY KEY (group_id, ordinal)
);

-- What type-ahead finds: every name from each of its words on, symbols and identifiers, folded.
CREATE TABLE organisation_term (
    term text COLLATE "C" NOT NULL,
    kind text NOT NULL,                   -- agency | body | unit | outside
    target uuid NOT NULL,
    PRIMARY KEY (kind, term, target)
);
CREATE INDEX organisation_term_target ON organisation_term (target);
