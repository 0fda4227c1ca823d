"""The page in a real browser, at a telephone's width."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from exporters.html import to_html
from exporters.report import report
from records.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium to look at the page with")
# Tells the width that the page needs, how many paragraphs it holds, and those that can't be seen whole.
MEASURE = """
const page = document.querySelector("iframe").contentDocument, width = page.documentElement.clientWidth;
const all = [...page.querySelectorAll("td p, td li, td.title, td.deadline, td.responsible, .figures")];
const hidden = all.filter(each => {
  const box = each.getBoundingClientRect();
  return !each.checkVisibility() || box.height < 8 || box.left < 0 || box.right > width;
});
const found = {scroll: page.documentElement.scrollWidth, width, count: all.length,
               hidden: hidden.map(each => each.textContent)};
document.body.textContent = "RESULT" + JSON.stringify(found) + "END";
"""


def measured(page: bytes, width: int, folder: Path) -> dict[str, Any]:
    """Return what the browser says of a page that is `width` pixels wide."""
    frame = html.escape(page.decode())
    outside = folder / "outside.html"
    outside.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><iframe srcdoc="{frame}" style="width:{width}px;height:800px;'
        f"border:0\"></iframe><script>addEventListener('load', () => {{{MEASURE}}})</script>"
    )
    options = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --dump-dom"
    )
    command = [str(BROWSER), *options.split(), f"--user-data-dir={folder / 'profile'}", outside.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    match = re.search(r"RESULT(.*)END", dumped, re.DOTALL)
    assert match is not None
    found: dict[str, Any] = json.loads(html.unescape(match[1]))
    return found


@pytest.mark.parametrize("width", [320, 390])
def test_page_fits_a_telephone(
    sample: Snapshot,
    make_record: Callable[..., MeasureRecord],
    make_snapshot: Callable[..., Snapshot],
    tmp_path: Path,
    width: int,
) -> None:
    """Nothing scrolls sideways and no paragraph is hidden, however long its words are."""
    long = make_record("1.1.1.4.1", "https://example.gov.ua/" + "a" * 300 + "\n", title="слово" * 60)
    both = make_snapshot([*sample.measures, long], report=sample.rules.report, contact=sample.rules.contact)
    found = measured(to_html(report(both, Q4)), width, tmp_path)
    assert (found["width"], []) == (found["scroll"], found["hidden"])
    assert found["count"] > 30
