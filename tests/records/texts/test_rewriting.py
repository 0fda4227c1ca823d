"""Words and their formatting, written as limited Markdown."""

from __future__ import annotations

import pytest

from records.texts.inline import Span, read_line
from records.texts.rewriting import rewritten, written


@pytest.mark.parametrize(
    ("spans", "line"),
    [
        ([Span("так")], "так"),
        ([Span("а*б_в")], "а*б_в"),
        ([Span("*так*")], "\\*так\\*"),
        ([Span("усе ", bold=True), Span("разом", bold=True, italic=True)], "**усе *разом***"),
        ([Span("слово", bold=True), Span(" "), Span("друге", italic=True)], "**слово** *друге*"),
        ([Span("«а»", bold=True), Span("б")], "«а»б"),
        ([Span("а "), Span("тут", url="https://x.ua/я")], "а [тут](https://x.ua/я)"),
        ([Span("а ", bold=True), Span("тут", bold=True, url="http://x.ua")], "**а [тут](http://x.ua)**"),
        ([Span("тут", url="javascript:alert(1)")], "тут"),
        ([Span("*", bold=True)], "__*__"),
    ],
)
def test_look_is_written(spans: list[Span], line: str) -> None:
    """Emphasis and links are written as briefly as possible, and left out where impossible."""
    assert written(spans) == line


def test_emphasis_of_blanks_is_left_out() -> None:
    """Spaces at the edges of a bold run, as Word makes them, don't prevent it from being bold."""
    line = written([Span("Зроблено "), Span(" усе ", bold=True), Span("та більше")])
    assert line == "Зроблено  **усе** та більше"
    assert Span("усе", bold=True) in read_line(line).spans


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("__так__ і _ні_\n", "**так** і *ні*\n"),
        ("\\- дефіс\\!\n", "\\- дефіс!\n"),
        ("[а](http://x.ua)[б](http://x.ua)\n", "[аб](http://x.ua)\n"),
        ("- **а** \n-   б\n", "- **а**\n- б\n"),
    ],
)
def test_what_prints_the_same_is_written_the_same(one: str, other: str) -> None:
    """Two texts that print the same are equal when rewritten."""
    assert rewritten(one) == rewritten(other) == other
