-- Roles that the house brings along, whether or not an administrator has changed them since.
ALTER TABLE access_role ADD COLUMN built_in boolean NOT NULL DEFAULT false;
-- Who has a role is read page by page.
CREATE INDEX access_grant_role_position ON access_grant (role, position);
DROP INDEX access_grant_role;

-- Of which keys outside the database this one makes use: digests, so that a node with another key is told.
CREATE TABLE access_key (
    name text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL
);
