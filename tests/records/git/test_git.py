"""Git: a repository's configuration runs no program, and git's own output is checked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from records.errors import GitFailed, NoGit, UnknownRevision
from records.git.objects import ObjectStore
from records.git.packs import MANY_FILES
from records.git.repository import Repository
from records.trail.history import history
from tests.records.conftest import CLERK, MEASURE, git, progress

if TYPE_CHECKING:
    from pathlib import Path

    from records.register import Register


def test_runs_nothing(register: Register, tmp_path: Path) -> None:
    """Hooks, monitors, filters, pagers and signing programs of a repository never run."""
    canary = tmp_path / "ran"
    script = tmp_path / "canary"
    script.write_text(f"#!/bin/sh\ntouch '{canary}'\ncat\n")
    script.chmod(0o755)
    keys = ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "gpg.ssh.program", "core.editor")
    for key in (*keys, "filter.x.clean", "filter.x.smudge", "diff.x.textconv", "core.sshCommand"):
        git(register, "config", key, str(script))
    git(register, "config", "alias.log", f"!{script}")
    git(register, "config", "commit.gpgSign", "true")
    (register.path / ".git" / "info" / "attributes").parent.mkdir(exist_ok=True)
    (register.path / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n")
    hooks = register.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-commit", "post-index-change", "reference-transaction", "post-commit"):
        (hooks / name).write_text(script.read_text())
        (hooks / name).chmod(0o755)
    canary.unlink(missing_ok=True)
    assert register.save(progress(percent=10)).commit
    assert list(history(register))
    assert register.snapshot().measures
    assert not canary.exists()


def test_replaced(register: Register) -> None:
    """A replace ref does not substitute the history."""
    head = register.head()
    register.save(progress(percent=10))
    changed = register.head()
    git(register, "replace", changed, head)
    assert register.snapshot().measures[0].progress
    assert next(history(register)).commit == changed


@pytest.mark.parametrize("revision", ["--all", "-n1", "no-such", "HEAD~99", "", "HEAD:register.toml"])
def test_no_commit(register: Register, revision: str) -> None:
    """A name that is not a commit is refused and never taken for an option."""
    with pytest.raises(UnknownRevision):
        register.snapshot(revision)


def test_any_revision(register: Register) -> None:
    """A register can be read at an id, an abbreviated id, a tag, a relative name or a date."""
    first = register.head()
    git(register, "-c", "user.name=A", "-c", "user.email=a@rada.example", "tag", "-am", "x", "named")
    register.save(progress(percent=10))
    for revision in (first, first[:10], "named", "HEAD~1", "2017-01-11"):
        assert register.snapshot(revision).commit == first
    assert register.repository.file(first, MEASURE) == (register.path / MEASURE).read_bytes()


def test_packed(register: Register) -> None:
    """A repository packed by git is read and written as before."""
    register.save(progress(percent=10))
    git(register, "gc", "-q")
    assert register.save(progress(percent=20)).commit == register.head()
    assert git(register, "fsck", "--strict") == ""


def test_no_git(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error says so if git is not on PATH."""
    register.close()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoGit):
        register.snapshot()


def test_broken_off(register: Register) -> None:
    """Abandoning a series of answers leaves none of them for the next question."""
    repository = register.repository
    blobs = [blob for _, blob in repository.files("HEAD").values()]
    next(repository.blobs(blobs))
    assert repository.file("HEAD", MEASURE) == (register.path / MEASURE).read_bytes()


def test_many_files(register: Register) -> None:
    """A commit of many files, written as a pack, has the same tree as one of loose objects and is sound."""
    files = {f"templates/{n}.html.j2": f"{n}".encode() * 7 ** (n % 5) for n in range(MANY_FILES)}
    head, repository = register.head(), register.repository
    at = repository.commit(head).at
    packed = repository.write_commit([head], files, CLERK, at, "Багато\n")
    store = ObjectStore(repository.folder / "objects", repository.blob)
    assert repository.commit(packed).tree == store.tree(repository.commit(head).tree, files)
    assert list(repository.folder.glob("objects/pack/*.pack"))
    assert {path: repository.file(packed, path) for path in files} == files
    git(register, "update-ref", "refs/heads/many", packed)
    assert git(register, "fsck", "--strict") == ""


def test_version_of_a_broken_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that prints no version is reported as a failure of git."""
    broken = tmp_path / "git"
    broken.write_text("#!/bin/sh\necho broken >&2\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitFailed, match="broken"):
        Repository.version()
