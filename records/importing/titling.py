"""How a report itself is worded: its title and its columns' headings, kept for the reports to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from records.language import LANGUAGES, Language
from records.telling.wording import usual_title
from records.texts.typography import fold
from records.values.model import PeriodWording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.importing.understand import Understood
    from records.values.changes import Key
    from records.values.model import Rules

_NAMES_PERIOD = re.compile(r"квартал|півріч|місяц|\b(?:20\d\d|19\d\d)\b")


def own_wording(rules: Rules, report: Understood) -> dict[Key, Any]:
    """Return what `register.toml` takes over from a report, where it words no headings of its own yet."""
    if rules.report.headings:
        return {}
    usual = Language(rules.language)
    return _own_title(rules, report.before) | {
        ("report", "headings", column.value): heading
        for column, heading in report.headings.items()
        if heading and fold(heading) != fold(usual.show(column))
    }


def _own_title(rules: Rules, before: Sequence[str]) -> dict[Key, Any]:
    """Return the title that a report has of its own; one that names no period goes on naming none."""
    title = _title(before, rules.body)
    usual = {
        fold(usual_title(programme.title).render(Language(code)))
        for programme in rules.programmes
        for code in LANGUAGES
    }
    if not title or rules.report.title or fold(title) in usual:
        return {}
    own: dict[Key, Any] = {("report", "title"): title}
    if rules.report.period_wording is not PeriodWording.NONE:
        own["report", "period_wording"] = PeriodWording.NONE.value
    return own


def _title(before: Sequence[str], body: str) -> str:
    """Return a report's title: what stands below its heading, without the body that reports.

    A title that names the period is of that one report only.
    """
    lines = [line for line in before if fold(line) != fold(body)]
    if len(lines) < 2 or fold(lines[0]) not in {"звіт", "report"}:  # noqa: PLR2004 - heading and title
        return ""
    title = " ".join(lines[1:])
    return "" if _NAMES_PERIOD.search(fold(title)) else title
