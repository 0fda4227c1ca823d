"""The comparison of two periods: one plain value that each format turns into bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from exporters.model import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exporters.model import Source
    from exporters.totals import Totals
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.texts.wordwise import Piece
    from records.values.model import Programme
    from records.values.periods import Period


class State(Struct, frozen=True):
    """How a measure stands in a period: `kind` is its status, "missing" or "not-due"; percent 0 to 100."""

    kind: str
    words: str
    percent: int | None


class Shift(Struct, frozen=True):
    """A deadline's wording before and after; how many days later it is, None where no dates say so."""

    before: str
    after: str
    days: int | None


class Move(NamedTuple):
    """The states, by their kinds, that measures moved from and to."""

    before: str
    after: str


class Measure(Struct, frozen=True):
    """A measure that is in one of the periods, or in both and the same in each."""

    number: str
    title: str


class Changed(Measure, frozen=True):
    """A measure that is in both periods and differs.

    What does not differ is None or empty; titles and texts are told by their words. `units` are the
    responsible ones before and after.
    """

    before: State
    after: State
    deadline: Shift | None
    units: tuple[tuple[str, ...], tuple[str, ...]] | None
    titles: tuple[Piece, ...]
    text: tuple[Piece, ...]


class Comparison(Struct, frozen=True):
    """What differs between two periods of one programme, measures in its order.

    `kinds` are the states that any measure is in, with their words, in the usual order; `moves` are the
    numbers of the measures that are in both periods, by their states. `closed` are the periods whose
    programme is that of their closing, each with its commit.
    """

    language: Language
    before: Period
    after: Period
    programme: Programme
    body: str
    filters: tuple[str, ...]
    totals: tuple[Totals, Totals]
    kinds: Mapping[str, str]
    moves: Mapping[Move, tuple[str, ...]]
    changed: tuple[Changed, ...]
    unchanged: tuple[Measure, ...]
    added: tuple[Measure, ...]
    retired: tuple[Measure, ...]
    closed: Mapping[Period, str]
    source: Source
    #: The folder of its files inside that of the export: "", or "oblast/".
    folder: str
    #: The council's own templates, by their names.
    templates: Mapping[str, bytes] | None = None

    @property
    def name(self) -> str:
        """The name of its files, without their ending: "porivniannia-2017-Q3-2017-Q4"."""
        return comparison_name(self.before, self.after)


def comparison_name(before: Period, after: Period) -> str:
    """Return the name of a comparison's files, without their ending."""
    return f"porivniannia-{before.code}-{after.code}"


def folder_of_both(snapshot: Snapshot, periods: Iterable[Period], programme: str) -> str:
    """Return the folder of a programme's own where several programmes hold one of the periods, else ""."""
    return next((place for each in periods if (place := folder_of(snapshot, each, programme))), "")
