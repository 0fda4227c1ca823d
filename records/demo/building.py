"""The demo's register, built by the same saves that officers make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.demo import source
from records.demo.story import AUTHORISED, BEGINNING, Story
from records.identity import Identity
from records.register import Register

if TYPE_CHECKING:
    from pathlib import Path


def build(path: Path) -> Register:
    """Make the demo's register in a folder that is empty or not there; return it open.

    The same files, commits and head come out each time. Raises what `Register.create` raises.
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
    for step in Story(council).steps():
        register.save(step.change, author=people[step.login], at=step.at)
    return register
