"""Ukrainian typography: folding for comparison, no-break spaces for reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.texts.typography import alphabetical, fold, loosened, typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 %", "100~%"),
        ("№ 201-р", "№~201-р"),
        ("ст. 5 та ч. 2, п. 3", "ст.~5 та ч.~2, п.~3"),
        ("120 тис. грн", "120~тис.~грн"),
        ("2,5 млн грн", "2,5~млн~грн"),
        ("IV квартал 2017 року", "IV~квартал 2017~року"),
        ("ІІ півріччя", "ІІ~півріччя"),
        ("м. Костянтинівка, вул. Миру", "м.~Костянтинівка, вул.~Миру"),
        ("2017 р.", "2017~р."),
        ("17 червня 2011 року", "17~червня 2011~року"),
        ("А. Б. ПРІЗВИЩЕ", "А.~Б.~ПРІЗВИЩЕ"),
        ("на м. п. та сім. Днів", "на м. п. та сім. Днів"),
        ("«лапки» – як є", "«лапки» – як є"),
        ("100%", "100%"),
    ],
)
def test_spaces_that_must_not_break_are_tied(text: str, expected: str) -> None:
    """A number stays on one line with its sign, unit, month or abbreviation."""
    assert expected == typeset(text).replace("\u00a0", "~")


@settings(max_examples=60)
@given(st.text(alphabet="№%ст.м IV125рокуАБ«»–-\n", max_size=60))
def test_setting_changes_spaces_alone(text: str) -> None:
    """Typesetting changes only the kind of spaces, and doing it twice adds nothing."""
    assert text == typeset(text).replace("\u00a0", " ")
    assert typeset(text) == typeset(typeset(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01.03.2023 – 30.09.2023", "01.03.2023 - 30.09.2023"),
        ("«Гарячі лінії»", "“гарячі\u00a0лінії”"),
        ("зв’язок", "зв\u0027язок"),
        ("  Відділ   освіти ", "відділ освіти"),
    ],
)
def test_folded_texts_are_equal(one: str, other: str) -> None:
    """Texts that differ only in dashes, quotes, apostrophes, spaces and letter case are equal when folded."""
    assert fold(one) == fold(other)


def test_alphabetical() -> None:
    """Words sort as in a Ukrainian dictionary: ґ after г, є after е, ї after і; an apostrophe is ignored."""
    words = ["вулиця", "гай", "ґанок", "Ера", "єдність", "жнива", "ирій", "ім’я", "Їжак", "йод", "яр"]
    assert sorted(set(words), key=alphabetical) == words
    assert alphabetical("об’їзд") == alphabetical("Об'їзд")


@pytest.mark.parametrize("text", ["ст. 5 і № 7, 100 % за IV квартал", "тис. грн", "а\u00a0б", ""])
def test_loosened_text_is_as_it_was(text: str) -> None:
    """Loosening a typeset text restores the original, including its own no-break spaces."""
    assert loosened(typeset(text)) == text
