"""Measures as lines of the table: their marks, signs, words and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from msgspec import Struct

from records.language import Message
from records.rules.reviewing import Stage, short, stage
from records.values.model import Status
from records.values.statuses import Standing
from tui.signs import PLAIN_SIGNS, SIGNS

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord
    from records.values.model import Progress
    from tui.viewing.view import View

_STAGE_STYLES = {
    Stage.RECORDED: "yellow",
    Stage.RETURNED: "red",
    Stage.REWORKED: "yellow",
    Stage.ACCEPTED: "green",
    Stage.LAPSED: "yellow",
}


class Shown(Struct, frozen=True):
    """One line of the table: the overdue mark, the status with sign and colour, the stage of the writing."""

    record: MeasureRecord
    units: str
    mark: str
    state: Message
    sign: str
    style: str
    percent: str
    word: Message | None
    word_style: str


class Lines(Sequence[Shown]):
    """Measures as lines of the table, each built when it is accessed."""

    def __init__(self, view: View, records: Sequence[MeasureRecord], *, plain: bool) -> None:
        self.records = records
        self._view = view
        self.plain = plain

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, place: int) -> Shown: ...
    @overload
    def __getitem__(self, place: slice) -> Lines: ...
    def __getitem__(self, place: int | slice) -> Shown | Lines:
        if isinstance(place, slice):
            return Lines(self._view, self.records[place], plain=self.plain)
        return _line(self._view, self.records[place], plain=self.plain)


def _line(view: View, record: MeasureRecord, *, plain: bool) -> Shown:
    """Return a measure's line; with `plain`, use only signs that every terminal has."""
    report = record.progress.get(view.period)
    mark = ("!" if plain else "‼") if record.overdue(view.period) else ""
    word, word_style = _word(view, record, plain=plain)
    if report is None:
        standing = record.standing(view.period)
        style = "yellow" if standing is Standing.MISSING else "dim"
        return Shown(record, view.units(record), mark, standing.message(), "", style, "", word, word_style)
    sign, style = SIGNS[report.status]
    sign = PLAIN_SIGNS[report.status] if plain else sign
    state = Message("Partly") if report.status is Status.PARTLY else report.status.message()
    return Shown(record, view.units(record), mark, state, sign, style, _percent(report), word, word_style)


def _word(view: View, record: MeasureRecord, *, plain: bool) -> tuple[Message | None, str]:
    """Return the stage of the writing (conflict, draft, or the stage of review) and its style."""
    if view.has_conflict(record):
        proposed = view.period in view.snapshot.closed
        word = Message("proposed") if proposed else Message("conflict")
        return Message(
            "{sign} {word}", sign="#" if plain else "≠", word=word
        ), "yellow" if proposed else "red"
    if view.has_draft(record):
        return Message("{sign} {word}", sign="*" if plain else "✎", word=Message("draft")), "magenta"
    now = stage(record, view.period)
    if now is None:
        return None, ""
    style = _STAGE_STYLES.get(now, "")
    if now is Stage.LAPSED:
        return Message("{sign} {word}", sign="?" if plain else "!", word=Message("changed")), style
    if now in {Stage.RETURNED, Stage.REWORKED}:
        return Message("{sign} {word}", sign="<" if plain else "↩", word=short(now)), style
    return short(now), style


def _percent(report: Progress) -> str:
    return "" if report.percent is None else str(report.percent)
