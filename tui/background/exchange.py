"""The state of the exchange with the other clones, as the screens show it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from records.disk.locks import holder
from records.exchange import background
from records.exchange.queue import LOCK, RESULT, End, last_result, waiting
from records.git.archive import MAIN, THERE

if TYPE_CHECKING:
    from pathlib import Path

    from records.language import Language, Message
    from records.register import Register


class Word(NamedTuple):
    """A short text for the screen, and its colour."""

    text: str
    style: str


class Standing(Struct, frozen=True):
    """How many commits wait to be sent, whether they are being sent, how and why the last exchange ended."""

    waits: int
    busy: bool
    end: End | None
    problem: Message | None

    @property
    def is_done(self) -> bool:
        """Whether all clones are known to be equal."""
        return not self.waits and self.problem is None

    def word(self, language: Language) -> Word:
        """Return the state in a word or two."""
        if self.is_done:
            return Word(language.say("sent"), "green")
        if self.busy and self.waits:
            return Word(language.say("sending…"), "dim")
        if self.end is End.REFUSED:
            return Word(language.say("refused, waiting: {n}", n=self.waits), "bold red")
        if self.end is End.UNREACHABLE:
            if self.waits:
                return Word(language.say("waiting for the network: {n}", n=self.waits), "yellow")
            return Word(language.say("no network"), "yellow")
        return Word(language.say("not sent yet: {n}", n=self.waits), "yellow")


class Exchange:
    """Checks a register's exchange with its remote. Only one thread at a time may call it."""

    def __init__(self, register: Register) -> None:
        self._register = register
        #: As of the last check; None if there is no remote, or nothing was checked yet.
        self.standing: Standing | None = None
        self._seen: object = None

    def begin(self, *, at_once: bool) -> None:
        """Start an exchange in the background if there is a remote: at once, or only if one is due."""
        background.begin(self._register.path, at_once=at_once)

    def has_moved(self) -> bool:
        """Return whether a new check is worthwhile. Cheap: it reads the content of at most one file."""
        return self._marks() != self._seen

    def look(self) -> bool:
        """Check the state; return whether it has changed."""
        before, self._seen = self.standing, self._marks()
        with suppress(OSError):
            self.standing = self._look()
        return self.standing != before

    def _look(self) -> Standing | None:
        if not background.has_remote(self._register.path):
            return None
        last = last_result(self._register.private)
        return Standing(
            waits=waiting(self._register.repository),
            busy=self._is_busy(),
            end=None if last is None else last.end,
            problem=None if last is None else last.problem,
        )

    def _is_busy(self) -> bool:
        return holder(self._register.private / LOCK) is not None

    def _marks(self) -> object:
        git = self._register.path / ".git"
        files = (
            git / MAIN,
            git / THERE,
            git / "packed-refs",
            git / "config",
            self._register.private / RESULT,
        )
        return (self._is_busy(), *(_mark(file) for file in files))


def _mark(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
