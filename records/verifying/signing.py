"""Check a commit's signature: its key, whether the key was valid then, and whether the names match it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from records.git.commits import without_signature
from records.git.signatures import fingerprint, signer
from records.identity import fit
from records.language import Message
from records.rules.findings import Code, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from records.verifying.ground import Authority
    from records.verifying.staff import Staff
    from records.verifying.walk import Step


def findings(step: Step, judges: Sequence[Authority]) -> Iterator[Finding]:
    """Yield what is wrong with a commit's signature or, if the signature is good, with its names.

    The first commit has no judges and is judged by its own officers; only the auditor's own root of trust
    vouches for it.

    A commit made in a clone that did not know yet that signatures are required is vouched for by the
    signature on its author's own merge, which names it; that merge is judged by the rules that require one.
    """
    asking = step.judges[:1] if step.vouched else step.judges
    required = any(judge.rules.require_signature for judge in asking)
    payload, signature = without_signature(step.data)
    found = _of_signature(payload, signature, step, judges, required=required)
    if found is None and step.judges:
        found = _of_names(step, step.judges[0])
    if found is not None:
        yield found


def signed_by(payload: bytes, signature: bytes) -> str | Message:
    """Return the public key that signed `payload`, or a message that says why there is no good signature."""
    try:
        key = signer(payload, signature)
    except OSError:
        return Message("A signature of this type is checked by `ssh-keygen`, which is not on PATH.")
    return key or Message("The signature is no good SSH signature of this content.")


def _of_signature(
    payload: bytes, signature: bytes | None, step: Step, judges: Sequence[Authority], *, required: bool
) -> Finding | None:
    commit = step.commit
    finding = partial(Finding, commit=commit.id, optional=not required)
    if signature is None:
        told = Message("Not signed, and the register’s rules ask for it.")
        return finding(Code.UNSIGNED, told) if required else None
    key = signed_by(payload, signature)
    if isinstance(key, Message):
        return finding(Code.BAD_SIGNATURE, key)
    for judge in judges:
        if not judge.staff.holders(key):
            told = Message("Signed with a key of nobody in officers.toml ({key}).", key=fingerprint(key))
            return finding(Code.UNKNOWN_KEY, told)
        if not (holders := judge.staff.counted(key, judge.day(commit.committed_at))):
            return finding(Code.EXPIRED_KEY, _not_counting(judge, key, commit.committed_at))
        # The addresses are looked up among the officers of the commit's own time: later ones may differ.
        named = {_login(judges[0].staff, each) for each in (commit.email, commit.committer_email)}
        if not named <= set(holders):
            return Finding(Code.SIGNER_MISMATCH, _not_theirs(holders[0], step), commit.id)
    return None


def _of_names(step: Step, judge: Authority) -> Finding | None:
    """Return a finding if a commit's names disagree with officers.toml: `git log` shows them as given."""
    commit = step.commit
    if judge.rules.open:
        return None
    if (commit.name, commit.email) != (commit.committer, commit.committer_email):
        told = Message(
            "The author is {author}, the committer {committer}: one officer makes a change.",
            author=f"{commit.name} <{commit.email}>",
            committer=f"{commit.committer} <{commit.committer_email}>",
        )
        return Finding(Code.SIGNER_MISMATCH, told, commit.id)
    login = judge.staff.login(commit.email)
    name = judge.officers[login].name if login is not None else ""
    if name and fit(name) != commit.name:
        told = Message(
            "The author calls themselves “{name}”; {email} is {officer}.",
            name=commit.name,
            email=commit.email,
            officer=name,
        )
        return Finding(Code.SIGNER_MISMATCH, told, commit.id)
    return None


def _login(staff: Staff, address: str) -> str:
    return staff.login(address) or f"<{address}>"


def _not_theirs(holder: str, step: Step) -> Message:
    commit = step.commit
    return Message(
        "Signed with a key of {holder}, but the author is {author} and the committer {committer}.",
        holder=holder,
        author=f"{commit.name} <{commit.email}>",
        committer=f"{commit.committer} <{commit.committer_email}>",
    )


def _not_counting(judge: Authority, key: str, at: datetime) -> Message:
    return Message(
        "Signed on {day} with a key of {holder} that did not count then ({key}).",
        day=judge.day(at),
        holder=judge.staff.holders(key)[0],
        key=fingerprint(key),
    )
