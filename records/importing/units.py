"""The units that a report's cells name: those of the register, and new ones in file order."""

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
    """The register's units together with the new ones of a file."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._units: dict[str, Unit] = dict(snapshot.units)
        #: The edits of `units.toml` that add the new units.
        self.new: dict[Key, Any] = {}

    def named(self, reported: Reported) -> list[str]:
        """Return the names of a row's units without duplicates."""
        return list(dict.fromkeys(self._named(reported)))

    def take(self, reported: Reported) -> tuple[list[str], list[str]]:
        """Return the ids of a row's units and the names of the new ones, which are known from then on."""
        ids, new = responsible_units(self._units, list(self._named(reported)))
        self.new |= new
        self._units |= {key[1]: Unit(name=name) for key, name in new.items()}
        return ids, list(new.values())

    def difference(self, reported: Reported, measure: Measure) -> tuple[list[str], list[str]] | None:
        """Return the unit names of a measure and of a row if they are different units, otherwise None."""
        names = list(self._named(reported))
        theirs = [self._snapshot.unit_name(unit) for unit in measure.responsible]
        ids = list(dict.fromkeys(known_unit(self._snapshot.units, name) for name in names))
        # Two units may have the same name.
        is_same = ids == list(measure.responsible) or list(map(fold, names)) == list(map(fold, theirs))
        return None if is_same or self._was_read(reported, measure) else (theirs, names)

    def _named(self, reported: Reported) -> Iterator[str]:
        for paragraph in reported.named:
            # A list with separate values is split by the register's units only: new names earlier in the same
            # file say nothing about how to split it.
            units: Mapping[str, Unit] = self._snapshot.units if paragraph.stands_apart else self._units
            yield from paragraph.names(partial(known_unit, units))

    def _was_read(self, reported: Reported, measure: Measure) -> bool:
        """Return whether a row's cells split into exactly the measure's units when only these are known.

        A unit added later may have a name that equals the whole cell.
        """
        units = {
            each: self._snapshot.units[each] for each in measure.responsible if each in self._snapshot.units
        }
        known = partial(known_unit, units)
        names = [name for paragraph in reported.named for name in paragraph.names(known)]
        return list(dict.fromkeys(map(known, names))) == list(measure.responsible)
