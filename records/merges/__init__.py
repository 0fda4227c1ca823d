"""Two versions become one: of a field, of a file, of a register."""
