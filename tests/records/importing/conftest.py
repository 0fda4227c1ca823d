"""Reports of an invented council, in the file formats that councils use."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest

from records.errors import UnreadableSource
from records.importing import ImportPlan, plan_import, read_report
from records.importing.table import Table
from records.importing.understand import understand
from records.language import UKRAINIAN
from records.register import Register
from records.values.model import Programme, Rules
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from records.importing.understand import Understood

Q4 = Period(2017, "Q4")
PROGRAMME = Programme(id="2017", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31))
HEADINGS = ("№ з/п", "Зміст заходу", "Термін виконання", "Виконавці", "Інформація про виконання")
BOTH = "Відділ кадрів; Юридичний відділ"
ROWS = (
    ("1.", "Оприлюднення плану", "до 01.03.2017", "Відділ закупівель", "План є. Стан виконання – 100 %."),
    ("2", "Навчання комісії", "Постійно", BOTH, "Проведено два. Стан виконання-50%"),
    ("4", "Перевірка декларацій", "II квартал 2017 року", BOTH.replace(";", ","), ""),
)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    rules = Rules(schema=1, body="Зразківська міська рада", programmes=(PROGRAMME,))
    return Register.create(tmp_path / "register", rules=rules)


@pytest.fixture
def planned(register: Register) -> Callable[..., ImportPlan]:
    """Return a function that plans the import of a file."""

    def plan(file: Path, **options: Any) -> ImportPlan:
        return plan_import(register.snapshot(), read_report(file), Q4, PROGRAMME, **options)

    return plan


def as_text(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """Return a table as tab-indented text."""
    texts = ["".join(f"\t{line}\n" for cell in row for line in cell.split("\n")) for row in (headings, *rows)]
    return "\n".join(texts)


def as_word(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Any:
    """Return a Word document with a table."""
    document = docx.Document()
    table = document.add_table(0, len(headings))
    for row in (headings, *rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for line in others:
                cell.add_paragraph(line)
    return document


def saved(document: Any, path: Path) -> Path:
    """Write a Word document."""
    document.save(str(path))
    return path


def data_of(document: Any) -> bytes:
    """Return the bytes of a Word document."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_page(*parts: Sequence[Sequence[str]] | str) -> str:
    """Return a web page of tables, each with its headings, and of the HTML between them."""
    return (
        f"<html><body>{''.join(part if isinstance(part, str) else _as_table(part) for part in parts)}</html>"
    )


def as_markdown(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """Return a table in Markdown."""
    lines = (headings, ["---"] * len(headings), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def written(folder: Path, text: str, name: str = "звіт.txt") -> Path:
    """Write a report as a text file and return its path."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def understood(folder: Path, text: str, name: str = "звіт.html") -> Understood:
    """Write a report as a text file and return what the import reads from it."""
    table = read_report(written(folder, text, name))
    assert isinstance(table, Table)
    return understand(table)


def told(report: Understood) -> list[str]:
    """Return the notices of an import in Ukrainian, without the file's name."""
    return [
        each.render(UKRAINIAN).partition(".html: ")[2] or each.render(UKRAINIAN) for each in report.notices
    ]


def refusal(folder: Path, text: str, name: str = "звіт.html") -> str:
    """Return the refusal of a report written as a text file, in Ukrainian."""
    with pytest.raises(UnreadableSource) as refused:
        understood(folder, text, name)
    return refused.value.message().render(UKRAINIAN)


def _as_table(rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
