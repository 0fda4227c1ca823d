"""Honest registers have no findings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.values.changes import Action
from tests.records.conftest import PROGRESS, progress
from tests.records.verifying.council import ADMIN, CHIEF, CLERK, KYIV, LAWYER, Key

if TYPE_CHECKING:
    from tests.records.verifying.council import Council

_OFFICERS = "officers.toml"
_OTHERS = PROGRESS.replace("/4/", "/10/")


def test_saved(council: Council) -> None:
    """Officers' signed saves give no findings."""
    assert council.found() == []
    assert council.verify().ok


def test_lived_in(council: Council) -> None:
    """Merges, a new key, a departed officer, and a closed, tagged and corrected period give no findings."""
    council.save(progress(path=_OTHERS, percent=5), LAWYER)
    _change_key(council)
    council.save(progress(percent=20), CLERK, datetime(2017, 5, 2, 9, tzinfo=KYIV), Key("new"))
    _merge(council)
    _leave(council)
    council.tag(council.close(), "report/2017-Q4", CHIEF)
    text = council.text(PROGRESS).replace("percent = 30", "percent = 35")
    council.record(Action.CORRECT, {PROGRESS: text}, CHIEF, "Описка у звіті")
    verdict = council.verify()
    assert council.found() == []
    assert (verdict.commits, verdict.checked, verdict.ok) == (13, 13, True)


def _change_key(council: Council) -> None:
    old = f'key = "{CLERK.key.line}"\n'
    new = (
        f'{old}until = 2017-05-01\n\n[[officers.clerk.keys]]\nkey = "{Key("new").line}"\nfrom = 2017-05-01\n'
    )
    text = council.text(_OFFICERS).replace(old, new)
    at = datetime(2017, 5, 1, 9, tzinfo=KYIV)
    council.record(Action.REGISTER, {_OFFICERS: text}, ADMIN, "Новий ключ", at=at)


def _merge(council: Council) -> None:
    """Let two officers save on the same parent, and the later one merge."""
    base = council.head
    tip = council.save(progress(percent=30), CLERK, key=Key("new"))
    council.move(base)
    mine = council.save(progress(path=_OTHERS, percent=6), LAWYER, council.later(hours=2))
    told = "Об’єднано зміни\n\nProzvit-Action: merge\nProzvit-Format: 1\n"
    files = {_OTHERS: council.text(_OTHERS)}
    council.commit(files, told, LAWYER, parents=(tip, mine), at=council.later(), key=LAWYER.key)


def _leave(council: Council) -> None:
    mark = "[officers.lawyer]\n"
    day = f"{council.later():%Y-%m-%d}"
    text = council.text(_OFFICERS).replace(mark, f"{mark}until = {day}\n")
    council.record(Action.REGISTER, {_OFFICERS: text}, ADMIN, "Звільнено")
