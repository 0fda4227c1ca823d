"""The details of a closed period for its page: who closed it, with which files, and its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.values.fields import label, shown
from records.values.layout import period_path
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.content import Content

    from records.closings.tagging import Edition
    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.periods import Period


def closed_details(snapshot: Snapshot, period: Period, edition: Edition, language: Language) -> Content:
    """Return everything recorded about a closed period and its tag, line by line."""
    lines = list(_lines(snapshot, period, edition, language))
    return join(*[part for line in lines for part in (line, "\n")])


def _lines(snapshot: Snapshot, period: Period, edition: Edition, language: Language) -> Iterator[Content]:
    record = snapshot.closing(period)
    if record is None:
        return
    say = language.say
    officer = snapshot.officers.get(record.by)
    facts: list[tuple[str, object]] = [
        ("by", f"{officer.name} ({record.by})" if officer is not None and officer.name else record.by),
        ("at", record.at.astimezone(snapshot.timezone)),
        ("edition", record.edition),
        ("count", record.count),
        ("records", shown("records", record.records)),
        ("reason", record.reason),
    ]
    if record.approval is not None:
        approval = record.approval
        facts += [
            ("approval.document", approval.document),
            ("approval.number", approval.number),
            ("approval.date", approval.on),
        ]
    if record.publication is not None:
        publication = record.publication
        facts += [
            ("publication.url", publication.url),
            ("publication.date", publication.on),
            ("publication.updated", publication.updated),
        ]
    path = period_path(period)
    for key, value in facts:
        if value not in {None, ""}:
            yield join(content(f"{language.show(label(path, key))}: ", "dim"), content(language.show(value)))
    yield content("")
    if edition.set_tag is None:
        yield content(
            say("The tag {tag} is not set yet: F2 finishes the closing.", tag=edition.tag), "yellow"
        )
    else:
        yield content(
            say("Tag {tag}, on commit {commit}.", tag=edition.tag, commit=edition.commit[:10]), "bold"
        )
        yield from _files(edition.sums.items())
    if record.attachments:
        yield content("")
        yield content(language.show(label(path, "attachments")), "bold")
        yield from _files((each.name, each.sha256) for each in record.attachments)


def _files(files: Iterable[tuple[str, str]]) -> Iterator[Content]:
    for name, digest in files:
        yield content(name)
        yield content(f"  sha256 {digest}", "dim")
