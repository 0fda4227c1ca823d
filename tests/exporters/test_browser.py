"""The pages in a real browser: what they need of a narrow screen, what they ask for, what axe finds."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import shutil
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from exporters.html import to_fragment, to_html
from exporters.index import entries, to_index
from exporters.report import report
from records.layout import period_path
from records.model import PeriodRecord, Publication
from records.periods import Period
from records.snapshot import File

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium to look at the page with")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=60000 --dump-dom"
).split()
# Tells of each page the width that it needs, how many paragraphs it holds, those that can't be seen whole,
# and what it loaded.
MEASURE = """
const found = [...document.querySelectorAll("iframe")].map(frame => {
  const page = frame.contentDocument, width = page.documentElement.clientWidth;
  const all = [...page.querySelectorAll("td p, td li, td.title, td.deadline, td.responsible, .chart td")];
  const shown = all.filter(each => !each.matches(".none"));
  const hidden = shown.filter(each => {
    const box = each.getBoundingClientRect();
    return !each.checkVisibility() || box.height < 8 || box.left < 0 || box.right > width;
  });
  return {scroll: page.documentElement.scrollWidth, width, count: all.length,
          hidden: hidden.map(each => each.textContent),
          loaded: frame.contentWindow.performance.getEntriesByType("resource").map(each => each.name)};
});
tell(found);
"""
# Tells of each page the rules of WCAG, levels A and AA, that it breaks, and where.
JUDGE = """
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
(async () => {
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const seen = await frame.contentWindow.axe.run(frame.contentDocument, {runOnly: rules});
    found.push(seen.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html].join(": "))));
  }
  tell(found);
})();
"""


def seen(pages: list[tuple[bytes, int]], script: str, folder: Path) -> list[Any]:
    """Return what a script says of pages, each with its width in pixels, in one start of the browser."""
    frames = "".join(
        f'<iframe srcdoc="{html.escape(page.decode())}" style="width:{width}px;height:800px;border:0"></iframe>'
        for page, width in pages
    )
    outside = folder / "outside.html"
    tell = 'const tell = found => document.body.textContent = "RESULT" + JSON.stringify(found) + "END";'
    outside.write_text(
        f'<!DOCTYPE html><meta charset="utf-8">{frames}'
        f"<script>{tell} addEventListener('load', () => {{{script}}})</script>",
        encoding="utf-8",
    )
    command = [str(BROWSER), *OPTIONS, f"--user-data-dir={folder / 'profile'}", outside.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    match = re.search(r"RESULT(.*)END", dumped, re.DOTALL)
    assert match is not None
    found: list[Any] = json.loads(html.unescape(match[1]))
    return found


def judged(page: bytes, *, dark: bool = False) -> bytes:
    """Return a page with axe in it, as it is by day or by night; its own policy lets no script run."""
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    text = re.sub(r"<meta http-equiv[^>]*>", "", page.decode())
    text = text.replace("</body>", f"<script>{axe}</script></body>")
    night = "@media screen and (prefers-color-scheme: dark)"
    assert night in text
    return text.replace(night, "@media screen" if dark else "@media not all").encode()


def closed(snapshot: Snapshot) -> Snapshot:
    """Return a register whose fourth quarter is closed and published."""
    record = PeriodRecord(
        count=1,
        by="a",
        at=snapshot.provenance.at,
        edition=2,
        publication=Publication(url="https://example.gov.ua/zvit", on=snapshot.provenance.at.date()),
    )
    files = {**snapshot.files, period_path(Q4): File(record, None, "")}
    return dataclasses.replace(snapshot, files=files, closed=frozenset({Q4}))


def index(snapshot: Snapshot) -> bytes:
    """Return the index of a register whose fourth quarter is closed."""
    now = closed(snapshot)
    return to_index(now, entries(now, now, Q4, ["html", "md"]))


def fragment_page(snapshot: Snapshot) -> bytes:
    """Return a page of somebody else's with the report in it."""
    head = '<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>Сайт</title></head>'
    inside = to_fragment(report(snapshot, Q4)).decode()
    return f"{head}<body><main><h1>Сайт</h1>{inside}</main></body></html>".encode()


def test_pages_fit_a_telephone_and_ask_for_nothing(
    sample: Snapshot,
    make_record: Callable[..., MeasureRecord],
    make_snapshot: Callable[..., Snapshot],
    tmp_path: Path,
) -> None:
    """Nothing scrolls sideways, no paragraph is hidden however long its words, and nothing is loaded."""
    long = make_record("1.1.1.4.1", "https://example.gov.ua/" + "a" * 300 + "\n", title="слово" * 60)
    both = make_snapshot([*sample.measures, long], report=sample.rules.report, contact=sample.rules.contact)
    page = to_html(report(both, Q4))
    pages = [(page, 320), (page, 390), (page, 768), (page, 1440), (fragment_page(both), 320), (index(both), 320)]
    for found in seen(pages, MEASURE, tmp_path):
        assert (found["width"], [], []) == (found["scroll"], found["hidden"], found["loaded"])
        assert found["count"] > 5


def test_axe_finds_nothing(sample: Snapshot, tmp_path: Path) -> None:
    """The report, as a card and as a table, by day and by night, and the index break no rule of WCAG AA."""
    page = to_html(report(sample, Q4))
    pages = [(judged(page, dark=True), 320), (judged(page), 1440), (judged(index(sample)), 768)]
    assert seen(pages, JUDGE, tmp_path) == [[], [], []]
