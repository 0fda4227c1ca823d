"""Check whether a register's tree has the right shape: only plain files, only at the paths of the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.git.objects import BLOB_MODE, blob_id
from records.language import Message
from records.rules.findings import Code, Finding
from records.values.layout import ATTRIBUTES, ATTRIBUTES_TEXT, README, TEMPLATES, kind_of
from records.verifying.ground import plain_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from records.verifying.walk import Step

_LINK, _SUBMODULE = "120000", "160000"


def findings(step: Step, brought: Callable[[str], bool]) -> Iterator[Finding]:
    """Yield what is wrong with the paths that a commit writes.

    `brought(path)` says whether a merge took the path unchanged from its second parent.
    """
    for entry in step.entries:
        if entry.new is None or brought(entry.path):
            continue
        if int(entry.mode, 8) != BLOB_MODE:
            yield Finding(Code.UNEXPECTED_MODE, _of_mode(entry.mode), step.commit.id, entry.path)
        if entry.path == ATTRIBUTES:
            if entry.new != blob_id(ATTRIBUTES_TEXT.encode()):
                yield Finding(
                    Code.UNEXPECTED_PATH,
                    Message("{file} is not as `prozvit init` writes it.", file=entry.path),
                    step.commit.id,
                    entry.path,
                )
        elif not _belongs(entry.path):
            yield Finding(
                Code.UNEXPECTED_PATH,
                Message("{file} is no file of a register.", file=entry.path),
                step.commit.id,
                entry.path,
            )


def named_twice(step: Step, before: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each record that a tree names in two ways; `before` maps paths to earlier blobs.

    A tree entry whose name contains a slash reads like the path of another file. `git fsck` reports it too,
    but runs only in a full verification.
    """
    seen = set()
    for entry in step.entries:
        if kind_of(entry.path) is not None and (
            entry.path in seen or plain_before(entry) != before.get(entry.path)
        ):
            yield Finding(
                Code.CORRUPT, Message("A tree names this file in two ways."), step.commit.id, entry.path
            )
        seen.add(entry.path)


def _belongs(path: str) -> bool:
    return path == README or path.startswith(TEMPLATES) or kind_of(path) is not None


def _of_mode(mode: str) -> Message:
    if mode == _LINK:
        return Message("A symbolic link where a register has plain files.")
    if mode == _SUBMODULE:
        return Message("A submodule where a register has plain files.")
    return Message("A file that can be run: its mode is {mode}.", mode=mode)
