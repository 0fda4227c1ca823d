"""The one module that reaches git.

Reads go through one `git cat-file --batch`; objects are written in process, through the object database
that GitPython stands on, and synced here; references and the index stay with git. No call takes a word
from the environment or from the repository's configuration that could run a program or believe a forged
history: hooks and monitors are overridden, replace refs ignored, `GIT_*` variables dropped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import closing, suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Self

from records.commits import Commit, PathChange, Tag, parse_commit, parse_raw, parse_tag, stamp, with_signature
from records.conversation import Conversation
from records.errors import GitFailed, NoGit, Uncertain, UnknownRevision
from records.objects import BLOB_MODE, ObjectStore, blob_id
from records.packs import MANY_FILES, PackStore
from records.trees import changed_files, files_under, folders_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from records.conversation import Object
    from records.identity import Identity

MAIN = "refs/heads/main"
TAGS = "refs/tags/"
NOTHING = "0" * 40
#: Seconds after which a lock file of git's own, seen under our lock, is left over from a killed git.
_STALE = 2.0
#: Commits that are read at once, since who asks for the newest ones waits for no others.
_PAGE = 50
#: Between two looks at such a file.
_PAUSE = 0.02
_OVERRIDES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=committed,reference",
    "core.quotePath=false",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "commit.gpgSign=false",
)


class Repository:
    """A git repository with a work tree, its branch `main`."""

    #: What its calls to git are told besides what all are: settings, as `git -c` takes them.
    settings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".git"
        # A bound method here would be a circle, and git live on until garbage is searched for.
        self._objects = Conversation(
            partial(start, root, ("cat-file", "--batch"), self.settings, subprocess.PIPE)
        )

    # Reading

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit that `revision` names; raise `UnknownRevision`."""
        done = self._run(
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
        done = self._run("rev-list", "-1", "--first-parent", until, "--end-of-options", MAIN)
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
        done = self._run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
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
        done = self._run(
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
        process = start(self.root, command, self.settings, GIT_FLUSH="0")
        assert process.stdout is not None
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
        return self._run("merge-base", "--is-ancestor", commit, of, check=False).returncode == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best commit that leads to both of two, None where there is none."""
        done = self._run("merge-base", "--end-of-options", one, other, check=False)
        return done.stdout.decode().strip() or None

    def saying(self, trailer: str, *arguments: str) -> list[Commit]:
        """Return the commits with a line "Trailer: …", none before one that it leads to.

        `arguments` are options, made by this project, and the commits to begin at ("^": to leave out with
        all that leads there).
        """
        done = self._run("rev-list", "--topo-order", f"--grep=^{trailer}: ", *arguments)
        return [self.commit(identity) for identity in done.stdout.decode().split()]

    @staticmethod
    def version() -> str:
        """Return git's version; raise `NoGit`."""
        done = subprocess.run([_program(), "version"], capture_output=True, env=_environment(), check=False)
        return done.stdout.decode().split()[2]

    def config(self) -> dict[str, str]:
        """Return the repository's own configuration; of a key with several values, the last."""
        return dict(self.configured())

    def configured(self) -> list[tuple[str, str]]:
        """Return the repository’s own configuration, also that of files which it includes."""
        done = self._run("config", "--list", "--show-scope", "--includes", "-z", check=False)
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

    # Writing

    @classmethod
    def create(cls, root: Path) -> Self:
        """Make an empty repository whose branch is main."""
        repository = cls(root)
        repository._run("init", "--quiet", "--initial-branch=main", "--template=", inside=False)
        return repository

    def set_config(self, key: str, value: str) -> None:
        """Set a key of the repository's own configuration."""
        self._run("config", "--local", key, value)

    def write_commit(  # noqa: PLR0913, PLR0917 - what a commit is made of
        self,
        parents: Sequence[str],
        files: Mapping[str, bytes | None],
        author: Identity,
        at: datetime,
        message: str,
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
        return PackStore(folder, self.blob, lambda pack: self._run("index-pack", "--stdin", stdin=pack))

    def write_tag(  # noqa: PLR0913, PLR0917 - what a tag is made of
        self,
        name: str,
        commit: str,
        author: Identity,
        at: datetime,
        message: str,
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
        done = self._run(
            "update-ref", "--end-of-options", reference, tag, NOTHING, check=False, pass_fds=(lock,)
        )
        found = self._objects.ask(reference)
        if done.returncode and found is None:
            raise _failure(done)
        return found is not None and found[0] == tag

    def advance(self, new: str, old: str | None, author: Identity, lock: int) -> bool:
        """Move main from `old` to `new`; say whether it moved. False: somebody was faster.

        After any failure git itself is asked, since the reference can have moved although the call failed.
        Raises `GitFailed` or OSError where it did not move, `Uncertain` where git can't tell.
        """
        self.clear_stale_locks()
        failure: Exception
        try:
            done = self._run(
                *(
                    "update-ref",
                    "--create-reflog",
                    "-m",
                    "prozvit",
                    "--end-of-options",
                    MAIN,
                    new,
                    old or NOTHING,
                ),
                env={"GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email},
                check=False,
                pass_fds=(lock,),
            )
        except OSError as error:
            failure = error
        else:
            if done.returncode == 0:
                return True
            failure = _failure(done)
        reached = self.reached(new)
        if reached is None:
            raise Uncertain(
                "It is not known whether the change was saved: {problem}. Look with `prozvit history` before "
                "you save again.",
                problem=str(failure),
            )
        if reached:
            return True
        if self.head() != old:
            return False
        raise failure

    def reached(self, commit: str) -> bool | None:
        """Say whether main holds a commit; None where git can't tell."""
        try:
            done = self._run("merge-base", "--is-ancestor", commit, MAIN, check=False)
            return {0: True, 1: False}[done.returncode]
        except (OSError, KeyError):
            pass
        try:
            # Another way to ask, where that one failed; an older commit than main's can't be told so.
            return self.head() == commit or None
        except (OSError, GitFailed):
            return None

    def update_index(self, changes: Mapping[str, bytes | None], lock: int) -> None:
        """Bring the shared index to new contents of some files.

        Git is not asked to compare it with the work tree, since that runs the filters which a repository's
        own attributes name; the next `git status` does it.
        """
        self.clear_stale_locks()
        lines = []
        for path, data in changes.items():
            mode, blob = (0, NOTHING) if data is None else (BLOB_MODE, blob_id(data))
            lines.append(f"{mode:o} {blob}\t{path}\0")
        self._run("update-index", "-z", "--index-info", stdin="".join(lines).encode(), pass_fds=(lock,))

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
        return start(self.root, (*options, "repack", "-d", "-l", "-q", "--geometric=2"))

    def begin_graph(self) -> subprocess.Popen[bytes]:
        """Begin to add new commits, with the paths that each changed, to the commit-graph."""
        options = ("--reachable", "--changed-paths", "--split", "--no-progress")
        return start(self.root, ("commit-graph", "write", *options))

    # Running git

    def interrupt(self) -> None:
        """End what another thread is reading here: it raises `GitFailed`, as does all reading after it."""
        self._objects.interrupt()

    def close(self) -> None:
        """End the conversation with git."""
        self._objects.close()

    def _run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        check: bool = True,
        inside: bool = True,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            _command(self.root if inside else None, arguments, self.settings),
            input=stdin,
            capture_output=True,
            env={**_environment(), **(env or {})},
            cwd=self.root,
            check=False,
            pass_fds=pass_fds,
        )
        if check and done.returncode:
            raise _failure(done)
        return done


def start(
    root: Path,
    arguments: Sequence[str],
    settings: Sequence[str] = (),
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
    **environment: str,
) -> subprocess.Popen[bytes]:
    """Start git in the repository of a folder, to be read from; for this floor alone."""
    return subprocess.Popen(
        _command(root, arguments, settings),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**_environment(), **environment},
        cwd=root,
    )


def _command(root: Path | None, arguments: Sequence[str], settings: Sequence[str]) -> list[str]:
    """Return a command in the repository of a folder, or (None) outside any."""
    where = [] if root is None else [f"--git-dir={root / '.git'}", f"--work-tree={root}"]
    overrides = [word for pair in (*_OVERRIDES, *settings) for word in ("-c", pair)]
    return [_program(), "--no-replace-objects", "--literal-pathspecs", *where, *overrides, *arguments]


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise NoGit("git is not on PATH. Ask the administrator to install it (Debian: the package git).")
    return found


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and name != "LANGUAGE"
    }
    return {
        **kept,
        "LC_ALL": "C.UTF-8",
        "GIT_ALLOW_PROTOCOL": "ssh:file:https",
        "GIT_ATTR_NOSYSTEM": "1",
        # A graft gives a commit other parents than it names.
        "GIT_GRAFT_FILE": os.devnull,
        # An object that is missing is asked of a remote through whatever program the configuration names.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _failure(done: subprocess.CompletedProcess[bytes]) -> GitFailed:
    lines = done.stderr.decode(errors="replace").strip().split("\n")
    said = "; ".join(line for line in lines if not line.startswith("hint:"))
    return GitFailed("git refused: {said}", said=said or f"exit {done.returncode}")


def _split(stream: object, separator: bytes) -> Iterator[list[bytes]]:
    """Yield what lies between separators, as much at once as there is to read."""
    rest = b""
    while data := stream.read1(65536):  # type: ignore[attr-defined]
        *whole, rest = (rest + data).split(separator)
        yield whole
    yield [rest]
