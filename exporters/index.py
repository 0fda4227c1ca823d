"""The page that lists all closed periods, each with its totals as reported, files and publication.

The page is in the folder of the reports’ files and links to them by the names that `export` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from exporters.charts import chart
from exporters.choosing import Choice
from exporters.formats import FORMATS, file_name
from exporters.html import safe_url, set_text
from exporters.model import folder_of
from exporters.report import NotExported, act_said, refuse_problems
from exporters.templating import fill
from exporters.totals import totals_of
from records.language import Language
from records.sanitise import visible
from records.values.model import Approval, Publication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from exporters.totals import Totals
    from records.files.snapshot import Snapshot
    from records.values.periods import Period

INDEX_NAME = "index.html"


class File(Struct, frozen=True):
    """A file of a report: its label on the page, and its path relative to the page."""

    name: str
    path: str


class Entry(Struct, frozen=True):
    """A report of a closed period: its totals as reported, closing day, files and publication.

    `programme` is "" if only one programme has the period.
    """

    totals: Totals
    programme: str
    closed: date
    edition: int
    files: tuple[File, ...]
    url: str
    published: date | None
    updated: date | None
    #: The act that approved the report, on one line.
    act: str


def entries(then: Snapshot, now: Snapshot, period: Period, formats: Sequence[str]) -> list[Entry]:
    """Return the reports of a period, one per programme: as of its closing, with current publication data.

    `formats` are those whose files the page links to. Raises `Misused` for an unknown format and
    `NotExported` if a record of the closing cannot be read.
    """
    refuse_problems(then)
    closed = now.closing(period)
    if closed is None:
        return []
    publication = closed.publication or Publication()
    found = []
    for programme in then.programmes_of(period):
        folder = folder_of(then, period, programme.id)
        found.append(
            Entry(
                totals=totals_of(then, Choice(programme.id), period, Language(now.rules.language)),
                programme=visible(programme.title) if folder else "",
                closed=closed.at.astimezone(now.timezone).date(),
                edition=closed.edition,
                files=tuple(_file(folder, period, name) for name in formats),
                url=safe_url(publication.url),
                published=publication.on,
                updated=publication.updated,
                act=" ".join(act_said(closed.approval or Approval(), Language(now.rules.language))),
            )
        )
    return found


def _file(folder: str, period: Period, name: str) -> File:
    """Return a format’s file, labelled by its extension: DOCX, HTML, AUDIT.HTML."""
    path = folder + file_name(period, name)
    return File((FORMATS[name].extension or name).upper(), path)


def to_index(now: Snapshot, listed: Sequence[Entry], templates: Mapping[str, bytes] | None = None) -> bytes:
    """Return the page as UTF-8 HTML, entries in the given order; raise `NotExported` if there are none."""
    if not listed:
        raise NotExported("There is nothing to list: no period is closed yet.")
    language = Language(now.rules.language)
    say = language.say
    bars = chart(say("Reports of closed periods"), say("Period"), [each.totals for each in listed], language)
    values = {
        "lang": language.code,
        "say": say,
        "show": language.show,
        "set": set_text,
        "body": visible(now.rules.body),
        "chart": bars,
        "rows": list(zip(listed, bars.lines, strict=True)),
        "source": [
            say(
                "Made from the register as of {at}: commit {commit}, saved by {by}.",
                at=now.provenance.at.astimezone(now.timezone),
                commit=now.commit,
                by=visible(now.provenance.by),
            )
        ],
    }
    return fill("index.html.j2", values, templates)
