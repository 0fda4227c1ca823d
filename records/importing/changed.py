"""Messages about the changes that a returned sheet makes to a progress, naming the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.files.sheet import SheetColumn
from records.importing.account import short
from records.importing.beside import unlike
from records.importing.differing import told
from records.language import Message
from records.values.fields import label, shown
from records.values.model import builtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.files.snapshot import MeasureRecord
    from records.importing.filled import FilledRow
    from records.merges.conflicts import Conflict
    from records.values.model import Progress
    from records.values.periods import Period

_COLUMN_OF = {
    "status": SheetColumn.STATUS,
    "percent": SheetColumn.PERCENT,
    "completed": SheetColumn.COMPLETED,
    "text": SheetColumn.TEXT,
}


def difference(
    row: FilledRow, record: MeasureRecord, period: Period, values: Mapping[str, object]
) -> Message:
    """Return a message about the first of the `values` that would replace one of the existing progress."""
    key = next(iter(values))
    there = record.progress[period]
    theirs, mine = shown(key, builtin(there).get(key)), shown(key, values[key])
    if key == "evidence":
        documents = [each.evidence(there.evidence) for each in row.documents or ()]
        theirs, mine = unlike(there.evidence, documents), unlike(documents, there.evidence)
    named = label(record.path(period), key)
    return told(_place(row, key), record.measure.number, (named, theirs, mine))


def clash(conflict: Conflict, row: FilledRow) -> Message:
    """Return a message about a field that both the register and the row changed since the sheet was made."""
    found = conflict.clash
    return Message(
        "Measure {number}, {place} ({field}): it was {seen}; {by} changed it on {at}, and now it is "
        "{theirs}; the file says {mine}.",
        number=row.text(SheetColumn.NUMBER),
        place=_place(row, found.key),
        field=conflict.label,
        seen=short(shown(found.key, found.base)),
        by=conflict.first_by.name,
        at=conflict.first_by.at,
        theirs=short(shown(found.key, found.first)),
        mine=short(shown(found.key, found.second)),
    )


def emptied(
    row: FilledRow, path: str, values: Mapping[str, object], was: Progress | None
) -> Iterator[Message]:
    """Yield a message for each value of `was` that the row removes without a replacement."""
    before = {} if was is None else builtin(was)
    for key, value in values.items():
        if value is None and before.get(key):
            yield Message(
                "nothing stands there any more ({place}), so this is removed: {field}: {was}",
                place=row.place,
                field=label(path, key),
                was=short(shown(key, before[key])),
            )


def _place(row: FilledRow, key: str) -> Message:
    """Return the place of a progress field in the row: its cell, or else the row."""
    if key == "evidence":
        return row.documents[0].place if row.documents else row.place
    cell = row.cells.get(_COLUMN_OF[key])
    return row.place if cell is None else cell.place
