"""Reports that Word saved as web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.errors import UnreadableSource
from records.importing import read_report
from records.importing.table import Table
from records.importing.understand import Understood, understand
from records.texts.prose import BULLET
from records.values.model import Column
from tests.records.importing.conftest import HEADINGS

if TYPE_CHECKING:
    from pathlib import Path

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type
content="text/html; charset=windows-1251"><title>ні</title><style><!-- p.MsoNormal {margin:0cm} --></style>
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>
<body lang=UK><p class=MsoNormal align=center><b>ЗВІТ</b><o:p></o:p></p><p>про&nbsp;виконання<br>заходів</p>
<table class=MsoTableGrid border=1><tr><td width=40><p class=MsoNormal>№<o:p></o:p></p></td>
<td><p>Зміст заходу</p></td><td><p>Термін виконання</p></td><td>Виконавці<td>Інформація про виконання</tr>
 <tr>
  <td>1.</td><td rowspan=2><p><b><span style='font-size:12.0pt'>Оприлюднення
  плану</span></b></p></td><td><p>до&nbsp;01.03.2017</p></td>
  <td><p>Відділ закупівель</p><p>Юридичний відділ</p></td>
  <td><p class=MsoNormal>Зроблено &lt;все&gt; &amp; більше:<o:p></o:p></p>
  <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp;
  </span></span></span><![endif]>навчання</p>
  <p class=MsoListParagraph><span style='mso-list:Ignore'>2)<span>&nbsp; </span></span>наради</p>
  <script>alert(1)</script><p>Стан виконання – 100&nbsp;%.</p></td></tr>
 <tr><td>2<td>Постійно<td>Відділ<td><ul><li>перше<li>друге</ul><ol><li><p>третє</p></ol>
 <table><tr><td>у</td><td>вкладеній</td></tr></table>
</table>
<p>Виконавець: …</p></body></html>
"""


def understood(tmp_path: Path, text: str, name: str = "звіт.htm", coding: str = "utf-8") -> Understood:
    """Return what the import reads from a page."""
    file = tmp_path / name
    file.write_bytes(text.encode(coding))
    table = read_report(file)
    assert isinstance(table, Table)
    return understand(table)


@pytest.mark.parametrize("coding", ["utf-8", "cp1251"])
def test_word(tmp_path: Path, coding: str) -> None:
    """A page saved by Word is read as it looks: merged cells, lists, entities, unclosed tags."""
    told = understood(tmp_path, WORD.replace("…", "-"), coding=coding)
    assert [each.number for each in told.measures] == ["1", "2"]
    one, two = told.measures
    assert (one.title, two.title, one.deadline) == (
        "Оприлюднення плану",
        "Оприлюднення плану",
        "до 01.03.2017",
    )
    assert one.units == ("Відділ закупівель", "Юридичний відділ")
    assert one.text == f"Зроблено <все> & більше:\n{BULLET}навчання\n2) наради\n"
    assert one.percent == 100
    assert two.text == f"{BULLET}перше\n{BULLET}друге\n1. третє\nу\nвкладеній\n"
    assert told.before == ("ЗВІТ", "про виконання", "заходів")
    assert told.headings[Column.TITLE] == HEADINGS[1]


def test_empty_items(tmp_path: Path) -> None:
    """The label of an empty list item is its cell's text if it is a number, and never another cell's."""
    rows = "".join(
        f"<tr><td><ol start={start}><li><p></p></ol><td>Захід<td>Постійно<td>Відділ<td>Так.<ul><li></ul></tr>"
        for start in (4, 7)
    )
    told = understood(tmp_path, f"<html><table>{rows}</table>").measures
    assert [(each.number, each.title, each.text) for each in told] == [
        ("4", "Захід", "Так.\n"),
        ("7", "Захід", "Так.\n"),
    ]


@pytest.mark.parametrize(
    "page", ["<html><p>Нічого", "<!DOCTYPE html><table>", "<html>" + "<b>" * 1000 + "<table><tr><td>1"]
)
def test_refused(tmp_path: Path, page: str) -> None:
    """A page without a table, or with endless nesting, is refused."""
    with pytest.raises(UnreadableSource):
        understood(tmp_path, page)


def test_spans(tmp_path: Path) -> None:
    """A cell's span is limited to the size of the largest table."""
    row = "<tr>" + "".join(f"<td>{each}" for each in ("1", "Захід", "Постійно", "Відділ", "Так."))
    page = (
        f"<html><table><tr><td colspan=99999999 rowspan=99999999>Звіт</tr></table><table>{row}{row}</table>"
    )
    with pytest.raises(UnreadableSource, match="both have the number"):
        understood(tmp_path, page)
