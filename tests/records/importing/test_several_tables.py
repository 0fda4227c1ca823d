"""Reports of several tables with words between them, continued rows, and cells merged over measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from records.importing import read_report
from records.importing.understand import understand
from tests.records.importing.conftest import (
    HEADINGS,
    ROWS,
    as_markdown,
    as_page,
    as_word,
    refusal,
    saved,
    told,
    understood,
)

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = (HEADINGS, ROWS[0]), (HEADINGS, ROWS[1])


def test_sections_between_tables(tmp_path: Path) -> None:
    """A line above a table is the title of its section; other lines below tables are reported."""
    page = as_page(
        "<p>ЗВІТ</p><p>про виконання</p><h2>Розділ 1. Навчання</h2>",
        ONE,
        "<p>Без змін.</p><p>II. Кадри</p>",
        TWO,
        "<p>Примітка: захід 2 перенесено.</p>",
    )
    report = understood(tmp_path, page)
    assert [each.section for each in report.measures] == ["Розділ 1. Навчання", "II. Кадри"]
    assert report.before == ("ЗВІТ", "про виконання")
    assert told(report)[2:] == [
        "рядків поза таблицями не прочитано: «Без змін.»; «Примітка: захід 2 перенесено.»."
    ]


def test_sections_between_tables_of_word(tmp_path: Path) -> None:
    """The same holds in Word, with numbered titles; a line saying that the table continues is no title."""
    document = as_word(ROWS[:1])
    document.add_paragraph("Кадри", style="List Number")
    for row, below in ((ROWS[1], "Продовження таблиці"), (("3", *ROWS[2][1:]), "Підпис")):
        document.element.body.insert(-1, as_word([row]).tables[0]._tbl)
        document.add_paragraph(below)
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert [each.section for each in report.measures] == ["", "1. Кадри", "1. Кадри"]
    assert "не прочитано: «Підпис»." in told(report)[-1]


def test_table_of_other_matter(tmp_path: Path) -> None:
    """A table with unrelated headings is not read, and a notice says so."""
    other = [
        ("№", "Предмет", "Дата", "Підрозділ", "Сума", "Договір"),
        ("10", "Папір", "01.02.2017", "Відділ", "5", "7"),
    ]
    report = understood(tmp_path, as_page(ONE, other))
    assert [each.number for each in report.measures] == ["1"]
    assert told(report) == ["у таблиці 2 не заходи, її не прочитано."]


def test_second_table_lacks_a_column(tmp_path: Path) -> None:
    """A second table of measures must have all five columns too."""
    headings, row = (HEADINGS[0], HEADINGS[1], *HEADINGS[3:]), ("2", *ROWS[1][1:2], *ROWS[1][3:])
    assert "таблиця 2, рядок 1: бракує стовпців: Строк" in refusal(tmp_path, as_page(ONE, (headings, row)))


def test_rest_of_a_title(tmp_path: Path) -> None:
    """A row without a number continues the title above if it begins in lower case, and is reported."""
    report = understood(
        tmp_path, as_page((*ONE, ("", "у мережі", "", "", ""), ("", "Кадри", "", "", ""), ROWS[1]))
    )
    assert [(each.title, each.section) for each in report.measures] == [
        (f"{ROWS[0][1]} у мережі", ""),
        (ROWS[1][1], "Кадри"),
    ]
    assert told(report)[1:] == ["продовженням заходу, що вище, є: рядок 3."]


def test_skipped_columns(tmp_path: Path) -> None:
    """A Word row that starts further right is read under the headings there."""
    document = as_word([ROWS[1], ("Далі.", "", "", "", "")])
    row = document.tables[0].rows[2]._tr
    for cell in row.tc_lst[1:]:
        row.remove(cell)
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="4"/>'))
    (measure,) = understand(read_report(saved(document, tmp_path / "звіт.docx"))).measures
    assert measure.text == "Проведено два. Стан виконання-50%\nДалі.\n"


def test_two_measures_of_one_number(tmp_path: Path) -> None:
    """A number merged over two rows is refused if each has its own percent."""
    rows = "".join(
        f"<tr>{number}<td>{each}<td>Постійно<td>Відділ<td>Стан виконання – {n} %.</tr>"
        for number, each, n in (("<td rowspan=2>1", "а) нарада", 100), ("", "б) збірник", 0))
    )
    page = as_page((HEADINGS,)).replace("</table>", f"{rows}</table>")
    assert "рядок 3" in (said := refusal(tmp_path, page))
    assert "другий відсоток" in said


def test_progress_of_several_measures(tmp_path: Path) -> None:
    """Progress merged over several measures is read for each, and a notice says so."""
    rows = (
        "<tr><td>1<td>А<td>Постійно<td>Відділ<td rowspan=2>Є.</tr><tr><td>2<td>Б<td>Постійно<td>Відділ</tr>"
    )
    report = understood(tmp_path, as_page((HEADINGS,)).replace("</table>", f"{rows}</table>"))
    assert [each.text for each in report.measures] == ["Є.\n", "Є.\n"]
    assert told(report) == ["в одній об’єднаній клітинці – виконання кількох заходів: 1; 2."]


def test_numbered_section(tmp_path: Path) -> None:
    """A row with only a number and words, above measures of that number, is their section's title."""
    report = understood(tmp_path, as_page((HEADINGS, ("1.", "Кадри", "", "", ""), ("1.1.", *ROWS[0][1:]))))
    assert [(each.number, each.section) for each in report.measures] == [("1.1", "1. Кадри")]
    assert told(report) == ["«1. Кадри» (рядок 2) прочитано як назву розділу."]


def test_words_below_all(tmp_path: Path) -> None:
    """Words after the last measure are no section, and are reported."""
    report = understood(tmp_path, as_page((*ONE, ("Виконавець: відділ", "", "", "", ""))))
    assert told(report) == ["«Виконавець: відділ» (рядок 3) не прочитано."]


@pytest.mark.parametrize("bars", ["both", "none", "mixed"])
def test_markdown_tables(bars: str, tmp_path: Path) -> None:
    """All tables of a Markdown file are read, with or without bars at the ends of lines."""
    text = f"{as_markdown(ROWS[:1])}\n## Розділ 2\n\n{as_markdown([ROWS[1], (*ROWS[2][:4], 'Є.')])}\nПідпис\n"
    lines = text.split("\n")
    text = "\n".join(
        line.strip("| ") if bars == "none" or (bars == "mixed" and n % 3 == 2) else line
        for n, line in enumerate(lines)
    )
    report = understood(tmp_path, text, "звіт.md")
    assert [(each.number, each.section) for each in report.measures] == [
        ("1", ""),
        ("2", "Розділ 2"),
        ("4", "Розділ 2"),
    ]
    assert "«Підпис»" in told(report)[-1]


def test_row_outside_of_a_table(tmp_path: Path) -> None:
    """A Markdown row separated from its table by an empty line is refused with its line."""
    first, *rest = as_markdown(ROWS).splitlines()[2:]
    text = "\n".join([*as_markdown([]).splitlines(), first, "", *rest])
    assert "рядок 5" in refusal(tmp_path, text, "звіт.md")


def test_bar_that_is_not_escaped(tmp_path: Path) -> None:
    """An unescaped bar in a cell gives more cells than headings, and is refused."""
    text = as_markdown([(*ROWS[0][:4], "було | стало")])
    assert "«стало» стоїть у стовпці без заголовка" in refusal(tmp_path, text, "звіт.md")


def test_headings_further_down(tmp_path: Path) -> None:
    """Rows above repeated headings of a second table are measures; above the first headings, refused."""
    report = understood(tmp_path, as_page(ONE, (ROWS[1], HEADINGS, ("4", *ROWS[2][1:]))))
    assert [each.number for each in report.measures] == ["1", "2", "4"]
    assert "над заголовками" in refusal(tmp_path, as_page((ROWS[1], *ONE)))


def test_continued_below_repeated_headings(tmp_path: Path) -> None:
    """Text continued below repeated headings that are wider than its cell is not read as headings."""
    cells = "".join(f"<td>{each}" for each in HEADINGS[:4])
    heading = f"<tr>{cells}<td colspan=2>{HEADINGS[4]}</tr>"
    row = "<tr><td>1<td>А<td>Постійно<td colspan=2>Відділ<td>Є.</tr>"
    rest = "<tr><td><td><td><td><td><td>Далі.</tr>"
    report = understood(tmp_path, f"<html><table>{heading}{row}{heading}{rest}</table></html>")
    assert [each.text for each in report.measures] == ["Є.\nДалі.\n"]
