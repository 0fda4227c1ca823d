"""TOML files as bytes: fast reading, and changes to single keys that leave all other bytes alone.

Reading uses a compiled parser. Changing uses tomlkit, which keeps comments, order and blank lines but is
slow, so only the changed file goes through it. New files are written in prozvit's own style.
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
from records.values.fields import BARE
from records.values.layout import kind_of
from records.values.model import Record, convert_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.values.changes import Key

#: A record takes a few kilobytes; a larger file than this is no record and is not parsed.
LARGEST_DOCUMENT = 4_000_000
#: The deepest allowed nesting of tables and lists; records need three levels.
DEEPEST_NESTING = 64
#: A number with this many digits, decimal or hexadecimal, or more is refused.
_ENDLESS = 3500
_DIGITS = re.compile(rf"[0-9A-Fa-f_]{{{_ENDLESS}}}")
#: The table that comes last in a progress file.
_REVIEW = "review"
#: Quotation marks that would end a multi-line string.
_QUOTES = re.compile(r'"""|"\Z')


def read_document(data: bytes, path: str) -> dict[str, Any]:
    """Return a TOML 1.0 file's tables; raise `InvalidDocument` naming `path`, the line and the problem."""
    text = _decode(data, path)
    try:
        return dict(toml_rs.loads(text, toml_version="1.0.0"))
    except toml_rs.TOMLDecodeError as error:
        from records.files.broken import broken

        raise broken(text, path, byte=error.pos, said=str(error.msg)) from error
    except ValueError as error:
        from records.files.broken import out_of_calendar

        raise out_of_calendar(text, path) from error


def read_record(data: bytes, path: str) -> Record:
    """Return the record in a file of the register; raise `InvalidDocument` if it holds none."""
    return convert(read_document(data, path), path)


def convert(tables: dict[str, Any], path: str) -> Record:
    """Return a file's tables as the kind of record that belongs at its path; raise `InvalidDocument`."""
    kind = kind_of(path)
    if kind is None:
        raise InvalidDocument("{file} is no file of a register.", file=path)
    try:
        return msgspec.convert(tables, kind, dec_hook=convert_period)
    except msgspec.ValidationError as error:
        from records.files.misfits import misfit

        raise misfit(str(error), tables, path) from error


def change_document(data: bytes, values: Mapping[Key, Any]) -> bytes:
    """Return a TOML file with new values for some keys (None deletes one); all other bytes stay the same."""
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
                # A table that only contains tables has no header.
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
                # tomlkit would append a new table at the end, but the review must stay last.
                table.pop(name, None)
                blocks += _lines({name: value}, key[:-1])
            else:
                # Plain assignment would turn a multi-line string into a single line with escapes.
                table[name] = tomlkit.parse(_entry(name, value))[name]
    changed = _before_review(tomlkit.dumps(document), "".join(blocks))
    return _ended_like(before, changed).encode()


def _drop_empty(above: Sequence[tuple[Any, str]]) -> None:
    """Delete tables that hold nothing, not even a comment: a header alone would count as a record."""
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
    """Return a new TOML file in prozvit's style: plain keys first, then tables, `review` last."""
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
    return name if BARE.fullmatch(name) else _quoted(name)


def _literal(value: Any) -> str:  # noqa: PLR0911 - one return per kind of value
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case str() if "\n" in value:
            escaped = value.replace("\\", "\\\\").replace("\x7f", "\\u007f")
            # Neither three quotation marks within the text nor one at its end may close the string.
            escaped = _QUOTES.sub(lambda found: f'{found[0][:-1]}\\"', escaped)
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
    # JSON escapes are valid in TOML, except that TOML also requires DEL to be escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escape_controls(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f]", lambda match: f"\\u{ord(match.group()):04x}", text)


def _ended_like(before: str, text: str) -> str:
    """Return a text with one final newline, unless the old version ended with blank lines."""
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
    if _has_endless_number(text):
        raise InvalidDocument("{file} holds a number of thousands of digits. Mend it by hand.", file=path)
    return text


def _has_endless_number(text: str) -> bool:
    # Python refuses to convert a number of more than 4300 digits to text, so no error could quote it.
    if len(text) < _ENDLESS or _DIGITS.search(text) is None:
        return False
    from records.files.broken import without_strings

    return _DIGITS.search(without_strings(text)) is not None


def _nesting(text: str) -> int:
    # Almost every file has fewer brackets than the limit in total, so counting them is enough.
    if text.count("[") + text.count("{") <= DEEPEST_NESTING:
        return 0
    from records.files.broken import without_strings

    depth = deepest = 0
    for char in re.findall(r"[\[\]{}]", without_strings(text)):
        depth += 1 if char in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
