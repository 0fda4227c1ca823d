"""The auditor's root of trust, which comes from outside the repository."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.system import refusal_of
from records.errors import Misused
from records.git.commits import COMMIT_ID, without_signature
from records.git.signatures import NAMESPACE, bare_key, fingerprint
from records.language import Message
from records.rules.findings import Code, Finding
from records.verifying.signing import signed_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.verifying.walk import Step

_KEY = re.compile(r"(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-\S+")
_MOMENT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


class Signer(Struct, frozen=True):
    """A key from an `allowed_signers` file and its period of validity (None: unbounded)."""

    key: str
    after: datetime | None = None
    before: datetime | None = None


class Trust(Struct, frozen=True):
    """The root of trust: the root commit's id, or the keys that may have signed it; by default neither."""

    root: str = ""
    signers: tuple[Signer, ...] = ()

    @classmethod
    def read(cls, named: str) -> Trust:
        """Return the root of trust: `named` is a commit id, a file with one, or an `allowed_signers` file.

        Raises `Misused` if it is none of these.
        """
        if COMMIT_ID.fullmatch(named):
            return cls(root=named)
        try:
            text = Path(named).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = refusal_of(error) if isinstance(error, OSError) else str(error)
            raise Misused("{file} can’t be read: {problem}.", file=named, problem=why) from error
        if COMMIT_ID.fullmatch(text.strip()):
            return cls(root=text.strip())
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        signers = tuple(signer for line in lines if (signer := _signer(line, named)) is not None)
        if not signers:
            raise Misused(
                "{file} names neither the root commit nor keys as `allowed_signers` does.", file=named
            )
        return cls(signers=signers)

    @property
    def named(self) -> bool:
        """Whether a commit or a key is named."""
        return bool(self.root or self.signers)

    def findings(self, step: Step) -> Iterator[Finding]:
        """Yield why the first commit of the history is not the trusted one."""
        commit = step.commit
        if self.root and commit.id != self.root:
            told = Message("The history begins here, and not at the trusted commit {root}.", root=self.root)
            yield Finding(Code.HISTORY_REWRITTEN, told, commit.id)
        if not self.signers:
            return
        finding = partial(Finding, commit=commit.id)
        payload, signature = without_signature(step.data)
        if signature is None:
            yield finding(Code.UNSIGNED, Message("The first commit is not signed by anybody who is trusted."))
            return
        key = signed_by(payload, signature)
        if isinstance(key, Message):
            yield finding(Code.BAD_SIGNATURE, key)
            return
        theirs = [signer for signer in self.signers if signer.key == key]
        if not theirs:
            told = Message(
                "The first commit is signed with a key that is not trusted ({key}).", key=fingerprint(key)
            )
            yield finding(Code.UNKNOWN_KEY, told)
        elif not any(_counts(signer, commit.committed_at) for signer in theirs):
            told = Message("Signed with a key that did not count on that day ({key}).", key=fingerprint(key))
            yield finding(Code.EXPIRED_KEY, told)


def _counts(signer: Signer, at: datetime) -> bool:
    return (signer.after is None or signer.after <= at) and (signer.before is None or at <= signer.before)


def _signer(line: str, file: str) -> Signer | None:
    """Return the signer of one line, None if its namespaces exclude git's. Raises `Misused`."""
    try:
        words = shlex.split(line)
        at = next(index for index, word in enumerate(words) if index and _KEY.fullmatch(word))
        options = _options(line)
        if options.get("namespaces", NAMESPACE) and NAMESPACE not in options.get(
            "namespaces", NAMESPACE
        ).split(","):
            return None
        return Signer(
            bare_key(" ".join(words[at:])),
            _moment(options.get("valid-after")),
            _moment(options.get("valid-before")),
        )
    except (ValueError, StopIteration) as error:
        raise Misused(
            "{file}: the line “{line}” is none of `allowed_signers`.", file=file, line=line
        ) from error


def _options(line: str) -> Mapping[str, str]:
    return {name.lower(): value for name, value in re.findall(r'([A-Za-z-]+)="([^"]*)"', line)}


def _moment(text: str | None) -> datetime | None:
    """Return a time of `allowed_signers`: UTC if it ends in Z, else local time, as ssh-keygen reads it."""
    if text is None:
        return None
    digits = text.removesuffix("Z")
    at = datetime.strptime(digits, _MOMENT.get(len(digits), ""))  # noqa: DTZ007 - the zone is added below
    return at.replace(tzinfo=UTC) if text.endswith("Z") else at.astimezone()
