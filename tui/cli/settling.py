"""`resolve`: the conflicts that merges left open, and their settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from records.errors import InvalidDocument, Misused, NoRegister, NothingOpen
from records.language import english
from records.merges.conflicts import conflict_of, open_marks, proposals, settling
from records.merges.merging import WHOLE
from records.values.fields import shown
from records.values.layout import place
from records.values.numbers import clean_number
from tui.cli.framework import PERIOD, Command, Session
from tui.cli.options import of_programme, with_json
from tui.cli.output import note, tell, tell_json
from tui.cli.saving import save
from tui.cli.told import plain
from tui.cli.values import MEASURE_KEYS, PROGRESS_KEYS, assignments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records.files.snapshot import Snapshot
    from records.merges.conflicts import Conflict, Mark, Who
    from records.values.periods import Period


@click.command("resolve", cls=Command, help="List what merges left open, or settle it by a new commit.")
@click.argument("number", required=False)
@click.argument("keys", nargs=-1, metavar="[KEY...]")
@click.option("--ours", "side", flag_value="ours", help="Keep the value that stands.")
@click.option("--theirs", "side", flag_value="theirs", help="Take the value of the other side.")
@click.option("--value", metavar="V", help="Take another value.")
@click.option("--period", type=PERIOD, help="The period, where the same is open in several.")
@of_programme
@click.option("--reason", metavar="TEXT", default="", help="Why: it stands in the history.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_json
@click.pass_obj
def resolve_command(
    session: Session,
    number: str | None,
    keys: tuple[str, ...],
    side: str | None,
    value: str | None,
    period: Period | None,
    programme: str | None,
    reason: str,
    basis: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List the open conflicts, or save the chosen values for fields of one file."""
    register = session.register
    marks = open_marks(register)
    if number is None or not keys:
        if side is not None or value is not None:
            raise Misused("Name what is settled: its number, and the fields as `prozvit resolve` lists them.")
        _list(
            session,
            [mark for mark in marks if number is None or _is_of(mark, number, register.snapshot())],
            as_json=as_json,
        )
        return
    if (side is None) == (value is None):
        raise Misused("Say how to settle it: --ours, --theirs, or --value V.")
    if value is not None and len(keys) > 1:
        raise Misused("--value is the value of one field: name one KEY.")
    snapshot = register.snapshot()
    found = [mark for mark in marks if _is_of(mark, number, snapshot, period, programme)]
    chosen: dict[Mark, Any] = {}
    kept: list[Mark] = []
    for key in keys:
        mark, *older = _open(found, number, key)
        # Settle older conflicts about the same field too.
        kept += older
        if side == "ours":
            kept.append(mark)
        elif value is None:
            chosen[mark] = _theirs(conflict_of(register, mark))
        else:
            chosen[mark] = _typed(key, value)
    usual = english("What stands is kept") if side == "ours" else english("The other side’s value is taken")
    if value is not None:
        usual = "Settled by another value"
    change = settling(register, chosen, kept, reason or register.language().translate(usual), basis)
    save(session, change, base=snapshot.commit, dry_run=dry_run)


def _is_of(
    mark: Mark, number: str, snapshot: Snapshot, period: Period | None = None, programme: str | None = None
) -> bool:
    """Return whether an open conflict belongs to the named measure (by number) or file (by path)."""
    where = mark.opening.where
    if where is None or mark.opening.path == number:
        return mark.opening.path == number
    numbers = {record.key: record.measure.number for record in snapshot.measures}
    return (
        clean_number(number) == numbers.get(where.measure, where.id)
        and period in {None, where.period}
        and programme in {None, where.programme}
    )


def _open(marks: Sequence[Mark], number: str, key: str) -> list[Mark]:
    """Return the open conflicts about a field, the newest merge's first.

    Raise `NothingOpen` if there is none, `Misused` if several files have one.
    """
    found = [mark for mark in marks if mark.opening.key == key]
    if not found:
        raise NothingOpen(
            "No merge left “{key}” of {number} open. Open are: {open}.",
            key=key,
            number=number,
            open=sorted({mark.opening.key for mark in marks}) or None,
        )
    if len({mark.opening.path for mark in found}) > 1:
        raise Misused(
            "“{key}” of {number} is open in several places: name one with --period or --programme.",
            key=key,
            number=number,
        )
    return found


def note_proposals(session: Session) -> None:
    """Say which corrections of closed periods were proposed and are not settled, and how that is done."""
    register = session.register
    try:
        told = proposals(open_marks(register), register.outline().closed)
    except (InvalidDocument, NoRegister):
        # A record that can't be read is told of by who asks.
        return
    for each in told:
        note(session.say("{proposals}: prozvit resolve.", proposals=each))


def _theirs(conflict: Conflict) -> Any:
    if conflict.clash.key == WHOLE:
        raise Misused(
            "{file} is left open as a whole: keep it with --ours, or take it from {commit} with git.",
            file=conflict.clash.path,
            commit=conflict.second_by.commit[:10] or None,
        )
    if conflict.clash.key == "review":
        raise Misused(
            "A word of review is not taken over: keep what stands with --ours, then submit, accept or return "
            "it anew."
        )
    return conflict.clash.second


def _typed(key: str, value: str) -> Any:
    return assignments((f"{key}={value}",))[key] if key in {*PROGRESS_KEYS, *MEASURE_KEYS} else value


def _list(session: Session, marks: Sequence[Mark], *, as_json: bool) -> None:
    register = session.register
    conflicts = [conflict_of(register, mark) for mark in marks]
    if as_json:
        tell_json({"commit": register.head(), "conflicts": [_as_json(each) for each in conflicts]})
        return
    snapshot = register.snapshot()
    for each in conflicts:
        for line in _lines(session, each, snapshot):
            tell(line)
    if not conflicts:
        tell(session.say("Nothing is left open."))


def _lines(session: Session, conflict: Conflict, snapshot: Snapshot) -> Iterator[str]:
    say, clash = session.say, conflict.clash
    where = place(clash.path)
    numbers = {record.key: record.measure.number for record in snapshot.measures}
    name = (
        clash.path if where is None else say("Measure {number}", number=numbers.get(where.measure, where.id))
    )
    if where is not None and where.period is not None:
        name += f", {session.language.show(where.period)}"
    yield f"{name}: {session.language.show(conflict.label)} ({clash.key})"
    yield from _value(session, say("it was:"), clash.key, clash.base, snapshot)
    for side, value, who in (
        ("--ours", clash.first, conflict.first_by),
        ("--theirs", clash.second, conflict.second_by),
    ):
        signed = say("{side} ({by}, {at}):", side=side, by=who.name, at=who.at)
        yield from _value(session, signed, clash.key, value, snapshot)


def _value(session: Session, head: str, key: str, value: Any, snapshot: Snapshot) -> Iterator[str]:
    """Yield the lines of a value under its heading; a text of several paragraphs gets a line for each."""
    if isinstance(value, str) and "\n" in value:
        yield f"  {head}"
        yield from (f"    {line}" for line in value.splitlines())
    else:
        yield f"  {head} {session.language.show(shown(key, value, snapshot.units))}"


def _as_json(conflict: Conflict) -> dict[str, Any]:
    clash, mark = conflict.clash, conflict.mark
    where = place(clash.path)
    return {
        "merge": mark.merge if mark is not None else None,
        "file": clash.path,
        "measure": where.measure if where is not None else None,
        "period": where.period.code if where is not None and where.period is not None else None,
        "key": clash.key,
        "base": _told(clash.base),
        "ours": _side(clash.first, conflict.first_by),
        "theirs": _side(clash.second, conflict.second_by),
    }


def _side(value: Any, who: Who) -> dict[str, Any]:
    return {
        "value": _told(value),
        "by": who.name or None,
        "at": None if who.at is None else who.at.isoformat(),
        "commit": who.commit or None,
    }


def _told(value: Any) -> Any:
    # A text's final newline belongs to the file, not to the value.
    return plain(value.removesuffix("\n") if isinstance(value, str) else value)
