"""Recognition of a status in the words of a report, in the ways councils name the five statuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.texts.prose import plain
from records.values.model import Status
from records.values.statuses import status_named

if TYPE_CHECKING:
    from collections.abc import Mapping

_FULLY = r"(?:(?:повністю|цілком|[ув] повному обсязі) )?"
_FULLY_AFTER = r"(?: (?:повністю|цілком|[ув] повному обсязі))?"
_DONE = r"(?:викона(?:но|н[иі]й|на|ні)|реалізован(?:о|ий))"
#: The wordings of each status; ambiguous words ("завершено", "перенесено") are left for an officer to judge.
_WORDS: Mapping[Status, str] = {
    Status.IMPLEMENTED: rf"{_FULLY}{_DONE}{_FULLY_AFTER}",
    Status.PARTLY: rf"частково(?: {_DONE})?|{_DONE} частково",
    Status.IN_PROGRESS: (
        r"(?:постійно )?викону(?:є|ю)ться(?: постійно)?|виконання триває|триває(?: виконання)?|"
        r"(?:перебува(?:є|ють) |знаход(?:и|я)ться )?(?:на виконанні|[ув] (?:роботі|процесі)|"
        r"(?:[ув]|на) (?:процесі|стані|стадії) (?:виконання|реалізації))"
    ),
    Status.NOT_IMPLEMENTED: rf"не {_DONE}|не виконува(?:лося|лось|вся|вався|лася)",
    Status.NOT_STARTED: (
        r"(?:виконання )?не розпоч(?:ато|атий|иналося|иналось)|"
        r"(?:строк|термін)(?: виконання)?(?: заходу)? (?:ще )?не (?:настав|наступив)|"
        r"(?:ще )?не настав (?:строк|термін)(?: виконання)?"
    ),
}
_PATTERNS = {status: re.compile(words, re.IGNORECASE) for status, words in _WORDS.items()}
_BEFORE = re.compile(
    r"(?:(?:стан|статус)(?: виконання)?(?: заходу)?\s*[:\-\u2010-\u2015]\s*)?(?:захід |заходи )?",
    re.IGNORECASE,
)
#: After a colon, a digit continues the sentence.
_SENTENCE_END = re.compile(r"[.!;\n]+(?:\s|$)|:\s+(?!\d)")
#: A text of fewer words does not describe any work.
_FEWEST = 4
#: Words that mention a state without naming a status, so that an officer should read the text.
_SPEAKS = re.compile(
    r"%|\bвідсот|\bпроцент|\bвикона(?:но|н[иіа]й?)\b|\bвикону(?:є|ю|ва)\w+|\bрозпоч|\bзавершен|\bреалізован|"
    r"\b(?:стаді|процес)\w+\b|\bне\b[^.]*\bвикон|\bперенесен|\bскасован|\bпотребує",
    re.IGNORECASE,
)


def status_said(words: str) -> Status | None:
    """Return the status that words name, as stored, in any language or as councils put it; else None."""
    if (known := status_named(words)) is not None:
        return known
    line = " ".join(words.split()).strip(" .,;:!")
    line = line[_BEFORE.match(line).end() :]  # type: ignore[union-attr]
    return next((status for status, pattern in _PATTERNS.items() if pattern.fullmatch(line)), None)


def status_told(text: str) -> Status | None:
    """Return the status that the first or last sentence of a text consists of, or None if unclear."""
    ends = _ends(text)
    found = {status for each in ends if (status := status_said(each)) is not None}
    return found.pop() if len(found) == 1 else None


def speaks_of_status(text: str) -> bool:
    """Return whether a text's first or last sentence mentions a state; one of a few words always counts."""
    return len(text.split()) < _FEWEST or any(_SPEAKS.search(each) for each in _ends(text))


def _ends(text: str) -> list[str]:
    """Return the first and last sentences of a text, including its closing words."""
    sentences = [each for each in _SENTENCE_END.split("\n".join(plain(text))) if each.strip()]
    return [sentences[0], sentences[-1]] if sentences else []
