"""Content that Word stores but does not show: hidden by a style, or moved elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from records.importing import read_report
from records.importing.understand import understand
from tests.records.importing.conftest import ROWS, as_word, saved, told

if TYPE_CHECKING:
    from pathlib import Path

    from records.importing.understand import Understood

HIDES, SHOWS = "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="0"/></w:rPr>'
CHANGE = 'w:id="1" w:author="А" w:date="2017-12-01T00:00:00Z"'


def style(kind: str, name: str, look: str, based: str = "") -> str:
    """Return a style's XML for styles.xml."""
    inner = f'<w:name w:val="{name}"/><w:basedOn w:val="{based}"/>{look}'
    return f'<w:style {nsdecls("w")} w:type="{kind}" w:styleId="{name}">{inner}</w:style>'


def read(document: Any, xml: str, folder: Path) -> Understood:
    """Return what the import reads from a document after this XML is added to its last cell."""
    paragraph: Any = document.tables[0].cell(1, 4).paragraphs[0]._p
    paragraph.getparent().extend(parse_xml(f"<w:tc {nsdecls('w')}>{xml}</w:tc>"))
    return understand(read_report(saved(document, folder / "звіт.docx")))


def paragraph(of_paragraph: str, of_run: str, look: str = "") -> str:
    """Return the XML of a paragraph with a paragraph style and one run with a character style."""
    run = f'<w:r><w:rPr><w:rStyle w:val="{of_run}"/>{look}</w:rPr><w:t>Ні</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{of_paragraph}"/></w:pPr>{run}</w:p>'


@pytest.mark.parametrize(
    ("xml", "is_hidden"),
    [
        (paragraph("Normal", "Hidden"), True),
        (paragraph("Normal", "Below"), True),
        (paragraph("Normal", "Again"), False),
        (paragraph("Away", "Shown"), True),
        (paragraph("Away", "Hidden"), False),
        (paragraph("Normal", "Hidden", '<w:vanish w:val="0"/>'), False),
        (paragraph("Normal", "Shown"), False),
    ],
)
def test_hidden_by_style(xml: str, *, is_hidden: bool, tmp_path: Path) -> None:
    """Words hidden by a paragraph style, a character style or a base style are left out and reported."""
    document = as_word([(*ROWS[0][:4], "Так")])
    for each in (
        style("character", "Shown", ""),
        style("character", "Hidden", HIDES),
        style("character", "Below", "", "Hidden"),
        style("character", "Again", SHOWS, "Hidden"),
        style("paragraph", "Away", HIDES, "Normal"),
    ):
        document.styles.element.append(parse_xml(each))
    report = read(document, xml, tmp_path)
    assert report.measures[0].text == ("Так\n" if is_hidden else "Так\nНі\n")
    assert ["прихованого тексту" in each for each in told(report)] == ([True] if is_hidden else [])


def test_hidden_by_default(tmp_path: Path) -> None:
    """If the document's defaults hide words, only those explicitly shown are read."""
    document = as_word([(*ROWS[0][:4], "")])
    for run in document.element.body.iter("{*}r"):
        run.get_or_add_rPr().append(parse_xml(f'<w:vanish {nsdecls("w")} w:val="0"/>'))
    defaults = document.styles.element.find("{*}docDefaults/{*}rPrDefault/{*}rPr")
    defaults.append(parse_xml(f"<w:vanish {nsdecls('w')}/>"))
    report = read(document, paragraph("Normal", ""), tmp_path)
    assert (report.measures[0].title, report.measures[0].text) == (ROWS[0][1], None)


def test_moved(tmp_path: Path) -> None:
    """Moved words are read at their new place, and a move alone counts as a tracked change."""
    run = "<w:r><w:t>про навчання</w:t></w:r>"
    mark = f"<w:pPr><w:rPr><w:moveFrom {CHANGE}/></w:rPr></w:pPr>"
    gone = f"<w:p>{mark}<w:moveFrom {CHANGE}>{run}</w:moveFrom></w:p>"
    here = f"<w:p><w:moveTo {CHANGE}>{run}</w:moveTo></w:p>"
    report = read(as_word([(*ROWS[0][:4], "Є.")]), gone + here, tmp_path)
    assert report.measures[0].text == "Є.\nпро навчання\n"
    assert "виправлення" in told(report)[0]


def test_number_of_what_is_gone(tmp_path: Path) -> None:
    """A paragraph that was moved away or deleted leaves no number behind and takes none in the sequence."""
    document = as_word([(*ROWS[0][:4], "Є.")])
    cell = document.tables[0].cell(1, 4)
    for words in ("вилучено", "лишилося"):
        cell.add_paragraph(words, style="List Number")
    away: Any = cell.paragraphs[1]._p
    away.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del {CHANGE}/></w:rPr>"))
    away.r_lst[0].t_lst[0].tag = away.r_lst[0].t_lst[0].tag.replace("}t", "}delText")
    report = read(document, "", tmp_path)
    assert report.measures[0].text == "Є.\n1. лишилося\n"
