"""The screens' access to the register: one call at a time, off the thread that draws."""

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
from tui.viewing.programmes import Held, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from exporters.writing import Exported
    from records.closings.tagging import Edition
    from records.files.snapshot import Snapshot
    from records.git.signing import Signer
    from records.importing import ImportPlan
    from records.importing.filled import Sheet
    from records.importing.table import Table
    from records.language import Message
    from records.merges.conflicts import Conflict, Mark
    from records.values.changes import Change, Saved
    from records.values.periods import Period
    from records.writing.saving import Preview
    from tui.tasks.closing import Finished

_Result = TypeVar("_Result")


class Desk:
    """An officer's visit: the register, the drafts, the preferences, and what was saved so far."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.drafts = Drafts(register)
        self.preferences = Preferences(register)
        self.me = register.me
        #: Why the register can't be written, as of the last check; None if it can be.
        self.why_not: Message | None = None
        self.saved = 0
        #: For each submission of this visit, the paths of the answers for which it is known to hold.
        self._submissions: list[set[str]] = []
        # A `cat-file` process is not thread-safe.
        self._one = asyncio.Lock()
        # Snapshots are read by a process of their own, so that saving does not wait for them.
        self._apart = Register(register.path)
        self._reading = asyncio.Lock()
        self._seen: Snapshot | None = None
        #: The conflicts that merges left open, as of the last check.
        self.left_open: tuple[Mark, ...] = ()
        self._looked_at = ""
        #: The state of the exchange with the other clones.
        self.exchange = Exchange(self._apart)

    def begin(self, snapshot: Snapshot) -> None:
        """Start from a snapshot that was read already."""
        self._seen = snapshot

    @property
    def is_reading(self) -> bool:
        """Whether a snapshot is being read now."""
        return self._reading.locked()

    async def snapshot(self) -> Snapshot:
        """Return the register's present snapshot; only what has changed since the last one is read."""
        return await _alone(self._reading, self._read)

    async def look_for_conflicts(self) -> None:
        """Update the open conflicts; if the head has not moved since the last check, nothing is read."""
        await _alone(self._reading, self._read_conflicts)

    async def look_at_exchange(self) -> bool:
        """Update the state of the exchange with the other clones; return whether it has changed."""
        return await _alone(self._reading, self.exchange.look)

    def _read_conflicts(self) -> None:
        from records.merges.conflicts import open_marks

        head = self._apart.head()
        if head != self._looked_at:
            self.left_open, self._looked_at = open_marks(self._apart, head), head

    async def conflicts(self, marks: Sequence[Mark]) -> list[Conflict]:
        """Return the conflicts of these marks, with the values of both sides."""
        from records.merges.conflicts import conflict_of

        return await self.away(lambda: [conflict_of(self.register, mark) for mark in marks])

    async def settling(self, chosen: Mapping[Mark, Any], kept: Sequence[Mark], reason: str) -> Change:
        """Return the change that settles open conflicts: by the `chosen` values, or by what is `kept`."""
        from records.merges.conflicts import settling

        return await self.away(lambda: settling(self.register, chosen, kept, reason))

    def leave(self) -> None:
        """Interrupt the reading of snapshots: their result is no longer needed."""
        self._apart.repository.interrupt()

    def _read(self) -> Snapshot:
        seen, apart = self._seen, self._apart
        self._seen = apart.recalled(apart.snapshot()) if seen is None else apart.refreshed(seen)
        return self._seen

    async def read_only(self) -> Message | None:
        """Check whether this officer can write now; return why not, or None."""
        self.why_not = await self.away(self.register.read_only)
        return self.why_not

    async def signer(self) -> Signer | None:
        """Return the signer of this officer's changes, or None if the register requires no signature.

        Raises `NotSigned` if no key is at hand.
        """
        return await self.away(lambda: self.register.signer(self.me, datetime.now(UTC)))

    async def report(self, file: Path, held: Held, *, chosen: bool) -> tuple[Table | Sheet, Held]:
        """Read a report; return it with the period to import it for.

        That is the period which the report names if it is one of the register's and none was `chosen`, else
        `held`.
        """
        from records.importing import period_of, read_report

        def read(register: Register) -> tuple[Table | Sheet, Held]:
            report, snapshot = read_report(file), register.outline()
            named = None if chosen else period_of(register, report)
            if named is None or named == held.period or named not in snapshot.periods():
                return report, held
            return report, Held(named, shown(snapshot, named, held.programme))

        # A long report takes seconds; no save must wait for it.
        return await self.beside(read)

    async def planned(self, report: Table | Sheet, held: Held, *, update: bool) -> tuple[ImportPlan, str]:
        """Return the plan for importing a report for a period, and the commit on which it is based."""
        from records.importing import plan_report

        return await self.beside(lambda register: plan_report(register, report, *held, update=update))

    async def export(
        self,
        period: Period,
        programme: str,
        formats: Sequence[str],
        folder: Path,
        progress: Callable[[str, int, int], None],
    ) -> tuple[list[Exported], str]:
        """Write the report of a period from the register's head; return the files and the commit."""

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
        """Write a comparison of two periods of a programme at the head; return the files and the commit."""

        def write() -> tuple[list[Exported], str]:
            from exporters.comparing.formats import FORMATS
            from exporters.writing import write_as
            from tui.tasks.compared import compared

            snapshot = self.register.snapshot()
            made = compared(self.register, snapshot, periods, programme)
            return write_as(made, FORMATS, formats, folder, progress), snapshot.commit

        return await self.away(write)

    async def edition(self, period: Period) -> Edition:
        """Return the edition of a closed period; raise `NotClosed`."""
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
        """Close a period if it is open, write its reports and tag it; return the edition and the files."""

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
        """Save a change on the state of `base`, and start upkeep and sending in the background."""
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
        """The number of submissions of this visit that still hold, as far as is known."""
        return sum(map(bool, self._submissions))

    async def undone(self, snapshot: Snapshot) -> list[Message]:
        """Return, once, a message for each answer submitted in this visit that others have changed since."""
        submitted = set[str]().union(*self._submissions)
        gone = {path for path in submitted if (file := snapshot.files.get(path)) and file.lapsed}
        self._submissions = [files - gone for files in self._submissions]
        return await self.joined_with_others(gone)

    async def joined_with_others(self, paths: Iterable[str]) -> list[Message]:
        """Return a message for each of these files whose answer others changed after it was submitted."""
        from records.trail.lapsing import joined_with_others

        wanted = sorted(paths)
        return (
            await self.beside(lambda register: list(joined_with_others(register, wanted))) if wanted else []
        )

    def who_saves(self) -> str | None:
        """Return who else is saving now, or None. Cheap: it reads one small file."""
        named = holder(self.register.private / "lock")
        return None if named is None or f"PID {os.getpid()})" in named else named

    def moved(self, seen: str) -> bool:
        """Return whether the head has moved from the commit `seen`. Cheap: it reads one small file."""
        folder = self.register.path / ".git"
        try:
            return (folder / MAIN).read_text(encoding="ascii").strip() != seen
        except OSError:
            # Git has packed the references: look for a line of packed-refs.
            packed = folder / "packed-refs"
            return packed.is_file() and f"{seen} {MAIN}" not in packed.read_text(encoding="utf-8").split("\n")

    async def beside(self, work: Callable[[Register], _Result]) -> _Result:
        """Run work on a register opened for it alone, in a thread; no other work waits for it."""

        def look() -> _Result:
            with Register(self.register.path) as register:
                return work(register)

        return await asyncio.to_thread(look)

    async def away(self, work: Callable[[], _Result]) -> _Result:
        """Run work on the shared register in a thread, one at a time, and return its result.

        A caller that is cancelled does not wait for the end of its work; the next work does.
        """
        return await _alone(self._one, work)


async def _alone(lock: asyncio.Lock, work: Callable[[], _Result]) -> _Result:
    await lock.acquire()
    working = asyncio.ensure_future(asyncio.to_thread(work))
    working.add_done_callback(lambda _: lock.release())
    return await asyncio.shield(working)
