"""Options that several commands have, each said in the same words."""

from __future__ import annotations

import click

from tui.cli.framework import PERIOD

of_period = click.option("--period", type=PERIOD, help="The period, such as 2017-Q4; else the open one.")
of_programme = click.option(
    "--programme", metavar="ID", help="The programme, where the register has several."
)
as_of = click.option(
    "--at", "revision", metavar="REV", default="HEAD", help="As of a commit, a tag or a day."
)
with_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
