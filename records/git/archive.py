"""A git repository as it is read: objects in one conversation with git, the history as git walks it."""

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
#: Where git keeps what the main of the remote was at last.
THERE = "refs/remotes/origin/main"
#: Commits that are read at once, since who asks for the newest ones waits for no others.
_PAGE = 50


class Archive:
    """A repository with a work tree, its branch `main`, to be read; `git` where it is another kind."""

    #: What its calls to git are told besides what all are: settings, as `git -c` takes them.
    settings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, root: Path, git: Git | None = None) -> None:
        self.root = root
        self._git = git or Git(root / ".git", root, self.settings)
        self.folder = self._git.folder
        # A bound method here would be a circle, and git live on until garbage is searched for.
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
        """Return the annotated tag of a name, None where there is none."""
        found = self._objects.ask(f"{TAGS}{name}")
        return None if found is None or found[1] != "tag" else parse_tag(found[0], found[2])

    def commit_before(self, moment: datetime) -> str:
        """Return the commit that main was at at a moment; raise `UnknownRevision`."""
        # What a merge brought in was not in main before it, whenever it was written.
        until = f"--before={moment.isoformat()}"
        done = self._git.run("rev-list", "-1", "--first-parent", until, "--end-of-options", MAIN)
        found = done.stdout.decode().strip()
        if not found:
            raise UnknownRevision("There was no commit yet on {moment}.", moment=moment)
        return found

    def head(self) -> str | None:
        """Return the commit that main is at, or None before the first."""
        found = self._objects.ask(MAIN)
        return None if found is None else found[0]

    def has_main(self) -> bool:
        """Say whether there is a branch main, whatever it names."""
        packed = self.folder / "packed-refs"
        return (self.folder / MAIN).exists() or (
            packed.is_file() and f" {MAIN}\n" in packed.read_text(encoding="utf-8", errors="replace")
        )

    def branch(self) -> str:
        """Return the branch that HEAD names, or "" where it is detached."""
        text = (self.folder / "HEAD").read_text(errors="replace").strip()
        return text.removeprefix("ref: refs/heads/") if text.startswith("ref: refs/heads/") else ""

    def commit(self, revision: str) -> Commit:
        """Return the commit of a full id."""
        found = self._objects.ask(revision)
        if found is None or found[1] != "commit":
            raise UnknownRevision("There is no commit “{revision}”.", revision=revision)
        return parse_commit(found[0], found[2])

    def commits(self, identities: Sequence[str]) -> list[Commit]:
        """Return many commits by their full ids, in one conversation with git."""
        found = zip(identities, self.blobs(identities), strict=True)
        return [parse_commit(identity, data) for identity, data in found]

    def files(self, revision: str) -> dict[str, tuple[str, str]]:
        """Return every path of a commit's tree with its mode and blob."""
        done = self._git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
        files = {}
        for line in done.stdout.split(b"\0")[:-1]:
            head, _, path = line.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            files[path.decode(errors="replace")] = (mode, blob)
        return files

    def files_under(self, revision: str, places: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the files at some paths and in some folders of a commit, as `files` does, in process."""
        return files_under(self.commit(revision).tree, places, self.blob)

    def folders(self, revision: str, path: str) -> list[str]:
        """Return the names of the folders in a folder of a commit; none where it is not there."""
        return folders_in(self.commit(revision).tree, path, self.blob)

    def changed_files(self, old: str, new: str) -> dict[str, tuple[str, str] | None]:
        """Return the files in which a commit differs from another, as `files` does; None for one gone."""
        return changed_files(self.commit(old).tree, self.commit(new).tree, self.blob)

    def differing(self, old: str, new: str) -> dict[str, tuple[tuple[str, str] | None, ...]]:
        """Return the paths in which two commits differ, each with its mode and blob in both, or None."""
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
        """Return an object's bytes: a blob's, or a tree's as git keeps them."""
        return next(self.blobs([blob]))

    def holds(self, identity: str) -> bool:
        """Say whether the repository has an object."""
        return self._objects.ask(identity) is not None

    def kind(self, identity: str) -> str:
        """Return the type of an object: "commit", "tag"; "" where there is none."""
        found = self._objects.ask(identity)
        return found.type if found is not None else ""

    def blobs(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """Yield many blobs' bytes, in order, in one conversation with git."""
        with closing(self._objects.ask_all(wanted)) as answers:
            for blob, found in zip(wanted, answers, strict=True):
                if found is None:
                    raise GitFailed("The repository lacks the object {object}: run `git fsck`.", object=blob)
                yield found.data

    def file(self, revision: str, path: str) -> bytes | None:
        """Return a file's bytes at a commit, or None where it is not there."""
        if "\n" in path:
            return None
        found = self._objects.ask(f"{revision}:{path}")
        return None if found is None or found[1] != "blob" else found[2]

    def files_at(self, path: str, revisions: Sequence[str]) -> Iterator[bytes | None]:
        """Yield a file's bytes at many commits, in order; None where it is not there."""
        for found in self._objects.ask_all([f"{revision}:{path}" for revision in revisions]):
            yield None if found is None or found.type != "blob" else found.data

    def log(
        self, revision: str, paths: Sequence[str] = (), *arguments: str
    ) -> Iterator[tuple[Commit, list[PathChange]]]:
        """Yield commits, newest first, with the paths each changed: a merge, against all its parents.

        `paths` are literal files or folders; `arguments` are options of `git log` made by this project.
        """
        return chain.from_iterable(self.log_in_parts(revision, paths, *arguments))

    def log_in_parts(
        self, revision: str, paths: Sequence[str] = (), *arguments: str
    ) -> Iterator[list[tuple[Commit, list[PathChange]]]]:
        """Yield what `log` yields, as many at once as git has ready, and not more than a page.

        The first part is empty: it says that git has begun.
        """
        options = ("-z", "--raw", "--no-abbrev", "--no-renames", "--root", "--diff-merges=combined")
        for ready in self._log(revision, paths, *options, *arguments):
            for at in range(0, max(len(ready), 1), _PAGE):
                part = ready[at : at + _PAGE]
                commits = self.commits([identities[0] for identities, _ in part])
                yield [(commit, parse_raw(raw)) for commit, (_, raw) in zip(commits, part, strict=True)]

    def versions(self, revision: str, path: str) -> Iterator[tuple[str, tuple[str, ...], Object | None]]:
        """Yield the commits that changed a file, and all merges, by their ids; in no order.

        Each comes with the ones among these that its version came from, and with the file as it left it.
        """
        # Without the whole history git follows one side of a merge alone, where it has that side's file.
        for part in self._log(revision, [path], "--full-history", "--parents"):
            files = self._objects.ask_all([f"{identities[0]}:{path}" for identities, _ in part])
            for (identities, _), file in zip(part, list(files), strict=True):
                yield identities[0], tuple(identities[1:]), file

    def _log(
        self, revision: str, paths: Sequence[str], *options: str
    ) -> Iterator[list[tuple[list[str], bytes]]]:
        """Yield each commit's id and its parents' (as git simplified them), and the paths it changed, raw."""
        # Before what a merge changed stand two NULs, after a path its own and one that parts commits.
        command = ("log", "--format=%x00%x00%x00%H %P", *options, "--end-of-options", revision, "--", *paths)
        process = self._git.start(command, GIT_FLUSH="0")
        assert isinstance(process.stdout, BufferedReader)
        try:
            # Git is on its way, and who asked can do something else meanwhile.
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
        """Say whether a commit is reachable from another."""
        return self._git.run("merge-base", "--is-ancestor", commit, of, check=False).returncode == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best commit that leads to both of two, None where there is none."""
        done = self._git.run("merge-base", "--end-of-options", one, other, check=False)
        return done.stdout.decode().strip() or None

    def ahead(self, head: str, of: str) -> int:
        """Return how many commits lead to one and not to another, where there is another."""
        limits = [f"^{of}"] if self.holds(of) else []
        return int(self._git.run("rev-list", "--count", head, *limits).stdout)

    def report_tags(self) -> dict[str, str]:
        """Return the references of reports' tags, each with the object that it names."""
        done = self._git.run("for-each-ref", "--format=%(objectname) %(refname)", f"{TAGS}report/")
        rows = (line.split(" ", 1) for line in done.stdout.decode(errors="replace").splitlines())
        return {name: identity for identity, name in rows}

    def saying(self, trailer: str, *arguments: str) -> list[Commit]:
        """Return the commits with a line "Trailer: …", none before one that it leads to.

        `arguments` are options, made by this project, and the commits to begin at ("^": to leave out with
        all that leads there).
        """
        done = self._git.run("rev-list", "--topo-order", f"--grep=^{trailer}: ", *arguments)
        return [self.commit(identity) for identity in done.stdout.decode().split()]

    @staticmethod
    def version() -> str:
        """Return git's version; raise `NoGit`."""
        return version()

    def config(self) -> dict[str, str]:
        """Return the repository's own configuration; of a key with several values, the last."""
        return dict(self.configured())

    def configured(self) -> list[tuple[str, str]]:
        """Return the repository’s own configuration, also that of files which it includes."""
        done = self._git.run("config", "--list", "--show-scope", "--includes", "-z", check=False)
        words = done.stdout.decode(errors="replace").split("\0")
        pairs = (
            text.partition("\n")
            for scope, text in zip(words[::2], words[1::2], strict=False)
            if scope in {"local", "worktree"}
        )
        return [(key, value) for key, _, value in pairs]

    def hooks(self) -> list[str]:
        """Return the names of the hooks that git itself would run here."""
        found = (self.folder / "hooks").glob("*")
        return sorted(file.name for file in found if os.access(file, os.X_OK) and file.suffix != ".sample")

    def interrupt(self) -> None:
        """End what another thread is reading here: it raises `GitFailed`, as does all reading after it."""
        self._objects.interrupt()

    def close(self) -> None:
        """End the conversation with git."""
        self._objects.close()


def _split(stream: BufferedReader, separator: bytes) -> Iterator[list[bytes]]:
    """Yield what lies between separators, as much at once as there is to read."""
    rest = b""
    while data := stream.read1(65536):
        *whole, rest = (rest + data).split(separator)
        yield whole
    yield [rest]
