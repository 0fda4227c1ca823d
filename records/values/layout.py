"""The paths of a register's files and the kind of record that each holds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from records.values.model import Measure, Officers, PeriodRecord, Progress, Record, Rules, Units
from records.values.periods import YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REGISTER = "register.toml"
UNITS = "units.toml"
OFFICERS = "officers.toml"
README = "README.md"
#: The folder of the council's own report templates.
TEMPLATES = "templates/"
#: The folder of the closed periods' records.
PERIODS = "periods"
ATTRIBUTES = ".gitattributes"
#: The intent file of an unfinished save, in the register's private folder.
UNFINISHED = "unfinished"
#: The contents of `.gitattributes`: they keep git's own merge away from the records.
ATTRIBUTES_TEXT = "*.toml text eol=lf merge=prozvit\n"

_FIXED: dict[str, type[Record]] = {REGISTER: Rules, UNITS: Units, OFFICERS: Officers}
_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
_PERIOD = rf"{YEAR}(?:-(?:Q[1-4]|H[12]))?"
_MEASURE_FILE = re.compile(rf"measures/({_ID})/({_ID})/(?:(measure)|({_PERIOD}))\.toml", re.ASCII)
_TEMPLATE_FILE = re.compile(r"templates/([A-Za-z0-9][\w.-]*\.html\.j2|report\.docx)", re.ASCII)
_REPORT_TAG = re.compile(rf"report/({_PERIOD})(?:-([0-9]{{1,4}}))?", re.ASCII)
_PERIOD_FILE = re.compile(rf"periods/({_PERIOD})\.toml", re.ASCII)


class Place(NamedTuple):
    """The programme, measure and period of a path; `period` is None for the measure's own file."""

    programme: str
    id: str
    period: Period | None

    @property
    def path(self) -> str:
        """The path of the file."""
        name = "measure" if self.period is None else self.period.code
        return f"measures/{self.programme}/{self.id}/{name}.toml"

    @property
    def measure(self) -> str:
        """The measure's name in commit trailers: "2017/4"."""
        return f"{self.programme}/{self.id}"


@lru_cache(maxsize=1 << 15)
def place(path: str) -> Place | None:
    """Return the programme, measure and period of a path under `measures/`, or None for any other path."""
    match = _MEASURE_FILE.fullmatch(path)
    if match is None:
        return None
    return Place(match[1], match[2], Period.from_code(match[4]) if match[4] else None)


def closed_period(path: str) -> Period | None:
    """Return the period whose closing record the path holds, or None for any other path."""
    match = _PERIOD_FILE.fullmatch(path) if path.startswith("periods/") else None
    return Period.from_code(match[1]) if match else None


def period_path(period: Period) -> str:
    """Return the path of a period's closing record."""
    return f"periods/{period.code}.toml"


def needed(paths: Iterable[str], period: Period) -> Callable[[str], bool]:
    """Return a test for whether a report of `period` needs the record at a path among `paths`.

    A report needs the measures, their progress for the period, earlier progress of measures that have none
    for the period, the register's own files and, among the closing records, that of the period.
    """
    own = f"{period.code}.toml"
    answered = {path.removesuffix(f"/{own}") for path in paths if path.endswith(f"/{own}")}

    def is_needed(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        if folder in answered:
            # By far the most files are progress of other periods of these measures.
            return name in {own, "measure.toml"}
        where = place(path)
        if where is None:
            return closed_period(path) in {None, period}
        return where.period is None or where.period < period

    return is_needed


def report_tag(period: Period, edition: int) -> str:
    """Return the tag of a period's report: "report/2017-Q4"; later editions get a suffix, "…-2"."""
    return f"report/{period.code}" if edition == 1 else f"report/{period.code}-{edition}"


def template_name(path: str) -> str | None:
    """Return the name of the council's template at a path, or None for any other path."""
    match = _TEMPLATE_FILE.fullmatch(path)
    return match[1] if match else None


def belongs(path: str) -> bool:
    """Return whether a path belongs to a register: a record, the README, a template or git's attributes."""
    return path in {README, ATTRIBUTES} or path.startswith(TEMPLATES) or kind_of(path) is not None


@lru_cache(maxsize=1 << 15)
def kind_of(path: str) -> type[Record] | None:
    """Return the kind of record that a path holds, or None if it holds none."""
    if path in _FIXED:
        return _FIXED[path]
    if (where := place(path)) is not None:
        return Measure if where.period is None else Progress
    return PeriodRecord if closed_period(path) is not None else None


def tagged(tag: str) -> tuple[Period, int] | None:
    """Return the period and the edition of the report that a tag names; None if it is no report's tag."""
    match = _REPORT_TAG.fullmatch(tag)
    return None if match is None else (Period.from_code(match[1]), int(match[2] or 1))
