"""`doctor`: what is in order, and what to do about the rest."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from records.addresses import configured_remote, shown
from records.configuration import MERGE_DRIVER, runs_program
from records.drafts import Drafts
from records.durable import holds_anything
from records.errors import Misused, NoRegister, NotSigned, ProzvitError
from records.git import Repository
from records.identity import identify
from records.language import Message, Plural
from records.layout import UNFINISHED
from records.leftovers import leftovers
from records.locks import holder
from records.queue import last_result, waiting
from records.signers import keys_of
from tui.cli.framework import Command, Session
from tui.cli.output import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from records.register import Register

_OLDEST_GIT = (2, 36)
_GIT_LOCKS = ("*.lock", "refs/heads/*.lock")
_SMALLEST_SCREEN = (80, 24)
_MARKS = {"fine": "+", "warning": "!", "error": "×"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, what it is about, what was seen and what to do."""

    state: Literal["fine", "warning", "error"]
    about: str
    message: Message


@click.command("doctor", cls=Command, help="Look whether everything is in order, and say what to do.")
@click.option("--server", "as_server", is_flag=True, help="Look at the server: its hub, clones and backup.")
@click.option("--hub", "hub", metavar="DIR", envvar="PROZVIT_HUB", help="With --server: the hub's folder.")
@click.option("--clone", "clones", metavar="DIR", multiple=True, help="With --server: an officer's clone.")
@click.option("--authorized-keys", "keys", metavar="FILE", help="With --server: who reaches the hub.")
@click.option("--backup", "copy", metavar="PATH", help="With --server: a bundle or a clone to restore from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
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
    """Print what is fine and what is not; exit 1 where something must be mended."""
    if as_server:
        looked = _server(hub, clones, keys, copy)
    elif clones or keys or copy:
        raise Misused("--clone, --authorized-keys and --backup go with --server.")
    else:
        looked = _all(session)
    # Two looks may say the same; who reads it needs it once.
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
    from tui.cli.server import server  # noqa: PLC0415 - slow to load

    if not hub:
        raise Misused("Name the hub: --hub DIR, or PROZVIT_HUB.")
    yield from _program()
    yield from server(
        Path(hub), list(map(Path, clones)), Path(keys) if keys else None, Path(copy) if copy else None
    )


def _program() -> Iterator[Finding]:
    yield Finding(
        "fine",
        "program",
        Message(
            "prozvit {version}, Python {python}", version=version("prozvit"), python=platform.python_version()
        ),
    )
    yield _git()


def _all(session: Session) -> Iterator[Finding]:
    yield from _program()
    yield from _terminal()
    try:
        register = session.register
    except NoRegister as error:
        yield Finding("warning", "register", error.message())
        return
    except ProzvitError as error:
        yield Finding("error", "register", error.message())
        return
    for look in _LOOKS:
        try:
            yield from look(register)
        except ProzvitError as error:
            yield Finding("error", "register", error.message())


def _git() -> Finding:
    try:
        found = Repository.version()
    except ProzvitError as error:
        return Finding("error", "git", error.message())
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if numbers < _OLDEST_GIT:
        oldest = ".".join(map(str, _OLDEST_GIT))
        return Finding(
            "error",
            "git",
            Message("git {version} is too old: {oldest} or newer is needed.", version=found, oldest=oldest),
        )
    return Finding("fine", "git", Message("git {version}", version=found))


def _terminal() -> Iterator[Finding]:
    encoding = (sys.stdout.encoding or "").lower()
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if "utf" not in locale.lower():
        yield Finding(
            "warning",
            "terminal",
            Message(
                "The locale is {locale}: Cyrillic may not show. Set LANG=uk_UA.UTF-8 or C.UTF-8.",
                locale=locale or None,
            ),
        )
    else:
        yield Finding(
            "fine", "terminal", Message("Locale {locale}, {encoding}", locale=locale, encoding=encoding)
        )
    if not sys.stdout.isatty():
        return
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "")
    message = Message("Terminal {kind}, {columns}×{rows}", kind=kind, columns=size.columns, rows=size.lines)
    if size < _SMALLEST_SCREEN:
        message = Message(
            "The terminal shows {columns}×{rows}; the screen needs 80×24. Make the window larger.",
            columns=size.columns,
            rows=size.lines,
        )
    yield Finding("fine" if size >= _SMALLEST_SCREEN else "warning", "terminal", message)


def _register(register: Register) -> Iterator[Finding]:
    snapshot = register.snapshot()
    yield Finding(
        "fine",
        "register",
        Message(
            "Register {folder}: {body}, {measures}",
            folder=register.path,
            body=snapshot.rules.body,
            measures=Plural("{n} measure", "{n} measures", n=len(snapshot.measures)),
        ),
    )
    for problem in snapshot.problems:
        yield Finding("error", "register", problem.message())


def _identity(register: Register) -> Iterator[Finding]:
    snapshot = register.snapshot()
    me = identify(snapshot.officers)
    said = Message("You are {name} ({login}, {email})", name=me.name, login=me.login, email=me.email)
    if snapshot.rules.open:
        yield Finding("fine", "identity", said)
        yield Finding(
            "fine", "identity", Message("The register is open: any user of this machine writes in it.")
        )
    elif me.login in snapshot.officers:
        yield Finding("fine", "identity", said)
    else:
        yield Finding(
            "warning",
            "identity",
            Message(
                "officers.toml does not name you ({login}): you can read, not write. Ask the administrator.",
                login=me.login,
            ),
        )


def _writing(register: Register) -> Iterator[Finding]:
    why = register.read_only()
    if why is not None:
        yield Finding("warning", "writing", why)
        return
    yield Finding("fine", "writing", Message("You can write in the register."))


def _signing(register: Register) -> Iterator[Finding]:
    """Say whether signatures are asked for, which key would sign, and what the agent answers."""
    from records.signing import Agent, find  # noqa: PLC0415 - as the library that checks signatures

    snapshot = register.snapshot()
    if snapshot.rules.require_signature:
        asked = Message("This register asks for signatures: each change is signed with its author’s SSH key.")
    else:
        asked = Message("This register asks for no signatures.")
    yield Finding("fine", "signing", asked)
    agent = Agent.ask()
    held = Plural("The agent holds {n} key.", "The agent holds {n} keys.", n=len(agent.keys))
    yield Finding("fine", "agent", agent.silence or held)
    keys = keys_of(snapshot.officers.get(register.me.login), snapshot.today())
    try:
        signer = find(keys) if keys else None
    except NotSigned as error:
        # Where signatures are asked for, it is what keeps one from writing, and said there too.
        needed = snapshot.rules.require_signature
        idle = Message("No key of yours is at hand, and none is needed.")
        yield Finding("warning" if needed else "fine", "signing", error.message() if needed else idle)
        return
    if signer is not None:
        place = Message("the agent") if signer.file is None else signer.file
        said = Message("Your key: {key}, from {place}", key=signer.fingerprint, place=place)
        yield Finding("fine", "signing", said)


def _work_tree(register: Register) -> Iterator[Finding]:
    committed, there = register.snapshot().digests, register.work_snapshot().digests
    changed = sorted(path for path in {*committed, *there} if committed.get(path) != there.get(path))
    if changed:
        yield Finding(
            "warning",
            "files",
            Message(
                "Edited by hand and not committed: {files}. The report does not hold these edits; "
                "`prozvit commit --dry-run` shows them, `--aside` sets them aside.",
                files=changed[:10],
            ),
        )
    else:
        yield Finding("fine", "files", Message("The files in the folder are those of the last commit."))


def _locks(register: Register) -> Iterator[Finding]:
    who = holder(register.private / "lock")
    if who is not None:
        yield Finding("warning", "locks", Message("{holder} is saving right now.", holder=who))
        return
    git = register.path / ".git"
    left = [file.relative_to(git).as_posix() for pattern in _GIT_LOCKS for file in git.glob(pattern)]
    if left:
        yield Finding(
            "warning",
            "locks",
            Message("A git that was killed left its locks: {files}. The next save clears them.", files=left),
        )
    else:
        yield Finding("fine", "locks", Message("Nobody is saving, and no lock is left over."))


def _leftovers(register: Register) -> Iterator[Finding]:
    drafts = Drafts(register).all()
    if drafts:
        yield Finding(
            "warning",
            "drafts",
            Plural(
                "{n} draft of yours is not saved: the screen offers it.",
                "{n} drafts of yours are not saved: the screen offers them.",
                n=len(drafts),
            ),
        )
    kept = leftovers(register.private)
    if kept:
        yield Finding(
            "warning",
            "aside",
            Plural(
                "{n} version set aside or interrupted save is kept: `prozvit recover` lists it.",
                "{n} versions set aside or interrupted saves are kept: `prozvit recover` lists them.",
                n=len(kept),
            ),
        )
    if holds_anything(register.private / UNFINISHED):
        yield Finding(
            "warning",
            "journal",
            Message("An interrupted save could not be finished yet: the next start tries again."),
        )


def _configuration(register: Register) -> Iterator[Finding]:
    config = register.repository.config()
    programs = [key for key, value in register.repository.configured() if runs_program(key, value)]
    if programs:
        yield Finding(
            "warning",
            "configuration",
            Message(
                "The repository's configuration can run programs ({keys}); prozvit does not follow it. "
                "Is it yours?",
                keys=programs,
            ),
        )
    key, value = MERGE_DRIVER
    if config.get(key) == value:
        yield Finding("fine", "merging", Message("git merges the records here by prozvit, field by field."))
    else:
        yield Finding(
            "warning",
            "merging",
            Message(
                "git would merge the records here line by line, which can spoil them. Run: {command}",
                command=f"git config {key} '{value}'",
            ),
        )
    if active := register.repository.hooks():
        yield Finding(
            "warning",
            "hooks",
            Message("The repository has hooks, which prozvit does not run: {names}.", names=active),
        )


def _exchange(register: Register) -> Iterator[Finding]:
    """Say where the other clones are, how the last exchange with them went, and how much waits."""
    address = configured_remote(register.repository)
    if address is None:
        told = Message(
            "There is no copy elsewhere (no remote): keep a backup of {folder}, or set a remote with "
            "`prozvit sync --remote ADDRESS`.",
            folder=register.path,
        )
        yield Finding("warning", "remotes", told)
        return
    yield Finding("fine", "remotes", Message("The remote: {address}", address=shown(address)))
    last, waits = last_result(register.private), waiting(register.repository)
    if last is not None and last.problem is not None:
        at = datetime.fromtimestamp(last.at).astimezone()
        told = Message("The last exchange with the remote, {at}: {problem}", at=at, problem=last.problem)
        yield Finding("warning", "remotes", told)
    if waits:
        told = Plural(
            "{n} change waits to be sent: `prozvit sync` sends it.",
            "{n} changes wait to be sent: `prozvit sync` sends them.",
            n=waits,
        )
        yield Finding("warning", "remotes", told)
    else:
        yield Finding("fine", "remotes", Message("All that is saved here was sent."))


_LOOKS: tuple[Callable[[Register], Iterator[Finding]], ...] = (
    _register,
    _identity,
    _writing,
    _signing,
    _work_tree,
    _locks,
    _leftovers,
    _configuration,
    _exchange,
)
