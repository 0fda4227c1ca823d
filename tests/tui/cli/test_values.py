"""KEY=VALUE arguments as people type them."""

from __future__ import annotations

import io
import sys
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import Misused
from tui.cli.values import MEASURE_KEYS, PROGRESS_KEYS, assignments, keyed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("percent=80", 80),
        ("percent= 80 % ", 80),
        ("percent=-5", -5),
        ("percent=", None),
        ("status=Виконано частково", "partly"),
        ("status=done", "done"),
        ("completed=2017-12-20", date(2017, 12, 20)),
        ("completed=20.12.2017", date(2017, 12, 20)),
        ("completed=1.2.2017", date(2017, 2, 1)),
        ("deadline.until=31.12.2017", date(2017, 12, 31)),
        ("retired=I кв 2018", "2018-Q1"),
        ("responsible=office", ["office"]),
        ('responsible=["office", "Юристи"]', ["office", "Юристи"]),
        ("evidence=Наказ № 5", [{"title": "Наказ № 5"}]),
        ('evidence=[{"ref": "№ 5"}, "Лист"]', [{"ref": "№ 5"}, {"title": "Лист"}]),
        ("title=а=б", "а=б"),
        ("title=@@rada", "@rada"),
        ("text=Так:\n•\tперше\n\uf0b7\tдруге", "Так:\n- перше\n- друге"),
        ("text= ", None),
        ("text=-5", "-5"),
    ],
)
def test_read(typed: str, value: object) -> None:
    """A value is read as the type that its field has in the file."""
    assert list(assignments((typed,)).values()) == [value]


@pytest.mark.parametrize(
    "typed",
    [
        "percent",
        "=5",
        "colour=red",
        "review=accepted",
        "deadline=завтра",
        "percent=5.5",
        "percent=п’ять",
        "percent=1_0",
        "percent=٣",
        "percent=99999999999999999999",
        "completed=2017-02-30",
        "completed=20171220",
        "completed=2017-W01-1",
        "completed=20.12.17",
        "retired=колись",
        "responsible=[",
        "responsible=[1]",
        f"responsible={'[' * 100_000}",
        "evidence=[[]]",
        'evidence=[{"title": 5}]',
        "text=@no/such/file",
        "text=@.",
    ],
)
def test_misused(typed: str) -> None:
    """An unreadable value is refused as wrong usage."""
    with pytest.raises(Misused):
        assignments((typed,))


def test_twice() -> None:
    """A key given twice is refused."""
    with pytest.raises(Misused, match="twice"):
        assignments(("percent=1", "percent=2"))


def test_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value can come from a file or standard input; a byte-order mark is removed."""
    file = tmp_path / "text.txt"
    file.write_text("\ufeffПерше.\nДруге.\n", encoding="utf-8")
    assert assignments((f"text=@{file}",)) == {"text": "Перше.\nДруге.\n"}
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("Зі вводу.".encode())))
    assert assignments(("text=-",)) == {"text": "Зі вводу."}


def test_other_encoding(tmp_path: Path) -> None:
    """A file in another encoding is refused with the position and the remedy."""
    file = tmp_path / "text.txt"
    file.write_bytes("Зроблено".encode("cp1251"))
    with pytest.raises(Misused, match=r"text\.txt is not UTF-8 \(byte 0\)"):
        assignments((f"text=@{file}",))


def test_keyed() -> None:
    """Values are returned under the keys they have in the file."""
    assert keyed({"deadline.text": "Постійно", "title": "Т"}) == {
        ("deadline", "text"): "Постійно",
        ("title",): "Т",
    }


@settings(max_examples=60)
@given(
    st.sampled_from([*PROGRESS_KEYS, *MEASURE_KEYS]),
    st.text(max_size=20).filter(lambda text: not text.startswith("@") and text != "-"),
)
def test_any_text(key: str, text: str) -> None:
    """Any text is either a value or wrong usage, never a failure of the program."""
    try:
        found: dict[str, Any] = assignments((f"{key}={text}",))
    except Misused:
        return
    assert list(found) == [key]
