"""Which programme a screen is of, where several hold one period; where one does, nothing is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.periods import Period


class Held(NamedTuple):
    """A period, and the id of a programme that holds it."""

    period: Period
    programme: str


def shown(snapshot: Snapshot, period: Period, wanted: str | None) -> str:
    """Return the programme (its id) that a screen shows of a period: the wanted one, or the first.

    Raise `Misused` for a period that no programme holds.
    """
    holding = [each.id for each in snapshot.programmes_of(period)]
    if len(holding) < 2:  # noqa: PLR2004 - with one there is nothing to choose
        return snapshot.programme(period).id
    return wanted if wanted is not None and wanted in holding else holding[0]


def is_shared(snapshot: Snapshot, period: Period) -> bool:
    """Say whether several programmes hold a period."""
    return len(snapshot.programmes_of(period)) > 1


def named(snapshot: Snapshot, held: Held, language: Language) -> str:
    """Return a period in words, with its programme's id where several hold it."""
    said = language.show(held.period)
    return f"{said} · {held.programme}" if is_shared(snapshot, held.period) else said


def choices(snapshot: Snapshot, language: Language) -> list[tuple[Held, str]]:
    """Return all periods to choose from, each in words: of several programmes, once for each."""
    found = []
    for period in snapshot.periods():
        holding = snapshot.programmes_of(period)
        for programme in holding:
            held = Held(period, programme.id)
            words = _answered(snapshot, held, language)
            found.append((held, f"{words} · {programme.title}" if len(holding) > 1 else words))
    return found


def _answered(snapshot: Snapshot, held: Held, language: Language) -> str:
    """Return a period in a line: how many of its measures have an answer, and whether it is closed."""
    line, period = named(snapshot, held, language), held.period
    if not snapshot.whole:
        return line
    present = snapshot.present(period, held.programme)
    count = sum(period in record.progress for record in present)
    line += " · " + language.say("{count} of {all} reported", count=count, all=len(present))
    return f"{line} · {language.say('closed')}" if period in snapshot.closed else line
