"""Reporting periods: quarters, half-years and years."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

from records.errors import Misused
from records.language import Message

_MONTHS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12), "": (1, 12)}
_ROMAN = ("I", "II", "III", "IV")
#: The years a period may lie in: wide enough for any programme, narrow enough for dates not to overflow.
YEAR = r"(?:19|20|21)\d\d"
_CODE = re.compile(rf"({YEAR})(?:-(Q[1-4]|H[12]))?", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<n>IV|I{1,3}|[1-4])(?:-?(?:Й|E))? ?"
    r"(?P<kind>КВ|КВАРТАЛ|ПIВРIЧЧЯ|П/Р)?\.? ?(?P<year>\d{4}) ?(?:РОКУ|РIК|Р\.?)?"
)
_WRITTEN_LATIN = re.compile(r"(?P<kind>[QH])(?P<n>[1-4])[-/ ]?(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/ ]?(?P<kind>[QH])(?P<n>[1-4])", re.ASCII)


class Cadence(StrEnum):
    """The length of a council's reporting period."""

    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


_PARTS = {
    Cadence.QUARTER: ("Q1", "Q2", "Q3", "Q4"),
    Cadence.HALF_YEAR: ("H1", "H2"),
    Cadence.YEAR: ("",),
}


@total_ordering
class Period:
    """A quarter ("2017-Q4"), a half-year ("2017-H2") or a year ("2017").

    Periods sort by their last day, then by their first.
    """

    # Not a dataclass: msgspec would encode one as a table instead of its code.
    __slots__ = ("part", "year")

    def __init__(self, year: int, part: str = "") -> None:
        self.year = year
        self.part = part

    @classmethod
    def from_code(cls, code: str) -> Period:
        """Return the period with the code used in files and commands; raise `Misused` for any other text."""
        match = _CODE.fullmatch(code)
        if match is None:
            raise Misused(
                "“{period}” is not a reporting period: write it as 2017-Q4 (Q1 to Q4), 2017-H1 or 2017.",
                period=code,
            )
        return cls(int(match[1]), match[2] or "")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that a person typed: "2017-Q4", "IV кв 2017", "4 кв. 2017", "Q4 2017".

        Raises `Misused` for any other text.
        """
        text = " ".join(text.split())
        if _CODE.fullmatch(text):
            return cls.from_code(text)
        # People type Roman numerals with the Cyrillic І; map it to the Latin I.
        upper = text.upper().replace("І", "I")
        if match := _WRITTEN_LATIN.fullmatch(upper) or _YEAR_FIRST.fullmatch(upper):
            return cls.from_code(f"{match['year']}-{match['kind']}{match['n']}")
        match = _WRITTEN.fullmatch(upper)
        if match is None:
            return cls.from_code(text)
        n = _ROMAN.index(match["n"]) + 1 if match["n"] in _ROMAN else int(match["n"])
        kind = "H" if (match["kind"] or "").startswith("П") else "Q"
        return cls.from_code(f"{match['year']}-{kind}{n}")

    @classmethod
    def containing(cls, day: date, cadence: Cadence) -> Period:
        """Return the period of `cadence` that contains `day`."""
        parts = _PARTS[cadence]
        return cls(day.year, parts[(day.month - 1) * len(parts) // 12])

    @property
    def code(self) -> str:
        """The period's name in files, commands and tags: "2017-Q4"."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    @property
    def cadence(self) -> Cadence:
        """The cadence to which the period belongs."""
        return {"Q": Cadence.QUARTER, "H": Cadence.HALF_YEAR, "": Cadence.YEAR}[self.part[:1]]

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, _MONTHS[self.part][0], 1)

    @property
    def last_day(self) -> date:
        """The last day of the period, its monitoring date."""
        return _first_of_next_month(self.year, _MONTHS[self.part][1]) - timedelta(days=1)

    def next(self) -> Period:
        """Return the next period of the same cadence."""
        return Period.containing(self.last_day + timedelta(days=1), self.cadence)

    def previous(self) -> Period:
        """Return the previous period of the same cadence."""
        return Period.containing(self.first_day - timedelta(days=1), self.cadence)

    def submission_day(self, day: int) -> date:
        """Return day `day` (1 to 28) of the month after the period."""
        return (self.last_day + timedelta(days=1)).replace(day=day)

    def message(self) -> Message:
        """Return the period's name: "IV квартал 2017 року"."""
        roman = self.roman
        match self.part[:1]:
            case "Q":
                return Message("quarter {roman} of {year}", roman=roman, year=self.year)
            case "H":
                return Message("half-year {roman} of {year}", roman=roman, year=self.year)
            case _:
                return Message("the year {year}", year=self.year)

    def short(self) -> Message:
        """Return the name without the year, for narrow places: "IV квартал"."""
        match self.part[:1]:
            case "Q":
                return Message("quarter {roman}", roman=self.roman)
            case "H":
                return Message("half-year {roman}", roman=self.roman)
            case _:
                return Message("year {year}", year=self.year)

    def reported(self) -> Message:
        """Return how a title names this period alone: "за IV квартал 2017 року"."""
        match self.part[:1]:
            case "Q":
                return Message("for quarter {roman} of {year}", roman=self.roman, year=self.year)
            case "H":
                return Message("for half-year {roman} of {year}", roman=self.roman, year=self.year)
            case _:
                return Message("for the year {year}", year=self.year)

    def cumulative(self) -> Message:
        """Return how a title names the year up to the period's end: "за 9 місяців 2017 року"."""
        match self.part:
            case "Q1":
                return Message("for quarter {roman} of {year}", roman="I", year=self.year)
            case "Q2" | "H1":
                return Message("for half-year {roman} of {year}", roman="I", year=self.year)
            case "Q3":
                return Message("for 9 months of {year}", year=self.year)
            case _:
                return Message("for the year {year}", year=self.year)

    @property
    def roman(self) -> str:
        """The period's Roman number within its year, "" for a whole year."""
        return _ROMAN[int(self.part[1]) - 1] if self.part else ""

    @property
    def _order(self) -> tuple[int, int, int]:
        # The same order as by dates, without creating any: large registers compare tens of thousands of
        # periods.
        first, last = _MONTHS[self.part]
        return self.year, last, first

    def __lt__(self, other: Period) -> bool:
        return self._order < other._order

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.year == other.year and self.part == other.part

    def __hash__(self) -> int:
        return hash((self.year, self.part))

    def __repr__(self) -> str:
        return f"Period.from_code({self.code!r})"

    def __str__(self) -> str:
        return self.code


def periods_between(first: date, last: date, cadence: Cadence) -> list[Period]:
    """Return the periods of `cadence` from the one that contains `first` to the one that contains `last`."""
    periods = [Period.containing(first, cadence)]
    while periods[-1].last_day < last:
        periods.append(periods[-1].next())
    return periods


def open_period(periods: list[Period], closed: set[Period], today: date) -> Period:
    """Return the period that people report on now.

    This is, among the periods after the latest closed one, the latest that has ended, or the first if none
    has. If every period is closed, it is the last.
    """
    latest_closed = max(closed & set(periods), default=None)
    left = [period for period in periods if latest_closed is None or period > latest_closed]
    if not left:
        return periods[-1]
    ended = [period for period in left if period.last_day < today]
    return ended[-1] if ended else left[0]


def _first_of_next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
