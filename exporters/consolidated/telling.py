"""What a consolidated report says, in words that its formats share."""

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
    """Return what stands over the columns of the table of bodies."""
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
    """Return the figures of a body below those headings, its name left out."""
    counts = [totals.count, *(totals.by_status[status] for status in Status)]
    counts += [totals.missing, totals.not_due, totals.overdue]
    return [*map(str, counts), mean_said(totals)]


def absent(made: Consolidated) -> str:
    """Return the words that name the bodies which the summary lacks, "" where it has all."""
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
    """Return the paragraphs at the foot of a body's section: of which commit it is, and how to check it."""
    say = report.language.say
    told = say(
        "To check: in this body’s register the command {command} gives its report.",
        command=report.source.command,
    )
    return [*provenance(report)[:-1], told]


def sources(made: Consolidated) -> str:
    """Return the paragraph at the foot of all."""
    return made.language.say(
        "Each body’s section says which state of its register it shows. From the same states, in the same "
        "order, the command prozvit export with a --register for each gives this file again."
    )
