-- The name of a declared day in English; `name` is the Vietnamese one. One of both may be missing.
ALTER TABLE administration_day ADD COLUMN name_en text NOT NULL DEFAULT '';
