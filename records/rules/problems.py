"""What is wrong, or only doubtful, about a value: where it stands, what it is and what to do."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from records.language import Message

Severity = Literal["error", "warning"]
#: As much of a value as a message quotes.
_LONGEST_QUOTE = 60


class Problem(Struct, frozen=True):
    """An error (the record is not valid) or a warning (a person may overrule it).

    `path` is the file, `key` the dotted way to the value in it ("evidence.0.url"; "" is the whole file);
    `message` says what is wrong and what to do, for a reader who sees the field.
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
        """Return the message for a reader who doesn't see the field: with the file, the key and the value."""
        if self.message.values.get("file") == self.path:
            # What keeps a file from being read names it, and the key, by itself.
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
    """The problems of one file, as they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def error(self, key: str, value: object, message: Message) -> None:
        """Note what makes the record invalid."""
        self.problems.append(Problem("error", self.path, key, value, message))

    def warn(self, key: str, value: object, message: Message) -> None:
        """Note what a person should look at."""
        self.problems.append(Problem("warning", self.path, key, value, message))


def quoted(value: object) -> object:
    """Return a value as a message quotes it: a long text cut, yes and no as the file has them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and len(value) > _LONGEST_QUOTE:
        return value[:_LONGEST_QUOTE] + "…"
    return value
