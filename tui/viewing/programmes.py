"""The programme that a screen shows; it is named only if several include the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.periods import Period


class Held(NamedTuple):
    """A period, and the id of a programme that includes it."""

    period: Period
    programme: str


def shown(snapshot: Snapshot, period: Period, wanted: str | None) -> str:
    """Return the id of the programme that a screen shows for a period: the wanted one, else the first.

    Raise `Misused` for a period that no programme includes.
    """
    holding = [each.id for each in snapshot.programmes_of(period)]
    if len(holding) < 2:  # noqa: PLR2004 - with one there is no choice
        return snapshot.programme(period).id
    return wanted if wanted is not None and wanted in holding else holding[0]


def is_shared(snapshot: Snapshot, period: Period) -> bool:
    """Return whether several programmes include a period."""
    return len(snapshot.programmes_of(period)) > 1


def named(snapshot: Snapshot, held: Held, language: Language) -> str:
    """Return a period in words, with its programme's id if several include it."""
    said = language.show(held.period)
    return f"{said} · {held.programme}" if is_shared(snapshot, held.period) else said


def choices(snapshot: Snapshot, language: Language) -> list[tuple[Held, str]]:
    """Return all periods with their labels; one that several programmes include, once for each."""
    found = []
    for period in snapshot.periods():
        holding = snapshot.programmes_of(period)
        for programme in holding:
            held = Held(period, programme.id)
            words = _answered(snapshot, held, language)
            found.append((held, f"{words} · {programme.title}" if len(holding) > 1 else words))
    return found


def _answered(snapshot: Snapshot, held: Held, language: Language) -> str:
    """Return a period's label: how many of its measures have an answer, and whether it is closed."""
    line, period = named(snapshot, held, language), held.period
    if not snapshot.whole:
        return line
    present = snapshot.present(period, held.programme)
    count = sum(period in record.progress for record in present)
    line += " · " + language.say("{count} of {all} reported", count=count, all=len(present))
    return f"{line} · {language.say('closed')}" if period in snapshot.closed else line
