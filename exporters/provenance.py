"""The words at a report's foot: which state of the register it shows, and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporters.model import Report


def provenance(report: Report, name: str = "") -> list[str]:
    """Return the paragraphs at the foot of a report; in a format that must be asked for, by its `name`."""
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
