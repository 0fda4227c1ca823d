"""What stands beside the texts in a row of this program's own page: how far the measure is, its documents.

Read is what a reader sees, so that a page edited by hand says what it shows.
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
    """What a cell's marks say; `status` None: nothing of an answer, `evidence` None: nothing of documents.

    `is_earlier` says that the answer is one of an earlier period, which words above it tell.
    """

    status: Status | None = None
    is_earlier: bool = False
    completed: date | None = None
    evidence: tuple[Evidence, ...] | None = None
    indicator: str = ""
    funding: str = ""


NOTHING = Beside()


class _Mark(Struct):
    """An element of a class with its attributes, and the words in it."""

    kind: str
    given: Mapping[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return clean_line("".join(self.words)).text


class Marks:
    """Takes in the elements that stand beside the text of one cell."""

    def __init__(self) -> None:
        self._found: list[_Mark] = []
        self._open: list[_Mark] = []

    def begin(self, kind: str, given: Mapping[str, str]) -> None:
        """Take in the beginning of an element of a class."""
        mark = _Mark(kind.partition(" ")[0], given)
        self._found.append(mark)
        self._open.append(mark)

    def add(self, words: str) -> None:
        """Take in words."""
        for mark in self._open:
            mark.words.append(words)

    def end(self) -> None:
        """Take in the end of the element that began last."""
        if self._open:
            self._open.pop()

    def read(self) -> Beside:
        """Return what they say."""
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
        # A page made before documents were marked shows them, and does not say which words are the name.
        is_unmarked = not documents and any(mark.kind == "evidence" for mark in self._found)
        return replace(said, evidence=None if is_unmarked else tuple(filter(_is_named, documents)))


def _replaced(evidence: Evidence, **values: str) -> Evidence:
    """Return a document with some of its values otherwise."""
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
    """Return documents as files show them, for comparing in whatever order."""
    return sorted(
        (*(clean_line(visible(text)).text for text in (each.title, each.ref, each.url)), each.sha256)
        for each in documents
    )


def unlike(documents: Iterable[Evidence], others: Iterable[Evidence]) -> list[str] | None:
    """Return the documents that are not among others, each in words; None for none."""
    known = as_shown(others)
    told = [", ".join(filter(None, each[:3])) for each in as_shown(documents) if each not in known]
    return told or None
