"""What keeps a file from being TOML, told to whoever mends it: the place, what stands there, what should.

The reader's own words are for those who write readers. They are those of its crates toml_parser and toml;
what is not known here is told in general.
"""

from __future__ import annotations

import re
from typing import Final

from records.errors import InvalidDocument
from records.language import Message

#: As much of a line as an error quotes.
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
    "a backslash begins the code of a sign, such as \\u0416; a backslash itself is written twice"
)
_RETURN: Final = Message("a carriage return stands before no end of line; remove it")
_TWICE: Final = Message("what stands here is in the file already; leave one of the two")
_PLAIN: Final = Message("the key already has a value of its own and can hold no others")
_UNKNOWN: Final = Message("it can’t be understood from here on")

#: How the reader's messages begin, the longer before the shorter.
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
#: What the reader itself takes, and no calendar of Python's has.
_OUT_OF_CALENDAR = re.compile(r"\b0000-\d\d-\d\d|\b\d\d:\d\d:60")
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)


def broken(text: str, path: str, *, byte: int, said: str) -> InvalidDocument:
    """Return the error that tells what the reader found wrong in a text: file, place, the line, the remedy.

    `byte` is where, counted in UTF-8; `said` is the reader's own account, the problem in its last line.
    """
    at = len(text.encode()[:byte].decode(errors="ignore"))
    return _invalid(text, path, at, _told(said.rpartition("\n")[2]))


def out_of_calendar(text: str, path: str) -> InvalidDocument:
    """Return the error that tells of a day or a time that is TOML, but in no calendar."""
    found = _OUT_OF_CALENDAR.search(without_strings(text))
    return _invalid(text, path, found.start() if found else 0, _DAY)


def without_strings(text: str) -> str:
    """Return a TOML text with spaces in place of all that stands in quotes and comments."""
    return _STRINGS_AND_COMMENTS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _invalid(text: str, path: str, at: int, problem: Message) -> InvalidDocument:
    """Return the error for a place in a text."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    if not text[start : None if end < 0 else end].strip():
        # What lacks at the end of a file, or before a gap, lacks behind what was written last.
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
    """Return a line, of a long one the part around a place."""
    start = max(0, min(at - _LONGEST_QUOTE // 2, len(line) - _LONGEST_QUOTE))
    part = line[start : start + _LONGEST_QUOTE].strip()
    return f"{'…' * (start > 0)}{part}{'…' * (start + _LONGEST_QUOTE < len(line))}"
