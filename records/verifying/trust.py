"""Whom the auditor believes at the root, from outside the repository."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trust:
    """The root commit's id, or the lines of an `allowed_signers` file; "" and none: not named."""

    root: str = ""
    signers: tuple[str, ...] = ()
