"""Synchronisation of a register with its other clones."""
