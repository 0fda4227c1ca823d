"""A register and its other clones."""
