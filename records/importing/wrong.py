"""What is wrong in the places of a sheet, told all at once: whoever mends it should mend it once."""

from __future__ import annotations

from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.importing.account import short
from records.language import Message, english

if TYPE_CHECKING:
    from collections.abc import Iterator

#: As many wrong places as an error tells of.
_MOST_TOLD = 30


class WrongPlace(UnreadableSource):
    """One place of a sheet that can't be taken in; `told` says which and why."""

    @property
    def told(self) -> Message:
        """The measure, the place and what is wrong there."""
        if "number" in self.values:
            return Message("Measure {number}, {place}: {problem}", **self.values)
        return Message("{place}: {problem}", **self.values)


class WrongPlaces(UnreadableSource):
    """Several of them."""

    def __init__(self, file: str, places: tuple[WrongPlace, ...]) -> None:
        told = [each.told for each in places[:_MOST_TOLD]]
        super().__init__(
            english(
                "{file}: nothing was imported. {count} places are wrong. {places} Correct them in the file "
                "and import again."
            ),
            file=file,
            count=len(places),
            places=reduce(lambda one, other: Message("{one} {other}", one=one, other=other), told),
        )
        self.places = places


class Wrongs:
    """Gathers the wrong places of a file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._places: list[WrongPlace] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep what refuses one place, or several, for later."""
        try:
            yield
        except WrongPlace as error:
            self._places.append(error)
        except WrongPlaces as error:
            self._places += error.places

    def refuse(self) -> None:
        """Raise `WrongPlace` or `WrongPlaces` where anything was kept."""
        if len(self._places) == 1:
            raise self._places[0]
        if self._places:
            raise WrongPlaces(self._file, tuple(self._places))


def refused(file: str, number: str, place: Message, problem: Message) -> WrongPlace:
    """Return the error that refuses a file for what stands in one place of it, of a measure or of none."""
    if not number:
        return WrongPlace(
            "{file}, {place}: {problem} Nothing was imported. Correct it in the file and import again.",
            file=file,
            place=place,
            problem=problem,
        )
    return WrongPlace(
        "{file}: nothing was imported. Measure {number}, {place}: {problem} Correct it in the file and "
        "import again.",
        file=file,
        number=short(number),
        place=place,
        problem=problem,
    )
