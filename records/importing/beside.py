"""The marked elements beside the texts in an HTML report made by prozvit: status, date, documents.

Values are read from the visible text, so that a page edited by hand is imported as it is displayed.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from msgspec import Struct, field, structs
from msgspec.structs import replace

from records.rules.value_checks import is_web
from records.sanitise import clean_line, visible
from records.values.model import Evidence
from records.values.moments import last_moment
from records.values.statuses import status_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from records.values.model import Status

_DAY = re.compile(r"\d\d\.\d\d\.\d{4}")
SHA256 = re.compile(r"[0-9a-f]{64}")


class Beside(Struct, frozen=True):
    """The values marked in one cell of a page.

    `status` is None if the cell shows no progress, `evidence` is None if it says nothing about documents.
    `is_earlier` says that the progress belongs to an earlier period, as a note above it states.
    """

    status: Status | None = None
    is_earlier: bool = False
    completed: date | None = None
    evidence: tuple[Evidence, ...] | None = None
    indicator: str = ""
    funding: str = ""


NOTHING = Beside()


class _Mark(Struct):
    """An element with its class, its attributes and the words inside it."""

    kind: str
    given: Mapping[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return clean_line("".join(self.words)).text


class Marks:
    """Collects the marked elements of one cell as the parser meets them."""

    def __init__(self) -> None:
        self._found: list[_Mark] = []
        self._open: list[_Mark] = []

    def begin(self, kind: str, given: Mapping[str, str]) -> None:
        """Begin an element of class `kind` with the attributes `given`."""
        mark = _Mark(kind.partition(" ")[0], given)
        self._found.append(mark)
        self._open.append(mark)

    def add(self, words: str) -> None:
        """Add words to all open elements."""
        for mark in self._open:
            mark.words.append(words)

    def end(self) -> None:
        """End the element that was begun last."""
        if self._open:
            self._open.pop()

    def read(self) -> Beside:
        """Return the values of the collected elements."""
        said = Beside()
        documents: list[Evidence] = []
        for mark in self._found:
            match mark.kind:
                case "badge" if said.status is None:
                    said = replace(said, status=status_named(mark.text))
                case "day":
                    said = replace(said, completed=_day(mark.text))
                case "note":
                    said = replace(said, is_earlier=True)
                case "indicator":
                    said = replace(said, indicator=mark.text)
                case "funding":
                    said = replace(said, funding=mark.text)
                case "document":
                    documents.append(_document(mark.given))
                case "name" if documents:
                    documents[-1] = _replaced(documents[-1], title=mark.text)
                case "ref" if documents:
                    documents[-1] = _replaced(documents[-1], ref=mark.text)
                case _:
                    pass
        # A page made before documents were marked shows them but does not mark which words are the name.
        is_unmarked = not documents and any(mark.kind == "evidence" for mark in self._found)
        return replace(said, evidence=None if is_unmarked else tuple(filter(_is_named, documents)))


def _replaced(evidence: Evidence, **values: str) -> Evidence:
    """Return a copy of a document with some values replaced."""
    return structs.replace(evidence, **values)


def _document(given: Mapping[str, str]) -> Evidence:
    url, sha256 = clean_line(given.get("href", "")).text, given.get("data-sha256", "")
    return Evidence(url=url if is_web(url) else "", sha256=sha256 if SHA256.fullmatch(sha256) else "")


def _is_named(evidence: Evidence) -> bool:
    return bool(evidence.title or evidence.ref or evidence.url)


def _day(words: str) -> date | None:
    found = _DAY.search(words)
    moment = last_moment(found[0], UTC) if found else None
    return None if moment is None else moment.date()


def as_shown(documents: Iterable[Evidence]) -> list[tuple[str, ...]]:
    """Return the documents as comparable tuples of visible text, sorted so that order does not matter."""
    return sorted(
        (*(clean_line(visible(text)).text for text in (each.title, each.ref, each.url)), each.sha256)
        for each in documents
    )


def unlike(documents: Iterable[Evidence], others: Iterable[Evidence]) -> list[str] | None:
    """Describe each document that is missing from `others`; return None if there is none."""
    known = as_shown(others)
    told = [", ".join(filter(None, each[:3])) for each in as_shown(documents) if each not in known]
    return told or None
