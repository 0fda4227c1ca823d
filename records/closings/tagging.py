"""The tag of a closed period's report: on the commit that closed it, with the exports' sums.

A tag never moves: the next edition has its own.
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
    """A closed period's present edition: its number, the commit that closed it, its tag as it is there.

    `set_tag` is None where closing was interrupted before the tag was set.
    """

    number: int
    commit: str
    tag: str
    set_tag: Tag | None

    @property
    def sums(self) -> Mapping[str, str]:
        """The sha256 of each export, by its file's name, as the tag holds them."""
        return sums(self.set_tag.message) if self.set_tag is not None else {}


def edition(register: Register, period: Period) -> Edition:
    """Return the edition in which a period is closed; raise `NotClosed` where it is open."""
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
    """Tag the commit that closed a period, with the sha256 of each export by its name; return the tag.

    It is set now and by who is at the keyboard, where nobody else is named, and signed where the register
    asks for it. Raises `NotClosed`, `NotAllowed`, `ReadOnly`, `NotSigned`, and `TagTaken` where another tag
    bears the name: a tag never moves.
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
            now = max(at or datetime.now(snapshot.timezone), repository.commit(present.commit).committed_at)
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
    """Return a tag's message: a line that says which report it is, then what `sha256sum -c` reads."""
    said = language.say("Report {period}, edition {edition}", period=period.reported(), edition=number)
    lines = "".join(f"{digest}  {name}\n" for name, digest in exports.items())
    return f"{said}\n\n{lines}"


def sums(message: str) -> dict[str, str]:
    """Return the sha256 of each file that a tag's message lists, by its name."""
    found = (_SUM.fullmatch(line) for line in message.split("\n"))
    return {match[2]: match[1] for match in found if match}
