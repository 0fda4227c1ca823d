"""Reads the kind and dates of a deadline from its adopted wording.

People word programmes freely: "Протягом року", "до 1 липня 2024 р.", "ІІ кв. 2024 року", "щокварталу". The
wording itself is never changed. A wording that cannot be read has the kind `other` and no dates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from records.language import Message
from records.sanitise import clean_line
from records.values.model import Deadline, DeadlineKind
from records.values.spans import Span, read_span

if TYPE_CHECKING:
    from datetime import date

_DASHES = re.compile(" ?[-\u2010-\u2015\u2212] ?")
_QUOTES = re.compile("[«»“”„\"']")
_NOTES = re.compile(r"\([^()]*\)")

# Work that continues after a single period's part of it is done.
_CONTINUOUS = re.compile(
    r"постійно(?: діючий)?|(?:на|в|у) постійн(?:ій основі|ому режимі)|безстроково|безперервно|цілодобово"
    r"|систематично|(?:увесь|весь) час"
)
_COUNT = r"(?:\d+|одного|один|двох|два|трьох|три|чотирьох|чотири)"
_UNIT = r"(?:квартал|місяц|рік|року?|півріччя|півроку|тиж|декад|день|півр)"
_RECURRING = re.compile(
    r"щокварт\w*|щомісяц\w*|щомісячн\w*|щорок\w*|щорічн\w*|щопівр\w*|щотиж\w*|щодня|щоденн\w*|щодекад\w*"
    rf"|(?:не (?:рідше|менше)(?: ніж| як| за)? )?(?:{_COUNT} )?раз(?:у|и|ів)? (?:на|у|в) "
    rf"(?:{_COUNT} )?{_UNIT}\w*"
    rf"|(?:двічі|тричі|щонайменше \w+) (?:на|у|в) {_UNIT}\w*"
    rf"|кожн(?:ого|ий|і|ої|у|е|их) (?:{_COUNT} )?{_UNIT}\w*|періодично|регулярно"
    r"|до \d{1,2} числа(?: кожного)?(?: місяця)?,? (?:що (?:настає|йде) за|наступного (?:за|після)) звітн\w*"
    r"(?: \w+)?"
)
# "Until 1 July, and from then on" has no last day.
_FROM_THEN_ON = re.compile(r"\b(?:далі|надалі|(?:у|в) подальшому|потім|після цього)\b")

_BY = re.compile(
    r"(?:(?:у|в) (?:строк|термін) )?(?:до|по|не пізніше(?: ніж| за| як)?(?: до)?|станом на) (?P<rest>.+)"
)
_EDGE = re.compile(
    r"(?:на )?(?P<edge>кінц[яюі]|кінець|наприкінці|завершення|закінчення|початку|початок) (?P<rest>.+)"
)
_FROM = re.compile(r"(?:починаючи )?(?:з|із|зі|від) (?P<rest>.+)")
_WITHIN = re.compile(
    r"(?:протягом|упродовж|впродовж|на протязі|за період|у період|в період|період|за|у|в|на) (?P<rest>.+)"
)
_BETWEEN = re.compile(r" ?- ?| (?:до|по) ")
_PROGRAMME = re.compile(
    r"(?:(?:протягом|упродовж|впродовж|на|у|в) )?(?:(?:усього|всього|весь|увесь) )?"
    r"(?:(?:строку?|терміну?|періоду?|часу?) )?(?:дії|реалізації|виконання|впровадження) "
    r"(?:\w+ )?(?:програми|стратегії|плану|плану заходів)"
)
_LOOKS_DATED = re.compile(
    r"\d{4}|\d[./]\d|кварт|\bкв\b|півріч|\d ?(?:січ|лют|бер|квіт|трав|черв|лип|серп|вер|жовт|лист|груд)"
)


#: A text longer than this is not read as a deadline.
_LONGEST_WORDING = 400


class _Reading(NamedTuple):
    """The kind and dates of a wording.

    `yearless` is set if no year is known, and `vague` if "до" is followed by more than a single day.
    """

    kind: DeadlineKind
    first: date | None = None
    last: date | None = None
    yearless: bool = False
    vague: bool = False


_UNREAD = _Reading(DeadlineKind.OTHER)


def read_deadline(wording: str, first: date, last: date) -> Deadline:
    """Return the deadline with its wording unchanged and the kind and dates read from it.

    `first` and `last` are the first and last day of the programme. A wording without a year takes the
    programme's, if that has only one. Any text is accepted; an unreadable one has the kind `other`, no dates.
    """
    reading = _read(_normal(wording), first, last)
    return Deadline(text=wording, kind=reading.kind, from_=reading.first, until=reading.last)


def deadline_doubt(wording: str, first: date, last: date) -> Message | None:
    """Return a question for the user if the reading of a wording is doubtful, else None."""
    text = _normal(wording)
    reading = _read(text, first, last)
    if reading.kind is DeadlineKind.OTHER:
        if _LOOKS_DATED.search(text) is None:
            return None
        return Message(
            "The deadline “{wording}” could not be read as a date. Choose its kind and dates yourself.",
            wording=wording,
        )
    if reading.yearless and not reading.kind.endless:
        return Message(
            "The deadline “{wording}” names no year, and the programme has several. Set the dates yourself.",
            wording=wording,
        )
    if reading.vague:
        return Message(
            "The deadline “{wording}” is read as up to {last} inclusive. Is that what it means?",
            wording=wording,
            last=reading.last,
        )
    days = [day for day in (reading.first, reading.last) if day is not None]
    if any(not first <= day <= last for day in days):
        return Message(
            "The deadline “{wording}” lies outside the programme’s years ({first} – {last}).",
            wording=wording,
            first=first,
            last=last,
        )
    return None


def _normal(wording: str) -> str:
    """Return a wording in lower case, with plain dashes and spaces and without quotation marks."""
    text = _QUOTES.sub("", clean_line(wording).text.lower())
    return _DASHES.sub("-", text).strip(" .,;:")


def _read(text: str, first: date, last: date) -> _Reading:
    if len(text) > _LONGEST_WORDING:
        return _UNREAD
    year = first.year if first.year == last.year else None
    return _endless(text, first, last, year) or _dated(text, first, last, year) or _UNREAD


def _endless(text: str, first: date, last: date, year: int | None) -> _Reading | None:
    """Read "постійно" or "щокварталу", together with the years if the wording names them."""
    continuous, recurring = _CONTINUOUS.search(text), _RECURRING.search(text)
    if continuous and (recurring is None or continuous.start() < recurring.start()):
        kind, found = DeadlineKind.CONTINUOUS, continuous
    elif recurring:
        # The day in "щороку, до 1 квітня" comes back every year, so it gets no year.
        kind, found, year = DeadlineKind.RECURRING, recurring, None
    else:
        return None
    if _FROM_THEN_ON.search(text):
        return _Reading(kind)
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    within = _dated(" ".join(rest.split()).strip(" .,;:"), first, last, year)
    if within is None or within.kind is DeadlineKind.QUARTER:
        return _Reading(kind)
    return within._replace(kind=kind)


def _dated(text: str, first: date, last: date, year: int | None) -> _Reading | None:
    """Read a wording with dates, either as a whole or from its only readable clause."""
    plain = _DASHES.sub("-", " ".join(_NOTES.sub(" ", text).split())).strip(" .,;:")
    for candidate in dict.fromkeys((text, plain)):
        if reading := _clause(candidate, first, last, year):
            return reading
    clauses = [clause.strip(" .") for clause in re.split(r"[,;]", plain)]
    readings = [(clause, _clause(clause, first, last, year)) for clause in clauses]
    read = [reading for _, reading in readings if reading is not None]
    unread = [clause for clause, reading in readings if reading is None]
    # Two readable clauses are two deadlines; dates in an unreadable clause may matter more than the read
    # ones.
    if len(read) != 1 or any(_LOOKS_DATED.search(clause) for clause in unread):
        return None
    return read[0]


def _clause(text: str, first: date, last: date, year: int | None) -> _Reading | None:
    if _PROGRAMME.fullmatch(text):
        return _Reading(DeadlineKind.RANGE, first, last)
    if match := _BY.fullmatch(text):
        return _by(match["rest"], year)
    if _EDGE.fullmatch(text):
        return _by(text, year)
    if match := _WITHIN.fullmatch(text):
        return _clause(match["rest"], first, last, year)
    if match := _FROM.fullmatch(text):
        return _between(match["rest"], year) or _since(match["rest"], year)
    span = read_span(text)
    return _of_span(span, year) if span is not None else _between(text, year)


def _of_span(span: Span, year: int | None) -> _Reading | None:
    days = span.days(year)
    if days is None:
        return None
    if days == (None, None):
        return _Reading(span.kind, yearless=True)
    if span.kind is DeadlineKind.BY_DATE:
        return _Reading(span.kind, None, days[1])
    return _Reading(span.kind, *days)


def _by(text: str, year: int | None) -> _Reading | None:
    """Read the part after "до": a day, or the end or beginning of a longer span."""
    edge = _EDGE.fullmatch(text)
    span = read_span(edge["rest"] if edge else text)
    days = span.days(year) if span is not None else None
    if days is None:
        return None
    last = days[0] if edge and edge["edge"].startswith("поч") else days[1]
    # People disagree on whether "до III кварталу" includes the quarter.
    vague = edge is None and days[0] != days[1]
    return _Reading(DeadlineKind.BY_DATE, None, last, yearless=last is None, vague=vague)


def _since(text: str, year: int | None) -> _Reading | None:
    span = read_span(text)
    days = span.days(year) if span is not None else None
    if days is None:
        return None
    return _Reading(DeadlineKind.RANGE, days[0], None, yearless=days[0] is None)


def _between(text: str, year: int | None) -> _Reading | None:
    """Read "з 1 березня до 30 вересня 2023 року"; an end without a year takes the year of the other end."""
    for separator in _BETWEEN.finditer(text):
        start, end = read_span(text[: separator.start()]), read_span(text[separator.end() :])
        if start is None or end is None:
            continue
        end_year = end.year or start.year or year
        begin, finish = start.days(start.year or end_year), end.days(end_year)
        if begin is None or finish is None:
            return None
        if begin[0] is None or finish[1] is None:
            return _Reading(DeadlineKind.RANGE, yearless=True)
        return _Reading(DeadlineKind.RANGE, begin[0], finish[1]) if begin[0] <= finish[1] else None
    return None
