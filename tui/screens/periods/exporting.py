"""The window that writes a period's reports: choosing formats and folder, then the list of written files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from records.errors import ProzvitError
from records.language import Plural
from records.values.statuses import Standing
from tui.actions import EXPORTING
from tui.background.longwork import LongWork, Stopped
from tui.safe import content, join
from tui.screens.page import Window
from tui.signs import bar
from tui.typed.fields import typed_path, usual_folder
from tui.undertaking import undertake
from tui.viewing.programmes import named
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.content import Content

    from exporters.writing import Exported
    from records.files.snapshot import Snapshot
    from records.language import Message
    from records.values.periods import Period
    from tui.actions import Action
    from tui.viewing.programmes import Held

_Result = TypeVar("_Result")
_BAR = 24


class Exporting(Window[_Result | None], Generic[_Result]):
    """Writes files about a period into a folder; subclasses define the files and the messages."""

    def __init__(self, period: Period) -> None:
        super().__init__()
        self._period = period
        from exporters.formats import USUAL_FORMATS

        #: The formats with their file names, and whether each is selected.
        self._files = self.files()
        self._chosen = {name: name in USUAL_FORMATS for name in self._files}
        self._work: LongWork | None = None
        #: What this window has just written.
        self._fresh: tuple[Path, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the notices, the formats, the folder and the result."""
        say = self.app.language.say
        with Vertical(classes="window"):
            yield Static(content(self.title_line(), "bold"), classes="window-title")
            yield Static(id="lacking", classes="hidden")
            yield from self.compose_above()
            yield Static(content(say("Formats")))
            yield OptionList(id="formats", compact=True, markup=False)
            yield Static(content(say("Folder to write into")), classes="apart")
            yield Line(str(usual_folder(self.app.desk.register.path)), id="folder", select_on_focus=False)
            with VerticalScroll(id="result", classes="hidden", can_focus=False):
                yield Static(id="written")
            yield KeyBar()

    def files(self) -> dict[str, str]:
        """Return the available formats with their file names."""
        from exporters.formats import FORMATS, file_name

        return {name: file_name(self._period, name) for name in FORMATS}

    def folder(self, snapshot: Snapshot) -> str:  # noqa: ARG002 - others have one
        """Return the subfolder for the files within the chosen folder: "" or, for example, "oblast/"."""
        return ""

    def title_line(self) -> str:
        """Return the window's title."""
        raise NotImplementedError

    def compose_above(self) -> ComposeResult:
        """Lay out the widgets above the formats."""
        yield from ()

    def lacking(self, snapshot: Snapshot) -> Sequence[Message]:
        """Return messages that the user should read before writing."""
        raise NotImplementedError

    async def make(
        self, formats: list[str], folder: Path, progress: Callable[[str, int, int], None]
    ) -> tuple[Sequence[Exported], str]:
        """Write the files; return them and a line that names their commit."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill the list of formats and read what is lacking."""
        formats = self.query_one(OptionList)
        formats.add_options([Option(self._line(name)) for name in self._chosen])
        formats.highlighted = 0
        self.begin()
        undertake(self, self._say_lacking)

    def begin(self) -> None:
        """Focus the formats."""
        self.query_one(OptionList).focus()

    async def _say_lacking(self) -> None:
        try:
            snapshot = await self.app.desk.snapshot()
        except ProzvitError as error:
            self._say(error.message().render(self.app.language), "bold red")
            return
        if inside := self.folder(snapshot):
            self._files = {name: f"{inside}{file}" for name, file in self._files.items()}
            self._refresh_formats()
        language = self.app.language
        told = "\n".join(f"! {language.show(each)}" for each in self.lacking(snapshot))
        lacking = self.query_one("#lacking", Static)
        lacking.update(content(told, "yellow"))
        lacking.set_class(not told, "hidden")

    # Formats and folder

    def _line(self, name: str) -> Content:
        file = self._files[name]
        mark = "[x]" if self._chosen[name] else "[ ]"
        parts: list[Content | str] = [content(f"{mark} {name.ljust(max(map(len, self._files)))} {file}")]
        place = self._folder() / file
        if any(place in {each, each.parent} for each in self._fresh):
            parts.append(content("  " + self.app.language.say("is written"), "green"))
        elif self._chosen[name] and place.exists():
            parts.append(content("  " + self.app.language.say("is there, and will be replaced"), "yellow"))
        return join(*parts)

    def _folder(self) -> Path:
        return typed_path(self.query_one("#folder", Line).value)

    def _refresh_formats(self) -> None:
        formats = self.query_one(OptionList)
        for place, name in enumerate(self._chosen):
            formats.replace_option_prompt_at_index(place, self._line(name))

    def on_input_changed(self) -> None:
        """Update the notes about existing files for the typed folder."""
        self._refresh_formats()

    def action_take(self) -> None:
        """Select the highlighted format, or deselect it."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            name = list(self._chosen)[place]
            self._chosen[name] = not self._chosen[name]
            self._refresh_formats()

    def on_option_list_option_selected(self) -> None:
        """Write on Enter in the list of formats."""
        self.action_write()

    def on_input_submitted(self) -> None:
        """Write on Enter in the folder field."""
        self.action_write()

    # Writing

    def action_write(self) -> None:
        """Write the selected formats."""
        formats = [name for name, chosen in self._chosen.items() if chosen]
        if self._work is not None:
            return
        if not formats:
            self._say(self.app.language.say("Take a format: Space takes the marked one."), "yellow")
        elif not self.query_one("#folder", Line).value.strip():
            self._say(self.app.language.say("Name a folder."), "yellow")
        else:
            self._work = LongWork(self._show_progress)
            self._show_progress("", 0, len(formats))
            undertake(self, self._write, formats, self._folder(), self._work)

    def _show_progress(self, name: str, done: int, formats: int) -> None:
        shown = f"{bar(done * 100 // formats, _BAR, plain=self.app.plain)} {done}/{formats} {name}"
        self._say(shown, "dim")

    async def _write(self, formats: list[str], folder: Path, work: LongWork) -> None:
        language = self.app.language
        try:
            written, line = await self.make(formats, folder, work.progress)
        except Stopped:
            self._say(language.say("Stopped; nothing was written."), "yellow")
        except ProzvitError as error:
            self._say(error.message().render(language), "bold red")
        else:
            self._fresh = tuple(each.path for each in written)
            self._refresh_formats()
            # For a format of several files, listing the folder is enough.
            are_many = {name for name, file in self._files.items() if file.endswith("/")}
            paths = "\n".join(
                dict.fromkeys(
                    f"{each.path.parent}/" if each.format in are_many else str(each.path) for each in written
                )
            )
            # The line comes before the paths because they can be long and it must be visible.
            self._say(f"{line}\n{language.say('Written:')}\n{paths}", "green")
        finally:
            # If the window was left meanwhile, its worker is cancelled but the thread would continue.
            work.stop()
            self._work = None

    def _say(self, text: str, style: str) -> None:
        # The widget is gone if the program is exiting while the work still reports progress.
        for result in self.query("#result"):
            result.query_one("#written", Static).update(content(text, style))
            result.remove_class("hidden")
            # On a small screen the message would otherwise be below the window's edge.
            self.call_after_refresh(result.scroll_visible, animate=False)

    def action_back(self) -> None:
        """Go back; while a report is being written, cancel that first."""
        if self._work is None:
            self.dismiss(None)
        else:
            self._work.stop()


class Reporting(Exporting[None]):
    """Writes the report of a period from the current state of the register."""

    ACTIONS: ClassVar[tuple[Action, ...]] = EXPORTING

    def __init__(self, snapshot: Snapshot, held: Held) -> None:
        self._snapshot, self._held = snapshot, held
        super().__init__(held.period)

    def folder(self, snapshot: Snapshot) -> str:
        """Return the programme's own folder, or "" if it has none."""
        from exporters.model import folder_of

        return folder_of(snapshot, *self._held)

    def title_line(self) -> str:
        """Return the window's title."""
        language = self.app.language
        return language.say("Report · {period}", period=named(self._snapshot, self._held, language))

    def lacking(self, snapshot: Snapshot) -> Sequence[Message]:
        """Return messages counting missing answers and unsaved drafts."""
        records = snapshot.present(*self._held)
        missing = sum(record.standing(self._period) is Standing.MISSING for record in records)
        drafts = sum((draft.period, draft.programme) == self._held for draft in self.app.desk.drafts.all())
        counted = [
            Plural("{n} measure without progress", "{n} measures without progress", n=missing),
            Plural("{n} draft is not saved", "{n} drafts are not saved", n=drafts),
        ]
        return [each for each in counted if each.n]

    async def make(
        self, formats: list[str], folder: Path, progress: Callable[[str, int, int], None]
    ) -> tuple[Sequence[Exported], str]:
        """Write the files; return them and a line that names their commit."""
        desk = self.app.desk
        written, commit = await desk.export(*self._held, formats, folder, progress)
        return written, self.app.language.say("Made from commit {commit}.", commit=commit[:10])
