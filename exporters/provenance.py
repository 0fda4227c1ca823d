"""Texts about the report itself: that it has no rows; in the footer, its origin and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporters.model import Report


def nothing_said(report: Report) -> str:
    """Return the text that replaces the table if the report has no rows."""
    say = report.language.say
    return say("There are no such measures.") if report.filters else say("There are no measures.")


def provenance(report: Report, name: str = "") -> list[str]:
    """Return the footer paragraphs of a report; `name` is the format, if it is not a default one."""
    source, say = report.source, report.language.say
    said = [
        say(
            "Made from the register as of {at}: commit {commit}, saved by {by}.",
            at=source.at,
            commit=source.commit,
            by=source.by,
        )
    ]
    if source.later:
        said.append(
            say(
                "The period is closed: tag {tag}. This file shows the register as it was later.",
                tag=source.tag,
            )
        )
    elif source.tag:
        said.append(say("The period is closed: tag {tag}.", tag=source.tag))
    command = f"{source.command} --format {name}" if name else source.command
    said += [
        say("Checksum of the records (SHA-256): {sum}.", sum=source.records),
        say("To check: the command {command} gives this file again.", command=command),
    ]
    return said
