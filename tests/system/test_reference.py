"""The main use, end to end: import a council's report, and export it again without loss."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, installed

if TYPE_CHECKING:
    from tests.system.calling import Caller

DATA = Path(__file__).parents[3] / "shared" / "data"
EXPECTED = DATA / "zvit-2017.expected.json"

pytestmark = [
    installed,
    pytest.mark.skipif(not EXPECTED.exists(), reason="the reference report is not beside the checkout"),
]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_there_and_back(kind: str, empty: Caller, tmp_path: Path) -> None:
    """The report imports as expected, is exported with every paragraph, and its reimport changes nothing."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))["measures"]
    source = str(DATA / f"zvit-2017.{kind}")
    before = empty.git("rev-parse", "HEAD")
    empty("import", source, "--period", PERIOD, "--dry-run")
    assert empty.git("rev-parse", "HEAD") == before
    empty("import", source, "--period", PERIOD)
    assert [as_expected(each) for each in empty.json("list", "--period", PERIOD)["measures"]] == expected
    head = empty.git("rev-parse", "HEAD")
    empty("export", PERIOD, "--to", str(tmp_path))
    exported = tmp_path / f"zvit-{PERIOD}.md"
    for again in (str(DATA / "zvit-2017.txt"), str(DATA / "zvit-2017.docx"), str(exported)):
        empty("import", again, "--period", PERIOD)
    assert empty.git("rev-parse", "HEAD") == head
    assert empty.git("status", "--porcelain") == ""
    for page in (exported, exported.with_suffix(".html")):
        shown = words(page.read_text(encoding="utf-8"))
        for measure in expected:
            for paragraph in (measure["title"], *measure["responsible"], *measure["paragraphs"]):
                assert words(paragraph) in shown


def as_expected(measure: dict) -> dict:
    """Return a measure of `list --json` in the shape of the reference file."""
    progress = measure["progress"][PERIOD]
    return {
        "number": measure["number"],
        "title": measure["title"],
        "deadline": measure["deadline"]["text"],
        "responsible": [unit["name"] for unit in measure["responsible"]],
        "percent": progress["percent"],
        "paragraphs": progress["paragraphs"],
    }


def words(text: str) -> str:
    """Return the words of a text or an HTML page, separated by single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())
