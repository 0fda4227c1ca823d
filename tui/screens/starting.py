"""The windows of the first screen: a few fields, each validated where it stands."""

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
    """Asks for some values and obtains a register from them; dismissed with the register, or None.

    `typed` holds the value of each field by name. It is kept up to date and outlives the window.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = STARTING
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed right after an arrow go to the next field.
        Binding("up", "app.focus_previous", priority=True),
        Binding("down", "app.focus_next", priority=True),
    ]
    #: The title of the window, and the label of each field by name.
    HEADING: ClassVar[Message]
    FIELDS: ClassVar[Mapping[str, Message]]

    def __init__(self, typed: dict[str, str]) -> None:
        super().__init__()
        self._typed = typed
        self._work: LongWork | None = None

    def usual(self) -> dict[str, str]:
        """Return the default values of fields."""
        return {}

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:
        """Open or make the register, in a worker thread; raise `ProzvitError` or `Stopped`."""
        raise NotImplementedError

    def at_fault(self, _error: ProzvitError) -> str:
        """Return the name of the field that an error is about."""
        return next(iter(self.FIELDS))

    def compose(self) -> ComposeResult:
        """Lay out the fields, each with a line for messages below it."""
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
        """Focus the first field."""
        self.query(Line).first().focus()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Keep the typed value and validate it."""
        name = str(event.input.id)
        self._typed[name] = event.value
        self.say(name, "")
        self.judge(name, event.value)

    def judge(self, name: str, value: str) -> None:
        """Show a message about a field's value at once."""

    def on_input_submitted(self, event: Line.Submitted) -> None:
        """Move to the next field on Enter, or go on from the last one."""
        if event.input is self.query(Line).last():
            self.action_go()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        if event.button.id == "go":
            self.action_go()
        else:
            self.action_back()

    def action_go(self) -> None:
        """Obtain the register, unless a field is empty."""
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
        """Show the progress of the work."""
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
            # If the window was left meanwhile, its worker is cancelled but the thread would continue.
            work.stop()
            self._work = None

    def say(self, name: str, text: str, style: str = "") -> None:
        """Show a message below a field."""
        # The widget is gone if the program is exiting while the work still reports progress.
        for place in self.query(f"#{name}-said").results(Static):
            place.update(content(text, style))

    def action_back(self) -> None:
        """Go back, or cancel the running work."""
        if self._work is None:
            self.dismiss(None)
        else:
            self._work.stop()


class Opening(Starting):
    """Opens a register in another folder."""

    HEADING = Message("Open a register")
    FIELDS: ClassVar[Mapping[str, Message]] = {"there": Message("Its folder")}

    def judge(self, name: str, value: str) -> None:
        """Show whose register is in the typed folder."""
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
        """Open the register."""
        return found(typed_path(values["there"]))


class Making(Starting):
    """Makes a new register; with `importing`, a report is imported into it next."""

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
        """Suggest a folder."""
        return {"folder": str(usual_place())}

    def judge(self, name: str, value: str) -> None:
        """Show which years the title names."""
        if name == "programme" and value.strip():
            known = new_programme(clean_line(value).text)
            said = self.app.language.say("From {first} to {last}", first=known.from_, last=known.until)
            self.say(name, said, "dim")

    def at_fault(self, error: ProzvitError) -> str:
        """Return the name of the field that an error is about."""
        first = {"body": "body", "programmes": "programme"}
        return first.get(str(error.values.get("key", "")).partition(".")[0], "folder")

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:  # noqa: ARG002 - it is short
        """Make the register."""
        new = made(typed_path(values["folder"]), values["body"], values["programme"], self.app.language)
        return replace(new, importing=self._importing)


class Sampling(Starting):
    """Opens the sample register, making it first if needed."""

    HEADING = Message("The sample register")
    FIELDS: ClassVar[Mapping[str, Message]] = {"sample": Message("Its folder; a new one takes seconds")}

    def usual(self) -> dict[str, str]:
        """Suggest a folder."""
        return {"sample": str(sample_place())}

    def come_by(self, values: Mapping[str, str], work: LongWork) -> Found:
        """Open the sample register, making it first if it does not exist."""
        return sample(typed_path(values["sample"]), work.progress)
