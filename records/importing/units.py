"""The units that a report's cells name: those of the register, and new ones in the order of the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from records.staff.units import known_unit, responsible_units
from records.texts.typography import fold
from records.values.model import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.files.snapshot import Snapshot
    from records.importing.reported import Reported
    from records.values.changes import Key
    from records.values.model import Measure


class Units:
    """Knows the register's units, and takes in those that a file adds."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._units: dict[str, Unit] = dict(snapshot.units)
        #: What `units.toml` gets.
        self.new: dict[Key, Any] = {}

    def named(self, reported: Reported) -> list[str]:
        """Return the names of a row's units, each once."""
        return list(dict.fromkeys(self._named(reported)))

    def take(self, reported: Reported) -> tuple[list[str], list[str]]:
        """Return the ids of a row's units, and the names of those that are new from now on known."""
        ids, new = responsible_units(self._units, list(self._named(reported)))
        self.new |= new
        self._units |= {key[1]: Unit(name=name) for key, name in new.items()}
        return ids, list(new.values())

    def difference(self, reported: Reported, measure: Measure) -> tuple[list[str], list[str]] | None:
        """Return the names of a measure's units and of a row's, None where they are the same units."""
        names = list(self._named(reported))
        theirs = [self._snapshot.unit_name(unit) for unit in measure.responsible]
        ids = list(dict.fromkeys(known_unit(self._snapshot.units, name) for name in names))
        # Two units may bear one name.
        is_same = ids == list(measure.responsible) or list(map(fold, names)) == list(map(fold, theirs))
        return None if is_same or self._was_read(reported, measure) else (theirs, names)

    def _named(self, reported: Reported) -> Iterator[str]:
        for paragraph in reported.named:
            # What this file itself has named so far says nothing of how a name of its own comes apart.
            units: Mapping[str, Unit] = self._snapshot.units if paragraph.stands_apart else self._units
            yield from paragraph.names(partial(known_unit, units))

    def _was_read(self, reported: Reported, measure: Measure) -> bool:
        """Say whether a cell comes apart into a measure's units where no other unit is known.

        A unit that came later may bear the name that a whole cell reads as.
        """
        units = {
            each: self._snapshot.units[each] for each in measure.responsible if each in self._snapshot.units
        }
        known = partial(known_unit, units)
        names = [name for paragraph in reported.named for name in paragraph.names(known)]
        return list(dict.fromkeys(map(known, names))) == list(measure.responsible)
