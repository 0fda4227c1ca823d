"""Single values of a record: texts, dates, web and e-mail addresses, judged for what they are."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from records.language import Message
from records.rules.problems import Sheet, quoted
from records.sanitise import forbidden
from records.values.model import LONGEST_LINE, LONGEST_TEXT, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Days before and after these are slips of the pen.
EARLIEST, LATEST = date(1991, 8, 24), date(2100, 12, 31)

_WEB = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+")
#: The values that are texts of several lines; all others are one line.
_MULTILINE = {"text"}


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a record with its key; the keys of tables are texts too."""
    if type(value) is str:
        yield key, value
    elif isinstance(value, Struct):
        for name, written in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            inner = getattr(value, name)
            if inner:
                yield from _texts(inner, f"{key}.{written}" if key else written)
    elif type(value) is tuple:
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{key}.{place}")
    elif type(value) is dict:
        for name, inner in value.items():
            yield f"{key}.{name}", str(name)
            yield from _texts(inner, f"{key}.{name}")


def check_texts(sheet: Sheet, record: Record) -> None:
    """Judge every text of a record by its characters and its length."""
    for key, text in _texts(record):
        many_lines = key in _MULTILINE
        _check_characters(sheet, key, text, many_lines=many_lines)
        longest = LONGEST_TEXT if many_lines else LONGEST_LINE
        if len(text) > longest:
            sheet.error(
                key,
                text,
                Message(
                    "The text has {length} characters; at most {longest} fit. Shorten it.",
                    length=len(text),
                    longest=longest,
                ),
            )
        if not unicodedata.is_normalized("NFC", text):
            sheet.warn(
                key,
                text,
                Message(
                    "The text is not in Unicode’s composed form (NFC). Open the field and save it again."
                ),
            )


def _check_characters(sheet: Sheet, key: str, text: str, *, many_lines: bool) -> None:
    if (character := forbidden(text)) is not None:
        sheet.error(
            key,
            text,
            Message(
                "The text holds the character {character}, which is not allowed. Remove it.",
                character=character,
            ),
        )
    elif "\n" in text and not many_lines:
        sheet.error(key, text, Message("A line break is not allowed here. Write the value in one line."))


def check_dates(sheet: Sheet, key: str, *named: tuple[str, date | None]) -> None:
    """Judge one date, or two of which the first may not be the later."""
    known = [(name, day) for name, day in named if day is not None]
    for name, day in known:
        if not EARLIEST <= day <= LATEST:
            sheet.error(
                f"{key}{name}",
                day,
                Message(
                    "The date {day} can’t be meant: expected one from {first} to {last}.",
                    day=day,
                    first=EARLIEST,
                    last=LATEST,
                ),
            )
    if len(known) > 1 and known[0][1] > known[1][1]:
        sheet.error(
            f"{key}{known[0][0]}",
            known[0][1],
            Message(
                "The first day, {first}, is after the last, {last}. Correct one of them.",
                first=known[0][1],
                last=known[1][1],
            ),
        )


def is_web(url: str) -> bool:
    """Say whether a text is a web address: http or https, without a name and password in it."""
    return _WEB.fullmatch(url) is not None


def check_url(sheet: Sheet, key: str, url: str) -> None:
    """Judge a web address: http and https only, without a name and password in it."""
    if url and not is_web(url):
        sheet.error(
            key,
            url,
            Message("“{url}” is no web address. It begins with https:// or http://.", url=quoted(url)),
        )


def check_email(sheet: Sheet, key: str, email: str) -> None:
    """Judge an e-mail address: one, and bare."""
    if email and _EMAIL.fullmatch(email) is None:
        sheet.error(
            key,
            email,
            Message("“{email}” is no e-mail address. Write it as name@example.org.", email=quoted(email)),
        )


def check_zone(sheet: Sheet, key: str, at: datetime) -> None:
    """Judge a time: without its zone it is none."""
    if at.tzinfo is None:
        sheet.error(
            key,
            at,
            Message("The time {at} names no time zone. Write it as 2018-01-12T10:31:00+02:00.", at=at),
        )


def is_time_zone(name: str) -> bool:
    """Say whether a time zone bears this name."""
    try:
        ZoneInfo(name)
    # A name with folders, blanks or controls fails in ways of its own.
    except (KeyError, ValueError, OSError):
        return False
    return True
