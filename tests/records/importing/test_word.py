"""Word files as councils make them: automatic numbers, merged cells, tracked changes, other tables."""

from __future__ import annotations

import copy
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from records.errors import UnreadableSource
from records.importing import read_report
from records.importing.understand import Reported, understand
from records.language import UKRAINIAN
from tests.records.importing.conftest import HEADINGS, ROWS, as_word, data_of, saved

if TYPE_CHECKING:
    from pathlib import Path


def reported(document: Any, path: Path) -> tuple[Reported, ...]:
    """Return the measures of a Word document."""
    return understand(read_report(saved(document, path / "звіт.docx"))).measures


def inside(paragraph: Any, xml: str) -> None:
    """Append WordprocessingML elements to a paragraph."""
    for element in parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"):
        paragraph._p.append(element)


def last_cell(document: Any, row: int) -> Any:
    """Return the progress cell of a measure."""
    return document.tables[0].cell(row, 4)


def test_automatic_numbers(tmp_path: Path) -> None:
    """Word's automatic numbers are the measures' numbers; a bullet begins a list item."""
    document = as_word([("", *row[1:]) for row in ROWS])
    for cell in document.tables[0].columns[0].cells[1:]:
        cell.paragraphs[0].style = "List Number"
    last_cell(document, 1).add_paragraph("перше", "List Bullet")
    last_cell(document, 1).add_paragraph("друге", "List Bullet")
    found = reported(document, tmp_path)
    assert [each.number for each in found] == ["1", "2", "3"]
    assert found[0].text == "План є. Стан виконання – 100 %.\n- перше\n- друге\n"


def test_section(tmp_path: Path) -> None:
    """A row merged across the table is the section of the measures below it."""
    document = as_word([ROWS[0], ("Розділ II. Навчання", "", "", "", ""), ROWS[1]])
    cells = document.tables[0].rows[2].cells
    cells[0].merge(cells[4])
    assert [each.section for each in reported(document, tmp_path)] == ["", "Розділ II. Навчання"]


def test_merged_down(tmp_path: Path) -> None:
    """A cell merged with the one above counts for both measures."""
    document = as_word([ROWS[0], (*ROWS[1][:3], "", ROWS[1][4])])
    document.tables[0].cell(1, 3).merge(document.tables[0].cell(2, 3))
    assert [each.units for each in reported(document, tmp_path)] == [("Відділ закупівель",)] * 2


def test_parted_row(tmp_path: Path) -> None:
    """A row without a number continues the measure above it."""
    document = as_word([(*ROWS[0][:4], "Початок."), ("", "", "", "", "Кінець. Стан виконання – 5 %.")])
    (found,) = reported(document, tmp_path)
    assert (found.text, found.percent) == ("Початок.\nКінець.\n", 5)


def test_repeated_headings(tmp_path: Path) -> None:
    """Headings repeated on the next page, and a row that numbers the columns, are not measures."""
    document = as_word([("1", "2", "3", "4", "5"), ROWS[0], HEADINGS, ROWS[1]])
    assert [each.number for each in reported(document, tmp_path)] == ["1", "2"]


def test_like_headings(tmp_path: Path) -> None:
    """A measure whose words begin like a heading is a measure."""
    row = ("7", "Перелік посад", "Термін – постійно", "Підрозділи ради", "Результати є.")
    assert [each.number for each in reported(as_word([ROWS[0], row]), tmp_path)] == ["1", "7"]


def test_columns_of_two(tmp_path: Path) -> None:
    """A column that spans two grid columns is one, and a row's cells in both are joined."""
    document = as_word([])
    table = document.tables[0]
    for _ in range(2):
        table.add_row()
    table.add_column(1000)
    table.cell(0, 0).merge(table.cell(0, 1))
    for place, text in zip((0, 2, 3, 4, 5), HEADINGS, strict=True):
        table.cell(0, place).text = text
    for place, text in zip((0, 1, 2, 3, 4, 5), ("1", "а", *ROWS[0][1:]), strict=True):
        table.cell(1, place).text = text
    (found,) = reported(document, tmp_path)
    assert (found.number, found.title, found.percent) == ("1 а", ROWS[0][1], 100)


def test_tracked_changes(tmp_path: Path) -> None:
    """Tracked insertions are read, deletions are not, and a notice says so."""
    document = as_word([(*ROWS[0][:4], "Було ")])
    change = 'w:id="1" w:author="А" w:date="2017-12-01T00:00:00Z"'
    inside(
        last_cell(document, 1).paragraphs[0],
        f"<w:del {change}><w:r><w:delText>старе</w:delText></w:r></w:del>"
        f"<w:ins {change}><w:r><w:t>нове</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t> за посиланням</w:t></w:r></w:hyperlink>",
    )
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert report.measures[0].text == "Було нове за посиланням\n"
    assert "виправлення" in report.notices[0].render(UKRAINIAN)


def test_deleted_row(tmp_path: Path) -> None:
    """A row deleted by a tracked change is not a measure."""
    document = as_word(ROWS[:2])
    properties = document.tables[0].rows[1]._tr.get_or_add_trPr()
    properties.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="А"/>'))
    assert [each.number for each in reported(document, tmp_path)] == ["2"]


def test_several_tables(tmp_path: Path) -> None:
    """Tables with the same columns continue each other; a signature table is skipped with a notice."""
    document = as_word(ROWS[:1])
    document.add_paragraph()
    document.element.body.insert(-1, copy.deepcopy(as_word(ROWS[1:2]).tables[0]._tbl))
    document.add_paragraph()
    signatures = document.add_table(1, 2)
    signatures.cell(0, 0).text = "Керуючий справами"
    signatures.cell(0, 1).text = "Ім’я ПРІЗВИЩЕ"
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert [each.number for each in report.measures] == ["1", "2"]
    assert "таблиці 3" in report.notices[-1].render(UKRAINIAN)


def test_title_in_table(tmp_path: Path) -> None:
    """A title inside the table, above its headings, is not a section."""
    document = as_word([ROWS[0]])
    row = copy.deepcopy(document.tables[0].rows[0]._tr)
    document.tables[0]._tbl.insert(2, row)
    cells = document.tables[0].rows[0].cells
    for cell in cells:
        cell.text = ""
    cells[0].merge(cells[4]).text = "Звіт про виконання заходів"
    assert [each.section for each in reported(document, tmp_path)] == [""]


def test_content_controls(tmp_path: Path) -> None:
    """Cells and paragraphs inside content controls are read; a text box is not."""
    document = as_word([ROWS[0]])
    paragraph = last_cell(document, 1).paragraphs[0]
    inside(paragraph, "<w:sdt><w:sdtContent><w:r><w:t> Далі.</w:t></w:r></w:sdtContent></w:sdt>")
    inside(
        paragraph,
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>рамка</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    )
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert report.measures[0].cell == "План є. Стан виконання – 100 %. Далі."
    assert "рамки" in report.notices[0].render(UKRAINIAN)


def test_many_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document with more tags than any report is refused before it is parsed into objects."""
    monkeypatch.setattr("records.disk.zipped.MOST_TAGS", 1000)
    with pytest.raises(UnreadableSource):
        read_report(saved(as_word(ROWS * 40), tmp_path / "звіт.docx"))


@pytest.mark.parametrize("entity", ["<!ENTITY a 'х'>", "<!ENTITY a SYSTEM 'file:///etc/hostname'>"])
def test_entities(entity: str, tmp_path: Path) -> None:
    """A document that defines entities is refused."""
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(data_of(as_word(ROWS)))) as good, zipfile.ZipFile(data, "w") as forged:
        for name in good.namelist():
            part = good.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:document", f"<!DOCTYPE d [{entity}]><w:document".encode(), 1)
                part = part.replace("Оприлюднення".encode(), b"&a;")
            forged.writestr(name, part)
    file = tmp_path / "звіт.docx"
    file.write_bytes(data.getvalue())
    with pytest.raises(UnreadableSource):
        read_report(file)


def test_other_archive(tmp_path: Path) -> None:
    """A zip archive that is not a Word document is refused."""
    file = tmp_path / "звіт.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(UnreadableSource):
        read_report(file)


def test_no_numbering(tmp_path: Path) -> None:
    """A document that refers to numberings it doesn't define is read without them."""
    document = docx.Document(BytesIO(data_of(as_word(ROWS[:1]))))
    properties = document.tables[0].cell(1, 1).paragraphs[0]._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="99"/></w:numPr>')
    )
    assert properties.find(qn("w:numPr")) is not None
    assert [each.title for each in reported(document, tmp_path)] == [ROWS[0][1]]
