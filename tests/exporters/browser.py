"""Helpers that open pages in a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium to look at the page with")
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
OPTIONS = (*_QUIET, "--virtual-time-budget=60000", "--dump-dom")
PRINTING = (*_QUIET, "--no-pdf-header-footer")
# Reports for each page: the width it needs, the number of paragraphs, the paragraphs that are cut off or
# invisible, the addresses it loaded, the layout of a chart's figures; and, if the page contains axe, the WCAG
# rules of levels A and AA that it breaks, with the elements.
LOOK = """
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const look = async frame => {
  const page = frame.contentDocument, inside = frame.contentWindow, width = page.documentElement.clientWidth;
  const cells = "td p, td li, td.zvit-title, td.zvit-deadline, td.zvit-responsible, .zvit-chart td, dd";
  const all = [...page.querySelectorAll(cells)];
  const hidden = all.filter(each => !each.matches(".zvit-none")).filter(each => {
    const box = each.getBoundingClientRect();
    return !each.checkVisibility() || box.height < 8 || box.left < 0 || box.right > width;
  });
  const figure = page.querySelector(".zvit-chart td");
  const judged = inside.axe ? (await inside.axe.run(page, {runOnly: rules})).violations : [];
  return {scroll: page.documentElement.scrollWidth, width, count: all.length,
          figures: figure && inside.getComputedStyle(figure).display,
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
    """Return what `LOOK` reports for each page at its width in pixels, all in one start of the browser."""
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
    """Return a page with axe in it, in the light or dark theme, without the policy that bars scripts."""
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    text = re.sub(r"<meta http-equiv[^>]*>", "", page.decode())
    text = text.replace("</body>", f"<script>{axe}</script></body>")
    night = "@media screen and (prefers-color-scheme: dark)"
    assert night in text
    return text.replace(night, "@media screen" if dark else "@media not all").encode()


def sheets(page: bytes, folder: Path) -> list[list[str]]:
    """Return the lines of text of each sheet when the browser prints a page."""
    file, printed = folder / "page.html", folder / "page.pdf"
    file.write_bytes(page)
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(BROWSER), *PRINTING, profile, f"--print-to-pdf={printed}", file.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    text = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    ).stdout
    return [[line.strip() for line in each.split("\n") if line.strip()] for each in text.split("\f")[:-1]]
