"""A consolidated report as one self-contained HTML page: the bodies compared, then a section per body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from exporters.charts import chart
from exporters.consolidated.telling import absent, section_sources, sources
from exporters.html import set_text, values
from exporters.templating import fill

if TYPE_CHECKING:
    from exporters.consolidated.model import Consolidated, Part


def to_html(made: Consolidated) -> bytes:
    """Return a consolidated report as a UTF-8 HTML file.

    The bodies’ own templates are not used, because the page belongs to none of them.
    """
    say = made.language.say
    return fill(
        "consolidated.html.j2",
        {
            "made": made,
            "lang": made.language.code,
            "say": say,
            "set": set_text,
            "chart": chart(say("By body"), say("Body"), [*made.by_body, made.totals], made.language),
            "parts": [_part(part, f"organ-{place}-") for place, part in enumerate(made.parts, start=1)],
            "absent": absent(made),
            "foot": sources(made),
        },
    )


def _part(part: Part, own: str) -> dict[str, Any]:
    """Return a body’s section for the page; every name in it starts with `own` to keep names unique."""
    page = None
    if part.report is not None:
        # The approval stamp and signatures belong only to the body’s own report.
        report = replace(part.report, approval=None, act=(), signatures=(), templates=None)
        given = values(report, level=2, prefix=own)
        given |= {"name": part.name, "above": f"{own}title ", "foot": section_sources(report)}
        page = fill("body.html.j2", given).decode()
    return {"own": own, "name": part.name, "absent": part.absent, "page": page}
