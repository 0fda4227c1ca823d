"""How the program ends: its exit codes, and one line for any failure."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from records.errors import LockHeld, Misused, NotSaved
from records.language import UKRAINIAN
from records.register import Register
from tui.cli.framework import PERIOD, translated
from tui.cli.main import Prozvit
from tui.cli.main import program as prozvit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.tui.cli.conftest import Program

HEAVY = ("git", "gitdb", "textual", "jinja2", "babel", "markdown_it", "tomlkit", "docx", "rich", "asyncio")

#: The options promised in commands.md. All commands take --register and --lang; all but groups take --quiet.
CONTRACT = {
    "init": "--body --programme --programme-id --from --to --officer --key",
    "import": "--period --programme --basis --dry-run --update",
    "list": "--period --programme --status --unit --overdue --missing --search --at --json",
    "show": "--period --programme --at --json",
    "add": "--title --deadline --responsible --reason --programme",
    "set": "--period --reason --basis --base --dry-run --programme",
    "retire": "--reason --programme",
    "submit": "--period --note --basis --programme",
    "return": "--period --note --basis --programme",
    "accept": "--period --note --basis --programme",
    "sync": "--remote --json",
    "resolve": "--ours --theirs --value --period --programme --reason --basis --dry-run --json",
    "undo": "--reason --basis --dry-run",
    "commit": "--reason --basis --dry-run --aside",
    "recover": "--list --restore --discard --json",
    "unit": "",
    "unit list": "--json",
    "unit add": "--id --short --phone --email --reason --basis",
    "unit rename": "--short --reason --basis",
    "unit set": "--reason --basis",
    "unit merge": "--reason --basis",
    "officer": "",
    "officer list": "--json",
    "officer add": "--name --email --role --unit --from --until --key --reason --basis",
    "officer set": "--reason --basis",
    "officer end": "--on --reason --basis",
    "officer key": "",
    "officer key add": "--from --reason --basis",
    "officer key end": "--on --reason --basis",
    "config": "",
    "config get": "--json",
    "config set": "--reason --basis",
    "check": "--json",
    "verify": "--since --expect --trust --receipt --full --json",
    "history": "--field --by --unit --period --since --until --through --limit --json --programme",
    "blame": "--period --programme --at --json",
    "diff": "--json",
    "compare": "--to --format --at --unit --programme --json",
    "due": "--on --unit --programme --letter --json",
    "export": "--to --format --at --unit --status --json --programme",
    "close": "--reason --attach",
    "publish": "--url --date",
    "reopen": "--reason",
    "hub": "",
    "hub init": "--from",
    "hub user": "",
    "hub user add": "--key --unit --role --name --email --authorized-keys --hub --reason --basis",
    "hub serve": "--hub",
    "hub judge": "",
    "schema": "",
    "demo": "",
    "merge-driver": "",
    "doctor": "--server --hub --clone --authorized-keys --backup --json",
}


def commands(group: click.Group = prozvit, above: str = "") -> dict[str, click.Command]:
    """Return all commands by their full name, such as "officer key add"."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            found[above + name] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{above}{name} ")
    return found


def test_names() -> None:
    """The promised commands exist, and the help lists them in this order."""
    assert list(commands()) == list(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_options(name: str) -> None:
    """Each command takes the promised options and the common ones."""
    command = commands()[name]
    options = {each for parameter in command.params for each in parameter.opts}
    assert options >= {*CONTRACT[name].split(), "--register", "--lang"}
    assert ("--quiet" in options) is not isinstance(command, click.Group)


@pytest.mark.parametrize("name", CONTRACT)
def test_help(program: Program, name: str) -> None:
    """Every command and option has help in both languages."""
    words = name.split()
    english, ukrainian = program(*words, "--help"), program.plain("--lang", "uk", *words, "--help")
    assert (english.code, ukrainian.code) == (0, 0)
    assert not re.search("[а-яіїєґ]", english.out)
    assert ukrainian.out.startswith("Використання: prozvit ")
    spoken = translated(commands()[name], UKRAINIAN)
    texts = [spoken.help, *(each.help for each in spoken.params if isinstance(each, click.Option))]
    assert all(text is not None and re.search("[а-яіїєґ]", text) for text in texts)
    assert all(text in " ".join(ukrainian.out.split()) for text in texts)


def test_help_of_all(program: Program) -> None:
    """The program's own help lists each command with its purpose, in Ukrainian by default."""
    said = program.plain("--help").out
    for name, (_, help_text) in Prozvit.lazy.items():
        assert re.search(rf"^  {name} +{re.escape(UKRAINIAN.translate(help_text))}$", said, re.MULTILINE)
        assert UKRAINIAN.translate(help_text) != help_text


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (Misused("Wrong: {value}", value="x\x1b"), 2, "Wrong: x␛\n"),
        (NotSaved("No room."), 1, "No room.\n"),
        (LockHeld("Busy."), 1, "Busy.\n"),
        (
            OSError(28, "No space left on device", "a\nb"),
            1,
            "The system refused: the disk is full (a␊b).\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors(
    program: Program, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, line: str
) -> None:
    """An error raised by a command becomes its exit code and one line without control characters."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Register, "snapshot", fail)
    answer = program("list")
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.strip() == line.strip()


@pytest.fixture
def broken(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by\x1b zero")

    monkeypatch.setattr(Register, "snapshot", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return program


def test_unforeseen(broken: Program, tmp_path: Path) -> None:
    """An unforeseen failure prints one line that says where the details are."""
    answer = broken("list")
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert "by␛ zero" in answer.err
    [details] = tmp_path.glob("prozvit-*.txt")
    assert str(details) in answer.err
    assert "Traceback" in details.read_text(encoding="utf-8")
    assert details.stat().st_mode & 0o777 == 0o600


def test_debug(broken: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """PROZVIT_DEBUG=1 shows the traceback."""
    monkeypatch.setenv("PROZVIT_DEBUG", "1")
    answer = broken("list")
    assert answer.code == 1
    assert "Traceback" in answer.err


def test_languages(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language is --lang's anywhere in the call, else PROZVIT_LANG's, else the register's."""
    assert "немає" in program.plain("lst").err
    assert "No such command" in program.plain("lst", "--lang", "en").err
    monkeypatch.setenv("PROZVIT_LANG", "en")
    assert "No such command" in program.plain("lst").err
    assert "немає" in program.plain("--lang=uk", "lst").err
    monkeypatch.delenv("PROZVIT_LANG")
    rules = program.folder / "register.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace('"uk"', '"en"'), encoding="utf-8")
    assert "No such command" in program.plain("lst").err


def test_period(program: Program) -> None:
    """A period is accepted in each spelling that people use."""
    assert PERIOD.convert("IV кв. 2017", None, None).code == "2017-Q4"
    assert program("list", "--period", "4 кв 2017").out == program("list").out


def test_version(program: Program) -> None:
    """--version prints the program's version."""
    assert re.fullmatch(r"prozvit \d+\.\d+\.\d+\n", program("--version").out)


def loaded(modules: Sequence[str], program: Program, *arguments: str) -> str:
    """Run the program in a new process; return which of some modules it has loaded at its end."""
    script = (
        "import sys; from tui.cli.main import run; "
        f"run(sys.argv[1:]); print(sorted(set({modules!r}) & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "--register", str(program.folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def test_start(program: Program) -> None:
    """`list` and `--help` load none of the slow libraries."""
    for arguments in (["list"], ["list", "--json"], ["show", "4"], ["--help"], ["set", "--help"]):
        assert loaded(HEAVY, program, *arguments) == "[]\n", arguments


def test_start_of_an_export(program: Program, tmp_path: Path) -> None:
    """An export in Markdown loads no other format, no network code and no code that reads the history."""
    others = ("html", "audit", "datapackage", "docx", "document", "index", "workbook")
    modules = (
        *HEAVY,
        *(f"exporters.{name}" for name in others),
        *("openpyxl", "ssl", "http.client", "email", "xml", "csv", "html"),
        *("records.trail.history", "records.verifying", "records.rules.plausibility"),
    )
    command = ("export", "2017-Q4", "--format", "md", "--to", str(tmp_path), "--quiet")
    assert loaded(modules, program, *command) == "[]\n"
