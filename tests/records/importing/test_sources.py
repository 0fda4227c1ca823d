"""Source files of reports: their kinds, sizes, encodings, and tampering."""

from __future__ import annotations

import contextlib
import random
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import ProzvitError, UnreadableSource
from records.importing import read_report
from records.importing.understand import understand
from records.language import UKRAINIAN
from tests.records.importing.conftest import ROWS, as_text, as_word, data_of, written

if TYPE_CHECKING:
    from pathlib import Path


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_forged_parts(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A Word file with tampered parts is read or refused, without any other error."""
    chance = random.Random(seed)
    document = as_word(ROWS)
    document.tables[0].cell(1, 4).paragraphs[0].style = "List Number"
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(data_of(document))) as good, zipfile.ZipFile(data, "w") as forged:
        victim = chance.choice(
            ["word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml"]
        )
        for name in good.namelist():
            part = good.read(name)
            if name == victim:
                part = _tampered(part, chance)
            if name != victim or chance.random() > 0.1:
                forged.writestr(name, part)
    file = tmp_path_factory.mktemp("forged") / "звіт.docx"
    file.write_bytes(data.getvalue())
    with contextlib.suppress(ProzvitError):
        understand(read_report(file))


def _tampered(part: bytes, chance: random.Random) -> bytes:
    """Change, duplicate or remove elements and values of an XML part."""
    pieces = re.split(rb'(<[^>]*>|"[^"]*")', part)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(pieces))
        pieces[at] = chance.choice(
            [b"", pieces[at] * 2, b'"-1"', b'"99999999999"', b"<w:p/>", b"<w:tbl/>", b"<w:tc/>"]
        )
    return b"".join(pieces)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n%", "PDF"),
        ("a.doc", b"{\\rtf1\\ansi", "RTF"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "2007"),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related", "вебархів"),
        ("a.bin", None, "електронна таблиця OpenDocument"),
        ("a.txt", "№\tЗахід\tСтрок\tХто\tСтан\n1\tА\tБ\tВ\tГ\n".encode(), "табуляцію"),
    ],
)
def test_other_kinds(tmp_path: Path, name: str, data: bytes | None, kind: str) -> None:
    """A file of another kind is refused with its kind and a way to convert it."""
    file = tmp_path / name
    if data is None:
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            package.writestr("content.xml", "")
    else:
        file.write_bytes(data)
    with pytest.raises(UnreadableSource) as refused:
        read_report(file)
    said = refused.value.message().render(UKRAINIAN)
    assert kind in said
    assert "збережіть" in said or ".docx" in said


def test_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any report is refused before it is read; so is a folder."""
    monkeypatch.setattr("records.importing.source.LARGEST_FILE", 10)
    for file in (written(tmp_path, as_text(ROWS)), tmp_path):
        with pytest.raises(UnreadableSource) as refused:
            read_report(file)
        assert file.name in refused.value.message().render(UKRAINIAN)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_codings(coding: str, tmp_path: Path) -> None:
    """A text is read in each encoding that Windows programs use."""
    file = tmp_path / "звіт.txt"
    file.write_bytes(as_text(ROWS).encode(coding))
    assert [each.title for each in understand(read_report(file)).measures] == [row[1] for row in ROWS]
