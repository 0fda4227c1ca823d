"""Parses a span of time from Ukrainian words: a day, month, quarter, half-year or year.

The input is in lower case with plain dashes: "01.07.2024", "1 липня", "іі кв. 2024 р.", "2024 рік".
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from records.values.model import DeadlineKind

_MONTHS = ("січ", "лют", "бер", "квіт", "трав", "черв", "лип", "серп", "вер", "жовт", "лист", "груд")
_MONTH = (
    r"(?P<month>січ(?:ень|ня|ні|нем)|лют(?:ий|ого|ому|им)|берез(?:ень|ня|ні|нем)|квіт(?:ень|ня|ні|нем)"
    r"|трав(?:ень|ня|ні|нем)|черв(?:ень|ня|ні|нем)|лип(?:ень|ня|ні|нем)|серп(?:ень|ня|ні|нем)"
    r"|верес(?:ень|ня|ні|нем)|жовт(?:ень|ня|ні|нем)|листопад[аіу]?|листопадом|груд(?:ень|ня|ні|нем))"
)
_YEAR_WORD = r"(?:року|рік|році|роком|роки|років|роках|рр?\.?)"
_YEAR = rf"(?:,? ?(?P<year>\d{{4}})(?: ?{_YEAR_WORD})?| (?:(?:поточного|звітного|цього) )?{_YEAR_WORD})?"
_DOTTED_YEAR = r"(?:[./](?P<year>\d{4}|\d{2}))?"
# Roman numerals are typed in Latin letters or in Cyrillic ones of the same shape.
_N = (
    r"(?:(?:[iі]v|[iі]{1,3}|[1-4])(?:-?(?:го|ий|й|му|ому|ого|е|є))?"
    r"|(?:перш|друг|четверт)(?:ий|ого|ому|им|е)|трет(?:ій|ього|ьому|ім|є))"
)
_QUARTER_WORD = r" ?(?:кв(?:\.|арт\.?|артал[уіиівам]*)?)"
_HALF_WORD = r" ?(?:півріччя[мх]?|півріччі|півріч\.?|п/р\.?|пів\.)"
_LIST = (
    rf"(?P<n>{_N})(?:(?P<joint>-|, ?|/| та | і | й )(?P<middle>(?:{_N}(?:, ?| та | і | й ))*)(?P<m>{_N}))?"
)

#: Stands for the last day of a month, whatever its number.
_END = 99
_LEAP_YEAR = 2024


class Span(NamedTuple):
    """A span from one (month, day) to another; `year` is None if the text names none."""

    kind: DeadlineKind
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None

    def days(self, year: int | None) -> tuple[date | None, date | None] | None:
        """Return the first and last day, in `year` if the text names no year.

        Without any year both days are None. Returns None if the text names a day that is not in the calendar.
        """
        year = self.year or year
        first, last = (_day(year or _LEAP_YEAR, *edge) for edge in (self.first, self.last))
        if first is None or last is None or first > last:
            return None
        return (None, None) if year is None else (first, last)


def read_span(text: str) -> Span | None:
    """Return the span that a text names as a whole, or None."""
    for pattern, reader in _READERS:
        if match := pattern.fullmatch(text):
            return reader(match)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        if day == _END:
            following = date(year, month, 28) + timedelta(days=4)
            return following.replace(day=1) - timedelta(days=1)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _year(match: re.Match[str]) -> int | None:
    year: str | None = match.groupdict().get("year")
    if year is None:
        return None
    return int(year) + 2000 if len(year) == len("17") else int(year)


def _month_number(name: str) -> int:
    return next(n for n, stem in enumerate(_MONTHS, 1) if name.startswith(stem))


def _numeral(text: str) -> int:
    stems = {"перш": 1, "друг": 2, "трет": 3, "четверт": 4}
    for stem, n in stems.items():
        if text.startswith(stem):
            return n
    roman = re.match("[iіv]+", text)
    if roman is None:
        return int(text[0])
    return 4 if roman.group().endswith("v") else len(roman.group())


def _dotted(match: re.Match[str]) -> Span:
    edge = int(match["month"]), int(match["day"])
    return Span(DeadlineKind.BY_DATE, edge, edge, _year(match))


def _worded(match: re.Match[str]) -> Span:
    month = _month_number(match["month"])
    edge = month, int(match["day"])
    if match["to"] is None:
        return Span(DeadlineKind.BY_DATE, edge, edge, _year(match))
    return Span(DeadlineKind.RANGE, edge, (month, int(match["to"])), _year(match))


def _month(match: re.Match[str]) -> Span:
    month = _month_number(match["month"])
    return Span(DeadlineKind.RANGE, (month, 1), (month, _END), _year(match))


def _parts(match: re.Match[str], months: int, kind: DeadlineKind) -> Span | None:
    """Read quarters or half-years of `months` months each; a list with gaps is not a span."""
    first = last = _numeral(match["n"])
    if match["m"] is not None:
        last = _numeral(match["m"])
        named = 2 + len(re.findall(_N, match["middle"] or ""))
        if first >= last or (match["joint"] != "-" and named != last - first + 1):
            return None
        kind = DeadlineKind.RANGE
    if last * months > len(_MONTHS):
        return None
    return Span(kind, ((first - 1) * months + 1, 1), (last * months, _END), _year(match))


def _quarters(match: re.Match[str]) -> Span | None:
    return _parts(match, 3, DeadlineKind.QUARTER)


def _halves(match: re.Match[str]) -> Span | None:
    return _parts(match, 6, DeadlineKind.RANGE)


def _months_of_year(match: re.Match[str]) -> Span | None:
    months = int(match["n"])
    if not 0 < months <= len(_MONTHS):
        return None
    return Span(DeadlineKind.RANGE, (1, 1), (months, _END), _year(match))


def _whole_year(match: re.Match[str]) -> Span:
    return Span(DeadlineKind.WITHIN_YEAR, (1, 1), (12, _END), _year(match))


_READERS = [
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            rf"(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}}){_DOTTED_YEAR}(?: ?{_YEAR_WORD})?",
            _dotted,
        ),
        (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", _dotted),
        (rf"(?P<day>\d{{1,2}})(?:-?го)?(?:(?:-| по | до )(?P<to>\d{{1,2}}))? {_MONTH}{_YEAR}", _worded),
        (rf"(?:місяц[яьі] )?{_MONTH}(?: місяця)?{_YEAR}", _month),
        (rf"{_LIST}{_QUARTER_WORD}{_YEAR}", _quarters),
        (rf"{_LIST}{_HALF_WORD}{_YEAR}", _halves),
        (rf"(?P<n>\d{{1,2}}) місяц\w+{_YEAR}", _months_of_year),
        (rf"(?:календарн\w+ |бюджетн\w+ )?(?P<year>(?:19|20)\d\d)(?: ?{_YEAR_WORD})?", _whole_year),
        (
            rf"(?:(?:поточн|звітн|цілого|всього|усього|календарн|бюджетн)\w* )?{_YEAR_WORD}",
            _whole_year,
        ),
    )
]
