"""A year of an invented council, the same commit for commit each time it is built."""

from __future__ import annotations

from records.demo.building import at_hand, build

__all__ = ["at_hand", "build"]
