"""A progress as the form's fields show it, and the typed fields as the register stores them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.errors import Misused
from records.language import Message
from records.sanitise import clean
from records.texts.prose import tidy
from records.values.model import Evidence, Progress, Status, builtin
from records.values.statuses import PERCENTS
from tui.typed.fields import as_day, as_line, read_all, read_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MEANINGS_TEMPLATES = {
    Status.IMPLEMENTED: "the work is over and the whole result is there",
    Status.PARTLY: "the work is over and a part of the result is there",
    Status.IN_PROGRESS: "the work goes on",
    Status.NOT_IMPLEMENTED: "the time is over and there is no result",
    Status.NOT_STARTED: "the work has not begun",
}


def as_typed(progress: Progress) -> dict[str, str]:
    """Return a progress as its fields show it, without unsafe characters."""
    return {
        "status": progress.status.value,
        "percent": "" if progress.percent is None else str(progress.percent),
        "completed": as_day(progress.completed),
        "text": clean(progress.text).text.removesuffix("\n"),
        "evidence": clean("\n".join(as_line(each) for each in progress.evidence)).text,
    }


def usual(previous: Progress | None) -> Progress:
    """Return the initial values of a new progress (domain.md): those of the period before.

    Without one it is in progress with 0 %.
    """
    if previous is None:
        return Progress(status=Status.IN_PROGRESS, percent=0)
    return Progress(status=previous.status, percent=previous.percent)


def meaning(status: Status) -> Message:
    """Return the meaning that distinguishes a status from the others (Order 134/23 of 28.06.2023)."""
    return Message(_MEANINGS_TEMPLATES[status])


def to_store(
    values: Mapping[str, str], known: Iterable[Evidence]
) -> tuple[dict[str, Any], dict[str, Message]]:
    """Return the typed values as stored, None for an empty field; and by field why a value can't be parsed.

    A document that is among the `known` ones keeps its sha256, which the form does not show.
    """
    documents = {as_line(each): each for each in known}
    readers: dict[str, Callable[[str], Any]] = {
        "status": str,
        "percent": _percent,
        "completed": read_day,
        "text": lambda text: tidy(text) or None,
        "evidence": lambda text: _evidence(text, documents) or None,
    }
    return read_all(values, readers)


def as_progress(values: Mapping[str, Any]) -> Progress:
    """Return stored values as an unvalidated progress; a missing field is empty."""
    evidence = values.get("evidence") or []
    return Progress(
        status=Status(values["status"]),
        percent=values.get("percent"),
        completed=values.get("completed"),
        text=values.get("text") or "",
        evidence=tuple(Evidence(**each) for each in evidence),
    )


def _percent(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) in PERCENTS):
        raise Misused("{percent} is no percent. Write a whole number from 0 to 100.", percent=text)
    return int(text)


def _evidence(text: str, known: Mapping[str, Evidence]) -> list[dict[str, Any]]:
    """Return the documents given as lines "title; number and date; address"."""
    found: list[Evidence] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        parts = [part.strip() for part in line.split(";")]
        url = next((part for part in parts if part.startswith(("http://", "https://"))), "")
        title, ref = [*(part for part in parts if part != url), "", ""][:2]
        found.append(known.get(line) or Evidence(title=title, ref=ref, url=url))
    return [builtin(each) for each in found]
