"""Content beside a report's words: read or left out, and reported with its measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from records.importing import read_report
from records.importing.understand import understand
from tests.records.importing.conftest import (
    HEADINGS,
    ROWS,
    as_page,
    as_text,
    as_word,
    refusal,
    saved,
    told,
    understood,
)

if TYPE_CHECKING:
    from pathlib import Path

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def in_word(folder: Path, xml: str) -> tuple[str | None, list[str]]:
    """Return a measure's text from a Word cell that ends with this XML, and the notices about it."""
    document = as_word([(*ROWS[0][:4], "Так")])
    paragraph: Any = document.tables[0].cell(1, 4).paragraphs[0]._p
    paragraph.extend(parse_xml(f"<w:p {nsdecls('w')} {MATH}>{xml}</w:p>"))
    report = understand(read_report(saved(document, folder / "звіт.docx")))
    return report.measures[0].text, told(report)


@pytest.mark.parametrize(
    ("xml", "text", "words"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>Ні</w:t></w:r>", "Так\n", "прихованого тексту"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>ож</w:t></w:r>', "Також\n", ""),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>ож</w:t></w:r>", "Також\n", "закреслений"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "Так\n", "виносок"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "Так\n", "приміток рецензента"),
        ("<w:r><w:drawing/></w:r>", "Так\n", "рисунків"),
        ("<m:oMath><m:r><m:t> x=5</m:t></m:r></m:oMath>", "Так x=5\n", "формули"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>', "Так°\n", ""),
        ('<w:r><w:sym w:font="Webdings" w:char="F041"/></w:r>', "Так\n", "символів спеціальних шрифтів"),
    ],
)
def test_word(xml: str, text: str, words: str, tmp_path: Path) -> None:
    """Hidden words of Word are left out, symbols and formulas are read, and the rest is reported."""
    found, notices = in_word(tmp_path, xml)
    assert found == text
    assert [(words in each and each.endswith("заходах: 1.")) or "заходи: 1." in each for each in notices] == (
        [True] if words else []
    )


@pytest.mark.parametrize(
    ("html", "text", "words"),
    [
        ('<span style="display: none">Ні</span>', "Так\n", "прихованого тексту"),
        ("<b hidden>Ні</b>", "Так\n", "прихованого тексту"),
        ("<del>Ні</del>", "Так\n", "позначеного як вилучений"),
        ("<s>ож</s>", "Також\n", "закреслений"),
        ("<img src=x alt=так>", "Так\n", "рисунків"),
    ],
)
def test_page(html: str, text: str, words: str, tmp_path: Path) -> None:
    """The same holds for parts of a web page that a reader does not see, or sees differently."""
    report = understood(tmp_path, as_page([HEADINGS, (*ROWS[0][:4], f"Так{html}")]))
    assert report.measures[0].text == text
    (notice,) = told(report)
    assert words in notice
    assert notice.endswith(": 1.")


@pytest.mark.parametrize("names", [("sdt", "sdtContent", "sdt", "sdtContent"), ("customXml",)])
def test_cell_in_wrappers(names: tuple[str, ...], tmp_path: Path) -> None:
    """A cell inside nested content controls, or inside an unknown element, is a cell."""
    document = as_word(ROWS[:1])
    row = document.tables[0].rows[1]._tr
    outermost = inner = parse_xml(f"<w:{names[0]} {nsdecls('w')}/>")
    for name in names[1:]:
        inner.append(parse_xml(f"<w:{name} {nsdecls('w')}/>"))
        inner = inner[0]
    inner.append(row.tc_lst[4])
    row.append(outermost)
    (measure,) = understand(read_report(saved(document, tmp_path / "звіт.docx"))).measures
    assert (measure.units, measure.percent) == ((ROWS[0][3],), 100)


def test_columns_of_a_text(tmp_path: Path) -> None:
    """A text file has the columns of its heading row; extra paragraphs join the last one, with a notice."""
    headings = (*HEADINGS[:3], "Індикатор", *HEADINGS[3:])
    rows = [
        ("1", "А", "Постійно", "2 наради", "Відділ", "Є.\nДвічі."),
        ("2", "Б", "Постійно", "1", "Відділ", "Є."),
    ]
    report = understood(tmp_path, as_text(rows, headings), "звіт.txt")
    assert [(each.indicator, each.text) for each in report.measures] == [
        ("2 наради", "Є.\nДвічі.\n"),
        ("1", "Є.\n"),
    ]
    assert "за текст: 8." in told(report)[0]


def test_text_with_a_column_after(tmp_path: Path) -> None:
    """If the progress is not the last column, more paragraphs than columns are refused."""
    text = as_text([(*ROWS[0], "Перенесено.\nДвічі.")], (*HEADINGS, "Примітка"))
    assert "рядок 8" in refusal(tmp_path, text, "звіт.txt")


def test_words_between_rows_of_text(tmp_path: Path) -> None:
    """A lone line between the rows of a text is a section, and one below them is reported."""
    text = f"{as_text(ROWS[:1])}\nКадри\n\n{as_text(ROWS[1:2], ROWS[2])}\nПідпис\n"
    report = understood(tmp_path, text, "звіт.txt")
    assert [each.section for each in report.measures] == ["", "Кадри", "Кадри"]
    assert "«Підпис» (рядок" in told(report)[-1]


def test_declared_encoding(tmp_path: Path) -> None:
    """A web page is read in the encoding that it declares."""
    file = tmp_path / "звіт.html"
    page = as_page("<meta charset=koi8-u>", [("Номер", *HEADINGS[1:]), (*ROWS[0][:4], "Є.")])
    file.write_bytes(page.encode("koi8-u"))
    report = understand(read_report(file))
    assert report.measures[0].title == ROWS[0][1]
    assert "KOI8-U" in told(report)[0]


@pytest.mark.parametrize("coding", ["koi8-u", "cp866"])
def test_undeclared_encoding(coding: str, tmp_path: Path) -> None:
    """A text in an encoding other than UTF-8 and Windows-1251 is refused."""
    text = (
        "\n".join(f"\t{each}" for each in HEADINGS)
        + "\n\n\t1\n\tПроведення навчань\n\tПостійно\n\tКадри\n\tТак.\n"
    )
    (tmp_path / "звіт.txt").write_bytes(text.replace("і", "и").encode(coding, "replace"))
    with pytest.raises(Exception, match=r"neither UTF-8 nor Windows-1251"):
        read_report(tmp_path / "звіт.txt")
