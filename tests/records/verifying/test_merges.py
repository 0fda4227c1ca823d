"""Merges: taken-over changes are judged by the officers they come to, own changes by the merger's rights."""

from __future__ import annotations

import re

import pytest

from records.rules.findings import Code
from records.values.changes import Action
from tests.records.conftest import MEASURE, PROGRESS, progress
from tests.records.verifying.council import ADMIN, CHIEF, CLERK, LAWYER, Council, Person

_MERGE = "Об’єднано зміни\n\nProzvit-Action: merge\nProzvit-Format: 1\n"
_CONFLICT = _MERGE.replace("Prozvit-Format", "Prozvit-Conflict: 2017/4 2017-Q4 percent\nProzvit-Format")
_RECORD = "periods/2017-Q4.toml"
_OTHERS = PROGRESS.replace("/4/", "/10/")
_NEW = 'status = "in-progress"\npercent = 5\ntext = """\nПерше.\n\nДруге.\n\nТретє.\n"""\n'


def _apart(
    council: Council, ours: dict[str, str], theirs: dict[str, str], by: Person = CHIEF
) -> tuple[str, str]:
    """Make two commits on one parent: the fetched tip by the clerk, the other by `by`; return both."""
    base = council.head
    tip = council.record(Action.PROGRESS, ours, CLERK)
    council.move(base)
    mine = council.record(Action.PROGRESS, theirs, by)
    return tip, mine


def _merged(council: Council, tip: str, mine: str, files: dict[str, str], message: str = _MERGE) -> str:
    at = council.later(hours=3)
    return council.commit(files, message, CHIEF, parents=(tip, mine), at=at, key=CHIEF.key)


def _errors(council: Council) -> list[tuple[Code, str]]:
    return [(each.code, each.commit) for each in council.found() if each.severity == "error"]


def _text(council: Council, old: str, new: str) -> str:
    return council.text(PROGRESS).replace(old, new)


def test_honest(council: Council) -> None:
    """A merge that takes both sides' changes, field by field, has only the sides' own findings."""
    ours = {PROGRESS: _text(council, "percent = 10", "percent = 20")}
    theirs = {PROGRESS: _text(council, "Готуємо", "Провели"), _OTHERS: _NEW}
    tip, mine = _apart(council, ours, theirs)
    both = {PROGRESS: ours[PROGRESS].replace("Готуємо", "Провели"), _OTHERS: _NEW}
    _merged(council, tip, mine, both)
    assert _errors(council) == []
    assert {each.code for each in council.found()} == {Code.ON_BEHALF}


def test_paragraphs(council: Council) -> None:
    """Paragraphs of both sides are a merged text; a paragraph of neither is the merger's own change."""
    council.record(Action.PROGRESS, {PROGRESS: _NEW}, CLERK)
    ours = {PROGRESS: _NEW.replace("Перше.", "Перше зроблено.")}
    theirs = {PROGRESS: _NEW.replace("Третє.", "Третє зроблено.")}
    tip, mine = _apart(council, ours, theirs)
    both = ours[PROGRESS].replace("Третє.", "Третє зроблено.")
    _merged(council, tip, mine, {PROGRESS: both})
    assert _errors(council) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("Друге.", "Друге вигадано."), ("Друге.\n\n", ""), ("percent = 5", "percent = 50")],
    ids=["added", "dropped", "field"],
)
def test_own_change(council: Council, old: str, new: str) -> None:
    """An undeclared change of the merge's own is found."""
    council.record(Action.PROGRESS, {PROGRESS: _NEW}, CLERK)
    ours = {PROGRESS: _NEW.replace("Перше.", "Перше зроблено.")}
    theirs = {PROGRESS: _NEW.replace("Третє.", "Третє зроблено.")}
    tip, mine = _apart(council, ours, theirs)
    both = ours[PROGRESS].replace("Третє.", "Третє зроблено.").replace(old, new)
    merged = _merged(council, tip, mine, {PROGRESS: both})
    assert _errors(council) == [(Code.UNDECLARED_CHANGE, merged)]


_ADDED = _NEW.replace("Третє.", "Третє.\n\nНаше.")


@pytest.mark.parametrize(
    "merged",
    [
        _NEW.replace("Перше.", "Їхнє.\n\nПерше."),
        _ADDED,
        _NEW,
        _ADDED.replace("Перше.\n\nДруге.", "Їхнє.\n\nДруге.\n\nПерше."),
        _ADDED.replace("Перше.", "Їхнє.\n\nПерше.\n\nПерше."),
    ],
    ids=["ours dropped", "theirs dropped", "both dropped", "another order", "said twice"],
)
def test_own_paragraphs(council: Council, merged: str) -> None:
    """In a text that both sides changed, dropping, moving or repeating their paragraphs is found."""
    council.record(Action.PROGRESS, {PROGRESS: _NEW}, CLERK)
    tip, mine = _apart(
        council, {PROGRESS: _ADDED}, {PROGRESS: _NEW.replace("Перше.", "Їхнє.\n\nПерше.")}, CLERK
    )
    _merged(council, tip, mine, {PROGRESS: _ADDED.replace("Перше.", "Їхнє.\n\nПерше.")})
    assert _errors(council) == []
    found = _merged(council, tip, mine, {PROGRESS: merged})
    assert (Code.UNDECLARED_CHANGE, found) in _errors(council)


def test_dropped_paragraph_kept(council: Council) -> None:
    """A paragraph deleted on one side must not come back in the merge."""
    council.record(Action.PROGRESS, {PROGRESS: _NEW}, CLERK)
    theirs = {PROGRESS: _NEW.replace("Друге.\n\n", "")}
    tip, mine = _apart(council, {PROGRESS: _ADDED}, theirs, CLERK)
    _merged(council, tip, mine, {PROGRESS: _ADDED.replace("Друге.\n\n", "")})
    assert _errors(council) == []
    found = _merged(council, tip, mine, {PROGRESS: _ADDED})
    assert (Code.UNDECLARED_CHANGE, found) in _errors(council)


def test_lead(council: Council) -> None:
    """If both sides added a unit, a merge that changes the lead or removes a unit is found."""
    text = council.text(MEASURE)

    def units(*names: str) -> dict[str, str]:
        listed = ", ".join(f'"{name}"' for name in names)
        return {MEASURE: re.sub("(?m)^responsible = .*$", f"responsible = [{listed}]", text)}

    base = council.head
    tip = council.record(Action.PROGRAMME, units("office", "legal"), CHIEF)
    council.move(base)
    mine = council.record(Action.PROGRAMME, units("office", "finance"), CHIEF)
    _merged(council, tip, mine, units("office", "finance", "legal"))
    assert {code for code, _ in _errors(council)} <= {Code.INVALID_RECORD}
    for forged in (("legal", "finance", "office"), ("office", "legal")):
        found = _merged(council, tip, mine, units(*forged))
        assert (Code.UNDECLARED_CHANGE, found) in _errors(council)


def test_dropped_side(council: Council) -> None:
    """A merge that omits one side's changes is found."""
    ours = {PROGRESS: _text(council, "percent = 10", "percent = 20")}
    tip, mine = _apart(council, ours, {_OTHERS: _NEW})
    merged = _merged(council, tip, mine, {PROGRESS: council.text(PROGRESS), _OTHERS: _NEW})
    assert _errors(council) == [(Code.UNDECLARED_CHANGE, merged)]


def test_own_change_by_right(council: Council) -> None:
    """A declared change of the merge's own must be within the merger's rights."""
    tip, mine = _apart(council, {PROGRESS: _text(council, "10", "20")}, {_OTHERS: _NEW})
    rules = council.text("register.toml").replace("require_reason = true", "require_reason = false")
    told = _MERGE.replace(
        "Prozvit-Format", "Prozvit-File: register.toml\nProzvit-Fields: require_reason\nProzvit-Format"
    )
    merged = _merged(council, tip, mine, {_OTHERS: _NEW, "register.toml": rules}, told)
    assert _errors(council) == [(Code.NOT_ALLOWED, merged)]


def test_stricter(council: Council) -> None:
    """Merged changes are judged by the receiving side's officers: a key closed there is closed."""
    base = council.head
    text = council.text("officers.toml")
    before, mark, after = text.partition(f'key = "{CLERK.key.line}"')
    ended = {"officers.toml": f"{before}{mark}\nuntil = 2017-01-01{after}"}
    tip = council.record(Action.REGISTER, ended, ADMIN)
    council.move(base)
    late = council.record(Action.PROGRESS, {PROGRESS: _text(council, "percent = 10", "percent = 20")}, CLERK)
    _merged(council, tip, late, {PROGRESS: council.text(PROGRESS)})
    assert _errors(council) == [(Code.EXPIRED_KEY, late)]


def test_wrong_side(council: Council) -> None:
    """A person who is an officer on neither side may not merge."""
    tip, mine = _apart(council, {PROGRESS: _text(council, "10", "20")}, {_OTHERS: _NEW}, LAWYER)
    stranger = Person("stranger", "Хтось", "x@elsewhere.example")
    forged = council.commit(
        {_OTHERS: _NEW}, _MERGE, stranger, parents=(tip, mine), at=council.later(hours=3), key=stranger.key
    )
    assert set(_errors(council)) == {(Code.UNKNOWN_KEY, forged), (Code.NOT_ALLOWED, forged)}


def _closed_meanwhile(council: Council) -> tuple[str, str, str]:
    """Close a period on one side and write on the other; return both commits and the written file."""
    base, old = council.head, council.text(PROGRESS)
    closed = council.close()
    council.move(base)
    changed = old.replace("percent = 10", "percent = 20")
    return closed, council.record(Action.PROGRESS, {PROGRESS: changed}, CLERK), changed


def _record(council: Council, closed: str) -> str:
    return council.git("show", f"{closed}:{_RECORD}").decode()


def test_into_closed(council: Council) -> None:
    """A merge that brings a change into a period closed meanwhile is found."""
    closed, late, changed = _closed_meanwhile(council)
    merged = _merged(council, closed, late, {PROGRESS: changed})
    assert _errors(council) == [(Code.CLOSED_PERIOD, merged)]


def test_kept_closed(council: Council) -> None:
    """A merge that keeps the closed period unchanged must declare the other side's change as a conflict."""
    closed, late, _ = _closed_meanwhile(council)
    merged = _merged(council, closed, late, {})
    assert _errors(council) == [(Code.UNDECLARED_CHANGE, merged)]
    _merged(council, closed, late, {}, _CONFLICT)
    assert [each for each in _errors(council) if each[0] is not Code.HISTORY_REWRITTEN] == []


def test_closed_there(council: Council) -> None:
    """What the first parent wrote before the other side closed may stand as an open conflict."""
    closed, late, _ = _closed_meanwhile(council)
    merged = _merged(council, late, closed, {_RECORD: _record(council, closed)})
    assert _errors(council) == [(Code.CLOSED_PERIOD, merged)]
    _merged(council, late, closed, {_RECORD: _record(council, closed)}, _CONFLICT)
    assert [each for each in _errors(council) if each[0] is not Code.HISTORY_REWRITTEN] == []


def test_many(council: Council) -> None:
    """Merges of merges are judged once each, parents first."""
    tip, mine = _apart(council, {PROGRESS: _text(council, "percent = 10", "percent = 20")}, {_OTHERS: _NEW})
    first = _merged(council, tip, mine, {_OTHERS: _NEW})
    council.move(mine)
    side = council.save(progress(path=_OTHERS, percent=6), LAWYER, council.later(hours=4))
    _merged(council, first, side, {_OTHERS: council.text(_OTHERS)})
    verdict = council.verify()
    assert (verdict.commits, verdict.checked) == (9, 9)
    assert _errors(council) == []
