"""Closed periods: reports change only by corrections, and tags stay where they were set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from records.rules.findings import Code
from records.values.changes import Action
from records.verifying.incoming import errors
from tests.records.conftest import PROGRESS, progress
from tests.records.verifying.council import ADMIN, CHEAT, CHIEF, CLERK, LAWYER, Council, Key, Person

if TYPE_CHECKING:
    from records.rules.findings import Finding

_RECORD = "periods/2017-Q4.toml"
_TAG = "report/2017-Q4"
DEPUTY = Person("deputy", "Заступниця", "deputy@rada.example")


def _forged(council: Council, old: str, new: str, action: Action = Action.CLOSE) -> str:
    """Close the period with a changed record and return the commit."""
    before, at = council.head, council.later()
    council.close()
    text = re.sub(old, new, council.text(_RECORD), flags=re.DOTALL)
    assert text != council.text(_RECORD) or action is not Action.CLOSE
    council.move(before)
    return council.record(action, {_RECORD: text}, CHIEF, at=at)


def _corrected(council: Council, action: Action, by: Person, reason: str = "Описка") -> str:
    text = council.text(PROGRESS).replace("percent = 10", "percent = 20")
    return council.record(action, {PROGRESS: text}, by, reason)


def _errors(council: Council, **wishes: object) -> list[tuple[Code, str]]:
    return [(each.code, each.commit) for each in council.found(**wishes) if each.severity == "error"]


def test_corrected(council: Council) -> None:
    """Closing, tagging, correcting, reopening and closing again by the rules gives no error."""
    council.tag(council.close())
    _corrected(council, Action.CORRECT, CHIEF)
    council.record(Action.REOPEN, {_RECORD: None}, CHIEF)
    council.tag(council.close(), f"{_TAG}-2")
    assert _errors(council) == []


@pytest.mark.parametrize(
    ("action", "by", "reason"),
    [(Action.PROGRESS, CLERK, "Описка"), (Action.CORRECT, CLERK, "Описка"), (Action.CORRECT, CHIEF, "")],
    ids=["no correction", "not authorised", "no reason"],
)
def test_changed_after_closing(council: Council, action: Action, by: Person, reason: str) -> None:
    """A change to a closed period's report is found, unless it is a correction by right with a reason."""
    council.close()
    forged = _corrected(council, action, by, reason)
    assert (Code.CLOSED_PERIOD, forged) in _errors(council)


def test_reopened_silently(council: Council) -> None:
    """Deleting the record of a closed period without a reopening is found."""
    council.close()
    forged = council.record(Action.PUBLISH, {_RECORD: None}, CHIEF)
    assert _errors(council) == [(Code.CLOSED_PERIOD, forged)]


def test_other_sums(council: Council) -> None:
    """A record with a wrong checksum of a file, or with one changed later, is found."""
    false = _forged(council, f'"{PROGRESS}" = "[^"]*"', f'"{PROGRESS}" = "{"0" * 64}"')
    assert _errors(council) == [(Code.INVALID_RECORD, false)]
    later = council.record(
        Action.PUBLISH, {_RECORD: council.text(_RECORD).replace("0" * 64, "1" * 64)}, CHIEF
    )
    assert _errors(council) == [(Code.INVALID_RECORD, false), (Code.CLOSED_PERIOD, later)]


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("by", '"chief"', '"nobody"'),
        ("at", "at = 2017-01", "at = 2017-02"),
        ("edition", "edition = 1", "edition = 7"),
        ("count", "count = 2", "count = 0"),
        ("reason", "reason = [^\n]*\n", ""),
        ("records", f'"{PROGRESS}" = [^\n]*\n', ""),
        ("records", r"\[records\].*", ""),
        ("records", r"\[records\]\n", f'[records]\n"officers.toml" = "{"0" * 64}"\n'),
    ],
    ids=["by", "at", "edition", "count", "reason", "left out", "empty", "foreign"],
)
def test_forged_record(council: Council, key: str, old: str, new: str) -> None:
    """A record with false contents, author, time or reason of its closing is found."""
    forged = _forged(council, old, new)
    found = [(each.code, each.commit, each.key) for each in council.found() if each.severity == "error"]
    assert found == [(Code.INVALID_RECORD, forged, key)]


@pytest.mark.parametrize("action", [Action.HAND, Action.PROGRAMME])
def test_no_closing(council: Council, action: Action) -> None:
    """A record that is correct to the last byte is found if an action other than closing made it."""
    forged = _forged(council, "", "", action)
    assert _errors(council) == [(Code.CLOSED_PERIOD, forged)]


def test_strange_period(council: Council) -> None:
    """Closing a period that the register doesn't have is found."""
    record = f'count = 0\nby = "chief"\nat = {council.later().isoformat()}\n'
    forged = council.record(Action.CLOSE, {"periods/2031-Q1.toml": record}, CHIEF)
    assert _errors(council) == [(Code.INVALID_RECORD, forged)]


def test_goes_on(council: Council) -> None:
    """A verification that continues from the last one, and a hub, count the earlier editions."""
    council.close()
    reopened = council.record(Action.REOPEN, {_RECORD: None}, CHIEF)
    assert _errors(council) == []
    council.close()
    assert council.verify().checked == 1
    assert _errors(council) == []
    assert errors(council.folder, council.head, reopened) == []
    council.move(reopened)
    forged = _forged(council, "edition = 2", "edition = 3")
    assert [(each.commit, each.key) for each in errors(council.folder, forged, reopened)] == [
        (forged, "edition")
    ]


def test_closed_by_officer(council: Council) -> None:
    """A closing by an ordinary officer is found."""
    before, at = council.head, council.later()
    council.close()
    text = council.text(_RECORD).replace("chief", "clerk")
    council.move(before)
    forged = council.record(Action.CLOSE, {_RECORD: text}, CLERK, at=at)
    assert _errors(council) == [(Code.NOT_ALLOWED, forged)]


def _rewritten(council: Council) -> list[Finding]:
    return [each for each in council.found() if each.code is Code.HISTORY_REWRITTEN]


def test_renamed_tag(council: Council) -> None:
    """A tag under a name other than its own is found."""
    closed = council.close()
    council.tag(closed, ref="report/2017-Q3")
    (found,) = _rewritten(council)
    assert (found.commit, found.path) == (closed, "refs/tags/report/2017-Q3")


def test_tag_elsewhere(council: Council) -> None:
    """A report's tag on a commit that is not in main, or does not contain the report, is found."""
    early = council.head
    closed = council.close()
    council.tag(early)
    assert [each.commit for each in _rewritten(council)] == [early]
    council.tag(_corrected(council, Action.CORRECT, CHIEF))
    assert [each.commit for each in _rewritten(council)] == [council.head]
    council.tag(council.head, f"{_TAG}-2")
    assert len(_rewritten(council)) == 2
    council.git("update-ref", "-d", f"refs/tags/{_TAG}-2")
    council.move(early)
    council.tag(closed)
    assert closed in [each.commit for each in _rewritten(council)]


def test_moved_tag(council: Council) -> None:
    """A report's tag that was verified once may not be replaced, even by a valid one."""
    closed = council.close()
    council.tag(closed)
    assert _errors(council) == []
    council.git("update-ref", "-d", f"refs/tags/{_TAG}")
    assert [each.path for each in _rewritten(council)] == [f"refs/tags/{_TAG}"]
    assert [each.path for each in _rewritten(council)] == [f"refs/tags/{_TAG}"]


def test_bare_tag(council: Council) -> None:
    """A lightweight tag of a report is found."""
    council.git("update-ref", f"refs/tags/{_TAG}", council.close())
    assert [each.path for each in _rewritten(council)] == [f"refs/tags/{_TAG}"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"signed": False}, Code.UNSIGNED),
        ({"key": Key("nobody’s")}, Code.UNKNOWN_KEY),
        ({"key": Key("old"), "by": CLERK}, None),
        ({"by": CLERK}, Code.NOT_ALLOWED),
        ({"key": CLERK.key}, Code.SIGNER_MISMATCH),
    ],
    ids=["unsigned", "unknown", "old", "not allowed", "another"],
)
def test_tag_signature(council: Council, more: dict[str, object], code: Code | None) -> None:
    """If signatures are required, a report's tag must be signed by an officer who may close."""
    closed = council.close()
    council.tag(closed, **more)
    assert _errors(council) == [(code or Code.NOT_ALLOWED, closed)]


def test_forged_tag_message(council: Council) -> None:
    """A signed tag whose message was changed is found."""
    closed = council.close()
    council.tag(closed)
    data = council.git("cat-file", "tag", _TAG).replace("Звіт".encode(), "Інший".encode())
    tag = council.git("hash-object", "-t", "tag", "-w", "--stdin", data=data).decode().strip()
    council.git("update-ref", f"refs/tags/{_TAG}", tag)
    assert _errors(council) == [(Code.BAD_SIGNATURE, closed)]


def test_other_tags(council: Council) -> None:
    """Tags other than reports' are ignored."""
    council.git("tag", "draft")
    council.tag(council.head, "mine", signed=False)
    assert council.findings() == []


def test_missing_tag(council: Council) -> None:
    """A closing whose tag is not there is told each time until it is; of editions each has its own."""
    first = council.close()
    council.record(Action.REOPEN, {_RECORD: None}, CHIEF)
    second = council.close()
    assert council.findings() == [(Code.MISSING_TAG, first), (Code.MISSING_TAG, second)]
    council.tag(first)
    for more in ({}, {"full": True}, {"since": "main"}):
        assert council.findings(**more) == [(Code.MISSING_TAG, second)]
    council.tag(second, f"{_TAG}-2")
    assert council.findings() == []


@pytest.mark.parametrize(
    ("by", "code"), [(CLERK, Code.NOT_ALLOWED), (DEPUTY, Code.SIGNER_MISMATCH), (CHEAT, Code.NOT_ALLOWED)]
)
def test_replaced_tag(council: Council, by: Person, code: Code) -> None:
    """An unsigned tag set by who may not close, or by another than who closed, is found."""
    rules = council.text("register.toml").replace("require_signature = true", "require_signature = false")
    council.record(Action.REGISTER, {"register.toml": rules}, ADMIN)
    deputy = f'\n[officers.deputy]\nname = "{DEPUTY.name}"\nemail = "{DEPUTY.email}"\nrole = "authorised"\n'
    council.record(Action.REGISTER, {"officers.toml": council.text("officers.toml") + deputy}, ADMIN)
    closed = council.close()
    council.tag(closed, by=by, signed=False)
    assert [each for each in _errors(council) if each[1] == closed] == [(code, closed)]
    council.tag(closed, signed=False)
    assert closed not in [commit for _, commit in _errors(council)]


@pytest.mark.parametrize("more", [{"full": True}, {"since": "main"}])
def test_reset_tag(council: Council, more: dict[str, object]) -> None:
    """A tag verified before that is another now is found, from wherever the verification begins."""
    closed = council.close()
    council.tag(closed)
    assert _errors(council) == []
    council.tag(closed, message="Інший звіт\n")
    assert [each.path for each in council.found(**more)] == [f"refs/tags/{_TAG}"]


def test_noted_tags(council: Council) -> None:
    """The tags that the auditor noted are held to; where none are, an unsigned one is named as unproved."""
    closed = council.close()
    council.tag(closed)
    noted = council.verify(keep=False).tags
    council.tag(closed, message="Інший звіт\n")
    assert council.findings(tags=noted, keep=False) == [(Code.HISTORY_REWRITTEN, "")]
    assert council.findings(keep=False) == []
    council.git("tag", "-d", _TAG)
    assert (Code.HISTORY_REWRITTEN, "") in council.findings(tags=noted, keep=False)


@pytest.mark.parametrize("line", ["at = 2017-01-20T10:00:00+02:00", 'by = "clerk"', "count = 1"])
def test_rewritten_closing(council: Council, line: str) -> None:
    """Author, time and count of a closing can't change; publication can be added later."""
    council.close()
    text = council.text(_RECORD)
    published = f'{text}\n[publication]\nurl = "https://rada.example/zvit"\ndate = 2017-01-03\n'
    council.record(Action.PUBLISH, {_RECORD: published}, CHIEF)
    assert _errors(council) == []
    key = line.partition(" ")[0]
    changed = "\n".join(line if each.startswith(f"{key} =") else each for each in published.split("\n"))
    forged = council.record(Action.PUBLISH, {_RECORD: changed}, CHIEF)
    assert (Code.CLOSED_PERIOD, forged) in _errors(council)


def test_tag_after_closing(council: Council) -> None:
    """A report's tag on a commit after the closing is found, since its report would differ."""
    council.tag(council.close())
    later = council.save(progress(path="measures/2017/10/2017-Q3.toml", percent=5), LAWYER)
    council.git("tag", "-d", _TAG)
    council.tag(later)
    assert (Code.HISTORY_REWRITTEN, later) in _errors(council)
