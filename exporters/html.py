"""The report as one self-contained HTML file: no script, no request to anywhere.

The page is for the council's site and for reading on a telephone; printed, it is the adopted form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporters.corrections import HEADINGS, cells
from exporters.provenance import provenance
from records.model import Column, Status
from records.prose import BulletList, lines
from records.sanitise import visible
from records.typography import typeset

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from exporters.model import Report, Row, Totals
    from records.language import Language
    from records.model import Evidence

TEMPLATES = Path(__file__).parent / "templates"
_SCHEMES = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Segment:
    """A part of a bar, in thousandths of its width: what it stands for, where it begins, how long it is."""

    kind: str
    start: int
    length: int
    text: str


def to_html(report: Report) -> bytes:
    """Return the report as a UTF-8 HTML file."""
    say = report.language.say
    page = _template().render(
        report=report,
        say=say,
        set=_set,
        show=report.language.show,
        Column=Column,
        is_list=lambda block: isinstance(block, BulletList),
        anchor=_anchor,
        state=lambda row: row.state[:1].upper() + row.state[1:],
        evidence=lambda each: _evidence(each, report.language),
        safe_url=_safe_url,
        figures=lambda totals: figures(totals, report.language),
        segments=lambda totals: segments(totals, report.language),
        legend=_legend(report),
        overdue=[row for row in report.rows if row.overdue],
        missing=[row for row in report.rows if row.missing],
        contact=_contact(report),
        correction_headings=[say(heading) for heading in HEADINGS],
        correction=lambda each: cells(each, report.language),
        foot=provenance(report),
    )
    return page.encode()


def segments(totals: Totals, language: Language) -> list[Segment]:
    """Return the parts of a unit's or period's bar, those of no length left out."""
    found = []
    done = 0
    for kind, text, count in _counts(totals, language):
        if count:
            start, end = 1000 * done // totals.count, 1000 * (done + count) // totals.count
            found.append(Segment(kind, start, end - start, text))
        done += count
    return found


def figures(totals: Totals, language: Language) -> str:
    """Return the figures of a bar as words."""
    said = [f"{text} – {count}" for _, text, count in _counts(totals, language) if count]
    if totals.overdue:
        said.append(f"{language.say('overdue')} – {totals.overdue}")
    if totals.mean is not None:
        said.append(language.say("on average {mean} %", mean=totals.mean))
    return _set("; ".join(said))


def _counts(totals: Totals, language: Language) -> list[tuple[str, str, int]]:
    """Return what measures are counted by: a name for styles, the words, how many."""
    return [
        *[(each.value, language.show(each), totals.by_status[each]) for each in Status],
        ("missing", language.say("Not submitted"), totals.missing),
        ("not-due", language.say("Not due yet"), totals.not_due),
    ]


def _legend(report: Report) -> list[tuple[str, str, int]]:
    return [each for each in _counts(report.totals, report.language) if each[2]]


def _contact(report: Report) -> str:
    contact = report.contact
    return ", ".join(_set(part) for part in (contact.name, contact.phone, contact.email) if part)


def _anchor(row: Row) -> str:
    return "-".join(row.number.split())


def _set(text: str) -> str:
    return typeset(visible(text))


def _evidence(evidence: Evidence, language: Language) -> dict[str, str]:
    words = ", ".join(_set(part) for part in (evidence.title, evidence.ref) if part)
    url = _safe_url(evidence.url)
    return {"text": words or language.say("document"), "url": url}


def _safe_url(url: str) -> str:
    """Return an address of the web or of mail, "" for any other."""
    shown = "".join(lines(url))
    return shown if shown == url and url.lower().startswith(_SCHEMES) else ""


def _template() -> Template:
    return environment().get_template("report.html.j2")


@cache
def environment() -> Environment:
    """Return what fills the templates: every value is text, never markup."""
    # Only an export to HTML pays for the templates.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, **options
    )
