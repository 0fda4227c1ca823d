"""Check whether the tags of reports are where `close` set them.

A report's tag is `report/<period>`, from the second edition on `report/<period>-<edition>`. It is an
annotated tag whose own name equals its reference and which points to a commit of main: the commit that added
the closing record of that edition, with every reported file as the record lists it. Whoever closed the
period set it, and each closing has its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from records.files.editions import all_closings
from records.git.archive import TAGS
from records.git.commits import parse_stamp
from records.git.signatures import fingerprint
from records.language import Message
from records.rules.findings import Code, Finding
from records.rules.permissions import refusal
from records.values.layout import OFFICERS, REGISTER, period_path, report_tag, tagged
from records.values.model import Officers, PeriodRecord, Rules
from records.verifying.ground import Authority
from records.verifying.readings import reading
from records.verifying.signing import signed_by
from records.verifying.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from records.git.evidence import Evidence, Reference

_SIGNATURE = b"-----BEGIN SSH SIGNATURE-----"


class Tag(Struct, frozen=True):
    """An annotated tag as parsed from its object."""

    name: str
    object: str
    tagger: str
    email: str
    at: datetime
    payload: bytes
    signature: bytes | None


def findings(evidence: Evidence, reference: Reference, head: str) -> Iterator[Finding]:
    """Yield what is wrong with a tag; a tag that is not a report's only has to bear its own name."""
    if not reference.name.startswith(TAGS):
        return
    name = reference.name.removeprefix(TAGS)
    report = tagged(name)
    rewritten = partial(Finding, Code.HISTORY_REWRITTEN, path=reference.name)
    if reference.type != "tag":
        if report is not None:
            told = Message("A report’s tag that is a mere name: whoever set it left no word.")
            yield rewritten(told, reference.object)
        return
    tag = parse(evidence.blob(reference.object))
    if tag.name != name:
        yield rewritten(Message("The tag was set as “{name}”.", name=tag.name), tag.object)
        return
    if report is None:
        return
    if not evidence.is_ancestor(tag.object, head):
        yield rewritten(Message("The report’s commit is not in the history of main."), tag.object)
        return
    period, edition = report
    path = period_path(period)
    if (why := _differs(evidence, tag.object, path, edition)) is not None:
        yield rewritten(why, tag.object)
        return
    yield from _of_setter(evidence, tag, path, reference.name)


def closings(evidence: Evidence, head: str, since: str = "") -> dict[str, str]:
    """Return the references that closings should have set, each with the commit that closed.

    `since` leaves out the commits that lead to it. Raises `GitFailed`.
    """
    found = {}
    for period, commits in all_closings(evidence, f"{since}..{head}" if since else head).items():
        for commit in commits:
            record = _record(evidence, commit, period_path(period))
            if isinstance(record, PeriodRecord):
                found[f"{TAGS}{report_tag(period, record.edition)}"] = commit
    return found


def missing(expected: Mapping[str, str], there: Collection[str]) -> Iterator[Finding]:
    """Yield the closings whose tag is not there: to be fetched, never set, or removed."""
    for name, commit in expected.items():
        if name not in there:
            told = Message(
                'The closing has no tag here. `prozvit sync` or `git fetch origin "{refs}"` brings the tags '
                "of others; where they have none either, it was never set or was removed.",
                refs=f"{TAGS}report/*:{TAGS}report/*",
            )
            yield Finding(Code.MISSING_TAG, told, commit, name)


def is_report(reference: str) -> bool:
    """Return whether a reference (`refs/tags/…`) is the tag of a report."""
    return tagged(reference.removeprefix(TAGS)) is not None and reference.startswith(TAGS)


def closing_path(reference: str) -> str:
    """Return the path of the closing record that a report's tag belongs to, "" for any other reference."""
    report = tagged(reference.removeprefix(TAGS))
    return period_path(report[0]) if report is not None else ""


def parse(data: bytes) -> Tag:
    """Parse the bytes of a tag object; the signature is at the end of its message."""
    payload, mark, rest = data.partition(_SIGNATURE)
    head = payload.partition(b"\n\n")[0]
    fields = dict(line.partition(b" ")[::2] for line in head.split(b"\n"))
    tagger, email, at = parse_stamp(fields.get(b"tagger", b""))
    return Tag(
        name=fields.get(b"tag", b"").decode(errors="replace"),
        object=fields.get(b"object", b"").decode(errors="replace"),
        tagger=tagger,
        email=email,
        at=at,
        payload=payload,
        signature=mark + rest if mark else None,
    )


def authority(evidence: Evidence, commit: str) -> Authority | None:
    """Return the rules and officers of a commit; None if its rules can't be read."""
    rules, officers = _record(evidence, commit, REGISTER), _record(evidence, commit, OFFICERS)
    if not isinstance(rules, Rules):
        return None
    staff = Staff(officers.officers if isinstance(officers, Officers) else {})
    return Authority(rules, staff)


def _differs(evidence: Evidence, commit: str, path: str, edition: int) -> Message | None:
    """Return how a tag's commit differs from the one that closed this edition, None if it does not."""
    record = _record(evidence, commit, path)
    if not isinstance(record, PeriodRecord) or record.edition != edition:
        return Message("Its commit holds no record of that edition ({file}).", file=path)
    if any(_record(evidence, parent, path) is not None for parent in evidence.commit(commit).parents):
        return Message("Its commit is not the one that closed the period ({file}).", file=path)
    for named, digest in record.records.items():
        data = evidence.file(commit, named)
        if data is None or reading(named, data).digest != digest:
            return Message("{file} in the tagged commit differs from the one in the report.", file=named)
    return None


def _of_setter(evidence: Evidence, tag: Tag, path: str, name: str) -> Iterator[Finding]:
    """Yield why a tag was not set by who closed the period, with the right to."""
    judge = authority(evidence, tag.object)
    if judge is None:
        return
    found = list(_of_signature(judge, tag, name))
    yield from found
    if any(each.severity == "error" for each in found):
        return
    closing, login = evidence.commit(tag.object), judge.login(tag.email)
    if refusal(judge, login, judge.day(tag.at), [path]) is not None:
        told = Message("{login} had no right to close a period.", login=login)
        yield Finding(Code.NOT_ALLOWED, told, tag.object, name)
    elif login != judge.login(closing.email):
        told = Message(
            "The period was closed by {author}, and the tag set by {tagger}.",
            author=f"{closing.name} <{closing.email}>",
            tagger=f"{tag.tagger} <{tag.email}>",
        )
        # In an open register both had the right to both.
        yield Finding(Code.SIGNER_MISMATCH, told, tag.object, name, optional=judge.rules.open)


def _of_signature(judge: Authority, tag: Tag, name: str) -> Iterator[Finding]:
    finding = partial(Finding, commit=tag.object, path=name, optional=not judge.rules.require_signature)
    if tag.signature is None:
        if judge.rules.require_signature:
            yield finding(Code.UNSIGNED, Message("Not signed, and the register’s rules ask for it."))
        return
    key = signed_by(tag.payload, tag.signature)
    if isinstance(key, Message):
        yield finding(Code.BAD_SIGNATURE, key)
        return
    day = judge.day(tag.at)
    if not judge.staff.holders(key):
        told = Message("Signed with a key of nobody in officers.toml ({key}).", key=fingerprint(key))
        yield finding(Code.UNKNOWN_KEY, told)
    elif not (holders := judge.staff.counted(key, day)):
        told = Message("Signed with a key that did not count on that day ({key}).", key=fingerprint(key))
        yield finding(Code.EXPIRED_KEY, told)
    elif judge.staff.login(tag.email) not in holders:
        told = Message(
            "Signed with a key of {holder}, but set by {author}.",
            holder=holders[0],
            author=f"{tag.tagger} <{tag.email}>",
        )
        yield Finding(Code.SIGNER_MISMATCH, told, tag.object, name)


def _record(evidence: Evidence, commit: str, path: str) -> object:
    data = evidence.file(commit, path)
    return reading(path, data).record if data is not None else None
