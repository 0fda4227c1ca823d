"""Doubts: values that are valid but probably not meant.

They are shown while a field is edited, before a save and by `check`; a person may overrule each of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from records.language import Message
from records.rules.problems import Problem
from records.texts.bullets import foreign_bullet
from records.texts.personal import personal_data
from records.values.layout import REGISTER
from records.values.model import Deadline, Measure, Programme, Progress, Rules, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.periods import Period

_COMPLETE = 100
#: A text shorter than this hardly says what was done.
_SHORTEST_TEXT = 20
_RESULTS = frozenset({Status.IMPLEMENTED, Status.PARTLY})
_CLOSING = re.compile(
    r"стан виконання[ \u00a0]{0,3}[-\u2010-\u2015\u2212:]?[ \u00a0]{0,3}(\d{1,3})[ \u00a0]{0,3}%",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z]+")
_CYRILLIC = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯЁЪЫЭ")
_MIXED = re.compile("[A-Za-z][А-Яа-яЁёІіЇїЄєҐґ]|[А-Яа-яЁёІіЇїЄєҐґ][A-Za-z]")
_WORD = re.compile(r"[^\W_]+")
# Roman numerals of mixed alphabets ("IІ") are not reported: they look right and break no search.
_NUMERAL = re.compile("[IVXІХ]+")


class Doubt(NamedTuple):
    """A doubt about one key of a record."""

    key: str
    value: object
    message: Message


def doubts(snapshot: Snapshot, period: Period) -> list[Problem]:
    """Return the doubts (all warnings) about the rules, the measures and their progress of one period."""
    programmes = {programme.id: programme for programme in snapshot.rules.programmes}
    problems = [Problem("warning", REGISTER, *doubt) for doubt in doubts_of_rules(snapshot.rules)]
    for record in snapshot.measures:
        found = doubts_of_measure(record.measure, programmes.get(record.programme))
        problems += [Problem("warning", record.path(), *doubt) for doubt in found]
        progress = record.progress.get(period)
        if progress is not None:
            found = doubts_by_key(record.measure, progress, period, previous_of(record, period))
            problems += [Problem("warning", record.path(period), *doubt) for doubt in found]
    return problems


def previous_of(record: MeasureRecord, period: Period) -> Progress | None:
    """Return a measure's latest progress before a period, None if there is none."""
    earlier = max((each for each in record.progress if each < period), default=None)
    return None if earlier is None else record.progress[earlier]


def doubts_of_progress(
    measure: Measure, progress: Progress, period: Period, previous: Progress | None
) -> list[Message]:
    """Return the doubts about a progress being edited; `previous` is the measure's latest one before it."""
    return [doubt.message for doubt in doubts_by_key(measure, progress, period, previous)]


def doubts_by_key(
    measure: Measure, progress: Progress, period: Period, previous: Progress | None
) -> list[Doubt]:
    """Return the same doubts, each with the key and value of its field."""
    return [
        *_of_status(measure, progress, period),
        *_of_completed(progress, period, previous),
        *_of_text(progress),
        *(_against_previous(progress, previous) if previous is not None else ()),
    ]


def doubts_of_rules(rules: Rules) -> list[Doubt]:
    """Return the doubts about a register's rules."""
    return list(_mixed("body", rules.body))


def doubts_of_measure(measure: Measure, programme: Programme | None) -> list[Doubt]:
    """Return the doubts about a measure's own fields; `programme` is None if it is unknown."""
    return list(_of_measure(measure, programme))


def doubts_of_deadline(old: Deadline, new: Deadline, on: date) -> list[Message]:
    """Return a doubt if the deadline had already passed on `on` and is being moved to a later date."""
    if old.until is None or old.until >= on or new.until == old.until:
        return []
    if new.until is not None and new.until < old.until:
        return []
    return [
        Message(
            "The deadline passed on {old} and is moved to {new} afterwards. Name the decision that moves it.",
            old=old.until,
            new=new.until,
        )
    ]


def mixed_words(text: str) -> list[str]:
    """Return the distinct words of a text that mix Cyrillic and Latin letters."""
    padded = f" {text} "
    if not any(
        padded[run.start() - 1] in _CYRILLIC or padded[run.end()] in _CYRILLIC
        for run in _LATIN.finditer(padded)
    ):
        return []
    words = dict.fromkeys(word for word in _WORD.findall(text) if _MIXED.search(word))
    return [word for word in words if _NUMERAL.fullmatch(word) is None]


def _of_measure(measure: Measure, programme: Programme | None) -> Iterator[Doubt]:
    for key, text in (("title", measure.title), ("deadline.text", measure.deadline.text)):
        yield from _mixed(key, text)
    if programme is None:
        return
    for key, day in (("deadline.from", measure.deadline.from_), ("deadline.until", measure.deadline.until)):
        if day is not None and not programme.from_ <= day <= programme.until:
            yield Doubt(
                key,
                day,
                Message(
                    "{day} lies outside the programme’s years ({first} – {last}).",
                    day=day,
                    first=programme.from_,
                    last=programme.until,
                ),
            )


def _of_status(measure: Measure, progress: Progress, period: Period) -> Iterator[Doubt]:
    until = measure.deadline.until
    going_on = progress.status in {Status.IN_PROGRESS, Status.NOT_STARTED}
    if until is not None and until < period.last_day and going_on:
        yield Doubt(
            "status",
            progress.status,
            Message(
                "The deadline passed on {until}, and the status is still “{status}”.",
                until=until,
                status=progress.status,
            ),
        )


def _of_completed(progress: Progress, period: Period, previous: Progress | None) -> Iterator[Doubt]:
    completed = progress.completed
    if completed is None:
        return
    if progress.status not in _RESULTS:
        yield Doubt(
            "completed",
            completed,
            Message(
                "There is a completion date, and the status is “{status}”: only a result has one.",
                status=progress.status,
            ),
        )
    # A result completed in an earlier period keeps its date in later ones.
    carried = previous is not None and previous.completed == completed
    if not carried and not period.first_day <= completed <= period.last_day:
        yield Doubt(
            "completed",
            completed,
            Message("The completion date {day} lies outside {period}.", day=completed, period=period),
        )


def _of_text(progress: Progress) -> Iterator[Doubt]:
    text = progress.text.strip()
    if not text:
        if progress.status is Status.IMPLEMENTED or progress.percent == _COMPLETE:
            yield Doubt(
                "text",
                "",
                Message("Reported as implemented, and the text is empty. What was done?"),
            )
        return
    if len(text) < _SHORTEST_TEXT:
        yield Doubt(
            "text", text, Message("The text is very short: it should say what was done, when and by whom.")
        )
    if (sign := foreign_bullet(text)) is not None:
        yield Doubt("text", sign, Message("“{sign}” makes no list: begin its lines with “- ”.", sign=sign))
    if "%" in text:
        for said in _CLOSING.finditer(text):
            yield Doubt("text", said.group(), _closing(int(said[1]), progress.percent))
    yield from _mixed("text", text)
    for message in personal_data(text):
        yield Doubt("text", message.values["found"], message)
    for place, evidence in enumerate(progress.evidence):
        yield from _mixed(f"evidence.{place}.title", evidence.title)
        for message in personal_data(f"{evidence.title}\n{evidence.ref}"):
            yield Doubt(f"evidence.{place}", message.values["found"], message)


def _closing(said: int, percent: int | None) -> Message:
    if percent is None:
        return Message(
            "The text says {said} %, and no percent is given. Give it, and take the words out.",
            said=said,
        )
    if said != percent:
        return Message(
            "The text says {said} %, and the percent is {percent}. Correct one of them.",
            said=said,
            percent=percent,
        )
    return Message(
        "The report adds “Стан виконання – {percent} %” by itself: take the words out of the text.",
        percent=percent,
    )


def _against_previous(progress: Progress, previous: Progress) -> Iterator[Doubt]:
    now, before = progress.percent, previous.percent
    if now is not None and before is not None and now < before:
        yield Doubt(
            "percent",
            now,
            Message("{now} % is less than the {before} % of the period before.", now=now, before=before),
        )
    elif previous.status is Status.IMPLEMENTED and progress.status is not Status.IMPLEMENTED:
        yield Doubt(
            "status",
            progress.status,
            Message(
                "The period before reported it as implemented, and now it is “{status}”.",
                status=progress.status,
            ),
        )
    if progress.text.strip() and _same_words(progress.text, previous.text):
        yield Doubt("text", progress.text, Message("The text has not changed since the period before."))


def _same_words(text: str, other: str) -> bool:
    # Most texts already differ in their last word, so the full comparison is rare.
    last, other_last = text.rsplit(None, 1)[-1:], other.rsplit(None, 1)[-1:]
    return last == other_last and text.split() == other.split()


def _mixed(key: str, text: str) -> Iterator[Doubt]:
    words = mixed_words(text)
    if words:
        yield Doubt(
            key,
            words[0],
            Message("Cyrillic and Latin letters are mixed: {words}. Type this again.", words=words[:3]),
        )
