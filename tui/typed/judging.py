"""The errors and doubts about typed values, each assigned to the field that it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from records.rules.judging import judge
from records.values.model import Unit
from tui.typed import measure as typed_measure
from tui.typed import progress as typed_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Message
    from records.rules.judging import Judgement
    from records.values.changes import Key
    from records.values.layout import Place
    from records.values.model import Measure
    from records.values.periods import Period


class Judged(Struct):
    """Typed values as the register stores them, with the messages by field, "" for the form as a whole.

    `units` are the entries for `units.toml` of the new units among the typed names.
    """

    stored: dict[str, Any]
    errors: dict[str, list[Message]] = field(default_factory=dict)
    doubts: dict[str, list[Message]] = field(default_factory=dict)
    units: dict[Key, Any] = field(default_factory=dict)

    def first_wrong(self, fields: Iterable[str]) -> str | None:
        """Return the first of these fields that has an error, "" for the form as a whole, or None."""
        return next((key for key in (*fields, "") if self.errors.get(key)), None)


def judge_progress(
    values: Mapping[str, str], record: MeasureRecord, period: Period, snapshot: Snapshot
) -> Judged:
    """Judge the typed progress of a measure for a period."""
    known = record.progress.get(period)
    stored, unread = typed_progress.to_store(values, known.evidence if known is not None else ())
    judged = Judged(stored, {key: [message] for key, message in unread.items()})
    path = record.path(period)
    judgement = judge({path: typed_progress.as_progress(stored)}, snapshot, snapshot, snapshot.today())
    _sort(judged, judgement, path, values)
    return judged


def judge_measure(values: Mapping[str, str], before: Measure, place: Place, snapshot: Snapshot) -> Judged:
    """Judge the typed fields of the measure at a place; `before` is the measure as stored now."""
    stored, units, unread = typed_measure.to_store(values, before, snapshot.units)
    judged = Judged(stored, {key: [message] for key, message in unread.items()}, units=units)
    measure = typed_measure.as_measure(stored, before)
    new = {key[1]: Unit(name=name) for key, name in units.items()}
    around = replace(snapshot, units={**snapshot.units, **new})
    _sort(judged, judge({place.path: measure}, snapshot, around, snapshot.today()), place.path, values)
    return judged


def _sort(judged: Judged, judgement: Judgement, path: str, values: Mapping[str, str]) -> None:
    """Add problems to their fields; those that the change causes in other files go to the whole form."""
    for notice in judgement.notices:
        _add(judged.doubts, notice.key, notice.message, values)
    for problem in (*judgement.errors, *judgement.doubts):
        mine = problem.path == path
        message = problem.message if mine else problem.in_full()
        found = judged.errors if problem.is_error else judged.doubts
        _add(found, problem.key if mine else "", message, values)


def _add(found: dict[str, list[Message]], key: str, message: Message, fields: Iterable[str]) -> None:
    at = next((each for each in fields if key == each or key.startswith(f"{each}.")), "")
    messages = found.setdefault(at, [])
    if message not in messages:
        messages.append(message)
