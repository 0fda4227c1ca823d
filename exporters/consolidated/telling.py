"""Texts of a consolidated report that its formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.provenance import provenance
from exporters.totals import mean_said
from records.values.model import Status

if TYPE_CHECKING:
    from exporters.consolidated.model import Consolidated
    from exporters.model import Report
    from exporters.totals import Totals


def headings(made: Consolidated) -> list[str]:
    """Return the column headings of the table of bodies."""
    say = made.language.say
    return [
        say("Body"),
        say("Measures"),
        *(made.language.show(status) for status in Status),
        *(
            say("Not submitted"),
            say("Not due yet"),
            say("Overdue"),
            say("Mean percent (of how many measures)"),
        ),
    ]


def figures(totals: Totals) -> list[str]:
    """Return a body’s figures in the order of `headings`, without its name."""
    counts = [totals.count, *(totals.by_status[status] for status in Status)]
    counts += [totals.missing, totals.not_due, totals.overdue]
    return [*map(str, counts), mean_said(totals)]


def absent(made: Consolidated) -> str:
    """Return a sentence naming the bodies without a report, or "" if there are none."""
    names = [part.name for part in made.parts if part.report is None]
    if not names:
        return ""
    return made.language.say(
        "The totals are without {bodies}: no report ({count} of {all}).",
        bodies=names,
        count=len(names),
        all=len(made.parts),
    )


def section_sources(report: Report) -> list[str]:
    """Return the footer paragraphs of a body’s section: the commit used, and how to check it."""
    say = report.language.say
    told = say(
        "To check: in this body’s register the command {command} gives its report.",
        command=report.source.command,
    )
    return [*provenance(report)[:-1], told]


def sources(made: Consolidated) -> str:
    """Return the footer paragraph of the whole document."""
    return made.language.say(
        "Each body’s section says which state of its register it shows. From the same states, in the same "
        "order, the command prozvit export with a --register for each gives this file again."
    )
