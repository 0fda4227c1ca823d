"""Common phrases in the cells of reports: the closing words with a percent, "not submitted", a status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.importing.statuses import status_said
from records.values.periods import YEAR, Period
from records.values.statuses import PERCENTS

if TYPE_CHECKING:
    from records.values.model import Status

#: "Стан виконання – 100 %." at the end of a text, in the variants that people type, and in the English form
#: that prozvit writes.
_WORDS = (
    r"(?:(?:стан|відсоток|рівень|ступінь)\s+виконання(?:\s+заходу)?|state\s+of\s+implementation)"
    r"\s*[:\-\u2010-\u2015\u2212]*\s*(?:виконано\s+)?(?:на\s+)?\(?(?P<percent>\d{1,3})(?:,0+)?\s*"
    r"(?:%|відсот\w*|відс\b|процент\w*|percent)\)?(?:\s*\([а-яіїєґ’'\s]*\))?"
)
#: The closing words bare, in brackets, or emphasised.
_CLOSINGS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _WORDS + r"[\s.;!]*",
        rf"\(\s*{_WORDS}[\s.]*\)[\s.;!]*",
        rf"(?P<mark>\*{{1,3}}|_{{1,3}}){_WORDS}[\s.;!]*(?P=mark)[\s.;!]*",
    )
)
#: No closing words are longer; the limit keeps the search, quadratic in the number of blanks, fast.
_LONGEST_CLOSING = 200
_NO_WORDS = r"[-\u2010-\u2015\u2212.\s]*"
_DASHES = re.compile(_NO_WORDS)
_NOT_SUBMITTED = re.compile(
    rf"{_NO_WORDS}|н/д|(?:інформаці[яюї]\s+)?(?:не\s+(?:по|на)дан[оаі]|відсутня)\.?",
    re.IGNORECASE,
)
#: A cell that holds only a percent, possibly after a word for it, or a status with an optional percent.
_PERCENT = r"\(?(?P<percent>\d{1,3})(?:[.,]0+)?\s*%\)?"
_ONLY_PERCENT = re.compile(
    rf"(?:(?:стан|відсоток|виконання|виконано|готовність)\s*)*(?:на\s+)?[:\-\u2010-\u2015]?\s*{_PERCENT}[\s.;!]*",
    re.IGNORECASE,
)
_STATUS = re.compile(
    rf"(?P<status>[^\d%(]{{4,40}}?)[\s,:\-\u2010-\u2015]*(?:{_PERCENT})?[\s.;!]*", re.IGNORECASE
)
#: The command at the foot of a prozvit report that makes the report again.
_MAKES_IT = re.compile(rf"prozvit export ({YEAR}(?:-(?:Q[1-4]|H[12]))?) --at [0-9a-f]{{40}}")


def split_closing(text: str) -> tuple[str, int | None]:
    """Return a text without its closing words "Стан виконання – N %", and N (0 to 100, None if absent)."""
    *rest, last = text.removesuffix("\n").split("\n")
    start = max(0, len(last) - _LONGEST_CLOSING)
    found = [match for form in _CLOSINGS for match in form.finditer(last, start) if match.end() == len(last)]
    if not found:
        return text, None
    # The longest match includes the brackets or asterisks around the shorter ones.
    whole = min(found, key=lambda match: match.start())
    percent = int(whole["percent"])
    if percent not in PERCENTS:
        return text, None
    kept = [*rest, last[: whole.start()].rstrip()]
    return "".join(line + "\n" for line in kept if line), percent


def is_silent(line: str) -> bool:
    """Return whether a cell is empty or states that no progress was submitted."""
    return _NOT_SUBMITTED.fullmatch(line) is not None


def is_bare(line: str) -> bool:
    """Return whether a cell is empty or holds only dashes."""
    return _DASHES.fullmatch(line) is not None


def told(line: str) -> tuple[Status | None, int | None]:
    """Return the status and percent (0 to 100) that a cell consists of; both are None for other words."""
    if found := _ONLY_PERCENT.fullmatch(line):
        return None, _percent(found["percent"])
    if (found := _STATUS.fullmatch(line)) and (status := status_said(found["status"])):
        return status, _percent(found["percent"])
    return None, None


def percent_named(line: str) -> int | None:
    """Return the percent (0 to 100) in a cell of a percent column, with or without the sign, else None."""
    return told(line if line.endswith("%") else f"{line} %")[1]


def _percent(digits: str | None) -> int | None:
    return int(digits) if digits is not None and int(digits) in PERCENTS else None


def made_for(foot: str) -> Period | None:
    """Return the period that a prozvit report was made for, as its foot states, or None."""
    found = _MAKES_IT.findall(foot)
    return Period.from_code(found[-1]) if found else None
