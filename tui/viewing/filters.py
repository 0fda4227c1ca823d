"""The columns of the table of measures, and the filters for its rows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Message

if TYPE_CHECKING:
    from records.values.model import Status


class Column(StrEnum):
    """A column of the table, by which it can be sorted."""

    NUMBER = "number"
    TITLE = "title"
    DEADLINE = "deadline"
    UNITS = "units"
    STATE = "state"
    PERCENT = "percent"
    WRITING = "writing"

    def message(self) -> Message:
        """Return the column's heading."""
        return Message(_COLUMN_NAMES[self])


_COLUMN_NAMES = {
    Column.NUMBER: "No.",
    Column.TITLE: "Measure",
    Column.DEADLINE: "Due",
    Column.UNITS: "Responsible",
    Column.STATE: "Status",
    Column.PERCENT: "%",
    Column.WRITING: "Submission",
}


class Choice(StrEnum):
    """A selection of measures, apart from their status or unit."""

    ALL = "all"
    MINE = "mine"
    MISSING = "missing"
    OVERDUE = "overdue"
    RETURNED = "returned"
    DRAFTS = "drafts"

    def message(self) -> Message:
        """Return the selection's name."""
        return Message(_CHOICES[self])


_CHOICES = {
    Choice.ALL: "all measures",
    Choice.MINE: "my units’ measures",
    Choice.MISSING: "not submitted",
    Choice.OVERDUE: "overdue",
    Choice.RETURNED: "returned for rework",
    Choice.DRAFTS: "with a draft",
}


class Filter(Struct, frozen=True):
    """A filter for the table: the selection, status, unit and search words that a measure must match."""

    choice: Choice = Choice.ALL
    status: Status | None = None
    unit: str | None = None
    words: str = ""
