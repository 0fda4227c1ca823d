"""Workbooks that are foreign, damaged, oversized or contain macros."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from records.errors import ProzvitError, UnreadableSource
from records.importing import read_report
from tests.records.importing.returned.conftest import planned, refusal

if TYPE_CHECKING:
    from pathlib import Path

    from records.register import Register


def test_foreign(still: Register, tmp_path: Path) -> None:
    """A workbook not made by prozvit is refused with the remedy."""
    book = Workbook()
    book.active.append(["№", "Статус", "Відсоток", "Дата виконання", "Інформація про виконання"])
    book.save(tmp_path / "інша.xlsx")
    assert "не книга цієї програми" in refusal(still, tmp_path / "інша.xlsx")


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_damaged(tmp_path_factory: pytest.TempPathFactory, good: bytes, seed: int) -> None:
    """A damaged workbook is read or refused, without any other error."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file = tmp_path_factory.mktemp("damaged") / "zvit.xlsx"
    file.write_bytes(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
    with contextlib.suppress(ProzvitError):
        read_report(file)


def test_bomb(good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that unpacks to too much, or defines entities, is not read."""
    from exporters.packing import packed, unpacked

    file = tmp_path / "zvit.xlsx"
    parts = unpacked(good)
    name = "xl/worksheets/sheet1.xml"
    file.write_bytes(packed(parts | {name: b"<!DOCTYPE x>" + parts[name]}))
    with pytest.raises(UnreadableSource, match="damaged"):
        read_report(file)
    far = parts[name].replace(b'<row r="5"', b'<row r="999999999999"')
    file.write_bytes(packed(parts | {name: far}))
    assert len(read_report(file).rows) < 3
    file.write_bytes(good)
    monkeypatch.setattr("records.disk.zipped.MOST_TAGS", 10)
    with pytest.raises(UnreadableSource, match="unpacks to more"):
        read_report(file)


def test_macros(good: bytes, tmp_path: Path, still: Register) -> None:
    """Macros in the file do not run and are not imported."""
    from exporters.packing import packed, unpacked

    file = tmp_path / "zvit.xlsm"
    file.write_bytes(packed(unpacked(good) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    assert planned(still, file).change is None
