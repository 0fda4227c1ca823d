"""Findings about the repository around the history: what hides commits and what would run programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.git.configuration import mutes, runs_program
from records.language import Message
from records.rules.findings import Code, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records.git.evidence import Evidence, Reference

_REPLACE = "refs/replace/"


def hidden(evidence: Evidence, references: Sequence[Reference]) -> Iterator[Finding]:
    """Yield what makes git show a history other than the real one: replace refs, grafts, a shallow clone."""
    for reference in references:
        if reference.name.startswith(_REPLACE):
            replaced = reference.name.removeprefix(_REPLACE)
            told = Message("git shows {other} in its place (a replace ref).", other=reference.object)
            yield Finding(Code.HIDDEN_HISTORY, told, replaced)
    if evidence.has_grafts():
        told = Message("The file .git/info/grafts gives commits other parents than they name.")
        yield Finding(Code.HIDDEN_HISTORY, told)
    if evidence.is_shallow():
        told = Message("A shallow clone: what came before is not here. Clone the register without --depth.")
        yield Finding(Code.HIDDEN_HISTORY, told)


def configured(evidence: Evidence) -> Iterator[Finding]:
    """Yield settings and hooks that would run programs under stock git, or that silence `git fsck`."""
    for key, value in evidence.configured():
        if runs_program(key, value):
            told = Message("The repository’s configuration runs a program: {value}", value=value)
            yield Finding(Code.HOSTILE_CONFIG, told, key=key)
        elif mutes(key):
            told = Message("The repository’s configuration has `git fsck` look away: {value}", value=value)
            yield Finding(Code.HOSTILE_CONFIG, told, key=key)
    for hook in evidence.hooks():
        told = Message("The repository has a hook, which git runs.")
        yield Finding(Code.HOSTILE_CONFIG, told, path=f".git/hooks/{hook}")
