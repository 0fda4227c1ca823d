"""Check whether a message says what its commit did: compose it again from the blobs and compare."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Language, Message
from records.rules.findings import Code, Finding
from records.telling.messages import FORMAT, compose
from records.telling.openings import settled_field
from records.telling.subjects import Names
from records.values.changes import Action, Change
from records.values.fields import FileChange
from records.values.layout import OFFICERS, REGISTER, UNITS, place
from records.values.model import Measure, Officers, Rules, Units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from records.telling.messages import Group
    from records.values.model import Officer, Unit
    from records.verifying.deeds import Deed
    from records.verifying.ground import Ground


def findings(deed: Deed, after: After) -> Iterator[Finding]:
    """Yield where a commit's message was not made by prozvit or disagrees with the blobs."""
    if deed.told is None:
        yield Finding(Code.OUTSIDE, Message("Not made through prozvit."), deed.commit.id)
        return
    finding = partial(Finding, Code.UNDECLARED_CHANGE, commit=deed.commit.id)
    if deed.told.format != FORMAT or deed.action is None:
        yield finding(Message("The message is of a form or a kind that this version does not know."))
        return
    if (deed.action is Action.INIT) != (not deed.step.parents):
        yield finding(Message("Only the first commit makes a register."))
    if deed.is_merge and deed.action is not Action.MERGE:
        yield finding(Message("It is a merge, and its message says that it is something else."))
    if (strange := _strange_headers(deed.step.data)) is not None:
        yield finding(Message("It has headers that prozvit writes none of: {headers}.", headers=strange))
    if _asks_for_reason(deed) and not deed.reason:
        yield finding(Message("The register asks for a reason with every change, and there is none."))
    undeclared = list(_undeclared(deed))
    yield from undeclared
    # The message of a merge also describes what it brought in, so its wording is not compared.
    if not undeclared and not deed.is_merge and not _is_worded(deed, after):
        yield finding(Message("The message words the change otherwise than it was."))


def _strange_headers(data: bytes) -> list[str] | None:
    """Return the headers of a commit that prozvit does not write; None if all are as prozvit writes them.

    An `encoding` header makes git show other text than the bytes hold; of two authors git shows only one.
    """
    lines = data.partition(b"\n\n")[0].split(b"\n")
    names = [line.partition(b" ")[0].decode(errors="replace") for line in lines if not line.startswith(b" ")]
    found = Counter(names)
    usual = ["tree", *["parent"] * found["parent"], "author", "committer"]
    if names in (usual, [*usual, "gpgsig"]):
        return None
    return list((found - Counter([*usual, "gpgsig"])).elements()) or names


class After(Struct, frozen=True):
    """The names in force after a commit, with which its message is composed."""

    numbers: Mapping[str, str]
    units: Mapping[str, Unit]
    officers: Mapping[str, Officer]
    rules: Rules


def after(deed: Deed, ground: Ground) -> After:
    """Return the names that a commit's message uses: from the commit's own files, else from the ground."""
    records = {version.path: version.new.record for version in deed.versions}
    numbers = {}
    settled = deed.told.settles if deed.told is not None else ()
    named = [*(change.path for change in deed.changes), *(settled_field(each).path for each in settled)]
    for path in named:
        if (where := place(path)) is not None:
            home = where._replace(period=None).path
            record = records[home] if home in records else ground.read(home).record
            if isinstance(record, Measure):
                numbers[where.measure] = record.number
    units = records.get(UNITS) if UNITS in records else Units(units=dict(ground.units))
    officers = (
        records.get(OFFICERS) if OFFICERS in records else Officers(officers=dict(ground.staff.officers))
    )
    rules = records.get(REGISTER)
    return After(
        numbers,
        units.units if isinstance(units, Units) else {},
        officers.officers if isinstance(officers, Officers) else {},
        rules if isinstance(rules, Rules) else ground.rules,
    )


def _asks_for_reason(deed: Deed) -> bool:
    return not deed.is_merge and any(judge.rules.require_reason for judge in deed.step.judges[:1])


def _undeclared(deed: Deed) -> Iterator[Finding]:
    told = _told(deed)
    for change in deed.changes:
        changed = [field.key for field in change.fields]
        if change.path not in told:
            yield _finding(deed, change.path, changed, Message("Changed, and the message does not say so."))
        elif hidden := [key for key in changed if key not in told[change.path]]:
            text = Message("Changed, and the message does not say so: {fields}.", fields=hidden)
            yield _finding(deed, change.path, hidden, text)
    if deed.is_merge:
        return
    real = {change.path: {field.key for field in change.fields} for change in deed.changes}
    for path, keys in told.items():
        claimed = [key for key in keys if key not in real.get(path, ())]
        if path not in real or claimed:
            text = Message(
                "The message says that it changed, and it did not: {fields}.", fields=claimed or path
            )
            yield _finding(deed, path, claimed, text)


def _finding(deed: Deed, path: str, keys: Sequence[str], text: Message) -> Finding:
    return Finding(Code.UNDECLARED_CHANGE, text, deed.commit.id, path, keys[0] if len(keys) == 1 else "")


def _told(deed: Deed) -> dict[str, tuple[str, ...]]:
    """Return the fields that a message declares, by file, in the message's order."""
    assert deed.told is not None
    real = {change.path for change in deed.changes}
    return {_path(group, real): group.fields for group in deed.told.groups}


def _path(group: Group, real: Collection[str]) -> str:
    if group.period is not None:
        return f"measures/{group.name}/{group.period}.toml"
    home = f"measures/{group.name}/measure.toml"
    return home if group.name not in real and place(home) is not None else group.name


def _is_worded(deed: Deed, after: After) -> bool:
    """Return whether a message is exactly the one that prozvit composes for the commit's changes."""
    if any(reading.problem for version in deed.versions for reading in (version.old, version.new)):
        # A file that can't be read has no fields to word, and is a finding already.
        return True
    assert deed.told is not None
    assert deed.action is not None
    changes = {change.path: change for change in deed.changes}
    told = [_in_order(changes[path], keys) for path, keys in _told(deed).items()]
    change = Change(deed.action, (), deed.told.reason, deed.told.basis, settles=deed.told.settles)
    language = Language(after.rules.language)
    return (
        compose(change, told, Names(after.numbers, after.units, after.officers), language)
        == deed.commit.message
    )


def _in_order(change: FileChange, keys: Sequence[str]) -> FileChange:
    places = {key: index for index, key in enumerate(keys)}
    return FileChange(change.path, tuple(sorted(change.fields, key=lambda field: places[field.key])))
