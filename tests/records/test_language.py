"""Texts for people: rendered in their language, with values formatted for reading."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import ClosedPeriod, InvalidDocument, Misused, ProzvitError, ReadOnly
from records.language import ENGLISH, LANGUAGES, UKRAINIAN, Language, Message, Plural
from records.values.model import Column, DeadlineKind, ReviewState, Role, Status
from records.values.periods import Period
from records.values.statuses import Standing

NAMES = [name for kind in (Status, DeadlineKind, ReviewState, Role, Column, Standing) for name in kind]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("", "—"),
        ("текст", "текст"),
        ("\x1b[0m", "␛[0m"),
        (date(2017, 12, 1), "01.12.2017"),
        (datetime(2018, 1, 12, 10, 31, tzinfo=UTC), "12.01.2018 10:31"),
        (True, "так"),
        (False, "ні"),
        (100, "100"),
        (["а", None], "а; —"),
        (("а", "б"), "а; б"),
        (Status.PARTLY, "Виконано частково"),
        (Period.from_code("2017-Q4"), "IV квартал 2017 року"),
        (Message("Not started"), "Не розпочато"),
    ],
)
def test_values(value: object, shown: str) -> None:
    """Values are formatted for reading, and hostile ones are made harmless."""
    assert shown == UKRAINIAN.show(value)


def test_message() -> None:
    """A message is rendered in the reader's language."""
    message = Message("for quarter {roman} of {year}", roman="I", year=2017)
    assert message.render(UKRAINIAN) == "за I квартал 2017 року"
    assert message.render(ENGLISH) == "for quarter I of 2017"
    assert ENGLISH.say("for quarter {roman} of {year}", roman="I", year=2017) == "for quarter I of 2017"


def test_unknown_message() -> None:
    """A text missing from the catalogue is shown in English."""
    assert UKRAINIAN.say("no such text: {x}", x=1) == "no such text: 1"


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_hostile_value(text: str) -> None:
    """A value is never used as a template and never controls a terminal."""
    shown = ENGLISH.say("“{value}” stands", value=text)
    assert shown.startswith("“")
    assert shown.endswith("” stands")
    assert "\x1b" not in shown


def test_template_in_value() -> None:
    """Braces in a value stay braces."""
    assert ENGLISH.say("{a}", a="{b.__class__}") == "{b.__class__}"


@pytest.mark.parametrize(("n", "form"), [(1, "one"), (2, "many"), (5, "many"), (0, "many")])
def test_plural(n: int, form: str) -> None:
    """A counted text takes the plural form for its count."""
    assert f"{n} {form}" == Plural("{n} one", "{n} many", n=n).render(ENGLISH)
    assert f"{n} {form}" == ENGLISH.count("{n} one", "{n} many", n=n)


def test_equality() -> None:
    """Messages are equal if their templates and values are."""
    assert Message("a", x=1) == Message("a", x=1)
    assert Message("a", x=1) != Message("a", x=2)
    assert Message("a") != "a"
    assert hash(Message("a", x=1)) == hash(Message("a", x=1))


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_names(name: Status) -> None:
    """Every status, kind, state, role, column and standing has a name in each language."""
    shown = {Language(code).show(name) for code in LANGUAGES}
    assert len(LANGUAGES) == len(shown)
    assert all(shown)


def test_errors() -> None:
    """An error renders its values in each language, keeps them, and has the base classes expected."""
    error = Misused("There is no schema “{name}”. There are: {known}.", name="x", known="a, b")
    assert str(error) == "There is no schema “x”. There are: a, b."
    assert error.message().render(UKRAINIAN) == "Схеми «x» немає. Є такі: a, b."
    assert error.values == {"name": "x", "known": "a, b"}
    assert issubclass(ClosedPeriod, ReadOnly)
    assert issubclass(InvalidDocument, ProzvitError)
