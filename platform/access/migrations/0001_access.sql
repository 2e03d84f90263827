-- Accounts. One person has one; what they may do comes from the positions that they hold.
CREATE TABLE access_account (
    id uuid PRIMARY KEY,
    person uuid NOT NULL UNIQUE REFERENCES organisation_person (id),
    user_name text NOT NULL,
    user_key text COLLATE "C" NOT NULL UNIQUE,   -- the user name in small letters
    password text,                               -- argon2id in PHC form; none until activated
    code_digest bytea,                           -- of the one-time code that activates; none once used
    code_expires bigint,
    totp_secret bytea,                           -- of the second factor, also while not yet confirmed
    totp_confirmed_at bigint,
    totp_step bigint NOT NULL,                   -- the last time step used; none is used twice
    position uuid,                               -- chosen last; a new session begins in it
    closed boolean NOT NULL,
    created_at bigint NOT NULL,
    signed_in_at bigint,
    version bigint NOT NULL
);

-- Recovery codes of the second factor: digests, each good once.
CREATE TABLE access_recovery (
    account uuid NOT NULL REFERENCES access_account (id),
    digest bytea NOT NULL,
    used_at bigint,
    PRIMARY KEY (account, digest)
);

-- Sessions. Only the digest of the token is kept.
CREATE TABLE access_session (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    account uuid NOT NULL REFERENCES access_account (id),
    position uuid,                               -- in which its holder acts
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,                     -- to some minutes
    idle bigint NOT NULL,                        -- it ends when unseen for so long (microseconds)
    expires_at bigint NOT NULL,                  -- it ends then in any case
    ended_at bigint,
    agent text NOT NULL,
    address text NOT NULL
);
CREATE INDEX access_session_account ON access_session (account, created_at);
CREATE INDEX access_session_expires ON access_session (expires_at);

-- Attempts lately, by account and by address, on all nodes. The id is a digest of what was tried: it may be a
-- password typed into the wrong field.
CREATE TABLE access_throttle (
    id uuid PRIMARY KEY,
    failures bigint NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX access_throttle_at ON access_throttle (at);

-- Roles: sets of permissions, each with a scope.
CREATE TABLE access_role (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    guarded boolean NOT NULL,                    -- only whoever holds all of it may give it
    edited boolean NOT NULL,                     -- changed by an administrator, so seeding leaves it alone
    version bigint NOT NULL
);
CREATE TABLE access_permission (
    role uuid NOT NULL REFERENCES access_role (id),
    permission text COLLATE "C" NOT NULL,
    scope text NOT NULL,                         -- own | unit | agency | subtree | all
    PRIMARY KEY (role, permission)
);

-- Roles of positions. The scope is a ceiling: it narrows the role's own, never widens it. A guarded role works
-- only for the person who held the position when it was given: whoever fills positions must not give it by that.
CREATE TABLE access_grant (
    position uuid NOT NULL REFERENCES organisation_position (id),
    role uuid NOT NULL REFERENCES access_role (id),
    person uuid REFERENCES organisation_person (id),
    scope text NOT NULL,
    granted_at bigint NOT NULL,
    PRIMARY KEY (position, role)
);
CREATE INDEX access_grant_role ON access_grant (role);
