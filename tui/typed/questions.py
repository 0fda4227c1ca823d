"""What a conflict asks, one thing after another: a field, or each place of a text where the sides differ."""

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
    """One thing to choose: `base` is what it was, `first` what stands, `second` the other side's value.

    Of a text's place these are its paragraphs, a line each.
    """

    conflict: Conflict
    base: Any
    first: Any
    second: Any
    fork: Fork | None = None

    @property
    def sides(self) -> tuple[tuple[Message, Any], tuple[Message, Any]]:
        """The two values, each with whose it is."""
        first, second = (_signed(who) for who in (self.conflict.first_by, self.conflict.second_by))
        if self.conflict.mark is None:
            return (Message("Recorded: {who}", who=first), self.first), (Message("Yours"), self.second)
        return (
            (Message("Stands now: {who}", who=first), self.first),
            (Message("The other side: {who}", who=second), self.second),
        )

    @property
    def choices(self) -> tuple[tuple[Message, Any], ...]:
        """What can be chosen.

        Of a file that is left open as a whole git alone has the other one, and a word of review is said
        anew by whoever says it, of what stands then, and not taken over from another side.
        """
        stays = self.conflict.mark is not None and self.conflict.clash.key in {WHOLE, "review"}
        return self.sides[:1] if stays else self.sides

    def can_be_written(self, value: Any) -> bool:
        """Say whether another value can be typed in the place of one."""
        return self.conflict.clash.key not in _CHOSEN and (
            value is None or (isinstance(value, (str, int, date)) and not isinstance(value, bool))
        )

    def typed(self, value: Any) -> str:
        """Return a value as it is shown to be typed over."""
        return as_day(value) if isinstance(value, date) else "" if value is None else str(value).rstrip("\n")

    def read(self, text: str) -> Any:
        """Return what is typed as a value of the kind that the sides have; raise `Misused` or ValueError."""
        known = next((each for each in (self.first, self.second, self.base) if each is not None), "")
        if isinstance(known, str):
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            return text_of(lines) if self.conflict.clash.key == "text" else " ".join(lines)
        if not text.strip():
            return None
        return read_day(text.strip()) if isinstance(known, date) else int(text)


#: What is chosen from a list, or made by its own command.
_CHOSEN = {"status", "deadline.kind", "retired", "review", WHOLE}


def questions(conflicts: Sequence[Conflict]) -> list[Question]:
    """Return what conflicts ask, in order."""
    return [question for conflict in conflicts for question in _of(conflict)]


def chosen(asked: Sequence[Question], answers: Sequence[Any]) -> Iterator[tuple[Conflict, Any]]:
    """Yield each conflict with the value that its answers make."""
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
    """Say whether a chosen value is the one that stands."""
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
