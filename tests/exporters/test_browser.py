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
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--virtual-time-budget=60000", "--dump-dom"),
)
# Tells of each page the width that it needs, how many paragraphs it holds, those that can't be seen whole,
# what it loaded; and where axe is in it, the rules of WCAG, levels A and AA, that it breaks, and where.
LOOK = """
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const look = async frame => {
  const page = frame.contentDocument, inside = frame.contentWindow, width = page.documentElement.clientWidth;
  const all = [...page.querySelectorAll("td p, td li, td.title, td.deadline, td.responsible, .chart td")];
  const hidden = all.filter(each => !each.matches(".none")).filter(each => {
    const box = each.getBoundingClientRect();
    return !each.checkVisibility() || box.height < 8 || box.left < 0 || box.right > width;
  });
  const judged = inside.axe ? (await inside.axe.run(page, {runOnly: rules})).violations : [];
  return {scroll: page.documentElement.scrollWidth, width, count: all.length,
          hidden: hidden.map(each => each.textContent),
          loaded: inside.performance.getEntriesByType("resource").map(each => each.name),
          broken: judged.flatMap(rule => rule.nodes.map(node => [rule.id, node.html].join(": ")))};
};
(async () => {
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) found.push(await look(frame));
  document.body.textContent = "RESULT" + JSON.stringify(found) + "END";
})();
"""


def seen(pages: list[tuple[bytes, int]], folder: Path) -> list[dict[str, Any]]:
    """Return what the browser says of pages, each with its width in pixels, in one start."""
    frames = "".join(
        f'<iframe style="width:{width}px;height:800px" srcdoc="{html.escape(page.decode())}"></iframe>'
        for page, width in pages
    )
    outside = folder / "outside.html"
    outside.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><style>iframe {{ border: 0 }}</style>{frames}'
        f"<script>addEventListener('load', () => {{{LOOK}}})</script>",
        encoding="utf-8",
    )
    command = [str(BROWSER), *OPTIONS, f"--user-data-dir={folder / 'profile'}", outside.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    match = re.search(r"RESULT(.*)END", dumped, re.DOTALL)
    assert match is not None
    found: list[dict[str, Any]] = json.loads(html.unescape(match[1]))
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


def test_pages_fit_are_for_everybody_and_ask_for_nothing(
    sample: Snapshot,
    make_record: Callable[..., MeasureRecord],
    make_snapshot: Callable[..., Snapshot],
    tmp_path: Path,
) -> None:
    """Nothing scrolls sideways, is hidden or is loaded, and axe finds nothing, by day and by night."""
    long = make_record("1.1.1.4.1", "https://example.gov.ua/" + "a" * 300 + "\n", title="слово" * 60)
    both = make_snapshot([*sample.measures, long], report=sample.rules.report, contact=sample.rules.contact)
    page = to_html(report(both, Q4))
    pages = [
        (judged(page, dark=True), 320),
        (judged(page), 1440),
        (judged(index(sample)), 768),
        (page, 390),
        (page, 768),
        (fragment_page(both), 320),
        (index(both), 320),
    ]
    for found in seen(pages, tmp_path):
        assert found["width"] == found["scroll"]
        assert (found["hidden"], found["loaded"], found["broken"]) == ([], [], [])
        assert found["count"] > 5
