"""The demo register: a year of an invented council, identical down to the commits every time it is built."""

from __future__ import annotations

from records.demo.building import at_hand, build

__all__ = ["at_hand", "build"]
