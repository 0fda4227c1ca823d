"""Files for the council's site: its own template, an HTML fragment, the index of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.system.calling import PERIOD, Caller, installed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = installed
TEMPLATE = "templates/report.html.j2"
OVER = "{% extends 'prozvit/report.html.j2' %}\n{% block heading %}<p>Герб</p>{{ super() }}{% endblock %}\n"


def write(call: Caller, text: str) -> None:
    """Write the council's template into the folder without recording it."""
    (call.folder / "templates").mkdir(exist_ok=True)
    (call.folder / TEMPLATE).write_text(text, encoding="utf-8")


def test_own_template_is_that_of_the_commit(call: Caller, tmp_path: Path) -> None:
    """An export uses the template in the exported commit, not the one in the folder."""
    page = tmp_path / f"zvit-{PERIOD}.html"
    before = call.git("rev-parse", "HEAD").strip()
    write(call, OVER)
    call("commit", "--reason", "Герб на сторінці")
    write(call, "{{ broken")
    call("export", PERIOD, "--to", str(tmp_path), "--format", "html", "--fragment")
    assert "<p>Герб</p>" in page.read_text(encoding="utf-8")
    assert "<p>Герб</p>" in page.with_suffix(".fragment.html").read_text(encoding="utf-8")
    call("export", PERIOD, "--to", str(tmp_path), "--at", before)
    assert "Герб" not in page.read_text(encoding="utf-8")
    assert call.json("verify")["ok"] is True


def test_bad_template_is_told_and_stops_a_closing(call: Caller, tmp_path: Path) -> None:
    """A template error is reported with file and line, and keeps the period open."""
    write(call, OVER + "{{ broken")
    call("commit", "--reason", "Помилковий шаблон")
    before = call.git("rev-parse", "HEAD")
    done = call("export", PERIOD, "--to", str(tmp_path), code=1)
    assert f"{TEMPLATE}, line 3: " in done.stderr
    assert f"{TEMPLATE}, line 3: " in call("close", PERIOD, "--reason", "Без відповідей", code=1).stderr
    assert (call.git("rev-parse", "HEAD"), call.git("tag")) == (before, "")


def test_index_leads_to_all_reports(call: Caller, tmp_path: Path) -> None:
    """`export --index` lists the closed periods with their files and places of publication."""
    assert "no period is closed" in call("export", "--index", code=1).stderr
    assert "--index" in call("export", code=2).stderr
    call("export", PERIOD, "--index", code=2)
    call("close", PERIOD, "--to", str(tmp_path), "--reason", "Без відповідей")
    call("publish", PERIOD, "--url", "https://rada.example/zvit", "--date", "2018-01-20")
    document = call.json("export", "--index", "--to", str(tmp_path), "--format", "html")
    assert (document["period"], [each["format"] for each in document["files"]]) == (None, ["html"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / f"zvit-{PERIOD}.html").is_file()
    for shown in (f'href="zvit-{PERIOD}.html"', 'href="https://rada.example/zvit"', "20.01.2018"):
        assert shown in page
