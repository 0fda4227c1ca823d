"""The measures in a report's tables with units, texts and percents, and notices about what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from records.errors import UnreadableSource
from records.importing.columns import NO_HEADINGS
from records.importing.numbers import undressed
from records.importing.reported import BadCell, Reported, reported
from records.importing.table import Remark
from records.importing.tables import Tables
from records.language import Message, english
from records.values.model import LONGEST_LINE, LONGEST_TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from records.importing.rows import Entry, Rows
    from records.importing.table import Table

#: The longest measure number, in characters.
_LONGEST_NUMBER = 40
_REMARKS = english(
    {
        Remark.HIDDEN: "{file}: hidden text is not read; some stands in the measures {numbers}.",
        Remark.DELETED: "{file}: text marked as deleted is not read; some stands in the measures {numbers}.",
        Remark.STRUCK: (
            "{file}: text that is struck out is read as any other; look at the measures {numbers}."
        ),
        Remark.NOTE: "{file}: footnotes are not read; some belong to the measures {numbers}.",
        Remark.COMMENT: "{file}: comments are not read; some stand at the measures {numbers}.",
        Remark.PICTURE: "{file}: pictures are not read; some stand in the measures {numbers}.",
        Remark.FORMULA: "{file}: formulas are read as plain characters; look at the measures {numbers}.",
        Remark.SIGN: (
            "{file}: characters of special fonts are not read; some stand in the measures {numbers}."
        ),
    }
)


class Understood(Struct, frozen=True):
    """A report as understood: its measures, its own column headings, and the lines above its table."""

    file: str
    measures: tuple[Reported, ...]
    headings: Mapping[Column, str]
    before: tuple[str, ...]
    notices: tuple[Message, ...] = ()


def understand(
    table: Table, own: Mapping[Column, str] = NO_HEADINGS, known: Collection[str] = ()
) -> Understood:
    """Return the report in a table; raise `UnreadableSource` naming the row that cannot be understood.

    `own` are the headings defined in the register, `known` the numbers of its measures.
    """
    tables = Tables(table, own)
    tables.read()
    rows = tables.rows
    measures = tuple(_measure(rows, entry) for entry in rows.entries)
    if not measures:
        raise UnreadableSource(
            "{file}: the table has headings, and no row with a measure below them.", file=table.file
        )
    if table.period is None:
        numbers = undressed([each.number for each in measures], known)
        measures = tuple(map(_numbered, measures, numbers))
    _refuse_twice(table.file, measures)
    _refuse_long(table.file, measures)
    notices = (*table.notices, *tables.notices(), *_remarks(table.file, rows.entries, measures))
    return Understood(table.file, measures, tables.headings, tables.before, notices)


def _numbered(measure: Reported, number: str) -> Reported:
    return structs.replace(measure, number=number)


def _measure(rows: Rows, entry: Entry) -> Reported:
    columns = entry.columns
    headings = {role: columns.heading(role) for role in columns.roles}
    try:
        return reported(entry.row.place, entry.section, entry.cells, headings)
    except BadCell as error:
        raise rows.refusal(entry.row, error.problem) from error


def _remarks(file: str, entries: Sequence[Entry], measures: Sequence[Reported]) -> Iterator[Message]:
    """Yield, for each kind of content that is not ordinary text, a notice listing the measures with it."""
    for remark, template in _REMARKS.items():
        numbers = [
            measure.number
            for entry, measure in zip(entries, measures, strict=True)
            if any(remark in cell.remarks for cell in entry.cells.values())
        ]
        if numbers:
            yield Message(template, file=file, numbers=numbers)


def _refuse_twice(file: str, measures: Sequence[Reported]) -> None:
    places: dict[str, Message] = {}
    for measure in measures:
        first = places.setdefault(measure.number, measure.place)
        if first is not measure.place:
            raise UnreadableSource(
                "{file}: {first} and {second} both have the number {number}. Give each measure its own and "
                "import again.",
                file=file,
                first=first,
                second=measure.place,
                number=measure.number,
            )


def _refuse_long(file: str, measures: Sequence[Reported]) -> None:
    for measure in measures:
        lines = {
            Column.TITLE: [measure.title, measure.section],
            Column.DEADLINE: [measure.deadline],
            Column.RESPONSIBLE: measure.units,
        }
        limits = [(column, text, LONGEST_LINE) for column, texts in lines.items() for text in texts]
        limits += [
            (Column.NUMBER, measure.number, _LONGEST_NUMBER),
            (Column.PROGRESS, measure.text or "", LONGEST_TEXT),
        ]
        for column, text, longest in limits:
            if len(text) > longest:
                raise UnreadableSource(
                    "{file}, {place}: “{column}” has {length} characters, and at most {longest} fit. Shorten "
                    "it in the file and import again.",
                    file=file,
                    place=measure.place,
                    column=column,
                    length=len(text),
                    longest=longest,
                )
