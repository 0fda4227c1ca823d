"""`doctor` on the register’s folder: records, hand edits, leftovers, configuration, exchange."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from records.disk.durable import holds_anything
from records.disk.locks import holder
from records.disk.specials import refuse_special_files
from records.errors import GitFailed
from records.exchange.queue import last_result, waiting
from records.git.addresses import configured_remote, shown
from records.git.configuration import MERGE_DRIVER, runs_program
from records.git.evidence import Evidence
from records.language import Message, Plural
from records.values.layout import UNFINISHED
from records.values.moments import is_ahead
from records.writing.drafts import Drafts
from records.writing.leftovers import leftovers
from tui.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from records.register import Register

_GIT_LOCKS = ("*.lock", "refs/heads/*.lock")


def silence(git: Path) -> Iterator[Finding]:
    """If git failed in its folder, yield the first complaint of `git fsck`."""
    # A special file (a pipe) would make git wait; the records' own check reports it.
    with suppress(GitFailed), closing(Evidence(git.parent)) as evidence:
        refuse_special_files(git)
        for _, said in evidence.start_fsck().complaints()[:1]:
            yield Finding("error", "git", Message("git itself says: {said}", said=said))


def records(register: Register) -> Iterator[Finding]:
    """Yield the register's name and size, and each error in its records."""
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


def work_tree(register: Register) -> Iterator[Finding]:
    """Yield the files that were edited by hand and not committed."""
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


def clock(register: Register) -> Iterator[Finding]:
    """Yield this computer's time, and a warning if the last change is dated later."""
    snapshot = register.outline()
    now, last = datetime.now(snapshot.timezone), snapshot.provenance.at
    if is_ahead(last):
        told = Message(
            "This computer’s clock shows {now}, and the last change is dated {at}. Set the clock, if it is "
            "wrong. If it is right, that change was saved by a clock that was fast, and no other clone takes "
            "it before that day: ask the administrator.",
            now=now,
            at=last,
        )
        yield Finding("warning", "clock", told)
    else:
        yield Finding("fine", "clock", Message("This computer’s clock shows {now}.", now=now))


def locks(register: Register) -> Iterator[Finding]:
    """Yield who is saving now, or the lock files that a killed git left behind."""
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


def unsaved(register: Register) -> Iterator[Finding]:
    """Yield the numbers of unsaved drafts, versions set aside and interrupted saves."""
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
            "unfinished",
            Message("An interrupted save could not be finished yet: the next start tries again."),
        )


def configuration(register: Register) -> Iterator[Finding]:
    """Yield the programs that git's configuration could run, the state of the merge driver, and the hooks."""
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


def exchange(register: Register) -> Iterator[Finding]:
    """Yield the remote's address, the problem of the last exchange with it, and the commits not sent yet."""
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
