"""The wording of changes of units, officers and rules in `git log`, with people's names."""

from __future__ import annotations

from datetime import date

import pytest

from records.language import UKRAINIAN
from records.telling.messages import compose, parse
from records.telling.subjects import Names
from records.values.changes import Action, Change
from records.values.fields import FieldChange, FileChange
from records.values.model import Officer, Role, Unit

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHy0PT4sMzW1vvdjPMXoCpMkpL0cWyxpl2WmzUQO8iAh ann"
PRINT = "SHA256:2siWF6UWcirVLa8PlDHUyMDuBU4rnhi1/oeI3IHzw/U"
NAMES = Names(
    {"2017/4": "4", "2017/5": "5"},
    {"office": Unit(name="Загальний відділ"), "legal": Unit(name="Юридичний відділ", short="Юристи")},
    {"ann": Officer(name="Ганна КОВАЛЬ", role=Role.AUTHORISED), "lis": Officer(name="Петро ЛІС")},
)


def told(*changes: FileChange, action: Action = Action.REGISTER) -> list[str]:
    """Return the lines of a message that describe a change, without the trailers."""
    message = compose(Change(action, ()), changes, NAMES, UKRAINIAN)
    assert parse(message) is not None
    return message.split("\n\nProzvit-")[0].replace("\n\n", "\n").split("\n")


def file(path: str, *fields: tuple[str, object, object]) -> FileChange:
    """Return the field changes of a file."""
    return FileChange(path, tuple(FieldChange(*field) for field in fields))


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            [file("units.toml", ("units.legal.phone", None, "1"), ("units.legal.short", "Ю", "Юристи"))],
            [
                "Підрозділи: Юристи – Телефон, Коротка назва",
                "Телефон (Юристи): 1",
                "Коротка назва (Юристи): Ю → Юристи",
            ],
        ),
        (
            [file("units.toml", ("units.legal.name", None, "Юридичний відділ"))],
            ["Підрозділи: додано Юристи", "Підрозділ legal: Юридичний відділ"],
        ),
        (
            [file("officers.toml", ("officers.ann.role", "officer", "authorised"))],
            ["Посадові особи: Ганна КОВАЛЬ – Роль", "Роль (Ганна КОВАЛЬ): виконавець → уповноважена особа"],
        ),
        (
            [file("officers.toml", ("officers.ann.units", ["office"], ["office", "legal"]))],
            [
                "Посадові особи: Ганна КОВАЛЬ – Підрозділи",
                "Підрозділи (Ганна КОВАЛЬ): Загальний відділ → Загальний відділ; Юристи",
            ],
        ),
        (
            [file("officers.toml", ("officers.ann.until", None, date(2017, 5, 1)))],
            ["Посадові особи: Ганна КОВАЛЬ пише до 01.05.2017", "Пише до (Ганна КОВАЛЬ): 01.05.2017"],
        ),
        (
            [file("officers.toml", ("officers.ann.keys", None, [{"key": KEY, "from": date(2017, 1, 2)}]))],
            ["Посадові особи: Ганна КОВАЛЬ – Ключі", f"Додано ключ (Ганна КОВАЛЬ): {PRINT} з 02.01.2017"],
        ),
        (
            [
                file(
                    "officers.toml",
                    ("officers.ann.keys", [{"key": KEY}], [{"key": KEY, "until": date(2017, 5, 1)}]),
                )
            ],
            [
                "Посадові особи: Ганна КОВАЛЬ – Ключі",
                f"Ключ (Ганна КОВАЛЬ): {PRINT} → {PRINT} до 01.05.2017",
            ],
        ),
        (
            [
                file(
                    "register.toml",
                    ("open", True, False),
                    ("cadence", "quarter", "year"),
                    ("report.headings.title", None, "Захід"),
                )
            ],
            [
                "Правила реєстру: Пишуть усі, Звітують, Заголовок стовпця «Найменування заходу»",
                "Пишуть усі: так → ні",
                "Звітують: щокварталу → щороку",
                "Заголовок стовпця «Найменування заходу»: Захід",
            ],
        ),
        (
            [
                file("measures/2017/4/measure.toml", ("responsible", ["old", "legal"], ["legal"])),
                file("measures/2017/5/measure.toml", ("responsible", ["old"], ["legal"])),
                file("officers.toml", ("officers.lis.units", ["old"], ["legal"])),
                file("units.toml", ("units.old.name", "Архів", None)),
            ],
            [
                "Підрозділи: 2 заходи, Архів → Юристи",
                "Захід 4: Відповідальні за виконання",
                "Захід 5: Відповідальні за виконання",
                "Підрозділи (Петро ЛІС): old → Юристи",
                "Підрозділ old: Архів → —",
            ],
        ),
    ],
)
def test_told(changes: list[FileChange], lines: list[str]) -> None:
    """A change names the people and units concerned, and keys by their fingerprints."""
    assert told(*changes) == lines


def test_founders() -> None:
    """The first commit names the first administrator and their key."""
    made = (
        file("register.toml", ("body", None, "Рада")),
        file(
            "officers.toml",
            ("officers.lis.role", None, "administrator"),
            ("officers.lis.keys", None, [{"key": KEY}]),
        ),
    )
    assert told(*made, action=Action.INIT) == [
        "Створено реєстр: Рада",
        "Перший адміністратор: Петро ЛІС",
        f"Ключ: {PRINT}",
    ]


@pytest.mark.parametrize("value", [5, "x\nProzvit-Action: close", [1, "b"], [{"key": 7}], {"a": 1}, None])
@pytest.mark.parametrize(
    "key", ["officers.ann.keys", "officers.ann.units", "officers.ann.role", "officers.ann.x.y", "x"]
)
def test_whatever_stands_there(key: str, value: object) -> None:
    """Any hand-written content of officers.toml is described without a failure and forges no trailer."""
    lines = told(file("officers.toml", (key, value, "authorised"), ("officers.lis.name", "Лис", value)))
    assert not [line for line in lines if line.startswith("Prozvit-")]
