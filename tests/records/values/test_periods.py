"""Reporting periods: how they are written, ordered and chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import Misused
from records.language import ENGLISH, UKRAINIAN
from records.values.periods import Cadence, Period, open_period, periods_between

quick = settings(max_examples=60)
PARTS = ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "")
PERIODS = st.builds(Period, st.integers(1991, 2100), st.sampled_from(PARTS))
DAYS = st.dates(date(1991, 1, 1), date(2100, 12, 31))


def period(code: str) -> Period:
    return Period.from_code(code)


@quick
@given(PERIODS)
def test_code(one: Period) -> None:
    """A period is read back from its code."""
    assert one == period(one.code)
    assert one == Period.parse(one.code)
    assert one == eval(repr(one))
    assert hash(one) == hash(period(str(one)))


@pytest.mark.parametrize(
    "text",
    [
        "2017-Q4",
        "Q4 2017",
        "q4 2017",
        "Q4-2017",
        "2017q4",
        "2017 Q4",
        "IV кв 2017",
        "IV кв. 2017",
        "ІV квартал 2017 року",
        "iv кв 2017",
        "4 кв. 2017",
        "4 кв. 2017 р.",
        "4-й квартал 2017 р",
        " IV\u00a0квартал\u00a02017\u00a0року ",
    ],
)
def test_typed_quarter(text: str) -> None:
    """A quarter can be typed with digits or Roman numerals, Latin or Cyrillic, and any kind of spaces."""
    assert period("2017-Q4") == Period.parse(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ІІ півріччя 2017 року", "2017-H2"),
        ("1 п/р 2017", "2017-H1"),
        ("H2 2017", "2017-H2"),
        ("ІІІ кв 2024", "2024-Q3"),
        ("2017", "2017"),
    ],
)
def test_typed_other(text: str, code: str) -> None:
    """Half-years and years can be typed in the same ways."""
    assert period(code) == Period.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2017-Q5",
        "2017-q4",
        "17-Q4",
        "2017-Q4 ",
        "２０１７-Q4",
        "V кв 2017",
        "2017-H3",
        "Q9 2017",
        "0000-Q1",
        "9999",
    ],
)
def test_no_code(text: str) -> None:
    """A text that is no period is refused with the text and the valid form."""
    with pytest.raises(Misused, match="write it as 2017-Q4"):
        Period.from_code(text)


@quick
@given(st.text(max_size=30))
def test_any_text(text: str) -> None:
    """Any typed text is either a period or an error that can be rendered."""
    try:
        found = Period.parse(text)
    except Misused:
        return
    assert found == period(found.code)


@quick
@given(DAYS, st.sampled_from(Cadence))
def test_containing(day: date, cadence: Cadence) -> None:
    """Each day lies in one period of a cadence, between its previous and next periods."""
    one = Period.containing(day, cadence)
    assert one.first_day <= day <= one.last_day
    assert one.cadence is cadence
    assert one.next().first_day == one.last_day + timedelta(days=1)
    assert one.previous().last_day == one.first_day - timedelta(days=1)
    assert one == one.next().previous()
    assert one.previous() < one < one.next()


def test_monitoring_dates() -> None:
    """Quarters end on 31 March, 30 June, 30 September and 31 December, and are due in the month after."""
    ends = [period(f"2024-Q{n}").last_day for n in (1, 2, 3, 4)]
    assert [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)] == ends
    assert date(2018, 1, 15) == period("2017-Q4").submission_day(15)
    assert date(2024, 7, 5) == period("2024-H1").submission_day(5)


def test_order() -> None:
    """Periods sort by last day; of those that end on the same day the longer comes first."""
    codes = ["2017-Q1", "2017-H1", "2017-Q2", "2017-Q3", "2017", "2017-H2", "2017-Q4", "2018-Q1"]
    assert codes == [str(one) for one in sorted(map(period, reversed(codes)))]
    assert period("2017") != "2017"


@pytest.mark.parametrize(
    ("code", "name", "cumulative"),
    [
        ("2017-Q1", "I квартал 2017 року", "за I квартал 2017 року"),
        ("2017-Q2", "II квартал 2017 року", "за I півріччя 2017 року"),
        ("2017-Q3", "III квартал 2017 року", "за 9 місяців 2017 року"),
        ("2017-Q4", "IV квартал 2017 року", "за 2017 рік"),
        ("2017-H1", "I півріччя 2017 року", "за I півріччя 2017 року"),
        ("2017-H2", "II півріччя 2017 року", "за 2017 рік"),
        ("2017", "2017 рік", "за 2017 рік"),
    ],
)
def test_names(code: str, name: str, cumulative: str) -> None:
    """A period is named as in reports, both alone and counted from the beginning of the year."""
    assert name == period(code).message().render(UKRAINIAN)
    assert f"за {name}" == period(code).reported().render(UKRAINIAN)
    assert cumulative == period(code).cumulative().render(UKRAINIAN)
    assert period(code).short().render(UKRAINIAN)
    assert period(code).message().render(ENGLISH).endswith("2017")


def test_periods_between() -> None:
    """A programme's periods run from the one of its first day to the one of its last day."""
    found = periods_between(date(2023, 11, 15), date(2024, 6, 30), Cadence.QUARTER)
    assert [one.code for one in found] == ["2023-Q4", "2024-Q1", "2024-Q2"]
    assert [period("2024")] == periods_between(date(2024, 1, 1), date(2024, 12, 31), Cadence.YEAR)


@pytest.mark.parametrize(
    ("closed", "today", "expected"),
    [
        ([], date(2018, 1, 10), "2017-Q4"),
        ([], date(2017, 1, 10), "2017-Q1"),
        ([], date(2016, 5, 1), "2017-Q1"),
        ([], date(2017, 4, 1), "2017-Q1"),
        ([], date(2017, 3, 31), "2017-Q1"),
        (["2017-Q1"], date(2017, 4, 10), "2017-Q2"),
        (["2017-Q1"], date(2030, 1, 1), "2017-Q4"),
        (["2017-Q3"], date(2017, 10, 5), "2017-Q4"),
        (["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"], date(2030, 1, 1), "2017-Q4"),
        (["2016-Q4"], date(2017, 8, 1), "2017-Q2"),
    ],
)
def test_open_period(closed: list[str], today: date, expected: str) -> None:
    """The open period is the latest ended one after the latest closed; else the first or the last."""
    quarters = periods_between(date(2017, 1, 1), date(2017, 12, 31), Cadence.QUARTER)
    assert period(expected) == open_period(quarters, {period(code) for code in closed}, today)
