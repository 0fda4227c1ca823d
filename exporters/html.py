"""The report as HTML: one self-contained file, or a fragment for a page of the council's site.

No script, no request to anywhere. The page is for the council's site, for reading on a telephone and for
paper.
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

#: Where a page looks at the screen's width, a fragment looks at that of the column which it stands in.
_OF_COLUMN = {
    "medium": "@container (max-width: 60rem)",
    "narrow": "@container (max-width: 52.5rem)",
    "small": "@container (max-width: 568px)",
}
_SCHEMES = ("http://", "https://", "mailto:")
#: Up to so many measures a list in the summary gives by their titles.
_FEW = 7
#: On paper a row of so many lines, a third of a sheet, stays whole; a longer one goes on over its end.
_SHORT = 12
#: How many letters a line of a column has on paper.
_TITLE, _DEADLINE, _UNIT, _PROGRESS = 30, 14, 26, 70
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def to_html(report: Report) -> bytes:
    """Return the report as a UTF-8 HTML file."""
    return fill("report.html.j2", values(report, level=1), report.templates)


def to_fragment(report: Report) -> bytes:
    """Return the report as UTF-8 HTML to be put into a page of a site, which has a heading of its own.

    Its names begin with the report's, so that reports of several periods may stand in one page.
    """
    given = values(report, "fragment", level=2, prefix=f"{report.name}-") | _OF_COLUMN
    return fill("fragment.html.j2", given, report.templates)


def set_text(text: str) -> str:
    """Return a text of one line as pages print it."""
    return typeset(visible(text))


def safe_url(url: str) -> str:
    """Return an address of the web or of mail, "" for any other."""
    shown = "".join(lines(url))
    return shown if shown == url and url.lower().startswith(_SCHEMES) else ""


def values(report: Report, name: str = "", *, level: int, prefix: str = "") -> dict[str, Any]:
    """Return what the templates are filled with; `level` is the first heading's, `prefix` of all names."""
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
        # Names the parts by what stands above them, where one page holds several reports.
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
    """Say whether a row is so short that it need not go on over a sheet's end."""
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
    """Return what stands below the mean percent of so many measures."""
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
