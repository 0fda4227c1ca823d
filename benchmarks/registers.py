"""Synthetic registers from a fixed seed, with as much Ukrainian text as a council writes."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from records.files.documents import new_document
from records.register import Register
from records.values.model import Programme, Rules, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
_WORDS = [
    "проведено",
    "перевірено",
    "оприлюднено",
    "розглянуто",
    "підготовлено",
    "засідання",
    "комісії",
    "працівників",
    "декларацій",
    "закупівель",
    "роз’яснення",
    "щодо",
    "запобігання",
    "конфлікту",
    "інтересів",
    "рішення",
    "виконавчого",
    "комітету",
    "на",
    "офіційному",
    "вебсайті",
    "порушень",
    "не",
    "виявлено",
    "протягом",
    "звітного",
    "періоду",
    "відповідно",
    "до",
    "плану",
    "навчання",
    "посадових",
    "осіб",
]
_STAMP = 1_735_689_600
_TEXT = 260


def make(path: Path, measures: int, commits: int = 0) -> Register:
    """Make a register of `measures` measures with four quarters of progress, and `commits` more commits."""
    programme = Programme(id="2025", title="Програма", from_=date(2025, 1, 1), until=date(2025, 12, 31))
    rules = Rules(schema=1, body="Зразкова міська рада", programmes=(programme,))
    units = {f"unit{n}": Unit(name=f"Відділ {n}") for n in range(6)}
    at = datetime(2025, 1, 1, tzinfo=UTC)
    with Register.create(path, rules=rules, units=units, at=at) as register:
        stream = b"".join(_stream(register.head(), measures, commits))
    command = ["git", "-C", str(path), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=stream, check=True)
    subprocess.run(["git", "-C", str(path), "reset", "-q", "--hard", "main"], check=True)
    subprocess.run(
        ["git", "-C", str(path), "commit-graph", "write", "--reachable", "--changed-paths"],
        check=True,
        capture_output=True,
    )
    return Register.open(path)


def home(measure: int) -> str:
    """Return the folder of a measure, counted from 0."""
    return f"measures/2025/{measure + 1}"


def title(number: int) -> str:
    """Return the beginning of a measure's title, short enough for a narrow screen."""
    return f"Захід {number}:"


def progress(chance: random.Random, percent: int) -> bytes:
    """Return a progress file of about 3 KB."""
    lines = [" ".join(chance.choices(_WORDS, k=_TEXT // 5)).capitalize() + "." for _ in range(4)]
    return new_document(
        {("status",): "in-progress", ("percent",): percent, ("text",): "\n".join(lines) + "\n"}
    )


def _stream(head: str, measures: int, commits: int) -> Iterator[bytes]:
    chance = random.Random(measures)
    yield commit(0, f"from {head}\n".encode())
    for number in range(measures):
        yield file(f"{home(number)}/measure.toml", measure(number))
        for quarter in QUARTERS:
            yield file(f"{home(number)}/{quarter}.toml", progress(chance, 10))
    for place in range(1, commits + 1):
        yield commit(place)
        path = f"{home(chance.randrange(measures))}/{chance.choice(QUARTERS)}.toml"
        yield file(path, progress(chance, place % 100))


def measure(number: int) -> bytes:
    return new_document(
        {
            ("number",): str(number + 1),
            ("title",): f"{title(number + 1)} оприлюднення відомостей про закупівлі та навчання працівників",
            ("responsible",): [f"unit{number % 6}"],
            ("deadline", "text"): "Протягом року",
            ("deadline", "kind"): "within-year",
            ("deadline", "until"): date(2025, 12, 31),
        }
    )


def commit(place: int, parent: bytes = b"", branch: str = "main") -> bytes:
    """Return the header of a commit for `git fast-import`."""
    who = f"Спеціаліст <clerk@rada.example> {_STAMP + place * 60} +0200"
    message = f"Зміна {place}\n".encode()
    head = f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\n".encode()
    return head + b"data %d\n" % len(message) + message + parent


def file(path: str, data: bytes) -> bytes:
    """Return a file of a commit for `git fast-import`."""
    return f"M 644 inline {path}\n".encode() + b"data %d\n" % len(data) + data + b"\n"
