"""The files of a register and what each holds."""

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
#: The folder of a council's own templates.
TEMPLATES = "templates/"
#: The folder of the closed periods' records.
PERIODS = "periods"
ATTRIBUTES = ".gitattributes"
#: The intent of a save under way, in the register's private folder.
UNFINISHED = "unfinished"
#: What `.gitattributes` holds: git's own merge never touches a record.
ATTRIBUTES_TEXT = "*.toml text eol=lf merge=prozvit\n"

_FIXED: dict[str, type[Record]] = {REGISTER: Rules, UNITS: Units, OFFICERS: Officers}
_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
_PERIOD = rf"{YEAR}(?:-(?:Q[1-4]|H[12]))?"
_MEASURE_FILE = re.compile(rf"measures/({_ID})/({_ID})/(?:(measure)|({_PERIOD}))\.toml", re.ASCII)
_TEMPLATE_FILE = re.compile(r"templates/([A-Za-z0-9][\w.-]*\.html\.j2|report\.docx)", re.ASCII)
_PERIOD_FILE = re.compile(rf"periods/({_PERIOD})\.toml", re.ASCII)


class Place(NamedTuple):
    """What a path of the register holds; `period` is None for the measure's own file."""

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
        """The measure's name in trailers: "2017/4"."""
        return f"{self.programme}/{self.id}"


@lru_cache(maxsize=1 << 15)
def place(path: str) -> Place | None:
    """Return what a path under `measures/` holds, or None for any other path."""
    match = _MEASURE_FILE.fullmatch(path)
    if match is None:
        return None
    return Place(match[1], match[2], Period.from_code(match[4]) if match[4] else None)


def closed_period(path: str) -> Period | None:
    """Return the period that a file under `periods/` closes, or None for any other path."""
    match = _PERIOD_FILE.fullmatch(path) if path.startswith("periods/") else None
    return Period.from_code(match[1]) if match else None


def period_path(period: Period) -> str:
    """Return the path of the file that closes a period."""
    return f"periods/{period.code}.toml"


def needed(paths: Iterable[str], period: Period) -> Callable[[str], bool]:
    """Return what says of a path among `paths` whether a report of `period` needs its record.

    It needs the measures, the answers of its period, and those before it of a measure that lacks one; and the
    register's own files, of the closed periods its own.
    """
    own = f"{period.code}.toml"
    answered = {path.removesuffix(f"/{own}") for path in paths if path.endswith(f"/{own}")}

    def is_needed(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        if folder in answered:
            # Most files by far are other answers of these measures.
            return name in {own, "measure.toml"}
        where = place(path)
        if where is None:
            return closed_period(path) in {None, period}
        return where.period is None or where.period < period

    return is_needed


def report_tag(period: Period, edition: int) -> str:
    """Return the tag of a closed period's report: "report/2017-Q4", of its second edition "…-2"."""
    return f"report/{period.code}" if edition == 1 else f"report/{period.code}-{edition}"


def template_name(path: str) -> str | None:
    """Return the name of the council's own template that a path holds, or None for any other path."""
    match = _TEMPLATE_FILE.fullmatch(path)
    return match[1] if match else None


def belongs(path: str) -> bool:
    """Say whether a path is a register's: a record, the README, a template, git's attributes."""
    return path in {README, ATTRIBUTES} or path.startswith(TEMPLATES) or kind_of(path) is not None


@lru_cache(maxsize=1 << 15)
def kind_of(path: str) -> type[Record] | None:
    """Return which record a path holds, or None for one that holds no record."""
    if path in _FIXED:
        return _FIXED[path]
    if (where := place(path)) is not None:
        return Measure if where.period is None else Progress
    return PeriodRecord if closed_period(path) is not None else None
