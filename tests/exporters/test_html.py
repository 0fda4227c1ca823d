"""The report as one page: what it holds, and that nothing in a text becomes markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exporters.html import to_html
from exporters.report import report
from exporters.templating import TEMPLATES
from records import prose
from records.model import Deadline, Evidence, Unit
from records.periods import Period
from records.prose import BulletList

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
# What the page is made of, as it would be written in a line.
ALLOWED = set(
    re.findall(
        r"\w+",
        "html head meta title style body a header h1 span p div main section h2 ul li svg rect text strong "
        "em table caption colgroup col thead tbody tr th td footer",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        "lang charset http-equiv content name class href id aria-labelledby aria-hidden focusable "
        "x y width height scope colspan data-label tabindex rel",
    )
)
hostile = st.lists(
    st.sampled_from(
        [
            *(
                "<script>alert(1)</script>",
                '"',
                "'",
                "<",
                ">",
                "&",
                "&lt;",
                "&#60;",
                "</td>",
                "</table>",
                "{{ 7 }}",
            ),
            *(
                "{% raw %}",
                "<img src=x onerror=alert(1)>",
                "-->",
                "]]>",
                '" onclick="x',
                "[a](javascript:alert(1))",
            ),
            *(
                "[a](javascript:alert(1))",
                "[a](http://x.ua/?a=1&b=2)",
                "**ж**",
                "*к*",
                "\n",
                "- ",
                "а б",
                "\u202e",
                "\x1b[31m",
                "\x00",
            ),
        ]
    ),
    max_size=10,
).map("".join)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Page:
    """A page as a reader without our styles takes it; its markup must hold no error."""

    def __init__(self, data: bytes) -> None:
        builder = html5lib.getTreeBuilder("etree")
        parser = html5lib.HTMLParser(strict=True, tree=builder, namespaceHTMLElements=False)
        self.root = parser.parse(data.decode())
        # A comment's tag is no text.
        assert all(isinstance(each.tag, str) for each in self.root.iter())
        elements = [(each.tag.rpartition("}")[2], each) for each in self.root.iter()]
        self.tags = {tag for tag, _ in elements}
        self.attributes = [(tag, name, each.attrib[name]) for tag, each in elements for name in each.attrib]
        self.text = "".join(self.root.itertext())
        #: Of each measure, its paragraphs and items of lists.
        self.paragraphs = [
            ["".join(each.itertext()) for each in cell.iter() if each.tag in {"p", "li"}]
            for cell in self.root.iter("td")
            if cell.get("class") == "progress"
        ]
        assert not self.tags - ALLOWED
        assert not {name for _, name, _ in self.attributes} - ATTRIBUTES

    def values(self, tag: str, name: str) -> list[str]:
        """Return the values of an attribute of elements with a tag, in order."""
        return [value for found, key, value in self.attributes if (found, key) == (tag, name)]


def folded(text: str) -> str:
    return " ".join(text.split())


def test_page_asks_for_nothing(sample: Snapshot) -> None:
    """The page has its own policy, names its language, and holds no script and no address to load from."""
    page = Page(to_html(report(sample, Q4)))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page.values("meta", "content")
    assert page.values("html", "lang") == ["uk"]
    assert {tag for tag, name, _ in page.attributes if name == "href"} == {"a"}
    assert "url(" not in to_html(report(sample, Q4)).decode()


def test_table_is_one_that_is_read_aloud(sample: Snapshot) -> None:
    """Each heading has its scope, each row its number as heading and anchor."""
    made = report(sample, Q4)
    page = Page(to_html(made))
    scopes = page.values("th", "scope")
    rows = 9 + len(made.by_unit) + len(made.trend)
    assert (scopes.count("rowgroup"), scopes.count("row")) == (2, rows)
    assert page.values("tr", "id") == ["1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10"]
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_paragraphs_come_back(sample: Snapshot) -> None:
    """Each cell gives the paragraphs of its text, the closing words at the end of the last."""
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
    """Overdue and missing measures stand first, each with a link to its row."""
    links = Page(to_html(report(sample, Q4))).values("a", "href")
    assert links[:4] == ["#zvit-measures", "#4", "#8", "#4"]


def test_addresses_of_evidence_are_of_the_web(sample: Snapshot) -> None:
    """A document's address that is no address of the web or of mail prints as words alone."""
    page = Page(to_html(report(sample, Q4)))
    links = {value for value in page.values("a", "href") if not value.startswith("#")}
    assert {"https://example.gov.ua/план_(2017)?a=1&b=2", "https://example.gov.ua/plan"} == links


def test_typography_ties_numbers(sample: Snapshot) -> None:
    """A number sign and a percent sign don't part from their number at a line's end."""
    page = to_html(report(sample, Q4)).decode()
    assert "№\u00a0201-р" in page
    assert "100\u00a0%" in page


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" or "#rgb" (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_told_from_the_paper(theme: str) -> None:
    """Every colour of words has a contrast of 4.5 and more on both grounds, by day and by night (AA)."""
    palette = (TEMPLATES / f"{theme}.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", palette))
    grounds = [luminance(colours.pop(name)) for name in ("paper", "shade")]
    del colours["rule"]
    for name, colour in colours.items():
        for ground in grounds:
            low, high = sorted((luminance(colour), ground))
            assert (high + 0.05) / (low + 0.05) >= 4.5, name


@quick
@given(hostile, hostile, hostile, hostile)
@example("</td><td>", '"><script>', "</style><script>", "</title>")
def test_hostile_values_are_words(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    title: str,
    unit: str,
    text: str,
    body: str,
) -> None:
    """Whatever stands in a title, unit, deadline, text or document, the page's markup is its own."""
    evidence = (Evidence(title=title, url=body), Evidence(url=f"javascript:{title}"))
    record = make_record(
        title=title, text=text, deadline=Deadline(text=title), section=unit, evidence=evidence, percent=None
    )
    snapshot = make_snapshot([record, make_record("2", section=unit)])
    snapshot = type(snapshot)(**{**vars(snapshot), "units": {"general-office": Unit(name=unit or "В")}})
    page = Page(to_html(report(snapshot, Q4)))
    assert {"#", "http"} >= {"#" if each.startswith("#") else each[:4] for each in page.values("a", "href")}
    assert [folded(each) for each in prose.plain(text)] == [folded(each) for each in page.paragraphs[0]]
    assert not {"\x1b", "\x00", "\u202e"} & set(page.text)
