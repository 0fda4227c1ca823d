"""What the report of a closed period says about its closing, edition and corrections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from exporters.formats import FORMATS
from exporters.html import to_html
from exporters.markdown import to_markdown
from exporters.report import report
from records.closings.past import Correction, Past
from records.files.snapshot import File
from records.importing.markdown import read_markdown
from records.values.fields import FieldChange
from records.values.layout import Place, period_path
from records.values.model import PeriodRecord
from tests.exporters.conftest import COMMIT, Q3, Q4

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot

CLOSING = "f" * 40
_AT = datetime(2018, 1, 16, 12, 5, tzinfo=UTC)
NASTY = "Помилка | у <b>звіті</b>\n## `і` ще"


def closed(snapshot: Snapshot, edition: int = 1) -> Snapshot:
    """Return the snapshot with its fourth quarter closed in the given edition."""
    record = PeriodRecord(count=9, by="lead", at=datetime(2018, 1, 20, 8, 0, tzinfo=UTC), edition=edition)
    files = {**snapshot.files, period_path(Q4): File(record, None, "")}
    return replace(snapshot, closed=frozenset({Q4}), files=files)


def correction(measure: str = "2", period: object = Q3, reason: str = NASTY) -> Correction:
    """Return a correction of a measure's text and percent."""
    where = Place("2017", measure, period)
    fields = (FieldChange("percent", 50, 60), FieldChange("text", "а", "б"))
    return Correction(where, fields, "Ім’я ПРІЗВИЩЕ", _AT, reason)


@pytest.mark.parametrize(("edition", "tag"), [(1, "report/2017-Q4"), (2, "report/2017-Q4-2")])
def test_names_its_tag(sample: Snapshot, edition: int, tag: str) -> None:
    """The report of a closed period names the tag of its edition; that of an open period names none."""
    assert report(sample, Q4).source.tag == ""
    source = report(closed(sample, edition), Q4, past=Past(closing=COMMIT)).source
    assert (source.tag, source.later) == (tag, False)


def test_later_than_its_tag(sample: Snapshot) -> None:
    """A report made from a commit after the closing says that it is later than the tag."""
    made = report(closed(sample), Q4, past=Past(closing=CLOSING))
    assert made.source.later
    for data in (to_markdown(made), to_html(made)):
        assert "мітка report/2017-Q4. Цей файл показує пізніший стан реєстру.".encode() in data


def test_missing_as_of_the_closing(sample: Snapshot) -> None:
    """Missing progress is reported as of the day of closing, not of the commit."""
    cells = {row.number: row.cell.note for row in report(closed(sample), Q4).rows}
    assert cells["4"] == "Інформацію станом на 20.01.2018 не подано"


def test_edition(sample: Snapshot) -> None:
    """From the second edition on, the report states its date and its changes."""
    first = report(closed(sample), Q4, past=Past(closing=COMMIT))
    more = replace(correction("2", Q4), fields=(FieldChange("percent", 60, 95),))
    undone = (FieldChange("status", None, "partly"), FieldChange("status", "partly", None))
    changes = (
        *(correction("2", Q4), more, correction("8", Q4)),
        *(replace(more, where=Place("2017", "6", Q4), fields=(each,)) for each in undone),
    )
    second = report(closed(sample, 2), Q4, past=Past(closing=COMMIT, changes=changes))
    said = (
        "Редакція 2 від 20.01.2018, зміни: захід 2 (Відсоток: 50 % → 95 %, Інформація про виконання); "
        "захід 8 (Відсоток: 50 % → 60 %, Інформація про виконання)."
    )
    assert (first.edition, second.edition) == ("", said)
    assert said in to_markdown(second).decode().replace("\\", "")
    assert "Редакція" in to_html(second).decode()
    none = report(closed(sample, 3), Q4, past=Past(closing=COMMIT)).edition
    assert none.endswith("зміни: у звітній інформації заходів немає.")


def test_corrections(sample: Snapshot) -> None:
    """Each correction shows measure, period, fields, author, time and reason, with people's texts escaped."""
    past = Past(corrections=(correction(), correction("6", None, "Рішення")))
    made = report(sample, Q4, past=past)
    text = to_markdown(made).decode()
    line = next(line for line in text.splitlines() if line.startswith("| 2 | III квартал 2017 року |"))
    assert "| Ім’я ПРІЗВИЩЕ | 16.01.2018 14:05 | Помилка \\| у" in line
    assert "| 6 | — | Відсоток: 50 % → 60 %, Інформація про виконання |" in text
    page = to_html(made).decode()
    assert "Виправлення в закритих періодах" in page
    assert "<b>звіті</b>" not in page
    assert "Виправлення в закритих" not in to_html(report(sample, Q4)).decode()


def test_no_measures_of_their_own(sample: Snapshot) -> None:
    """An import does not read the table of corrections as measures."""
    plain = read_markdown(to_markdown(report(sample, Q4)).decode(), "zvit.md")
    made = to_markdown(report(sample, Q4, past=Past(corrections=(correction(),)))).decode()
    assert read_markdown(made, "zvit.md").rows == plain.rows


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if not each.needs_trail])
def test_same_bytes(sample: Snapshot, name: str) -> None:
    """Equal pasts give equal bytes in every format that is made from the report alone."""
    made = [
        FORMATS[name].write(
            report(closed(sample, 2), Q4, past=Past(COMMIT, (correction(),), (correction(),)))
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
