"""Merging two versions of a field, a file or a whole register."""
