"""The report as open data: a Frictionless data package."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from exporters.document import document
from exporters.formats import FORMATS, export
from exporters.report import report
from records.files.sheet import armed, disarmed
from records.language import ENGLISH
from records.values.model import Deadline, Status, Unit
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one of the package's tables, as written."""
    return list(csv.DictReader(StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"), newline="")))


def test_valid(sample: Snapshot, make_record: Callable[..., MeasureRecord], tmp_path: Path) -> None:
    """Frictionless finds no error in the package's schemas, keys, checksums and cells."""
    import frictionless

    hostile = make_record(
        "=1+1", '=HYPERLINK("http://x.ua")\n', title='а";\r\n,б', deadline=Deadline(text="@")
    )
    both = structs.replace(sample, measures=(*sample.measures, hostile))
    export(report(both, Q4), ["csv"], tmp_path)
    found = frictionless.Package(str(tmp_path / "zvit-2017-Q4" / "datapackage.json")).validate()
    assert found.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert found.valid


def test_tables(sample: Snapshot, tmp_path: Path) -> None:
    """Each measure has one row with its progress; units and documents are in tables joined by keys."""
    export(report(sample, Q4), ["csv"], tmp_path)
    folder = tmp_path / "zvit-2017-Q4"
    rows = {row["number"]: row for row in table(folder, "measures")}
    assert list(rows) == ["1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10"]
    assert (rows["1"]["status"], rows["1"]["percent"], rows["1"]["completed"]) == (
        "implemented",
        "100",
        "2017-12-20",
    )
    assert (rows["4"]["status"], rows["4"]["standing"], rows["4"]["overdue"]) == ("", "missing", "true")
    assert rows["6"]["text"].split("\n")[:2] == [
        "Проведено 11 «гарячих ліній»:",
        "- зі зверненнями громадян;",
    ]
    assert rows["6"]["markdown"].startswith("**Проведено** 11 *«гарячих ліній»*:")
    assert [(row["id"], row["unit"]) for row in table(folder, "responsible")][3:5] == [
        ("4", "cnap"),
        ("4", "general-office"),
    ]
    assert [row["url"] for row in table(folder, "evidence")][1] == "https://example.gov.ua/plan"
    assert [row["id"] for row in table(folder, "units")] == ["cnap", "education", "general-office"]


def test_totals(sample: Snapshot, tmp_path: Path) -> None:
    """The table adds up to the report's totals, and an earlier result names its own period."""
    made = report(sample, Q4)
    export(made, ["csv"], tmp_path)
    rows = table(tmp_path / "zvit-2017-Q4", "measures")
    statuses = [row["status"] for row in rows]
    percents = [int(row["percent"]) for row in rows if row["percent"]]
    assert {status: statuses.count(status) for status in Status} == made.totals.by_status
    assert round(sum(percents) / len(percents)) == made.totals.mean
    assert [row["standing"] for row in rows].count("missing") == made.totals.missing
    assert [row["overdue"] for row in rows].count("true") == made.totals.overdue
    [earlier] = [row for row in rows if row["standing"] == "done-earlier"]
    shown = ("status", "percent", "text", "reported_period", "review")
    assert [earlier[name] for name in shown] == [
        *("implemented", "100", "Положення затверджено.", "2017-Q3", "accepted")
    ]
    assert {row["reported_period"] for row in rows if row["standing"] == "reported"} == {"2017-Q4"}


def test_described(sample: Snapshot, tmp_path: Path) -> None:
    """Fields have English names and titles in the report's language; codes are explained in words."""
    export(report(sample, Q4, language=ENGLISH), ["csv"], tmp_path / "en")
    export(report(sample, Q4), ["csv"], tmp_path / "uk")
    english, ukrainian = (
        json.loads((tmp_path / code / "zvit-2017-Q4" / "datapackage.json").read_text(encoding="utf-8"))
        for code in ("en", "uk")
    )
    fields = {field["name"]: field for field in ukrainian["resources"][0]["schema"]["fields"]}
    assert fields["responsible"]["title"] == "Відповідальні за виконання"
    assert "partly – Виконано частково" in fields["status"]["description"]
    assert english["resources"][0]["schema"]["fields"][3]["title"] == "Deadline"
    assert ukrainian["contributors"] == [{"title": sample.rules.body, "role": "publisher"}]
    assert f"--at {sample.commit} --format csv" in ukrainian["description"]


def test_json(sample: Snapshot) -> None:
    """The format `json` is the document that `list --json` prints."""
    made = report(sample, Q4, unit="education")
    written = FORMATS["json"].write(made)
    assert isinstance(written, bytes)
    chosen = [each for each in sample.measures if each.id in {"2", "8"}]
    expected = document(sample, Q4, chosen, {"unit": "education"})
    assert json.loads(written) == json.loads(json.dumps(expected))


def test_filters(sample: Snapshot) -> None:
    """Filtered data state the unit and status that were chosen; unfiltered data state no filter."""
    whole = report(sample, Q4)
    part = report(sample, Q4, unit="education", status=Status.IN_PROGRESS)
    for name, file in (("json", None), ("csv", "datapackage.json")):
        told = []
        for made in (whole, part):
            written = FORMATS[name].write(made)
            data = written if isinstance(written, bytes) else written[file or ""]
            told.append(json.loads(data).get("filters"))
        assert told == [None, {"unit": "education", "status": "in-progress"}]


@given(st.text(st.sampled_from("=+-@'\t\rа1 "), max_size=6))
def test_harmless(text: str) -> None:
    """No cell begins like a formula, and each value is read back unchanged."""
    assert disarmed(text)[:1] not in set("=+-@\t\r")
    assert armed(disarmed(text)) == text


def test_own_apostrophe() -> None:
    """An apostrophe that somebody typed at the start of a text is kept."""
    assert armed("’слово’") == "’слово’"
    assert armed("'слово") == "'слово"


def test_unknown_unit(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], tmp_path: Path
) -> None:
    """A unit that the register doesn't define is listed by its id, so that every reference resolves."""
    snapshot = make_snapshot([make_record("1", responsible=("lost",)), make_record("2")])
    snapshot = structs.replace(snapshot, units={"general-office": Unit(name="=Відділ")})
    export(report(snapshot, Q4), ["csv"], tmp_path)
    rows = table(tmp_path / "zvit-2017-Q4", "units")
    assert [(row["id"], row["name"]) for row in rows] == [("general-office", "'=Відділ"), ("lost", "lost")]
