"""A problem of one value: where it is, what is wrong or doubtful, and how to fix it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from records.language import Message

Severity = Literal["error", "warning"]
#: The longest part of a value, in characters, that a message quotes.
_LONGEST_QUOTE = 60


class Problem(Struct, frozen=True):
    """An error (the record is not valid) or a warning (a person may overrule it).

    `path` is the file and `key` the dotted path to the value in it ("evidence.0.url"; "" is the whole file).
    `message` says what is wrong and how to fix it, for a reader who sees the field.
    """

    severity: Severity
    path: str
    key: str
    value: object
    message: Message

    @property
    def is_error(self) -> bool:
        """Whether the record is invalid."""
        return self.severity == "error"

    def in_full(self) -> Message:
        """Return the message for a reader who does not see the field: with file, key and value."""
        if self.message.values.get("file") == self.path:
            # The message of an unreadable file already names the file and the key.
            return self.message
        if not self.key:
            return Message("{file}: {problem}", file=self.path, problem=self.message)
        return Message(
            "{file}, key “{key}” ({value}): {problem}",
            file=self.path,
            key=self.key,
            value=quoted(self.value),
            problem=self.message,
        )


class Sheet:
    """A collector of the problems of one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def error(self, key: str, value: object, message: Message) -> None:
        """Add an error: the record is invalid."""
        self.problems.append(Problem("error", self.path, key, value, message))

    def warn(self, key: str, value: object, message: Message) -> None:
        """Add a warning: a person should look at it."""
        self.problems.append(Problem("warning", self.path, key, value, message))


def quoted(value: object) -> object:
    """Return a value for quoting in a message: long texts cut, booleans spelled as in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and len(value) > _LONGEST_QUOTE:
        return value[:_LONGEST_QUOTE] + "…"
    return value
