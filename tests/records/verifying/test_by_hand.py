"""The page on checking a register without prozvit: every block, on honest and on forged registers."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from records.closings.closing import reopening
from records.language import UKRAINIAN
from records.merges.joining import join
from records.register import Register
from records.telling.messages import compose_merge
from records.telling.openings import Opening
from records.telling.subjects import Names
from records.values.changes import SUBMITTED, Action
from records.values.periods import Period
from tests.records.conftest import MEASURE, PROGRESS, measure, progress
from tests.records.verifying.council import ADMIN, CHEAT, CHIEF, CLERK, LAWYER, Council, Key, Person

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[3] / "docs"
PAGES = (DOCS / "by-hand.md", DOCS / "by-hand.en.md")
TAG, RECORD = "report/2017-Q4", "periods/2017-Q4.toml"
#: The blocks that perform an action rather than a check.
DOES = {"clone", "note"}
#: The blocks that run in the folder of published files.
PUBLISHED = {"published", "foot"}
_BLOCK = re.compile(r"^```sh (define|check=(\w+))\n(.*?)^```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("awk") is None, reason="awk is not installed")


@cache
def blocks() -> dict[str, str]:
    """Return the page's blocks by name; the definitions have the name ""."""
    return {name: text for _, name, text in _BLOCK.findall(PAGES[0].read_text(encoding="utf-8"))}


def run(folder: Path, name: str, **named: str) -> str:
    """Run a block in a register as the page instructs and return its whole output."""
    done = subprocess.run(
        ["sh", "-c", f"{blocks()['']}\n{blocks()[name]}"],
        cwd=folder,
        env={**os.environ, "HOME": str(folder.parent), **named},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def closed(council: Council) -> Council:
    """Return a register with accepted progress, a closed period and its report beside the register."""
    council.save(replace(progress(percent=20), word=SUBMITTED), CLERK)
    commit = council.close()
    report = council.folder.parent / "zvit-2017-Q4.md"
    sums = re.findall('^"(.*)" = "(.*)"$', council.text(RECORD), re.MULTILINE)
    foot = hashlib.sha256("".join(f"{path} {digest}\n" for path, digest in sorted(sums)).encode()).hexdigest()
    report.write_text(f"Звіт\n\n{foot}\n", encoding="utf-8")
    council.tag(commit, message=f"Звіт\n\n{hashlib.sha256(report.read_bytes()).hexdigest()}  {report.name}\n")
    return council


def test_same_commands() -> None:
    """The page has the same commands in both languages."""
    code = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
    ours, theirs = (code.findall(page.read_text(encoding="utf-8")) for page in PAGES)
    assert ours == theirs
    assert len(blocks()) > 15


@pytest.mark.parametrize("name", sorted(set(blocks()) - {""} - DOES))
def test_honest(closed: Council, name: str) -> None:
    """In an honest register each check prints nothing."""
    place = closed.folder.parent if name in PUBLISHED else closed.folder
    assert run(place, name, NOTED=closed.head, REGISTER=str(closed.folder), TAG=TAG) == ""


def test_cloned(closed: Council) -> None:
    """The first block makes a copy in which all checks agree; the noting block writes the commit's id."""
    server = closed.folder.parent
    closed.git("config", "core.fsmonitor", "false")
    assert run(server, "clone", SERVER=str(closed.folder)) == ""
    copy = server / "register-check"
    assert b"fsmonitor" not in (copy / ".git" / "config").read_bytes()
    assert run(copy, "note") == ""
    assert (server / "noted").read_text(encoding="ascii").strip() == closed.head
    assert run(copy, "signed") == ""


def test_sample(demo: Path, tmp_path: Path) -> None:
    """In the sample register, open, unsigned and with closed quarters, no check complains either."""
    folder = Path(shutil.copytree(demo, tmp_path / "register", symlinks=True))
    for name in sorted(set(blocks()) - {""} - PUBLISHED - DOES):
        # Progress corrected after its quarter was accepted no longer has the acceptance's checksum.
        lapsed = "measures/2025/2.8/2025-Q2.toml\n" if name == "covers" else ""
        assert run(folder, name, NOTED="main~20") == lapsed, name


def _measure(council: Council, text: str = "Інший захід") -> dict[str, str]:
    return {MEASURE: re.sub('title = ".*"', f'title = "{text}"', council.text(MEASURE))}


def _percent(council: Council) -> dict[str, str]:
    return {PROGRESS: re.sub("percent = .*", "percent = 99", council.text(PROGRESS))}


def _broken(council: Council) -> str:
    blob = council.git("rev-parse", f"main:{PROGRESS}").decode().strip()
    (council.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    return blob


def _replaced(council: Council) -> str:
    council.git("replace", "main", "main~1")
    return council.head


def _grafted(council: Council) -> str:
    grafts = council.folder / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{council.head}\n", encoding="ascii")
    return council.head


def _rewritten(council: Council) -> str:
    noted = council.head
    council.move(f"{noted}~1")
    council.commit(_percent(council), by=CLERK, key=CLERK.key)
    return noted


def _backwards(council: Council) -> str:
    at = council.later() - timedelta(days=20)
    return council.commit(_percent(council), by=CLERK, at=at, key=CLERK.key)


def _written_later(council: Council) -> str:
    at = council.later(hours=1)
    return council.commit(_percent(council), by=CLERK, at=at + timedelta(days=9), committed=at, key=CLERK.key)


def _tampered(council: Council) -> str:
    data = council.git("cat-file", "commit", "main")
    return council.store(
        data.replace("Звіт".encode(), "Звід".encode()).replace(b"reason", b"raison") + b" \n"
    )


def _old_key(council: Council) -> str:
    at = council.later(days=400)
    return council.commit(_percent(council), by=CLERK, at=at, key=Key("old"))


def _officers(council: Council, line: str) -> dict[str, str]:
    """Return officers.toml with a line added for the clerk."""
    mark = "[officers.clerk]\n"
    return {"officers.toml": council.text("officers.toml").replace(mark, f"{mark}{line}\n")}


def _left(council: Council) -> str:
    council.record(Action.REGISTER, _officers(council, "until = 2017-01-31"), ADMIN, "Звільнено")
    return council.record(Action.PROGRESS, _percent(council), CLERK, at=council.later(days=40))


def _promoted(council: Council) -> str:
    return council.record(Action.REGISTER, _officers(council, 'role = "administrator"'), CLERK)


def _renamed_tag(council: Council) -> str:
    council.tag(council.head, "report/2017-Q3", ref=f"{TAG}-2")
    return f"{TAG}-2"


def _tag_elsewhere(council: Council) -> str:
    before = council.head
    council.commit({RECORD: council.text(RECORD) + "\n"}, by=CHIEF, key=CHIEF.key)
    council.tag(council.head, f"{TAG}-2")
    council.move(before)
    return f"{TAG}-2"


def _removed_tag(council: Council) -> str:
    council.git("tag", "-d", TAG)
    return f"{TAG} nobody {council.head} {CHIEF.email}"


def _anothers_tag(council: Council) -> str:
    council.tag(council.head, TAG, CLERK)
    return f"{TAG} {CLERK.email}"


def _reset_tag(council: Council) -> str:
    """Set the tag anew, in the name of who set it, after an auditor noted it."""
    assert run(council.folder, "note") == ""
    council.tag(council.head, TAG, signed=False)
    return f"refs/tags/{TAG}"


def _other_sums(council: Council) -> str:
    text = re.sub("[0-9a-f]{64}", "0" * 64, council.text(RECORD))
    council.tag(council.record(Action.CLOSE, {RECORD: text}, CHIEF), f"{TAG}-2")
    return f"{TAG}-2 {PROGRESS}"


_FOREIGN = f'[records]\n"officers.toml" = "{"0" * 64}"\n'


def _other_record(council: Council, old: str, new: str, found: str) -> str:
    """Close the period again with a changed record; return the expected output."""
    text = re.sub(old, new, council.text(RECORD))
    assert text != council.text(RECORD)
    council.tag(council.record(Action.CLOSE, {RECORD: text}, CHIEF), f"{TAG}-2")
    return f"{TAG}-2 {found}"


def _changed_report(council: Council) -> str:
    report = council.folder.parent / "zvit-2017-Q4.md"
    report.write_text("Інший звіт\n", encoding="utf-8")
    return report.name


_MERGE = "Об’єднано зміни\n\nProzvit-Action: merge\nProzvit-Format: 1\n"
_OPEN = _MERGE.replace("Prozvit-Format", "Prozvit-Conflict: {}\nProzvit-Format")
_OFFICERS = "officers.toml"


def _sides(council: Council, ours: dict[str, str], theirs: dict[str, str], by: Person) -> tuple[str, str]:
    """Make two commits on one parent, the first by the administrator, the second by `by`; return both."""
    base = council.head
    first = council.record(Action.REGISTER, ours, ADMIN)
    council.move(base)
    return first, council.record(Action.PROGRESS, theirs, by)


def _merged(council: Council, parents: tuple[str, str], files: dict[str, str], told: str = _MERGE) -> str:
    at = council.later(hours=3)
    return council.commit(files, told, CLERK, parents=parents, at=at, key=CLERK.key)


def _parent(council: Council) -> str:
    return council.git("rev-parse", "main~1").decode().strip()


def _own_merge(council: Council, old: str, new: str) -> str:
    """Merge a change of officers with one of progress, and change the officers in the merge."""
    officers = _officers(council, "until = 2018-01-31")
    parents = _sides(council, officers, _percent(council), CLERK)
    text = officers[_OFFICERS]
    assert old in text
    return f"{_merged(council, parents, _percent(council) | {_OFFICERS: text.replace(old, new)})} {_OFFICERS}"


def _both_merge(council: Council) -> str:
    """Make the clerk an administrator in a merge in which both sides changed officers.toml."""
    theirs = {_OFFICERS: council.text(_OFFICERS).replace('name = "Юрист"', 'name = "Юристка"')}
    parents = _sides(council, _officers(council, "until = 2018-01-31"), theirs, ADMIN)
    text = council.text(_OFFICERS).replace('name = "Юрист"', 'name = "Юристка"')
    text = text.replace("[officers.clerk]\n", "[officers.clerk]\nuntil = 2018-01-31\n")
    mark = "[officers.clerk]\n"
    return _merged(council, parents, {_OFFICERS: text.replace(mark, f'{mark}role = "administrator"\n')})


def _with_header(council: Council, header: bytes) -> str:
    honest = council.record(Action.PROGRESS, _percent(council), CLERK, key=None)
    head, gap, message = council.git("cat-file", "commit", honest).partition(b"\n\n")
    council.move(_parent(council))
    return council.store(head + b"\n" + header + gap + message)


def _led_merge(council: Council) -> str:
    """Change the lead in a merge in which both sides changed the measure but not its lead."""
    text = council.text(MEASURE).replace('["office"]', '["office", "legal"]')
    council.record(Action.PROGRAMME, {MEASURE: text}, CHIEF)
    ours, theirs = re.sub("title = .*", 'title = "Інший"', text), text.replace("Протягом", "Увесь")
    assert text not in {ours, theirs}
    parents = _sides(council, {MEASURE: ours}, {MEASURE: theirs}, CHIEF)
    both = ours.replace("Протягом", "Увесь").replace('["office", "legal"]', '["legal", "office"]')
    return f"{_merged(council, parents, {MEASURE: both})} {MEASURE}"


def _closing_merge(council: Council) -> str:
    """Merge one side's progress into a period that the other side had closed meanwhile."""
    closing = council.text(RECORD)
    council.move(_parent(council))
    parents = _sides(council, {RECORD: closing}, _percent(council), CLERK)
    return _merged(council, parents, {RECORD: closing} | _percent(council))


FORGED: list[tuple[str, Callable[[Council], str]]] = [
    ("whole", _broken),
    ("hidden", _replaced),
    ("hidden", _grafted),
    ("noted", _rewritten),
    ("modes", lambda council: council.commit({"measures/2017/4/x": ("120000", council.blob("/etc/passwd"))})),
    ("modes", lambda council: council.commit({"measures/2017/sub": ("160000", council.head)})),
    ("modes", lambda council: council.commit({"README.md": ("100755", council.blob("#!"))})),
    ("paths", lambda council: council.commit({"run.sh": "rm -rf /\n"})),
    ("paths", lambda council: council.commit({".gitattributes": "* filter=x\n"})),
    ("times", _backwards),
    ("times", _written_later),
    ("signed", lambda council: council.record(Action.PROGRESS, _percent(council), CLERK, key=None)),
    ("signed", lambda council: council.record(Action.PROGRESS, _percent(council), CLERK, key=LAWYER.key)),
    ("signed", lambda council: council.record(Action.PROGRESS, _percent(council), CLERK, key=CHEAT.key)),
    ("signed", _old_key),
    ("signed", _tampered),
    ("allowed", lambda council: council.record(Action.PROGRAMME, _measure(council), CLERK)),
    ("allowed", lambda council: council.record(Action.PROGRESS, _percent(council), LAWYER)),
    ("allowed", lambda council: council.commit(_percent(council))),
    ("allowed", _promoted),
    ("allowed", _left),
    ("outside", lambda council: council.commit(_percent(council), by=CLERK, key=CLERK.key)),
    ("headers", lambda council: _with_header(council, b"encoding UTF-7")),
    ("headers", lambda council: _with_header(council, b"author Other <o@rada.example> 1484050000 +0200")),
    ("declared", lambda council: council.commit(_measure(council), council.message("main~1"), CHIEF)),
    ("tags", _renamed_tag),
    ("tags", _tag_elsewhere),
    ("tagged", _removed_tag),
    ("tagged", _anothers_tag),
    ("notedtags", _reset_tag),
    ("records", _other_sums),
    ("made", lambda council: _other_record(council, f'"{PROGRESS}" = [^\n]*\n', "", PROGRESS)),
    ("made", lambda council: _other_record(council, "(?s)\\[records\\].*", "", MEASURE)),
    ("made", lambda council: _other_record(council, "\\[records\\]\n", _FOREIGN, "officers.toml")),
    ("made", lambda council: _other_record(council, "count = 2", "count = 0", "count")),
    ("made", lambda council: _other_record(council, "at = 2017", "at = 2016", "at")),
    ("closed", lambda council: council.record(Action.PROGRESS, _percent(council), CLERK)),
    ("published", _changed_report),
    ("foot", _changed_report),
    ("outside", lambda council: _merged(council, (council.head, _parent(council)), {}, "Merge branch")),
    ("merged", lambda council: _own_merge(council, "until", 'role = "administrator"\nuntil')),
    ("merged", lambda council: _own_merge(council, "until = 2018-01-31\n", "")),
    ("merged", _both_merge),
    ("merged", _closing_merge),
    ("merged", _led_merge),
]


@pytest.mark.parametrize(("name", "forge"), FORGED, ids=[f"{n}-{name}" for n, (name, _) in enumerate(FORGED)])
def test_forged(closed: Council, name: str, forge: Callable[[Council], str]) -> None:
    """Each forgery is found by its check, which names the commit, tag or file."""
    noted = closed.head
    found = forge(closed)
    place = closed.folder.parent if name in PUBLISHED else closed.folder
    assert found in run(place, name, NOTED=noted, REGISTER=str(closed.folder), TAG=TAG)


def test_merges(council: Council) -> None:
    """Merges made by prozvit pass, with or without conflicts, even if one side closed the period."""
    before = council.text(PROGRESS)
    written = before.replace("Готуємо наради.", "А.\n\nБ.\n\n[В](http://в)")
    council.record(Action.PROGRESS, {PROGRESS: written}, CLERK)
    text, base = council.text(PROGRESS), council.head
    pairs = [
        ({PROGRESS: text.replace("percent = 10", "percent = 20")}, {PROGRESS: text.replace("А.", "А!")}),
        ({PROGRESS: text.replace("А.", "А?")}, {PROGRESS: text.replace("[В]", "[Г]")}),
        ({PROGRESS: text.replace("А.", "А?")}, {PROGRESS: text.replace("А.", "А!")}),
        (
            {MEASURE: council.text(MEASURE).replace('["office"]', '["office", "legal"]')},
            {MEASURE: re.sub("title = .*", 'title = "Інший"', council.text(MEASURE))},
        ),
        (
            {MEASURE: council.text(MEASURE).replace('["office"]', '["legal", "office"]')},
            {MEASURE: re.sub("title = .*", 'title = "Інший"', council.text(MEASURE))},
        ),
        (
            {RECORD: 'count = 1\nby = "chief"\nat = 2017-02-01T10:00:00+02:00\n'},
            {PROGRESS: text.replace("10", "20")},
        ),
    ]
    for ours, theirs in (*pairs, *((two, one) for one, two in pairs)):
        council.move(base)
        sides = _sides(council, ours, theirs, CHIEF)
        with Register.open(council.folder) as register:
            joined = join(register, *sides)
            files = {path: data for path, data in joined.files.items() if data is not None}
            openings = [Opening(clash.path, clash.key) for clash in joined.clashes]
            told = compose_merge(len(files), openings, Names.of(joined.after), UKRAINIAN)
        council.commit(files, told, CHIEF, parents=sides, at=council.later(), key=CHIEF.key)
        assert run(council.folder, "merged") == "", (ours, theirs)


def test_lapsed(council: Council) -> None:
    """A review that no longer covers its file is named."""
    council.save(replace(progress(percent=20), word=SUBMITTED), CLERK)
    assert run(council.folder, "covers") == ""
    council.save(progress(percent=30), CLERK)
    assert run(council.folder, "covers").strip() == PROGRESS


def test_last_commit(council: Council) -> None:
    """The check of the last commit prints nothing for a good signature, and the reason for a bad one."""
    assert run(council.folder, "one") == ""
    council.record(Action.PROGRESS, _percent(council), CLERK, key=LAWYER.key)
    assert "Could not verify" in run(council.folder, "one")


def test_later_measure(closed: Council) -> None:
    """The check accepts a second edition without the measures added since the first."""
    closed.save(measure("6"), CHIEF)
    closed.save(reopening(Period.from_code("2017-Q4"), "Помилка"), CHIEF)
    closed.tag(closed.close(), name=f"{TAG}-2")
    assert "6/measure.toml" not in closed.text(RECORD)
    assert run(closed.folder, "made") == ""


def test_no_address(council: Council) -> None:
    """An officer without an address is matched by login at any host, in both checks of authors."""
    text = re.sub('(?m)^email = "admin@.*\n', "", council.text("officers.toml"))
    council.record(Action.REGISTER, {"officers.toml": text}, ADMIN)
    rules = council.text("register.toml").replace("units_by_day = 5", "units_by_day = 6")
    council.record(Action.REGISTER, {"register.toml": rules}, replace(ADMIN, email="admin@vm"))
    assert [run(council.folder, name) for name in ("signed", "allowed")] == ["", ""]
    forged = council.record(
        Action.REGISTER, {"register.toml": rules + "\n"}, replace(CLERK, email="clerk@vm")
    )
    assert all(forged in run(council.folder, name) for name in ("signed", "allowed"))
