"""A git repository as it is written: objects, references that move only from what was seen, the index.

Objects are written in process, through the object database that GitPython stands on, and synced here;
references and the index stay with git.
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

#: Seconds after which a lock file of git's own, seen under our lock, is left over from a killed git.
_STALE = 2.0
#: Between two looks at such a file.
_PAUSE = 0.02


class Repository(Archive):
    """A repository with a work tree, its branch `main`."""

    @classmethod
    def create(cls, root: Path) -> Self:
        """Make an empty repository whose branch is main."""
        repository = cls(root)
        repository._git.run("init", "--quiet", "--initial-branch=main", "--template=", inside=False)
        return repository

    def set_config(self, key: str, value: str) -> None:
        """Set a key of the repository's own configuration. Call it only under the register's lock."""
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
        """Store a commit with new bytes for some files of its first parent (None removes one); return its id.

        `sign` returns the signature of the commit's bytes, armoured. All objects are on disk when this
        returns; nothing refers to the commit yet.
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
        """Store an annotated tag of a commit, on disk; return its id. Nothing refers to it yet.

        A tag's signature stands at the end of its message.
        """
        store = ObjectStore(self.folder / "objects", self.blob)
        lines = [f"object {commit}", "type commit", f"tag {name}", f"tagger {stamp(author, at)}", "", message]
        data = "\n".join(lines).encode()
        tag = store.write("tag", data if sign is None else data + sign(data).encode())
        store.sync()
        return tag

    def set_tag(self, name: str, tag: str, lock: int) -> bool:
        """Let a tag's name refer to a stored tag; say whether it does. False: the name is another's.

        A name that is taken is never moved.
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
        """Move main from `old` to `new`; say whether it moved. False: somebody was faster.

        After any failure git itself is asked, since the reference can have moved although the call failed.
        Raises `GitFailed` or OSError where it did not move, `Uncertain` where git can't tell.
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
        """Have git move main from `old` to `new`; return why it says that it did not."""
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
        """Note what the main of the remote is at, where git itself keeps that."""
        if self.holds(THERE) and self.resolve(THERE) == commit:
            return
        self.clear_stale_locks(THERE)
        self._git.run("update-ref", "--end-of-options", THERE, commit, pass_fds=(lock,))

    def reached(self, commit: str) -> bool | None:
        """Say whether main holds a commit; None where git can't tell."""
        try:
            done = self._git.run("merge-base", "--is-ancestor", commit, MAIN, check=False)
            return {0: True, 1: False}[done.returncode]
        except (OSError, KeyError):
            pass
        try:
            # Another way to ask, where that one failed; an older commit than main's can't be told so.
            return self.head() == commit or None
        except (OSError, GitFailed):
            return None

    def update_index(self, changes: Mapping[str, bytes | None], lock: int) -> None:
        """Bring the shared index to new contents of some files, as `updating_index` does."""
        with self.updating_index(changes, lock):
            pass

    @contextmanager
    def updating_index(self, changes: Mapping[str, bytes | None], lock: int) -> Iterator[None]:
        """Bring the shared index to new contents of some files while the caller writes these.

        It is done when the context ends. Raises `GitFailed` there.

        Git is not asked to compare it with the work tree, since that runs the filters which a repository's
        own attributes name; the next `git status` does it.
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
        """Remove git's own lock files that a killed git left. Call it only under the register's lock.

        A git of ours holds that lock too, so these are left over, or a person's own git is at work: a file
        is given the time that one takes.
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
        """Begin to gather loose objects and small packs into one pack, unreachable objects too.

        The packs become a row in which each holds twice as much as the next, so little is packed again.
        """
        # What is packed is deleted as a loose object, so all of a pack must be on disk by then.
        options = ("-c", "core.fsync=all", "-c", "pack.threads=1", "-c", "repack.updateServerInfo=false")
        return self._git.start((*options, "repack", "-d", "-l", "-q", "--geometric=2"))

    def begin_graph(self) -> subprocess.Popen[bytes]:
        """Begin to add new commits, with the paths that each changed, to the commit-graph."""
        options = ("--reachable", "--changed-paths", "--split", "--no-progress")
        return self._git.start(("commit-graph", "write", *options))
