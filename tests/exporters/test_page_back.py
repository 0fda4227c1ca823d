"""The exported web page read back by an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.formats import FORMATS
from exporters.report import report
from records.importing import read_report
from records.importing.table import Table
from records.importing.understand import Understood, understand
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")


def understood(snapshot: Snapshot, folder: Path) -> Understood:
    """Return what an import reads from the page of a report."""
    page = FORMATS["html"].write(report(snapshot, Q4))
    assert isinstance(page, bytes)
    file = folder / "zvit.html"
    file.write_bytes(page)
    table = read_report(file)
    assert isinstance(table, Table)
    return understand(table)


def test_own(sample: Snapshot, tmp_path: Path) -> None:
    """An exported page is read from its table of measures alone, without badges, documents or corrections."""
    told = understood(sample, tmp_path)
    assert told.before == ("ЗВІТ", "про виконання заходів щодо запобігання і протидії корупції")
    assert not told.notices
    rows = {each.number: each for each in told.measures}
    assert list(rows) == ["1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10"]
    assert rows["6"].section == "Розділ ІІ. Прозорість діяльності"
    record = next(each for each in sample.measures if each.id == "6")
    assert (rows["6"].text, rows["6"].percent) == (record.progress[Q4].text, 80)
    assert rows["4"].units == (
        "Центр надання адміністративних послуг | ЦНАП",
        "Загальний відділ міської ради",
    )
    assert [rows[number].text for number in ("3", "4", "7а")] == [None] * 3
    assert (rows["10"].text, rows["10"].percent) == ("", 0)


def test_hostile(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], tmp_path: Path
) -> None:
    """Markup that somebody typed is read back as typed."""
    text = "<b>а</b> &lt; &amp;nbsp; <!-- ні --> </td></table> \\*так\\*\n"
    told = understood(make_snapshot([make_record(text=text, percent=None)]), tmp_path)
    assert [each.text for each in told.measures] == [text]
