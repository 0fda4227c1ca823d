"""`diff`: the differences between two periods, two states of the register, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from records.trail.comparison import compare, sides
from records.values.layout import place
from tui.cli.framework import Command, Session
from tui.cli.options import with_json
from tui.cli.output import note, tell, tell_json, tell_wrapped
from tui.cli.told import field_by_words, fields_document, tells

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.trail.comparison import Difference, Side


@click.command("diff", cls=Command, help="Show what differs between periods or states of the register.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@with_json
@click.pass_obj
def diff_command(session: Session, one: str, other: str, *, as_json: bool) -> None:
    """Print each field that differs, with its value on both sides."""
    first, second = sides(session.register, one, other)
    found = compare(session.register, first, second)
    if as_json:
        changes = [_document(each) for each in found]
        tell_json({"from": _side(first), "to": _side(second), "changes": changes})
        return
    tell(f"{_named(first, session.language)} → {_named(second, session.language)}")
    tell()
    # Officers are never removed, so the present list also names those of earlier states.
    now = session.register.outline()
    for each in found:
        _print(each, now, session.language)
    if not found:
        note(session.say("Nothing differs."))


def _side(side: Side) -> dict[str, str | None]:
    return {"commit": side.commit, "period": side.period.code if side.period is not None else None}


def _document(difference: Difference) -> dict[str, Any]:
    where = place(difference.path)
    period = where.period if where is not None else None
    return {
        "path": difference.path,
        "measure": where.measure if where is not None else None,
        "period": period.code if period is not None else None,
        "number": difference.number or None,
        "fields": fields_document(difference.fields),
    }


def _named(side: Side, language: Language) -> str:
    commit = language.say("commit {commit}", commit=side.commit[:10])
    return commit if side.period is None else f"{language.show(side.period)} ({commit})"


def _print(difference: Difference, now: Snapshot, language: Language) -> None:
    where = place(difference.path)
    what = difference.path
    if where is not None:
        what = language.say("Measure {number}", number=difference.number)
        if where.period is not None:
            what += f" · {language.show(where.period)}"
    tell_wrapped(what)
    for change in difference.fields:
        if tells(change, language):
            told = field_by_words(difference.path, change, language, now.units, now.officers)
            tell_wrapped(told, indent=4)
    tell()
