"""Write access to a git repository: objects, compare-and-swap of references, and the index.

Objects are written in process with GitPython’s object database and flushed to disk here; references and the
index are left to git.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

from records.errors import GitFailed, Uncertain
from records.git.archive import MAIN, TAGS, THERE, Archive
from records.git.commits import NOTHING, stamp, with_signature
from records.git.objects import BLOB_MODE, ObjectStore, blob_id
from records.git.packs import MANY_FILES, PackStore
from records.git.running import failure

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from records.identity import Identity

#: Seconds after which one of git’s lock files, seen under our own lock, is left over from a killed git.
_STALE = 2.0
#: Seconds between checks of such a file.
_PAUSE = 0.02


class Repository(Archive):
    """A repository with a work tree and the branch `main`, for reading and writing."""

    @classmethod
    def create(cls, root: Path) -> Self:
        """Create an empty repository with main as its branch."""
        repository = cls(root)
        repository._git.run("init", "--quiet", "--initial-branch=main", "--template=", inside=False)
        return repository

    def set_config(self, key: str, value: str) -> None:
        """Set a key in the repository’s own configuration; call it only under the register’s lock."""
        self.clear_stale_locks("config")
        self._git.run("config", "--local", key, value)

    def write_commit(
        self,
        parents: Sequence[str],
        files: Mapping[str, bytes | None],
        author: Identity,
        at: datetime,
        message: str,
        *,
        sign: Callable[[bytes], str] | None = None,
    ) -> str:
        """Store a commit that changes some files of its first parent (None removes a file); return its id.

        `sign` takes the commit’s bytes and returns their armoured signature. All objects are on disk when
        this returns, but nothing refers to the commit yet.
        """
        store = self._store(len(files))
        tree = store.tree(self.commit(parents[0]).tree if parents else None, files)
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {stamp(author, at)}", f"committer {stamp(author, at)}", "", message]
        data = "\n".join(lines).encode()
        commit = store.write("commit", data if sign is None else with_signature(data, sign(data)))
        store.sync()
        return commit

    def _store(self, files: int) -> ObjectStore:
        folder = self.folder / "objects"
        if files < MANY_FILES:
            return ObjectStore(folder, self.blob)
        return PackStore(folder, self.blob, lambda pack: self._git.run("index-pack", "--stdin", stdin=pack))

    def write_tag(
        self,
        name: str,
        commit: str,
        author: Identity,
        at: datetime,
        message: str,
        *,
        sign: Callable[[bytes], str] | None = None,
    ) -> str:
        """Store an annotated tag of a commit on disk; return its id. Nothing refers to it yet.

        The signature, if any, follows the message.
        """
        store = ObjectStore(self.folder / "objects", self.blob)
        lines = [f"object {commit}", "type commit", f"tag {name}", f"tagger {stamp(author, at)}", "", message]
        data = "\n".join(lines).encode()
        tag = store.write("tag", data if sign is None else data + sign(data).encode())
        store.sync()
        return tag

    def set_tag(self, name: str, tag: str, lock: int) -> bool:
        """Point a tag name to a stored tag; return False if the name belongs to another tag.

        An existing tag is never moved.
        """
        reference = f"{TAGS}{name}"
        self.clear_stale_locks(reference)
        done = self._git.run(
            "update-ref", "--end-of-options", reference, tag, NOTHING, check=False, pass_fds=(lock,)
        )
        found = self._objects.ask(reference)
        if done.returncode and found is None:
            raise failure(done)
        return found is not None and found[0] == tag

    def advance(self, new: str, old: str | None, author: Identity, lock: int) -> bool:
        """Move main from `old` to `new`; return False if it is no longer at `old`.

        After a failure the reference is read back, because it can have moved although the call failed. Raises
        `GitFailed` or OSError if it did not move, `Uncertain` if that cannot be determined.
        """
        why = self._move(new, old, author, lock)
        if why is None:
            return True
        reached = self.reached(new)
        if reached is None:
            raise Uncertain(
                "It is not known whether the change was saved: {problem}. Look with `prozvit history` before "
                "you save again.",
                problem=str(why),
            )
        if reached:
            return True
        if self.head() != old:
            return False
        raise why

    def _move(self, new: str, old: str | None, author: Identity, lock: int) -> Exception | None:
        """Run git to move main from `old` to `new`; return the failure that it reports, or None."""
        self.clear_stale_locks()
        options = ("--create-reflog", "-m", "prozvit", "--end-of-options")
        env = {"GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email}
        try:
            done = self._git.run(
                "update-ref", *options, MAIN, new, old or NOTHING, env=env, check=False, pass_fds=(lock,)
            )
        except OSError as error:
            return error
        return failure(done) if done.returncode else None

    def note_there(self, commit: str, lock: int) -> None:
        """Record the commit of the remote’s main in git’s own remote-tracking reference."""
        if self.holds(THERE) and self.resolve(THERE) == commit:
            return
        self.clear_stale_locks(THERE)
        self._git.run("update-ref", "--end-of-options", THERE, commit, pass_fds=(lock,))

    def reached(self, commit: str) -> bool | None:
        """Return whether main contains a commit; None if that cannot be determined."""
        try:
            done = self._git.run("merge-base", "--is-ancestor", commit, MAIN, check=False)
            return {0: True, 1: False}[done.returncode]
        except (OSError, KeyError):
            pass
        try:
            # A second way to ask: it can confirm the tip of main, but says nothing about an older commit.
            return self.head() == commit or None
        except (OSError, GitFailed):
            return None

    def update_index(self, changes: Mapping[str, bytes | None], lock: int) -> None:
        """Update the shared index with new contents of some files; see `updating_index`."""
        with self.updating_index(changes, lock):
            pass

    @contextmanager
    def updating_index(self, changes: Mapping[str, bytes | None], lock: int) -> Iterator[None]:
        """Update the shared index with new contents of some files while the caller writes the files.

        The index is complete when the context exits, which raises `GitFailed` on failure.

        Git does not compare the index with the work tree here, because that runs filters which the
        repository’s attributes name; the next `git status` does so.
        """
        self.clear_stale_locks()
        lines = []
        for path, data in changes.items():
            mode, blob = (0, NOTHING) if data is None else (BLOB_MODE, blob_id(data))
            lines.append(f"{mode:o} {blob}\t{path}\0")
        told = "".join(lines).encode()
        with self._git.meanwhile("update-index", "-z", "--index-info", stdin=told, pass_fds=(lock,)):
            yield

    def clear_stale_locks(self, *references: str) -> None:
        """Remove git’s own lock files left by a killed git. Call only while holding the register’s lock.

        Our git subprocesses hold that lock too, so such a file is left over, unless a person is running git
        directly: each file is given the time that such a command takes.
        """
        end = time.monotonic() + _STALE
        names = (f"{reference}.lock" for reference in ("index", "HEAD", MAIN, *references))
        for name in names:
            left = self.folder / name
            with suppress(FileNotFoundError):
                while time.time() - left.stat().st_mtime < _STALE and time.monotonic() < end:
                    time.sleep(_PAUSE)
                left.unlink()

    # Upkeep

    def begin_packing(self) -> subprocess.Popen[bytes]:
        """Start packing loose objects and small packs into one pack, unreachable objects included.

        Each pack is kept at least twice as large as the next, so that little is packed again.
        """
        # Packed objects are deleted as loose files, so the whole pack must be on disk before that.
        options = ("-c", "core.fsync=all", "-c", "pack.threads=1", "-c", "repack.updateServerInfo=false")
        return self._git.start((*options, "repack", "-d", "-l", "-q", "--geometric=2"))

    def begin_graph(self) -> subprocess.Popen[bytes]:
        """Start adding new commits and their changed paths to the commit-graph."""
        options = ("--reachable", "--changed-paths", "--split", "--no-progress")
        return self._git.start(("commit-graph", "write", *options))
