"""Checks of the locked cells of a returned sheet: the measure's own columns and the column of notes.

No sheet can change these, so a message reports anything that a unit typed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from records.files.sheet import NOTE_HEADING, PROGRAMME, SheetColumn, programme_cell
from records.importing.account import short
from records.importing.differing import told
from records.language import LANGUAGES, Language, Message
from records.telling.wording import is_note, sheet_note
from records.texts.typography import fold
from records.values.fields import label
from records.values.layout import Place
from records.values.model import ReviewState
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.importing.filled import FilledRow
    from records.values.periods import Period


class Version(NamedTuple):
    """A measure as it was in the register at one commit."""

    record: MeasureRecord
    snapshot: Snapshot


def programme_differences(row: FilledRow, versions: Sequence[Version]) -> Iterator[Message]:
    """Yield the measure's columns in which a row matches none of the versions, compared with the last one."""
    for column in PROGRAMME:
        cell = row.cells.get(column)
        if cell is None:
            continue
        expected = [programme_cell(column, each.record, each.snapshot.units) for each in versions]
        if fold(cell.text) not in map(fold, expected):
            field = "deadline.text" if column is SheetColumn.DEADLINE else column.value
            named = label(Place(versions[-1].record.programme, "x", None).path, field)
            yield told(cell.place, row.text(SheetColumn.NUMBER), (named, expected[-1], cell.text))


def typed_note(row: FilledRow, period: Period, versions: Sequence[Version] = ()) -> Iterator[Message]:
    """Yield a message that a typed note is not read, unless prozvit wrote the note itself.

    Without `versions` of the measure, a quoted review comment cannot be told from a unit's own words.
    """
    if row.note is None:
        return
    words = fold(row.note.text)
    if words in _written(period, versions) or (not versions and is_note(row.note.text)):
        return
    yield Message(
        "what is written in the column “{column}” is not read ({place}): “{words}”",
        column=NOTE_HEADING,
        place=row.note.place,
        words=short(row.note.text),
    )


def _written(period: Period, versions: Sequence[Version]) -> set[str]:
    """Return all notes that prozvit writes for these versions, folded for comparison."""
    languages = [Language(code) for code in LANGUAGES]
    bare = [Standing.MISSING, *ReviewState]
    own = {language.show(each) for language in languages for each in bare}
    own |= {sheet_note(each.record, period, language) for each in versions for language in languages}
    return set(map(fold, own))
