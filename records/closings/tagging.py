"""The tag of a closed period's report, set on the commit that closed it, with the exports' checksums.

A tag never moves: each edition gets its own.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.locks import locked
from records.errors import NotAllowed, NotClosed, ReadOnly, TagTaken
from records.files.editions import closings
from records.language import Language
from records.rules.permissions import refusal
from records.values.layout import period_path, report_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.git.commits import Tag
    from records.identity import Identity
    from records.register import Register
    from records.values.periods import Period

_SUM = re.compile(r"([0-9a-f]{64})  (\S.*)")


class Edition(Struct, frozen=True):
    """The current edition of a closed period: its number, its closing commit, its tag's name and the tag.

    `set_tag` is None if closing was interrupted before the tag was set.
    """

    number: int
    commit: str
    tag: str
    set_tag: Tag | None

    @property
    def sums(self) -> Mapping[str, str]:
        """The sha256 of each export in the tag, by file name."""
        return sums(self.set_tag.message) if self.set_tag is not None else {}


def edition(register: Register, period: Period) -> Edition:
    """Return the current edition of a closed period; raise `NotClosed` if the period is open."""
    snapshot = register.outline()
    closed = snapshot.closing(period)
    made = closings(register.repository, snapshot.commit, period)
    if closed is None or not made:
        raise NotClosed("{period} is not closed. Close it first: prozvit close.", period=period)
    name = report_tag(period, closed.edition)
    return Edition(closed.edition, made[-1], name, register.repository.tag(name))


def set_tag(
    register: Register,
    period: Period,
    exports: Mapping[str, str],
    by: Identity | None = None,
    at: datetime | None = None,
) -> str:
    """Tag the commit that closed a period with the sha256 of each export by file name; return the tag's name.

    By default the tagger is the current user and the time is now. The tag is signed if the register requires
    it. If the same tag exists already, it stays. Raises `NotClosed`, `NotAllowed`, `ReadOnly`, `NotSigned`,
    and `TagTaken` if a different tag has the name: a tag never moves.
    """
    repository, me = register.repository, by or register.me
    snapshot = register.outline()
    if (why := register.unwritable()) is not None:
        raise ReadOnly(why.template, **why.values)
    if (why := refusal(snapshot, me.login, snapshot.today(), [period_path(period)])) is not None:
        raise NotAllowed("The tag is not set: {why}", why=why)
    with locked(register.private / "lock", me.login) as lock:
        present = edition(register, period)
        if present.set_tag is None:
            closing = repository.commit(present.commit)
            if closing.email != me.email and not snapshot.rules.open:
                raise NotAllowed(
                    "The tag is not set: {author} closed {period}, and sets it by closing it again.",
                    author=closing.name,
                    period=period,
                )
            now = max(at or datetime.now(snapshot.timezone), closing.committed_at)
            now = now.replace(microsecond=0)
            message = tag_message(period, present.number, exports, Language(snapshot.rules.language))
            sign = register.signer(me, now)
            tag = repository.write_tag(present.tag, present.commit, me, now, message, sign=sign)
            if repository.set_tag(present.tag, tag, lock):
                return present.tag
        elif (present.set_tag.commit, present.sums) == (present.commit, exports):
            return present.tag
    raise TagTaken(
        "The tag {tag} is there already, of other files or another commit, and a tag never moves. Show it "
        "with `git cat-file tag {tag}` and ask the administrator.",
        tag=present.tag,
    )


def tag_message(period: Period, number: int, exports: Mapping[str, str], language: Language) -> str:
    """Return a tag's message: a line that names the report, then lines in the format of `sha256sum -c`."""
    said = language.say("Report {period}, edition {edition}", period=period.reported(), edition=number)
    lines = "".join(f"{digest}  {name}\n" for name, digest in exports.items())
    return f"{said}\n\n{lines}"


def sums(message: str) -> dict[str, str]:
    """Return the sha256 of each file listed in a tag's message, by file name."""
    found = (_SUM.fullmatch(line) for line in message.split("\n"))
    return {match[2]: match[1] for match in found if match}
