"""A finding of `check` or `verify` in full, and the summary of what a verification proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from records.values.layout import place
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.content import Content

    from records.language import Language, Message
    from records.rules.findings import Finding
    from records.rules.problems import Problem
    from records.values.layout import Place
    from records.verifying import Verdict


class Line(Struct, frozen=True):
    """One finding about a file, a commit (full id) or both; "" for the one it does not concern."""

    is_error: bool
    message: Message
    path: str
    key: str
    commit: str

    @classmethod
    def of_problem(cls, problem: Problem) -> Line:
        """Return the line for a problem found by `check`."""
        return cls(problem.is_error, problem.message, problem.path, problem.key, "")

    @classmethod
    def of_finding(cls, finding: Finding) -> Line:
        """Return the line for a finding of `verify`."""
        return cls(finding.severity == "error", finding.message, finding.path, finding.key, finding.commit)

    @property
    def place(self) -> Place | None:
        """The measure or progress that the finding is about, or None."""
        return place(self.path)


def whole(line: Line, where: str, language: Language) -> Content:
    """Return everything known about a finding."""
    parts: list[Content | str] = [content(where, "bold"), "\n", content(language.show(line.message)), "\n"]
    for name, value in ((language.say("File"), line.path), (language.say("Field"), line.key)):
        if value:
            parts += [content(f"{name}: {value}", "dim"), "\n"]
    if line.commit:
        parts.append(content(language.say("commit {commit}", commit=line.commit), "dim"))
    return join(*parts)


def proof(verdict: Verdict, language: Language) -> Content:
    """Return what a verification proves and what it leaves open."""
    parts = []
    for heading, claims in (
        (language.say("Proved:"), verdict.proved),
        (language.say("Not proved:"), verdict.not_proved),
    ):
        lines = [content(f"• {language.show(claim)}\n") for claim in claims]
        parts.append(join(content(f"{heading}\n", "bold"), *lines))
    return join(*apart(parts))


def apart(texts: Iterable[Content]) -> Iterator[Content | str]:
    """Yield the texts with a blank line after each."""
    for text in texts:
        yield from (text, "\n\n")
