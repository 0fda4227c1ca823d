"""The report of a period, written from the screen: where to, then what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widgets import Static

from records.errors import ProzvitError
from tui.actions import EXPORTING
from tui.safe import content
from tui.screens.page import Window
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.periods import Period
    from tui.actions import Action


class Exporting(Window[None]):
    """Write the report of a period as Markdown and HTML into a folder."""

    ACTIONS: ClassVar[tuple[Action, ...]] = EXPORTING

    def __init__(self, period: Period, programme: str) -> None:
        super().__init__()
        self._period = period
        self._programme = programme
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the folder and what became of it."""
        say = self.app.language.say
        with Vertical(classes="window"):
            yield Static(content(say("Report · {period}", period=self._period), "bold"))
            yield Static(content(say("Folder to write Markdown and HTML into")))
            yield Line(str(usual_folder(self.app.desk.register.path)), id="folder", select_on_focus=False)
            yield Static(id="written")
            yield KeyBar()

    def on_mount(self) -> None:
        """Begin in the folder."""
        self.query_one("#folder", Line).focus()

    def on_input_submitted(self) -> None:
        """Enter in the folder writes."""
        self.action_write()

    def action_write(self) -> None:
        """Write."""
        folder = self.query_one("#folder", Line).value.strip()
        if not self._busy and folder:
            self._busy = True
            self._say(self.app.language.say("Writing…"), "dim")
            self.run_worker(self._write(Path(folder).expanduser()))

    async def _write(self, folder: Path) -> None:
        language = self.app.language
        try:
            written = await self.app.desk.export(self._period, self._programme, folder)
        except ProzvitError as error:
            self._say(error.message().render(language), "bold red")
        else:
            paths = "\n".join(str(each.path) for each in written)
            self._say(f"{language.say('Written:')}\n{paths}", "green")
        finally:
            self._busy = False

    def _say(self, text: str, style: str) -> None:
        self.query_one("#written", Static).update(content(text, style))

    def action_back(self) -> None:
        """Go back; a report that is being written is finished first."""
        if not self._busy:
            self.dismiss(None)


def usual_folder(register: Path) -> Path:
    """Return where a report goes: the current folder, but never into the register itself."""
    here = Path.cwd()
    return Path.home() if here == register or register in here.parents else here
