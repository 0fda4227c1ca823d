"""The questions that a conflict asks, in order: one per field, or one per place where two texts differ."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.language import Message
from records.merges.merging import WHOLE, text_of
from records.values.fields import same
from tui.typed.fields import as_day, read_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records.merges.conflicts import Conflict, Who
    from records.merges.threeway import Fork


class Question(Struct, frozen=True):
    """One choice: `base` is the original value, `first` the present one, `second` the other side's.

    For a place in a text, the values are the paragraphs there, one per line, and `fork` is the place.
    """

    conflict: Conflict
    base: Any
    first: Any
    second: Any
    fork: Fork | None = None

    @property
    def sides(self) -> tuple[tuple[Message, Any], tuple[Message, Any]]:
        """The two values, each labelled with its author."""
        first, second = (_signed(who) for who in (self.conflict.first_by, self.conflict.second_by))
        if self.conflict.mark is None:
            return (Message("Recorded: {who}", who=first), self.first), (Message("Yours"), self.second)
        return (
            (Message("Stands now: {who}", who=first), self.first),
            (Message("The other side: {who}", who=second), self.second),
        )

    @property
    def choices(self) -> tuple[tuple[Message, Any], ...]:
        """The values that can be chosen, with their labels.

        Only the present one in two cases: the other version of a file left open as a whole is in git alone,
        and a review must be given anew by its reviewer, for the text as it is then.
        """
        stays = self.conflict.mark is not None and self.conflict.clash.key in {WHOLE, "review"}
        return self.sides[:1] if stays else self.sides

    def can_be_written(self, value: Any) -> bool:
        """Return whether another value can be typed in place of this one."""
        return self.conflict.clash.key not in _CHOSEN and (
            value is None or (isinstance(value, (str, int, date)) and not isinstance(value, bool))
        )

    def typed(self, value: Any) -> str:
        """Return a value as text for the field in which it is edited."""
        return as_day(value) if isinstance(value, date) else "" if value is None else str(value).rstrip("\n")

    def read(self, text: str) -> Any:
        """Return the typed text as a value of the sides' type; or raise `Misused` or ValueError."""
        known = next((each for each in (self.first, self.second, self.base) if each is not None), "")
        if isinstance(known, str):
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            return text_of(lines) if self.conflict.clash.key == "text" else " ".join(lines)
        if not text.strip():
            return None
        return read_day(text.strip()) if isinstance(known, date) else int(text)


#: Fields chosen from a list, or changed by a command of their own.
_CHOSEN = {"status", "deadline.kind", "retired", "review", WHOLE}


def questions(conflicts: Sequence[Conflict]) -> list[Question]:
    """Return the questions of these conflicts, in order."""
    return [question for conflict in conflicts for question in _of(conflict)]


def chosen(asked: Sequence[Question], answers: Sequence[Any]) -> Iterator[tuple[Conflict, Any]]:
    """Yield each conflict with the value that results from the answers to its questions."""
    by_conflict: dict[int, tuple[Conflict, list[Any]]] = {}
    for question, answer in zip(asked, answers, strict=True):
        by_conflict.setdefault(id(question.conflict), (question.conflict, []))[1].append(answer)
    for conflict, given in by_conflict.values():
        clash = conflict.clash
        if clash.forks:
            yield conflict, clash.with_picks(str(answer or "").splitlines() for answer in given)
        else:
            yield conflict, given[0]


def is_kept(conflict: Conflict, value: Any) -> bool:
    """Return whether a chosen value equals the present one."""
    return same(value, conflict.clash.first)


def _of(conflict: Conflict) -> Iterator[Question]:
    clash = conflict.clash
    if not clash.forks:
        yield Question(conflict, clash.base, clash.first, clash.second)
    for fork in clash.forks:
        base, first, second = map(text_of, (fork.base, fork.first, fork.second))
        yield Question(conflict, base, first, second, fork)


def _signed(who: Who) -> Message:
    if who.at is None:
        return Message("{value}", value=who.name)
    return Message("{name}, {at}", name=who.name, at=who.at)
