"""The end of a quarter with the real program: close, export, tag, correct, and check from a clone."""

from __future__ import annotations

import hashlib
import html
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.calling import PERIOD, Caller, environment, installed

pytestmark = installed

WHY = ("--reason", "Двоє не відповіли")
#: Closes the period, but is killed after the exports are written and before the tag is set.
KILLED = """
import os, signal, sys
import tui.tasks.closing
from tui.cli.main import main
tui.tasks.closing.set_tag = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "звіти"
    folder.mkdir()
    return folder


def close(call: Caller, out: Path, *options: str) -> None:
    """Close the period and write its report into `out`."""
    call("close", PERIOD, "--to", str(out), *(options or WHY))


def sums(call: Caller, tag: str) -> str:
    """Return the lines of a tag's message in the format of `sha256sum`."""
    lines = call.git("cat-file", "tag", tag).splitlines()
    return "".join(f"{line}\n" for line in lines if re.match(r"[0-9a-f]{64}  ", line))


def checked(lines: str, folder: Path) -> None:
    """Check the files of a folder against sums with `sha256sum`."""
    subprocess.run(["sha256sum", "--check", "--strict"], input=lines, cwd=folder, text=True, check=True)


def test_closed(call: Caller, out: Path) -> None:
    """`close` makes a commit, an annotated tag on it, and files that match the checksums in the tag."""
    refused = call("close", PERIOD, "--to", str(out), code=1)
    assert "2 measures without progress" in refused.stderr
    assert list(out.iterdir()) == []
    document = call.json("close", PERIOD, "--to", str(out), *WHY)
    head = call.git("rev-parse", "main").strip()
    assert {**document, "files": []} == {
        "commit": head,
        "period": PERIOD,
        "edition": 1,
        "tag": "report/2017-Q4",
        "files": [],
    }
    assert call.git("tag", "--list").split() == ["report/2017-Q4"]
    assert call.git("rev-parse", "report/2017-Q4^{commit}").strip() == head
    checked(sums(call, "report/2017-Q4"), out)
    for file in document["files"]:
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert (call.git("status", "--porcelain"), call.git("fsck", "--strict")) == ("", "")
    assert "already" in call("close", PERIOD).stderr
    assert call.git("rev-parse", "main").strip() == head


def test_the_published_page_checks_out(call: Caller, out: Path, tmp_path: Path) -> None:
    """In a clone, the command on the published page recreates the page exactly, even after later changes."""
    close(call, out)
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Помилка")
    page = html.unescape((out / f"zvit-{PERIOD}.html").read_text(encoding="utf-8"))
    named = re.search(r"(prozvit export [^<]*?) знову дає", page)
    assert named is not None
    assert "report/2017-Q4" in page
    clone = tmp_path / "копія"
    call.git("clone", "--quiet", str(call.folder), str(clone))
    theirs = Caller(clone, "uk")
    theirs.environment = environment(
        tmp_path, TZ="Pacific/Auckland", LC_ALL="C", PROZVIT_LANG="en", PYTHONHASHSEED="7"
    )
    words = shlex.split(named[1])[1:]
    call(*words, "--format", "docx", "--to", str(tmp_path))
    theirs(*words, "--format", "docx", "--to", str(clone.parent / "інша"))
    word = f"zvit-{PERIOD}.docx"
    assert (tmp_path / word).read_bytes() == (clone.parent / "інша" / word).read_bytes()
    for command in (words, [*words[:2], "--at", "report/2017-Q4"]):
        again = tmp_path / f"ще-{len(list(tmp_path.iterdir()))}"
        theirs(*command, "--to", str(again))
        checked(sums(theirs, "report/2017-Q4"), again)
        for file in out.iterdir():
            assert (again / file.name).read_bytes() == file.read_bytes()


def test_killed_before_the_tag(call: Caller, out: Path) -> None:
    """After a kill before the tag is set, the next `close` sets it on the commit that closed the period."""
    command = [sys.executable, "-c", KILLED, "close", PERIOD, "--to", str(out), *WHY]
    killed = subprocess.run(command, cwd=call.folder, env=call.environment, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    closing = call.git("rev-parse", "main").strip()
    assert (call.git("log", "-1", "--format=%s").split()[0], call.git("tag")) == ("Закрито", "")
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Помилка")
    assert "interrupted" in call("close", PERIOD, "--to", str(out)).stderr
    assert call.git("rev-parse", "report/2017-Q4^{commit}").strip() == closing
    checked(sums(call, "report/2017-Q4"), out)


def test_nothing_can_be_written(call: Caller, tmp_path: Path) -> None:
    """A period stays open if its exports can't be written."""
    (tmp_path / "file").touch()
    before = call.state()
    call("close", PERIOD, "--to", str(tmp_path / "file"), *WHY, code=1)
    call("close", PERIOD, "--format", "odt", *WHY, code=2)
    call("close", PERIOD, "--attach", str(tmp_path / "none.p7s"), *WHY, code=1)
    call("close", PERIOD, *WHY, str(tmp_path / "file"), code=2)
    call("close", "2031-Q1", *WHY, code=2)
    assert call.state() == before


def test_facts_about_the_report(call: Caller, out: Path) -> None:
    """КЕП files, approval and publication of a closed period are recorded, files by name and checksum."""
    call("publish", PERIOD, "--url", "https://rada.example/zvit", code=1)
    close(call, out)
    call("publish", PERIOD, code=2)
    signed = out / "zvit.p7s"
    signed.write_bytes(b"\x30\x82")
    shutil.copy(signed, out / "zvit-2.p7s")
    call("close", PERIOD, "--attach", str(signed), str(out / "zvit-2.p7s"))
    call("publish", PERIOD, "--url", "https://rada.example/zvit", "--date", "18.01.2018")
    call(
        "publish",
        PERIOD,
        "--approved-by",
        "Рішення",
        "--approval-number",
        "7",
        "--approval-date",
        "2018-01-16",
    )
    record = call.git("show", f"HEAD:periods/{PERIOD}.toml")
    assert record.count(hashlib.sha256(b"\x30\x82").hexdigest()) == 2
    assert 'url = "https://rada.example/zvit"\ndate = 2018-01-18' in record
    assert 'document = "Рішення"\nnumber = "7"\ndate = 2018-01-16' in record
    assert call.git("status", "--porcelain") == ""


def test_corrected_and_told(call: Caller, out: Path) -> None:
    """Each correction is a commit; later exports and the next edition mention the corrections."""
    close(call, out)
    call("set", "4", "percent=60", "--period", PERIOD, code=1)
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Неправильно полічено")
    assert "Prozvit-Action: correct" in call.git("log", "-1")
    call("export", PERIOD, "--to", str(out))
    later = (out / f"zvit-{PERIOD}.md").read_text(encoding="utf-8")
    assert "пізніший стан реєстру" in later
    assert "| 4 | IV квартал 2017 року | Відсоток: 50 % → 60 % |" in later
    call("reopen", PERIOD, "--reason", "Виправлена редакція")
    close(call, out, "--reason", "Двоє не відповіли")
    assert call.git("tag").split() == ["report/2017-Q4", "report/2017-Q4-2"]
    second = (out / f"zvit-{PERIOD}.md").read_text(encoding="utf-8")
    assert re.search(r"Редакція 2 від \d\d\.\d\d\.\d{4}, зміни: захід 4 \(Відсоток: 50 % → 60 %\)\.", second)
    checked(sums(call, "report/2017-Q4-2"), out)


def test_who_may_not(call: Caller, out: Path) -> None:
    """Once officers.toml rules, a plain officer can neither close a period nor correct it."""
    rules = (call.folder / "register.toml").read_text(encoding="utf-8")
    rules = rules.replace("open = true", "open = false") if "open = " in rules else f"open = false\n{rules}"
    (call.folder / "register.toml").write_text(rules, encoding="utf-8")
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    officer = f'[officers.{me}]\nname = "Я"\nrole = "authorised"\n'
    (call.folder / "officers.toml").write_text(officer, encoding="utf-8")
    who = ("-c", "user.name=A", "-c", "user.email=a@rada.example")
    call.git("add", "--all")
    call.git(*who, "commit", "-qm", "Правила")
    close(call, out)
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Помилка")
    text = officer.replace('"authorised"', '"officer"\nunits = ["zahalnyi-viddil"]')
    (call.folder / "officers.toml").write_text(text, encoding="utf-8")
    call.git(*who, "commit", "-qam", "Правила")
    before = call.state()
    call("set", "4", "percent=70", "--period", PERIOD, "--reason", "Помилка", code=1)
    call("reopen", PERIOD, "--reason", "Помилка", code=1)
    call("publish", PERIOD, "--url", "https://rada.example", code=1)
    assert call.state() == before


def test_signed(call: Caller, out: Path, tmp_path: Path) -> None:
    """Where signatures are required, stock git verifies the closing commit and its tag as the officer's."""
    key = tmp_path / ".ssh" / "id_ed25519"
    key.parent.mkdir(mode=0o700)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    rules = (call.folder / "register.toml").read_text(encoding="utf-8")
    rules = rules.replace("require_signature = false\n", "")
    (call.folder / "register.toml").write_text(f"require_signature = true\n{rules}", encoding="utf-8")
    officer = f'[officers.{me}]\nname = "Я"\nemail = "a@rada.example"\nrole = "authorised"\n'
    keys = f'\n[[officers.{me}.keys]]\nkey = "{public}"\n'
    (call.folder / "officers.toml").write_text(officer + keys, encoding="utf-8")
    call.git("add", "--all")
    call.git("-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qm", "Підписи")
    close(call, out)
    signers = tmp_path / "signers"
    signers.write_text(f"a@rada.example {public}\n", encoding="utf-8")
    for check in (["verify-commit", "main"], ["verify-tag", "report/2017-Q4"]):
        call.git("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={signers}", *check)
    checked(sums(call, "report/2017-Q4"), out)
