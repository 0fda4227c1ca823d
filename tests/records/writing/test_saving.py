"""Saving: one change is one durable commit, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from records.errors import (
    InvalidChange,
    LongReason,
    Misused,
    NoReason,
    ProzvitError,
    ReadOnly,
    StaleField,
    UnknownRevision,
)
from records.files.documents import read_document
from records.files.sealing import covers
from records.identity import login
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import SUBMITTED, Action, Change, Edit, Saved
from records.values.model import Status
from records.values.periods import Period
from records.writing.leftovers import Kind, leftovers
from tests.records.conftest import CLERK, MEASURE, PROGRESS, git, measure, progress, rules

if TYPE_CHECKING:
    from pathlib import Path

Q4 = Period(2017, "Q4")


def test_one_commit(register: Register) -> None:
    """A change of two keys is one commit that changes two lines, and the work tree is clean."""
    register.save(progress(status="in-progress", percent=50, text="Готуємо.\n"))
    before = register.head()
    saved = register.save(progress(status="implemented", percent=100))
    assert saved == Saved(register.head())
    assert git(register, "diff", "--numstat", before, "HEAD") == f"2\t2\t{PROGRESS}\n"
    assert git(register, "rev-list", "--count", f"{before}..HEAD") == "1\n"
    assert git(register, "status", "--porcelain") == ""
    assert git(register, "fsck", "--strict") == ""


def test_nothing_to_change(register: Register) -> None:
    """Values that are already there make no commit, whatever spaces surround them."""
    register.save(progress(text="Готуємо.\n", percent=10))
    head = register.head()
    assert register.save(progress(text="  Готуємо.  \r\n\r\n", percent=10)) == Saved(None)
    assert register.head() == head


def test_author(register: Register) -> None:
    """Author and committer are the officer, and times never go backwards."""
    register.save(progress(percent=1), author=CLERK, at=datetime(2001, 1, 1, tzinfo=UTC))
    shown = git(register, "log", "-1", "--format=%an|%ae|%cn|%ce|%ad|%cd", "--date=iso").strip()
    person = f"{CLERK.name}|{CLERK.email}"
    assert shown == f"{person}|{person}|2017-01-11 09:00:00 +0200|2017-01-11 09:00:00 +0200"


def test_environment(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's environment variables and hooks don't affect a save."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Чужий")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "other@rada.example")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    hook = register.path / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    saved = register.save(progress(percent=1), author=CLERK)
    monkeypatch.delenv("GIT_DIR")
    assert git(register, "log", "-1", "--format=%H %an").split() == [saved.commit, *CLERK.name.split()]


def test_usual_progress(register: Register) -> None:
    """New progress takes status and percent of the last one; the first is in progress at 0 %."""
    earlier = "measures/2017/4/2017-Q2.toml"
    register.save(progress(path=earlier, text="Почали.\n"))
    register.save(progress(path=earlier, status="partly", percent=40))
    register.save(progress(text="Далі.\n"))
    found = register.snapshot().measure("4", "2017").progress
    assert [(each.status, each.percent) for each in found.values()] == [(Status.PARTLY, 40)] * 2


@pytest.mark.parametrize("percent", [0, 55, 100])
def test_percent_alone(register: Register, percent: int) -> None:
    """New progress with only a percent gets the status implied by it."""
    register.save(progress(percent=percent))
    [found] = register.snapshot().measure("4", "2017").progress.values()
    expected = {0: Status.NOT_STARTED, 55: Status.IN_PROGRESS, 100: Status.IMPLEMENTED}
    assert found.status == expected[percent]


@pytest.mark.parametrize(
    "values",
    [
        {"percent": 101},
        {"percent": "багато"},
        {"percent": 50, "status": "implemented"},
        {"status": "готово"},
        {"completed": "учора"},
        {"colour": "red"},
        {"text": "Так\n" * 20_000},
    ],
)
def test_invalid(register: Register, values: dict[str, object]) -> None:
    """An invalid value is refused with its file and key, and nothing is written."""
    head = register.head()
    with pytest.raises(ProzvitError) as refused:
        register.save(progress(**values))
    said = refused.value.message().render(UKRAINIAN)
    assert PROGRESS in said
    assert next(iter(values)) in said or "percent" in said
    assert register.head() == head
    assert git(register, "status", "--porcelain") == ""


def test_unknown_unit(register: Register) -> None:
    """A measure of an unknown unit is refused; if the change adds the unit, it is saved."""
    change = measure("5", responsible=["press"])
    with pytest.raises(InvalidChange):
        register.save(change)
    unit = Edit("units.toml", {("units", "press", "name"): "Пресслужба"})
    saved = register.save(replace(change, edits=(*change.edits, unit)))
    assert saved.commit
    assert register.snapshot().unit_name("press") == "Пресслужба"


def test_same_number(register: Register) -> None:
    """Two measures of a programme can't have the same number."""
    with pytest.raises(InvalidChange) as refused:
        register.save(measure("4", path="measures/2017/4-2/measure.toml"))
    assert "4" in str(refused.value)


@pytest.mark.parametrize("which", ["reason", "basis"])
def test_long_reason(register: Register, which: str) -> None:
    """A reason or basis over the maximum length is refused; one at the maximum is saved."""
    change = progress(percent=1)
    with pytest.raises(LongReason):
        register.save(replace(change, **{which: "я" * 3001}))
    assert register.save(replace(change, **{which: "я" * 3000})).commit


def test_reason(register: Register, tmp_path: Path) -> None:
    """A register that requires reasons refuses a change without one; another register saves it."""
    with pytest.raises(NoReason):
        register.save(progress(reason=" \n", percent=1))
    lax = Register.create(tmp_path / "lax", rules=rules(require_reason=False))
    edit = Edit("units.toml", {("units", "office", "name"): "Відділ"})
    assert lax.save(Change(Action.REGISTER, (edit,))).commit


def test_stale(register: Register) -> None:
    """The second of two saves of one field is refused with both values, author and time."""
    register.save(progress(status="in-progress", percent=10))
    seen = register.head()
    first = register.save(progress(percent=30), base=seen, author=CLERK)
    with pytest.raises(StaleField) as refused:
        register.save(progress(percent=60), base=seen)
    assert refused.value.values["theirs"] == 30
    assert refused.value.values["mine"] == 60
    said = refused.value.message().render(UKRAINIAN)
    assert all(word in said for word in ("30", "60", "Відсоток", CLERK.name))
    assert register.head() == first.commit


def test_not_stale(register: Register) -> None:
    """A field unchanged since is saved, and so is one that both set to the same value."""
    register.save(progress(status="in-progress", percent=10))
    seen = register.head()
    register.save(progress(percent=30))
    saved = register.save(progress(text="Готово.\n"), base=seen)
    assert saved.commit
    # The later change may be the author's own, so the notice does not call it another's.
    [told] = [message.render(UKRAINIAN) for message in saved.notices]
    assert told.startswith("Об’єднано з пізнішою зміною (")
    assert "Відсоток" in told
    assert register.save(progress(percent=30), base=seen) == Saved(None)


def test_never_seen(register: Register) -> None:
    """A base that is not a commit of main is refused, since it would protect nothing."""
    register.save(progress(status="in-progress", percent=10))
    head = register.head()
    tree = git(register, "rev-parse", "HEAD^{tree}").strip()
    strange = git(register, "commit-tree", "-m", "x", tree).strip()
    for base in ("1" * 40, tree, strange):
        with pytest.raises(UnknownRevision) as refused:
            register.save(progress(percent=60), base=base)
        assert base in refused.value.message().render(UKRAINIAN)
        with pytest.raises(UnknownRevision):
            register.preview(progress(percent=60), base=base)
    assert register.head() == head


def test_hand_edit(register: Register) -> None:
    """A hand edit of the file is set aside before a save replaces it, with a notice."""
    register.save(progress(percent=10))
    file = register.path / PROGRESS
    file.write_text("моє незбережене\n", encoding="utf-8")
    saved = register.save(progress(percent=20))
    [notice], [kept] = saved.notices, leftovers(register.private)
    assert (kept.kind, kept.login, kept.paths) == (Kind.ASIDE, login(), (PROGRESS,))
    assert notice.values["id"] == kept.id
    assert kept.read(PROGRESS).decode() == "моє незбережене\n"
    assert read_document(file.read_bytes(), PROGRESS)["percent"] == 20
    assert git(register, "status", "--porcelain") == ""
    file.unlink()
    [notice] = register.save(progress(percent=30)).notices
    assert "is there again" in notice.template


def test_comments_stay(register: Register) -> None:
    """A comment that an administrator committed by hand survives saves."""
    file = register.path / MEASURE
    file.write_bytes("# перевірено\n".encode() + file.read_bytes())
    git(register, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qam", "Коментар")
    register.save(Change(Action.PROGRAMME, (Edit(MEASURE, {("indicator",): "Звіт"}),), "Показник"))
    assert file.read_text(encoding="utf-8").startswith("# перевірено\nnumber = ")


def test_link_in_the_way(register: Register, tmp_path: Path) -> None:
    """A link in the work tree is never followed out of the register."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (register.path / "measures/2017/5").symlink_to(outside)
    saved = register.save(measure("5"))
    assert saved.commit == register.head()
    assert saved.notices
    assert list(outside.iterdir()) == []


def test_hostile_text(register: Register) -> None:
    """Control and invisible characters are removed from a text before it is stored, with a notice."""
    saved = register.save(progress(text="Ок\x1b[2J\u202eай\u200b\n"))
    assert read_document((register.path / PROGRESS).read_bytes(), "")["text"] == "Ок[2Jай\n"
    assert saved.notices[0].values["n"] == 3


def test_submit(register: Register) -> None:
    """A submission covers the progress's exact bytes; submitting again changes nothing."""
    change = replace(progress(status="implemented", percent=100, text="Виконано.\n"), word=SUBMITTED)
    register.save(change, author=CLERK)
    data = (register.path / PROGRESS).read_bytes()
    review = read_document(data, "")["review"]
    assert (review["state"], review["by"], review["covers"]) == ("submitted", "clerk", covers(data))
    assert register.save(change, author=CLERK) == Saved(None)
    register.save(progress(text="Виконано і перевірено.\n"))
    assert review["covers"] != covers((register.path / PROGRESS).read_bytes())


def test_another_branch(register: Register) -> None:
    """On a branch other than main the register is read-only, with the reason."""
    git(register, "switch", "-qc", "try")
    with pytest.raises(ReadOnly) as refused:
        register.save(progress(percent=20))
    assert "try" in refused.value.message().render(UKRAINIAN)


def test_left_lock(register: Register) -> None:
    """A stale lock file of a killed git does not block a save."""
    for name in ("index.lock", "refs/heads/main.lock"):
        lock = register.path / ".git" / name
        lock.touch()
        os.utime(lock, (1, 1))
    assert register.save(progress(percent=20)).commit
    assert git(register, "status", "--porcelain") == ""


def test_full_disk(register: Register) -> None:
    """On a full disk the save fails with an error, nothing is recorded, and the next save works."""
    head = register.head()
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from records.register import Register; from records.errors import NotSaved\n"
        "from tests.records.conftest import progress\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "register = Register.open(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))\n"
        "try: register.save(progress(text='Довгий текст.' * 2000))\n"
        "except NotSaved: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(register.path)], check=False)
    assert done.returncode == 7
    assert register.head() == head
    assert git(register, "fsck", "--strict") == ""
    assert register.save(progress(percent=20)).commit


def test_create_refused(tmp_path: Path) -> None:
    """A non-empty folder is left alone, and invalid rules create no register."""
    (tmp_path / "note").write_text("x")
    with pytest.raises(Misused):
        Register.create(tmp_path, rules=rules())
    with pytest.raises(InvalidChange):
        Register.create(tmp_path / "new", rules=rules(timezone="Місяць"))
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_create_fails(tmp_path: Path) -> None:
    """A failed creation of a register leaves nothing behind."""
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from records.register import Register; from records.errors import ProzvitError\n"
        "from tests.records.conftest import rules\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))\n"
        "try: Register.create(Path(sys.argv[1]), rules=rules())\n"
        "except ProzvitError: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "new")], check=False)
    assert done.returncode == 7
    assert list(tmp_path.iterdir()) == []
