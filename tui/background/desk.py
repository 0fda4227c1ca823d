"""The register as the screens reach it: one call at a time, away from the thread that draws."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from records.disk.locks import holder
from records.exchange import background
from records.git.archive import MAIN
from records.register import Register
from records.values.changes import SUBMITTED
from records.writing.drafts import Drafts
from tui.background.exchange import Exchange
from tui.background.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from exporters.writing import Exported
    from records.closings.tagging import Edition
    from records.files.snapshot import Snapshot
    from records.git.signing import Signer
    from records.importing import ImportPlan
    from records.language import Message
    from records.merges.conflicts import Conflict, Mark
    from records.values.changes import Change, Saved
    from records.values.periods import Period
    from records.writing.saving import Preview
    from tui.tasks.closing import Finished

_Result = TypeVar("_Result")


class Desk:
    """Where an officer's work lies: the register, the drafts, and what was done in this visit."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.drafts = Drafts(register)
        self.preferences = Preferences(register)
        self.me = register.me
        #: Why nothing can be written, as of the last look; None: it can.
        self.why_not: Message | None = None
        self.saved = 0
        #: Of each submission of this visit the answers for which it holds, as far as is known.
        self._submissions: list[set[str]] = []
        # One conversation with git is no thing for two threads.
        self._one = asyncio.Lock()
        # Reading all has a conversation of its own, which saving does not wait for.
        self._apart = Register(register.path)
        self._reading = asyncio.Lock()
        self._seen: Snapshot | None = None
        #: What merges left open, as of the last look.
        self.left_open: tuple[Mark, ...] = ()
        self._looked_at = ""
        #: How far what is saved here has got to the other clones.
        self.exchange = Exchange(self._apart)

    def begin(self, snapshot: Snapshot) -> None:
        """Begin with a snapshot that was read before."""
        self._seen = snapshot

    @property
    def is_reading(self) -> bool:
        """Whether the register is being read just now."""
        return self._reading.locked()

    async def snapshot(self) -> Snapshot:
        """Return the register as it is now; what did not change since the last look is not read again."""
        return await _alone(self._reading, self._read)

    async def look_for_conflicts(self) -> None:
        """Look what merges left open; where nobody saved since the last look, nothing is read."""
        await _alone(self._reading, self._read_conflicts)

    async def look_at_exchange(self) -> bool:
        """Look how far what is saved has got to the other clones; say whether that is news."""
        return await _alone(self._reading, self.exchange.look)

    def _read_conflicts(self) -> None:
        from records.merges.conflicts import open_marks

        head = self._apart.head()
        if head != self._looked_at:
            self.left_open, self._looked_at = open_marks(self._apart, head), head

    async def conflicts(self, marks: Sequence[Mark]) -> list[Conflict]:
        """Return what merges left open, with both sides."""
        from records.merges.conflicts import conflict_of

        return await self.away(lambda: [conflict_of(self.register, mark) for mark in marks])

    async def settling(self, chosen: Mapping[Mark, Any], kept: Sequence[Mark], reason: str) -> Change:
        """Return the change that settles what merges left open."""
        from records.merges.conflicts import settling

        return await self.away(lambda: settling(self.register, chosen, kept, reason))

    def leave(self) -> None:
        """Leave off reading: nobody waits for it any more."""
        self._apart.repository.interrupt()

    def _read(self) -> Snapshot:
        seen = self._seen
        self._seen = self._apart.snapshot() if seen is None else self._apart.refreshed(seen)
        return self._seen

    async def read_only(self) -> Message | None:
        """Look whether this officer can write now; return why not, or None."""
        self.why_not = await self.away(self.register.read_only)
        return self.why_not

    async def signer(self) -> Signer | None:
        """Return who signs what this officer records now; None: the register asks for no signature.

        Raises `NotSigned` where no key is at hand.
        """
        return await self.away(lambda: self.register.signer(self.me, datetime.now(UTC)))

    async def planned(
        self, file: Path, period: Period, programme: str, *, update: bool
    ) -> tuple[ImportPlan, str]:
        """Return what importing a report for a period does, and the commit that it is planned against."""
        from records.importing import plan_report, read_report

        # A long report takes seconds, and no save waits for it.
        return await self.beside(
            lambda register: plan_report(register, read_report(file), period, programme, update=update)
        )

    async def export(
        self,
        period: Period,
        programme: str,
        formats: Sequence[str],
        folder: Path,
        progress: Callable[[str, int, int], None],
    ) -> tuple[list[Exported], str]:
        """Write the report of a period from the register as it is now; return the files and the commit."""

        def write() -> tuple[list[Exported], str]:
            from exporters.formats import export
            from tui.tasks.reporting import make, read

            snapshot = read(self.register, "HEAD", period, formats)
            made = make(self.register, snapshot, period, formats, programme=programme)
            return export(made, formats, folder, progress), snapshot.commit

        return await self.away(write)

    async def compare(
        self,
        periods: tuple[Period, Period],
        programme: str,
        formats: Sequence[str],
        folder: Path,
        progress: Callable[[str, int, int], None],
    ) -> tuple[list[Exported], str]:
        """Write how two periods of a programme differ as it is now; return the files and the commit."""

        def write() -> tuple[list[Exported], str]:
            from exporters.comparing.formats import FORMATS
            from exporters.writing import write_as
            from tui.tasks.compared import compared

            snapshot = self.register.snapshot()
            made = compared(self.register, snapshot, periods, programme)
            return write_as(made, FORMATS, formats, folder, progress), snapshot.commit

        return await self.away(write)

    async def edition(self, period: Period) -> Edition:
        """Return the edition in which a period is closed; raise `NotClosed`."""
        from records.closings.tagging import edition

        return await self.away(lambda: edition(self.register, period))

    async def close_period(
        self,
        period: Period,
        reason: str,
        formats: Sequence[str],
        folder: Path,
        progress: Callable[[str, int, int], None],
    ) -> Finished:
        """Close a period, where it is open, then write its report and tag it."""

        def close() -> Finished:
            from records.closings.closing import closing
            from tui.tasks.closing import check_exports, finish
            from tui.tasks.reporting import check_templates

            check_exports(period, formats, folder)
            if period not in self.register.outline().closed:
                check_templates(self.register, period, formats)
                self.register.save(closing(self.register, period, reason))
                self.saved += 1
            finished = finish(self.register, period, formats, folder, progress)
            background.begin(self.register.path)
            return finished

        return await self.away(close)

    async def preview(self, change: Change, base: str) -> Preview:
        """Return what saving a change would write."""
        return await self.away(lambda: self.register.preview(change, base=base))

    async def save(self, change: Change, base: str) -> Saved:
        """Save a change."""
        saved = await self.away(lambda: self.register.save(change, base=base))
        if saved.commit is not None:
            from records.writing import upkeep

            upkeep.begin(self.register.path / ".git")
            background.begin(self.register.path)
            self.saved += 1
            if change.word == SUBMITTED:
                self._submissions.append({edit.path for edit in change.edits})
        return saved

    @property
    def submitted(self) -> int:
        """How many submissions of this visit hold, as far as is known."""
        return sum(map(bool, self._submissions))

    async def undone(self, snapshot: Snapshot) -> list[Message]:
        """Return, once, what to tell of each answer submitted in this visit that others changed since."""
        submitted = set[str]().union(*self._submissions)
        gone = {path for path in submitted if (file := snapshot.files.get(path)) and file.lapsed}
        self._submissions = [files - gone for files in self._submissions]
        return await self.joined_with_others(gone)

    async def joined_with_others(self, paths: Iterable[str]) -> list[Message]:
        """Return what to tell of files whose answer others changed after it was submitted."""
        from records.trail.lapsing import joined_with_others

        wanted = sorted(paths)
        return (
            await self.beside(lambda register: list(joined_with_others(register, wanted))) if wanted else []
        )

    def who_saves(self) -> str | None:
        """Return who else is saving just now, or None. Reads one small file, so it may be asked often."""
        named = holder(self.register.private / "lock")
        return None if named is None or f"PID {os.getpid()})" in named else named

    def moved(self, seen: str) -> bool:
        """Say whether somebody saved since `seen`. Reads one small file, so it may be asked often."""
        folder = self.register.path / ".git"
        try:
            return (folder / MAIN).read_text(encoding="ascii").strip() != seen
        except OSError:
            # Git tidied up: the reference is a line among the packed ones.
            packed = folder / "packed-refs"
            return packed.is_file() and f"{seen} {MAIN}" not in packed.read_text(encoding="utf-8").split("\n")

    async def beside(self, work: Callable[[Register], _Result]) -> _Result:
        """Look at the register with a conversation of its own, which nothing waits for."""

        def look() -> _Result:
            with Register(self.register.path) as register:
                return work(register)

        return await asyncio.to_thread(look)

    async def away(self, work: Callable[[], _Result]) -> _Result:
        """Do work on the register beside the drawing, one at a time; return what it returns.

        Whoever leaves meanwhile does not wait for its end, but the next work does.
        """
        return await _alone(self._one, work)


async def _alone(lock: asyncio.Lock, work: Callable[[], _Result]) -> _Result:
    await lock.acquire()
    working = asyncio.ensure_future(asyncio.to_thread(work))
    working.add_done_callback(lambda _: lock.release())
    return await asyncio.shield(working)
