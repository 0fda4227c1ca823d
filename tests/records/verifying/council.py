"""A register whose officers sign, and tools of a forger: plain git and hand-made objects."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from records.closings.closing import closing
from records.git.commits import with_signature
from records.identity import Identity
from records.language import UKRAINIAN
from records.register import Register
from records.rules.findings import Code
from records.telling.messages import compose
from records.telling.subjects import Names
from records.values.changes import Action, Change
from records.values.fields import FileChange, differences
from records.values.periods import Period
from records.verifying import verify
from records.verifying.readings import reading
from records.writing import saving, signers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from records.rules.findings import Finding
    from records.verifying import Verdict

KYIV = ZoneInfo("Europe/Kyiv")
START = datetime(2017, 1, 10, 9, 0, tzinfo=KYIV)
#: Every setting by which a repository's configuration can name a program, and the hooks.
_CONFIGURATION = """
[core]
\tfsmonitor = {canary}
\thooksPath = {hooks}
\tsshCommand = {canary}
\teditor = {canary}
\tpager = {canary}
[gpg]
\tprogram = {canary}
\tformat = ssh
[gpg "ssh"]
\tprogram = {canary}
\tdefaultKeyCommand = {canary}
[log]
\tshowSignature = true
[diff]
\texternal = {canary}
[diff "x"]
\ttextconv = {canary}
\tcommand = {canary}
[filter "x"]
\tclean = {canary}
\tsmudge = {canary}
\tprocess = {canary}
[merge "x"]
\tdriver = {canary}
[alias]
\tlog = !{canary}
\tcat-file = !{canary}
\tfsck = !{canary}
[credential]
\thelper = {canary}
[remote "origin"]
\turl = file:///nowhere
\tuploadpack = {canary}
\tpromisor = true
[trailer "x"]
\tcommand = {canary}
"""


class Key:
    """A signing key derived from its name."""

    def __init__(self, name: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._blob = _strings(b"ssh-ed25519", raw)
        self.line = f"ssh-ed25519 {base64.b64encode(self._blob).decode()}"

    def sign(self, data: bytes, namespace: bytes = b"git") -> str:
        """Return the armoured signature of bytes."""
        digest = hashlib.sha512(data).digest()
        signed = b"SSHSIG" + _strings(namespace, b"", b"sha512", digest)
        raw = _strings(b"ssh-ed25519", self._private.sign(signed))
        whole = b"SSHSIG" + (1).to_bytes(4, "big") + _strings(self._blob, namespace, b"", b"sha512", raw)
        text = base64.b64encode(whole).decode()
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def _strings(*values: bytes) -> bytes:
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


class Person(Struct, frozen=True):
    """A person who makes commits, with or without the right to."""

    login: str
    name: str
    email: str

    @property
    def key(self) -> Key:
        return Key(self.login)

    @property
    def identity(self) -> Identity:
        return Identity(self.login, self.name, self.email)

    def stamp(self, at: datetime) -> str:
        return f"{self.name} <{self.email}> {int(at.timestamp())} {at:%z}"


ADMIN = Person("admin", "Адміністратор", "admin@rada.example")
CHIEF = Person("chief", "Уповноважена особа", "chief@rada.example")
CLERK = Person("clerk", "Старший інспектор", "clerk@rada.example")
LAWYER = Person("lawyer", "Юрист", "lawyer@rada.example")
CHEAT = Person("cheat", "Хтось", "cheat@elsewhere.example")


class Council:
    """A register in a folder, with its officers' saves and a forger's tools."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # Officers

    def save(self, change: Change, by: Person, at: datetime | None = None, key: Key | None = None) -> str:
        """Save a change, signed without an agent; return the commit."""
        sign = (key or by.key).sign
        with Register.open(self.folder) as register, pytest.MonkeyPatch.context() as patch:
            for module in (saving, signers):
                patch.setattr(module, "signer_of", lambda *_: sign)
            saved = register.save(change, author=by.identity, at=at or self.later())
        assert saved.commit is not None
        return saved.commit

    def close(
        self, by: Person | None = None, period: str = "2017-Q4", reason: str = "Відділ не відповів"
    ) -> str:
        """Close a period through prozvit, by default as the authorised officer; return the commit."""
        with Register.open(self.folder) as register:
            change = closing(register, Period.from_code(period), reason)
            return self.save(change, by or CHIEF)

    def sign(self, commit: str, key: Key) -> str:
        """Move main to a signed copy of a commit and return it."""
        data = self.git("cat-file", "commit", commit)
        return self.store(with_signature(data, key.sign(data)))

    def later(self, **time: float) -> datetime:
        """Return a moment after the last commit, by default one hour later."""
        seconds = int(self.git("log", "-1", "--format=%ct", "main"))
        return datetime.fromtimestamp(seconds, KYIV) + timedelta(**(time or {"hours": 1}))

    def record(
        self,
        action: Action,
        files: Mapping[str, str | None],
        by: Person,
        reason: str = "За рішенням",
        **more: object,
    ) -> str:
        """Commit whole files, signed, with the message that prozvit would write; return the commit."""
        changes = [
            FileChange(path, differences(self._fields(path), reading(path, (text or "").encode()).fields))
            for path, text in files.items()
        ]
        with Register.open(self.folder) as register:
            snapshot = register.snapshot()
        numbers = {record.key: record.measure.number for record in snapshot.measures}
        change = Change(action, (), reason)
        message = compose(change, changes, Names(numbers, snapshot.units, snapshot.officers), UKRAINIAN)
        return self.commit(files, message, by, **({"key": by.key} | more))

    def _fields(self, path: str) -> dict[tuple[str, ...], object]:
        there = self.git("ls-tree", "--name-only", "main", "--", path)
        return reading(path, self.text(path).encode()).fields if there else {}

    # The forger's tools

    def git(self, *command: str, data: bytes = b"", **environment: str) -> bytes:
        """Run stock git and return its output."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "core.fsync=none", *command],
            input=data,
            capture_output=True,
            env={**os.environ, **environment},
            check=True,
        )
        return done.stdout

    def commit(
        self,
        files: Mapping[str, str | bytes | tuple[str, str] | None],
        message: str = "Зміни\n",
        by: Person = CHEAT,
        *,
        committer: Person | None = None,
        at: datetime | None = None,
        committed: datetime | None = None,
        parents: tuple[str, ...] | None = None,
        key: Key | None = None,
    ) -> str:
        """Move main to a hand-made commit and return it.

        A file is given by its text, by a mode and an object, or by None for its deletion.
        """
        parents = (self.head,) if parents is None else parents
        at = at or self.later()
        lines = [
            f"tree {self.tree(parents[0] if parents else None, files)}",
            *(f"parent {parent}" for parent in parents),
            f"author {by.stamp(at)}",
            f"committer {(committer or by).stamp(committed or at)}",
        ]
        data = "\n".join([*lines, "", message]).encode()
        return self.store(data if key is None else with_signature(data, key.sign(data)))

    def tag(
        self,
        commit: str,
        name: str = "report/2017-Q4",
        by: Person | None = None,
        key: Key | None = None,
        ref: str = "",
        *,
        signed: bool = True,
        message: str = "Звіт\n",
    ) -> None:
        """Create an annotated tag by hand, by default as the authorised officer."""
        by = by or CHIEF
        tagger = f"tagger {by.stamp(self.later())}"
        lines = [f"object {commit}", "type commit", f"tag {name}", tagger, "", message]
        data = "\n".join(lines).encode()
        data += (key or by.key).sign(data).encode() if signed else b""
        tag = self.keep("tag", data)
        self.git("update-ref", f"refs/tags/{ref or name}", tag)

    def tree(self, base: str | None, files: Mapping[str, str | bytes | tuple[str, str] | None]) -> str:
        """Return the tree of a commit with these files changed."""
        index = {"GIT_INDEX_FILE": str(self.folder / ".git" / "cheat")}
        self.git("read-tree", *([base] if base else ["--empty"]), **index)
        lines = []
        for path, content in files.items():
            if content is None:
                lines.append(f"0 {'0' * 40}\t{path}")
                continue
            mode, blob = content if isinstance(content, tuple) else ("100644", self.blob(content))
            lines.append(f"{mode} {blob}\t{path}")
        self.git(
            "update-index", "--index-info", data="".join(f"{line}\n" for line in lines).encode(), **index
        )
        return self.git("write-tree", **index).decode().strip()

    def blob(self, content: str | bytes) -> str:
        return self.keep("blob", content.encode() if isinstance(content, str) else content)

    def keep(self, kind: str, data: bytes) -> str:
        """Write a loose object with any bytes and return its name."""
        whole = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.sha1(whole).hexdigest()
        file = self.folder / ".git" / "objects" / name[:2] / name[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(zlib.compress(whole, 1))
        return name

    def store(self, data: bytes, *, move: bool = True) -> str:
        """Write a commit with these bytes, move main to it unless told not to, and return it."""
        commit = self.keep("commit", data)
        if move:
            self.move(commit)
        return commit

    def move(self, commit: str) -> None:
        """Move main to any commit."""
        self.git("update-ref", "refs/heads/main", commit)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "main").decode().strip()

    def text(self, path: str) -> str:
        """Return the text of a file on main."""
        return self.git("show", f"main:{path}").decode()

    def message(self, commit: str = "main") -> str:
        """Return a commit's message."""
        return self.git("log", "-1", "--format=%B", commit).decode().rstrip("\n") + "\n"

    # The auditor's view

    def verify(self, **wishes: object) -> Verdict:
        """Verify, with every program in the repository's configuration set to a canary that must not run."""
        canary, ran = self.folder.parent / "canary", self.folder.parent / "ran"
        canary.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
        canary.chmod(0o755)
        hooks = self.folder / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
            (hooks / name).write_text(canary.read_text())
            (hooks / name).chmod(0o755)
        config = self.folder / ".git" / "config"
        honest = config.read_text()
        attributes = self.folder / ".git" / "info" / "attributes"
        attributes.parent.mkdir(exist_ok=True)
        attributes.write_text("* filter=x diff=x merge=x\n")
        config.write_text(honest + _CONFIGURATION.format(canary=canary, hooks=hooks))
        try:
            with Register.open(self.folder) as register:
                verdict = verify(register, **wishes)
        finally:
            config.write_text(honest)
            for name in hooks.iterdir():
                name.unlink()
        assert not ran.exists(), "a program that the repository names was run"
        return verdict

    def findings(self, **wishes: object) -> list[tuple[Code, str]]:
        """Return the code and commit of each finding, except those about the canaries."""
        return [(each.code, each.commit) for each in self.found(**wishes)]

    def found(self, **wishes: object) -> list[Finding]:
        """Return the findings, except those about the canaries."""
        return [each for each in self.verify(**wishes).findings if each.code is not Code.HOSTILE_CONFIG]
