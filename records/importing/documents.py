"""Documents that support answers, as read from the rows of a sheet made by prozvit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from records.importing.beside import SHA256, as_shown
from records.language import Message
from records.rules.value_checks import is_web
from records.sanitise import clean_line
from records.values.model import LONGEST_LINE, Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The problem of a document whose measure has no row in the file.
NO_SUCH_MEASURE = Message("The table of measures has no row with this number.")


class BadDocument(Exception):
    """A row that names no document or holds an invalid value; `key` is the column."""

    def __init__(self, key: str, problem: Message) -> None:
        super().__init__(problem.template)
        self.key = key
        self.problem = problem


class Document(Struct, frozen=True):
    """A document of a measure.

    `measure` is the measure's number or its key in the history ("2017/4"); `place` is where the document
    stands in the file. `sha256` is None if the sheet has no column for it.
    """

    measure: str
    place: Message
    title: str
    ref: str
    url: str
    sha256: str | None

    def evidence(self, known: Sequence[Evidence] = ()) -> Evidence:
        """Return the document as stored; a missing checksum comes from the matching document in `known`."""
        named = (self.title, self.ref, self.url)
        kept = (each.sha256 for each in known if (each.title, each.ref, each.url) == named)
        sha256 = next(kept, "") if self.sha256 is None else self.sha256
        return Evidence(title=self.title, ref=self.ref, url=self.url, sha256=sha256)

    def is_one_of(self, known: Sequence[Evidence]) -> bool:
        """Return whether this document is among the `known` ones."""
        return as_shown([self.evidence(known)])[0] in as_shown(known)


def read_document(measure: str, place: Message, values: dict[str, str], *, has_sums: bool) -> Document:
    """Return the document that a row's `values` describe; raise `BadDocument`."""
    title, ref, url, sha256 = (
        clean_line(values.get(key, "")).text for key in ("title", "ref", "url", "sha256")
    )
    if not (title or ref or url):
        raise BadDocument(
            "title", Message("It names no document: write its name, its number or its address.")
        )
    for key, text in (("title", title), ("ref", ref), ("url", url)):
        if len(text) > LONGEST_LINE:
            problem = "The text has {length} characters, and at most {longest} fit."
            raise BadDocument(key, Message(problem, length=len(text), longest=LONGEST_LINE))
    if url and not is_web(url):
        raise BadDocument(
            "url", Message("“{url}” is no web address. It begins with https:// or http://.", url=url)
        )
    if sha256 and not SHA256.fullmatch(sha256):
        raise BadDocument(
            "sha256", Message("“{sum}” is no SHA-256: that has 64 digits 0–9, a–f.", sum=sha256)
        )
    return Document(measure, place, title, ref, url, sha256 if has_sums else None)
