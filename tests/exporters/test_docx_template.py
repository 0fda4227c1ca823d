"""A council's own Word document as the template of the report: letterhead, page and styles are kept."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from msgspec import structs

from exporters.packing import packed, unpacked
from exporters.report import report
from exporters.word.docx import to_docx
from records.errors import UnreadableSource
from records.importing import plan_import
from records.importing.word import read_word
from records.values.periods import Period

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot

Q4 = Period.from_code("2017-Q4")


def letterhead() -> Any:
    """Return a council's document: portrait, with a table in its letterhead and a custom style."""
    document = docx.Document()
    document.add_table(1, 2).cell(0, 1).text = "УКРАЇНА. Зразкова міська рада"
    document.add_paragraph("вул. Прикладна, 1", "List Number")
    document.sections[0].footer.paragraphs[0].text = "Зразкове"
    document.styles["Title"].font.size = Pt(30)
    return document


def data_of(document: Any) -> bytes:
    """Return a document's bytes."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def in_ukrainian_word(data: bytes) -> bytes:
    """Return a document with the style identifiers of Ukrainian Word, and without lists."""
    parts = unpacked(data)
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"Title"', b'"a3"', 1)
    for name in ("word/document.xml", "word/styles.xml"):
        parts[name] = re.sub(rb"<w:numPr>.*?</w:numPr>", b"", parts[name], flags=re.DOTALL)
    for name in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        parts[name] = re.sub(rb"<(Relationship|Override) [^>]*numbering[^>]*/>", b"", parts[name])
    del parts["word/numbering.xml"]
    return packed(parts)


@pytest.mark.parametrize("change", [bytes, in_ukrainian_word])
def test_report_stands_in_the_councils_own_document(sample: Snapshot, change: Any) -> None:
    """The report keeps the council's letterhead, page and styles, adds missing ones, and can be imported."""
    template = change(data_of(letterhead()))
    made = structs.replace(report(sample, Q4), templates={"report.docx": template})
    data = to_docx(made)
    document = docx.Document(BytesIO(data))
    assert document.tables[0].cell(0, 1).text == "УКРАЇНА. Зразкова міська рада"
    assert document.sections[0].footer.paragraphs[0].text == "Зразкове"
    assert document.sections[0].page_width < Mm(220)
    title = next(each for each in document.paragraphs if each.text == "ЗВІТ")
    assert (title.style.name, title.style.font.size) == ("Title", Pt(30))
    table = document.tables[1]
    assert table.style.name == "Prozvit table"
    assert abs(sum(column.width for column in table.columns) - Mm(152.4)) < Mm(1)
    item = next(each for each in table._tbl.iter(qn("w:pStyle")) if each.get(qn("w:val")) == "ProzvitItem")
    number = document.styles["Prozvit item"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    assert item is not None
    assert number in {each.get(qn("w:numId")) for each in document.part.numbering_part.element}
    assert data == to_docx(made)
    table = read_word(data, "zvit.docx")
    assert table.before[0] == "ЗВІТ"
    assert plan_import(sample, table, Q4, sample.rules.programmes[0]).change is None


@pytest.mark.parametrize("template", [b"", b"PK\x03\x04 no archive", "ЗВІТ".encode()])
def test_what_is_no_word_document_is_refused(sample: Snapshot, template: bytes) -> None:
    """A template that can't be opened is named with the remedy."""
    made = structs.replace(report(sample, Q4), templates={"report.docx": template})
    with pytest.raises(UnreadableSource, match=r"templates/report\.docx"):
        to_docx(made)
