"""Statuses in the words of councils: a whole cell, a column of its own, the sentence at an end of a text."""

from __future__ import annotations

import pytest

from records.importing.statuses import speaks_of_status, status_said, status_told
from records.values.model import Status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Виконаний у повному обсязі", Status.IMPLEMENTED),
        ("Захід реалізовано.", Status.IMPLEMENTED),
        ("Стан виконання: частково", Status.PARTLY),
        ("На виконанні", Status.IN_PROGRESS),
        ("у стадії реалізації", Status.IN_PROGRESS),
        ("не виконувалось", Status.NOT_IMPLEMENTED),
        ("Термін виконання не настав", Status.NOT_STARTED),
        ("in-progress", Status.IN_PROGRESS),
        ("Завершено", None),
        ("Виконання", None),
        ("Виконано на 50 %", None),
    ],
)
def test_said(words: str, status: Status | None) -> None:
    """The five are known in the words that name one of them surely, and in no others."""
    assert status_said(words) is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Виконано. Проведено 5 навчань.\n", Status.IMPLEMENTED),
        ("Захід виконано: видано розпорядження № 41-р.\n", Status.IMPLEMENTED),
        ("Проведено 5 навчань.\nЗахід виконується.\n", Status.IN_PROGRESS),
        ("Виконано. Решта триває. Не виконано.\n", None),
        ("Виконано: 8, не виконано: 4.\n", None),
        ("План виконано, крім двох пунктів.\n", None),
    ],
)
def test_told(text: str, status: Status | None) -> None:
    """A text names its status in a sentence of its own, first or last, and not in two that differ."""
    assert status_told(text) is status


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Роботи завершено.\n", True),
        ("Охоплено 90 % шкіл.\n", True),
        ("Виконавчий комітет провів нараду.\n", False),
    ],
)
def test_speaks(text: str, *, speaks: bool) -> None:
    """Words of a state that name none are heard; those that only sound like them are not."""
    assert speaks_of_status(text) is speaks
