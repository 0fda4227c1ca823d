"""A measure as the form's fields show it, and the typed fields as the register stores them."""

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

#: The id in a draft of a measure that has no number yet; no measure can have it.
NEW = "+new"
_TEXTS = ("title", "deadline.text", "section", "indicator", "funding")


def as_typed(measure: Measure, units: Mapping[str, Unit]) -> dict[str, str]:
    """Return a measure as its fields show it, in the form's order, without unsafe characters."""
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
    """Return an empty record for a measure that is to be added to a programme."""
    return MeasureRecord(programme, NEW, Measure(number="", title=""), {})


def unit_words(unit: str, units: Mapping[str, Unit]) -> str:
    """Return the shortest name by which the unit with this id is recognised when typed, else the id."""
    known = units.get(unit)
    for name in (known.short, known.name) if known is not None else ():
        if name and SEPARATOR not in name and known_unit(units, name) == unit:
            return name
    return unit


def unit_names(typed: str) -> list[str]:
    """Return the names typed in a field of units."""
    return [name for part in typed.split(SEPARATOR) if (name := clean_line(part).text)]


def reading(wording: str, programme: Programme) -> dict[str, str]:
    """Return the kind and days that are read from a deadline's wording, as the fields show them."""
    return _when(read_deadline(wording, programme.from_, programme.until))


def to_store(
    values: Mapping[str, str], before: Measure, units: Mapping[str, Unit]
) -> tuple[dict[str, Any], dict[Key, Any], dict[str, Message]]:
    """Return the typed fields in three parts.

    The first holds the values for `measure.toml`, None for an empty field; the second the entries for
    `units.toml` of units that it lacks; the third, by field, why a value can't be parsed. `before` is the
    measure as stored now.
    """
    # A unit of the stored measure that is missing from units.toml is not a new one.
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
    """Return stored values as an unvalidated measure; what the form doesn't show is taken from `before`."""
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
