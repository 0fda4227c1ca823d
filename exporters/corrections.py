"""Texts of a report on corrections: those made to closed periods, and those in its own edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from exporters.model import Corrected
from records.sanitise import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.closings.past import Correction, Past
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.fields import FieldChange
    from records.values.layout import Place
    from records.values.periods import Period


#: The column headings of the table of corrections.
HEADINGS = ("No.", "Period", "What changed", "Who", "When", "Why")
#: Fields shown with old and new value; a changed text would be too long.
_TOLD = {"status", "percent", "completed", "retired"}


def cells(each: Corrected, language: Language) -> tuple[str, ...]:
    """Return the printed cells of one line in the table of corrections."""
    fields = ", ".join(each.fields)
    return (each.measure, language.show(each.period), fields, each.by, language.show(each.at), each.reason)


def corrections(snapshot: Snapshot, past: Past, language: Language) -> tuple[Corrected, ...]:
    """Return the corrections of closed periods since the previous report, oldest first."""
    return tuple(_corrected(snapshot, past.corrections, language))


def edition(snapshot: Snapshot, period: Period, past: Past, language: Language) -> str:
    """Return what a second or later edition changed; "" for the first edition and for an open period."""
    closed = snapshot.closing(period)
    if closed is None or closed.edition == 1:
        return ""
    numbers = _numbers(snapshot)
    programmes = {each.where.programme for each in past.changes}
    told = {}
    for where, fields in _summed(past.changes).items():
        number = numbers.get(where.measure, visible(where.id))
        name = number if len(programmes) == 1 else f"{where.programme}, {number}"
        told[name] = _said(where, fields, language)
    changes = "; ".join(
        language.say("measure {number} ({fields})", number=number, fields=", ".join(fields))
        for number, fields in told.items()
    )
    return language.say(
        "Edition {edition} of {day}, changes: {changes}.",
        edition=closed.edition,
        day=closed.at.astimezone(snapshot.timezone).date(),
        changes=changes or language.say("none in what the measures report"),
    )


def _corrected(snapshot: Snapshot, found: Sequence[Correction], language: Language) -> list[Corrected]:
    numbers = _numbers(snapshot) if found else {}
    return [
        Corrected(
            measure=numbers.get(each.where.measure, visible(each.where.id)),
            period=each.where.period,
            fields=_said(each.where, each.fields, language),
            by=visible(each.by),
            at=each.at.astimezone(snapshot.timezone),
            reason=visible(" ".join(each.reason.split())),
        )
        for each in found
    ]


def _numbers(snapshot: Snapshot) -> dict[str, str]:
    return {record.key: visible(record.measure.number) for record in snapshot.measures}


def _summed(changes: Sequence[Correction]) -> dict[Place, tuple[FieldChange, ...]]:
    """Return the net changes by place: each field’s first old and last new value, if they differ."""
    found: dict[Place, dict[str, FieldChange]] = {}
    for each in changes:
        fields = found.setdefault(each.where, {})
        for field in each.fields:
            fields[field.key] = replace(field, old=fields.get(field.key, field).old)
    told = {
        where: tuple(field for field in fields.values() if field.old != field.new)
        for where, fields in found.items()
    }
    return {where: fields for where, fields in told.items() if fields}


def _said(where: Place, fields: Sequence[FieldChange], language: Language) -> tuple[str, ...]:
    """Return the labels of fields, short fields with old and new value."""
    from records.values.fields import label, shown

    said = []
    for field in fields:
        name = label(where.path, field.key).render(language)
        if field.key in _TOLD:
            old, new = (
                _value(field.key, shown(field.key, each), language) for each in (field.old, field.new)
            )
            name = f"{name}: {old} → {new}"
        said.append(name)
    return tuple(said)


def _value(key: str, value: object, language: Language) -> str:
    if value is None:
        return "–"
    return f"{value} %" if key == "percent" else language.show(value)
