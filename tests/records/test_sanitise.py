"""Hostile text: cleaned on input, made visible on output."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.sanitise import clean, clean_line, forbidden, visible

quick = settings(max_examples=60)
# Generated texts rarely contain these characters, so they are added explicitly.
HOSTILE = (
    "\x00\x07\x08\t\x0b\x0c\r\n\x1b[]\x7f\x85\x9b\u00ad\u061c\u200b\u200d\u200e\u202e\u2028\u2066\ufeff\ufe0f"
)
TEXTS = st.text(alphabet=st.sampled_from(HOSTILE + "аїи\u0306👩🔬🏽 ") | st.characters(), max_size=40)


@quick
@given(TEXTS)
def test_clean(text: str) -> None:
    """A cleaned text is allowed and composed, and cleaning it again changes nothing."""
    cleaned = clean(text)
    assert forbidden(cleaned.text) is None
    assert unicodedata.is_normalized("NFC", cleaned.text)
    assert (cleaned.text, 0) == clean(cleaned.text)
    assert cleaned.removed >= 0


@quick
@given(TEXTS)
def test_clean_line(text: str) -> None:
    """A one-line field has no line ends, no spaces around it, and no two in a row."""
    line = clean_line(text).text
    assert "\n" not in line
    assert " ".join(line.split()) == line


@quick
@given(TEXTS)
def test_visible(text: str) -> None:
    """Text made visible contains no control or hidden characters, except in joined emoji."""
    for keep_newlines in (False, True):
        shown = visible(text, keep_newlines=keep_newlines)
        left = {char for char in shown if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"}}
        assert left <= ({"\n"} if keep_newlines else set())
        assert "\u202e" not in shown
        assert "\u200b" not in shown


@pytest.mark.parametrize(
    ("typed", "kept", "removed"),
    [
        ("рядок\r\nрядок\rрядок\u2028рядок", "рядок\nрядок\nрядок\nрядок", 0),
        ("а\tб", "а б", 0),
        ("нерозривний\u00a0пробіл", "нерозривний\u00a0пробіл", 0),
        ("и\u0306", "й", 0),
        ("\x1b]0;назва\x07", "]0;назва", 2),
        ("user\u202etxt.exe", "usertxt.exe", 1),
        ("\ufeffпочаток", "початок", 1),
        ("слово\u200bслово", "словослово", 1),
        ("пере\u00adнос", "перенос", 1),
        ("слово\u034f\u3164\U000e0041", "слово", 3),
        ("и\u200b\u0306", "й", 1),
        ("👩\u200d🔬", "👩\u200d🔬", 0),
        ("👩🏽\u200d🔬", "👩🏽\u200d🔬", 0),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", 0),
        ("а\u200dб", "аб", 1),
        ("\u200d👩\u200d", "👩", 2),
        ("\ud800", "", 1),
    ],
)
def test_cleaning(typed: str, kept: str, removed: int) -> None:
    """Line ends, tabs and letters are normalised; invisible characters are removed and counted."""
    assert (kept, removed) == clean(typed)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "␛[31m"),
        ("\x7f", "␡"),
        ("\x9b31m", "⟨009B⟩31m"),
        ("\u202e", "⟨202E⟩"),
        ("а\nб", "а␊б"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("а\u200dб", "а⟨200D⟩б"),
        ("Звіт — «так»\u00a0№ 1", "Звіт — «так»\u00a0№ 1"),
    ],
)
def test_marks(text: str, shown: str) -> None:
    """Controls are shown as Unicode control pictures, other invisible characters by their codes."""
    assert shown == visible(text)


def test_kept_newlines() -> None:
    """A multi-line text keeps its lines if asked to."""
    assert visible("а\n\x00б", keep_newlines=True) == "а\n␀б"


@pytest.mark.parametrize(
    "char", ["\x00", "\t", "\r", "\x85", "\u2028", "\u202a", "\u2069", "\u200b", "\u200d", "\uffff"]
)
def test_forbidden(char: str) -> None:
    """The first forbidden character is returned."""
    assert char == forbidden(f"текст{char}\x00")


def test_newline_is_allowed() -> None:
    """A newline is the only control character allowed in a stored text."""
    assert forbidden("рядок\nрядок\n") is None
