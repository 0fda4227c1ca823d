"""The report as Markdown: what a reader sees, and what an import reads."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec import structs

from exporters.markdown import to_markdown
from exporters.report import report
from records.importing.markdown import read_markdown
from records.sanitise import clean, clean_line
from records.telling.wording import is_note
from records.texts import prose
from records.values.model import Deadline, ReportRules, Signatory, Unit
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "|",
                "\\",
                "\\|",
                "<br>",
                "<script>alert(1)</script>",
                "<!--",
                "&lt;",
                "&#124;",
                "**",
                "*",
                "_",
            ),
            *("**", "*", "_", "`", "```", "# ", "- ", "1. ", "1) ", "> ", "---", "| --- |", "~~"),
            *(
                "[a](javascript:alert(1))",
                "[a](http://x.ua)",
                "![i](http://x.ua)",
                "[a]: http://x.ua",
                "а",
                "б ",
                " № 5",
                "\n",
            ),
        ]
    ),
    max_size=12,
).map("".join)
lines = HOSTILE.map(lambda text: clean_line(text).text)
texts = HOSTILE.map(lambda text: prose.tidy(clean(text).text))
quick = settings(max_examples=50)


STRESSED = {"strong_open", "strong_close", "em_open", "em_close"}


def split(line: str) -> list[str]:
    """Return the cells of one line of a table, as written."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def table(written: str) -> list[list[str]]:
    """Return the rows under the heading row, cell by cell, as written."""
    return [split(line) for line in written.split("\n") if line.startswith("| ")][2:]


def inline(token: Token) -> str:
    """Return the text of a paragraph or cell, with breaks as newlines; any other markup fails the test."""
    words = []
    for child in token.children or []:
        assert child.type in {"text", "text_special", "html_inline", *STRESSED}, child
        assert child.type != "html_inline" or child.content == "<br>"
        words.append("\n" if child.type == "html_inline" else child.content)
    return "".join(words)


def test_sample_is_the_form_that_councils_file(sample: Snapshot) -> None:
    """Any Markdown reader finds heading, title, body and one table with a row for each measure."""
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(report(sample, Q4)).decode())
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 1
    assert kinds.count("heading_open") == 1
    # One heading row, nine measures, two sections.
    assert kinds.count("tr_open") == 12
    assert kinds.count("th_open") + kinds.count("td_open") == 12 * 5


def test_closing_words_end_the_last_paragraph(sample: Snapshot) -> None:
    """The percent ends the last paragraph of a text; after a list it has a paragraph of its own."""
    cells = {row[0]: row[4] for row in table(to_markdown(report(sample, Q4)).decode())}
    assert cells["2"].endswith("№ 201-р. Стан виконання – 50 %.")
    assert cells["6"].endswith(").<br><br>Стан виконання – 80 %.")
    assert cells["10"] == "Стан виконання – 0 %."


def test_notes_are_known_as_notes(sample: Snapshot) -> None:
    """An import does not read the report's own notes on missing progress as progress."""
    rows = table(to_markdown(report(sample, Q4)).decode())
    assert [row[0] for row in rows if row[0] and is_note(row[4])] == ["3", "4", "7а"]


@quick
@given(lines, lines, lines, lines, texts)
@example("a|b", "\\", "1. a", "*", "а\\\n|\n")
def test_hostile_values_survive(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    title: str,
    deadline: str,
    unit: str,
    section: str,
    text: str,
) -> None:
    """Titles, deadlines, units, sections and texts are read back exactly; other readers see them as typed."""
    record = make_record(
        text=text, title=title, deadline=Deadline(text=deadline), section=section, percent=None
    )
    snapshot = make_snapshot([record])
    snapshot = structs.replace(snapshot, units={"general-office": Unit(name=unit or "Відділ")})
    written = to_markdown(report(snapshot, Q4)).decode()
    row = table(written)[-1]
    assert ["1", title, deadline, unit or "Відділ"] == [prose.line_from_cell(cell) for cell in row[:4]]
    assert text == prose.from_cell(row[4])
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    assert [
        token.type for token in tokens if token.type in {"heading_open", "table_open", "hr", "html_block"}
    ] == ["heading_open", "table_open", "hr"]
    cells = [after for token, after in itertools.pairwise(tokens) if token.type == "td_open"][-5:]
    assert ["1", title, deadline, unit or "Відділ"] == [inline(cell) for cell in cells[:4]]


@quick
@given(lines, lines, lines)
@example("1) #", "+", "[a]: http://x.ua")
def test_hostile_headings_stay_paragraphs(
    make_snapshot: Callable[..., Snapshot],
    make_record: Callable[..., MeasureRecord],
    heading: str,
    title: str,
    position: str,
) -> None:
    """Heading, title and signature lines never begin a list, quotation, code block or table."""
    rules = ReportRules(
        heading=heading or "ЗВІТ",
        title=title or "про",
        signatures=(Signatory(position=position or "Голова"),),
    )
    written = to_markdown(report(make_snapshot([make_record()], report=rules), Q4)).decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    assert {"heading_open", "paragraph_open", "table_open", "hr"} == {
        token.type for token in tokens if token.level == 0 and token.nesting != -1 and token.type != "inline"
    }
    found = [inline(token) for token in tokens if token.type == "inline" and token.level == 1]
    assert [heading or "ЗВІТ", title or "про"] == found[:2]
    # The period, and the statement that it is not closed, come below the body.
    assert (position or "Голова") == found[5]


def test_own_notes_are_no_part_of_the_title(sample: Snapshot) -> None:
    """An import reads the report's statements of period and filter as neither title nor body."""
    made = report(sample, Q4, unit="education")
    assert len(made.notes) == 3
    assert read_markdown(to_markdown(made).decode(), "zvit.md").before == (
        made.heading,
        made.title,
        made.body,
    )
