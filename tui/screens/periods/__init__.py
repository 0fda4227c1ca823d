"""A period as a whole: how its units stand, its reports, its end."""
