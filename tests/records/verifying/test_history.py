"""The history as a whole: rewritten, hidden or damaged, and what an auditor compares it with."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import pytest

from records.errors import Misused, UnknownRevision
from records.git.evidence import Fsck
from records.language import ENGLISH
from records.register import Register
from records.rules.findings import Code
from records.verifying import Trust, verify
from tests.records.conftest import PROGRESS, progress
from tests.records.verifying.council import ADMIN, CHEAT, CLERK, Council, Key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from records.language import Message


def _said(messages: Sequence[Message]) -> str:
    return "\n".join(message.render(ENGLISH) for message in messages)


def _rewrite(council: Council) -> tuple[str, str]:
    """Replace the last commit with another honest one; return the old and the new."""
    noted = council.head
    council.move(f"{noted}^")
    return noted, council.save(progress(percent=30, text="Інше."), CLERK)


def test_rewritten(council: Council) -> None:
    """A rewritten main of valid commits is found through the commit noted last time."""
    noted, _ = _rewrite(council)
    assert council.findings(expect=noted) == [(Code.HISTORY_REWRITTEN, noted)]
    assert council.findings(expect=noted[:12]) == [(Code.HISTORY_REWRITTEN, noted)]
    for gone in ("0" * 40, "0" * 12):
        assert council.findings(expect=gone) == [(Code.HISTORY_REWRITTEN, gone)]
    assert council.findings(expect=f"{council.head}~2") == []
    with pytest.raises(UnknownRevision):
        council.verify(expect="nonsense")


def test_remembered(council: Council) -> None:
    """A rewritten main is found through the last verification's state, and is reported every time."""
    council.verify()
    noted, _ = _rewrite(council)
    for _ in range(2):
        assert council.findings() == [(Code.HISTORY_REWRITTEN, noted)]


def test_new_root(council: Council) -> None:
    """A history rebuilt from its first commit is found too."""
    council.verify()
    noted = council.head
    council.commit({}, "Реєстр\n", ADMIN, parents=(), key=ADMIN.key, at=council.later())
    assert (Code.HISTORY_REWRITTEN, noted) in council.findings()


def test_replaced(council: Council) -> None:
    """A replace ref is found, and the commit it hides is judged."""
    forged = council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    good = council.save(progress(percent=21), CLERK)
    council.move(forged)
    council.git("replace", "-f", forged, good)
    assert set(council.findings()) == {(Code.HIDDEN_HISTORY, forged), (Code.UNKNOWN_KEY, forged)}


def test_graft(council: Council) -> None:
    """A graft is found, and the commits it hides are judged."""
    hidden = council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    last = council.save(progress(percent=30), CLERK)
    grafts = council.folder / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(
        f"{last} {last}\n".replace(f" {last}", " " + council.git("rev-parse", f"{last}~2").decode().strip())
    )
    assert set(council.findings()) == {(Code.HIDDEN_HISTORY, ""), (Code.UNKNOWN_KEY, hidden)}


def test_shallow(council: Council) -> None:
    """A shallow clone is found, with the commit at which it was cut."""
    cut = council.git("rev-parse", "main~1").decode().strip()
    (council.folder / ".git" / "shallow").write_text(f"{cut}\n")
    found = council.findings()
    assert (Code.HIDDEN_HISTORY, "") in found
    assert (Code.HIDDEN_HISTORY, cut) in found


def test_forged_commit_graph(council: Council) -> None:
    """A commit-graph with a false parent hides no commit."""
    hidden = council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    council.save(progress(percent=30), CLERK)
    council.git("commit-graph", "write", "--reachable")
    file = council.folder / ".git" / "objects" / "info" / "commit-graph"
    file.chmod(0o644)
    file.write_bytes(_skipping(file.read_bytes(), hidden))
    assert hidden not in council.git("log", "--format=%H", "main").decode().split()
    assert (Code.UNKNOWN_KEY, hidden) in council.findings()


def _skipping(data: bytes, hidden: str) -> bytes:
    """Return a commit-graph in which a commit's children have its parent as theirs."""
    chunks = {data[at : at + 4]: struct.unpack(">Q", data[at + 4 : at + 12])[0] for at in range(8, 56, 12)}
    count = struct.unpack(">I", data[chunks[b"OIDF"] + 1020 :][:4])[0]
    names = [data[chunks[b"OIDL"] + 20 * n :][:20].hex() for n in range(count)]
    place = names.index(hidden)
    parent = data[chunks[b"CDAT"] + 36 * place + 20 :][:4]
    changed = bytearray(data)
    for n in range(count):
        at = chunks[b"CDAT"] + 36 * n + 20
        if struct.unpack(">I", data[at : at + 4])[0] == place:
            changed[at : at + 4] = parent
    return bytes(changed)


def test_second_root(council: Council) -> None:
    """A history with two roots is found."""
    main = council.head
    other = council.commit({}, "Реєстр\n", CHEAT, parents=(), at=council.later())
    council.commit({}, "Разом\n", ADMIN, parents=(main, other), at=council.later(), key=ADMIN.key)
    assert (Code.HISTORY_REWRITTEN, other) in council.findings()


def test_erasure(council: Council) -> None:
    """A root that declares the replaced head, what was removed and why is a warning, otherwise an error."""
    noted = council.head
    files = {path: council.text(path) for path in ("register.toml", "units.toml", "officers.toml")}
    told = "Реєстр без персональних даних\n\n  Рішення суду № 5\n\n"
    trailers = f"Prozvit-Erased: {noted}\nProzvit-Removed: {PROGRESS}\n"
    root = council.commit(files, told + trailers, ADMIN, parents=(), key=ADMIN.key, at=council.later())
    assert council.findings(expect=noted) == [(Code.DECLARED_ERASURE, root)]
    assert council.verify(expect=noted).ok
    bare = council.commit(files, told, ADMIN, parents=(), key=ADMIN.key, at=council.later())
    assert council.findings(expect=noted, full=True)[0][0] is Code.HISTORY_REWRITTEN
    assert (Code.OUTSIDE, bare) in council.findings(expect=noted, full=True)


@pytest.mark.parametrize("kind", ["damaged", "missing"])
def test_corrupt(council: Council, kind: str) -> None:
    """A damaged or missing object is found, even if the configuration names a program to fetch it."""
    config = council.folder / ".git" / "config"
    config.write_text(
        config.read_text().replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    )
    council.git("config", "extensions.partialClone", "origin")
    blob = council.git("rev-parse", f"main:{PROGRESS}").decode().strip()
    file = council.folder / ".git" / "objects" / blob[:2] / blob[2:]
    other = council.git("rev-parse", "main:units.toml").decode().strip()
    data = (council.folder / ".git" / "objects" / other[:2] / other[2:]).read_bytes()
    file.unlink()
    if kind == "damaged":
        file.write_bytes(data)
    verdict = council.verify()
    assert Code.CORRUPT in {each.code for each in verdict.findings}
    assert not verdict.ok
    assert "git fsck" not in _said(verdict.proved)
    # A damaged object may be repaired later, so no state is kept.
    assert council.verify().checked == verdict.checked


def test_hole(council: Council) -> None:
    """A commit missing from the middle of the history is found in every mode."""
    noted = council.git("rev-parse", "main~1").decode().strip()
    (council.folder / ".git" / "objects" / noted[:2] / noted[2:]).unlink()
    verdict = council.verify(expect=noted)
    assert {Code.CORRUPT, Code.HISTORY_REWRITTEN} <= {each.code for each in verdict.findings}
    assert "place in the history" not in _said(verdict.proved)


def test_muted_fsck(council: Council) -> None:
    """A configuration that mutes git's checks is reported and has no effect."""
    data = council.git("cat-file", "commit", "main").replace(b"author ", b"author  ", 1)
    forged = council.store(data.replace(b"> ", b">", 1))
    council.git("config", "fsck.missingSpaceBeforeDate", "ignore")
    council.git("config", "fsck.badDate", "ignore")
    verdict = council.verify()
    assert (Code.CORRUPT, forged) in [(each.code, each.commit) for each in verdict.findings]
    assert "fsck.baddate" in {each.key for each in verdict.findings if each.code is Code.HOSTILE_CONFIG}


def test_hostile(council: Council) -> None:
    """Each setting by which git runs a program, and each hook, is a warning; our merge driver is not."""
    council.git("config", "merge.prozvit.driver", "prozvit merge-driver %O %A %B %P")
    council.git("config", "alias.st", "status")
    included = council.folder / ".git" / "more"
    included.write_text("[core]\n\taskPass = /bin/false\n")
    council.git("config", "include.path", str(included))
    verdict = council.verify()
    hostile = [each for each in verdict.findings if each.code is Code.HOSTILE_CONFIG]
    keys = {each.key or each.path for each in hostile}
    assert {
        "core.fsmonitor",
        "core.hookspath",
        "core.sshcommand",
        "core.askpass",
        "gpg.ssh.program",
        "filter.x.clean",
        "diff.x.textconv",
        "diff.external",
        "merge.x.driver",
        "alias.log",
        "credential.helper",
        "remote.origin.uploadpack",
        ".git/hooks/post-checkout",
    } <= keys
    assert not {"merge.prozvit.driver", "alias.st", "core.bare"} & keys
    assert verdict.ok


def test_goes_on(council: Council) -> None:
    """A second verification judges only new commits, from the saved state, and reports all findings again."""
    forged = council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    first = council.verify()
    assert (first.commits, first.checked) == (5, 5)
    second = council.verify()
    assert (second.commits, second.checked) == (5, 0)
    assert second.findings == first.findings
    worse = council.save(progress(percent=30), CLERK, key=Key("nobody’s"))
    third = council.verify()
    assert (third.commits, third.checked) == (6, 1)
    assert council.findings() == [(Code.UNKNOWN_KEY, forged), (Code.UNKNOWN_KEY, worse)]
    assert council.verify(full=True).checked == 6


def test_kept_apart(council: Council, tmp_path: Path) -> None:
    """The saved state is outside the repository, private to the user, and ignored if it can't be read."""
    council.verify()
    (file,) = (tmp_path / "state").rglob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    file.write_text('{"format": 1}')
    assert council.verify().checked == 4
    assert council.verify(trust=Trust(root=council.verify().root)).checked == 4


def test_since(council: Council) -> None:
    """Only commits after a revision are judged, and the verdict says what that leaves unproved."""
    council.save(progress(percent=20), CLERK, key=Key("nobody’s"))
    good = council.save(progress(percent=30), CLERK)
    verdict = council.verify(since=f"{good}~1")
    assert (verdict.commits, verdict.checked) == (6, 1)
    assert [each for each in verdict.findings if each.code is not Code.HOSTILE_CONFIG] == []
    assert "not judged" in _said(verdict.not_proved)
    assert council.verify().checked == 6
    council.move(f"{good}~2")
    assert (Code.HISTORY_REWRITTEN, good) in council.findings(since=good)


def test_trusted(council: Council, tmp_path: Path) -> None:
    """The root is compared with the auditor's root of trust: its id, or the keys allowed to sign it."""
    root = council.verify().root
    file = tmp_path / "trust"
    file.write_text(f"{root}\n")
    assert council.findings(trust=Trust.read(str(file))) == []
    assert council.findings(trust=Trust.read(root)) == []
    assert council.findings(trust=Trust.read("0" * 40)) == [(Code.HISTORY_REWRITTEN, root)]
    for line, code in {
        f"admin@rada.example {ADMIN.key.line} admin": None,
        f'admin@rada.example namespaces="git,file" {ADMIN.key.line}': None,
        f'* valid-after="20170101",valid-before="20180101Z" {ADMIN.key.line}': None,
        f'* valid-before="20170109" {ADMIN.key.line}': Code.EXPIRED_KEY,
        f"clerk@rada.example {CLERK.key.line}": Code.UNKNOWN_KEY,
    }.items():
        file.write_text(f"# мій перелік\n{line}\n")
        expected = [(code, root)] if code is not None else []
        assert council.findings(trust=Trust.read(str(file))) == expected


@pytest.mark.parametrize("text", ["", "nonsense", f'* namespaces="file" {ADMIN.key.line}'])
def test_no_trust(tmp_path: Path, text: str) -> None:
    """A root of trust that names nobody is refused."""
    file = tmp_path / "trust"
    file.write_text(text)
    with pytest.raises(Misused):
        Trust.read(str(file))


def test_said(council: Council) -> None:
    """The verdict lists what is not proved: authorship without signatures, and whatever errors affect."""
    verdict = council.verify()
    assert "who made 4 commits" in _said(verdict.proved)
    assert "not signed" not in _said(verdict.not_proved)
    assert "--trust" in _said(verdict.not_proved)
    assert "--expect" in _said(verdict.not_proved)
    council.commit({PROGRESS: council.text(PROGRESS).replace("10", "90")})
    verdict = council.verify(expect=verdict.head, trust=Trust(root=verdict.root))
    assert "signed with keys" not in _said(verdict.proved)
    assert "right to the change" not in _said(verdict.proved)
    assert "1 commit that is not signed" in _said(verdict.not_proved)
    assert "what the errors above are about" in _said(verdict.not_proved)
    assert "--expect" not in _said(verdict.not_proved)
    assert "--trust" not in _said(verdict.not_proved)


def test_progress(council: Council) -> None:
    """Progress of the verification is reported."""
    told: list[tuple[int, int]] = []
    with Register.open(council.folder) as register:
        verify(register, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(("second", "found"), [("true", []), ("echo error: gone", [("", "error: gone")])])
def test_packed_meanwhile(second: str, found: list[tuple[str, str]]) -> None:
    """A message of git's own check that disappears because an object was packed meanwhile is no finding."""
    said = iter(["echo error: gone; exit 1", second])
    fsck = Fsck(lambda: subprocess.Popen(["sh", "-c", next(said)], stdout=subprocess.PIPE))
    assert fsck.complaints() == found
