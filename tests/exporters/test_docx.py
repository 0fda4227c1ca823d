"""The report as a Word document: its layout, and its conformance to Word's schema."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from msgspec import structs

from exporters.html import to_html
from exporters.markdown import to_markdown
from exporters.model import Corrected
from exporters.packing import unpacked
from exporters.report import report
from exporters.word.docx import to_docx
from records.files.snapshot import File
from records.language import ENGLISH
from records.sanitise import visible
from records.values.model import Approval, Column, PeriodRecord, ReportRules, Signatory
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from exporters.model import Report
    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
#: The children that an element may have, in this order (ISO/IEC 29500-1, wml.xsd), of those this program
#: writes.
ORDER = {
    "document": "body",
    "body": "p tbl sectPr",
    "hdr": "p",
    "p": "pPr r hyperlink",
    "r": "rPr t noBreakHyphen tab fldChar instrText",
    "hyperlink": "r",
    "tbl": "tblPr tblGrid tr",
    "tblGrid": "gridCol",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan tcBorders vAlign",
    "tcBorders": "bottom",
    "pPr": "pStyle keepNext keepLines widowControl numPr tabs spacing ind jc outlineLvl",
    "tabs": "tab",
    "numPr": "ilvl numId",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u lang",
    "sectPr": "headerReference pgSz pgMar titlePg",
    "styles": "docDefaults style",
    "docDefaults": "rPrDefault pPrDefault",
    "rPrDefault": "rPr",
    "pPrDefault": "pPr",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "numbering": "abstractNum num",
    "abstractNum": "multiLevelType lvl",
    "lvl": "start numFmt lvlText lvlJc pPr",
    "num": "abstractNumId",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol"
    " listSeparator",
    "compat": "compatSetting",
}
#: Elements in which children of several kinds may stand in any order after the properties.
MIXED = {"body", "p", "r"}
#: The characters that XML 1.0 allows (production 2).
XML_TEXT = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def opened(made: Report) -> Any:
    """Return the report's document, opened by python-docx."""
    return docx.Document(BytesIO(to_docx(made)))


def texts(document: Any) -> list[str]:
    """Return the texts of the paragraphs outside tables."""
    return [paragraph.text for paragraph in document.paragraphs]


def full(sample: Snapshot) -> Report:
    """Return a report with every part: a dated stamp, corrections, an edition, a filter."""
    closed = PeriodRecord(
        count=1,
        by="authorised1",
        at=datetime(2018, 1, 15, tzinfo=UTC),
        approval=Approval(document="Розпорядження", number="12-р", on=date(2018, 1, 20)),
    )
    files = {**sample.files, "periods/2017-Q4.toml": File(closed, None, "0" * 64)}
    made = report(structs.replace(sample, files=files), Q4, unit="general-office")
    day = datetime(2018, 2, 1, 9, 30, tzinfo=UTC)
    corrected = Corrected("2", Q4, ("Стан",), "Ім’я ПРІЗВИЩЕ", day, "Описка & <помилка>")
    return structs.replace(made, corrections=(corrected,), edition="Редакція 2.")


def elements(data: bytes) -> Iterator[Any]:
    """Yield every WordprocessingML element of a document's parts."""
    from lxml import etree

    for name, part in unpacked(data).items():
        if name.startswith("word/") and name.endswith(".xml"):
            yield from etree.fromstring(part).iter("{*}*")


def name_of(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def test_everything_stands_in_the_order_of_the_schema(sample: Snapshot) -> None:
    """Every element is in the schema and in its order; Word refuses a file otherwise."""
    seen = set()
    for element in elements(to_docx(full(sample))):
        kind = name_of(element)
        children = [name_of(child) for child in element if isinstance(child.tag, str)]
        seen.add(kind)
        allowed = ORDER.get(kind, "").split()
        assert set(children) <= set(allowed), kind
        places = [allowed.index(child) for child in children]
        if kind in MIXED:
            properties = [child for child in children if child in {"pPr", "rPr", "sectPr"}]
            assert len(properties) <= 1
            assert not properties or children.index(properties[0]) == (
                len(children) - 1 if kind == "body" else 0
            )
        else:
            assert places == sorted(places), kind
        if kind == "tc":
            assert children[-1] == "p"
    assert {"hyperlink", "gridSpan", "tblHeader", "cantSplit", "numPr"} <= seen


def test_every_style_and_number_is_there(sample: Snapshot) -> None:
    """Every style, numbering and relationship that the document refers to exists."""
    data = to_docx(full(sample))
    document = docx.Document(BytesIO(data))
    styles = {style.style_id for style in document.styles}
    named = {
        element.get(qn("w:val"))
        for element in elements(data)
        if name_of(element) in {"pStyle", "rStyle", "tblStyle", "basedOn", "next"}
    }
    assert named <= styles
    links = {element.get(qn("r:id")) for element in elements(data)} - {None}
    assert links <= set(document.part.rels)


def test_page_is_the_one_that_councils_file(sample: Snapshot) -> None:
    """The page is landscape A4 with page numbers, marked as Ukrainian, with the report's own properties."""
    document = opened(report(sample, Q4))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert abs(section.page_width - Mm(297)) < Mm(1)
    assert abs(section.page_height - Mm(210)) < Mm(1)
    assert " PAGE " in section.header.paragraphs[0]._p.xml
    assert section.different_first_page_header_footer
    assert 'w:lang w:val="uk-UA"' in document.styles.element.xml
    properties = document.core_properties
    assert properties.author == "Виконавчий комітет Зразкової міської ради"
    assert properties.title.startswith("ЗВІТ про виконання заходів щодо запобігання і протидії корупції: IV")
    assert properties.created == properties.modified == datetime(2018, 1, 15, 8, 30, tzinfo=UTC)


def test_english_report_says_so(sample: Snapshot) -> None:
    """Word checks spelling in the report's language."""
    document = opened(report(sample, Q4, language=ENGLISH))
    assert 'w:lang w:val="en-GB"' in document.styles.element.xml


def test_table_has_a_repeated_heading_and_a_row_a_measure(sample: Snapshot) -> None:
    """The report is one real table with repeated headings, spanning sections and one row per measure."""
    made = report(sample, Q4)
    table, _signatures = opened(made).tables
    assert table.style.name == "Prozvit table"
    heads, *rows = table.rows
    assert heads._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [cell.text for cell in heads.cells] == [
        *("№", "Найменування заходу", "Строк виконання", "Відповідальні за виконання", "Стан виконання"),
    ]
    assert not [row for row in rows if row._tr.find(f".//{qn('w:tblHeader')}") is not None]
    found = [list(dict.fromkeys(cell.text.replace("\u00a0", " ") for cell in row.cells)) for row in rows]
    assert found[0] == ["Розділ І. Організаційні заходи"]
    assert [row[0] for row in found if len(row) > 1] == [row.number for row in made.rows]


def test_texts_are_rendered(sample: Snapshot) -> None:
    """Paragraphs, emphasis, links and lists are native to Word; the closing words end the cell."""
    table, _signatures = opened(report(sample, Q4)).tables
    cells = {row.cells[0].text: row.cells[4] for row in table.rows}
    first = cells["1"].paragraphs
    assert len(first) == 2
    assert first[-1].text.endswith("№\u00a0201-р. Стан\u00a0виконання\u00a0–\u00a0100\u00a0%.")
    opening, *items, closing = cells["6"].paragraphs
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in opening.runs] == [
        ("Проведено", True, False),
        (" 11 ", False, False),
        ("«гарячих ліній»", False, True),
        (":", False, False),
    ]
    assert [item.style.name for item in items] == ["Prozvit item", "Prozvit item"]
    assert closing.text.split() == ["Стан", "виконання", "–", "80", "%."]
    assert " " not in closing.text
    (link,) = items[1].hyperlinks
    assert (link.text, link.address) == ("роз’ясненнями", "https://example.gov.ua/план_(2017)?a=1&b=2")
    assert cells["4"].text == "Інформацію станом на 15.01.2018 не подано"


def test_around_the_table(sample: Snapshot) -> None:
    """Stamp, heading, filter and edition precede the table; corrections, signature and origin follow it."""
    made = full(sample)
    document = opened(made)
    found = texts(document)
    assert found[:3] == ["ЗАТВЕРДЖЕНО", "Розпорядження", "20.01.2018 №\u00a012-р"]
    assert found[3:6] == [made.heading, made.title, made.body]
    assert found[6:9] == ["IV\u00a0квартал 2017\u00a0року", made.edition, *made.filters]
    assert made.language.say("Corrections to closed periods") in found
    corrections, signatures = document.tables[1:]
    assert corrections.rows[1].cells[5].text == "Описка & <помилка>"
    assert [cell.text for cell in signatures.rows[0].cells] == [
        *("Уповноважена особа з питань запобігання корупції", "", "Ім’я\u00a0ПРІЗВИЩЕ")
    ]
    assert f"{made.source.command} --format docx" in found[-1]


def test_signatures_stand_in_columns(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """Every signature line has the same length whatever the position, and no surname is broken."""
    long = Signatory(position="Керуючий справами виконавчого комітету " * 3, name="Іван НЕЧУЙ-ЛЕВИЦЬКИЙ")
    rules = ReportRules(signatures=(long, Signatory(position="Голова", name="Олена КОВАЛЬ")), approval=long)
    data = to_docx(report(make_snapshot([make_record()], report=rules), Q4))
    rows = docx.Document(BytesIO(data)).tables[-1].rows
    lines = [row.cells[1] for row in rows]
    assert len({line.width for line in lines}) == 1
    assert all(line._tc.find(f".//{qn('w:tcBorders')}") is not None for line in lines)
    assert [row.cells[2].text for row in rows] == ["Іван\u00a0НЕЧУЙ-ЛЕВИЦЬКИЙ", "Олена\u00a0КОВАЛЬ"]
    whole = [each for each in elements(data) if name_of(each) == "noBreakHyphen"]
    assert len(whole) == 2


def test_every_form_has_the_act_or_the_day_of_approval(sample: Snapshot) -> None:
    """The page and the Markdown file name the approving act if one is recorded, as the Word file does."""
    made = full(sample)
    assert to_markdown(made).decode().startswith("**ЗАТВЕРДЖЕНО**<br>Розпорядження<br>20.01.2018 № 12-р\n")
    assert "20.01.2018 № 12-р" in to_html(made).decode().partition("<h1")[0].replace("\u00a0", " ")
    alone = structs.replace(made, act=())
    stamp = "**ЗАТВЕРДЖЕНО**<br>Міський голова<br>Ім’я ПРІЗВИЩЕ<br>20.01.2018"
    assert to_markdown(alone).decode().splitlines()[0] == stamp
    assert texts(opened(alone))[:4] == [
        "ЗАТВЕРДЖЕНО",
        "Міський голова",
        "\t Ім’я\u00a0ПРІЗВИЩЕ",
        "20.01.2018",
    ]
    assert "20.01.2018" in to_html(alone).decode().partition("<h1")[0]


def test_nothing_is_printed_where_nothing_is_configured(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A report prints no stamp, signature or corrections if none are configured or they name nobody."""
    nobody = ReportRules(heading="ЗВІТ", approval=Signatory(), signatures=(Signatory(),))
    made = report(make_snapshot([make_record()], report=nobody), Q4)
    assert b"signature" not in to_html(made).partition(b"<body")[2]
    assert "\n\n\n" not in to_markdown(made).decode()
    document = opened(made)
    assert texts(document)[0] == "ЗВІТ"
    assert len(document.tables) == 1
    assert not [each for each in document.paragraphs if "signature" in each.style.name]


def test_columns_are_those_of_the_register(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """Columns appear in the configured order with the council's headings and fill the width."""
    rules = ReportRules(columns=(Column.PROGRESS, Column.TITLE), headings={Column.TITLE: "Захід & зміст"})
    document = opened(report(make_snapshot([make_record()], report=rules), Q4))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Стан виконання", "Захід & зміст"]
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    assert abs(sum(column.width for column in table.columns) - whole) < Mm(1)


def test_xml_holds_whatever_is_shown() -> None:
    """Every character that can reach a report is allowed in XML."""
    everything = "".join(map(chr, range(0x110000)))
    assert XML_TEXT.fullmatch(visible(everything)) is not None


def test_no_part_knows_when_it_was_made(sample: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is the same if it is made on another day, a year later."""
    import time

    expected = to_docx(report(sample, Q4))
    later = time.time() + 366 * 24 * 3600
    monkeypatch.setattr("time.time", lambda: later)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 1, 1, 1, 1, 0, 1, 0))
    assert expected == to_docx(report(sample, Q4))


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice and poppler are not installed",
)
def test_office_prints_every_row_under_its_headings(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], tmp_path: Path
) -> None:
    """In LibreOffice's PDF the headings repeat on each page and no row is missing."""
    text = "Проведено навчання, **перевірено** декларації, оприлюднено звіти. " * 12
    records = [make_record(str(n), f"{text}Рядок-{n}.\n", section="Розділ") for n in range(1, 41)]
    (tmp_path / "zvit.docx").write_bytes(to_docx(report(make_snapshot(records), Q4)))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "zvit.docx"],
        check=True,
        capture_output=True,
        timeout=90,
    )
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "zvit.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = printed.split("\f")[:-1]
    assert len(pages) > 5
    assert all("Найменування заходу" in page for page in pages[:-1])
    assert re.findall(r"Рядок-(\d+)", printed) == [str(n) for n in range(1, 41)]
    assert [page.split()[0] for page in pages[1:3]] == ["2", "3"]
