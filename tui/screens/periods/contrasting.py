"""The window that writes a comparison of two periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.actions import EXPORTING
from tui.screens.periods.exporting import Exporting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from exporters.writing import Exported
    from records.files.snapshot import Snapshot
    from records.language import Message
    from records.values.periods import Period
    from tui.actions import Action


class Contrasting(Exporting[None]):
    """Writes the comparison of two periods from the current state of the register."""

    ACTIONS: ClassVar[tuple[Action, ...]] = EXPORTING

    def __init__(self, before: Period, after: Period, programme: str) -> None:
        self._before, self._programme = before, programme
        super().__init__(after)

    def files(self) -> dict[str, str]:
        """Return the available formats with their file names."""
        from exporters.comparing.formats import FORMATS
        from exporters.comparing.model import comparison_name

        return {name: f"{comparison_name(self._before, self._period)}.{name}" for name in FORMATS}

    def folder(self, snapshot: Snapshot) -> str:
        """Return the programme's own folder, or "" if it has none."""
        from exporters.comparing.model import folder_of_both

        return folder_of_both(snapshot, (self._before, self._period), self._programme)

    def title_line(self) -> str:
        """Return the window's title."""
        say = self.app.language.say
        return say("Comparison · {before} → {after}", before=self._before, after=self._period)

    def lacking(self, _snapshot: Snapshot) -> Sequence[Message]:
        """Return nothing: the comparison itself lists what is missing."""
        return ()

    async def make(
        self, formats: list[str], folder: Path, progress: Callable[[str, int, int], None]
    ) -> tuple[Sequence[Exported], str]:
        """Write the files; return them and a line that names their commit."""
        periods = self._before, self._period
        written, commit = await self.app.desk.compare(periods, self._programme, formats, folder, progress)
        return written, self.app.language.say("Made from commit {commit}.", commit=commit[:10])
