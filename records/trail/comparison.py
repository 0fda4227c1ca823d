"""Compares two periods, two states of the register, or both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import Misused, UnknownRevision
from records.files.blobs import BlobFields, fields_of
from records.values.fields import FieldChange, differences
from records.values.layout import Place, kind_of, place
from records.values.numbers import number_order
from records.values.periods import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.files.reader import Reader
    from records.values.changes import Key


_MEANT_AS_PERIOD = re.compile(r"\d{4}-[QH]", re.ASCII | re.IGNORECASE)


class Side(Struct, frozen=True):
    """One side of a comparison: a commit and the period compared, or None for all records."""

    commit: str
    period: Period | None


class Difference(Struct, frozen=True):
    """The fields of a file that differ, each with its value on both sides.

    `path` is the file's path on the second side; `number` is the measure's, or "" for a file of the
    register's own.
    """

    path: str
    number: str
    fields: tuple[FieldChange, ...]


def sides(register: Reader, one: str, other: str) -> tuple[Side, Side]:
    """Return the sides named by two texts, each a period, a revision or "2017-Q4@REV".

    A period without revision is taken from the current commit. If only one text names a period, it applies to
    both sides. Raises `UnknownRevision`; raises `Misused` for a text that looks like a period but is none, or
    that names a period outside the register.
    """
    first, second = (_side(register, text) for text in (one, other))
    return (
        Side(first.commit, first.period or second.period),
        Side(second.commit, second.period or first.period),
    )


def compare(register: Reader, one: Side, other: Side) -> list[Difference]:
    """Return the differences: files of the register's own first, then measures in order of their numbers."""
    found = _of_periods(register, one, other) if other.period is not None else _of_all(register, one, other)
    return sorted(found, key=lambda each: (*_home(each.path), number_order(each.number), each.path))


def _side(register: Reader, text: str) -> Side:
    written, at, revision = text.partition("@")
    period = _period(written)
    if period is None or (at and not revision):
        try:
            return Side(register.resolve(text), None)
        except UnknownRevision:
            if _MEANT_AS_PERIOD.match(written):
                Period.parse(written)
            raise
    if not at and period.cadence is Cadence.YEAR and register.rules().cadence is not Cadence.YEAR:
        # No one reports by year here, so the number may be a tag or an abbreviated commit id.
        try:
            return Side(register.resolve(text), None)
        except UnknownRevision:
            pass
    commit = register.resolve(revision or "HEAD")
    register.snapshot(commit, of=lambda path: place(path) is None).refuse_strange(period)
    return Side(commit, period)


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except Misused:
        return None


def _of_periods(register: Reader, one: Side, other: Side) -> Iterator[Difference]:
    blobs = BlobFields(register.repository)
    before, after = (_progress(register, side) for side in (one, other))
    blobs.prepare([*before.values(), *after.values()])
    for measure in {**before, **after}:
        fields = differences(blobs(before.get(measure)), blobs(after.get(measure)))
        if fields:
            programme, _, identity = measure.partition("/")
            where = Place(programme, identity, other.period)
            yield Difference(where.path, _number(register, where, other.commit, one.commit), fields)


def _progress(register: Reader, side: Side) -> Mapping[str, str]:
    """Return the blob of each measure's progress for the side's period, by measure."""
    files = register.repository.files(side.commit)
    return {
        where.measure: blob
        for path, (_, blob) in files.items()
        if (where := place(path)) is not None and where.period == side.period
    }


def _of_all(register: Reader, one: Side, other: Side) -> Iterator[Difference]:
    for path in register.repository.changed_files(one.commit, other.commit):
        if kind_of(path) is None:
            continue
        fields = differences(*(_fields(register, side.commit, path) for side in (one, other)))
        if fields:
            where = place(path)
            number = "" if where is None else _number(register, where, other.commit, one.commit)
            yield Difference(path, number, fields)


def _fields(register: Reader, commit: str, path: str) -> Mapping[Key, object]:
    data = register.repository.file(commit, path)
    return {} if data is None else fields_of(data)


def _number(register: Reader, where: Place, *commits: str) -> str:
    """Return a measure's number in the first of some commits that has it, else the measure's id."""
    path = Place(where.programme, where.id, None).path
    numbers = (_fields(register, commit, path).get(("number",)) for commit in commits)
    return next((number for number in numbers if isinstance(number, str)), where.id)


def _home(path: str) -> tuple[bool, str]:
    where = place(path)
    return where is not None, where.programme if where is not None else ""
