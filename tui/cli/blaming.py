"""`blame`: who wrote each field and paragraph of a measure and of its progress."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from records.trail.authorship import authorship
from records.trail.history import Entry, Historian
from records.values.fields import TEXT, dotted, label, shown
from records.values.layout import Place
from tui.cli.asked import period_and_programme
from tui.cli.framework import Command, Session
from tui.cli.options import as_of, of_period, of_programme, with_json
from tui.cli.output import note, tell, tell_json, tell_wrapped
from tui.cli.told import by, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.language import Language
    from records.trail.authorship import Authorship
    from records.values.changes import Key
    from records.values.model import Unit
    from records.values.periods import Period


class Written(Struct, frozen=True):
    """A file of the register, with the author of each of its fields and paragraphs."""

    where: Place
    fields: Mapping[Key, Any]
    wrote: Authorship[Entry]


@click.command("blame", cls=Command, help="Show who wrote each field and each paragraph that stands now.")
@click.argument("number")
@of_period
@of_programme
@as_of
@with_json
@click.pass_obj
def blame_command(
    session: Session,
    number: str,
    period: Period | None,
    programme: str | None,
    revision: str,
    *,
    as_json: bool,
) -> None:
    """Print who wrote each field and paragraph of a measure and of its progress in the period."""
    snapshot = session.register.snapshot(revision)
    period, programme = period_and_programme(snapshot, period, programme, [number])
    record = snapshot.measure(number, programme)
    historian = Historian(session.register, snapshot.commit)
    files = [_written(historian, Place(programme, record.id, each)) for each in (None, period)]
    if as_json:
        tell_json(_document(files))
        return
    tell_wrapped(f"{record.measure.number}. {record.measure.title}")
    tell()
    for file in files:
        if file.where.period is not None:
            tell(session.language.show(file.where.period))
            tell()
        _print(file, snapshot.units, session.language)
    if not files[-1].fields:
        note(session.say("There is no progress for {period}.", period=period))


def _written(historian: Historian, where: Place) -> Written:
    versions = historian.versions(where)
    fields = versions[-1].fields if versions else {}
    return Written(where, fields, authorship(versions))


def _document(files: list[Written]) -> dict[str, Any]:
    return {
        "fields": [
            {"key": dotted(key), "value": plain(file.fields[key]), **_origin(entry)}
            for file in files
            for key, entry in file.wrote.fields.items()
        ],
        "paragraphs": [
            {"text": text, **_origin(entry)} for file in files for text, entry in file.wrote.paragraphs
        ],
    }


def _origin(entry: Entry) -> dict[str, Any]:
    return {
        "commit": entry.commit,
        "at": entry.at.isoformat(),
        "by": by(entry),
        "reason": entry.reason or None,
    }


def _print(file: Written, units: Mapping[str, Unit], language: Language) -> None:
    """Print the fields, then the paragraphs; neighbours written by one change share a heading."""
    told = [
        (language.say("{field}: {value}", field=label(file.where.path, name), value=value), entry)
        for key, entry in file.wrote.fields.items()
        if key != TEXT
        for name in [dotted(key)]
        for value in [shown(name, file.fields[key], units)]
    ]
    for entry, lines in groupby([*told, *file.wrote.paragraphs], key=itemgetter(1)):
        tell_wrapped(f"{entry.at:%d.%m.%Y %H:%M}  {entry.name}  {entry.commit[:10]}")
        reason = entry.reason.strip().partition("\n")[0]
        if reason:
            tell_wrapped(f"» {reason}", indent=2)
        for line, _ in lines:
            tell_wrapped(line, indent=4)
        tell()
