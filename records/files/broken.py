"""Errors for files that are not valid TOML, worded for the person who repairs them.

An error names the place, what was found there and what is expected. The parser's own messages, those of its
Rust crates toml_parser and toml, are written for programmers and are translated here; an unknown message gets
a general wording.
"""

from __future__ import annotations

import re
from typing import Final

from records.errors import InvalidDocument
from records.language import Message

#: The longest part of a line that an error quotes, in characters.
_LONGEST_QUOTE = 60

_ASSIGN: Final = Message("each line is a key, “=” and one value")
_REST: Final = Message("there is more after a value or a header; each key has a line of its own")
_KEY: Final = Message("a key is made of Latin letters, digits, “-” and “_”, or stands in quotes")
_VALUE: Final = Message("one value is a text in quotes, a number in digits, a day, or true or false")
_COMMAS: Final = Message("between the values of a list or table stands one comma")
_HEADER: Final = Message("a table’s header stands in [ and ], a list’s in [[ and ]], on one line")
_LIST: Final = Message("a list begins with [ and ends with ]")
_TABLE: Final = Message(
    "a table within a line begins with {{ and ends with }}, on the same line and without a comment"
)
_DAY: Final = Message(
    "a day is written as 2017-12-31, a moment as 2018-01-12T10:31:00+02:00, and both must be in the calendar"
)
_NUMBER: Final = Message("a number is written in digits, without a zero before it; a text stands in quotes")
_TRUTH: Final = Message("it is true or false, in small letters")
_CLOSED: Final = Message(
    "a text ends with the quotes that it begins with: \" or ', of several lines \"\"\" or '''"
)
_CHARACTER: Final = Message("a text in quotes, and a comment, hold no control characters")
_BACKSLASH: Final = Message(
    "a backslash begins the code of a character, such as \\u0416; a backslash itself is written twice"
)
_RETURN: Final = Message("a carriage return stands before no end of line; remove it")
_TWICE: Final = Message("what stands here is in the file already; leave one of the two")
_PLAIN: Final = Message("the key already has a value of its own and can hold no others")
_UNKNOWN: Final = Message("it can’t be understood from here on")

#: The beginnings of the parser's messages; a longer one precedes a shorter one that it begins with.
_KNOWN = (
    (("carriage return",), _RETURN),
    (("invalid comment character",), _CHARACTER),
    (("unexpected key or value", "unexpected content"), _REST),
    (("newlines are unsupported in inline tables", "comments are unsupported in inline tables"), _TABLE),
    (("trailing commas are not supported", "extra comma", "missing comma"), _COMMAS),
    (("missing key for inline table", "invalid inline table element", "unclosed inline table"), _TABLE),
    (("missing inline table opening",), _TABLE),
    (("unclosed table", "unclosed array table", "missing table open"), _HEADER),
    (("unclosed array", "missing array opening", "unexpected `=` in array"), _LIST),
    (("key with no value", "missing value", "extra `=`", "extra assignment", "missing assignment"), _ASSIGN),
    (("invalid unquoted key", "unquoted keys", "invalid key", "keys cannot be multi-line"), _KEY),
    (("string values must be quoted", "missing opening quote"), _VALUE),
    (("missing escaped value", "too few unicode", "invalid value"), _BACKSLASH),
    (("invalid date", "invalid time", "invalid offset"), _DAY),
    (("invalid boolean",), _TRUTH),
    (("invalid integer", "invalid float", "invalid mantissa", "invalid fraction"), _NUMBER),
    (("invalid exponent", "invalid hexadecimal", "invalid octal", "invalid binary"), _NUMBER),
    (("unexpected leading zero", "unexpected sign", "redundant", "radix", "integers with a radix"), _NUMBER),
    (("`_` may only go between digits",), _NUMBER),
    (("duplicate key",), _TWICE),
    (("cannot extend value",), _PLAIN),
)
_STRING = re.compile(r"invalid (?:multi-line )?(?:basic|literal) string(?P<closed>, expected `[\"']`)?")
#: Dates and times that the parser accepts but Python's calendar does not have.
_OUT_OF_CALENDAR = re.compile(r"\b0000-\d\d-\d\d|\b\d\d:\d\d:60")
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)


def broken(text: str, path: str, *, byte: int, said: str) -> InvalidDocument:
    """Return the error for a parser message, with file, place, line and remedy.

    `byte` is the place, as an offset in the UTF-8 text; `said` is the parser's message, whose last line names
    the problem.
    """
    at = len(text.encode()[:byte].decode(errors="ignore"))
    return _invalid(text, path, at, _told(said.rpartition("\n")[2]))


def out_of_calendar(text: str, path: str) -> InvalidDocument:
    """Return the error for a date or time that is valid TOML but not in the calendar."""
    found = _OUT_OF_CALENDAR.search(without_strings(text))
    return _invalid(text, path, found.start() if found else 0, _DAY)


def without_strings(text: str) -> str:
    """Return a TOML text in which all strings and comments are replaced by spaces."""
    return _STRINGS_AND_COMMENTS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _invalid(text: str, path: str, at: int, problem: Message) -> InvalidDocument:
    """Return the error for the place at character `at` of a text."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    if not text[start : None if end < 0 else end].strip():
        # What is missing at the end of the file or before a blank line belongs after the preceding text.
        at = len(text[:at].rstrip())
        start = text.rfind("\n", 0, at) + 1
    return InvalidDocument(
        "{file}, line {line}, column {column}: “{found}” is not valid TOML: {problem}. Mend the file by "
        "hand; `prozvit commit --aside` sets hand edits aside, an older version git has.",
        file=path,
        line=text.count("\n", 0, at) + 1,
        column=at - start + 1,
        found=_quoted(text[start:].partition("\n")[0], at - start),
        problem=problem,
    )


def _told(problem: str) -> Message:
    if string := _STRING.match(problem):
        if problem.endswith("expected newline"):
            return _BACKSLASH
        return _CLOSED if string["closed"] else _CHARACTER
    return next((told for starts, told in _KNOWN if problem.startswith(starts)), _UNKNOWN)


def _quoted(line: str, at: int) -> str:
    """Return a line, shortened to the part around `at` if it is long."""
    start = max(0, min(at - _LONGEST_QUOTE // 2, len(line) - _LONGEST_QUOTE))
    part = line[start : start + _LONGEST_QUOTE].strip()
    return f"{'…' * (start > 0)}{part}{'…' * (start + _LONGEST_QUOTE < len(line))}"
