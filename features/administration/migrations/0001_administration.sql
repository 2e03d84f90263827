-- Days that an administrator has declared off or worked, beyond those of the law's file.
CREATE TABLE administration_day (
    day date PRIMARY KEY,
    kind text NOT NULL,                   -- off | work
    name text NOT NULL
);
