"""What the hub's judge accepts and refuses; tests/system/test_hub.py uses a real server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from records.git.bare import Bare
from records.hub.gate import Gate, Update
from records.register import Register
from records.rules.findings import Code
from records.values.changes import Action
from tests.records.conftest import PROGRESS, measure, progress, rules
from tests.records.verifying.council import ADMIN, CHEAT, CHIEF, CLERK, LAWYER, START, Council, Person

if TYPE_CHECKING:
    from pathlib import Path

_MAIN = "refs/heads/main"
_TAG = "refs/tags/report/2017-Q4"
_NOTHING = "0" * 40
_OTHERS = PROGRESS.replace("/4/", "/10/")
_NEW = 'status = "in-progress"\npercent = 5\ntext = """\nПерше.\n"""\n'
_MERGE = "Об’єднано зміни\n\nProzvit-Action: merge\nProzvit-Format: 1\n"


def refused(council: Council, pusher: str, *updates: tuple[str, str, str]) -> list[Code]:
    """Return the codes by which a hub refuses updates of references, each from an old to a new commit."""
    with closing(Bare(council.folder / ".git")) as hub:
        return [finding.code for finding in Gate(hub, pusher).refusals([Update(*each) for each in updates])]


def pushed(council: Council, base: str, new: str, pusher: Person) -> list[Code]:
    """Return the codes by which a hub whose main is `base` refuses `new`."""
    council.move(base)
    return refused(council, pusher.login, (base, new, _MAIN))


def _saved(council: Council, by: Person = CLERK) -> tuple[str, str]:
    """Make a commit; return its parent and itself."""
    return council.head, council.save(progress(percent=20), by)


def test_own(council: Council) -> None:
    """An officer's own signed commit is accepted, even if the hub's history contains an older error."""
    council.commit({PROGRESS: "percent = 900\n"})
    council.commit({PROGRESS: _NEW}, by=CHEAT)
    assert council.findings() != []
    assert pushed(council, *_saved(council), CLERK) == []


def test_relayed(council: Council) -> None:
    """A colleague's signed commits are accepted from any officer who may write, and from nobody else."""
    base, new = _saved(council)
    assert pushed(council, base, new, CHIEF) == []
    assert pushed(council, base, new, CHEAT) == [Code.NOT_ALLOWED]


def test_ended(council: Council) -> None:
    """An officer whose right has ended can push nothing, whatever date their commits have."""
    text = council.text("officers.toml")
    ended = text.replace(
        'email = "clerk@rada.example"\n', 'email = "clerk@rada.example"\nuntil = 2017-06-30\n'
    )
    council.record(Action.REGISTER, {"officers.toml": ended}, ADMIN)
    assert pushed(council, *_saved(council), CLERK) == [Code.NOT_ALLOWED]


def test_merged_backwards(council: Council) -> None:
    """A merge with the pusher's side as first parent, which would divert the hub's main, is refused."""
    base = council.head
    tip = council.save(progress(percent=20), CLERK)
    council.move(base)
    mine = council.record(Action.PROGRESS, {_OTHERS: _NEW}, LAWYER)
    files = {PROGRESS: council.git("show", f"{tip}:{PROGRESS}")}
    both = council.commit(
        files, _MERGE, LAWYER, parents=(mine, tip), key=LAWYER.key, at=council.later(hours=9)
    )
    assert pushed(council, tip, both, LAWYER) == [Code.HISTORY_REWRITTEN]


def test_second_root(council: Council) -> None:
    """A second root brought in by a merge is refused, and found by a verification that continues."""
    council.verify()
    base = council.head
    root = council.commit({"README.md": "Інша\n"}, by=CLERK, parents=(), key=CLERK.key)
    council.move(base)
    both = council.commit({}, _MERGE, CLERK, parents=(base, root), key=CLERK.key, at=council.later(hours=3))
    assert Code.HISTORY_REWRITTEN in pushed(council, base, both, CLERK)
    council.move(both)
    assert (Code.HISTORY_REWRITTEN, root) in council.findings()


def test_first(council: Council) -> None:
    """The first push to an empty hub is judged as a whole and must be an administrator's."""
    new = council.head
    council.git("update-ref", "-d", _MAIN)
    assert refused(council, "clerk", (_NOTHING, new, _MAIN)) == [Code.NOT_ALLOWED]
    assert refused(council, "admin", (_NOTHING, new, _MAIN)) == []
    council.move(new)
    forged = council.save(progress(percent=20), CLERK, key=LAWYER.key)
    council.git("update-ref", "-d", _MAIN)
    assert refused(council, "admin", (_NOTHING, forged, _MAIN)) == [Code.SIGNER_MISMATCH]


@pytest.fixture
def unsigned(tmp_path: Path) -> Council:
    """Return a council whose register is open and unsigned, and names two officers."""
    from tests.records.verifying.conftest import officers

    made = Register.create(
        tmp_path / "unsigned", rules=rules(), officers=officers(), author=ADMIN.identity, at=START
    )
    made.save(measure("4", responsible=[]), author=ADMIN.identity, at=START)
    made.close()
    return Council(made.path)


def _plain(council: Council, by: Person, **more: object) -> tuple[str, str]:
    files = {PROGRESS: _NEW}
    return council.head, council.record(Action.PROGRESS, files, by, **{"key": None, **more})


def test_author(unsigned: Council) -> None:
    """Without signing, the author of a commit must be the pusher, by address and by name."""
    assert pushed(unsigned, *_plain(unsigned, CLERK), CLERK) == []
    assert pushed(unsigned, *_plain(unsigned, CLERK), LAWYER) == [Code.SIGNER_MISMATCH]
    poser = Person("clerk", CHIEF.name, CLERK.email)
    assert pushed(unsigned, *_plain(unsigned, poser), CLERK) == [Code.SIGNER_MISMATCH]
    assert pushed(unsigned, *_plain(unsigned, CLERK, committer=CHIEF), CLERK) == [Code.SIGNER_MISMATCH]


def test_signed_anyway(unsigned: Council) -> None:
    """Without signing, a colleague's signature still proves the author; a stranger's does not."""
    assert pushed(unsigned, *_plain(unsigned, CLERK, key=CLERK.key), LAWYER) == []
    assert pushed(unsigned, *_plain(unsigned, CLERK, key=CHEAT.key), LAWYER) == [Code.SIGNER_MISMATCH]


def _tagged(
    council: Council, by: Person, pusher: Person, *, signed: bool, key: Person | None = None
) -> list[Code]:
    council.tag(council.head, by=by, signed=signed, key=(key or by).key, ref="new")
    tag = council.git("rev-parse", "refs/tags/new").decode().strip()
    council.git("update-ref", "-d", "refs/tags/new")
    return refused(council, pusher.login, (_NOTHING, tag, _TAG))


def test_tag(council: Council) -> None:
    """A report's tag is signed by an officer who may close; anyone may push it, nobody may delete it."""
    council.close()
    assert _tagged(council, CHIEF, CLERK, signed=True) == []
    assert _tagged(council, CLERK, CLERK, signed=True) == [Code.NOT_ALLOWED]
    assert _tagged(council, CHIEF, CHIEF, signed=False) == [Code.UNSIGNED]
    assert refused(council, "chief", (council.head, _NOTHING, _TAG)) == [Code.HISTORY_REWRITTEN]


def test_unsigned_tag(unsigned: Council) -> None:
    """Without signing, a report's tag must be set by its pusher."""
    unsigned.record(Action.PROGRESS, {PROGRESS: _NEW}, CLERK, key=None)
    unsigned.close()
    assert _tagged(unsigned, CHIEF, CHIEF, signed=False) == []
    assert _tagged(unsigned, CHIEF, CLERK, signed=False) == [Code.SIGNER_MISMATCH]
    assert _tagged(unsigned, CHIEF, CLERK, signed=True, key=CHEAT) == [Code.SIGNER_MISMATCH]


@pytest.mark.parametrize(
    "reference", ["refs/tags/v1", "refs/notes/commits", "refs/replace/0", "refs/heads/x"]
)
def test_other_references(council: Council, reference: str) -> None:
    """Only main and reports' tags are accepted; any other reference refuses the whole push."""
    base, new = _saved(council)
    council.move(base)
    assert refused(council, "clerk", (base, new, _MAIN), (_NOTHING, new, reference)) == [Code.UNEXPECTED_PATH]
