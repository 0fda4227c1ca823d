"""Finds or makes a register, or makes the sample, for a person who has none; nothing here draws."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.system import refusal_of
from records.errors import NoRegister
from records.language import Message
from records.register import Register
from tui.background.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import Snapshot
    from records.language import Language


class Found(Struct, frozen=True):
    """A register to work on.

    `line` says how to open it next time or where it was made; `importing` asks for an import first.
    """

    desk: Desk
    snapshot: Snapshot
    line: Message | None
    importing: bool = False


def usual_place() -> Path:
    """Return the default folder for a new register: the current one if it is empty, else one inside it."""
    here = Path.cwd()
    try:
        return here if not any(here.iterdir()) else here / "reiestr"
    except OSError:
        return Path.home() / "reiestr"


def sample_place() -> Path:
    """Return the default folder for the sample: in the current folder if it is writable, else at home."""
    here = Path.cwd()
    return (here if os.access(here, os.W_OK) else Path.home()) / "demo-register"


def whose(folder: Path) -> str:
    """Return the body whose register is in a folder; raise `ProzvitError` if it can't be opened."""
    with _opened(folder) as register:
        return register.rules().body


def found(folder: Path) -> Found:
    """Open the register in a folder; raise `ProzvitError` if it can't be opened."""
    register = _opened(folder)
    try:
        snapshot = register.recalled(register.snapshot())
        return Found(Desk(register), snapshot, _next_time(folder))
    except BaseException:
        register.close()
        raise


def made(folder: Path, body: str, programme: str, language: Language) -> Found:
    """Make and open a register that is open to all, for a programme whose title names its years.

    Raises the errors of `Register.create`.
    """
    from records.writing.founding import new_programme, new_rules

    Register.create(folder, rules=new_rules(body, new_programme(programme), language)).close()
    opened = found(folder)
    line = opened.line or Message("Register made: {folder}", folder=folder)
    return Found(opened.desk, opened.snapshot, line)


def sample(folder: Path, progress: Callable[[int, int], None]) -> Found:
    """Open the sample register in a folder, making it first if needed. Raises the errors of `at_hand`."""
    from records.demo import at_hand
    from tui.tasks.closing import tag_alone

    at_hand(folder, progress, tag=tag_alone)
    return found(folder)


def _opened(folder: Path) -> Register:
    try:
        if not folder.is_dir():
            raise NoRegister("There is no folder {folder}.", folder=folder)
        return Register.open(folder)
    except OSError as error:
        raise NoRegister(
            "{folder} can’t be opened: {problem}. Look at the name and the rights.",
            folder=folder,
            problem=refusal_of(error),
        ) from error


def _next_time(folder: Path) -> Message | None:
    """Return how to open a register next time, or None if the program finds it without help."""
    try:
        if Register.find(Path.cwd()) == folder:
            return None
    except NoRegister:
        pass
    return Message("Next time: prozvit --register {folder}", folder=shlex.quote(str(folder)))
