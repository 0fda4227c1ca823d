"""A measure as reported, assembled from the cells of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from records.importing.headings import Extra
from records.importing.phrases import is_bare, is_silent, percent_named, split_closing, told
from records.importing.table import Cell
from records.language import Message
from records.telling.wording import is_note
from records.texts.prose import to_cell
from records.texts.rewriting import rewritten
from records.values.model import Column, Status
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from records.importing.headings import Role
    from records.texts.names import Named
    from records.values.model import Evidence


class BadCell(Exception):
    """A cell whose value is invalid for its column; `problem` says why."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.template)
        self.problem = problem


class Reported(Struct, frozen=True):
    """A measure as a report states it: `named` are the units by paragraph, `text` and `percent` the progress.

    `text` is None if the report states that there is no progress. `cell` is the whole progress cell as
    Markdown, None if the progress is spread over several columns. `said` is the status named in the words of
    a cell. `status` is set for reports that prozvit made; then `completed` is stated too, and None means that
    there is no date. Likewise `evidence` is None unless the report lists documents. `doubts` are
    uncertainties in its cells.
    """

    place: Message
    number: str
    title: str
    deadline: str
    named: tuple[Named, ...]
    section: str
    text: str | None
    percent: int | None
    cell: str | None
    is_plain: bool
    said: Status | None = None
    indicator: str = ""
    funding: str = ""
    status: Status | None = None
    completed: date | None = None
    evidence: tuple[Evidence, ...] | None = None
    doubts: tuple[Message, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The texts of the paragraphs that name the units."""
        return tuple(each.text for each in self.named)


class _Answer(Struct, frozen=True):
    """The progress in a row's cells; `text` is without the closing percent, None for no progress."""

    text: str | None
    percent: int | None
    said: Status | None
    doubts: tuple[Message, ...] = ()


def reported(
    place: Message, section: str, cells: Mapping[Role, Cell], headings: Mapping[Role, str]
) -> Reported:
    """Return the measure described by a row's cells; raise `BadCell` for a value invalid for its column."""
    title, progress = cells[Column.TITLE], cells.get(Column.PROGRESS, Cell())
    answer = _answer(cells, headings)
    own = progress.beside
    nothing = own.is_earlier if own.status is not None else answer.text is None
    more = {extra: _line(cells, extra) for extra in Extra}
    return Reported(
        place=place,
        number=clean_number(cells[Column.NUMBER].line),
        title=title.line,
        deadline=" – ".join(filter(None, (more[Extra.BEGINNING], cells[Column.DEADLINE].line))),
        named=(*cells[Column.RESPONSIBLE].units, *cells.get(Extra.OTHER_UNITS, Cell()).units),
        section=section,
        text=None if nothing else answer.text,
        percent=None if nothing else answer.percent,
        cell=None if {Extra.STATUS, Extra.PERCENT} & cells.keys() else to_cell(progress.text),
        is_plain=progress.is_plain,
        said=None if nothing or own.status is not None else answer.said,
        indicator=title.beside.indicator or more[Extra.INDICATOR],
        funding=title.beside.funding or more[Extra.FUNDING],
        status=None if nothing else own.status,
        completed=None if nothing else own.completed,
        evidence=None if nothing or own.status is None else own.evidence,
        doubts=answer.doubts,
    )


def _answer(cells: Mapping[Role, Cell], headings: Mapping[Role, str]) -> _Answer:
    """Return the progress in the cells: the text first, then any status and percent columns."""
    progress = cells.get(Column.PROGRESS, Cell())
    text, percent = split_closing(progress.text)
    if progress.written is not None:
        # Without the closing words, a line may no longer need an escape.
        text = rewritten(text)
    if progress.beside.status is not None:
        return _Answer(text, percent, None)
    if is_note(to_cell(progress.text)):
        return _Answer(None, None, None)
    is_nothing = percent is None and is_silent(progress.line)
    said, named = told(" ".join(text.split()))
    if percent is None and "%" in headings.get(Column.PROGRESS, ""):
        named = percent_named(progress.line)
    if percent is None and named is not None:
        percent, text = named, text if said is not None else ""
    answer = _Answer("" if is_nothing else text, percent, said)
    answer = _with_percent(_with_status(answer, cells, headings), cells, headings)
    is_nothing = is_nothing and answer.percent is None and answer.said is None
    return replace(answer, text=None) if is_nothing else answer


def _with_status(answer: _Answer, cells: Mapping[Role, Cell], headings: Mapping[Role, str]) -> _Answer:
    words = _line(cells, Extra.STATUS)
    if is_silent(words):
        return answer
    said, named = told(words)
    if said is None and named is None:
        template = "“{words}” in the column “{column}” is no status; there are: {statuses}"
        raise BadCell(Message(template, words=words, column=headings[Extra.STATUS], statuses=list(Status)))
    return replace(answer, said=said, percent=named if answer.percent is None else answer.percent)


def _with_percent(answer: _Answer, cells: Mapping[Role, Cell], headings: Mapping[Role, str]) -> _Answer:
    words = _line(cells, Extra.PERCENT)
    if is_silent(words):
        return answer
    percent = percent_named(words)
    if percent is None:
        template = "“{words}” in the column “{column}” is no whole percent from 0 to 100"
        raise BadCell(Message(template, words=words, column=headings[Extra.PERCENT]))
    if answer.percent in {None, percent}:
        return replace(answer, percent=percent)
    template = "the column of percents says {column} %, the text {text} %; the column’s is taken"
    doubt = Message(template, column=percent, text=answer.percent)
    return replace(answer, percent=percent, doubts=(doubt,))


def _line(cells: Mapping[Role, Cell], role: Role) -> str:
    """Return a cell's content as one line, or "" if it is empty or holds only dashes."""
    line = cells[role].line if role in cells else ""
    return "" if is_bare(line) else line
