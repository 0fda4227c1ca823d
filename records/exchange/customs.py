"""Checks commits and tags before they are exchanged: anything in which `verify` finds an error is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import Refused
from records.language import Message, Plural
from records.rules.findings import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from records.rules.findings import Finding

#: The number of findings that an error message lists.
_NAMED = 3


class Customs:
    """Checks what one synchronisation receives and sends; `progress` is called before each check."""

    def __init__(self, register: Path, progress: Callable[[Message], object]) -> None:
        self._register = register
        self._progress = progress
        self._fit_to_send = ""

    def check_fetched(self, main: str, head: str) -> None:
        """Raise `Refused` if the fetched history `main` has errors; `head` is the local one.

        A warning would not be enough. Whatever main contains stays there, is built on and sent on, and cannot
        be removed without rewriting history, which nobody may do. Refusing costs nothing, because work on
        this clone continues as before.
        """
        if found := self._errors(main, head):
            raise Refused(
                "The remote holds changes that no register takes in: {findings}. Nothing was taken, and "
                "your changes wait. Show this to the administrator (`git log origin/main`).",
                findings=_told(found),
            )

    def check_own(self, head: str, main: str) -> None:
        """Raise `Refused` if other clones would refuse the commits that `head` has and `main` lacks."""
        if head == self._fit_to_send:
            return
        found = self._errors(head, main)
        if found and all(finding.code is Code.TIME_BACKWARDS for finding in found):
            raise Refused(
                "What waits here was saved by a clock that was fast: {findings}. It is sent by itself once "
                "its time has come. Set the clock right.",
                findings=_told(found),
            )
        if found:
            raise Refused(
                "What waits here can’t be sent, since the others would refuse it: {findings}. Ask the "
                "administrator.",
                findings=_told(found),
            )
        self._fit_to_send = head

    def wrong_tag(self, name: str, tag: str) -> Message | None:
        """Return why a tag may be neither received nor sent, or None if it may."""
        from records.verifying.incoming import errors_of_tag

        found = errors_of_tag(self._register, name, tag)
        if not found:
            return None
        return Message("The tag {tag} is not exchanged: {findings}", tag=name, findings=_told(found))

    def _errors(self, head: str, since: str) -> Sequence[Finding]:
        from records.verifying.incoming import errors

        self._progress(Message("Checking the changes…"))
        return errors(self._register, head, since)


def _told(findings: Sequence[Finding]) -> list[Message]:
    """Return the first findings with their places, and the number of the others."""
    told = []
    for finding in findings[:_NAMED]:
        where = " ".join(filter(None, (finding.commit[:10], finding.path, finding.key)))
        told.append(
            Message("{what} ({where})", what=finding.message, where=where) if where else finding.message
        )
    more = len(findings) - _NAMED
    return told if more <= 0 else [*told, Plural("{n} error more", "{n} errors more", n=more)]
