"""Check whether a person may start editing now, asked before they type; the save checks the change itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from records.errors import NotSigned
from records.language import Message
from records.rules.permissions import barred

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.git.repository import Repository


def unwritable(repository: Repository, path: Path) -> Message | None:
    """Return why nobody can write in the register now, None if they can."""
    branch = repository.branch()
    if branch != "main":
        return Message(
            "The register is at “{branch}”, not at its branch main: it can be read, not written. "
            "Run `git switch main` in its folder.",
            branch=branch or repository.resolve("HEAD")[:10],
        )
    if not os.access(path, os.W_OK) or not os.access(path / ".git", os.W_OK):
        return Message("You have no right to write in {folder}: the register can be read only.", folder=path)
    return None


def refusal(snapshot: Snapshot, login: str) -> Message | None:
    """Return why an officer may not write today (no right, or no key to sign with), None if they may."""
    if (why := barred(snapshot, login, snapshot.today())) is not None:
        return why
    if not snapshot.rules.require_signature:
        return None
    from records.writing.signers import signer_of

    try:
        signer_of(snapshot, login, snapshot.today())
    except NotSigned as error:
        return error.message()
    return None
