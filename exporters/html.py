"""The report as HTML: one self-contained file, or a fragment for a page of the council’s site.

There are no scripts and no network requests. The page serves the council’s site, phones and paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from exporters.anchors import OWN, anchors
from exporters.charts import charts, legend, segments
from exporters.corrections import HEADINGS, cells
from exporters.provenance import nothing_said, provenance
from exporters.templating import fill
from records.sanitise import visible
from records.texts.prose import BulletList, lines
from records.texts.typography import typeset

if TYPE_CHECKING:
    from exporters.model import Report, Row
    from records.language import Language
    from records.values.model import Evidence

#: A page queries the width of the screen; a fragment, that of the column in which it stands.
_OF_COLUMN = {
    "medium": "@container (max-width: 60rem)",
    "narrow": "@container (max-width: 52.5rem)",
    "small": "@container (max-width: 568px)",
}
_SCHEMES = ("http://", "https://", "mailto:")
#: Lists of up to this many measures in the summary show their titles.
_FEW = 7
#: When printed, a row of up to this many lines (a third of a page) is not split across pages.
_SHORT = 12
#: The number of letters per printed line in each column.
_TITLE, _DEADLINE, _UNIT, _PROGRESS = 30, 14, 26, 70
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def to_html(report: Report) -> bytes:
    """Return the report as a UTF-8 HTML file."""
    return fill("report.html.j2", values(report, level=1), report.templates)


def to_fragment(report: Report) -> bytes:
    """Return the report as UTF-8 HTML for embedding in a page that has its own heading.

    All names start with the report’s name, so that one page can hold reports of several periods.
    """
    given = values(report, "fragment", level=2, prefix=f"{report.name}-") | _OF_COLUMN
    return fill("fragment.html.j2", given, report.templates)


def set_text(text: str) -> str:
    """Return a one-line text as pages print it."""
    return typeset(visible(text))


def safe_url(url: str) -> str:
    """Return the address if it is http, https or mailto, else ""."""
    shown = "".join(lines(url))
    return shown if shown == url and url.lower().startswith(_SCHEMES) else ""


def values(report: Report, name: str = "", *, level: int, prefix: str = "") -> dict[str, Any]:
    """Return the values for the templates: first headings are of `level`, all names start with `prefix`."""
    say = report.language.say
    rows = report.rows
    named = zip(rows, anchors(row.number for row in rows), strict=True)
    return {
        "report": report,
        "lang": report.language.code,
        "say": say,
        "show": report.language.show,
        "set": set_text,
        "safe_url": safe_url,
        "level": level,
        "own": prefix or OWN,
        # The ids before a part’s own heading in its accessible name, if one page holds several reports.
        "above": "",
        "anchors": {row.measure: prefix + name for row, name in named},
        "is_whole": _is_whole,
        "is_list": lambda block: isinstance(block, BulletList),
        "state": lambda row: row.state[:1].upper() + row.state[1:],
        "evidence": lambda each: _evidence(each, report.language),
        "few": _FEW,
        "nothing": nothing_said(report),
        "overdue": [row for row in rows if row.overdue],
        "missing": [row for row in rows if row.missing],
        "legend": legend(report),
        "segments": segments(report.totals, report.language),
        "mean_of": lambda told: _mean_of(told, report.language),
        "charts": charts(report),
        "contact": _contact(report),
        "correction_headings": [say(heading) for heading in HEADINGS],
        "correction": lambda each: cells(each, report.language),
        "foot": provenance(report, name),
    }


def _is_whole(row: Row) -> bool:
    """Return whether a row is short enough not to be split across printed pages."""
    cell = row.cell
    told = [row.state, cell.note, *lines(cell.text), cell.closing, *row.change]
    told += [f"{each.title}, {each.ref} ({each.url})" for each in cell.evidence]
    columns = (
        (_TITLE, (row.title, row.indicator, row.funding)),
        (_DEADLINE, (row.deadline,)),
        (_UNIT, row.responsible),
        (_PROGRESS, told),
    )
    return all(
        sum(1 + len(text) // letters for text in texts if text) <= _SHORT for letters, texts in columns
    )


def _mean_of(told: int, language: Language) -> str:
    """Return the text below the mean percent, which says over how many measures it is."""
    return language.count(
        "mean percent of the {n} measure that gives one",
        "mean percent of the {n} measures that give one",
        n=told,
    )


def _contact(report: Report) -> list[dict[str, str]]:
    contact = report.contact
    mail = f"mailto:{contact.email}" if _MAIL.fullmatch(contact.email) else ""
    found = [(contact.name, ""), (contact.phone, ""), (contact.email, mail)]
    return [{"text": set_text(text), "url": url} for text, url in found if text]


def _evidence(evidence: Evidence, language: Language) -> dict[str, str]:
    title, ref = set_text(evidence.title), set_text(evidence.ref)
    words = ", ".join(part for part in (title, ref) if part) or language.say("document")
    return {
        "text": words,
        "title": title,
        "ref": ref,
        "url": safe_url(evidence.url),
        "sha256": visible(evidence.sha256),
    }
