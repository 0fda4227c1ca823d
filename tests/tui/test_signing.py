"""Signing on the screens: the key is named before a save, and a missing key before anyone types."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from records.git.signatures import fingerprint
from records.identity import login
from tests.tui.conftest import BROAD, NARROW, git
from tui.screens.table.measures import Measures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir()
    return tmp_path


@pytest.fixture
def mine(home: Path, folder: Path) -> str:
    """Let the register require signatures; put the officer's key into ~/.ssh and return its public half."""
    file = home / ".ssh" / "mine"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    line = file.with_suffix(".pub").read_text(encoding="ascii").strip()
    rules = (folder / "register.toml").read_text(encoding="utf-8").replace("open = true", "open = false")
    rules = rules.replace("require_signature = false", "require_signature = true")
    (folder / "register.toml").write_text(rules, encoding="utf-8")
    me = f'[officers.{login()}]\nemail = "osoba@rada.example"\nunits = ["office"]\n'
    keys = f'\n[[officers.{login()}.keys]]\nkey = "{line}"\n'
    (folder / "officers.toml").write_text(me + keys, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "Правила")
    return line


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_signed(screens: Opener, mine: str, size: tuple[int, int]) -> None:
    """The save dialog names the key; the commit is signed with it, and the journal shows that."""
    async with screens(size) as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        shown = await see.wait(fingerprint(mine))
        assert "підпис ключем" in shown
        await see.press("enter")
        await see.wait("Збережено й подано")
        await see.press("j")
        shown = await see.wait("✓ підпис")
        assert "! без підпису" in shown


@pytest.mark.usefixtures("mine")
async def test_plain(screens: Opener) -> None:
    """A plain terminal gets a signature sign that it can show."""
    async with screens(plain=True) as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2", "enter")
        await see.wait("Збережено й подано")
        await see.press("j")
        await see.wait("+ підпис")


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_no_key(home: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Without a key the first screen says what to do, and nothing can be typed."""
    (home / ".ssh" / "mine").unlink()
    async with screens(size) as see:
        shown = await see.wait("ssh -A")
        assert "Писати" not in shown
        await see.press("f4")
        assert isinstance(see.app.screen, Measures)


async def test_key_lost(home: Path, folder: Path, mine: str, screens: Opener) -> None:
    """If the key disappears while the save dialog is open, the save is refused and the text stays a draft."""
    head = git(folder, "rev-parse", "HEAD")
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        await see.wait(fingerprint(mine))
        (home / ".ssh" / "mine").unlink()
        await see.press("enter")
        await see.wait("Нічого не збережено")
        await see.press("escape", "escape")
        await see.wait("чернетка")
    assert git(folder, "rev-parse", "HEAD") == head
