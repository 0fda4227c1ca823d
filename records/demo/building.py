"""The demo's register, built by the same saves that officers make."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from records.demo import source
from records.demo.steps import AUTHORISED
from records.demo.story import BEGINNING, Story
from records.disk.system import refusal_of
from records.errors import Misused, NoRegister, NotSaved
from records.identity import Identity
from records.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from records.values.periods import Period

    #: Makes the report of a period that an officer closed at a moment, and sets its tag.
    Tagging = Callable[["Register", Period, Identity, datetime], object]


def _silent(_done: int, _steps: int) -> None:
    """Tell nobody how far the building is."""


def _untagged(_register: Register, _period: Period, _author: Identity, _at: datetime) -> None:
    """Leave a closed period without the tag of its report, which only a package above can make."""


def at_hand(path: Path, progress: Callable[[int, int], None] = _silent, *, tag: Tagging) -> None:
    """See that the demo's register is in a folder: one that is there stays as it is, else one is made.

    It is made aside and put in place whole: interrupted, it must not look finished. `progress` is told how
    many steps of how many are done; what it raises ends the building. `tag` makes and tags the report of a
    period that was just closed. Raises `Misused` where the folder holds something else, `NotSaved` where
    nothing can be written.
    """
    path = path.absolute()
    try:
        if _is_register(path):
            return
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise Misused("{folder} is not an empty folder. Name a new one for the register.", folder=path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".prozvit-", dir=path.parent) as aside:
            made = Path(aside, path.name)
            build(made, progress, tag).close()
            made.replace(path)
    except OSError as error:
        raise NotSaved(
            "No register was made: {problem} ({path}). Free some space, or name a folder that you may "
            "write in.",
            problem=refusal_of(error),
            path=path,
        ) from error


def build(path: Path, progress: Callable[[int, int], None] = _silent, tag: Tagging = _untagged) -> Register:
    """Make the demo's register in a folder that is empty or not there; return it open.

    The same files, commits and head come out each time. `progress` is told how many steps of how many are
    done. Raises what `Register.create` raises.
    """
    council = source.council()
    people = {
        login: Identity(login, officer.name, officer.email) for login, officer in council.officers.items()
    }
    register = Register.create(
        path,
        rules=council.rules,
        units=council.units,
        officers=council.officers,
        author=people[AUTHORISED],
        at=BEGINNING,
    )
    steps = Story(council).steps()
    try:
        for done, step in enumerate(steps):
            progress(done, len(steps))
            author = people[step.login]
            register.save(step.change(register), author=author, at=step.at)
            if step.closes is not None:
                tag(register, step.closes, author, step.at)
    except BaseException:
        register.close()
        raise
    return register


def _is_register(path: Path) -> bool:
    try:
        with Register.open(path) as register:
            return bool(register.head())
    except NoRegister:
        return False
