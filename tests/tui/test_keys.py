"""Keys: each has one meaning on a screen, and the officers' page lists all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.language import UKRAINIAN
from tui import actions
from tui.actions import Action, bindings, shown_key

OFFICERS = Path(__file__).parents[2] / "docs" / "officers.md"
SCREENS = {
    "Перший запуск": actions.FIRST,
    "Рядки першого запуску": actions.STARTING,
    "Таблиця заходів": actions.MEASURES,
    "Форма": actions.EDIT,
    "Поля програми": actions.PROGRAMME,
    "Вікно збереження": actions.SAVING,
    "Вікно збереження без подання": actions.RECORDING,
    "Історія заходу": actions.HISTORY,
    "Розбіжність": actions.CONFLICT,
    "Інше значення": actions.REWORDING,
    "Дві версії": actions.COMPARING,
    "Журнал": actions.JOURNAL,
    "Огляд за підрозділами": actions.BOARD,
    "Розгляд поданого": actions.REVIEW,
    "Примітка": actions.NOTING,
    "Перевірка": actions.CHECKS,
    "Підрозділи, посадові особи, правила": actions.STAFF,
    "Поля підрозділу, особи чи правила": actions.ENTRY,
    "Звіт": actions.EXPORTING,
    "Закриття періоду": actions.PERIOD,
    "Вікно закриття": actions.CLOSING,
    "Імпорт звіту": actions.IMPORTING,
    "Збереження імпорту й відомостей про звіт": actions.CONFIRMING,
    "Чернетки": actions.DRAFTS,
    "Зміни вручну": actions.HAND_EDITS,
}


def told(screen: str) -> list[str]:
    """Return the table of a screen's keys in the officers' page."""
    rows = [
        f"| {shown_key(action) if action.keys else '–'} | {UKRAINIAN.translate(action.help)} |"
        for action in SCREENS[screen]
    ]
    return [f"**{screen}**", "", "| Клавіша | Що робить |", "| --- | --- |", *rows, ""]


@pytest.mark.parametrize("screen", SCREENS)
def test_told(screen: str) -> None:
    """The officers' page lists exactly the keys declared for each screen."""
    assert "\n".join(told(screen)) in OFFICERS.read_text(encoding="utf-8")


@pytest.mark.parametrize("screen", SCREENS)
def test_apart(screen: str) -> None:
    """No key has two meanings on a screen, and each letter key works in both layouts."""
    keys = [key for binding in bindings(SCREENS[screen]) for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
    letters = {key for key in keys if len(key) == 1 and key.isalpha()}
    declared = [key for action in SCREENS[screen] for key in action.keys.split(",")]
    assert len(letters) == 2 * sum(len(key) == 1 and key.isalpha() for key in declared)


@pytest.mark.parametrize(
    ("keys", "shown"), [("f4,enter", "F4"), ("escape", "Esc"), ("j", "j, о"), ("enter", "Enter")]
)
def test_shown(keys: str, shown: str) -> None:
    """A key is shown as printed on the keyboard, a letter in both layouts."""
    assert shown_key(Action("x", keys, "", "")) == shown
