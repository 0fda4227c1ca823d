"""Two real clones: `git merge` with prozvit's driver, and conflicts settled with commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from records.disk.locks import locked
from records.files.documents import read_record
from records.identity import Identity
from records.merges.conflicts import open_marks
from records.merges.joining import join, record_join
from records.register import Register
from tests.system.calling import PERIOD, PROGRAM, PROGRESS, Caller, installed

pytestmark = installed

_TEXT = "Готуємо наради.\nПлан схвалено.\nЛиста надіслано."


@pytest.fixture
def clones(call: Caller, tmp_path: Path) -> tuple[Caller, Caller]:
    """Return two clones in which git finds prozvit's merge driver on PATH."""
    call("set", "4", f"text={_TEXT}", "--period", PERIOD, "--reason", "Уточнено")
    other = Caller(Path(shutil.copytree(call.folder, tmp_path / "other", symlinks=True)))
    for each in (call, other):
        each.environment["PATH"] = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
        each.git("config", "user.name", "Х")
        each.git("config", "user.email", "x@rada.example")
    return call, other


def change(call: Caller, *values: str) -> None:
    call("set", "4", *values, "--period", PERIOD, "--reason", "Змінено")


def merge(here: Caller, there: Caller) -> subprocess.CompletedProcess[str]:
    """Fetch and merge with stock git."""
    here.git("fetch", "-q", str(there.folder), "main")
    command = ["git", "-C", str(here.folder), "merge", "-q", "-m", "Об’єднано", "FETCH_HEAD"]
    return subprocess.run(command, env=here.environment, capture_output=True, text=True, check=False)


def left_open(here: Caller, there: Caller) -> None:
    """Merge field by field, as a synchronisation does, and advance main to the merge commit."""
    here.git("fetch", "-q", str(there.folder), "main")
    me = Identity("clerk", "Старший інспектор", "clerk@rada.example")
    with Register.open(here.folder) as register:
        joined = join(register, register.head(), here.git("rev-parse", "FETCH_HEAD").strip())
        at = register.repository.commit(joined.second).at
        commit = record_join(register, joined, me, at)
        with locked(register.private / "lock", "clerk") as lock:
            assert register.repository.advance(commit, joined.first, me, lock)
    here.git("reset", "-q", "--hard")


def test_driver(clones: tuple[Caller, Caller]) -> None:
    """`git merge` combines fields and paragraphs of both sides, where a merge by lines would conflict."""
    here, there = clones
    change(here, "percent=60", f"text={_TEXT.replace('Готуємо', 'Провели')}")
    change(there, "completed=2017-12-20", f"text={_TEXT.replace('План', 'Новий план')}")
    done = merge(here, there)
    assert done.returncode == 0, done.stderr
    shown = here.json("show", "4", "--period", PERIOD)["progress"][PERIOD]
    assert (shown["percent"], shown["completed"]) == (60, "2017-12-20")
    assert shown["text"] == "Провели наради.\nНовий план схвалено.\nЛиста надіслано."
    assert here.git("status", "--porcelain") == ""
    here("check")


def test_driver_left_open(clones: tuple[Caller, Caller]) -> None:
    """A conflict makes `git merge` stop as usual, but the file is still a valid record."""
    here, there = clones
    change(here, "percent=60")
    change(there, "percent=70", "completed=2017-12-20")
    done = merge(here, there)
    assert done.returncode == 1
    assert "60" in done.stderr
    assert "70" in done.stderr
    assert here.git("status", "--porcelain") == f"UU {PROGRESS}\n"
    found = read_record((here.folder / PROGRESS).read_bytes(), PROGRESS)
    assert (found.percent, str(found.completed)) == (60, "2017-12-20")


def test_driver_added_twice(clones: tuple[Caller, Caller]) -> None:
    """A key added on both sides appears once in the merged file."""
    here, there = clones
    for each, day in ((here, "2017-12-20"), (there, "2017-12-21")):
        change(each, f"completed={day}")
    assert merge(here, there).returncode == 1
    read_record((here.folder / PROGRESS).read_bytes(), PROGRESS)


def test_driver_closed_meanwhile(clones: tuple[Caller, Caller]) -> None:
    """Merging another clone's progress into a period closed here is a conflict."""
    here, there = clones
    change(here, "percent=60")
    record = here.folder / "periods" / f"{PERIOD}.toml"
    record.parent.mkdir()
    record.write_text('count = 1\nby = "clerk"\nat = 2018-01-15T10:00:00+02:00\n', encoding="utf-8")
    here.git("add", "periods")
    here.git("commit", "-qm", "Закрито")
    change(there, "completed=2017-12-20")
    assert merge(here, there).returncode == 1
    assert "completed" not in (here.folder / PROGRESS).read_text(encoding="utf-8")


def test_resolve(clones: tuple[Caller, Caller]) -> None:
    """`resolve` lists the open conflicts, and settles each with ours, theirs or a new value."""
    here, there = clones
    change(here, "percent=60", "completed=2017-12-20", f"text={_TEXT.replace('План', 'Один план')}")
    change(there, "percent=70", "completed=2017-12-21", f"text={_TEXT.replace('План', 'Інший план')}")
    left_open(here, there)
    listed = here("resolve").stdout
    assert "Percent (percent)" in listed
    assert re.search(r"--ours \(.*\): 60\n", listed)
    assert re.search(r"--theirs \(.*\): 70\n", listed)
    assert "\n    Інший план схвалено.\n" in listed
    found = here.json("resolve")["conflicts"]
    assert [each["key"] for each in found] == ["percent", "text", "completed"]
    percent = found[0]
    assert (percent["measure"], percent["period"], percent["base"]) == ("2017/4", PERIOD, 50)
    assert (percent["ours"]["value"], percent["theirs"]["value"]) == (60, 70)
    assert percent["theirs"]["commit"] == there.git("rev-parse", "HEAD").strip()
    assert found[2]["theirs"]["value"] == "2017-12-21"
    dry = here("resolve", "4", "percent", "--theirs", "--dry-run").stdout
    assert "60 % → 70 %" in dry
    here("resolve", "4", "percent", "text", "--theirs", "--reason", "За листом № 5")
    message = here.git("log", "-1", "--format=%B")
    assert "Prozvit-Action: resolve" in message
    assert message.count("Prozvit-Settles: ") == 2
    here("resolve", "4", "completed", "--value", "2017-12-22")
    shown = here.json("show", "4", "--period", PERIOD)["progress"][PERIOD]
    assert (shown["percent"], shown["completed"]) == (70, "2017-12-22")
    assert "Інший план схвалено." in shown["text"]
    assert here("resolve").stdout == "Nothing is left open.\n"
    with Register.open(here.folder) as register:
        assert open_marks(register) == ()
    assert "percent" in here("resolve", "4", "percent", "--ours", code=1).stderr


def test_resolve_keeps(clones: tuple[Caller, Caller]) -> None:
    """`resolve --ours` settles a conflict with a commit that changes no file."""
    here, there = clones
    change(here, "percent=60")
    change(there, "percent=70")
    left_open(here, there)
    before = here.git("rev-parse", "HEAD^{tree}")
    here("resolve", "4", "percent", "--ours")
    assert here.git("rev-parse", "HEAD^{tree}") == before
    assert here.json("resolve")["conflicts"] == []


def test_resolve_word(clones: tuple[Caller, Caller]) -> None:
    """`--theirs` is refused for a review, since its state would be recorded in another officer's name."""
    here, there = clones
    change(here, "percent=60")
    for each in clones:
        each("submit", "4", "--period", PERIOD)
    left_open(here, there)
    assert "--ours" in here("resolve", "4", "review", "--theirs", code=2).stderr
    here("resolve", "4", "review", "--ours")
    assert here.json("resolve")["conflicts"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["4", "percent"], 2),
        (["4", "percent", "--ours", "--value", "5"], 2),
        (["4", "--ours"], 2),
        (["--theirs"], 2),
        (["4", "percent", "text", "--value", "5"], 2),
        (["4", "percent", "--ours"], 1),
        (["99", "percent", "--theirs"], 1),
    ],
)
def test_resolve_refused(call: Caller, arguments: list[str], code: int) -> None:
    """A call that `resolve` can't carry out gets an error and writes nothing."""
    before = call.state()
    assert call("resolve", *arguments, code=code).stderr
    assert call.state() == before


def test_stale_save(call: Caller) -> None:
    """`set --base` merges compatible changes and says so; a conflict is refused with all three values."""
    seen = call.git("rev-parse", "HEAD").strip()
    change(call, "percent=60")
    done = call("set", "4", "text=Наради проведено.", "--period", PERIOD, "--base", seen, "--reason", "Інше")
    assert "Percent" in done.stderr
    assert (call.folder / PROGRESS).read_text(encoding="utf-8").count("percent = 60") == 1
    before = call.state()
    done = call("set", "4", "percent=70", "--period", PERIOD, "--base", seen, "--reason", "Інше", code=1)
    assert all(word in done.stderr for word in ("50", "60", "70"))
    assert call.state() == before


def test_doctor_offers_the_driver(call: Caller) -> None:
    """`init` registers the merge driver; in a clone without it, `doctor` prints the command that does."""
    assert "field by field" in call("doctor").stdout
    call.git("config", "--unset", "merge.prozvit.driver")
    said = call("doctor").stdout
    command = "git config merge.prozvit.driver 'prozvit merge-driver %O %A %B %P'"
    assert command in said
    subprocess.run(command, shell=True, cwd=call.folder, check=True)
    assert "field by field" in call("doctor").stdout
