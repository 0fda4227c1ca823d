"""The documentation is accurate: its commands run, its links resolve, and it names every command."""

from __future__ import annotations

import asyncio
import os
import re
import runpy
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from exporters.html import to_html
from exporters.report import report
from records.register import Register
from records.values.periods import Period
from tests.system.calling import PROGRAM, called, environment, installed

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")

pytestmark = installed


def blocks(page: Path, kind: str) -> list[str]:
    """Return the code blocks of a page that are of one kind."""
    return [text for found, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if found == kind]


def commands(page: Path) -> list[list[str]]:
    """Return the commands after the `$ ` prompts of a page, split into words."""
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]


def scripted(page: Path) -> list[list[str]]:
    """Return the calls of prozvit in a page's `sh` blocks, which may name files that don't exist here."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[line.index("prozvit") :] for line in words if "prozvit" in line]


@cache
def help_of(*command: str) -> str:
    """Return the `--help` text of a command."""
    return called(["--lang", "en", *command, "--help"], ROOT, environment(ROOT)).stdout


@pytest.fixture
def register(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "register", symlinks=True))


def test_backup(register: Path, tmp_path: Path) -> None:
    """The backup and restore commands of the page, run for a hub with one account, recreate the hub."""
    copying, restoring = (
        block
        for block in blocks(ROOT / "docs" / "administrators.md", "sh")
        if "reiestr.bundle" in block and "doctor" not in block
    )
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    around = environment(tmp_path, PATH=path)
    hub = tmp_path / "srv" / "prozvit" / "reiestr.git"
    hub.parent.mkdir(parents=True)
    assert called(["hub", "init", str(hub), "--from", str(register)], tmp_path, around).returncode == 0
    for script in (copying, f"rm -r {hub}\n{restoring}"):
        here = re.sub("sudo (-u hub )?", "", script).replace("-o hub ", "")
        here = re.sub(r"(?<![\w.])/(srv|var|tmp)/", rf"{tmp_path}/\1/", here.replace(str(tmp_path), ""))
        subprocess.run(["sh", "-euc", f"mkdir -p {tmp_path}/tmp\n{here}"], env=around, check=True)
    tags = subprocess.run(["git", "-C", str(hub), "tag"], capture_output=True, text=True, check=True).stdout
    assert "report/2025-Q3" in tags


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_commands(page: Path, register: Path, tmp_path: Path) -> None:
    """The commands of a page run in the sample register one after another, each with success."""
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    around = environment(tmp_path, PATH=path, GIT_PAGER="cat")
    for command in commands(page):
        if command[0] == "prozvit":
            done = called(command[1:], register, around)
        else:
            done = subprocess.run(
                command,
                cwd=register,
                env=around,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        said = f"{shlex.join(command)}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, said
        assert "Traceback" not in done.stderr, said


def test_template(demo: Path) -> None:
    """The template shown on the administrators' page works and produces its additions."""
    (text,) = blocks(ROOT / "docs" / "administrators.md", "jinja")
    with Register.open(demo) as opened:
        made = report(opened.snapshot(), Period.from_code("2025-Q4"))
    page = to_html(replace(made, templates={"report.html.j2": text.encode()})).decode()
    assert "<p>Звіт розглянуто" in page
    assert ".zvit-headline { color" in page


@pytest.mark.parametrize("page", [page for page in PAGES if scripted(page)], ids=lambda page: page.name)
def test_scripted(page: Path) -> None:
    """Every option in the page's shell lines exists."""
    for call in scripted(page):
        words = [word for word in call[1:] if not word.startswith("/")]
        name = next(word for word in words if word in names())
        command, after = (name,), words[words.index(name) + 1 :]
        known = help_of() + help_of(name)
        while "COMMAND" in help_of(*command):
            command = (*command, after[len(command) - 1])
            known += help_of(*command)
        for option in (word for word in words if word.startswith("--")):
            assert option in known, shlex.join(call)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    """Every relative link points to a file that exists."""
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def names() -> list[str]:
    """Return the names of all commands, from `--help`."""
    listed = help_of().partition("Commands:\n")[2]
    return re.findall(r"^  ([a-z][a-z-]*)(?: |$)", listed, re.MULTILINE)


def test_named() -> None:
    """The README lists every command and no other."""
    said = re.search(r"lists all commands: ([\w, -]+)\.", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert said is not None
    assert sorted(names()) == sorted(said[1].split(", "))


@pytest.mark.parametrize("name", ["measures", "form", "board"])
def test_pictures(name: str, demo: Path, tmp_path: Path) -> None:
    """The screenshots match the present screens; `make screenshots` renews them."""
    pictures = runpy.run_path(str(ROOT / "docs" / "screenshots.py"))
    register = Path(shutil.copytree(demo, tmp_path / "register", symlinks=True))
    picture = next(each for each in pictures["PICTURES"] if each.name == name)
    with pictures["as_seen"]():
        shown = asyncio.run(pictures["shoot"](register, picture))
    assert (ROOT / "docs" / "screens" / f"{name}.svg").read_text(encoding="utf-8") == shown
