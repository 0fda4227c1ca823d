"""A review and the bytes that it covers."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from records.files.documents import change_document, new_document, read_document
from records.files.reading import read_file
from records.files.sealing import covers, sealed
from records.values.changes import SUBMITTED, Word
from records.values.model import Progress, ReviewState
from tests.records.conftest import PROGRESS

AT = datetime(2018, 1, 12, 10, 31, tzinfo=UTC)
#: Lines that look like the review's table or its checksum.
_LINES = st.sampled_from(["Нарада.", "[review]", "[[evidence]]", 'covers = "sha256:' + "0" * 64 + '"', ""])
TEXTS = st.lists(_LINES, max_size=4).map(lambda lines: "".join(f"{line}\n" for line in lines))
FIELDS = st.fixed_dictionaries(
    {("status",): st.just("in-progress")},
    optional={
        ("percent",): st.integers(0, 100),
        ("text",): TEXTS,
        ("evidence",): st.lists(
            st.fixed_dictionaries({"title": st.sampled_from(["План", "Наказ"])}), min_size=1, max_size=2
        ),
    },
)
WORDS = st.builds(Word, st.sampled_from(ReviewState), st.sampled_from(["", "Додайте дату.", "[review]"]))


def lapsed(data: bytes) -> bool:
    """Return whether the register reads the review of a progress as lapsed."""
    file = read_file(PROGRESS, data)
    assert isinstance(file.record, Progress), file.problem
    assert file.record.review is not None
    return file.lapsed


@given(FIELDS, WORDS, WORDS)
@example({("status",): "partly", ("text",): "[review]\n"}, SUBMITTED, SUBMITTED)
def test_holds(fields: dict[Any, Any], first: Word, then: Word) -> None:
    """A new review holds whatever the file contains, and so does one that replaces it."""
    data = new_document(fields)
    for word in (first, then):
        data = sealed(data, word, "authorised1", AT)
        assert not lapsed(data)
        assert read_document(data, "")["review"]["state"] == word.state
        assert sealed(data, word, "other", AT) == data


@given(FIELDS, WORDS)
def test_covers(fields: dict[Any, Any], word: Word) -> None:
    """A review covers exactly the bytes before its own table."""
    data = sealed(new_document(fields), word, "authorised1", AT)
    end = data.rindex(b"\n[review]") + 1
    assert covers(data) == f"sha256:{sha256(data[:end]).hexdigest()}"
    assert covers(sealed(data, replace(word, note="Інше."), "authorised1", AT)) == covers(data)


@given(FIELDS, FIELDS, WORDS)
def test_lapses(fields: dict[Any, Any], other: dict[Any, Any], word: Word) -> None:
    """Changing any field makes the review lapse; writing the same values does not."""
    data = sealed(new_document(fields), word, "authorised1", AT)
    changed = {key: value for key, value in other.items() if fields.get(key) != value}
    changed |= dict.fromkeys(fields.keys() - other.keys())
    edited = change_document(data, changed) if changed else data
    assert lapsed(edited) is bool(changed)


def test_below() -> None:
    """Text written by hand below the review is not covered, so the review lapses until it is made again."""
    data = sealed(new_document({("status",): "partly"}), SUBMITTED, "clerk", AT)
    below = data + b'\n[[evidence]]\ntitle = "X"\n'
    assert lapsed(below)
    again = sealed(below, SUBMITTED, "clerk", AT)
    assert not lapsed(again)
    assert again.rindex(b"[review]") > again.rindex(b"[[evidence]]")


def test_unbound() -> None:
    """A review without a checksum never holds."""
    review = b'\n[review]\nstate = "accepted"\nby = "x"\nat = 2018-01-12T10:31:00+02:00\n'
    assert lapsed(b'status = "partly"\n' + review)
