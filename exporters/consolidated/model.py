"""A consolidated report, as a plain value made from the bodies’ reports; each format turns it into bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from exporters.report import NotExported
from records.values.model import Status
from records.values.statuses import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporters.model import Report
    from exporters.totals import Totals
    from records.language import Language
    from records.values.periods import Period


class Part(Struct, frozen=True):
    """One body: its report, or why there is none. If it has several programmes, `name` says which this is."""

    name: str
    report: Report | None
    absent: str = ""


class Consolidated(Struct, frozen=True):
    """The reports of several bodies for one period, in the requested order.

    `totals` covers all bodies; `by_body` has one entry for each body with a report.
    """

    language: Language
    period: Period
    parts: tuple[Part, ...]
    totals: Totals
    by_body: tuple[Totals, ...]
    #: The folder of the files within the export folder: "", or "oblast/".
    folder: str = ""

    @property
    def name(self) -> str:
        """The file name without extension: "zvedenyi-zvit-2017-Q4"."""
        return f"zvedenyi-{next(part.report.name for part in self.parts if part.report is not None)}"

    @property
    def heading(self) -> str:
        """The heading."""
        return self.language.say("CONSOLIDATED REPORT")

    @property
    def title(self) -> str:
        """The title below the heading."""
        return self.language.say(
            "on carrying out anti-corruption programmes {period}", period=self.period.reported()
        )


def consolidated(
    language: Language, period: Period, parts: Sequence[Part], *, of_programme: bool = False
) -> Consolidated:
    """Return the consolidated report of these parts; raise `NotExported` if none has a report.

    With `of_programme`, the bodies’ other programmes are left out, and the files go to the programme’s
    folder, so that they do not replace the report over all programmes.
    """
    reports = [part.report for part in parts if part.report is not None]
    if not reports:
        raise NotExported(
            "None of the registers has anything to report: {reasons}",
            reasons="; ".join(f"{part.name}: {part.absent}" for part in parts),
        )
    return Consolidated(
        language=language,
        period=period,
        parts=tuple(parts),
        totals=_sum(language.say("All bodies"), reports),
        by_body=tuple(
            replace(part.report.totals, name=part.name) for part in parts if part.report is not None
        ),
        folder=next((report.folder for report in reports if of_programme and report.folder), ""),
    )


def _sum(name: str, reports: Sequence[Report]) -> Totals:
    each = [report.totals for report in reports]
    percents = [row.percent for report in reports for row in report.rows if row.percent is not None]
    return replace(
        each[0],
        name=name,
        count=sum(totals.count for totals in each),
        by_status={status: sum(totals.by_status[status] for totals in each) for status in Status},
        missing=sum(totals.missing for totals in each),
        not_due=sum(totals.not_due for totals in each),
        overdue=sum(totals.overdue for totals in each),
        mean=mean(percents),
        told=len(percents),
    )
