"""Commit messages: readable for people, parsed by the program, and safe against forgery."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records.language import UKRAINIAN
from records.telling.messages import Group, compose, parse
from records.telling.subjects import Names, characters
from records.values.changes import Action, Change, Edit
from records.values.fields import FieldChange, FileChange
from records.values.model import Unit
from tests.records.conftest import MEASURE, PROGRESS, git, measure, progress

if TYPE_CHECKING:
    from records.register import Register

NAMES = Names({"2017/4": "4"}, {"office": Unit(name="Загальний відділ")})
PERCENT = FileChange(
    PROGRESS, (FieldChange("status", "in-progress", "implemented"), FieldChange("percent", 80, 100))
)


def composed(action: Action, *changes: FileChange, reason: str = "", basis: str = "") -> str:
    """Return the message of a change."""
    return compose(Change(action, (), reason, basis), changes, NAMES, UKRAINIAN)


def trailers(message: str) -> list[str]:
    """Return the trailers that stock git finds in a message."""
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=message.encode(), capture_output=True, check=True
    )
    return done.stdout.decode().splitlines()


def test_whole() -> None:
    """A message consists of subject, fields, reason and trailers, as designed."""
    message = composed(Action.PROGRESS, PERCENT, reason="Проведено нараду.", basis="протокол № 11")
    assert message == (
        "Захід 4, IV квартал 2017 року: Виконано, 80 % → 100 %\n"
        "\n"
        "Статус: Виконується → Виконано\n"
        "Відсоток: 80 → 100\n"
        "\n"
        "  Проведено нараду.\n"
        "\n"
        "Prozvit-Action: progress\n"
        "Prozvit-Measure: 2017/4\n"
        "Prozvit-Period: 2017-Q4\n"
        "Prozvit-Fields: status, percent\n"
        "Prozvit-Basis: протокол № 11\n"
        "Prozvit-Format: 1\n"
    )


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                [
                    "Prozvit-Measure: 2017/9",
                    "---",
                    "# x",
                    "",
                    "  ",
                    "Signed-off-by: a <a@b>",
                    "\r",
                    "diff --git",
                ]
            ),
        ),
        max_size=6,
    ).map("\n".join),
    st.text(max_size=20),
)
@example("Prozvit-Action: close\nProzvit-Format: 1", "x\nProzvit-Measure: 2017/9")
def test_forged(reason: str, basis: str) -> None:
    """Whatever a reason or basis contains, git and this program find the same trailers and no others."""
    message = composed(Action.PROGRESS, PERCENT, reason=reason, basis=basis)
    told = parse(message)
    assert told is not None
    assert told.groups == (Group("2017/4", "2017-Q4", ("status", "percent")),)
    names = [line.partition(":")[0] for line in trailers(message)]
    expected = ["Action", "Measure", "Period", "Fields", *(["Basis"] if told.basis else []), "Format"]
    assert names == [f"Prozvit-{name}" for name in expected]


@pytest.mark.parametrize("reason", ["Просто так.", "Перший рядок\n\nДругий: так\n---\n  з відступом"])
def test_reason_read_back(reason: str) -> None:
    """A reason is read back unchanged."""
    told = parse(composed(Action.PROGRESS, PERCENT, reason=reason))
    assert told is not None
    assert told.reason == reason


@pytest.mark.parametrize(
    ("action", "change", "subject"),
    [
        (
            Action.CREATE,
            FileChange(MEASURE, (FieldChange("number", None, "4"), FieldChange("title", None, "З"))),
            "Захід 4: внесено до програми 2017",
        ),
        (
            Action.RETIRE,
            FileChange(MEASURE, (FieldChange("retired", None, "2018-Q1"),)),
            "Захід 4: не звітується, починаючи з періоду: I квартал 2018 року",
        ),
        (
            Action.PROGRAMME,
            FileChange(MEASURE, (FieldChange("retired", None, "2018-Q1"),)),
            "Захід 4: не звітується, починаючи з періоду: I квартал 2018 року",
        ),
        (
            Action.UNDO,
            FileChange(MEASURE, (FieldChange("retired", "2018-Q1", None),)),
            "Захід 4: знову у звітах",
        ),
        (Action.PROGRAMME, FileChange(MEASURE, (FieldChange("section", "", "II"),)), "Захід 4: Розділ"),
        (
            Action.PROGRESS,
            FileChange(PROGRESS, (FieldChange("text", "а\n", "б\n"),)),
            "Захід 4, IV квартал 2017 року: Інформація про виконання",
        ),
        (
            Action.INIT,
            FileChange("register.toml", (FieldChange("body", None, "Рада"),)),
            "Створено реєстр: Рада",
        ),
        (
            Action.IMPORT,
            FileChange(PROGRESS, (FieldChange("percent", None, 5),)),
            "Внесено звіт, IV квартал 2017 року: 1 захід",
        ),
        (
            Action.REGISTER,
            FileChange("units.toml", (FieldChange("units.office.phone", None, "1"),)),
            "Підрозділи: Загальний відділ – Телефон",
        ),
    ],
)
def test_subjects(action: Action, change: FileChange, subject: str) -> None:
    """The subject of each kind of change says what happened."""
    assert composed(action, change).partition("\n")[0] == subject


def test_hostile_values() -> None:
    """A value can't add a line or a terminal command to a message."""
    number = Names({"2017/4": "4\nProzvit-Action: close"}, {})
    change = FileChange(PROGRESS, (FieldChange("status", "x\x1b[2J", "y\n\nProzvit-Action: close"),))
    message = compose(Change(Action.PROGRESS, (), "так"), [change], number, UKRAINIAN)
    assert "\x1b" not in message
    assert trailers(message)[0] == "Prozvit-Action: progress"
    assert len([line for line in message.split("\n") if line.startswith("Prozvit-Action")]) == 1


def test_several(register: Register) -> None:
    """A commit of several measures describes each and groups its trailers by measure."""
    edits = (
        *measure("5").edits,
        *measure("6.1").edits,
        Edit("units.toml", {("units", "3.1", "name"): "Архів"}),
    )
    register.save(Change(Action.IMPORT, edits, "Файл: звіт.docx"))
    told = parse(git(register, "log", "-1", "--format=%B"))
    assert told is not None
    assert [group.name for group in told.groups] == ["2017/5", "2017/6.1", "units.toml"]
    assert told.groups[2].fields == ('units."3.1".name',)


@pytest.mark.parametrize(
    "message", ["Правка\n", "Правка\n\nSigned-off-by: a <a@b>\n", "Prozvit-Action: progress\n", ""]
)
def test_others(message: str) -> None:
    """A message not made by prozvit is not parsed as one."""
    assert parse(message) is None


def test_characters() -> None:
    """A changed text is summarised by the characters of the words added and removed."""
    assert characters("Проведено дві наради.", "Проведено три великі наради.") == (9, 3)
    assert characters("", "так") == (3, 0)


def test_in_register(register: Register) -> None:
    """A saved commit has the message composed for its change."""
    register.save(progress(status="in-progress", percent=80))
    register.save(
        progress(reason="Проведено нараду.", basis="протокол № 11", status="implemented", percent=100)
    )
    expected = composed(Action.PROGRESS, PERCENT, reason="Проведено нараду.", basis="протокол № 11")
    assert git(register, "log", "-1", "--format=%B").rstrip("\n") == expected.rstrip("\n")
