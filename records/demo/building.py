"""Builds the demo register with the same saves that officers would make."""

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

    #: A function that makes the report of a period closed by an officer at a given time, and tags it.
    Tagging = Callable[["Register", Period, Identity, datetime], object]


def _silent(_done: int, _steps: int) -> None:
    """Ignore the progress of building."""


def _untagged(_register: Register, _period: Period, _author: Identity, _at: datetime) -> None:
    """Leave a closed period untagged: making its report requires a package above this one."""


def at_hand(path: Path, progress: Callable[[int, int], None] = _silent, *, tag: Tagging) -> None:
    """Make the demo register in a folder, unless the folder already holds a register.

    The register is built in a temporary folder and then moved into place, so that an interrupted build leaves
    nothing that looks finished. `progress` is called with the numbers of finished and of all steps; an
    exception from it stops the build. `tag` makes and tags the report of a period just closed. Raises
    `Misused` if the folder holds something else, `NotSaved` if it cannot be written.
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
    """Make the demo register in an empty or missing folder; return it open.

    Every build gives the same files, commits and head. `progress` is called with the numbers of finished and
    of all steps. Raises the errors of `Register.create`.
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
