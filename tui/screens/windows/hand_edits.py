"""The offer to record hand edits in the register's folder with a reason, set them aside, or leave them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from records.errors import InvalidDocument
from records.files.documents import read_document
from records.language import english
from records.values.fields import differences, flatten
from records.values.layout import kind_of
from tui.actions import HAND_EDITS
from tui.safe import content, join
from tui.screens.windows.choosing import Choosing
from tui.viewing.differences import field_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from records.language import Language
    from records.register import Register
    from records.values.fields import FieldChange
    from records.writing.hand_edits import HandEdits
    from tui.actions import Action

#: Files beyond this number are listed by name only.
_MOST_TOLD = 20


class Way(Enum):
    """A way to handle hand edits."""

    RECORD = english("Record them as one change, with a reason")
    ASIDE = english("Set them aside: the files become what is recorded")
    LEAVE = english("Leave them as they are")


class HandEditsOffer(Choosing[Way]):
    """Shows the hand edits and asks how to handle them; Esc leaves them. `told` comes from `tell`."""

    ACTIONS: ClassVar[tuple[Action, ...]] = HAND_EDITS

    def __init__(self, told: Content, language: Language) -> None:
        ways = [(way, language.translate(way.value)) for way in Way]
        super().__init__(language.say("Edited by hand in the register’s folder"), ways)
        self._told = told

    def compose_below(self) -> ComposeResult:
        """Lay out the edits."""
        with VerticalScroll(id="edits", can_focus=True):
            yield Static(self._told)


def tell(register: Register, found: HandEdits, language: Language) -> Content:
    """Return a description of the hand edits, file by file, and of the files outside the register."""
    parts: list[Content | str] = []
    for place, (path, data) in enumerate(sorted(found.files.items())):
        parts += [content(path, "bold"), "\n"]
        if data is None:
            parts += [content(language.say("the file is taken away"), "red"), "\n"]
        elif place < _MOST_TOLD:
            parts += _file(path, register.repository.file(found.base, path), data, language)
    if found.outside:
        said = language.say("Left alone, since they are no files of a register: {paths}", paths=found.outside)
        parts.append(content(said, "dim"))
    return join(*parts)


def _file(path: str, old: bytes | None, new: bytes, language: Language) -> Iterator[Content | str]:
    if kind_of(path) is None:
        return
    try:
        changes = _changes(path, old, new)
    except InvalidDocument as error:
        yield content(error.message().render(language), "bold red")
        yield "\n"
        return
    for change in changes:
        yield field_lines(path, change, language)
        yield "\n"
    if not changes:
        yield content(language.say("only comments or the layout of the file"), "dim")
        yield "\n"


def _changes(path: str, old: bytes | None, new: bytes) -> tuple[FieldChange, ...]:
    before = flatten(read_document(old, path)) if old is not None else {}
    return differences(before, flatten(read_document(new, path)))
