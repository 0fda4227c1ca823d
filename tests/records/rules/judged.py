"""A small register for the tests of rules, and the problems found in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from records.files.snapshot import MeasureRecord, Provenance, Snapshot
from records.language import ENGLISH, UKRAINIAN
from records.rules.validation import problems_of_record
from records.values.model import Measure, Programme, Progress, Record, Rules, Status, Unit

if TYPE_CHECKING:
    from records.rules.problems import Problem

PROGRAMME = Programme(id="2024", title="Програма", from_=date(2024, 1, 1), until=date(2024, 12, 31))
MEASURE = Measure(number="1", title="Навчання посадових осіб", responsible=("office",))
AT = datetime(2025, 1, 12, tzinfo=UTC)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHy0PT4sMzW1vvdjPMXoCpMkpL0cWyxpl2WmzUQO8iAh officer1"
FOLDER = "measures/2024/1"
NAIVE = AT.replace(tzinfo=None)


def rules(**values: Any) -> Rules:
    return Rules(**({"schema": 1, "body": "Виконком", "programmes": (PROGRAMME,)} | values))


def register(*measures: MeasureRecord, **values: Any) -> Snapshot:
    snapshot = Snapshot(
        provenance=Provenance("0" * 40, AT, ""),
        rules=rules(),
        units={"office": Unit(name="Загальний відділ")},
        officers={},
        measures=measures or (MeasureRecord("2024", "1", MEASURE, {}),),
    )
    return replace(snapshot, **values)


def progress(**values: Any) -> Progress:
    return Progress(**({"status": Status.IN_PROGRESS, "text": "Триває.\n"} | values))


def shown(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.key, problem.severity) for problem in problems]


def check(path: str, record: Record, key: str, words: str) -> None:
    [problem] = problems_of_record(path, record, register())
    assert ("error", path, key) == (problem.severity, problem.path, problem.key)
    assert words in problem.message.render(ENGLISH)
    assert path in problem.in_full().render(ENGLISH)
    assert key in problem.in_full().render(UKRAINIAN)
    assert problem.message.render(UKRAINIAN) != problem.message.render(ENGLISH)
