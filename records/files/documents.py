"""TOML files as bytes: read them whole and fast, change one key and leave every other byte alone.

Reading goes through a compiled reader; changing goes through tomlkit, which keeps comments, order and
blank lines, and only for the one file being changed. A new file is written in this register's own style.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import toml_rs

from records.errors import InvalidDocument
from records.language import Message
from records.values.layout import OFFICERS, UNITS, kind_of
from records.values.model import (
    Column,
    DeadlineKind,
    PeriodWording,
    Record,
    ReviewState,
    Role,
    Status,
    convert_period,
)
from records.values.periods import Cadence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.values.changes import Key

#: A record is a few kilobytes; whatever is larger is no record and is not parsed.
LARGEST_DOCUMENT = 4_000_000
#: Tables and lists inside one another: records have three levels.
DEEPEST_NESTING = 64
#: As much of a value as an error quotes.
LONGEST_QUOTE = 60
#: The table that stands last in a progress.
_REVIEW = "review"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_AT = re.compile(r"(?P<problem>.*?)(?: - at `(?P<where>(?:key in )?\$[^`]*)`)?", re.DOTALL)


def read_document(data: bytes, path: str) -> dict[str, Any]:
    """Return a TOML 1.0 file's tables; raise `InvalidDocument` naming `path`, the line and the problem."""
    text = _decode(data, path)
    try:
        return dict(toml_rs.loads(text, toml_version="1.0.0"))
    except toml_rs.TOMLDecodeError as error:
        raise InvalidDocument(
            "{file}, line {line}, column {column}: this is not valid TOML ({problem}). Mend the file by hand "
            "or take back its last good version with git.",
            file=path,
            line=error.lineno,
            column=error.colno,
            problem=str(error.msg).rpartition("\n")[2],
        ) from error


def read_record(data: bytes, path: str) -> Record:
    """Return the record that a file of the register holds; raise `InvalidDocument`."""
    return convert(read_document(data, path), path)


def convert(tables: dict[str, Any], path: str) -> Record:
    """Return a file's tables as the record that its path promises; raise `InvalidDocument`."""
    kind = kind_of(path)
    if kind is None:
        raise InvalidDocument("{file} is no file of a register.", file=path)
    try:
        return msgspec.convert(tables, kind, dec_hook=convert_period)
    except msgspec.ValidationError as error:
        raise _explain(str(error), tables, path) from error


def change_document(data: bytes, values: Mapping[Key, Any]) -> bytes:
    """Return a TOML file with new values for some keys (None takes one away); all other bytes stay."""
    import tomlkit
    from tomlkit.container import Container, OutOfOrderTableProxy
    from tomlkit.items import AbstractTable

    before = data.decode()
    document = tomlkit.parse(before)
    blocks = []
    for key, value in values.items():
        table: Any = document
        above: list[tuple[Any, str]] = []
        for name in key[:-1]:
            if name not in table:
                if value is None:
                    break
                # A table that only holds others has no header of its own.
                table[name] = tomlkit.table(is_super_table=len(above) < len(key) - 2)
            above.append((table, name))
            table = table[name]
            assert isinstance(table, (Container, OutOfOrderTableProxy, AbstractTable, Mapping))
        else:
            name = key[-1]
            if value is None:
                table.pop(name, None)
                _drop_empty(above)
            elif _REVIEW in document and key != (_REVIEW,) and _is_table(value):
                # A new table would stand at the end, and the review must stay the last.
                table.pop(name, None)
                blocks += _lines({name: value}, key[:-1])
            else:
                # Plain assignment would turn a block of lines into one escaped line.
                table[name] = tomlkit.parse(_entry(name, value))[name]
    changed = _before_review(tomlkit.dumps(document), "".join(blocks))
    return _ended_like(before, changed).encode()


def _drop_empty(above: Sequence[tuple[Any, str]]) -> None:
    """Take away the tables in which nothing is left, not even a comment: a header alone would be a record."""
    from tomlkit.items import AbstractTable

    for parent, name in reversed(above):
        table = parent[name]
        if len(table) or (isinstance(table, AbstractTable) and table.as_string().strip()):
            return
        parent.pop(name)


def _before_review(text: str, block: str) -> str:
    if not block:
        return text
    before, mark, review = text.rpartition(f"\n[{_REVIEW}]")
    return f"{before.rstrip()}\n{block}{mark}{review}"


def new_document(values: Mapping[Key, Any]) -> bytes:
    """Return a new TOML file in the register's own style: plain keys first, then tables, `review` last."""
    tables: dict[str, Any] = {}
    for key, value in values.items():
        if value is None:
            continue
        table = tables
        for name in key[:-1]:
            table = table.setdefault(name, {})
        table[key[-1]] = value
    return "".join(_lines(tables, ())).lstrip("\n").encode()


def _lines(tables: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {name: value for name, value in tables.items() if not _is_table(value)}
    lines = [_entry(name, value) for name, value in plain.items()]
    for name, value in tables.items():
        if not _is_table(value):
            continue
        inner = (*path, name)
        header = ".".join(_key(part) for part in inner)
        if isinstance(value, Mapping):
            if not value or any(not _is_table(each) for each in value.values()):
                lines.append(f"\n[{header}]\n")
            lines += _lines(value, inner)
        else:
            for element in value:
                lines += [f"\n[[{header}]]\n", *_lines(element, inner)]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, (list, tuple)) and bool(value) and all(isinstance(each, Mapping) for each in value)
    )


def _entry(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(_lines({name: value}, ())).lstrip("\n")
    if _is_table(value):
        return "".join(_lines({name: value}, ()))
    return f"{_key(name)} = {_literal(value)}\n"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _literal(value: Any) -> str:  # noqa: PLR0911 - one return a kind of value
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case str() if "\n" in value:
            escaped = value.replace("\\", "\\\\").replace('"""', '""\\"').replace("\x7f", "\\u007f")
            if escaped.endswith('"'):
                escaped = escaped[:-1] + '\\"'
            return f'"""\n{_escape_controls(escaped)}"""'
        case str():
            return _quoted(value)
        case list() | tuple():
            return f"[{', '.join(_literal(each) for each in value)}]"
        case Mapping():
            return f"{{{', '.join(f'{_key(name)} = {_literal(each)}' for name, each in value.items())}}}"
        case _:
            raise TypeError(value)


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escape_controls(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f]", lambda match: f"\\u{ord(match.group()):04x}", text)


def _ended_like(before: str, text: str) -> str:
    """Return a text with one closing newline, unless blank lines ended it before."""
    return text if before.endswith("\n\n") or not text else text.rstrip("\n") + "\n"


def _decode(data: bytes, path: str) -> str:
    if len(data) > LARGEST_DOCUMENT:
        raise InvalidDocument("{file} is too large for a record: {size} bytes.", file=path, size=len(data))
    if data.startswith(codecs.BOM_UTF8):
        raise InvalidDocument(
            "{file} begins with a byte-order mark. Save it as UTF-8 without one.", file=path
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InvalidDocument(
            "{file} is not UTF-8 (byte {at}). Save it in that encoding.", file=path, at=error.start
        ) from error
    if _nesting(text) > DEEPEST_NESTING:
        raise InvalidDocument("{file} nests tables or lists too deeply.", file=path)
    return text


def _nesting(text: str) -> int:
    # Almost every file has fewer brackets than the bound, whatever their order.
    if text.count("[") + text.count("{") <= DEEPEST_NESTING:
        return 0
    depth = deepest = 0
    for char in re.findall(r"[\[\]{}]", _STRINGS_AND_COMMENTS.sub("", text)):
        depth += 1 if char in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _explain(problem: str, tables: dict[str, Any], path: str) -> InvalidDocument:
    match = _AT.fullmatch(problem)
    assert match is not None
    found = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]|\[(\.\.\.)\]", match["where"] or "")
    entry = _entry_at_fault(tables, path) if "[...]" in problem and path in {UNITS, OFFICERS} else "…"
    keys: list[str | int] = [int(index) if index else name or entry for name, index, _ in found]
    missing = re.search(r"missing required field `(.*)`", match["problem"])
    where = ".".join(str(key) for key in keys)
    if missing:
        return InvalidDocument(
            "{file}: the key “{key}” is missing. Add it.", file=path, key=f"{where}.{missing[1]}".lstrip(".")
        )
    value: Any = tables
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            break
    return InvalidDocument(
        "{file}, key “{key}”: the value {value} does not fit; expected: {expected}.",
        file=path,
        key=where or "…",
        value=_shortened(value),
        expected=_expected(match["problem"], where),
    )


def _entry_at_fault(tables: dict[str, Any], path: str) -> str:
    """Return which unit or officer keeps a file from being a record, which msgspec does not say."""
    kind = kind_of(path)
    for name, table in tables.items():
        for entry, value in table.items() if isinstance(table, Mapping) else ():
            try:
                msgspec.convert({name: {entry: value}}, kind, dec_hook=convert_period)
            except msgspec.ValidationError:
                return str(entry)
    return "…"


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def _expected(problem: str, key: str) -> Message:
    """Say in words what msgspec expected."""
    if problem.startswith("Invalid enum value"):
        return _choices(key)
    if match := re.search(r"Expected `(?:int|str|array|object)[^`]*` (?:of length )?([<>]=) (\d+)", problem):
        templates = {
            (True, ">="): Message("at least {n} characters", n=match[2]),
            (True, "<="): Message("at most {n} characters", n=match[2]),
            (False, ">="): Message("a number of at least {n}", n=match[2]),
            (False, "<="): Message("a number of at most {n}", n=match[2]),
        }
        return templates["length" in problem, match[1]]
    if match := re.search(r"matching regex '(.*)'", problem):
        return Message("a text of the form {pattern}", pattern=match[1])
    names = {
        "int": Message("a whole number"),
        "str": Message("a text in quotes"),
        "bool": Message("true or false"),
        "date": Message("a date such as 2017-12-31"),
        "datetime": Message("a date and time such as 2018-01-12T10:31:00+02:00"),
        "array": Message("a list in square brackets"),
        "object": Message("a table"),
    }
    match = re.search(r"Expected `(\w+)", problem)
    if match and match[1] in names:
        return names[match[1]]
    return Message("{problem}", problem=problem)


def _choices(key: str) -> Message:
    kinds = {
        "status": Status,
        "deadline.kind": DeadlineKind,
        "review.state": ReviewState,
        "cadence": Cadence,
        "report.period_wording": PeriodWording,
    }
    kind = kinds.get(key) or (Role if key.endswith("role") else Column)
    return Message("one of {choices}", choices=", ".join(kind))
