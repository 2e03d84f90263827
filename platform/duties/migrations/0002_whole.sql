-- What an agency owes as a whole, which its records desk does: apart from what its units and positions owe, of which
-- there is far more.
CREATE INDEX duties_duty_by_whole_agency ON duties_duty (owner_agency, due_at, id)
    WHERE state <> 'closed' AND owner_unit IS NULL AND owner_position IS NULL;
