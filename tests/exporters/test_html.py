"""The report as a web page: its content and its accessibility."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from exporters.anchors import anchors
from exporters.charts import charts
from exporters.environment import TEMPLATES
from exporters.html import to_fragment, to_html
from exporters.report import report
from records.texts.prose import BulletList
from records.values.model import Contact, Programme, Progress, Status
from records.values.periods import Period
from tests.exporters.pages import Page, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")


def test_page_asks_for_nothing(sample: Snapshot) -> None:
    """The page declares its own policy and language, and has no scripts and no addresses to load from."""
    page = Page(to_html(report(sample, Q4)))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page.values("meta", "content")
    assert page.values("html", "lang") == ["uk"]
    assert {tag for tag, name, _ in page.attributes if name == "href"} == {"a"}
    assert "url(" not in to_html(report(sample, Q4)).decode()


def test_table_is_one_that_is_read_aloud(sample: Snapshot) -> None:
    """Each heading has a scope; each row has its number as row heading and anchor."""
    made = report(sample, Q4)
    page = Page(to_html(made))
    scopes = page.values("th", "scope")
    rows = 9 + len(made.by_unit) + len(made.trend)
    assert (scopes.count("rowgroup"), scopes.count("row")) == (2, rows)
    assert page.values("tr", "id") == ["1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10"]
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_paragraphs_come_back(sample: Snapshot) -> None:
    """Each cell keeps the paragraphs of its text, with the closing words at the end of the last one."""
    made = report(sample, Q4)
    page = Page(to_html(made))
    for row, found in zip(made.rows, page.paragraphs, strict=True):
        expected = [row.cell.note] if row.cell.note else []
        for block in row.cell.blocks:
            items = block.items if isinstance(block, BulletList) else (block.spans,)
            expected += [folded("".join(span.text for span in item)) for item in items]
        if row.cell.closing:
            if row.cell.blocks and not isinstance(row.cell.blocks[-1], BulletList):
                expected[-1] += f" {row.cell.closing}"
            else:
                expected.append(row.cell.closing)
        assert expected == [folded(text) for text in found]


def test_summary_leads_to_what_is_overdue_and_missing(sample: Snapshot) -> None:
    """Overdue and missing measures come first, each with a link to its row."""
    links = Page(to_html(report(sample, Q4))).values("a", "href")
    assert links[:4] == ["#zvit-measures", "#4", "#8", "#4"]


def test_short_rows_stay_whole_on_paper(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A short row is not split between sheets; a row with one long cell is."""
    records = [
        make_record("1", "Проведено навчання.\n"),
        make_record("2", "Проведено навчання. " * 60),
        make_record("3", "\n".join(["Так."] * 14)),
        make_record("4", "Проведено навчання.\n", title="Навчання " * 50),
    ]
    page = to_html(report(make_snapshot(records), Q4)).decode()
    assert re.findall(r'<tr id="(\d)" class="zvit-whole">', page) == ["1"]
    assert "tr.zvit-whole, .zvit-corrections tr { break-inside: avoid; }" in page


def test_addresses_of_evidence_are_of_the_web(sample: Snapshot) -> None:
    """A document's address that is neither a web nor a mail address is printed as plain text."""
    page = Page(to_html(report(sample, Q4)))
    links = {value for value in page.values("a", "href") if not value.startswith("#")}
    assert {"https://example.gov.ua/план_(2017)?a=1&b=2", "https://example.gov.ua/plan"} == links


def test_typography_ties_numbers(sample: Snapshot) -> None:
    """The signs for number and percent are never separated from their number at a line's end."""
    page = to_html(report(sample, Q4)).decode()
    assert "№\u00a0201-р" in page
    assert "100\u00a0%" in page


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour "#rrggbb" or "#rgb" (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_told_from_the_paper(theme: str) -> None:
    """Every text colour has a contrast of at least 4.5 on both backgrounds, in both themes (level AA)."""
    palette = (TEMPLATES / f"{theme}.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", palette))
    grounds = [luminance(colours.pop(name)) for name in ("paper", "shade")]
    del colours["rule"]
    for name, colour in colours.items():
        for ground in grounds:
            low, high = sorted((luminance(colour), ground))
            assert (high + 0.05) / (low + 0.05) >= 4.5, name


def test_anchors_are_numbers_made_safe() -> None:
    """Anchors are measure numbers with unsafe characters replaced by hyphens, and are unique."""
    numbers = ["4", "7а", "1.1", "1-2", "1 2", '"><b>', "№ 5", "zvit-summary", "...", "4", "%41"]
    expected = ["4", "7а", "1.1", "1-2", "1-2-2", "b", "5", "n-zvit-summary", "...", "4-2", "41"]
    assert expected == anchors(numbers)


def test_charts_have_their_figures(sample: Snapshot) -> None:
    """The lengths of each bar's parts match its figures, and its table adds up to all measures."""
    made = report(sample, Q4)
    by_unit, *_ = charts(made)
    for line, totals in zip(by_unit.lines, made.by_unit, strict=True):
        counted = [int(each.text) for each in line.figures[: len(by_unit.headings) - 2]]
        assert counted[0] == totals.count == sum(counted[1:]) == sum(part.count for part in line.segments)
        lengths = [float(part.length.removesuffix("%")) for part in line.segments]
        assert sum(lengths) == pytest.approx(100)
        for part, length in zip(line.segments, lengths, strict=True):
            assert length == pytest.approx(100 * part.count / totals.count, abs=0.2)


def test_legend_names_every_colour(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """The legend also names a status that only an earlier period's bar shows, with its current count."""
    progress = {
        Period.from_code("2017-Q3"): Progress(status=Status.NOT_STARTED),
        Q4: Progress(status=Status.IN_PROGRESS),
    }
    page = Page(to_html(report(make_snapshot([make_record(progress=progress)]), Q4)))
    (legend,) = [each for each in page.root.iter("ul") if each.get("class") == "zvit-legend"]
    shown = [folded(" ".join(item.itertext())) for item in legend]
    assert shown == ["1 усього заходів", "1 Виконується", "0 Не розпочато"]


def test_foot_leads_to_the_decision_and_to_people(sample: Snapshot) -> None:
    """The programme's decision and the contact address are links if they are configured."""
    programme = Programme(
        id="2017",
        title="Програма",
        from_=sample.rules.programmes[0].from_,
        until=sample.rules.programmes[0].until,
        decision="рішення від 21.12.2016 № 1",
        url="https://example.gov.ua/r",
    )
    rules = type(sample.rules)(
        schema=1,
        body="Рада",
        programmes=(programme,),
        contact=Contact(name="Відділ", phone="0-00", email="zvit@example.gov.ua"),
    )
    page = Page(to_html(report(structs.replace(sample, rules=rules), Q4)))
    foot = {each.get("href"): each.text for each in next(page.root.iter("footer")).iter("a")}
    assert foot == {
        "https://example.gov.ua/r": "рішення від 21.12.2016 №\u00a01",
        "mailto:zvit@example.gov.ua": "zvit@example.gov.ua",
    }


def test_fragment_is_a_part_of_a_page(sample: Snapshot) -> None:
    """The fragment has no page around it, uses only names of its own, and says how it is made."""
    made = report(sample, Q4)
    text = to_fragment(made).decode()
    page = Page(f'<!DOCTYPE html><html lang="uk"><title>x</title>{text}'.encode())
    assert not re.search("<(!DOCTYPE|html|head|body|main|h1|meta)[ >]", text)
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert all(each.startswith("zvit-2017-Q4-") for each in ids)
    assert {"zvit-2017-Q4-7а", "zvit-2017-Q4-1.2.10"} <= set(ids)
    assert {each[1:] for each in page.values("a", "href") if each.startswith("#")} <= set(ids)
    whole = Page(to_html(made))
    assert page.paragraphs == whole.paragraphs
    assert "--format fragment" in page.text


def test_every_class_is_our_own(sample: Snapshot) -> None:
    """No class name is a common word that a site's stylesheet might use."""
    made = report(sample, Q4)
    for page in (to_html(made), to_fragment(made)):
        names = {name for said in re.findall(r'class="([^"]*)"', page.decode()) for name in said.split()}
        assert len(names) > 20
        assert {name for name in names if not name.startswith("zvit")} == set()


def test_few_are_told_by_their_titles(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """Missing measures are listed by title if they are few, and by number alone if they are many."""
    missing = [make_record(str(number), None, title=f"Захід ч. {number}") for number in range(1, 9)]
    for records, expected in ((missing[:7], 7), (missing, 0)):
        page = Page(to_html(report(make_snapshot(records), Q4)))
        [told] = [each for each in page.root.iter("div") if each.get("class") == "zvit-alert"]
        assert len(list(told.iter("a"))) == len(records)
        assert "".join(told.itertext()).count("Захід ч.") == expected
