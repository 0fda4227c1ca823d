"""The windows of the first screen: a few lines to fill in, each checked where it stands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from records.errors import ProzvitError
from records.language import Message
from records.sanitise import clean_line
from records.writing.founding import new_programme
from tui.actions import STARTING
from tui.background.longwork import LongWork, Stopped
from tui.background.starting import Found, found, made, sample, sample_place, usual_place, whose
from tui.safe import content
from tui.screens.page import Window
from tui.signs import bar
from tui.typed.fields import typed_path
from tui.undertaking import undertake
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.actions import Action

_BAR = 24


class Starting(Window[Found | None]):
    """Some lines to fill in, and a register that comes of them; dismissed with it, or None.

    `typed` is what each line holds, by its name: it is kept up to date, and outlives the window.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = STARTING
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the line itself sees them: what is typed ahead after an arrow belongs to the next line.
        Binding("up", "app.focus_previous", priority=True),
        Binding("down", "app.focus_next", priority=True),
    ]
    #: What the window is for, and each line by its name.
    HEADING: ClassVar[Message]
    FIELDS: ClassVar[Mapping[str, Message]]

    def __init__(self, typed: dict[str, str]) -> None:
        super().__init__()
        self._typed = typed
        self._work: LongWork | None = None

    def usual(self) -> dict[str, str]:
        """Return what lines hold before somebody types."""
        return {}

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:
        """Return the register, in a thread of its own; raise `ProzvitError`, `Stopped`."""
        raise NotImplementedError

    def at_fault(self, _error: ProzvitError) -> str:
        """Return the line that an error is about."""
        return next(iter(self.FIELDS))

    def compose(self) -> ComposeResult:
        """Lay out the lines, each with the place where it is judged."""
        language = self.app.language
        values = self.usual() | self._typed
        with Vertical(classes="window"):
            yield Static(content(self.HEADING.render(language), "bold"), classes="window-title")
            for name, label in self.FIELDS.items():
                yield Static(content(label.render(language)))
                yield Line(values.get(name, ""), id=name, select_on_focus=False)
                yield Static(id=f"{name}-said", classes="said")
            with Horizontal(id="buttons"):
                yield Button(content(language.say("F2 Go on")), id="go", variant="primary", compact=True)
                yield Button(content(language.say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the first line."""
        self.query(Line).first().focus()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Keep what is typed, and judge it."""
        name = str(event.input.id)
        self._typed[name] = event.value
        self.say(name, "")
        self.judge(name, event.value)

    def judge(self, name: str, value: str) -> None:
        """Say at once what is to be said of a line's value."""

    def on_input_submitted(self, event: Line.Submitted) -> None:
        """Enter goes to the next line, and from the last one on."""
        if event.input is self.query(Line).last():
            self.action_go()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what a button says."""
        if event.button.id == "go":
            self.action_go()
        else:
            self.action_back()

    def action_go(self) -> None:
        """Come by the register, unless a line is empty."""
        values = {name: clean_line(self.query_one(f"#{name}", Line).value).text for name in self.FIELDS}
        empty = [name for name, value in values.items() if not value]
        for name in empty:
            self.say(name, self.app.language.say("Fill this in."), "bold red")
        if empty:
            self.query_one(f"#{empty[0]}").focus()
        elif self._work is None:
            self._work = LongWork(self.show_progress)
            undertake(self, self._go, values, self._work)

    def show_progress(self, done: int, steps: int) -> None:
        """Show how far the work is."""
        percent = done * 100 // steps
        shown = f"{bar(percent, _BAR, plain=self.app.plain)} {percent} %"
        self.say(list(self.FIELDS)[-1], shown)

    async def _go(self, values: Mapping[str, str], work: LongWork) -> None:
        language = self.app.language
        try:
            self.dismiss(await asyncio.to_thread(self.come_by, values, work))
        except Stopped:
            self.say(list(self.FIELDS)[-1], language.say("Stopped; nothing was made."), "yellow")
        except ProzvitError as error:
            name = self.at_fault(error)
            self.say(name, error.message().render(language), "bold red")
            self.query_one(f"#{name}").focus()
        finally:
            # Where the window is left meanwhile, its worker is cancelled, and the thread would go on.
            work.stop()
            self._work = None

    def say(self, name: str, text: str, style: str = "") -> None:
        """Say something below a line."""
        # None are left where the program is being left while the work still tells of itself.
        for place in self.query(f"#{name}-said").results(Static):
            place.update(content(text, style))

    def action_back(self) -> None:
        """Go back, or end what is being made."""
        if self._work is None:
            self.dismiss(None)
        else:
            self._work.stop()


class Opening(Starting):
    """Open a register that is somewhere else."""

    HEADING = Message("Open a register")
    FIELDS: ClassVar[Mapping[str, Message]] = {"there": Message("Its folder")}

    def judge(self, name: str, value: str) -> None:
        """Look what is in the folder that the path has come to."""
        if value.strip():
            undertake(self, self._look, name, value, group="look")

    async def _look(self, name: str, value: str) -> None:
        language = self.app.language
        try:
            body = await asyncio.to_thread(whose, typed_path(value))
        except ProzvitError as error:
            self.say(name, error.message().render(language), "dim")
        else:
            self.say(name, language.say("The register of: {body}", body=body), "green")

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:  # noqa: ARG002 - it is short
        """Open it."""
        return found(typed_path(values["there"]))


class Making(Starting):
    """Make a new register; with `importing`, to take a report in."""

    HEADING = Message("A new register")
    FIELDS: ClassVar[Mapping[str, Message]] = {
        "body": Message("Whose register it is, as the report names it"),
        "programme": Message("The programme’s title, with its years"),
        "folder": Message("The folder, new or empty"),
    }

    def __init__(self, typed: dict[str, str], *, importing: bool = False) -> None:
        super().__init__(typed)
        self._importing = importing

    def usual(self) -> dict[str, str]:
        """Offer a folder."""
        return {"folder": str(usual_place())}

    def judge(self, name: str, value: str) -> None:
        """Say which years the title names."""
        if name == "programme" and value.strip():
            known = new_programme(clean_line(value).text)
            said = self.app.language.say("From {first} to {last}", first=known.from_, last=known.until)
            self.say(name, said, "dim")

    def at_fault(self, error: ProzvitError) -> str:
        """Return the line that an error is about."""
        first = {"body": "body", "programmes": "programme"}
        return first.get(str(error.values.get("key", "")).partition(".")[0], "folder")

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:  # noqa: ARG002 - it is short
        """Make it."""
        new = made(typed_path(values["folder"]), values["body"], values["programme"], self.app.language)
        return replace(new, importing=self._importing)


class Sampling(Starting):
    """Look at the sample register, made where it isn't there yet."""

    HEADING = Message("The sample register")
    FIELDS: ClassVar[Mapping[str, Message]] = {"sample": Message("Its folder; a new one takes seconds")}

    def usual(self) -> dict[str, str]:
        """Offer a folder."""
        return {"sample": str(sample_place())}

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:
        """Open it, made first where it isn't there."""
        return sample(typed_path(values["sample"]), work.progress)
