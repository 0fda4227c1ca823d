"""Drafts: typed and unsaved text, kept for the officer who typed it."""

from __future__ import annotations

import stat
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.identity import Identity
from records.values.layout import Place
from records.values.periods import Period
from records.writing.drafts import Draft, Drafts
from tests.records.conftest import KYIV, git

if TYPE_CHECKING:
    from records.register import Register

NOW = datetime(2018, 1, 5, 14, 2, tzinfo=KYIV)
PROGRESS = Draft("2017", "4", Period(2017, "Q4"), "0" * 40, {"text": "Початок…\n«так»"}, NOW)
MEASURE = Draft("2017", "4", None, "0" * 40, {"title": "Назва"}, NOW.replace(hour=15))


def test_kept(register: Register) -> None:
    """A draft is found by its place until discarded; the newest come first; git never sees drafts."""
    drafts = Drafts(register)
    for draft in (PROGRESS, MEASURE):
        drafts.keep(draft)
    assert Drafts(register).find(Place("2017", "4", Period(2017, "Q4"))) == PROGRESS
    assert drafts.all() == [MEASURE, PROGRESS]
    assert git(register, "status", "--porcelain") == ""
    drafts.discard(MEASURE)
    drafts.discard(MEASURE)
    assert drafts.all() == [PROGRESS]


def test_private(register: Register) -> None:
    """A draft is readable only by its officer, and each officer has their own."""
    Drafts(register).keep(PROGRESS)
    [file] = register.private.rglob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(register.private.stat().st_mode) == 0o700
    vars(register)["me"] = Identity("інша", "Інша", "other@rada.example")
    assert Drafts(register).all() == []


def test_broken(register: Register) -> None:
    """A file that is not a draft is ignored."""
    drafts = Drafts(register)
    drafts.keep(PROGRESS)
    [file] = register.private.rglob("*.json")
    for text in ("", "{", "[]", '{"programme": 1}'):
        file.write_text(text)
        assert drafts.find(PROGRESS.place) is None
        assert drafts.all() == []


def test_two_sessions(register: Register) -> None:
    """Two sessions that continue one draft keep two, and each discards only its own."""
    old, new = Drafts(register), Drafts(register)
    old.keep(replace(PROGRESS, session=old.session))
    mine = new.take(old.all()[0])
    assert [draft.session for draft in old.all()] == [new.session]
    late = replace(PROGRESS, values={"text": "Друге"}, session=old.session)
    old.keep(late)
    assert (old.find(PROGRESS.place), new.find(PROGRESS.place)) == (late, mine)
    new.discard(mine)
    assert new.all() == [late]
