"""What the programme says of a measure as the form's fields show it, and as the register stores it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.files.snapshot import MeasureRecord
from records.sanitise import clean_line
from records.staff.units import known_unit, responsible_units
from records.values.deadlines import read_deadline
from records.values.model import Deadline, DeadlineKind, Measure, Unit
from records.values.numbers import clean_number
from tui.typed.fields import SEPARATOR, as_day, read_all, read_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.language import Message
    from records.values.changes import Key
    from records.values.model import Programme

#: What a draft calls a measure that has no number yet: no id, so no measure's own.
NEW = "+new"
_TEXTS = ("title", "deadline.text", "section", "indicator", "funding")


def as_typed(measure: Measure, units: Mapping[str, Unit]) -> dict[str, str]:
    """Return a measure as the fields show it, in the form's order: without what no field can hold."""
    shown = {
        "number": measure.number,
        "title": measure.title,
        "deadline.text": measure.deadline.text,
        **_when(measure.deadline),
        "responsible": f"{SEPARATOR} ".join(unit_words(unit, units) for unit in measure.responsible),
        "section": measure.section,
        "indicator": measure.indicator,
        "funding": measure.funding,
    }
    return {key: clean_line(text).text for key, text in shown.items()}


def blank(programme: str) -> MeasureRecord:
    """Return the measure that a programme doesn't have yet."""
    return MeasureRecord(programme, NEW, Measure(number="", title=""), {})


def unit_words(unit: str, units: Mapping[str, Unit]) -> str:
    """Return the shortest name that the unit with this id can be told by when it is typed."""
    known = units.get(unit)
    for name in (known.short, known.name) if known is not None else ():
        if name and SEPARATOR not in name and known_unit(units, name) == unit:
            return name
    return unit


def unit_names(typed: str) -> list[str]:
    """Return the names in a field of units."""
    return [name for part in typed.split(SEPARATOR) if (name := clean_line(part).text)]


def reading(wording: str, programme: Programme) -> dict[str, str]:
    """Return the kind and the days that follow from a deadline's wording, as the fields show them."""
    return _when(read_deadline(wording, programme.from_, programme.until))


def to_store(
    values: Mapping[str, str], before: Measure, units: Mapping[str, Unit]
) -> tuple[dict[str, Any], dict[Key, Any], dict[str, Message]]:
    """Return what is typed as the register stores it, in three parts.

    The first is for `measure.toml`, None for an empty field; the second for `units.toml`, where units are
    named that are not in it yet; the third says by field what can't be read, and why. `before` is the
    measure as it is.
    """
    # A unit that units.toml has lost is no new one.
    lost = {unit: Unit(name=unit) for unit in before.responsible if unit not in units}
    ids, new = responsible_units({**units, **lost}, unit_names(values["responsible"]))
    readers: dict[str, Callable[[str], Any]] = {
        "number": clean_number,
        **dict.fromkeys(_TEXTS, lambda text: clean_line(text).text or None),
        "deadline.kind": str,
        "deadline.from": read_day,
        "deadline.until": read_day,
        "responsible": lambda _names: ids or None,
    }
    stored, unread = read_all(values, readers)
    return stored, new, unread


def as_measure(values: Mapping[str, Any], before: Measure) -> Measure:
    """Return stored values as a measure, not judged yet; what the form doesn't show is as `before`."""
    return Measure(
        number=values["number"],
        title=values["title"] or "",
        responsible=tuple(values["responsible"] or ()),
        indicator=values["indicator"] or "",
        funding=values["funding"] or "",
        section=values["section"] or "",
        retired=before.retired,
        deadline=Deadline(
            text=values["deadline.text"] or "",
            kind=DeadlineKind(values["deadline.kind"]),
            from_=values.get("deadline.from"),
            until=values.get("deadline.until"),
        ),
    )


def _when(deadline: Deadline) -> dict[str, str]:
    return {
        "deadline.kind": deadline.kind.value,
        "deadline.from": as_day(deadline.from_),
        "deadline.until": as_day(deadline.until),
    }
