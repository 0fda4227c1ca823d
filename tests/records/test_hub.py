"""A hub's access: allowed requests, lines in authorized_keys, and ownership of its files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from records.errors import Misused, NotAllowed
from records.git.bare import Bare
from records.hub import rights, settings
from records.hub.logins import add_login, lines, login_line
from records.hub.service import protocol, service_asked
from tests.records.verifying.council import Key

HUB = Path("/srv/prozvit/reiestr.git")
KEY = Key("koval").line


@pytest.mark.parametrize(
    "command",
    [
        "git-receive-pack '/srv/prozvit/reiestr.git'",
        "git receive-pack /srv/prozvit/reiestr.git/",
        "git-receive-pack 'reiestr.git'",
        "git-receive-pack '~/reiestr'",
        "git-receive-pack '/reiestr.git'",
    ],
)
def test_asked(command: str) -> None:
    """Git's own services are allowed for the hub, by its path or by its name."""
    assert service_asked(command, HUB) == "receive-pack"
    assert service_asked(command.replace("receive", "upload"), HUB) == "upload-pack"


@pytest.mark.parametrize(
    "command",
    [
        "",
        "bash",
        "git",
        "git-receive-pack",
        "git-receive-pack '/srv/prozvit/other.git'",
        "git-receive-pack /srv/prozvit/../prozvit/reiestr.git",
        "git-receive-pack reiestr.git; id",
        "git-receive-pack reiestr.git\nid",
        "git-receive-pack --strict reiestr.git",
        "git-upload-archive reiestr.git",
        "git-shell reiestr.git",
        "git -c core.sshCommand=id receive-pack reiestr.git",
        "/bin/git-receive-pack reiestr.git",
        "git-receive-pack 'reiestr.git",
        "git-receive-pack ''",
        "git-receive-pack .git",
    ],
)
def test_not_asked(command: str) -> None:
    """Everything else is refused: other programs, options and places, and a shell."""
    with pytest.raises(NotAllowed):
        service_asked(command, HUB)


def test_protocol() -> None:
    """Of the client's environment only a version of git's protocol is passed on."""
    assert protocol("version=2") == {"GIT_PROTOCOL": "version=2"}
    assert protocol("version=2:x") == protocol("") == {}


def test_line() -> None:
    """A line in authorized_keys allows git for one login at one hub and forbids everything else."""
    line = login_line("koval", f"{KEY} whoever@their-laptop", HUB)
    assert line == f'command="{settings.program()} hub serve koval --hub {HUB}",restrict {KEY} koval'
    assert [(each.login, each.hub, each.key) for each in lines(line)] == [("koval", str(HUB), KEY)]


@pytest.mark.parametrize(
    ("login", "hub"),
    [
        ('koval",pty ', HUB),
        ("koval;id", HUB),
        ("-x", HUB),
        ("", HUB),
        ("koval", Path("/srv/a b")),
        ("k", Path('/"')),
    ],
)
def test_no_line(login: str, hub: Path) -> None:
    """Characters with a meaning for a shell or sshd are never written into a line."""
    with pytest.raises(Misused):
        login_line(login, KEY, hub)


def test_added(tmp_path: Path) -> None:
    """A key is added once, at the end of the file; a key that another line admits is refused."""
    hub, file = tmp_path / "hub", tmp_path / ".ssh" / "authorized_keys"
    hub.mkdir()
    assert add_login(file, "koval", KEY, hub)
    file.write_text(file.read_text() + f"# Інші\nno-pty {Key('other').line} admin", encoding="utf-8")
    assert not add_login(file, "koval", KEY, hub)
    assert add_login(file, "melnyk", Key("melnyk").line, hub)
    assert [each.login for each in lines(file.read_text())] == ["koval", "", "melnyk"]
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    for login, key in (("melnyk", KEY), ("other", Key("other").line)):
        with pytest.raises(Misused):
            add_login(file, login, key, hub)
    assert file.read_text() == before


def test_strange_lines() -> None:
    """A line that allows more than a hub, or only resembles one of ours, is recognised as foreign."""
    good = login_line("koval", KEY, HUB)
    for odd in (
        KEY,
        good.replace("restrict", "restrict,pty"),
        good.replace("hub serve koval", "hub serve koval;id"),
        good.replace(f"--hub {HUB}", f"--hub {HUB} --hub /tmp/x"),
        good.replace('command="', 'command="env '),
    ):
        assert [each.hub for each in lines(odd)] == [""]


def test_faults(tmp_path: Path) -> None:
    """A new hub has no faults; a changed setting, hook or permission is one."""
    folder = tmp_path / "hub"
    settings.make(folder)
    with closing(Bare(folder)) as hub:
        assert list(settings.faults(hub)) == list(rights.faults(folder)) == []
        assert rights.is_private(folder)
        config = (folder / "config").read_text()
        (folder / "config").write_text(config.replace("denyDeletes = true", "denyDeletes = false"))
        assert [each.values["key"] for each in settings.faults(hub)] == ["receive.denyDeletes"]
        (folder / "config").write_text(f"{config}[core]\n\thooksPath = /tmp\n")
        assert len(list(settings.faults(hub))) == 1
        (folder / "config").write_text(config)
        (folder / settings.HOOK).chmod(0o600)
        assert [each.values["file"] for each in settings.faults(hub)] == [folder / settings.HOOK]
        settings.renew(folder)
        assert list(settings.faults(hub)) == []
    (folder / "refs" / "heads").chmod(0o770)
    assert [each.values["files"] for each in rights.faults(folder)] == [[str(folder / "refs" / "heads")]]


def test_not_made(tmp_path: Path) -> None:
    """Creating a hub in a non-empty folder is refused, and a failed creation leaves nothing behind."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(Misused):
        settings.make(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    with pytest.raises(Exception, match="git refused"):
        settings.make(tmp_path / "hub", tmp_path / "nowhere", "0" * 40)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
