"""Judge a push before any of it is accepted, by the rules of `verify`, continuing from the hub's main.

Only main and new report tags are accepted. Main must continue from the hub's main along first parents, so
that judging the new commits here finds what a verification from the root would find. Each new commit must be
the pusher's own or be signed by the officer who made it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from records.git.archive import MAIN
from records.git.commits import NOTHING
from records.git.evidence import Reference
from records.identity import fit
from records.language import Message
from records.rules.findings import Code, Finding
from records.rules.permissions import barred, refusal
from records.values.layout import REGISTER
from records.values.model import Role
from records.verifying import tags
from records.verifying.graph import Graph
from records.verifying.judging import Judge
from records.verifying.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.git.bare import Bare
    from records.git.commits import Commit
    from records.verifying.ground import Authority
    from records.verifying.judging import Judgement


class Update(NamedTuple):
    """A reference that a push would move: its present and its new object id, and its name."""

    old: str
    new: str
    reference: str


class Gate:
    """Judges one push by one login."""

    def __init__(self, hub: Bare, pusher: str) -> None:
        self._hub = hub
        self._pusher = pusher
        self._head = hub.head()
        self._now = datetime.now(UTC)

    def refusals(self, updates: Sequence[Update]) -> list[Finding]:
        """Return the reasons to refuse a push, [] to accept it. Raises `GitFailed` and `UnknownRevision`.

        If main is refused, the tags are not examined.
        """
        mains = [update for update in updates if update.reference == MAIN]
        others = [update for update in updates if update.reference != MAIN]
        found = [finding for update in others for finding in _of_reference(update)]
        if not found:
            found = [finding for update in mains for finding in self._of_main(update.new)]
        if not found:
            head = mains[0].new if mains else self._head
            found = [finding for update in others for finding in self._of_tag(update, head)]
        return found

    def _of_main(self, new: str) -> Iterator[Finding]:
        rewritten = partial(Finding, Code.HISTORY_REWRITTEN, path=MAIN)
        if new == NOTHING:
            yield rewritten(Message("The hub’s main is never deleted."))
            return
        parents = self._hub.graph(new, self._head)
        if self._head is not None and not self._hub.is_ancestor(self._head, new):
            told = Message(
                "What is pushed lacks {head}, which the hub has and never gives up. Merge it in first: "
                "prozvit sync.",
                head=self._head[:10],
            )
            yield rewritten(told)
            return
        if self._head is not None and not _goes_on(parents, new, self._head):
            told = Message(
                "A merge names the hub’s main second, and what was fetched comes first. Merge it by prozvit "
                "sync."
            )
            yield rewritten(told, new)
            return
        yield from self._of_pusher(new)
        judge = Judge(self._hub, Graph(parents, new), Trust())
        if self._head is not None:
            judge.start(self._head)
        for judgement in judge.judgements():
            yield from (finding for finding in judgement.findings if finding.severity == "error")
            if self._head is not None:
                yield from self._of_author(judgement)

    def _of_pusher(self, new: str) -> Iterator[Finding]:
        """Yield why the pusher may not push now; the first push to an empty hub needs an administrator."""
        authority = tags.authority(self._hub, self._head or new)
        if authority is None:
            yield Finding(
                Code.INVALID_RECORD, Message("The rules of the register can’t be read."), new, REGISTER
            )
        elif (why := barred(authority, self._pusher, authority.day(self._now))) is not None:
            yield Finding(Code.NOT_ALLOWED, why)
        elif self._head is None and not _is_in_charge(authority, self._pusher):
            told = Message("The hub is empty: the first push to it is an administrator’s.")
            yield Finding(Code.NOT_ALLOWED, told)

    def _of_author(self, judgement: Judgement) -> Iterator[Finding]:
        """Yield a finding if a commit is neither the pusher's own nor signed by the officer who made it."""
        step = judgement.step
        # A second root is a finding already.
        if judgement.signed or not step.judges or self._is_own(step.commit, step.judges[0]):
            return
        told = self._not_theirs(step.commit.name, step.commit.email)
        yield Finding(Code.SIGNER_MISMATCH, told, step.commit.id)

    def _is_own(self, commit: Commit, authority: Authority) -> bool:
        one = (commit.name, commit.email) == (commit.committer, commit.committer_email)
        officer = authority.officers.get(self._pusher)
        named = officer is None or not officer.name or fit(officer.name) == commit.name
        return one and named and authority.login(commit.email) == self._pusher

    def _of_tag(self, update: Update, head: str | None) -> Iterator[Finding]:
        reference = Reference(update.reference, update.new, self._hub.kind(update.new))
        found = list(tags.findings(self._hub, reference, head or NOTHING))
        errors = [finding for finding in found if finding.severity == "error"]
        yield from errors
        if errors or self._head is None:
            return
        tag = tags.parse(self._hub.blob(update.new))
        authority = tags.authority(self._hub, tag.object)
        if authority is None or (tag.signature is not None and not found):
            # Unreadable rules are a finding about the commit, and a good signature proves whose the tag is.
            return
        finding = partial(Finding, commit=tag.object, path=update.reference)
        closing = [tags.closing_path(update.reference)]
        if authority.login(tag.email) != self._pusher:
            yield finding(Code.SIGNER_MISMATCH, self._not_theirs(tag.tagger, tag.email))
        elif (why := refusal(authority, self._pusher, authority.day(self._now), closing)) is not None:
            yield finding(Code.NOT_ALLOWED, why)

    def _not_theirs(self, name: str, email: str) -> Message:
        return Message(
            "Pushed by {pusher}; the author is {author}, and no signature of theirs says so.",
            pusher=self._pusher,
            author=f"{name} <{email}>",
        )


def _of_reference(update: Update) -> Iterator[Finding]:
    """Yield why a push may not set this reference, whatever object it names."""
    if not tags.is_report(update.reference):
        told = Message("A hub takes main and the tags of reports, and nothing else.")
        yield Finding(Code.UNEXPECTED_PATH, told, path=update.reference)
    elif update.old != NOTHING or update.new == NOTHING:
        told = Message("A report’s tag is never moved and never deleted.")
        yield Finding(Code.HISTORY_REWRITTEN, told, path=update.reference)


def _goes_on(parents: Mapping[str, tuple[str, ...]], new: str, head: str) -> bool:
    """Return whether `new` leads back to `head`, the hub's main, along first parents."""
    while new != head:
        if not parents.get(new):
            return False
        new = parents[new][0]
    return True


def _is_in_charge(authority: Authority, login: str) -> bool:
    return authority.rules.open or authority.officers[login].role is Role.ADMINISTRATOR
