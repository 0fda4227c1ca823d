"""Options that several commands share."""

from __future__ import annotations

from typing import Any

import click

from records.errors import Misused
from records.values.model import Status
from records.values.statuses import status_choices, status_named
from tui.cli.framework import PERIOD

of_period = click.option("--period", type=PERIOD, help="The period, such as 2017-Q4; else the open one.")
of_programme = click.option(
    "--programme", metavar="ID", help="The programme, where the register has several."
)
as_of = click.option(
    "--at", "revision", metavar="REV", default="HEAD", help="As of a commit, a tag or a day."
)
with_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


class StatusType(click.ParamType[Status]):
    """A status, given by its code or by its name in any language."""

    name = "status"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's own
        """Return the codes, as scripts write them."""
        return f"[{'|'.join(Status)}]"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Status:
        """Return the status; raise `Misused` for an unknown one."""
        if (found := status_named(value)) is None:
            raise Misused(
                "There is no status “{status}”. There are: {known}.", status=value, known=status_choices()
            )
        return found


STATUS = StatusType()
