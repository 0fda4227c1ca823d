"""The comparison of two periods, as a plain value that each format turns into bytes."""

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
    """The state of a measure in a period: `kind` is a status, "missing" or "not-due"; percent 0 to 100."""

    kind: str
    words: str
    percent: int | None


class Shift(Struct, frozen=True):
    """A changed deadline: its wording before and after, and by how many days it moved (None if undated)."""

    before: str
    after: str
    days: int | None


class Move(NamedTuple):
    """A change of state, given by the kinds before and after."""

    before: str
    after: str


class Measure(Struct, frozen=True):
    """A measure that is in only one of the periods, or that is the same in both."""

    number: str
    title: str


class Changed(Measure, frozen=True):
    """A measure that is in both periods and differs.

    What does not differ is None or empty; titles and texts are word differences. `units` are the responsible
    units before and after.
    """

    before: State
    after: State
    deadline: Shift | None
    units: tuple[tuple[str, ...], tuple[str, ...]] | None
    titles: tuple[Piece, ...]
    text: tuple[Piece, ...]


class Comparison(Struct, frozen=True):
    """The differences between two periods of one programme, with measures in programme order.

    `kinds` are the texts of all states that occur, in the usual order; `moves` maps each pair of states to
    the numbers of the measures in both periods with these states. `closed` maps each period whose programme
    is taken from its closing to the commit of that closing.
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
    #: The folder of the files within the export folder: "", or "oblast/".
    folder: str
    #: The council’s own templates, by name.
    templates: Mapping[str, bytes] | None = None

    @property
    def name(self) -> str:
        """The file name without extension: "porivniannia-2017-Q3-2017-Q4"."""
        return comparison_name(self.before, self.after)


def comparison_name(before: Period, after: Period) -> str:
    """Return the file name of a comparison, without extension."""
    return f"porivniannia-{before.code}-{after.code}"


def folder_of_both(snapshot: Snapshot, periods: Iterable[Period], programme: str) -> str:
    """Return the programme’s own folder if several programmes have one of the periods, else ""."""
    return next((place for each in periods if (place := folder_of(snapshot, each, programme))), "")
