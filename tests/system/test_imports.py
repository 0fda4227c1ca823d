"""The real program imports reports completely or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, Caller, installed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = installed


TABLE = (
    "| № | Найменування заходу | Строк виконання | Відповідальні | Стан виконання |\n"
    "| --- | --- | --- | --- | --- |\n"
    "| 1 | Захід перший | Протягом року | Загальний відділ | Зроблено. Стан виконання – 100 %. |\n"
    "| 3 | Захід третій | Постійно | Загальний відділ | Роблять.<br><br>Стан виконання – 100 %. |\n"
)


def test_import(empty: Caller, tmp_path: Path) -> None:
    """An imported report is exported with the same rows, and importing it again changes nothing."""
    report = tmp_path / "zvit.md"
    report.write_text(f"# ЗВІТ\n\nпро виконання\n\n{TABLE}", encoding="utf-8")
    before = empty.state()
    shown = empty("import", str(report), "--period", PERIOD, "--dry-run").stdout
    assert "Захід третій" in shown
    assert empty.state() == before
    empty("import", str(report), "--period", PERIOD)
    assert empty.git("rev-list", "--count", "HEAD") == "2\n"
    assert empty.git("status", "--porcelain") == ""
    found = empty.json("list", "--period", PERIOD)["measures"]
    told = [(each["number"], each["progress"][PERIOD]["status"]) for each in found]
    assert told == [("1", "implemented"), ("3", "in-progress")]
    assert [each["progress"][PERIOD]["text"] for each in found] == ["Зроблено.", "Роблять."]
    empty("set", "3", "percent=80", "--period", PERIOD, "--reason", "Уточнено")
    assert [each["action"] for each in empty.json("history", "3", "--period", PERIOD)["changes"]] == [
        "progress",
        "import",
    ]
    empty("export", PERIOD, "--to", str(tmp_path))
    before = empty.state()
    again = empty("import", str(tmp_path / f"zvit-{PERIOD}.md"), "--period", PERIOD)
    assert again.stderr.endswith("Nothing to change.\n")
    assert empty.state() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nowhere.docx", None),
        ("empty.docx", b""),
        ("not-word.docx", b"PK\x03\x04 and nothing of Word"),
        ("text.docx", "Звіт про виконання".encode()),
        ("no-table.md", "# Звіт\n\nТексту багато, таблиці немає.\n".encode()),
        ("four.md", "| № | Захід | Строк | Відповідальні |\n|---|---|---|---|\n| 1 | а | б | в |\n".encode()),
        ("twice.md", (TABLE + TABLE.splitlines()[2]).encode()),
        ("bytes.txt", b"\x00\xff\xfe\x81"),
    ],
)
def test_import_refused(empty: Caller, tmp_path: Path, name: str, content: bytes | None) -> None:
    """A file that is no report is refused as a whole, in one line that names it."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = empty.state()
    done = empty("import", str(tmp_path / name), "--period", PERIOD, code=1)
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert empty.state() == before


def test_import_several(empty: Caller, tmp_path: Path) -> None:
    """Each of several files becomes one commit, and none is saved if one can't be read."""
    one, other = tmp_path / "one.md", tmp_path / "other.md"
    one.write_text(TABLE, encoding="utf-8")
    other.write_text(TABLE.replace("| 1 |", "| 5 |").replace("| 3 |", "| 7 |"), encoding="utf-8")
    before = empty.state()
    empty("import", str(one), str(tmp_path / "nowhere.md"), "--period", PERIOD, code=1)
    assert empty.state() == before
    empty("import", str(one), str(other), "--period", PERIOD)
    assert [each["number"] for each in empty.json("list")["measures"]] == ["1", "3", "5", "7"]
    assert empty.git("rev-list", "--count", "HEAD") == "3\n"


def test_import_differs(empty: Caller, tmp_path: Path) -> None:
    """A report that differs from the register is refused with its differences; `--update` replaces these."""
    report = tmp_path / "zvit.md"
    report.write_text(TABLE, encoding="utf-8")
    empty("import", str(report), "--period", PERIOD)
    report.write_text(TABLE.replace("Роблять.", "Ще роблять."), encoding="utf-8")
    before = empty.state()
    assert "Ще роблять." in empty("import", str(report), "--period", PERIOD, code=1).stderr
    assert empty.state() == before
    empty("import", str(report), "--period", PERIOD, "--update")
    assert empty.json("show", "3", "--period", PERIOD)["progress"][PERIOD]["text"] == "Ще роблять."
