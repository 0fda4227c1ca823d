"""From a register into each format and back: the same register, or what the format can tell of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exporters.formats import export
from exporters.report import report
from records.importing import plan_report, read_report
from records.register import Register
from records.texts.inline import read_line
from records.texts.lines import lines
from records.values.changes import Action, Change, Edit
from records.values.deadlines import read_deadline
from records.values.fields import stored
from records.values.model import Rules, Status
from records.values.statuses import fitting_percent
from tests.records.importing.conftest import PROGRAMME, Q4

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import MeasureRecord

#: Formats that tell a status, and all that a measure is.
EXACT = {"xlsx", "csv"}
FILES = {
    "xlsx": "zvit-2017-Q4.xlsx",
    "csv": "measures.csv",
    "html": "zvit-2017-Q4.html",
    "md": "zvit-2017-Q4.md",
}
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


@dataclass(frozen=True)
class Told:
    """A measure as a test makes it up."""

    title: str
    section: str
    unit: str
    text: str
    status: Status
    percent: int | None


MEASURES = st.lists(
    st.builds(
        Told,
        title=LINES,
        section=LINES,
        unit=LINES,
        text=TEXTS,
        status=st.sampled_from(Status),
        percent=st.integers(0, 100) | st.none(),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register without measures."""
    path = tmp_path_factory.mktemp("empty") / "register"
    Register.create(path, rules=Rules(schema=1, body="Рада", programmes=(PROGRAMME,))).close()
    return path


def fill(register: Register, told: list[Told]) -> None:
    """Save measures with their answers."""
    units: dict[str, str] = {}
    edits = []
    for number, each in enumerate(told, 1):
        home = f"measures/2017/{number}"
        name = "Відділ " + stored("units.toml", ("units", "x", "name"), each.unit)[0]
        unit = next((key for key, known in units.items() if known == name), f"u{number}")
        units[unit] = name
        title = stored(f"{home}/measure.toml", ("title",), each.title)[0]
        section = stored(f"{home}/measure.toml", ("section",), each.section)[0]
        deadline = read_deadline("Протягом року", PROGRAMME.from_, PROGRAMME.until)
        values = {
            ("number",): str(number),
            ("title",): f"Захід {title}",
            ("responsible",): [unit],
            ("section",): f"Розділ {section}",
            ("deadline", "text"): deadline.text,
            ("deadline", "kind"): deadline.kind.value,
            ("deadline", "from"): deadline.from_,
            ("deadline", "until"): deadline.until,
        }
        percent = fitting_percent(each.status, each.percent, deadline)
        answer = {("text",): each.text, ("status",): each.status.value, ("percent",): percent}
        edits += [Edit(f"{home}/measure.toml", values), Edit(f"{home}/2017-Q4.toml", answer)]
    named = Edit("units.toml", {("units", unit, "name"): name for unit, name in units.items()})
    register.save(Change(Action.CREATE, (named, *edits), "Початок"))


def round_trip(empty: Path, folder: Path, told: list[Told]) -> None:
    """Export a register in every format; import each into it, and into an empty one."""
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
    """Return what a format is to give back of a measure."""
    answer, measure = record.progress.get(Q4), record.measure
    units = tuple(register.units()[unit].name for unit in measure.responsible)
    told: tuple[object, ...] = (measure.number, measure.title, measure.section, measure.deadline)
    if name in EXACT:
        # In other tables a semicolon parts two units.
        told = (*told, units)
    if answer is not None and not answer.text and answer.percent is None and name not in EXACT:
        answer = None
    if answer is None:
        return told
    if name in EXACT:
        return (*told, answer)
    if name == "md":
        return (*told, answer.text, answer.percent)
    # A page shows words and how they look, with its own blanks.
    return (*map(squeezed, map(str, told)), shown(answer.text), answer.percent)


def shown(text: str) -> list[list[tuple[object, ...]]]:
    """Return how the lines of a text look, whatever blanks part their words."""
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
    """Return a text without its blanks."""
    return "".join(text.split())


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MEASURES)
@example([Told("|", "**", "a;b", "**а**_б_ [в](http://x.ua)\n- \\*\n1. г\n", Status.PARTLY, 50)])
@example(
    [Told("=1", "-", "@", "", Status.NOT_STARTED, None), Told("'", "", "\ufffe", "- ", Status.IMPLEMENTED, 1)]
)
def test_identity(empty: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Told]) -> None:
    """Whatever a register holds, each format gives it back, and nothing new to the register itself."""
    round_trip(empty, tmp_path_factory.mktemp("trip"), told)


@pytest.mark.soak
@pytest.mark.skipif("PROZVIT_SOAK" not in os.environ, reason="the long form is run by `make soak`")
@pytest.mark.timeout(1800)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MEASURES)
def test_identity_long(empty: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Told]) -> None:
    """The same with three hundred registers."""
    round_trip(empty, tmp_path_factory.mktemp("trip"), told)
