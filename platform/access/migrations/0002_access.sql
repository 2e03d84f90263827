-- Roles that the house brings along, whether or not an administrator has changed them since.
ALTER TABLE access_role ADD COLUMN built_in boolean NOT NULL DEFAULT false;
-- Who has a role is read page by page.
CREATE INDEX access_grant_role_position ON access_grant (role, position);
DROP INDEX access_grant_role;
