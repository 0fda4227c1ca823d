"""The conflict screen: for each field the original value, and both sides' values to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from records.errors import Misused
from records.language import Message
from records.values.fields import shown
from tui.actions import CONFLICT, REWORDING
from tui.safe import content, join, shortened
from tui.screens.page import Page, Window
from tui.typed.questions import chosen, questions
from tui.viewing.differences import words
from tui.widgets.fields import Editor
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from records.merges.conflicts import Conflict
    from records.values.model import Unit
    from tui.actions import Action
    from tui.typed.questions import Question

Answers = list[tuple["Conflict", Any]]


class ConflictPage(Page[Answers | None]):
    """Asks for a value for each conflicting field; dismissed with all answers, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CONFLICT

    def __init__(self, title: str, conflicts: Sequence[Conflict], units: Mapping[str, Unit]) -> None:
        super().__init__()
        self._title = title
        self._units = units
        self._asked = questions(conflicts)
        self._answers: dict[int, Any] = {}
        self._at = 0

    @property
    def question(self) -> Question:
        """The current question."""
        return self._asked[self._at]

    def compose(self) -> ComposeResult:
        """Lay out the field, its original value, and the values to choose from."""
        yield Static(id="conflict-head", classes="facts")
        with VerticalScroll(id="conflict-base", can_focus=False):
            yield Static(id="conflict-was")
        yield OptionList(id="conflict-sides", compact=True, markup=False)
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask the first question."""
        self._ask()

    def on_resize(self) -> None:
        """Adapt to the new size."""
        self._ask()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._ask()

    def _ask(self) -> None:
        language, question = self.app.language, self.question
        width = max(self.size.width - 4, 20)
        place = language.say("{n} of {all}", n=self._at + 1, all=len(self._asked))
        title = shortened(self._title, width - len(place) - 1)
        gap = " " * (width - len(title) - len(place))
        self.query_one("#conflict-head", Static).update(
            join(content(title, "bold"), gap, content(place, "dim"))
        )
        field = language.show(question.conflict.label)
        if question.fork is not None:
            field = language.say("{field}, one place of it", field=field)
        was = self._told(question.base) if question.base not in {None, ""} else content(language.show(None))
        head = content(f"{field}\n", "bold")
        self.query_one("#conflict-was", Static).update(
            join(head, content(language.say("It was:") + "\n", "dim"), was)
        )
        self._show_choices()

    def _show_choices(self) -> None:
        language, options = self.app.language, self.query_one("#conflict-sides", OptionList)
        choices, given = self._choices(), self._answers.get(self._at, _NOTHING)
        # After a new layout the highlight stays; an earlier answer is highlighted.
        taken = (place for place, (_, value) in enumerate(choices) if value == given)
        marked = next(taken, options.highlighted or 0)
        options.clear_options()
        for name, value in choices:
            head = content(language.show(name) + "\n", "bold")
            options.add_option(Option(join(head, self._beside_base(value), "\n")))
        options.highlighted = min(marked, len(choices) - 1)
        options.focus()

    def _choices(self) -> list[tuple[Message, Any]]:
        """Return the values to choose from; a value that the user wrote comes last."""
        sides = list(self.question.choices)
        given = self._answers.get(self._at, _NOTHING)
        if given is not _NOTHING and all(given != value for _, value in sides):
            sides.append((Message("Written here"), given))
        return sides

    def _beside_base(self, value: Any) -> Content:
        """Return a value with the words marked that differ from the original."""
        if isinstance(value, str) and isinstance(self.question.base, str):
            if not value.strip():
                return content(self.app.language.say("(dropped)"), "dim")
            return join(*words(self.question.base, value, whole=True))
        return self._told(value)

    def _told(self, value: Any) -> Content:
        if isinstance(value, str) and (self.question.fork is not None or "\n" in value):
            return content(value.rstrip("\n"))
        return content(self.app.language.show(shown(self.question.conflict.clash.key, value, self._units)))

    # Actions

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen value."""
        self._answer(self._choices()[event.option_index][1])

    def action_take(self) -> None:
        """Choose the highlighted value."""
        self.query_one("#conflict-sides", OptionList).action_select()

    def _answer(self, value: Any) -> None:
        self._answers[self._at] = value
        left = [place for place in range(len(self._asked)) if place not in self._answers]
        if not left:
            self.dismiss(list(chosen(self._asked, [self._answers[n] for n in range(len(self._asked))])))
            return
        self._go(next((place for place in left if place > self._at), left[0]))

    def _go(self, place: int) -> None:
        self._at = place
        self.query_one("#conflict-sides", OptionList).highlighted = 0
        self._say("")
        self._ask()

    def action_earlier(self) -> None:
        """Go to the previous question."""
        self._go(max(self._at - 1, 0))

    def action_later(self) -> None:
        """Go to the next question."""
        self._go(min(self._at + 1, len(self._asked) - 1))

    def action_edit(self) -> None:
        """Write another value, starting from the highlighted one."""
        marked = self.query_one("#conflict-sides", OptionList).highlighted or 0
        value = self._choices()[marked][1]
        if not self.question.can_be_written(value):
            self._say(self.app.language.say("This is chosen, not written: take one of the two."))
            return
        field = self.app.language.show(self.question.conflict.label)
        self.app.push_screen(Rewording(field, self.question.typed(value)), self._written)

    def _written(self, text: str | None) -> None:
        if text is None:
            return
        try:
            value = self.question.read(text)
        except Misused as error:
            self._say(error.message().render(self.app.language))
        except ValueError:
            self._say(self.app.language.say("“{text}” is no whole number.", text=text))
        else:
            self._answer(value)

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(content(text, "yellow"))

    def notes(self) -> Iterable[str]:
        """Yield the meaning of the marks."""
        yield self.app.language.say("Words that went stand as [-…-], words that came as {{+…+}}.")


_NOTHING = object()


class Rewording(Window[str | None]):
    """Asks for a text; dismissed with it, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = REWORDING

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            yield Editor(self._text, id="rewording")
            yield KeyBar()

    def on_mount(self) -> None:
        """Focus the text with the cursor at its end."""
        editor = self.query_one(Editor)
        editor.move_cursor(editor.document.end)
        editor.focus()

    def action_take(self) -> None:
        """Accept the text."""
        self.dismiss(self.query_one(Editor).text)
