"""Documents are parsed like Python's tomllib and changed key by key, with every other byte kept."""

from __future__ import annotations

import difflib
import tomllib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records.errors import InvalidDocument
from records.files.documents import change_document, new_document, read_document, read_record
from records.language import UKRAINIAN
from tests.records.conftest import PROGRESS

quick = settings(max_examples=60)
REVIEW = {"state": "submitted", "by": "clerk", "at": datetime(2018, 1, 12, 10, 31, tzinfo=UTC)}
WRITTEN = """\
# Заповнено за листом
percent   = 80   # було 60
status = "in-progress"

text = \"\"\"
Проведено «гарячу лінію».
Наступна – у січні.
\"\"\"
unknown = {a = 1}

[[evidence]]
title = "План"   # на рік

[review]
state = "accepted"
by = "lead"
at = 2018-01-12T10:31:00+02:00
"""

# TOML allows no surrogates, and parsers normalise a bare carriage return.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30)
texts = st.lists(words, max_size=4).map("\n".join)
values = st.fixed_dictionaries(
    {("status",): st.sampled_from(["implemented", "in-progress"])},
    optional={
        ("percent",): st.integers(0, 100),
        ("completed",): st.dates(date(2000, 1, 1), date(2030, 1, 1)),
        ("text",): texts,
        ("evidence",): st.lists(st.fixed_dictionaries({"title": words}), min_size=1, max_size=3),
        ("review",): st.just(REVIEW),
    },
)


@quick
@given(values)
def test_new_is_read_back(fields: dict[tuple[str, ...], Any]) -> None:
    """A new document is read back as it was."""
    assert read_document(new_document(fields), PROGRESS) == {key[0]: value for key, value in fields.items()}


@quick
@given(st.text('"\\\na', max_size=9))
@example('а\n"""')
def test_quotation_marks(text: str) -> None:
    """A text with any quotation marks and backslashes, even at its end, is read back unchanged."""
    assert read_document(new_document({("text",): text}), PROGRESS) == {"text": text}


@quick
@given(values)
def test_no_change(fields: dict[tuple[str, ...], Any]) -> None:
    """An empty change keeps every byte."""
    data = new_document(fields)
    assert change_document(data, {}) == data


@quick
@given(st.one_of(st.integers(0, 100), words, texts))
@example('"""')
@example("\\")
@example("рядок\nрядок\n")
def test_one_key(value: object) -> None:
    """Changing a key changes only its lines: comments, order, blank lines and unknown keys stay."""
    for key in ("percent", "text"):
        changed = change_document(WRITTEN.encode(), {(key,): value}).decode()
        assert read_document(changed.encode(), PROGRESS)[key] == value
        before, after = WRITTEN.split("\n"), changed.split("\n")
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        touched = [before[i1:i2] for kind, i1, i2, _, _ in matcher.get_opcodes() if kind != "equal"]
        own = {"percent": [before[1]], "text": before[4:8]}[key]
        assert all(line in own for lines in touched for line in lines)


def test_blocks_stay() -> None:
    """A multi-line text is written as a block of lines, not as one line of escapes."""
    changed = change_document(WRITTEN.encode(), {("text",): "Перший.\nДругий.\n"}).decode()
    assert 'text = """\nПерший.\nДругий.\n"""\n' in changed


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("there", [False, True])
def test_review_last(count: int, *, there: bool) -> None:
    """Added and replaced keys come before the review, with a blank line between."""
    fields = {("status",): "implemented", ("review",): REVIEW}
    if there:
        fields[("evidence",)] = [{"title": "План"}]
    evidence = [{"title": f"Звіт {n}", "ref": f"№ {n}"} for n in range(count)]
    changed = change_document(new_document(fields), {("evidence",): evidence or None, ("percent",): 100})
    assert changed == new_document(
        {("status",): "implemented", ("percent",): 100}
        | ({("evidence",): evidence} if evidence else {})
        | {("review",): REVIEW}
    )


def test_nested_keys() -> None:
    """A key of a table is written into the table, which is created if it is missing."""
    plain = new_document({("number",): "4"})
    made = change_document(plain, {("deadline", "text"): "Постійно"})
    assert read_document(made, "")["deadline"] == {"text": "Постійно"}
    assert change_document(made, {("section",): "I"}).decode().startswith('number = "4"\nsection = "I"\n\n[')
    assert change_document(made, {("deadline", "until"): None, ("x", "y"): None}) == made


TOML_PIECES = st.sampled_from(
    [
        *(
            "a = 1\n",
            'b = "x"\n',
            "c = 'y'\n",
            "d = 1.5\n",
            "e = 1979-05-27\n",
            "f = [1, 2]\n",
            "[t]\n",
            "\n",
        ),
        *(
            "g = 1979-05-27T07:32:00Z\n",
            "h = {a = 1}\n",
            "[[l]]\n",
            "# c\n",
            'k = """\nx\n"""\n',
            "a.b = 1\n",
        ),
        *("= 1\n", "a = \n", "[t\n", 'b = "x\n', "e = 1979-13-01\n", "i = 0x1F\n", "i = 01\n", "j = +inf\n"),
        *('"ключ" = true\n', "ключ = 1\n", 'b = "\\u0416"\n', 'b = "\\q"\n', "\x00", "a = 1 b = 2\n", "\t"),
    ]
)


@settings(max_examples=300)
@given(st.lists(TOML_PIECES, max_size=6).map("".join))
def test_like_tomllib(text: str) -> None:
    """The compiled parser accepts and refuses the same texts as tomllib, and reads the same values."""
    try:
        expected: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        expected = None
    try:
        found: object = read_document(text.encode(), "a.toml")
    except InvalidDocument:
        found = None
    assert repr(expected) == repr(found)


@pytest.mark.parametrize(
    ("data", "words_said"),
    [
        (b"a = \n", ("рядок 1",)),
        (b"\xef\xbb\xbfa = 1\n", ("a.toml",)),
        (b'a = "\xff"\n', ("UTF-8",)),
        (b"a = " + b"[" * 500 + b"]" * 500, ("a.toml",)),
        (b"#" * 5_000_000, ("5000000",)),
    ],
    ids=["syntax", "mark", "encoding", "nesting", "size"],
)
def test_refused(data: bytes, words_said: tuple[str, ...]) -> None:
    """Bytes that are no document of a register are refused with the file and the fault."""
    with pytest.raises(InvalidDocument) as refused:
        read_document(data, "a.toml")
    said = refused.value.message().render(UKRAINIAN)
    assert all(word in said for word in ("a.toml", *words_said))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('status = "done"', "status"),
        ("status = 1", "status"),
        ('status = "partly"\npercent = 101', "percent"),
        ('status = "partly"\npercent = "80"', "percent"),
        ('status = "partly"\ncompleted = "учора"', "completed"),
        ("percent = 1", "status"),
        ('status = "partly"\n[[evidence]]\ntitle = 1', "evidence.0.title"),
    ],
)
def test_wrong_type(line: str, key: str) -> None:
    """The error for a value of the wrong type names its file and key."""
    with pytest.raises(InvalidDocument) as refused:
        read_record(line.encode(), PROGRESS)
    said = refused.value.message().render(UKRAINIAN)
    assert PROGRESS in said
    assert f"«{key}»" in said


def test_newline_in_id() -> None:
    """An id that ends with a newline is refused, and the error describes the valid form."""
    with pytest.raises(InvalidDocument) as refused:
        read_record('[units."kadry\\n"]\nname = "Кадри"\n'.encode(), "units.toml")
    assert "[a-z0-9]" in refused.value.message().render(UKRAINIAN)
    assert "(?!" not in refused.value.message().render(UKRAINIAN)
