"""Statuses in councils' words: a whole cell, a separate column, or a text's first or last sentence."""

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
    """The five statuses are recognised only in words that name one of them unambiguously."""
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
    """A text's status is read from its first or last sentence, unless two sentences contradict each other."""
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
    """Words about a state that name no status are noticed; similar words with another meaning are not."""
    assert speaks_of_status(text) is speaks
