"""The limited Markdown of progress texts, and its form in a cell of a Markdown table."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from records.sanitise import clean
from records.texts import prose
from records.texts.prose import BulletList, Paragraph, Span
from records.values.model import LONGEST_TEXT

_PIECES = st.sampled_from(
    [
        *"*_[]()!<>&;`~|\\-#+=.:@ abяї№1\n",
        *("**", "](", "[а](http://x.ua)", "[](", "<br>", "&lt;", "&#42;", "http://x.ua", "mailto:a@x.ua"),
        *("javascript:alert(1)", "- ", "\n- ", "| --- |", "***", "___", "https://x.ua/a_(b)?c=1&amp;d|e*f*g"),
    ]
)
texts = st.one_of(st.lists(_PIECES, max_size=24).map("".join), st.text(max_size=40))
quick = settings(max_examples=60)


def words(text: str) -> tuple[Span, ...]:
    (block,) = prose.blocks(text)
    assert isinstance(block, Paragraph)
    return block.spans


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("Проведено **11** ліній", (Span("Проведено "), Span("11", bold=True), Span(" ліній"))),
        ("*курсив* і _курсив_", (Span("курсив", italic=True), Span(" і "), Span("курсив", italic=True))),
        ("***обидва***", (Span("обидва", bold=True, italic=True),)),
        ("[план](https://x.ua/п)", (Span("план", url="https://x.ua/п"),)),
        ("[**план**](mailto:a@x.ua)", (Span("план", bold=True, url="mailto:a@x.ua"),)),
        (r"\*не курсив\*", (Span("*не курсив*"),)),
    ],
)
def test_markup_is_read(line: str, spans: tuple[Span, ...]) -> None:
    """A line may contain emphasis, links and escapes besides words."""
    assert spans == words(line)


@pytest.mark.parametrize(
    "line",
    [
        "# Заголовок",
        "1. перше",
        "3) третє",
        "> цитата",
        "`код`",
        "~~ні~~",
        "![зображення](https://x.ua/a.png)",
        "<b>жирне</b> &amp; &lt;",
        "[злий](javascript:alert(1))",
        "[злий](data:text/html,x)",
        "[a](http://x.ua 'назва')",
        "[a](<http://x.ua>)",
        "https://x.ua",
        "<https://x.ua>",
        "2 * 3 * 4 та snake_case_name",
        "+ плюс",
        "-без пробілу",
        "---",
        "| a | b |",
        "```",
        "[a]: http://x.ua",
    ],
)
def test_everything_else_shows_as_typed(line: str) -> None:
    """Block syntax, code, HTML, images and links of other schemes are shown as typed."""
    assert (Paragraph((Span(line),)),) == prose.blocks(line)


def test_each_line_is_a_paragraph_and_dashes_make_a_list() -> None:
    """Each line is a paragraph, a run of "- " lines is a list; blank lines and indentation are dropped."""
    expected = (
        Paragraph((Span("Перше"),)),
        Paragraph((Span("друге"),)),
        BulletList(((Span("а"),), (Span("б", bold=True),))),
        Paragraph((Span("третє"),)),
    )
    assert expected == prose.blocks("Перше\n    друге\n\n- а\n  -   **б**\n\tтретє\n")


def test_plain_drops_the_markup() -> None:
    """Plain paragraphs contain the words without markup."""
    assert prose.plain("**а** б\n- [в](http://x.ua)\n- г\n") == ["а б", "в", "г"]


def test_invisible_characters_are_made_visible() -> None:
    """A bidirectional override or a control character in a hand-edited file is printed as a mark."""
    assert prose.plain("ab\u202ec\x1b[31m") == ["ab⟨202E⟩c␛[31m"]


@quick
@given(texts)
def test_escaped_text_prints_as_typed(text: str) -> None:
    """Plain text passed through `escape` is shown as it was, whatever it contains."""
    line = " ".join(clean(text).text.split()).lstrip("- ")
    assert ([line] if line else []) == prose.plain(prose.escape(line))


@quick
@given(texts)
@example("a*\n*b")
@example(r"\\| \| \*x* *y")
@example("[а\n](http://x.ua)")
@example("[a [b](javascript:x) c](http://x.ua)")
def test_cell_gives_its_text_back(text: str) -> None:
    """Reading a cell is the exact inverse of writing it."""
    stored = prose.tidy(clean(text).text)
    assert stored == prose.from_cell(prose.to_cell(stored))


@quick
@given(texts)
@example("a*\n*b")
@example("***a*b**")
@example(r"x\\|y\|z")
@example("~~a~~ <br> `|` &amp; \\")
@example("[а\n](http://x.ua)")
@example("[a [b](javascript:x) c](http://x.ua)")
@example("***a*b*c")
@example("*http://x.ua*\n- _б_\n- в_\n_г")
def test_other_readers_see_the_same(text: str) -> None:
    """A GFM reader finds the text's own paragraphs, emphasis and links in the cell."""
    rows = []
    for block in prose.blocks(text):
        if isinstance(block, BulletList):
            rows += [_joined((Span("- "), *item)) for item in block.items]
        else:
            rows.append(block.spans)
    cell = prose.to_cell(text)
    found = read_by_gfm(cell)
    # Markers that GFM readers would pair differently are written as character references.
    if "&#42;" in cell or "&#95;" in cell:
        assert [_words(row) for row in rows] == [_words(row) for row in found]
    else:
        assert [_shown(row) for row in rows] == [_shown(row) for row in found]


@quick
@given(texts)
def test_line_cell_gives_its_value_back(text: str) -> None:
    """A title or unit is read back from its cell, and a GFM reader shows it as typed, without markup."""
    value = " ".join(clean(text).text.split())
    cell = prose.line_to_cell(value)
    assert value == prose.line_from_cell(cell)
    assert ([(value, False, False, None)] if value else []) == [
        part for row in read_by_gfm(cell) for part in _shown(row)
    ]


def test_idle_marker_beside_emphasis_is_hidden_alone() -> None:
    """An unpaired star can't pair with one in another paragraph, and emphasis beside it is kept."""
    assert prose.to_cell("**а** б*\n*в") == "**а** б&#42;<br><br>&#42;в"


def test_foreign_cell_is_read() -> None:
    """A cell written by another program keeps its escapes; its breaks and references are resolved."""
    assert (
        prose.from_cell("**а** \\| б<BR/>- в <br />  г \\* &laquo;ґ&raquo;") == "**а** | б\n- в\nг \\* «ґ»\n"
    )


@pytest.mark.parametrize("piece", ["[", "*a ", "**a*_", "[a](", "\\", "![", "](http://x.ua)", "_a*_ "])
def test_hostile_length_is_read_in_time(piece: str) -> None:
    """The longest text made only of markers is read in seconds."""
    text = (piece * LONGEST_TEXT)[:LONGEST_TEXT]
    before = time.process_time()
    prose.to_cell(text)
    prose.blocks(text)
    assert time.process_time() - before < 5


def read_by_gfm(cell: str) -> list[tuple[Span, ...]]:
    """Return the paragraphs of a one-cell table as read by markdown-it in GFM mode."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = reader.parse(f"| a |\n| --- |\n| {cell} |\n")
    kinds = [token.type for token in tokens]
    if "td_open" not in kinds:
        assert cell == ""
        return []
    assert kinds.count("td_open") == 1
    children = tokens[kinds.index("td_open") + 1].children or []
    rows: list[list[Span]] = [[]]
    bold, italic, url = 0, 0, None
    for token in children:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                url = "link"
            case "link_close":
                url = None
            case "html_inline":
                assert token.content == "<br>"
                rows.append([])
            case "text" | "text_special":
                rows[-1].append(Span(token.content, bold > 0, italic > 0, url))
            case other:
                pytest.fail(f"{other}: {token.content}")
    return [_joined(tuple(row)) for row in rows if row]


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and _style(joined[-1]) == _style(span):
            joined.append(Span(joined.pop().text + span.text, *_style(span)))
        else:
            joined.append(span)
    return tuple(span for span in joined if span.text)


def _words(spans: tuple[Span, ...]) -> str:
    return re.sub(r"[*_]", "", "".join(span.text for span in spans))


def _style(span: Span) -> tuple[bool, bool, str | None]:
    return (span.bold, span.italic, span.url)


def _shown(spans: tuple[Span, ...]) -> list[tuple[str, bool, bool, str | None]]:
    # Links are compared by position, since readers percent-encode their addresses.
    marked = _joined(tuple(Span(s.text, s.bold, s.italic, s.url and "link") for s in spans))
    return [(span.text, span.bold, span.italic, span.url) for span in marked]
