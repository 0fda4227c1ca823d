"""Read access to a git repository: objects through one `cat-file` process, history through `git log`."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from functools import partial
from io import BufferedReader
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from records.errors import GitFailed, UnknownRevision
from records.git.commits import NOTHING, Commit, PathChange, Tag, parse_commit, parse_raw, parse_tag
from records.git.conversation import Conversation
from records.git.running import Git, version
from records.git.trees import changed_files, files_under, folders_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from records.git.conversation import Object

MAIN = "refs/heads/main"
TAGS = "refs/tags/"
#: The remote-tracking reference: the remote’s main when last seen.
THERE = "refs/remotes/origin/main"
#: Commits read per batch: a caller that wants only the newest ones must not wait for more.
_PAGE = 50


class Archive:
    """A repository with a work tree and the branch `main`, for reading; pass `git` for any other kind."""

    #: Additional settings for every git call of this class, as `git -c` takes them.
    settings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, root: Path, git: Git | None = None) -> None:
        self.root = root
        self._git = git or Git(root / ".git", root, self.settings)
        self.folder = self._git.folder
        # A bound method here would make a reference cycle and keep git alive until garbage collection.
        self._objects = Conversation(partial(self._git.start, ("cat-file", "--batch"), subprocess.PIPE))

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit that `revision` names; raise `UnknownRevision`."""
        done = self._git.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False
        )
        if done.returncode:
            raise UnknownRevision(
                "There is no commit “{revision}”. Name one by its id, a tag or a date as git reads them.",
                revision=revision,
            )
        return done.stdout.decode().strip()

    def tag(self, name: str) -> Tag | None:
        """Return the annotated tag with a name, or None if there is none."""
        found = self._objects.ask(f"{TAGS}{name}")
        return None if found is None or found[1] != "tag" else parse_tag(found[0], found[2])

    def commit_before(self, moment: datetime) -> str:
        """Return the commit that main pointed to at a moment; raise `UnknownRevision` if there was none."""
        # First parents only: a merged commit was not in main before the merge, whatever its own date.
        until = f"--before={moment.isoformat()}"
        done = self._git.run("rev-list", "-1", "--first-parent", until, "--end-of-options", MAIN)
        found = done.stdout.decode().strip()
        if not found:
            raise UnknownRevision("There was no commit yet on {moment}.", moment=moment)
        return found

    def head(self) -> str | None:
        """Return the id of the commit that main points to, or None before the first commit."""
        found = self._objects.ask(MAIN)
        return None if found is None else found[0]

    def has_main(self) -> bool:
        """Return whether the branch main exists, even if it points to a missing object."""
        return (self.folder / MAIN).exists() or MAIN in self._packed()

    def report_names(self) -> set[str]:
        """Return the names of the report tags ("report/2017-Q4"), read from the folder without asking git."""
        home = self.folder / TAGS
        loose = {f"report/{file.name}" for file in (home / "report").glob("*")}
        return loose | {
            name.removeprefix(TAGS) for name in self._packed() if name.startswith(f"{TAGS}report/")
        }

    def _packed(self) -> set[str]:
        """Return the names of the references that git keeps together in one file."""
        packed = self.folder / "packed-refs"
        if not packed.is_file():
            return set()
        lines = packed.read_text(encoding="utf-8", errors="replace").splitlines()
        return {name for line in lines for _, _, name in [line.partition(" ")]}

    def branch(self) -> str:
        """Return the name of the branch that is checked out, or "" if HEAD is detached."""
        text = (self.folder / "HEAD").read_text(errors="replace").strip()
        return text.removeprefix("ref: refs/heads/") if text.startswith("ref: refs/heads/") else ""

    def commit(self, revision: str) -> Commit:
        """Return the commit with a full id; raise `UnknownRevision`."""
        found = self._objects.ask(revision)
        if found is None or found[1] != "commit":
            raise UnknownRevision("There is no commit “{revision}”.", revision=revision)
        return parse_commit(found[0], found[2])

    def commits(self, identities: Sequence[str]) -> list[Commit]:
        """Return the commits with the given full ids, in order, in one batch."""
        found = zip(identities, self.blobs(identities), strict=True)
        return [parse_commit(identity, data) for identity, data in found]

    def files(self, revision: str) -> dict[str, tuple[str, str]]:
        """Return the (mode, blob id) of every file in a commit’s tree, by path."""
        done = self._git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
        files = {}
        for line in done.stdout.split(b"\0")[:-1]:
            head, _, path = line.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            files[path.decode(errors="replace")] = (mode, blob)
        return files

    def files_under(self, revision: str, places: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the files at, or directly in, the given paths, like `files` but without running git."""
        return files_under(self.commit(revision).tree, places, self.blob)

    def folders(self, revision: str, path: str) -> list[str]:
        """Return the names of the subfolders of a folder in a commit; empty if the folder does not exist."""
        return folders_in(self.commit(revision).tree, path, self.blob)

    def changed_files(self, old: str, new: str) -> dict[str, tuple[str, str] | None]:
        """Return the files of `new` that differ from `old`, as `files` does; None for a removed file."""
        return changed_files(self.commit(old).tree, self.commit(new).tree, self.blob)

    def differing(self, old: str, new: str) -> dict[str, tuple[tuple[str, str] | None, ...]]:
        """Return each path that differs between two commits, with (mode, blob id) in both; None if absent."""
        done = self._git.run(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--end-of-options", old, new
        )
        words = done.stdout.split(b"\0")
        found = {}
        for head, path in zip(words[::2], words[1::2], strict=False):
            old_mode, mode, blob, new_blob, _ = head.decode().removeprefix(":").split(" ")
            sides = ((old_mode, blob), (mode, new_blob))
            found[path.decode(errors="replace")] = tuple(
                None if each[1] == NOTHING else each for each in sides
            )
        return found

    def blob(self, blob: str) -> bytes:
        """Return the content of an object: of a blob, or of a tree in git’s binary format."""
        return next(self.blobs([blob]))

    def holds(self, identity: str) -> bool:
        """Return whether the repository has an object."""
        return self._objects.ask(identity) is not None

    def kind(self, identity: str) -> str:
        """Return the type of an object ("commit", "tag", …), or "" if it does not exist."""
        found = self._objects.ask(identity)
        return found.type if found is not None else ""

    def blobs(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of many blobs, in order, in one batch; raise `GitFailed` if one is missing."""
        with closing(self._objects.ask_all(wanted)) as answers:
            for blob, found in zip(wanted, answers, strict=True):
                if found is None:
                    raise GitFailed("The repository lacks the object {object}: run `git fsck`.", object=blob)
                yield found.data

    def file(self, revision: str, path: str) -> bytes | None:
        """Return the content of a file in a commit, or None if it does not exist there."""
        if "\n" in path:
            return None
        found = self._objects.ask(f"{revision}:{path}")
        return None if found is None or found[1] != "blob" else found[2]

    def files_at(self, path: str, revisions: Sequence[str]) -> Iterator[bytes | None]:
        """Yield the content of a file in each of the commits, in order; None where it does not exist."""
        for found in self._objects.ask_all([f"{revision}:{path}" for revision in revisions]):
            yield None if found is None or found.type != "blob" else found.data

    def log(
        self, revision: str, paths: Sequence[str] = (), *arguments: str
    ) -> Iterator[tuple[Commit, list[PathChange]]]:
        """Yield commits, newest first, with their changed paths; a merge’s differ from all its parents."""
        return chain.from_iterable(self.log_in_parts(revision, paths, *arguments))

    def log_in_parts(
        self, revision: str, paths: Sequence[str] = (), *arguments: str
    ) -> Iterator[list[tuple[Commit, list[PathChange]]]]:
        """Yield the results of `log` in batches: as many as git has ready, up to a page.

        The first batch is empty and means that git has started.
        """
        options = ("-z", "--raw", "--no-abbrev", "--no-renames", "--root", "--diff-merges=combined")
        for ready in self._log(revision, paths, *options, *arguments):
            for at in range(0, max(len(ready), 1), _PAGE):
                part = ready[at : at + _PAGE]
                commits = self.commits([identities[0] for identities, _ in part])
                yield [(commit, parse_raw(raw)) for commit, (_, raw) in zip(commits, part, strict=True)]

    def versions(self, revision: str, path: str) -> Iterator[tuple[str, tuple[str, ...], Object | None]]:
        """Yield the commits that changed a file, and all merges, in no particular order.

        Each item is the commit’s id, its parents in the history simplified to these commits, and the file in
        that commit.
        """
        # By default, git follows only the parent of a merge whose version of the file is unchanged.
        for part in self._log(revision, [path], "--full-history", "--parents"):
            files = self._objects.ask_all([f"{identities[0]}:{path}" for identities, _ in part])
            for (identities, _), file in zip(part, list(files), strict=True):
                yield identities[0], tuple(identities[1:]), file

    def _log(
        self, revision: str, paths: Sequence[str], *options: str
    ) -> Iterator[list[tuple[list[str], bytes]]]:
        """Yield batches of (commit id and its simplified parent ids, raw list of changed paths)."""
        # Two NULs precede the changes of a merge; one ends each path, and another separates the commits.
        command = ("log", "--format=%x00%x00%x00%H %P", *options, "--end-of-options", revision, "--", *paths)
        process = self._git.start(command, GIT_FLUSH="0")
        assert isinstance(process.stdout, BufferedReader)
        try:
            # Git is running now; this lets the caller do other work until the first results.
            yield []
            for chunks in _split(process.stdout, b"\0\0\0"):
                whole = [chunk.lstrip(b"\0") for chunk in chunks if len(chunk) >= len(NOTHING)]
                parts = [chunk.partition(b"\0") for chunk in whole]
                if parts:
                    yield [(identities.decode().split(), raw) for identities, _, raw in parts]
            if process.wait():
                raise GitFailed("git could not read the history to its end. Run `git fsck`.")
        finally:
            process.stdout.close()
            process.kill()
            process.wait()

    def is_ancestor(self, commit: str, of: str = MAIN) -> bool:
        """Return whether `commit` is reachable from `of`."""
        return self._git.run("merge-base", "--is-ancestor", commit, of, check=False).returncode == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, or None if there is none."""
        done = self._git.run("merge-base", "--end-of-options", one, other, check=False)
        return done.stdout.decode().strip() or None

    def ahead(self, head: str, of: str) -> int:
        """Return the number of commits reachable from `head` but not from `of`, which may be missing."""
        limits = [f"^{of}"] if self.holds(of) else []
        return int(self._git.run("rev-list", "--count", head, *limits).stdout)

    def report_tags(self) -> dict[str, str]:
        """Return the references of report tags, each with the id of the object it points to."""
        done = self._git.run("for-each-ref", "--format=%(objectname) %(refname)", f"{TAGS}report/")
        rows = (line.split(" ", 1) for line in done.stdout.decode(errors="replace").splitlines())
        return {name: identity for identity, name in rows}

    def saying(self, trailer: str, *arguments: str) -> list[Commit]:
        """Return the commits whose message has the trailer "Trailer: …", descendants before ancestors.

        `arguments` are options chosen by this program and the commits to start from; "^" before a commit
        excludes it and its ancestors.
        """
        done = self._git.run("rev-list", "--topo-order", f"--grep=^{trailer}: ", *arguments)
        return [self.commit(identity) for identity in done.stdout.decode().split()]

    @staticmethod
    def version() -> str:
        """Return git’s version; raise `NoGit` if git is not installed."""
        return version()

    def config(self) -> dict[str, str]:
        """Return the repository’s own configuration; for a key with several values, the last one."""
        return dict(self.configured())

    def configured(self) -> list[tuple[str, str]]:
        """Return all (key, value) pairs of the repository’s own configuration, included files too."""
        done = self._git.run("config", "--list", "--show-scope", "--includes", "-z", check=False)
        words = done.stdout.decode(errors="replace").split("\0")
        pairs = (
            text.partition("\n")
            for scope, text in zip(words[::2], words[1::2], strict=False)
            if scope in {"local", "worktree"}
        )
        return [(key, value) for key, _, value in pairs]

    def hooks(self) -> list[str]:
        """Return the names of the hooks in the repository that git would run if called directly."""
        found = (self.folder / "hooks").glob("*")
        return sorted(file.name for file in found if os.access(file, os.X_OK) and file.suffix != ".sample")

    def interrupt(self) -> None:
        """Stop a read in another thread: that read, and every later one, raises `GitFailed`."""
        self._objects.interrupt()

    def close(self) -> None:
        """End the `cat-file` process."""
        self._objects.close()


def _split(stream: BufferedReader, separator: bytes) -> Iterator[list[bytes]]:
    """Yield the parts of a stream between separators, in batches of what one read returns."""
    rest = b""
    while data := stream.read1(65536):
        *whole, rest = (rest + data).split(separator)
        yield whole
    yield [rest]
