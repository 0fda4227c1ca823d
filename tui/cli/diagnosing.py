"""`doctor`: check the installation and suggest fixes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.errors import GitFailed, Misused, NoRegister, ProzvitError
from tui.cli.doctor import clone, machine, person
from tui.cli.doctor.finding import Finding
from tui.cli.framework import Command, Session
from tui.cli.options import with_json
from tui.cli.output import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from records.register import Register

_MARKS = {"fine": "+", "warning": "!", "error": "×"}


@click.command("doctor", cls=Command, help="Check the installation and suggest fixes.")
@click.option("--server", "as_server", is_flag=True, help="Look at the server: its hub, clones and backup.")
@click.option("--hub", "hub", metavar="DIR", envvar="PROZVIT_HUB", help="With --server: the hub's folder.")
@click.option("--clone", "clones", metavar="DIR", multiple=True, help="With --server: an officer's clone.")
@click.option("--authorized-keys", "keys", metavar="FILE", help="With --server: who reaches the hub.")
@click.option("--backup", "copy", metavar="PATH", help="With --server: a bundle or a clone to restore from.")
@with_json
@click.pass_obj
def doctor_command(
    session: Session,
    hub: str | None,
    clones: tuple[str, ...],
    keys: str | None,
    copy: str | None,
    *,
    as_server: bool,
    as_json: bool,
) -> int:
    """Print the findings; return exit code 1 if one of them is an error, else 0."""
    if as_server:
        looked = _server(hub, clones, keys, copy)
    elif clones or keys or copy:
        raise Misused("--clone, --authorized-keys and --backup go with --server.")
    else:
        looked = _all(session)
    # Two checks may report the same message; keep only its first occurrence.
    findings = list({finding.message: finding for finding in reversed(list(looked))}.values())[::-1]
    if as_json:
        tell_json(
            {
                "ok": all(each.state != "error" for each in findings),
                "findings": [
                    {
                        "state": each.state,
                        "about": each.about,
                        "message": each.message.render(session.language),
                    }
                    for each in findings
                ],
            }
        )
    else:
        for each in findings:
            tell(f"{_MARKS[each.state]} {each.message.render(session.language)}")
    return int(any(each.state == "error" for each in findings))


def _server(hub: str | None, clones: Sequence[str], keys: str | None, copy: str | None) -> Iterator[Finding]:
    from tui.cli.doctor.server import server

    if not hub:
        raise Misused("Name the hub: --hub DIR, or PROZVIT_HUB.")
    yield from machine.program()
    yield from server(
        Path(hub), list(map(Path, clones)), Path(keys) if keys else None, Path(copy) if copy else None
    )


def _all(session: Session) -> Iterator[Finding]:
    yield from machine.program()
    yield from machine.terminal()
    try:
        register = session.register
    except NoRegister as error:
        yield Finding("warning", "register", error.message())
        return
    except ProzvitError as error:
        yield from _failed(error, session.found())
        return
    for look in _LOOKS:
        try:
            yield from look(register)
        except ProzvitError as error:
            yield from _failed(error, register.path)


def _failed(error: ProzvitError, folder: Path) -> Iterator[Finding]:
    yield Finding("error", "register", error.message())
    if isinstance(error, GitFailed):
        yield from clone.silence(folder.absolute() / ".git")


_LOOKS: tuple[Callable[[Register], Iterator[Finding]], ...] = (
    clone.records,
    person.identity,
    person.writing,
    person.signing,
    clone.clock,
    clone.work_tree,
    clone.locks,
    clone.unsaved,
    clone.configuration,
    clone.exchange,
)
