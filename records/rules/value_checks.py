"""Checks of single values: texts, dates, web addresses and e-mail addresses."""

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

#: A date outside these is taken for a typing error.
EARLIEST, LATEST = date(1991, 8, 24), date(2100, 12, 31)

_WEB = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+")
#: The keys of texts that may have several lines; all others have one.
_MULTILINE = {"text"}


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a record as (key, text), including the keys of tables."""
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
    """Check the characters and the length of every text in a record."""
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
    """Check one date, or that the first of two dates is not after the second."""
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
    """Return whether a text is a web address: http or https, without user name and password."""
    return _WEB.fullmatch(url) is not None


def check_url(sheet: Sheet, key: str, url: str) -> None:
    """Check a web address: http or https only, without user name and password."""
    if url and not is_web(url):
        sheet.error(
            key,
            url,
            Message("“{url}” is no web address. It begins with https:// or http://.", url=quoted(url)),
        )


def check_email(sheet: Sheet, key: str, email: str) -> None:
    """Check that a text is one bare e-mail address."""
    if email and _EMAIL.fullmatch(email) is None:
        sheet.error(
            key,
            email,
            Message("“{email}” is no e-mail address. Write it as name@example.org.", email=quoted(email)),
        )


def check_zone(sheet: Sheet, key: str, at: datetime) -> None:
    """Check that a time has a time zone."""
    if at.tzinfo is None:
        sheet.error(
            key,
            at,
            Message("The time {at} names no time zone. Write it as 2018-01-12T10:31:00+02:00.", at=at),
        )


def is_time_zone(name: str) -> bool:
    """Return whether a time zone with this name exists."""
    try:
        ZoneInfo(name)
    # Names with slashes, spaces or control characters raise different errors.
    except (KeyError, ValueError, OSError):
        return False
    return True
