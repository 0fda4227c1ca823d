"""`merge-driver`: merges a record for git, in place of git's line-by-line merge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.git.repository import Repository
from records.merges.joining import closed_by
from records.merges.merging import merge_file
from records.values.fields import label, shown
from records.values.layout import place
from tui.cli.framework import Command, Session
from tui.cli.output import complain

if TYPE_CHECKING:
    from records.merges.merging import Side

#: Git names the commit being merged in an environment variable GITHEAD_<commit>.
_OTHER = "GITHEAD_"


@click.command(
    "merge-driver", cls=Command, help="Merge three versions of a record for git; init registers it."
)
@click.argument("base", metavar="%O")
@click.argument("ours", metavar="%A")
@click.argument("theirs", metavar="%B")
@click.argument("path", metavar="%P")
@click.pass_obj
def merge_driver_command(session: Session, base: str, ours: str, theirs: str, path: str) -> int:
    """Write the merged record over git's file of our version; return 1 if conflicts remain, else 0."""
    # Git passes an empty file for a version in which the record does not exist.
    was, first, second = (Path(name).read_bytes() for name in (base, ours, theirs))
    merged = merge_file(path, was or None, first, second, closed_by=_closed_by(path))
    if merged.data is not None and merged.data != first:
        Path(ours).write_bytes(merged.data)
    for clash in merged.clashes:
        complain(
            session.say(
                "{file}, {field}: ours is {ours}, theirs is {theirs}. Ours stands in the file.",
                file=path,
                field=label(path, clash.key),
                ours=shown(clash.key, clash.first),
                theirs=shown(clash.key, clash.second),
            )
        )
    return int(bool(merged.clashes))


def _closed_by(path: str) -> Side | None:
    """Return the side of git's current merge that closed the period of this progress record.

    None if neither did, if the path is no progress record, or if the merge has more than two sides.
    """
    where = place(path)
    others = [name.removeprefix(_OTHER) for name in os.environ if name.startswith(_OTHER)]
    if where is None or where.period is None or len(others) != 1 or not Path(".git").is_dir():
        return None
    repository = Repository(Path.cwd())
    try:
        first, second = repository.resolve("HEAD"), repository.resolve(others[0])
        base = repository.merge_base(first, second)
        return None if base is None else closed_by(repository, where.period, base, first, second)
    finally:
        repository.close()
