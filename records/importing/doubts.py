"""Doubts that an import reports about a row: about its status, missing values and split unit names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.importing.assumed import Assumed
from records.importing.phrases import is_bare
from records.importing.statuses import speaks_of_status, status_told
from records.language import Message
from records.texts.prose import plain
from records.values.statuses import agrees, status_from_percent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from records.importing.reported import Reported
    from records.values.model import Deadline, Status

#: The number of characters quoted from the end of a text.
_QUOTED = 50
_PAIRS = (("«", "»"), ("(", ")"))
_BETWEEN = re.compile(r",\s+|\s+(?:та|і|й)\s+")
_SEVERAL = re.compile(r"\s/\s|:\s")
#: Nouns that unit names are built on; in the rest of a split name none of them is in the nominative.
_HEAD = re.compile(
    r"\b(?:відділ|управління|департамент|сектор|служба|центр|комітет|комісія|виконком|апарат|бюро|інспекція|фонд|"
    r"рада|адміністрація|архів|підрозділи?|органи?|заклади?|підприємств[оа]|установ[аи]|організаці[яї]|школ[аи]|"
    r"ліце[йї]|гімназі[яї]|бібліотек[аи]|бухгалтерія|секретар|голова|керівник[и]?|заступник[и]?|начальник[и]?|"
    r"особ[аи]|старост[аи]|спеціаліст[и]?|депутати)\b",
    re.IGNORECASE,
)


def leaves_unsaid(measures: Sequence[Reported]) -> bool:
    """Return whether most answers of a report name neither a status nor a percent, as in some councils."""
    answers = [each for each in measures if each.text is not None]
    return 2 * sum(_is_unsaid(each) for each in answers) > len(answers)


def status_of(reported: Reported, deadline: Deadline) -> Status:
    """Return the status that a row states, or else the one that follows from its percent."""
    if reported.status is not None:
        return reported.status
    named = _named(reported)
    if named is not None and agrees(named, reported.percent, deadline):
        return named
    return status_from_percent(reported.percent, deadline)


def status_assumed(reported: Reported, status: Status, *, is_manner: bool) -> Assumed | None:
    """Return the assumption that a row's status rests on, or None if it is stated or doubtful."""
    if reported.status is not None or _named(reported) is not None:
        return None
    if reported.percent is not None:
        return Assumed.BY_PERCENT
    return None if any(status_doubts(reported, status, is_manner=is_manner)) else Assumed.UNSAID


def status_doubts(reported: Reported, status: Status, *, is_manner: bool) -> Iterator[Message]:
    """Yield a doubt about the status derived for a row, if there is one.

    `is_manner` says that most rows of the report name neither a status nor a percent.
    """
    named = _named(reported)
    if reported.status is not None or named is status:
        return
    if named is not None:
        template = "“{said}” does not go with {percent} %; the status is set to “{status}”"
        yield Message(template, said=named, percent=reported.percent, status=status)
    elif reported.percent is not None or (is_manner and not speaks_of_status(reported.text or "")):
        return
    elif end := _end(" ".join(plain(reported.text or ""))):
        template = "no percent was found at the text’s end (“{end}”); the status is set to “{status}”"
        yield Message(template, end=end, status=status)
    else:
        yield Message("no percent was found in the text; the status is set to “{status}”", status=status)


def _named(reported: Reported) -> Status | None:
    """Return the status that a row's words name: those of a cell, or the text's first or last sentence."""
    return reported.said or status_told(reported.text or "")


def _is_unsaid(reported: Reported) -> bool:
    return reported.status is None and reported.percent is None and _named(reported) is None


def _end(text: str) -> str:
    """Return the last words of a text, preceded by "…" if it was cut."""
    if len(text) <= _QUOTED:
        return text
    end = text[-_QUOTED:]
    return "…" + (end.partition(" ")[2] or end)


def lacking(reported: Reported, units: Iterable[str]) -> Iterator[Message]:
    """Yield a doubt for each thing that a new measure lacks."""
    if is_bare(reported.deadline):
        yield Message("no deadline stands in the row")
    if not list(units):
        yield Message("no responsible unit stands in the row")


def unit_doubts(named: Sequence[str], new: Collection[str]) -> Iterator[Message]:
    """Yield doubts about new units of a row whose names may be parts of one name, or several names."""
    for place, name in enumerate(named):
        if name not in new:
            continue
        is_rest = place > 0 and name[:1].islower() and not _HEAD.search(name)
        if is_rest or (
            len(named) > 1 and any(name.count(first) != name.count(last) for first, last in _PAIRS)
        ):
            yield Message("the new unit “{unit}” may be a part of a name; look where it is parted", unit=name)
        elif _SEVERAL.search(name) or any(map(_HEAD.search, _BETWEEN.split(name)[1:])):
            yield Message("the new unit “{unit}” may be several; then part them by semicolons", unit=name)
