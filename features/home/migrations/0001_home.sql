-- The last day on which a duty's owner was reminded by its creditor: once a day is enough.
CREATE TABLE home_reminder (
    duty uuid PRIMARY KEY,
    day date NOT NULL
);
