"""The pages in a real browser: their width on narrow screens, their requests, and their accessibility."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from exporters.comparing.building import Side, comparison
from exporters.comparing.html import to_html as comparison_page
from exporters.consolidated.html import to_html as consolidated_to_html
from exporters.consolidated.model import Part, consolidated
from exporters.html import to_fragment, to_html
from exporters.index import entries, to_index
from exporters.report import report
from records.language import UKRAINIAN
from records.values.model import Publication
from records.values.periods import Period
from tests.exporters.browser import judged, needs_browser, seen, sheets
from tests.exporters.conftest import closed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.files.snapshot import MeasureRecord, Snapshot

Q3, Q4 = Period.from_code("2017-Q3"), Period.from_code("2017-Q4")
pytestmark = needs_browser


def index(snapshot: Snapshot) -> bytes:
    """Return the index page of a register whose fourth quarter is closed."""
    published = Publication(url="https://example.gov.ua/zvit", on=snapshot.provenance.at.date())
    now = closed(snapshot, edition=2, publication=published)
    return to_index(now, entries(now, now, Q4, ["html", "md"]))


def fragment_page(snapshot: Snapshot, column: str = "") -> bytes:
    """Return a foreign page that contains the report; the page's styles apply to every element in it."""
    styles = (
        "main table * { display: block; height: 4px; overflow: hidden; position: relative; left: -99rem }"
        f"main {{ {column} }}"
    )
    head = f'<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>Сайт</title><style>{styles}'
    inside = to_fragment(report(snapshot, Q4)).decode()
    return f"{head}</style></head><body><main><h1>Сайт</h1>{inside}</main></body></html>".encode()


def compared(snapshot: Snapshot) -> bytes:
    """Return the page that compares the third quarter with the fourth."""
    [programme] = snapshot.rules.programmes
    return comparison_page(comparison(snapshot, Side(Q3, snapshot), Side(Q4, snapshot), programme))


def consolidated_page(*snapshots: Snapshot) -> bytes:
    """Return the consolidated page of several councils, one of which has no report."""
    parts = [Part(f"Рада {place}", report(each, Q4)) for place, each in enumerate(snapshots)]
    return consolidated_to_html(consolidated(UKRAINIAN, Q4, [*parts, Part("Інша рада", None, "Немає.")]))


def test_pages_fit_are_for_everybody_and_ask_for_nothing(
    sample: Snapshot,
    make_record: Callable[..., MeasureRecord],
    make_snapshot: Callable[..., Snapshot],
    tmp_path: Path,
) -> None:
    """Nothing scrolls sideways, is hidden or loads anything, and axe finds nothing in either theme."""
    long = make_record("1.1.1.4.1", "https://example.gov.ua/" + "a" * 300 + "\n", title="слово" * 60)
    both = make_snapshot([*sample.measures, long], report=sample.rules.report, contact=sample.rules.contact)
    page = to_html(report(both, Q4))
    pages = [
        (judged(page, dark=True), 320),
        (judged(page), 1440),
        (judged(index(sample)), 768),
        (page, 390),
        (page, 768),
        (judged(compared(both), dark=True), 320),
        (judged(compared(both)), 1440),
        (compared(both), 700),
        (judged(consolidated_page(both, sample)), 320),
        (fragment_page(both), 320),
        (fragment_page(both, "max-width: 43rem"), 1440),
        (index(both), 320),
    ]
    looked = seen(pages, tmp_path)
    for found in looked:
        assert found["width"] == found["scroll"]
        assert (found["hidden"], found["loaded"], found["broken"]) == ([], [], [])
        assert found["count"] > 5
    # If the page, or the column that holds the fragment, is too narrow for figures beside the bars, they
    # stand below.
    assert [looked[place]["figures"] for place in (1, 4, 9, 10)] == [
        *("table-cell", "inline-block", "inline-block", "inline-block")
    ]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_a_printed_table_begins_below_the_summary_and_never_with_its_headings_alone(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], tmp_path: Path
) -> None:
    """A measure shares a sheet with the headings: the summary's sheet if it fits there, else the next one."""
    record = make_record("1", "Проведено навчання.\n", title="Запобігання корупції " * 18)
    page = to_html(report(make_snapshot([record]), Q4)).decode()
    found = re.search(r"<main>.*(<table class=\"zvit-measures.*)</main>", page, re.DOTALL)
    assert found is not None
    # The measure takes about 70 mm of a sheet's 180 mm, and the content above it about 20 mm.
    bodies = (
        f'<div style="break-before: page"><p style="height: {height}mm">Вище</p>{found[1]}</div>'
        for height in (60, 130)
    )
    printed = sheets(f"{page[: found.start()]}{''.join(bodies)}</body></html>".encode(), tmp_path)
    told = [["Вище", "Найменування", "Запобігання"], ["Вище"], ["Найменування", "Запобігання"]]
    words = ("Вище", "Найменування", "Запобігання")
    assert [[word for word in words if word in " ".join(sheet)] for sheet in printed[-3:]] == told
