"""The checks of `doctor --server`: the hub, its logins, the officers' clones, the backup."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from records.disk.system import refusal_of
from records.errors import ProzvitError
from records.git.bare import Bare
from records.hub import backup, rights, settings
from records.hub.logins import authorized_keys, lines
from records.language import Message, Plural
from records.rules.keys import same_key
from records.rules.permissions import barred
from records.values.model import Role
from records.verifying.tags import authority
from tui.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from records.hub.logins import Line
    from records.verifying.ground import Authority

#: Backups are made nightly. One that lacks commits is late after 36 hours; after a week nobody makes it.
_LATE, _FORGOTTEN = timedelta(hours=36), timedelta(days=7)


def server(place: Path, clones: Sequence[Path], keys: Path | None, copy: Path | None) -> Iterator[Finding]:
    """Check a council's server: the hub in a folder, its `authorized_keys`, the clones, the backup."""
    place = place.absolute()
    try:
        if settings.is_hub(place):
            with closing(Bare(place)) as hub:
                yield from _looks(hub, clones, keys or authorized_keys(place), copy)
        else:
            told = Message("There is no hub in {folder}. Make one: prozvit hub init.", folder=place)
            yield Finding("error", "hub", told)
    except OSError as error:
        told = Message(
            "{path} can’t be looked at: {problem}. Call `doctor --server` as root.",
            path=error.filename,
            problem=refusal_of(error),
        )
        yield Finding("error", "server", told)


def _looks(hub: Bare, clones: Sequence[Path], keys: Path, copy: Path | None) -> Iterator[Finding]:
    head = hub.head()
    rule = authority(hub, head) if head is not None else None
    yield from _hub(hub)
    yield from _logins(hub, rule, keys)
    for clone in clones:
        yield from _clone(clone.absolute(), rule)
    yield from _backup(hub, copy)


def _hub(hub: Bare) -> Iterator[Finding]:
    faults = [*rights.faults(hub.folder), *settings.faults(hub)]
    if not rights.is_private(hub.folder):
        faults.append(_not_private(hub.folder))
    for fault in faults:
        yield Finding("error", "hub", fault)
    if not faults:
        said = Message(
            "Hub {folder} of {owner}: private, its settings and its hook as they must be.",
            folder=hub.folder,
            owner=rights.owner_of(hub.folder),
        )
        yield Finding("fine", "hub", said)


def _logins(hub: Bare, rule: Authority | None, file: Path) -> Iterator[Finding]:
    known = list(lines(file.read_text(encoding="utf-8"))) if file.exists() else []
    for line in known:
        if line.hub != str(hub.folder):
            told = Message("{file} lets a key in for more than this hub: {line}", file=file, line=line.text)
            yield Finding("error", "logins", told)
        elif rule is not None and (ended := _ended(rule, line)) is not None:
            told = Message(
                "The key of {login} in {file} ended on {day}, and reaches the hub all the same. Take its "
                "line away.",
                login=line.login,
                file=file,
                day=ended,
            )
            yield Finding("error", "logins", told)
        elif rule is not None and not _may_reach(rule, line.login):
            told = Message(
                "{login} has no right to write, and still reads the hub by a key in {file}. Is that meant?",
                login=line.login,
                file=file,
            )
            yield Finding("warning", "logins", told)
    count = Plural(
        "{n} key reaches the hub: {file}", "{n} keys reach the hub: {file}", n=len(known), file=file
    )
    yield Finding("fine" if known else "warning", "logins", count)


def _ended(rule: Authority, line: Line) -> date | None:
    """Return the last day of a line's key if officers.toml ended the key before today, else None."""
    officer, today = rule.officers.get(line.login), rule.day(datetime.now(UTC))
    keys = officer.keys if officer is not None else ()
    ends = (key.until for key in keys if same_key(key.key, line.key))
    return next((day for day in ends if day is not None and day < today), None)


def _may_reach(rule: Authority, login: str) -> bool:
    """Return whether a login may write in the register today, or reads it as its auditor."""
    today, officer = rule.day(datetime.now(UTC)), rule.officers.get(login)
    if officer is not None and officer.role is Role.AUDITOR:
        return officer.until is None or today <= officer.until
    return barred(rule, login, today) is None


def _clone(folder: Path, rule: Authority | None) -> Iterator[Finding]:
    if not (folder / ".git").is_dir():
        yield Finding("error", "clones", Message("{folder} is no clone of the register.", folder=folder))
        return
    faults, owner = list(rights.faults(folder)), rights.owner_of(folder)
    for fault in faults:
        yield Finding("error", "clones", fault)
    if rule is not None and not rule.rules.open and owner not in rule.officers:
        told = Message(
            "The clone {folder} belongs to {owner}, whom officers.toml does not name.",
            folder=folder,
            owner=owner,
        )
        yield Finding("warning", "clones", told)
    if not rights.is_private(folder):
        yield Finding("warning", "clones", _not_private(folder))
    elif not faults:
        told = Message("Clone {folder} of {owner}: private.", folder=folder, owner=owner)
        yield Finding("fine", "clones", told)


def _backup(hub: Bare, copy: Path | None) -> Iterator[Finding]:
    if copy is None:
        yield Finding("warning", "backup", Message("No backup was looked at: name it, --backup PATH."))
        return
    try:
        at, restored = backup.made_at(copy), backup.restore(copy, hub)
    except ProzvitError as error:
        told = Message("The backup {file} can’t be restored: {problem}", file=copy, problem=error.message())
        yield Finding("error", "backup", told)
        return
    if restored.errors:
        problems = [finding.message for finding in restored.errors]
        told = Message("The backup {file}, restored, has errors: {problems}", file=copy, problems=problems)
        yield Finding("error", "backup", told)
    else:
        told = Message("A trial restore of {file} went well: {commit}", file=copy, commit=restored.head[:10])
        yield Finding("fine", "backup", told)
    yield _age(copy, at, restored.missing)


def _age(copy: Path, at: datetime, missing: int | None) -> Finding:
    if missing is None:
        told = Message("The backup {file} is of another history than the hub’s.", file=copy)
        return Finding("error", "backup", told)
    if not missing:
        told = Message("The backup {file} holds all that the hub holds.", file=copy)
        return Finding("fine", "backup", told)
    told = Plural(
        "The backup {file} is of {at}, and lacks {n} commit of the hub.",
        "The backup {file} is of {at}, and lacks {n} commits of the hub.",
        n=missing,
        file=copy,
        at=at.astimezone(),
    )
    age = datetime.now(UTC) - at
    return Finding("fine" if age < _LATE else "warning" if age < _FORGOTTEN else "error", "backup", told)


def _not_private(folder: Path) -> Message:
    return Message("Others than its owner may look into {folder}. Run: chmod 700 {folder}", folder=folder)
