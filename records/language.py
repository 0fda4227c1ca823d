"""Texts for people: English templates in the code, rendered in the reader’s language.

Code creates a `Message` (an English template and its values), and the caller that displays it renders it with
a `Language`. So an error raised deep in the register reads Ukrainian on an officer’s screen and English where
English was chosen. Catalogues are gettext’s; `uk` is complete.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from msgspec import Struct

from records.sanitise import visible

LANGUAGES = ("uk", "en")
DOMAIN = "prozvit"
LOCALE = Path(__file__).parent / "locale"


_Table = TypeVar("_Table")


def english(table: _Table) -> _Table:
    """Return English texts, one or a table of them, as they are.

    It marks what is said elsewhere than it stands, so that the test of the catalogue sees it.
    """
    return table


class Message:
    """A text not yet in any language: an English template and the values for its `{places}`."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def render(self, language: Language) -> str:
        """Return the text in `language`."""
        return language.fill(language.translate(self.template), self.values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.template!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Plural(Message):
    """A text that depends on a count `n`: "1 захід, 2 заходи, 5 заходів"."""

    __slots__ = ("many", "n")

    def __init__(self, one: str, many: str, /, n: int, **values: object) -> None:
        super().__init__(one, n=n, **values)
        self.many = many
        self.n = n

    def render(self, language: Language) -> str:
        """Return the text in `language`, in the plural form for `n`."""
        return language.fill(language.translate_plural(self.template, self.many, self.n), self.values)


@runtime_checkable
class Named(Protocol):
    """A value with a name for people: a status, a period, a deadline type."""

    def message(self) -> Message:
        """Return the value's name."""
        ...


class Language(Struct, frozen=True):
    """A language of the interface or of a report: "uk" or "en"."""

    code: str

    def say(self, template: str, /, **values: object) -> str:
        """Return `template` in this language with its values filled in."""
        return Message(template, **values).render(self)

    def count(self, one: str, many: str, /, n: int, **values: object) -> str:
        """Return the counted text in the plural form for `n`, with its values filled in."""
        return Plural(one, many, n=n, **values).render(self)

    def show(self, value: object) -> str:  # noqa: PLR0911 - one return a kind of value
        """Return `value` for display: dates as 31.12.2017, None as a dash, hidden characters made visible."""
        # Most values are plain strings, and the `Named` protocol check below is slow.
        if type(value) is str:
            return visible(value) or "—"
        match value:
            case None | "":
                return "—"
            case int() if type(value) is int:
                return str(value)
            case Message():
                return value.render(self)
            case Named():
                return value.message().render(self)
            case bool():
                return self.say("yes") if value else self.say("no")
            case datetime():
                return f"{value:%d.%m.%Y %H:%M}"
            case date():
                return f"{value:%d.%m.%Y}"
            case list() | tuple():
                return "; ".join(self.show(item) for item in value)
            case _:
                return visible(str(value))

    def fill(self, template: str, values: dict[str, object]) -> str:
        """Return a translated template with `values`, formatted by `show`, in its places."""
        return template.format(**{name: self.show(value) for name, value in values.items()})

    def translate(self, msgid: str) -> str:
        """Return the catalogue’s translation of an English text, or the text itself if there is none."""
        return _translations(self.code).gettext(msgid)

    def translate_plural(self, one: str, many: str, n: int) -> str:
        """Return the catalogue’s plural form of a counted text for `n`."""
        return _translations(self.code).ngettext(one, many, n)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    # The templates are English, so English needs no catalogue.
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [code])


UKRAINIAN = Language("uk")
ENGLISH = Language("en")
