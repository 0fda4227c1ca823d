"""The text of a report's cell for a measure, and how an import recognises it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from records.files.snapshot import MeasureRecord
from records.language import ENGLISH, LANGUAGES, UKRAINIAN, Language
from records.telling.wording import closing, is_note, printed_cell, progress_cell
from records.values.model import Deadline, Measure, Progress, Review, ReviewState, Status
from records.values.periods import Period

NOW = Period.from_code("2018-Q1")
DAY = date(2018, 4, 15)


def record(done: str | None = None, **values: date) -> MeasureRecord:
    accepted = Review(state=ReviewState.ACCEPTED, by="authorised1", at=datetime(2018, 1, 9, tzinfo=UTC))
    result = Progress(status=Status.IMPLEMENTED, percent=100, text="Затверджено.\n", review=accepted)
    return MeasureRecord(
        programme="2017",
        id="1",
        measure=Measure(number="1", title="Захід", deadline=Deadline(text="у строк", **values)),
        progress={Period.from_code(done): result} if done else {},
    )


@pytest.mark.parametrize(
    ("measure", "cell"),
    [
        (record(), "Інформацію станом на 15.04.2018 не подано"),
        (record(from_=date(2018, 7, 1)), "Строк виконання не настав"),
        (
            record("2017-Q4"),
            (
                "Виконано у IV кварталі 2017 року (за попереднім звітом):<br><br>"
                "Затверджено. Стан виконання – 100 %."
            ),
        ),
        (
            record("2017-H2"),
            (
                "Виконано у II півріччі 2017 року (за попереднім звітом):<br><br>"
                "Затверджено. Стан виконання – 100 %."
            ),
        ),
        (
            record("2017"),
            "Виконано у 2017 році (за попереднім звітом):<br><br>Затверджено. Стан виконання – 100 %.",
        ),
        (record("2018-Q1"), "Затверджено. Стан виконання – 100 %."),
    ],
)
def test_cell_says_what_the_register_holds(measure: MeasureRecord, cell: str) -> None:
    """A cell shows the measure's own progress, or a note on why there is none."""
    assert cell == progress_cell(measure, NOW, DAY, UKRAINIAN)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("done", [None, "2017-Q4", "2017-H2", "2017"])
def test_notes_are_known_in_every_language(done: str | None, code: str) -> None:
    """An import recognises a note in any language of the report."""
    assert is_note(progress_cell(record(done), NOW, DAY, Language(code)))


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Виконано у IV кварталі 2017 року.",
        "Строк виконання не настав<br><br>Проте роботи розпочато.",
        "Строк виконання не настав. Стан виконання – 0 %.",
        "Навчання проведено. Інформацію станом на 15.04.2018 не подано",
    ],
)
def test_words_of_an_officer_are_no_note(cell: str) -> None:
    """A text that only resembles a note is a text."""
    assert not is_note(cell)


@pytest.mark.parametrize(
    ("text", "percent", "cell"),
    [
        ("Зроблено.\n", 40, "Зроблено. State of implementation – 40 %."),
        ("- а\n- б\n", 40, "- а<br>- б<br><br>State of implementation – 40 %."),
        ("", 0, "State of implementation – 0 %."),
        ("Зроблено.\n", None, "Зроблено."),
        ("", None, ""),
    ],
)
def test_closing_words_follow_the_text(text: str, percent: int | None, cell: str) -> None:
    """Closing words end the last paragraph, stand apart after a list, and are left out without a percent."""
    ending = closing(percent)
    assert cell == printed_cell(text, "", ending.render(ENGLISH) if ending else "")
