"""Texts for people: said in English in the code, shown in the reader's language.

Code makes a `Message` (an English template and its values); whoever shows it renders it with a
`Language`. So an error raised deep in the register reads Ukrainian on an officer's screen, and the
same error reads English where English was chosen. Catalogues are gettext's; `uk` is complete.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from msgspec import Struct

from records.sanitise import visible

LANGUAGES = ("uk", "en")
DOMAIN = "prozvit"
LOCALE = Path(__file__).parent / "locale"


class Message:
    """A text that is in no language yet: an English template and the values for its `{places}`."""

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
        """Return the text in `language`, in the form that the count asks for."""
        return language.fill(language.translate_plural(self.template, self.many, self.n), self.values)


@runtime_checkable
class Named(Protocol):
    """A value with a name for people: a status, a period, a kind of deadline."""

    def message(self) -> Message:
        """Return the value's name."""
        ...


class Language(Struct, frozen=True):
    """One language of the interface or of the report: "uk" or "en"."""

    code: str

    def say(self, template: str, /, **values: object) -> str:
        """Return `template` in this language with its values filled in."""
        return Message(template, **values).render(self)

    def count(self, one: str, many: str, /, n: int, **values: object) -> str:
        """Return the form of a counted text that `n` asks for."""
        return Plural(one, many, n=n, **values).render(self)

    def show(self, value: object) -> str:  # noqa: PLR0911 - one return a kind of value
        """Return `value` as people read it: dates as 31.12.2017, nothing as a dash, text made visible."""
        # Most values by far are plain texts; whether another has a name takes long to find out.
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
        """Put `values`, shown as people read them, into the places of a translated template."""
        return template.format(**{name: self.show(value) for name, value in values.items()})

    def translate(self, msgid: str) -> str:
        """Return the catalogue's text for an English one, or the English one where it has none."""
        return _translations(self.code).gettext(msgid)

    def translate_plural(self, one: str, many: str, n: int) -> str:
        """Return the catalogue's form of a counted text."""
        return _translations(self.code).ngettext(one, many, n)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    # English is what the code says, so it needs no catalogue.
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [code])


UKRAINIAN = Language("uk")
ENGLISH = Language("en")
