"""From a register into each format and back: nothing is lost that the format shows."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from exporters.formats import export
from exporters.report import report
from records.importing import plan_report, read_report
from records.register import Register
from records.sanitise import clean_line
from records.texts.inline import read_line
from records.texts.lines import lines
from records.texts.typography import fold
from records.values.changes import Action, Change, Edit
from records.values.deadlines import read_deadline
from records.values.fields import stored
from records.values.layout import Place
from records.values.model import Evidence, Rules, Status, builtin
from records.values.statuses import fitting_percent
from tests.records.importing.conftest import PROGRAMME, Q4

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import MeasureRecord

FILES = {
    "xlsx": "zvit-2017-Q4.xlsx",
    "csv": "measures.csv",
    "html": "zvit-2017-Q4.html",
    "docx": "zvit-2017-Q4.docx",
    "md": "zvit-2017-Q4.md",
}
#: The formats that include every field of progress, and those that show texts as a reader sees them.
WHOLE, READ = {"xlsx", "csv", "html"}, {"html", "docx"}
ANY = st.characters(exclude_categories=["Cs"])
SIGNS = st.sampled_from(
    [
        *(
            "|",
            "\\",
            "\\|",
            "<br>",
            "<b>",
            "&lt;",
            "&#124;",
            "**",
            "*",
            "_",
            "`",
            "# ",
            "- ",
            "1. ",
            "> ",
            "~~",
        ),
        *("[a](http://x.ua)", "a;b", ",", '"', "'", "=1+1", "+", "@", "\t", "\n", "слово ", "№ 5", "100 %"),
        *("_x0041_", "\ufffe", "\u00a0", "🙂", "и\u0306", "ї"),
    ]
)
TEXTS = st.lists(st.one_of(SIGNS, ANY, st.just("довге слово " * 300)), max_size=9).map("".join)
LINES = st.lists(st.one_of(SIGNS, ANY), max_size=5).map("".join)
NAMES = st.lists(
    st.one_of(SIGNS, ANY, st.sampled_from(["; ", ";", ", ", ", Відділ", "Центр", "- ", "2) "])), max_size=5
)
DOCUMENTS = st.builds(
    Evidence,
    title=LINES,
    ref=LINES,
    url=st.sampled_from(["", "https://x.ua/а_(1)?b=1&c=;2", "http://x.ua/=1'\"<b>"]),
    sha256=st.sampled_from(["", "ab" * 32]),
)


class Told(Struct, frozen=True):
    """The values of a generated measure."""

    title: str = ""
    section: str = ""
    units: tuple[str, ...] = ("",)
    text: str = ""
    status: Status = Status.IN_PROGRESS
    percent: int | None = None
    deadline: str = ""
    indicator: str = ""
    funding: str = ""
    completed: date | None = None
    evidence: tuple[Evidence, ...] = ()


MEASURES = st.lists(
    st.builds(
        Told,
        title=LINES,
        section=LINES,
        units=st.lists(NAMES.map("".join), min_size=1, max_size=3).map(tuple),
        text=TEXTS,
        status=st.sampled_from(Status),
        percent=st.integers(0, 100) | st.none(),
        deadline=LINES,
        indicator=LINES,
        funding=LINES,
        completed=st.dates(date(1995, 1, 1), date(2090, 1, 1)) | st.none(),
        evidence=st.lists(DOCUMENTS, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register without measures and return its path."""
    path = tmp_path_factory.mktemp("empty") / "register"
    Register.create(path, rules=Rules(schema=1, body="Рада", programmes=(PROGRAMME,))).close()
    return path


def fill(register: Register, told: list[Told]) -> None:
    """Save generated measures with their progress."""
    names: dict[str, str] = {}
    edits = []
    for number, each in enumerate(told, 1):
        home = Place("2017", str(number), None)
        lead = [one_line(home, "title", name, "Відділ ") for name in each.units]
        units = [unit_of(names, name) for name in lead]
        deadline = read_deadline(
            one_line(home, "deadline", each.deadline, "Строк "), PROGRAMME.from_, PROGRAMME.until
        )
        values = {
            ("number",): str(number),
            ("title",): one_line(home, "title", each.title, "Захід "),
            ("responsible",): list(dict.fromkeys(units)),
            ("section",): one_line(home, "section", each.section, "Розділ "),
            ("indicator",): one_line(home, "indicator", each.indicator) or None,
            ("funding",): one_line(home, "funding", each.funding) or None,
            ("deadline", "text"): deadline.text,
            ("deadline", "kind"): deadline.kind.value,
            ("deadline", "from"): deadline.from_,
            ("deadline", "until"): deadline.until,
        }
        answer = {
            ("text",): each.text,
            ("status",): each.status.value,
            ("percent",): fitting_percent(each.status, each.percent, deadline),
            ("completed",): each.completed,
            ("evidence",): [builtin(document) for document in each.evidence if is_named(document)] or None,
        }
        edits += [Edit(home.path, values), Edit(home._replace(period=Q4).path, answer)]
    named = Edit("units.toml", {("units", unit, "name"): name for unit, name in names.items()})
    register.save(Change(Action.CREATE, (named, *edits), "Початок"))


def one_line(place: Place, key: str, text: str, before: str = "") -> str:
    """Return a text, prefixed with `before`, as the register stores it in a one-line field."""
    return stored(place.path, (key,), before + text)[0]


def unit_of(names: dict[str, str], name: str) -> str:
    """Return the id of the unit with this name, or a new id if no known name reads alike."""
    found = next((unit for unit, known in names.items() if fold(known) == fold(name)), f"u{len(names)}")
    names.setdefault(found, name)
    return found


def is_named(document: Evidence) -> bool:
    """Return whether a document has any field by which it could be named."""
    return bool(clean_line(document.title).text or clean_line(document.ref).text or document.url)


def round_trip(empty: Path, folder: Path, told: list[Told]) -> None:
    """Export a register in every format; import each file into it and into an empty register."""
    with Register.open(shutil.copytree(empty, folder / "register", symlinks=True)) as register:
        fill(register, told)
        snapshot = register.snapshot()
        written = {each.path.name: each.path for each in export(report(snapshot, Q4), FILES, folder)}
        for name, file in FILES.items():
            read = read_report(written[file])
            assert plan_report(register, read, Q4, None, update=True)[0].change is None, name
            assert plan_report(register, read, Q4, None)[0].change is None, name
            with Register.open(shutil.copytree(empty, folder / name, symlinks=True)) as other:
                plan, base = plan_report(other, read, Q4, None)
                assert plan.change is not None
                other.save(plan.change, base=base)
                expected = [facts(each, name, register) for each in snapshot.measures]
                assert expected == [facts(each, name, other) for each in other.snapshot().measures], name


def facts(record: MeasureRecord, name: str, register: Register) -> tuple[object, ...]:
    """Return the values of a measure that a format must give back, that is, all that its file shows."""
    answer, measure = record.progress.get(Q4), record.measure
    units = tuple(register.snapshot().units[unit].name for unit in measure.responsible)
    told: list[object] = [measure.number, measure.title, measure.section, units, measure.deadline]
    if name in WHOLE:
        told += [measure.indicator, measure.funding]
    elif answer is not None and not answer.text and answer.percent is None:
        # In a file without statuses an empty cell means no progress.
        answer = None
    if answer is not None:
        told += [answer.percent, shown(answer.text) if name in READ else answer.text]
        told += [answer.status, answer.completed, answer.evidence] if name in WHOLE else []
    return tuple(squeezed(str(each)) for each in told) if name in READ else tuple(told)


def shown(text: str) -> list[list[tuple[object, ...]]]:
    """Return the visible words and formatting of each line of a text, ignoring spaces."""
    return [
        [
            (squeezed(span.text), span.bold, span.italic, span.url)
            for span in read_line(line).spans
            if squeezed(span.text)
        ]
        for line in lines(text)
        if squeezed(line)
    ]


def squeezed(text: str) -> str:
    """Return a text without spaces."""
    return "".join(text.split())


@settings(max_examples=3)
@given(MEASURES)
@example(
    [
        Told(
            "|",
            "**",
            ("a; Відділ b, Центр", "b. ", "b;"),
            "**а**_б_ [в](http://x.ua)\n- \\*\n1. г\n",
            Status.PARTLY,
            50,
            "Постійно",
            "100 %; так",
            "=1",
            date(2017, 12, 20),
            (Evidence("План; а, б", "№ 5", "https://x.ua/?a=1&b='", "ab" * 32), Evidence(url="http://x.ua")),
        )
    ]
)
@example(
    [Told("=1", "-", ("@",), "", Status.NOT_STARTED), Told("'", "", ("\ufffe",), "- ", Status.IMPLEMENTED, 1)]
)
def test_identity(empty: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Told]) -> None:
    """Every format gives back what a register holds, and importing it into the same register is no change."""
    round_trip(empty, tmp_path_factory.mktemp("trip"), told)


@pytest.mark.soak
@pytest.mark.skipif("PROZVIT_SOAK" not in os.environ, reason="the long form is run by `make soak`")
@pytest.mark.timeout(1800)
@settings(max_examples=300)
@given(MEASURES)
def test_identity_long(empty: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Told]) -> None:
    """The same property holds for three hundred registers."""
    round_trip(empty, tmp_path_factory.mktemp("trip"), told)
