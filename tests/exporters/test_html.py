"""The report as one page: what it holds, and that nothing in a text becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exporters.html import TEMPLATES, to_html
from exporters.report import report
from records import prose
from records.model import Deadline, Evidence, Unit
from records.periods import Period
from records.prose import BulletList

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
VOID = {"meta", "col", "br"}
# What the page is made of, as it would be written in a line.
ALLOWED = VOID | set(
    re.findall(
        r"\w+",
        "html head title style body a header h1 span p div main section h2 h3 ul li svg rect strong em "
        "table caption colgroup thead tbody tr th td footer",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        "lang charset http-equiv content name class href id aria-labelledby aria-hidden focusable viewbox "
        "preserveaspectratio x y width height scope colspan data-label tabindex rel",
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


class Page(HTMLParser):
    """A page as a reader without our styles takes it: cells, and in the last of a row its paragraphs."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.cells: list[dict[str, str]] = []
        self.paragraphs: list[list[str]] = []
        self.text: list[str] = []
        self.feed(data.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED | {"title"}, tag
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        kind = dict(attrs).get("class") or ""
        if tag == "th" and kind == "number" and "data-label" in dict(attrs):
            self.cells.append({})
        if "data-label" in dict(attrs):
            self.cells[-1][kind] = ""
            self.kind = kind
        if (tag, kind) == ("td", "progress"):
            self.paragraphs.append([])
        if tag in {"p", "li"} and "td" in self.open:
            self.paragraphs[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "rect"
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if "td" in self.open or ("th" in self.open and "tbody" in self.open and self.cells):
            self.cells[-1][self.kind] += data
        if {"p", "li"} & set(self.open) and "td" in self.open:
            self.paragraphs[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def folded(text: str) -> str:
    return " ".join(text.split())


def test_page_asks_for_nothing(sample: Snapshot) -> None:
    """The page has its own policy, names its language, and holds no script and no address to load from."""
    page = Page(to_html(report(sample, Q4)))
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("meta", "content", policy) in page.attributes
    assert ("html", "lang", "uk") in page.attributes
    assert not {name for _, name, _ in page.attributes} - ATTRIBUTES
    assert not {tag for tag, name, _ in page.attributes if name == "href"} - {"a"}
    assert "url(" not in to_html(report(sample, Q4)).decode()


def test_table_is_one_that_is_read_aloud(sample: Snapshot) -> None:
    """Each heading has its scope, each row its number as heading and anchor."""
    page = Page(to_html(report(sample, Q4)))
    scopes = [value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")]
    assert (scopes.count("col"), scopes.count("rowgroup"), scopes.count("row")) == (5, 2, 9)
    anchors = [value for tag, name, value in page.attributes if (tag, name) == ("tr", "id")]
    assert anchors == ["1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10"]
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
    links = [value for _, name, value in Page(to_html(report(sample, Q4))).attributes if name == "href"]
    assert links[:4] == ["#zvit-measures", "#4", "#8", "#4"]


def test_addresses_of_evidence_are_of_the_web(sample: Snapshot) -> None:
    """A document's address that is no address of the web or of mail prints as words alone."""
    page = Page(to_html(report(sample, Q4)))
    links = {value for _, name, value in page.attributes if name == "href" and not value.startswith("#")}
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


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_from_the_paper(theme: int) -> None:
    """Every colour of words has a contrast of 4.5 and more on both grounds, by day and by night (AA)."""
    blocks = re.findall(r":root \{(.*?)\}", (TEMPLATES / "report.css").read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", blocks[theme]))
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
    assert not {name for _, name, _ in page.attributes} - ATTRIBUTES
    assert {"#", "http"} >= {
        "#" if value.startswith("#") else value[:4] for _, name, value in page.attributes if name == "href"
    }
    assert [folded(each) for each in prose.plain(text)] == [folded(each) for each in page.paragraphs[0]]
    assert not {"\x1b", "\x00", "\u202e"} & set("".join(page.text))
