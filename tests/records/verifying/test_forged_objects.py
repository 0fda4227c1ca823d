"""Objects that git accepts but prozvit never writes can't hide anything from a reader."""

from __future__ import annotations

import pytest

from records.git import conversation
from records.git.commits import with_signature
from records.rules.findings import Code
from records.values.changes import Action
from tests.records.conftest import MEASURE, PROGRESS
from tests.records.verifying.council import CHIEF, CLERK, LAWYER, Council

_MERGE = "Об’єднано зміни\n\nProzvit-Action: merge\nProzvit-Format: 1\n"
_OTHERS = PROGRESS.replace("/4/", "/10/")


def _errors(council: Council) -> list[tuple[Code, str]]:
    """Return the errors since the parent commit, without git's own check of all objects."""
    found = council.found(since="main^", keep=False)
    return [(each.code, each.commit) for each in found if each.severity == "error"]


def _progress(council: Council, percent: int) -> str:
    return council.text(PROGRESS).replace("percent = 10", f"percent = {percent}")


@pytest.mark.parametrize(
    "header",
    [
        b"encoding UTF-7",
        b"mergetag object 1\n type commit",
        b"author Other <o@rada.example> 1484050000 +0200",
    ],
    ids=["encoding", "mergetag", "two authors"],
)
def test_header(council: Council, header: bytes) -> None:
    """A commit header that prozvit never writes is found, signed or not."""
    honest = council.record(Action.PROGRESS, {PROGRESS: _progress(council, 20)}, CLERK, key=None)
    head, gap, message = council.git("cat-file", "commit", honest).partition(b"\n\n")
    data = head + b"\n" + header + gap + message
    forged = council.store(with_signature(data, CLERK.key.sign(data)))
    assert _errors(council) == [(Code.UNDECLARED_CHANGE, forged)]


def _sides(council: Council) -> tuple[str, str]:
    base = council.head
    one = council.record(Action.PROGRESS, {PROGRESS: _progress(council, 20)}, CLERK)
    council.move(base)
    other = council.record(Action.PROGRESS, {_OTHERS: _progress(council, 30)}, LAWYER)
    council.move(one)
    return one, other


def _merge(council: Council, message: str, *parents: str) -> str:
    """Merge by adding the second officer's progress to the first's tree."""
    files = {_OTHERS: council.text(PROGRESS).replace("percent = 20", "percent = 30")}
    return council.commit(files, message, CHIEF, parents=parents, at=council.later(hours=3), key=CHIEF.key)


def test_many_sides(council: Council) -> None:
    """A merge of more than two parents, which could lose changes of any of them, is found."""
    one, other = _sides(council)
    forged = _merge(council, _MERGE, one, one, other)
    assert (Code.UNDECLARED_CHANGE, forged) in _errors(council)


def test_merge_says_otherwise(council: Council) -> None:
    """A merge whose message names another action is found; the same merge named correctly is not."""
    one, other = _sides(council)
    _merge(council, _MERGE, one, other)
    assert _errors(council) == []
    forged = _merge(council, "Захід 4: прийнято\n\nProzvit-Action: accept\nProzvit-Format: 1\n", one, other)
    assert _errors(council) == [(Code.UNDECLARED_CHANGE, forged)]


def test_flat_name(council: Council) -> None:
    """A tree entry with slashes in its name, which reads like an existing measure's path, is found."""
    tree = council.git("cat-file", "tree", "main^{tree}")
    entry = f"100644 {MEASURE}\0".encode() + bytes.fromhex(council.blob(council.text(MEASURE)))
    root = council.keep("tree", tree + entry)
    stamp = CHIEF.stamp(council.later())
    data = f"tree {root}\nparent {council.head}\nauthor {stamp}\ncommitter {stamp}\n\nx\n".encode()
    forged = council.store(with_signature(data, CHIEF.key.sign(data)))
    assert _errors(council) == [(Code.CORRUPT, forged)]


def test_boundless_blob(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file too large for memory is found without being read."""
    council.commit({PROGRESS: "#" * 60_000}, "x\n", CLERK, key=CLERK.key)
    monkeypatch.setattr(conversation, "_LARGEST", 50_000)
    found = council.found(since="main^", keep=False)
    assert [(each.code, each.message.values.get("size")) for each in found] == [(Code.CORRUPT, 60_000)]
