"""A report's own title, headings and body: how they are read, and which of them the rules take over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.importing.account import quoted
from records.language import LANGUAGES, Language, Message
from records.telling.wording import usual_title
from records.texts.typography import fold
from records.values.model import PeriodWording
from records.values.periods import Period
from records.values.spans import read_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from records.importing.understand import Understood
    from records.values.changes import Key
    from records.values.model import Programme, Rules
    from records.values.periods import Cadence

_NAMES_PERIOD = re.compile(r"квартал|півріч|місяц|\b[ув] (?:20|19)\d\d")
_YEAR = re.compile(r"\b(?:20|19)\d\d\b")
#: The words before the period of a report; prozvit itself writes only the first.
_WITHIN = ("за", "протягом", "упродовж", "впродовж")
#: The number of words in "за перше півріччя 2017 року", and one more.
_LONGEST_TIME = 6
#: The name of a public body on a line of its own, in the nominative.
_BODY = re.compile(
    r"(?:[\w’'-]+(?:ий|а|е) )*(?:рада|комітет|адміністрація|управління|департамент|відділ|підприємство"
    r"|установа|заклад)\b",
    re.IGNORECASE,
)


class Heading(Struct, frozen=True):
    """The lines above a table: the report's title without the period at its end, and the body, or "".

    `time` is the wording of the report's period, `days` its first and last day. `above` are the lines before
    the title, which are not used.
    """

    title: str = ""
    body: str = ""
    time: str = ""
    days: tuple[date, date] | None = None
    ends_with_time: bool = False
    above: tuple[str, ...] = ()

    def wording(self, cadence: Cadence) -> PeriodWording | None:
        """Return how the title ends with the report's period, or None if no rule describes that way."""
        if self.days is None:
            return PeriodWording.NONE
        first, last = self.days
        period = Period.containing(last, cadence)
        if not self.ends_with_time or last != period.last_day:
            return None
        if first == period.first_day:
            return PeriodWording.QUARTER
        return PeriodWording.CUMULATIVE if first == first.replace(month=1, day=1) else None


class Wording(Struct, frozen=True):
    """The values that the rules take over from a report, with messages about what is and is not kept."""

    values: dict[Key, Any]
    kept: tuple[Message, ...] = ()
    notices: tuple[Message, ...] = ()


def read_heading(before: Sequence[str], body: str) -> Heading:
    """Parse the lines above a table; `body` is the body named in the register."""
    bodies = [line for line in before if fold(line) == fold(body) or _BODY.match(line)]
    lines = [line for line in before if line not in bodies]
    begins = next((at for at, line in enumerate(lines[:-1], 1) if fold(line) in {"звіт", "report"}), 0)
    words = " ".join(lines[begins:]).split()
    place, days = _time(words)
    title = (
        words[: place.start] if days and place.stop == len(words) and words[place.start] == "за" else words
    )
    return Heading(
        title=" ".join(title) if begins else "",
        body=bodies[-1] if bodies else "",
        time=" ".join(words[place.start : place.stop]),
        days=days,
        ends_with_time=len(title) < len(words),
        above=tuple(lines[: begins - 1]) if begins else (),
    )


def named_period(heading: Heading, cadence: Cadence) -> Period | None:
    """Return the period that the lines above a table name, None if they name none."""
    period = Period.containing(heading.days[1], cadence) if heading.days is not None else None
    return period if period is not None and heading.days and heading.days[1] == period.last_day else None


def other_time(heading: Heading, period: Period) -> Message | None:
    """Return a message if the lines above a table name another period than the import's, else None."""
    if heading.days is None or heading.days[1] == period.last_day:
        return None
    return Message(
        "The title says “{time}”, and the import is for {period}. Is it the right report?",
        time=heading.time,
        period=period,
    )


def strangeness(heading: Heading, body: str) -> Iterator[Message]:
    """Yield doubts if the body above the table is not the register's, or if lines there are not used."""
    if heading.body and fold(heading.body) != fold(body):
        yield Message(
            "The body in the file is “{theirs}”, and in the register “{mine}”. Is it the right report?",
            theirs=heading.body,
            mine=body,
        )
    if heading.above:
        yield Message(
            "These lines above the title are not read: {lines}.",
            lines=[quoted(each) for each in heading.above],
        )


def own_wording(rules: Rules, programme: Programme, report: Understood, period: Period) -> Wording:
    """Return the values for `register.toml` from a report, unless the register already defines headings."""
    if rules.report.headings:
        return Wording({})
    usual = Language(rules.language)
    headings: dict[Key, Any] = {
        ("report", "headings", column.value): heading
        for column, heading in report.headings.items()
        if heading and fold(heading) != fold(usual.show(column))
    }
    kept = (
        (Message("Kept for later reports, the headings: {headings}", headings=list(headings.values())),)
        if headings
        else ()
    )
    title = _title(rules, programme, read_heading(report.before, rules.body), period)
    return Wording(title.values | headings, title.kept + kept, title.notices)


def _title(rules: Rules, programme: Programme, heading: Heading, period: Period) -> Wording:
    if not heading.title or rules.report.title or fold(heading.title) in _usual_titles(rules):
        return Wording({})
    wording = heading.wording(rules.cadence)
    years = {int(year) for year in _YEAR.findall(heading.title)}
    is_lasting = (
        years <= {programme.from_.year, programme.until.year} if len(rules.programmes) == 1 else not years
    )
    if wording is None or not is_lasting or _NAMES_PERIOD.search(fold(heading.title)):
        notice = Message(
            "The title “{title}” is of this one report, so it is not kept for later ones.",
            title=heading.title,
        )
        return Wording({}, notices=(notice,))
    values: dict[Key, Any] = {("report", "title"): heading.title}
    if wording is not rules.report.period_wording:
        values["report", "period_wording"] = wording.value
    if wording is PeriodWording.NONE:
        return Wording(
            values, (Message("Kept for later reports, the title: “{title}”", title=heading.title),)
        )
    ends = period.reported() if wording is PeriodWording.QUARTER else period.cumulative()
    kept = Message(
        "Kept for later reports, the title: “{title}”; at its end it names the period, as “{ends}”",
        title=heading.title,
        ends=ends,
    )
    return Wording(values, (kept,))


def _usual_titles(rules: Rules) -> set[str]:
    """Return the titles that prozvit uses by default, folded."""
    return {
        fold(usual_title(programme.title).render(Language(code)))
        for programme in rules.programmes
        for code in LANGUAGES
    }


def _time(words: Sequence[str]) -> tuple[slice, tuple[date, date] | None]:
    """Return the slice of the words that names a period with its year, and its first and last day."""
    plain = [fold(word).strip("(),.;") for word in words]
    for start, word in enumerate(plain):
        ends = range(min(start + _LONGEST_TIME, len(plain)), start + 1, -1) if word in _WITHIN else ()
        for end in ends:
            span = read_span(" ".join(plain[start + 1 : end]))
            first, last = (span.days(None) or (None, None)) if span is not None else (None, None)
            if first is not None and last is not None:
                return slice(start, end), (first, last)
    return slice(0, 0), None
