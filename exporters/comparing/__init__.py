"""Comparison of two periods of a programme: its values (`model`), how they are built, and the output formats.

Progress comes from the current register. What the programme says of a measure comes, for a closed period,
from the state at its closing, so that a deadline moved since then shows as moved.
"""
