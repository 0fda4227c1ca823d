"""The screen of units, officers and rules: everyone may read it, those with the right may edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.identity import login
from records.register import Register
from records.writing.drafts import Drafts
from tests.tui.conftest import BROAD, NARROW, git, let_officers_rule, write
from tests.tui.test_form import fill
from tui.screens.forms.entry import EntryForm
from tui.screens.register.staff import Staff
from tui.widgets.choices import OneOf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHy0PT4sMzW1vvdjPMXoCpMkpL0cWyxpl2WmzUQO8iAh ann"
PRINT = "SHA256:2siWF6UWcirVLa8PlDHUyMDuBU4rnhi1/oeI3IHzw/U"
ANN = '[officers.ann]\nname = "Ганна КОВАЛЬ"\nemail = "ann@rada.example"\nunits = ["office"]\n'


async def record(see: Screens, reason: str = "Розпорядження") -> None:
    """Enter the reason for a change, and record it."""
    await see.wait("Чому")
    await see.type(reason)
    await see.press("enter")
    await see.wait("Збережено: ")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_lists(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Units, officers and rules are three lists, shown one at a time; arrows and F6 change the list."""
    write(folder, "officers.toml", ANN)
    async with screens(size) as see:
        await see.press("u")
        assert isinstance(see.app.screen, Staff)
        await see.wait("Загальний відділ")
        await see.press("right")
        await see.wait("Ганна КОВАЛЬ")
        await see.press("f6")
        await see.wait("щокварталу")
        await see.press("left", "enter")
        await see.wait("ann@rada.example")


async def test_new_unit(folder: Path, screens: Opener) -> None:
    """A new unit is filled in, checked at its fields, and recorded with a reason."""
    async with screens() as see:
        await see.press("u", "a")
        assert "✗" not in see.shown()
        await see.press("f2")
        await see.wait("✗ Заповніть")
        await fill(see, "name", "Загальний відділ")
        await see.wait("уже є")
        await fill(see, "name", "Служба доріг")
        await fill(see, "email", "хтось")
        await see.wait("✗ «хтось»")
        await fill(see, "email", "dorohy@rada.example")
        await see.press("f2")
        await record(see)
        assert isinstance(see.app.screen, Staff)
        await see.wait("Служба доріг")
    assert 'email = "dorohy@rada.example"' in git(folder, "show", "HEAD:units.toml")
    assert git(folder, "show", "-s", "--format=%s").strip() == "Підрозділи: додано Служба доріг"


async def test_new_officer(folder: Path, screens: Opener) -> None:
    """A new officer gets a role, units from a list and a key; a login used before is refused."""
    write(folder, "officers.toml", ANN)
    async with screens(BROAD) as see:
        await see.press("u", "right", "a")
        await fill(see, "login", "ann")
        await see.wait("Ганна КОВАЛЬ")
        for field, text in {"login": "lis", "name": "Петро ЛІС", "email": "lis@rada.example"}.items():
            await fill(see, field, text)
        await fill(see, "key", "ssh-ed25519 AAAA")
        await see.wait("✗ Це не відкритий ключ SSH")
        await fill(see, "key", KEY)
        role = see.app.screen.query_one("#role", OneOf)
        role.focus()
        await see.press("right")
        await see.press("f7")
        await see.type("юрид")
        await see.press("enter", "f2")
        await see.wait(PRINT)
        await record(see)
    stored = git(folder, "show", "HEAD:officers.toml")
    assert 'role = "authorised"\nunits = ["legal"]' in stored
    assert KEY in stored


async def test_change_officer(folder: Path, screens: Opener) -> None:
    """Only changed fields are recorded; a change that continuity forbids is refused at its field."""
    write(folder, "officers.toml", ANN)
    async with screens(BROAD) as see:
        await see.press("u", "right", "f4")
        assert isinstance(see.app.screen, EntryForm)
        await fill(see, "name", "Інша ОСОБА")
        await fill(see, "email", "insha@rada.example")
        await see.wait("✗ Ім’я та адреса змінюються разом")
        await fill(see, "email", "ann@rada.example")
        await fill(see, "until", "31.12.2099")
        await see.press("f2")
        await record(see)
    message = git(folder, "show", "-s", "--format=%B")
    assert "Prozvit-Fields: officers.ann.name, officers.ann.until" in message


async def test_keys_and_end(folder: Path, screens: Opener) -> None:
    """A key is pasted, later closed on a given day; an officer's right to write is ended on a given day."""
    write(folder, "officers.toml", ANN)
    async with screens(BROAD) as see:
        await see.press("u", "right", "k", "enter")
        await see.type("ssh-rsa AAAA")
        await see.press("enter")
        await see.wait("Це не відкритий ключ")
        see.app.screen.query_one("#line").value = KEY
        await see.press("enter")
        await record(see)
        await see.press("k", "down")
        await see.wait(PRINT)
        await see.press("enter", "enter")
        await record(see)
        await see.press("e")
        see.app.screen.query_one("#line").value = "завтра"
        await see.press("enter")
        await see.wait("не дата")
        see.app.screen.query_one("#line").value = "31.12.2099"
        await see.press("enter")
        await record(see)
    stored = git(folder, "show", "HEAD:officers.toml")
    assert stored.count("until = ") == 2
    assert "until = 2099-12-31" in stored


async def test_rule(folder: Path, screens: Opener) -> None:
    """A rule is chosen or typed; an invalid value is explained at its field."""
    async with screens(BROAD) as see:
        await see.press("u", "left", "down", "down", "down", "enter")
        await see.press("right")
        await see.wait("не є звітним періодом")
        await see.press("escape", "down", "enter")
        await fill(see, "units_by_day", "99")
        await see.wait("✗ register.toml, ключ «units_by_day»")
        await fill(see, "units_by_day", "3")
        await see.press("f2")
        await record(see)
    assert "units_by_day = 3" in git(folder, "show", "HEAD:register.toml")


async def test_rule_for_officers(folder: Path, screens: Opener) -> None:
    """A rule names the officers it would leave without a key, and is refused if nobody could write."""
    write(folder, "officers.toml", ANN)
    async with screens(BROAD) as see:
        await see.press("u", "left", *["down"] * 7, "enter", "right")
        await see.wait("потрібен адміністратор із ключем")
        boss = f'[officers.boss]\nrole = "administrator"\n[[officers.boss.keys]]\nkey = "{KEY}"\n'
        write(folder, "officers.toml", ANN + boss)
        await see.press("escape", "enter")
        await see.wait("! Ганна КОВАЛЬ має право запису, а чинного ключа не має")


async def test_merge(folder: Path, screens: Opener) -> None:
    """A unit's measures and officers move to another in one commit."""
    async with screens() as see:
        await see.press("u", "m", "enter")
        await record(see)
        await see.wait("Юридичний відділ")
    assert "general" not in git(folder, "show", "HEAD:units.toml")
    assert "Підрозділи: 2 заходи" in git(folder, "show", "-s", "--format=%s")


async def test_read_only(folder: Path, screens: Opener) -> None:
    """A person who may not change a list is told why, and Enter shows the selected entry."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        await see.press("u", "right")
        await see.wait("Ваша роль")
        await see.press("a", "e", "f4", "k")
        assert isinstance(see.app.screen, Staff)
        await see.press("enter")
        await see.wait("Електронна пошта: —")
    assert login() in git(folder, "show", "HEAD:officers.toml")


async def test_draft(folder: Path, screens: Opener) -> None:
    """Unrecorded input is kept, and is there again when the entry is reopened."""
    async with screens() as see:
        await see.press("u", "enter")
        await fill(see, "phone", "5-55")
        await see.press("escape")
        await see.wait("Чернетку збережено")
        await see.press("enter")
        await see.wait("5-55")
    with Register.open(folder) as register:
        assert len(Drafts(register).all()) == 1
