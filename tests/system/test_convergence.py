"""Many clones that exchange through one bare repository converge, and no acknowledged change is lost.

A simulation with fixed seeds draws who acts next and how. Exchanges are killed, the connection is cut before
or during them, and merge conflicts are left open until some clone settles them.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing
from records.closings.tagging import set_tag
from records.errors import ClosedPeriod, InvalidChange, NotSynced, ProzvitError
from records.exchange.syncing import sync
from records.identity import Identity, login
from records.merges.conflicts import conflict_of, open_marks, settling
from records.register import Register
from records.telling.openings import Opening
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.model import Unit
from records.values.periods import Period
from records.verifying import verify
from tests.records.conftest import git, measure, progress, rules
from tests.system.calling import PROGRAM, Caller

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOAK = bool(os.environ.get("PROZVIT_SOAK"))
CLONES, STEPS = (12, 600) if SOAK else (3, 40)
#: A seed for each run, and whether the clones exchange through a hub that judges pushes, reached over ssh.
RUNS = [(1, False), (2, False), (3, True)] if SOAK else [(2017, False)]
PERIODS = ("2017-Q3", "2017-Q4")
UNITS = ("office", "legal", "schools")
#: Forks each exchange that is to be killed from a process that has already imported everything.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    ["records.exchange.syncing", "records.verifying.incoming", "gitdb.db", __name__]
)
#: Seconds after which, at the latest, an exchange is killed or its connection cut.
_SHORTLY = 0.25


def exchange(register: Path) -> None:
    """Exchange once, in a process that may be cut off or killed."""
    with suppress(ProzvitError), Register.open(register) as opened:
        sync(opened)


class Council:
    """The clones, the repository between them, and the commits that were acknowledged."""

    def __init__(self, folder: Path, seed: int, *, judged: bool) -> None:
        self._judged = judged
        self.chance = random.Random(seed)
        self.hub = folder / "hub.git"
        self.folders = [folder / f"clone{number}" for number in range(CLONES)]
        self.acknowledged: set[str] = set()
        #: Each paragraph, unique to its author, and the file it was written to.
        self.paragraphs: dict[str, str] = {}
        self.added: set[str] = set()
        self.cut = self.killed = self.settled = 0
        self._count = 0
        units = {name: Unit(name=f"Відділ {name}") for name in UNITS}
        with Register.create(self.folders[0], rules=rules(), units=units) as register:
            for number in ("1", "2", "3"):
                register.save(measure(number))
        address = str(self.hub)
        if judged:
            Caller(folder)("hub", "init", str(self.hub), "--from", str(self.folders[0]))
            _serve(folder / "bin" / "ssh", self.hub)
            address = f"hub@server:{self.hub}"
        else:
            git(folder, "clone", "-q", "--bare", str(self.folders[0]), str(self.hub))
        for clone in self.folders[1:]:
            shutil.copytree(self.folders[0], clone, symlinks=True)
        for clone in self.folders:
            with Register.open(clone) as register:
                register.set_remote(address)

    def step(self) -> None:
        """Let a clone, drawn at random, take a random action."""
        clone = self.chance.randrange(CLONES)
        deeds: list[tuple[int, Callable[[int], None]]] = [
            (8, self.write),
            (2, self.rename),
            (2, self.add),
            (1, self.retire),
            (1, self.close),
            (3, self.submit),
            (4, self.settle),
            (7, self.sync),
            (1, self.sync_without_network),
            (1, self.sync_and_cut),
            (1, self.sync_and_kill),
        ]
        weights, does = zip(*deeds, strict=True)
        self.chance.choices(does, weights)[0](clone)

    # Actions of officers

    def write(self, clone: int) -> None:
        """Write a paragraph of a progress, its percent, or both."""
        with Register.open(self.folders[clone]) as register:
            path = self._progress(register)
            before = register.repository.file(register.head(), path)
            found = register.snapshot().files.get(path)
            text = getattr(found.record, "text", "") if found is not None and before is not None else ""
            values: dict[str, object] = {"status": "in-progress"}
            if self.chance.random() < 0.7:
                self._count += 1
                paragraph = f"Абзац {self._count} копії {clone}."
                lines = text.splitlines()
                lines.insert(self.chance.randint(0, len(lines)), paragraph)
                values["text"] = "\n".join(lines) + "\n"
                self.paragraphs[paragraph] = path
            if self.chance.random() < 0.5 or "text" not in values:
                values["percent"] = self.chance.randrange(100)
            self._save(register, progress(path=path, **values), clone)

    def rename(self, clone: int) -> None:
        """Change a measure's title or its responsible units."""
        with Register.open(self.folders[clone]) as register:
            path = f"measures/{self._measure(register)}/measure.toml"
            values: dict[tuple[str, ...], object] = {("title",): f"Захід {self.chance.randrange(1000)}"}
            if self.chance.random() < 0.5:
                values = {("responsible",): self.chance.sample(UNITS, self.chance.randint(1, 3))}
            self._save(register, Change(Action.PROGRAMME, (Edit(path, values),), "Уточнено"), clone)

    def add(self, clone: int) -> None:
        """Add a measure; two clones often add the same number."""
        with Register.open(self.folders[clone]) as register:
            number = str(self.chance.randint(4, 40))
            if number not in {each.measure.number for each in register.snapshot().measures}:
                self._save(register, measure(number), clone)
                self.added.add(number)

    def retire(self, clone: int) -> None:
        """Retire a measure as of the second period."""
        with Register.open(self.folders[clone]) as register:
            path = f"measures/{self._measure(register)}/measure.toml"
            edit = Edit(path, {("retired",): "2017-Q4"})
            self._save(register, Change(Action.RETIRE, (edit,), "Втратив чинність"), clone)

    def close(self, clone: int) -> None:
        """Close the first period and tag its report, in clone 0 only; others' answers to it then conflict."""
        period = Period.from_code(PERIODS[0])
        with Register.open(self.folders[clone]) as register:
            if clone == 0 and period not in register.outline().closed:
                self._save(register, closing(register, period, "Не всі відповіли"), clone)
                set_tag(register, period, {"zvit.md": "0" * 64})

    def submit(self, clone: int) -> None:
        """Submit a progress, if there is one."""
        with Register.open(self.folders[clone]) as register:
            path = self._progress(register)
            if register.repository.file(register.head(), path) is not None:
                change = Change(Action.SUBMIT, (Edit(path, {}),), "Подано", word=SUBMITTED)
                self._save(register, change, clone)

    def settle(self, clone: int) -> None:
        """Settle a conflict left open by a merge, in favour of either side."""
        with Register.open(self.folders[clone]) as register:
            marks = [mark for mark in open_marks(register) if mark.opening.key != "*"]
            if not marks:
                return
            mark = self.chance.choice(marks)
            chosen = {} if self.chance.random() < 0.5 else {mark: conflict_of(register, mark).clash.second}
            change = settling(register, chosen, [] if chosen else [mark], "Узгоджено")
            self.settled += self._save(register, change, clone)

    # Exchanges

    def sync(self, clone: int) -> None:
        """Exchange and expect success."""
        with Register.open(self.folders[clone]) as register:
            assert sync(register) is not None

    def sync_without_network(self, clone: int) -> None:
        """Try to exchange while the hub can't be reached."""
        away = self.hub.rename(self.hub.with_name("away"))
        with Register.open(self.folders[clone]) as register, pytest.raises(NotSynced):
            sync(register)
        away.rename(self.hub)

    def sync_and_cut(self, clone: int) -> None:
        """Cut the connection during an exchange."""
        process = self._begin(clone)
        away = self.hub.rename(self.hub.with_name("away"))
        process.join()
        away.rename(self.hub)
        self.cut += 1

    def sync_and_kill(self, clone: int) -> None:
        """Kill an exchange; whatever it had done by then, the next start finds a clean tree."""
        process = self._begin(clone)
        process.kill()
        process.join()
        self.killed += 1
        with Register.open(self.folders[clone]) as register:
            assert git(register, "status", "--porcelain") == ""

    def _begin(self, clone: int) -> multiprocessing.process.BaseProcess:
        process = FORKING.Process(target=exchange, args=(self.folders[clone],))
        process.start()
        time.sleep(self.chance.uniform(0, _SHORTLY))
        return process

    # Helpers

    def _save(self, register: Register, change: Change, clone: int) -> bool:
        # A hub accepts from a login only changes made in that officer's name.
        other = Identity(f"officer{clone}", f"Спеціаліст {clone}", f"officer{clone}@rada.example")
        author = register.me if self._judged else other
        # Some of the drawn changes are invalid and refused; these are not acknowledged.
        with suppress(InvalidChange, ClosedPeriod):
            saved = register.save(change, author=author)
            if saved.commit is not None:
                self.acknowledged.add(saved.commit)
                return True
        return False

    def _measure(self, register: Register) -> str:
        return self.chance.choice(sorted(each.key for each in register.snapshot().measures))

    def _progress(self, register: Register) -> str:
        return f"measures/{self._measure(register)}/{self.chance.choice(PERIODS)}.toml"


def _serve(ssh: Path, hub: Path) -> None:
    """Write a stand-in for ssh that runs the hub's login command directly."""
    ssh.parent.mkdir()
    serve = f"exec {PROGRAM} hub serve {login()} --hub {hub}"
    ssh.write_text(
        f'#!/bin/sh\nfor SSH_ORIGINAL_COMMAND in "$@"; do :; done\nexport SSH_ORIGINAL_COMMAND\n{serve}\n'
    )
    ssh.chmod(0o755)


def conflicts_ever(folder: Path) -> set[Opening]:
    """Return every conflict that any merge in the history left open."""
    told = git(folder, "log", "--format=%B", "--merges", "main")
    return {Opening.read(line) for line in re.findall(r"^Prozvit-Conflict: (.+)$", told, re.MULTILINE)}


@pytest.mark.soak
@pytest.mark.timeout(3000 if SOAK else 400)
@pytest.mark.parametrize(("seed", "judged"), RUNS)
def test_convergence(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, *, judged: bool) -> None:
    """After kills and cuts all clones reach the same valid history, which has every acknowledged change."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    council = Council(tmp_path, seed, judged=judged)
    for _ in range(STEPS):
        council.step()
    # The first round brings all changes to the hub, the second brings them to every clone.
    for clone in [*range(CLONES), *range(CLONES)]:
        council.sync(clone)
    heads = {git(folder, "rev-parse", "main") for folder in (*council.folders, council.hub)}
    assert len(heads) == 1
    assert council.acknowledged
    assert council.acknowledged <= set(git(council.hub, "rev-list", "main").split())
    for folder in council.folders:
        assert git(folder, "status", "--porcelain") == ""
        assert not (folder / ".git" / "prozvit" / "aside").exists()
        assert not (folder / ".git" / "prozvit" / "interrupted").exists()
    with Register.open(council.folders[-1]) as register:
        assert [each for each in verify(register, full=True).findings if each.severity == "error"] == []
        snapshot = register.snapshot()
        assert snapshot.problems == ()
        conflicts = conflicts_ever(register.path)
        open_whole = {opening.path for opening in conflicts if opening.key == "*"}
        homes = {f"measures/2017/{number}/measure.toml" for number in council.added}
        assert homes <= snapshot.files.keys() | open_whole
        for paragraph, path in council.paragraphs.items():
            text = (register.path / path).read_text(encoding="utf-8") if path in snapshot.files else ""
            assert paragraph in text or {Opening(path, "text"), Opening(path, "*")} & conflicts, paragraph
