"""What a report says of corrections: those of closed periods, and what its own edition changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.model import Corrected
from records.sanitise import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.closings.past import Correction, Past
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.periods import Period


#: What stands over the columns of a table of corrections.
HEADINGS = ("No.", "Period", "What changed", "Who", "When", "Why")


def cells(each: Corrected, language: Language) -> tuple[str, ...]:
    """Return a line of the table of corrections, as it prints."""
    fields = ", ".join(each.fields)
    return (each.measure, language.show(each.period), fields, each.by, language.show(each.at), each.reason)


def corrections(snapshot: Snapshot, past: Past, language: Language) -> tuple[Corrected, ...]:
    """Return what was corrected of closed periods since the report before, oldest first."""
    return tuple(_corrected(snapshot, past.corrections, language))


def edition(snapshot: Snapshot, period: Period, past: Past, language: Language) -> str:
    """Return what a second or later edition says of itself, "" for the first and while a period is open."""
    closed = snapshot.closing(period)
    if closed is None or closed.edition == 1:
        return ""
    programmes = [each.where.programme for each in past.changes]
    made = _corrected(snapshot, past.changes, language)
    told: dict[str, list[str]] = {}
    for each, programme in zip(made, programmes, strict=True):
        name = each.measure if len(set(programmes)) == 1 else f"{programme}, {each.measure}"
        fields = told.setdefault(name, [])
        fields += [field for field in each.fields if field not in fields]
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
    if not found:
        return []
    from records.values.fields import label

    numbers = {record.key: record.measure.number for record in snapshot.measures}
    return [
        Corrected(
            measure=visible(numbers.get(each.where.measure, each.where.id)),
            period=each.where.period,
            fields=tuple(label(each.where.path, key).render(language) for key in each.fields),
            by=visible(each.by),
            at=each.at.astimezone(snapshot.timezone),
            reason=visible(" ".join(each.reason.split())),
        )
        for each in found
    ]
